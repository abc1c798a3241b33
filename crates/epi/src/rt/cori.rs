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

use super::SerialInterval;
use crate::detect::NotEnoughData;
use crate::stats::{gamma_lower, gamma_quantile};

/// Cases by day (逐日病例数).
#[derive(Debug, Clone, PartialEq)]
pub struct Incidence {
    /// Cases infected here.
    pub local: Vec<f64>,
    /// Cases infected elsewhere (输入病例), as long as `local`, or empty when there are none: they infect others but were
    /// not infected by those before them.
    pub imported: Vec<f64>,
}

impl Incidence {
    /// Cases that are all local.
    pub fn local(counts: &[u32]) -> Self {
        Self {
            local: counts.iter().map(|&count| f64::from(count)).collect(),
            imported: Vec::new(),
        }
    }

    /// Number of days.
    pub fn len(&self) -> usize {
        self.local.len()
    }

    /// Whether there is no day at all.
    pub fn is_empty(&self) -> bool {
        self.local.is_empty()
    }

    /// All cases of a day.
    pub fn total(&self, day: usize) -> f64 {
        self.local[day] + self.imported.get(day).copied().unwrap_or(0.0)
    }
}

/// What is believed about R before seeing cases: a gamma distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation.
    pub sd: f64,
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

    /// Posterior quantile; `probability` strictly between 0 and 1.
    pub fn quantile(&self, probability: f64) -> f64 {
        self.scale * gamma_quantile(self.shape, probability)
    }

    /// Probability that R is at most `value`, for example 1.
    pub fn probability_at_most(&self, value: f64) -> f64 {
        gamma_lower(self.shape, value / self.scale)
    }
}

/// Infectivity Λ of every day; that of the first day is 0, because nothing is known of the cases before it.
pub fn overall_infectivity(incidence: &Incidence, interval: &SerialInterval) -> Vec<f64> {
    let weights = interval.weights();
    let totals: Vec<f64> = (0..incidence.len())
        .map(|day| incidence.total(day))
        .collect();
    let of_day = |day: usize| {
        let lags = 1..weights.len().min(day + 1);
        lags.map(|lag| totals[day - lag] * weights[lag]).sum()
    };
    (0..incidence.len()).map(of_day).collect()
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
    let prior_shape = (prior.mean / prior.sd).powi(2);
    let prior_rate = prior.mean / (prior.sd * prior.sd);
    let window = window.max(1);
    (1..(incidence.len() + 1).saturating_sub(window).max(1))
        .map(|start| {
            let end = start + window - 1;
            let days = end + 1;
            if days as f64 <= mean_interval {
                let needed = mean_interval.floor() as usize + 1;
                return Err(NotEnoughData {
                    needed,
                    found: days,
                    of: "days since the first case",
                });
            }
            let cases: f64 = incidence.local[start..=end].iter().sum();
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
