//! What is told of a day.

use serde::Serialize;

use super::belief::Belief;
use super::growth::Growth;
use crate::rt::SerialInterval;

/// R of one day, by the counts up to that day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DailyRt {
    /// Index of the day.
    pub day: usize,
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
    /// Median.
    pub median: f64,
    /// 2.5 % quantile.
    pub lower: f64,
    /// 25 % quantile.
    pub lower_half: f64,
    /// 75 % quantile.
    pub upper_half: f64,
    /// 97.5 % quantile.
    pub upper: f64,
    /// Probability that R is above 1: that cases will increase.
    pub probability_above_one: f64,
    /// Growth of cases.
    pub growth: Growth,
}

/// Sums up a belief.
pub(super) fn of(day: usize, belief: &Belief, interval: &SerialInterval) -> DailyRt {
    let (mean, sd) = belief.moments();
    let [lower, lower_half, median, upper_half, upper] =
        [0.025, 0.25, 0.5, 0.75, 0.975].map(|probability| belief.quantile(probability));
    DailyRt {
        day,
        mean,
        sd,
        median,
        lower,
        lower_half,
        upper_half,
        upper,
        probability_above_one: 1.0 - belief.probability_at_most(1.0),
        growth: Growth::new([lower, median, upper], interval),
    }
}
