//! What a scan found.

use serde::{Deserialize, Serialize};

/// A cluster: a circle during a stretch of time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cluster {
    /// 1 for the most likely one.
    pub rank: usize,
    /// Id of the place at the centre; `None` if the cluster is the whole map.
    pub centre: Option<String>,
    /// Ids of all its places, the nearest to the centre first.
    pub places: Vec<String>,
    /// Distance from the centre to the furthest place, in kilometres or units of the map.
    pub radius: f64,
    /// Largest distance between two of its places.
    pub span: f64,
    /// First day of the cluster.
    pub first_day: i32,
    /// Last day of the cluster.
    pub last_day: i32,
    /// Cases in the window.
    pub observed: u32,
    /// Cases expected there under the null hypothesis.
    pub expected: f64,
    /// Observed over expected.
    pub ratio: f64,
    /// Risk inside relative to outside (相对危险度); `None` in a permutation scan, or if there is no case outside.
    pub relative_risk: Option<f64>,
    /// Persons at risk, the mean over the study period; cases and controls in the window for Bernoulli; `None` for
    /// permutation.
    pub population: Option<f64>,
    /// Logarithm of the likelihood ratio (对数似然比); for permutation the test statistic of the same form.
    pub llr: f64,
    /// Probability under the null hypothesis that the largest value of a map is at least as large; `None` without
    /// replications.
    pub p_value: Option<f64>,
    /// The same from the Gumbel distribution fitted to the replications, which resolves small probabilities.
    pub p_value_gumbel: Option<f64>,
    /// Days of monitoring in which one such or stronger signal is expected without any cluster (重现期); prospective only.
    pub recurrence_days: Option<f64>,
}

/// A Gumbel distribution fitted by moments to the maxima of the replications.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Gumbel {
    /// Location.
    pub location: f64,
    /// Scale.
    pub scale: f64,
}

/// Everything a scan says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScanResult {
    /// First day of the study period.
    pub first_day: i32,
    /// Last day of the study period.
    pub last_day: i32,
    /// Intervals the period was cut into.
    pub intervals: usize,
    /// Places with their own coordinates; places at the same point count once.
    pub points: usize,
    /// Cases in the study period.
    pub cases: u32,
    /// Persons at risk, mean over the study period (Poisson), or cases and controls (Bernoulli).
    pub population: Option<f64>,
    /// Clusters, most likely first; empty if no window departs from its expectation.
    pub clusters: Vec<Cluster>,
    /// Largest value of each replication, in the order of replications.
    pub maxima: Vec<f64>,
    /// The distribution fitted to `maxima`; `None` with fewer than 10 replications or when they are all alike.
    pub gumbel: Option<Gumbel>,
    /// Whether the replications stopped early because the most likely cluster was reached often enough.
    pub stopped_early: bool,
}
