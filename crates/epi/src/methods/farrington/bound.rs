//! From a predicted mean to the limit a count must exceed.

use crate::stats::{CountModel, normal_upper_tail};

/// How the limit is found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum BoundMethod {
    /// Negative-binomial quantile at the fitted mean.
    NbPlugin,
    /// Negative-binomial quantile at the upper confidence limit of the mean.
    Muan,
    /// Normal limit of the count raised to this power.
    Delta {
        /// 2/3, 1/2 or 1.
        exponent: f64,
    },
}

/// What the regression says about the current point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prediction {
    /// Expected count.
    pub(super) mean: f64,
    /// Standard error of the logarithm of the expected count; infinite where the window has no cases.
    pub(super) log_se: f64,
    /// Variance of the mean divided by the mean.
    pub(super) variance_ratio: f64,
    /// Dispersion, at least 1.
    pub(super) dispersion: f64,
    /// Exposure of the window's points relative to the current one: how many windows' worth of zeros it is when zero.
    pub(super) window_exposure: f64,
}

/// A limit and the probability of the count held against it.
pub(super) struct Limit {
    pub(super) bound: f64,
    pub(super) p_value: Option<f64>,
}

impl BoundMethod {
    /// The limit at one-sided level `alpha`; `z` is the normal quantile at 1 − alpha.
    pub(super) fn limit(self, prediction: &Prediction, count: f64, alpha: f64, z: f64) -> Limit {
        match self {
            BoundMethod::NbPlugin => {
                quantile_limit(prediction.mean, prediction.dispersion, count, alpha)
            }
            BoundMethod::Muan => quantile_limit(
                upper_mean(prediction, alpha, z),
                prediction.dispersion,
                count,
                alpha,
            ),
            BoundMethod::Delta { exponent } => delta_limit(prediction, exponent, count, z),
        }
    }
}

/// Upper confidence limit of the mean.
fn upper_mean(prediction: &Prediction, alpha: f64, z: f64) -> f64 {
    if prediction.mean > 0.0 {
        prediction.mean * (z * prediction.log_se).exp()
    } else {
        // No case in the whole window: the mean at which that had probability alpha.
        prediction.dispersion * -alpha.ln() / prediction.window_exposure
    }
}

fn quantile_limit(mean: f64, dispersion: f64, count: f64, alpha: f64) -> Limit {
    let model = CountModel::new(mean, dispersion);
    Limit {
        bound: model.quantile(1.0 - alpha),
        p_value: Some(model.at_least(count)),
    }
}

/// The power transform makes the count nearly normal: its mean is mean^e and its variance follows by the delta method.
fn delta_limit(prediction: &Prediction, exponent: f64, count: f64, z: f64) -> Limit {
    let mean = prediction.mean;
    if mean <= 0.0 {
        return Limit {
            bound: 0.0,
            p_value: None,
        };
    }
    let tau = prediction.dispersion + prediction.variance_ratio;
    let centre = mean.powf(exponent);
    let sd = exponent * mean.powf(exponent - 0.5) * tau.sqrt();
    let bound = (centre + z * sd).powf(1.0 / exponent);
    Limit {
        bound,
        p_value: Some(normal_upper_tail((count.powf(exponent) - centre) / sd)),
    }
}
