//! What is searched, and how.

use serde::{Deserialize, Serialize};

/// In which dimensions windows are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Analysis {
    /// Circles over the whole study period (单纯空间扫描).
    Spatial,
    /// Stretches of time over the whole map (单纯时间扫描).
    Temporal,
    /// Cylinders: a circle during a stretch of time (时空扫描).
    SpaceTime,
}

/// What the cases are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// Populations at risk.
    Poisson,
    /// Controls.
    Bernoulli,
    /// The cases of other days and other places (时空重排).
    Permutation,
}

/// Whether the search looks back or watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Monitoring {
    /// Any stretch of the study period.
    Retrospective,
    /// Only clusters that last until the end of the study period (现存聚集).
    Prospective,
}

/// Which departures count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rates {
    /// More cases than expected.
    High,
    /// Fewer cases than expected.
    Low,
    /// Either.
    Both,
}

/// The unit of the intervals time is cut into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// Days.
    Day,
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
}

/// The longest stretch of time a window may have.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpanMax {
    /// This part of the study period, in 0..=1.
    Share(f64),
    /// This many [time units](TimeUnit).
    Units(u32),
}

/// How a trend of the whole map is taken out of a Poisson scan, so that a cluster is not merely a season.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeTrend {
    /// Not at all.
    None,
    /// The risk changes everywhere by this many percent a year.
    PercentAYear(f64),
    /// Every interval expects as many cases as it had; places are compared within intervals only.
    ByInterval,
}

/// Which less likely clusters are reported beside more likely ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overlap {
    /// None that shares a place with a more likely one.
    NoSharedPlace,
    /// None whose centre lies in a more likely one.
    NoCentreInMoreLikely,
    /// None whose centre lies in a more likely one or which contains the centre of one.
    NoCentreInAny,
    /// None such that it and a more likely one contain each other's centre.
    NoMutualCentres,
    /// The best window of every centre.
    Any,
}

/// Settings of a scan; [`Default`] is a retrospective space-time Poisson scan for high rates with windows of up to half
/// the population and half the study period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScanSettings {
    /// Dimensions searched.
    pub analysis: Analysis,
    /// What cases are compared with.
    pub model: Model,
    /// Looking back or watching.
    pub monitoring: Monitoring,
    /// High rates, low rates or both.
    pub rates: Rates,
    /// First day of the study period; the day of the first case (or control) if not given.
    pub first_day: Option<i32>,
    /// Last day of the study period; the day of the last case (or control) if not given.
    pub last_day: Option<i32>,
    /// Unit of the intervals.
    pub time_unit: TimeUnit,
    /// Units in an interval (时间聚合长度); intervals are counted back from the last day and the first may be shorter.
    pub time_units: u32,
    /// Longest window.
    pub span_max: SpanMax,
    /// Shortest window in time units.
    pub span_min: u32,
    /// Largest circle as a part of the expected cases of the whole map, that is of the population at risk adjusted for
    /// covariates, of cases and controls together, or of the cases (permutation); in (0, 0.5].
    pub share_max: f64,
    /// Largest radius in kilometres (or units of a plane map).
    pub radius_max: Option<f64>,
    /// Whether circles over the whole study period are tried as well in a space-time scan.
    pub with_spatial: bool,
    /// Whether the whole map is tried as well in a space-time scan.
    pub with_temporal: bool,
    /// Fewest cases in a window with a high rate.
    pub cases_min: u32,
    /// Adjustment for a trend of the whole map; Poisson only.
    pub trend: TimeTrend,
    /// Whether days are exchanged only between cases of the same weekday, so that places open on different weekdays do not
    /// look like clusters; permutation only, with intervals of one day.
    pub by_weekday: bool,
    /// Which less likely clusters are reported.
    pub overlap: Overlap,
    /// Replications of the null hypothesis; 0 leaves p-values out.
    pub replications: u32,
    /// Stops as soon as this many replications have reached the most likely cluster (序贯蒙特卡罗).
    pub stop_after: Option<u32>,
    /// Names the random streams.
    pub seed: u64,
}

impl Default for ScanSettings {
    fn default() -> Self {
        Self {
            analysis: Analysis::SpaceTime,
            model: Model::Poisson,
            monitoring: Monitoring::Retrospective,
            rates: Rates::High,
            first_day: None,
            last_day: None,
            time_unit: TimeUnit::Day,
            time_units: 1,
            span_max: SpanMax::Share(0.5),
            span_min: 1,
            share_max: 0.5,
            radius_max: None,
            with_spatial: false,
            with_temporal: false,
            cases_min: 2,
            trend: TimeTrend::None,
            by_weekday: false,
            overlap: Overlap::NoSharedPlace,
            replications: 999,
            stop_after: None,
            seed: 1,
        }
    }
}
