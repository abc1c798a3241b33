//! Predictive distributions of a final count.

use serde::Serialize;

use crate::stats::{normal_quantile, normal_upper_tail};

/// What a final count is expected to be.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Estimate {
    /// Expected cases.
    pub mean: f64,
    /// The count that is exceeded as often as not.
    pub median: u64,
    /// One count a level asked for, in the same order.
    pub quantiles: Vec<u64>,
    #[serde(skip)]
    predictive: Predictive,
}

impl Estimate {
    pub(super) fn new(predictive: Predictive, levels: &[f64]) -> Self {
        Self {
            mean: predictive.mean(),
            median: predictive.quantile(0.5),
            quantiles: levels.iter().map(|&p| predictive.quantile(p)).collect(),
            predictive,
        }
    }

    /// The smallest count whose probability not to be exceeded is above `level`; a level outside 0..=1 is moved to its end.
    pub fn quantile(&self, level: f64) -> u64 {
        self.predictive.quantile(level)
    }

    pub(super) fn predictive(&self) -> &Predictive {
        &self.predictive
    }
}

/// A distribution of whole numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Predictive {
    /// The count is known.
    Certain(u64),
    /// A normal distribution cut off below the cases already known.
    Normal {
        /// Mean before the cut.
        mean: f64,
        /// Standard deviation before the cut.
        sd: f64,
        /// Cases already known.
        least: u64,
    },
    /// Probabilities not to exceed `least`, `least` + 1 ….
    Cumulative {
        /// Cases already known.
        least: u64,
        /// Non-decreasing, the last about 1.
        shares: Vec<f64>,
    },
    /// Draws: in the order they were made, so that those of several days belong together, and sorted.
    Draws {
        /// As they were made.
        joint: Vec<u64>,
        /// Smallest first; as many.
        sorted: Vec<u64>,
    },
}

impl Predictive {
    /// From draws; there must be one at least.
    pub(super) fn from_draws(joint: Vec<u64>) -> Self {
        let mut sorted = joint.clone();
        sorted.sort_unstable();
        Self::Draws { joint, sorted }
    }

    /// The distribution of the sum, if it is known how the parts hang together.
    pub(super) fn sum(parts: &[&Self]) -> Option<Self> {
        let mut known = 0_u64;
        let mut total: Option<Vec<u64>> = None;
        for part in parts {
            match part {
                Self::Certain(count) => known = known.saturating_add(*count),
                Self::Draws { joint, .. } => match &mut total {
                    None => total = Some(joint.clone()),
                    Some(total) => {
                        for (sum, draw) in total.iter_mut().zip(joint) {
                            *sum = sum.saturating_add(*draw);
                        }
                    }
                },
                Self::Normal { .. } | Self::Cumulative { .. } => return None,
            }
        }
        let Some(mut total) = total else {
            return Some(Self::Certain(known));
        };
        for sum in &mut total {
            *sum = sum.saturating_add(known);
        }
        Some(Self::from_draws(total))
    }

    fn mean(&self) -> f64 {
        match self {
            Self::Certain(count) => *count as f64,
            Self::Normal { mean, .. } => *mean,
            Self::Cumulative { least, shares } => {
                *least as f64 + shares.iter().map(|share| 1.0 - share).sum::<f64>()
            }
            Self::Draws { joint, .. } => {
                joint.iter().map(|&draw| draw as f64).sum::<f64>() / joint.len() as f64
            }
        }
    }

    fn quantile(&self, level: f64) -> u64 {
        let level = level.clamp(0.0, 1.0);
        match self {
            Self::Certain(count) => *count,
            Self::Normal { mean, sd, least } => cut_normal_quantile(*mean, *sd, *least, level),
            Self::Cumulative { least, shares } => {
                let steps = shares.partition_point(|&share| share <= level);
                least + steps.min(shares.len() - 1) as u64
            }
            Self::Draws { sorted, .. } => {
                let rank = (level * sorted.len() as f64) as usize;
                sorted[rank.min(sorted.len() - 1)]
            }
        }
    }
}

/// The discretised normal distribution of surveillance: the distribution function is divided by the probability of more
/// than the cases already known, and what lies below them counts as them.
///
/// It is not quite a truncated distribution, but the one the published comparisons were made with.
fn cut_normal_quantile(mean: f64, sd: f64, least: u64, level: f64) -> u64 {
    let above = normal_upper_tail((least as f64 - mean) / sd);
    // Never infinite: the greatest double below 1.
    let share = (level * above).min(1.0 - f64::EPSILON / 2.0);
    let bound = mean + sd * normal_quantile(share);
    if bound < least as f64 {
        return least;
    }
    // A cast of a number beyond 2⁶⁴ is cut there.
    (bound.floor() as u64).saturating_add(1)
}
