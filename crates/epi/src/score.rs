//! How good were estimates that came with their uncertainty (评分)?
//!
//! **Question.** Estimates were made of counts that are known by now: how far off were they, did their intervals hold what they
//! promise, and which of two methods was better?
//!
//! **Equation.** The pinball loss of a quantile q of level p is p · (observed − q) if the observation lies above, else
//! (1 − p) · (q − observed).
//! The weighted interval score is twice the mean pinball loss of all quantiles given; with the median and K central intervals
//! that is (½ |observed − median| + Σ α/2 · IS) / (K + ½), where IS, the interval score, is the width of the interval plus 2/α times the
//! distance of an observation outside it.
//! Smaller is better; it is in cases, and of a single median it is the absolute error.
//!
//! **Source.** Bracher J. et al., PLoS Comput Biol 2021;17:e1008618, doi:10.1371/journal.pcbi.1008618; Gneiting T., Raftery A.E., J Am
//! Stat Assoc 2007;102:359–378, doi:10.1198/016214506000001437.
//!
//! **Assumptions.** Quantiles are those the forecaster believes; the same counts are scored for all methods compared.
//!
//! **Not for** comparing diseases or cities of different size: scores grow with counts.

use serde::Serialize;

use crate::stats::Stream;

/// The interval score of a central interval of probability `coverage` (for example 0.95): width plus penalties, in cases.
pub fn interval_score(lower: f64, upper: f64, coverage: f64, observed: f64) -> f64 {
    let penalty = 2.0 / (1.0 - coverage);
    (upper - lower) + penalty * ((lower - observed).max(0.0) + (observed - upper).max(0.0))
}

/// The weighted interval score of quantiles given as (level, value), in cases; `None` without quantiles.
pub fn weighted_interval_score(quantiles: &[(f64, f64)], observed: f64) -> Option<f64> {
    let pinball = |&(level, value): &(f64, f64)| {
        let miss = observed - value;
        if miss > 0.0 {
            level * miss
        } else {
            (level - 1.0) * miss
        }
    };
    let losses: f64 = quantiles.iter().map(pinball).sum();
    (!quantiles.is_empty()).then(|| 2.0 * losses / quantiles.len() as f64)
}

/// The score of one estimate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Score {
    /// Distance of the median from the observation, in cases.
    pub absolute_error: f64,
    /// Whether the observation lies within the interval from the lowest to the highest quantile, ends included.
    pub is_covered: bool,
    /// Weighted interval score, in cases.
    pub wis: f64,
}

impl Score {
    /// Scores a median and quantiles given as (level, value), lowest level first; `None` without quantiles.
    pub fn new(median: f64, quantiles: &[(f64, f64)], observed: f64) -> Option<Self> {
        let (first, last) = (quantiles.first()?, quantiles.last()?);
        Some(Self {
            absolute_error: (observed - median).abs(),
            is_covered: (first.1..=last.1).contains(&observed),
            wis: weighted_interval_score(quantiles, observed)?,
        })
    }
}

/// Means over many scores.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ScoreSummary {
    /// Number of scores.
    pub count: usize,
    /// Mean absolute error of the median, in cases.
    pub mean_absolute_error: f64,
    /// Share of observations within the outermost quantiles, 0 to 1.
    pub coverage: f64,
    /// Mean weighted interval score, in cases.
    pub wis: f64,
}

impl ScoreSummary {
    /// The means of `scores`; `None` if there are none.
    pub fn of<'a>(scores: impl IntoIterator<Item = &'a Score>) -> Option<Self> {
        let (mut count, mut error, mut covered, mut wis) = (0_usize, 0.0, 0.0, 0.0);
        for score in scores {
            count += 1;
            error += score.absolute_error;
            covered += f64::from(u8::from(score.is_covered));
            wis += score.wis;
        }
        let n = count as f64;
        (count > 0).then(|| Self {
            count,
            mean_absolute_error: error / n,
            coverage: covered / n,
            wis: wis / n,
        })
    }
}

/// How much a mean would differ had other occasions been drawn: the ends of 95 % bootstrap intervals.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// Of the mean absolute error, in cases.
    pub mean_absolute_error: [f64; 2],
    /// Of the coverage.
    pub coverage: [f64; 2],
    /// Of the weighted interval score, in cases.
    pub wis: [f64; 2],
}

impl Spread {
    /// Draws whole `occasions` with replacement, `replicates` times: the estimates of one day err together.
    ///
    /// `None` without scores or replicates. The same seed gives the same spread.
    pub fn bootstrap(occasions: &[Vec<Score>], replicates: usize, seed: u64) -> Option<Self> {
        let replicate = |index: usize| {
            let mut stream = Stream::new(seed, index as u64);
            let drawn = (0..occasions.len()).map(|_| &occasions[stream.below(occasions.len())]);
            ScoreSummary::of(drawn.flatten())
        };
        let means: Vec<ScoreSummary> = (0..replicates).filter_map(replicate).collect();
        if means.is_empty() {
            return None;
        }
        let ends = |value: fn(&ScoreSummary) -> f64| {
            let mut values: Vec<f64> = means.iter().map(value).collect();
            values.sort_by(f64::total_cmp);
            let at = |share: f64| values[((values.len() - 1) as f64 * share).round() as usize];
            [at(0.025), at(0.975)]
        };
        Some(Self {
            mean_absolute_error: ends(|mean| mean.mean_absolute_error),
            coverage: ends(|mean| mean.coverage),
            wis: ends(|mean| mean.wis),
        })
    }
}
