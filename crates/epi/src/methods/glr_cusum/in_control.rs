//! What counts are while nothing happens: mean of every point and overdispersion.

use std::f64::consts::TAU;

use thiserror::Error;

use super::{Family, GlrCusum};
use crate::detect::{DetectError, NotEnoughData};
use crate::methods::enough_reported;
use crate::series::{CountSeries, Step};
use crate::stats::{LogLinear, most_likely_alpha};

/// Means beyond these are only met where a trend is carried on without sense.
const MEANS: [f64; 2] = [1e-300, 1e15];

/// In-control means known from elsewhere (受控均值), for [`GlrCusum::chart`].
#[derive(Debug, Clone, PartialEq)]
pub struct InControl {
    pub(super) means: Vec<f64>,
    pub(super) alpha: f64,
    pub(super) baseline_count: usize,
    pub(super) trend_per_step: Option<f64>,
}

/// In-control means that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub enum InControlError {
    /// A mean must be a positive number.
    #[error(
        "the in-control mean {mean} at point {at} is not a positive number; give the count expected there"
    )]
    Mean {
        /// Index of the point.
        at: usize,
        /// What was given.
        mean: f64,
    },
    /// The overdispersion must be a number that is not negative.
    #[error(
        "the overdispersion {alpha} is not a number from 0 upwards; 0 stands for Poisson counts"
    )]
    Alpha {
        /// What was given.
        alpha: f64,
    },
}

impl InControl {
    /// One mean (cases a step, positive) for every point of the series, those of the baseline included, and the
    /// overdispersion α of variance m + α·m² (0 = Poisson).
    pub fn new(means: Vec<f64>, alpha: f64) -> Result<Self, InControlError> {
        if !(alpha.is_finite() && alpha >= 0.0) {
            return Err(InControlError::Alpha { alpha });
        }
        if let Some(at) = means.iter().position(|m| !(m.is_finite() && *m > 0.0)) {
            return Err(InControlError::Mean {
                at,
                mean: means[at],
            });
        }
        Ok(Self {
            means,
            alpha,
            baseline_count: 0,
            trend_per_step: None,
        })
    }

    /// As the settings of `chart` say: known, or fitted to the first points of the series.
    pub(super) fn fit(chart: &GlrCusum, series: &CountSeries) -> Result<Self, DetectError> {
        let columns = 1 + 2 * chart.harmonics + usize::from(chart.has_trend);
        match columns {
            1 => Self::fit_columns::<1>(chart, series),
            2 => Self::fit_columns::<2>(chart, series),
            3 => Self::fit_columns::<3>(chart, series),
            4 => Self::fit_columns::<4>(chart, series),
            5 => Self::fit_columns::<5>(chart, series),
            6 => Self::fit_columns::<6>(chart, series),
            7 => Self::fit_columns::<7>(chart, series),
            _ => Self::fit_columns::<8>(chart, series),
        }
    }

    fn fit_columns<const P: usize>(
        chart: &GlrCusum,
        series: &CountSeries,
    ) -> Result<Self, DetectError> {
        let nominal = chart.baseline.get(series.step);
        let (mut rows, mut counts) = (Vec::new(), Vec::new());
        for (index, count) in series.observed.iter().take(nominal).enumerate() {
            if let Some(count) = count {
                rows.push(row::<P>(series.step, index));
                counts.push(f64::from(*count));
            }
        }
        enough_reported(nominal, 2 * P, counts.len())?;
        let no_mean = NotEnoughData {
            needed: counts.len() + 1,
            found: counts.len(),
            of: "in-control points that agree on a mean",
        };
        if let Some(mean) = chart.known_mean {
            let alpha = match chart.family {
                Family::NegBinEstimated => {
                    most_likely_alpha(&counts, &vec![mean; counts.len()], None)
                }
                family => family.known_alpha(),
            };
            return Ok(Self {
                means: vec![mean; series.len()],
                alpha,
                baseline_count: counts.len(),
                trend_per_step: None,
            });
        }
        if counts.iter().all(|count| *count == 0.0) {
            return Err(NotEnoughData {
                needed: 1,
                found: 0,
                of: "cases among the in-control points",
            }
            .into());
        }
        let fitted = match chart.family {
            Family::NegBinEstimated => LogLinear::fit_with_alpha(&rows, &counts),
            Family::Poisson => LogLinear::fit(&rows, &counts).map(|model| (model, 0.0)),
            Family::NegBin(alpha) => {
                LogLinear::fit_neg_bin(&rows, &counts, alpha).map(|model| (model, alpha))
            }
        };
        let (model, alpha) = fitted.ok_or(no_mean)?;
        let mean = |index| {
            let mean = model.mean(&row::<P>(series.step, index));
            mean.clamp(MEANS[0], MEANS[1])
        };
        Ok(Self {
            means: (0..series.len()).map(mean).collect(),
            alpha,
            baseline_count: counts.len(),
            trend_per_step: chart
                .has_trend
                .then(|| model.coefficients()[1] / series.step.per_year() as f64),
        })
    }
}

/// Level, trend (years; if the number of columns is even) and yearly waves at the point `index`.
fn row<const P: usize>(step: Step, index: usize) -> [f64; P] {
    let year = step.per_year() as f64;
    let mut row = [1.0; P];
    if P.is_multiple_of(2) {
        row[1] = index as f64 / year;
    }
    let first_wave = if P.is_multiple_of(2) { 2 } else { 1 };
    for (wave, pair) in row[first_wave..].chunks_exact_mut(2).enumerate() {
        let angle = TAU * (wave + 1) as f64 * (index + 1) as f64 / year;
        pair.copy_from_slice(&[angle.cos(), angle.sin()]);
    }
    row
}
