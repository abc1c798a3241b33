//! Counts as curves, maps, tiles and rows.

use access::release::Hidden;
use kernel::{Day, Period, RegionCode, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One epidemic curve (流行曲线).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SeriesView {
    /// Stream id.
    pub stream: String,
    /// Condition code.
    pub condition: String,
    /// Region asked for.
    pub region: RegionCode,
    /// Stratum.
    pub stratum: String,
    /// Period of the points.
    pub period: Period,
    /// Period in which the stream reports.
    pub native_period: Period,
    /// Regions that were added up because the region has no series of its own; empty otherwise.
    pub composed_of: Vec<RegionCode>,
    /// Chinese unit.
    pub unit_zh: String,
    /// English unit.
    pub unit_en: String,
    /// Resident population for rates; `null` where none is known.
    pub population: Option<u64>,
    /// How far the population is trusted, `A` to `D`.
    pub population_confidence: Option<String>,
    /// When a count of the series last changed.
    pub as_of: Option<Timestamp>,
    /// Last day with a count.
    pub last_day: Option<Day>,
    /// The points, one for each period of the window.
    pub points: Vec<PointView>,
    /// What the detectors asked for say.
    pub detections: Vec<Detection>,
}

/// One point of a curve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PointView {
    /// First day of the period.
    pub day: Day,
    /// The period as written on an axis.
    pub label: String,
    /// Number counted; `null`: nothing was reported.
    pub value: Option<u64>,
    /// Reports that should be in the value and are not there.
    pub parts_missing: u64,
}

/// What one detector says of a series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Detection {
    /// Detector id.
    pub detector: String,
    /// Its method.
    pub method: String,
    /// Its verdicts, by day.
    pub points: Vec<DetectionPoint>,
    /// Why there are none, where there are none.
    pub note: Option<String>,
}

/// A detector's verdict on one day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DetectionPoint {
    /// First day of the period judged.
    pub day: Day,
    /// Number counted.
    pub observed: u64,
    /// Number expected.
    pub expected: Option<f64>,
    /// Upper bound (预警界值).
    pub bound: Option<f64>,
    /// Probability of a number this high.
    pub p: Option<f64>,
    /// Whether it alarms.
    pub alarm: bool,
    /// Why there is no verdict.
    pub why: Option<String>,
}

/// Counts of the regions below one region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MapView {
    /// The region whose children are drawn.
    pub region: RegionCode,
    /// The region asked for, when its parent's map is shown because no child of it has counts.
    pub focus: Option<RegionCode>,
    /// When a count on the map last changed.
    pub as_of: Option<Timestamp>,
    /// One item for each child.
    pub items: Vec<MapItem>,
}

/// One region of a map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MapItem {
    /// Region.
    pub region: RegionCode,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Sum over the window; `null`: nothing was reported.
    pub value: Option<u64>,
    /// The same per 100,000 residents; `null` where no population is known.
    pub rate_per_100k: Option<f64>,
    /// Sum over the window of the same length just before.
    pub previous: Option<u64>,
    /// Last day with a count in the window.
    pub last_day: Option<Day>,
    /// Signals at or below the region in the window.
    pub signals: u64,
    /// Why the count is not shown, where figures are published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden: Option<Hidden>,
}

/// The conditions of a region at a glance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TilesView {
    /// One tile for each stream and condition, the most striking first.
    pub items: Vec<Tile>,
}

/// One condition in one stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Tile {
    /// Stream id.
    pub stream: String,
    /// Condition code.
    pub condition: String,
    /// Chinese name of the condition.
    pub name_zh: String,
    /// English name of the condition.
    pub name_en: String,
    /// Class of the statutory list on the last day of the window: `A`, `B`, `C` or `other`.
    pub class: Option<String>,
    /// Sum over the window; `null`: nothing was reported.
    pub value: Option<u64>,
    /// Sum over the window of the same length just before.
    pub previous: Option<u64>,
    /// Sum over the same window one year earlier (去年同期).
    pub same_period_last_year: Option<u64>,
    /// Value per 100,000 residents; `null` where no population is known.
    pub rate_per_100k: Option<f64>,
    /// Last day with a count in the window.
    pub last_day: Option<Day>,
    /// When a count behind the tile last changed.
    pub as_of: Option<Timestamp>,
    /// The window as a small curve, in the stream's period.
    pub spark: Vec<Option<u64>>,
    /// Signals at or below the region in the window.
    pub signals: u64,
}

/// One stored count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CountRow {
    /// First day of the period.
    pub day: Day,
    /// Region.
    pub region: RegionCode,
    /// Chinese name.
    pub region_name_zh: String,
    /// English name.
    pub region_name_en: String,
    /// Stratum.
    pub stratum: String,
    /// Number counted.
    pub value: u64,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The import that wrote it.
    pub batch: String,
    /// How many values it replaced.
    pub revisions: u64,
}

/// One thing a count has said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CountHistory {
    /// Number counted.
    pub value: u64,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The import that wrote it.
    pub batch: String,
    /// Name of the file.
    pub file_name: Option<String>,
    /// Row of the file.
    pub row: u64,
    /// When it was replaced; `null` for the present value.
    pub replaced_at: Option<Timestamp>,
}

/// Order of a list of counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub enum CountsSort {
    /// Oldest first.
    #[serde(rename = "day")]
    DayUp,
    /// Newest first.
    #[default]
    #[serde(rename = "-day")]
    DayDown,
    /// Smallest first.
    #[serde(rename = "value")]
    ValueUp,
    /// Largest first.
    #[serde(rename = "-value")]
    ValueDown,
}
