//! What related series know about each other's scatter.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::detect::NotEnoughData;
use crate::series::CountSeries;
use crate::spec::{DetectorSpec, SpecError};

/// Series below which nothing can be said about how series differ.
const SERIES_MIN: usize = 3;

/// The most points a prior is worth, as in the catalogue.
const POINTS_MAX: f64 = 10_000.0;

/// How strongly related series scatter.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DispersionPrior {
    /// Variance over mean that is usual among them, at least 1.
    pub dispersion: f64,
    /// Points of history that this knowledge is worth: many if the series are alike, few if they differ.
    pub points: f64,
}

impl DispersionPrior {
    /// The same detector with this knowledge.
    pub fn into_spec(self, spec: DetectorSpec) -> Result<DetectorSpec, SpecError> {
        spec.set("prior_dispersion", self.dispersion)?
            .set("prior_points", self.points)
    }
}

/// Why nothing was learnt.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum LearnError {
    /// The detector is not a two-window test.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// Too few series have a history.
    #[error(transparent)]
    NotEnoughData(#[from] NotEnoughData),
}

/// Learns from related series how strongly such series scatter and how alike they are in that (经验贝叶斯).
///
/// Equation: the logarithms of the dispersions, each estimated from its own series alone, vary by chance
/// (variance (2 + 1/mean) / points each) and because the series differ; the variance τ² left after subtracting chance is
/// that of a dispersion estimated from 2/τ² points, which is what the prior is worth.
///
/// # Errors
/// If `spec` is no two-window test, or fewer than three series have a history to judge their last point by.
pub fn learn_dispersion<S>(spec: &DetectorSpec, panel: &[S]) -> Result<DispersionPrior, LearnError>
where
    S: AsRef<CountSeries> + Sync,
{
    let detector = spec.clone().set("prior_points", 0.0)?.build()?;
    let found: Vec<(f64, f64)> = panel
        .par_iter()
        .filter_map(|series| {
            let series = series.as_ref();
            let last = series.observed.iter().rposition(Option::is_some)?;
            let answer = detector.assess(series, last).ok()?;
            let chance = (2.0 + 1.0 / answer.expected?) / answer.why.baseline_count as f64;
            Some((answer.why.dispersion?.ln(), chance))
        })
        .collect();
    if found.len() < SERIES_MIN {
        return Err(NotEnoughData {
            needed: SERIES_MIN,
            found: found.len(),
            of: "series with a history",
        }
        .into());
    }
    let series = found.len() as f64;
    let centre = found.iter().map(|(log, _)| log).sum::<f64>() / series;
    let variance = found
        .iter()
        .map(|(log, _)| (log - centre).powi(2))
        .sum::<f64>()
        / (series - 1.0);
    let chance = found.iter().map(|(_, chance)| chance).sum::<f64>() / series;
    let differing = (variance - chance).max(2.0 / POINTS_MAX);
    Ok(DispersionPrior {
        dispersion: centre.exp().clamp(1.0, 1000.0),
        points: 2.0 / differing,
    })
}
