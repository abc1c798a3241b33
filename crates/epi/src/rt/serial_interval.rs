//! Serial intervals in whole days.

use thiserror::Error;

use crate::stats::gamma_lower_pair;

/// Probabilities of a serial interval of 0, 1, 2 … days (序列间隔分布).
#[derive(Debug, Clone, PartialEq)]
pub struct SerialInterval {
    weights: Vec<f64>,
}

/// Weights or moments that are no serial interval.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum SerialIntervalError {
    /// Nobody infects anybody before being infected.
    #[error(
        "the probability of lag 0 is {0}; it must be 0: a case cannot infect on the day it was infected"
    )]
    LagZero(f64),
    /// The weights are no probabilities.
    #[error(
        "the probabilities of the serial interval add up to {0}; give numbers from 0 to 1 that add up to 1"
    )]
    Sum(f64),
    /// The gamma distribution is shifted by one day.
    #[error(
        "a serial interval of mean {mean} and sd {sd} days cannot be discretised; the mean must be above 1 and the sd above 0"
    )]
    Moments {
        /// Mean in days.
        mean: f64,
        /// Standard deviation in days.
        sd: f64,
    },
}

impl SerialInterval {
    /// From probabilities by lag, the first being that of lag 0.
    pub fn from_weights(weights: Vec<f64>) -> Result<Self, SerialIntervalError> {
        let sum: f64 = weights.iter().sum();
        if weights.iter().any(|weight| !(0.0..=1.0).contains(weight)) || (sum - 1.0).abs() > 0.01 {
            return Err(SerialIntervalError::Sum(sum));
        }
        match weights.first() {
            Some(&first) if first != 0.0 => Err(SerialIntervalError::LagZero(first)),
            _ => Ok(Self { weights }),
        }
    }

    /// A gamma distribution of this mean and sd (days), shifted by one day and put into whole days as Cori et al. do:
    /// the time within the day of infection and of onset is uniform (doi:10.1093/aje/kwt133, web appendix 11).
    ///
    /// Lags above `lag_max` are left out, and the rest is not scaled up.
    pub fn discretised_gamma(
        mean: f64,
        sd: f64,
        lag_max: usize,
    ) -> Result<Self, SerialIntervalError> {
        if !(mean > 1.0 && sd > 0.0 && mean.is_finite() && sd.is_finite()) {
            return Err(SerialIntervalError::Moments { mean, sd });
        }
        let shape = ((mean - 1.0) / sd).powi(2);
        let scale = sd * sd / (mean - 1.0);
        // Distribution function and partial expectation at the lags k − 2, k − 1 and k, shared by neighbours; once both
        // have reached 1 they stay there.
        let mut below = vec![1.0; lag_max.saturating_add(1)];
        let mut partial = below.clone();
        for (k, (below, partial)) in below.iter_mut().zip(&mut partial).enumerate() {
            (*below, *partial) = gamma_lower_pair(shape, k as f64 / scale);
            if *partial >= 1.0 {
                break;
            }
        }
        let at =
            |values: &[f64], k: usize, back: usize| k.checked_sub(back).map_or(0.0, |k| values[k]);
        let weight = |k: usize| {
            let lag = k as f64;
            let levels = lag * below[k] + (lag - 2.0) * at(&below, k, 2)
                - 2.0 * (lag - 1.0) * at(&below, k, 1);
            let moments = 2.0 * at(&partial, k, 1) - at(&partial, k, 2) - partial[k];
            (levels + shape * scale * moments).max(0.0)
        };
        Ok(Self {
            weights: (0..=lag_max).map(weight).collect(),
        })
    }

    /// Probabilities by lag.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Probabilities up to the last lag that has one.
    pub(super) fn support(&self) -> &[f64] {
        let last = self.weights.iter().rposition(|weight| *weight > 0.0);
        &self.weights[..last.map_or(0, |last| last + 1)]
    }

    /// Mean in days.
    pub fn mean(&self) -> f64 {
        self.weights
            .iter()
            .enumerate()
            .map(|(lag, weight)| lag as f64 * weight)
            .sum()
    }
}
