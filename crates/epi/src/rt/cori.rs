//! The instantaneous reproduction number of Cori et al.
//!
//! **Question.** How many people would a case infect if conditions stayed as they are in this window?
//!
//! **Equation.** Infectivity Λ(t) is the sum over past cases of the serial interval's probability of the time since;
//! local cases of day t are Poisson with mean R · Λ(t).
//! With a gamma prior, R of a window is gamma with shape a + Σ cases and rate 1/b + Σ Λ.
//!
//! **Source.** Cori A. et al., Am J Epidemiol 2013;178:1505–1512, doi:10.1093/aje/kwt133; imported cases after
//! Thompson R. et al., Epidemics 2019;29:100356, doi:10.1016/j.epidem.2019.100356.
//!
//! **Units.** Days; R is persons per person.
//!
//! **Assumptions.** All cases are seen or a constant share of them; counts are by onset or by a date of constant delay;
//! the serial interval does not change and is never negative; Poisson scatter, so that superspreading makes the
//! interval too narrow.
//! A window's R lags behind by half its length.
//!
//! **Not for** incomplete last days: nowcast first.

use super::error::check;
use super::{Incidence, RtError, SerialInterval};
use crate::detect::NotEnoughData;
use crate::stats::{GammaQuantile, RepeatedGammaQuantile, gamma_lower};

/// What is believed about R before seeing cases: a gamma distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    mean: f64,
    sd: f64,
}

impl Prior {
    /// A gamma distribution of this mean and standard deviation.
    ///
    /// # Errors
    /// If one of them is not a number from 0.001 to 1000.
    pub fn new(mean: f64, sd: f64) -> Result<Self, RtError> {
        let wanted = "a number from 0.001 to 1000";
        let is_fine = |value: f64| (0.001..=1000.0).contains(&value);
        check("prior mean", mean, is_fine(mean), wanted)?;
        check("prior sd", sd, is_fine(sd), wanted)?;
        Ok(Self { mean, sd })
    }

    /// Shape of the gamma distribution.
    pub(super) fn shape(&self) -> f64 {
        (self.mean / self.sd).powi(2)
    }

    /// Rate of the gamma distribution: one over its scale.
    pub(super) fn rate(&self) -> f64 {
        self.mean / (self.sd * self.sd)
    }
}

impl Default for Prior {
    /// Mean 5 and sd 5: high, so that control is not concluded from a lack of data.
    fn default() -> Self {
        Self { mean: 5.0, sd: 5.0 }
    }
}

/// The posterior of R in a window of days: a gamma distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RtEstimate {
    /// First day of the window.
    pub start: usize,
    /// Last day of the window.
    pub end: usize,
    /// Shape of the posterior.
    pub shape: f64,
    /// Scale of the posterior.
    pub scale: f64,
}

impl RtEstimate {
    /// Posterior mean.
    pub fn mean(&self) -> f64 {
        self.shape * self.scale
    }

    /// Posterior standard deviation.
    pub fn sd(&self) -> f64 {
        self.shape.sqrt() * self.scale
    }

    /// Posterior quantile, from 0 at probability 0 to infinity at probability 1; for many windows see [`WindowQuantiles`].
    pub fn quantile(&self, probability: f64) -> f64 {
        self.scale * GammaQuantile::new(probability).of_shape(self.shape)
    }

    /// Probability that R is at most `value`, for example 1.
    pub fn probability_at_most(&self, value: f64) -> f64 {
        gamma_lower(self.shape, value / self.scale)
    }
}

/// Posterior quantiles of many windows at the same probabilities: what they share is worked out once.
#[derive(Debug, Clone)]
pub struct WindowQuantiles<const N: usize> {
    functions: [RepeatedGammaQuantile; N],
}

impl<const N: usize> WindowQuantiles<N> {
    /// Prepares the probabilities, each from 0 to 1.
    pub fn new(probabilities: [f64; N]) -> Self {
        Self {
            functions: probabilities.map(RepeatedGammaQuantile::new),
        }
    }

    /// The quantiles of one window in the order of the probabilities, the same as [`RtEstimate::quantile`] gives.
    pub fn of(&mut self, estimate: &RtEstimate) -> [f64; N] {
        let functions = self.functions.each_mut();
        functions.map(|function| estimate.scale * function.of_shape(estimate.shape))
    }
}

/// Infectivity Λ of every day; that of the first day is 0, because nothing is known of the cases before it.
pub fn overall_infectivity(incidence: &Incidence, interval: &SerialInterval) -> Vec<f64> {
    let totals: Vec<f64> = (0..incidence.len())
        .map(|day| incidence.total(day))
        .collect();
    infectivity_of(&totals, interval.support())
}

/// Infectivity of every day from all cases and the weights of the lags.
pub(super) fn infectivity_of(totals: &[f64], weights: &[f64]) -> Vec<f64> {
    let mut infectivity = vec![0.0; totals.len()];
    // Lag by lag, because that is a plain multiple of one row added to another.
    for (lag, weight) in weights.iter().enumerate().take(totals.len()).skip(1) {
        for (sum, cases) in infectivity[lag..].iter_mut().zip(totals) {
            *sum += weight * cases;
        }
    }
    infectivity
}

/// The windows of `window` days (at least one) in a series of `days` days, as first and last day; the first starts on
/// the second day, which is the first with an infectivity.
pub(super) fn windows(days: usize, window: usize) -> impl Iterator<Item = (usize, usize)> {
    let window = window.max(1);
    let starts = 1..days.saturating_sub(window - 1).max(1);
    starts.map(move |start| (start, start + window - 1))
}

/// Refuses a window that ends before one mean serial interval has passed.
pub(super) fn long_enough(end: usize, mean_interval: f64) -> Result<(), NotEnoughData> {
    let days = end + 1;
    if days as f64 > mean_interval {
        return Ok(());
    }
    Err(NotEnoughData {
        needed: mean_interval.floor() as usize + 1,
        found: days,
        of: "days since the first case",
    })
}

/// R in every window of `window` days, the first starting on the second day.
///
/// A window that ends before one mean serial interval has passed cannot be answered.
pub fn cori(
    incidence: &Incidence,
    interval: &SerialInterval,
    prior: Prior,
    window: usize,
) -> Vec<Result<RtEstimate, NotEnoughData>> {
    let infectivity = overall_infectivity(incidence, interval);
    let mean_interval = interval.mean();
    let (prior_shape, prior_rate) = (prior.shape(), prior.rate());
    windows(incidence.len(), window)
        .map(|(start, end)| {
            long_enough(end, mean_interval)?;
            let cases: f64 = incidence.local_counts()[start..=end].iter().sum();
            let exposure: f64 = infectivity[start..=end].iter().sum();
            Ok(RtEstimate {
                start,
                end,
                shape: prior_shape + cases,
                scale: 1.0 / (prior_rate + exposure),
            })
        })
        .collect()
}
