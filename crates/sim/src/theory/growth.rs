//! How quickly an epidemic grows, from how many each case infects and when.
//!
//! In words: growth at rate r makes a case that comes a days later worth exp(−r·a) of one today; the reproduction number
//! is what makes the discounted cases of one infector equal one.
//! 1 / R = M(r) with M the Laplace transform of the generation interval (世代间隔)
//! (Wallinga & Lipsitch 2007, doi:10.1098/rspb.2006.3754).

use serde::{Deserialize, Serialize};

use super::bisect;
use crate::check;
use crate::error::SimError;

/// When infections happen after infection; rates and lags in days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GenerationInterval {
    /// Latent (潜隐期) and infectious period (传染期) in Erlang stages; no latent stage makes an SIR model.
    Stages {
        /// Mean latent period in days; ignored without latent stages.
        latent_days_mean: f64,
        /// Number of latent stages.
        latent_stages: u32,
        /// Mean infectious period in days.
        infectious_days_mean: f64,
        /// Number of infectious stages.
        infectious_stages: u32,
    },
    /// A gamma distribution.
    Gamma {
        /// Mean in days.
        mean: f64,
        /// Standard deviation in days.
        sd: f64,
    },
    /// Probabilities of 1, 2, 3 … days.
    Discrete(Vec<f64>),
}

impl GenerationInterval {
    fn check(&self) -> Result<(), SimError> {
        match self {
            Self::Stages {
                latent_days_mean,
                latent_stages,
                infectious_days_mean,
                infectious_stages,
            } => {
                if *latent_stages > 0 {
                    check::positive("latent_days_mean", *latent_days_mean)?;
                }
                check::positive("infectious_days_mean", *infectious_days_mean)?;
                check::positive("infectious_stages", f64::from(*infectious_stages))?;
            }
            Self::Gamma { mean, sd } => {
                check::positive("mean", *mean)?;
                check::positive("sd", *sd)?;
            }
            Self::Discrete(weights) => check::shares("weights", weights)?,
        }
        Ok(())
    }

    /// The Laplace transform at this rate.
    fn transform(&self, r: f64) -> f64 {
        match self {
            Self::Stages {
                latent_days_mean,
                latent_stages,
                infectious_days_mean,
                infectious_stages,
            } => {
                let stage = |mean: f64, stages: u32| {
                    (1.0 + r * mean / f64::from(stages)).powf(-f64::from(stages))
                };
                let latent = match latent_stages {
                    0 => 1.0,
                    &stages => stage(*latent_days_mean, stages),
                };
                let infectious = if r.abs() * infectious_days_mean < 1e-9 {
                    1.0
                } else {
                    (1.0 - stage(*infectious_days_mean, *infectious_stages))
                        / (r * infectious_days_mean)
                };
                latent * infectious
            }
            Self::Gamma { mean, sd } => {
                let shape = (mean / sd).powi(2);
                (1.0 + r * mean / shape).powf(-shape)
            }
            Self::Discrete(weights) => weights
                .iter()
                .zip(1..)
                .map(|(weight, lag)| weight * (-r * f64::from(lag)).exp())
                .sum(),
        }
    }

    /// The rate below which the transform does not exist.
    fn slowest(&self) -> f64 {
        match self {
            Self::Stages {
                latent_days_mean,
                latent_stages,
                infectious_days_mean,
                infectious_stages,
            } => {
                let infectious = f64::from(*infectious_stages) / infectious_days_mean;
                let latent = match latent_stages {
                    0 => f64::INFINITY,
                    &stages => f64::from(stages) / latent_days_mean,
                };
                -infectious.min(latent)
            }
            Self::Gamma { mean, sd } => -mean / (sd * sd),
            Self::Discrete(_) => -100.0,
        }
    }
}

/// The exponential growth rate a day of an epidemic in which each case infects this many; negative when it dies out.
pub fn growth_rate(reproduction_number: f64, when: &GenerationInterval) -> Result<f64, SimError> {
    let r0 = check::reproduction_number("reproduction_number", reproduction_number)?;
    when.check()?;
    let gap = |r: f64| r0 * when.transform(r) - 1.0;
    let low = when.slowest() * (1.0 - 1e-9);
    let mut high = 1.0;
    while gap(high) > 0.0 && high < 1e6 {
        high *= 2.0;
    }
    Ok(bisect(low, high, gap))
}

/// How many each case infects in an epidemic that grows at this rate a day.
pub fn reproduction_number(growth_rate: f64, when: &GenerationInterval) -> Result<f64, SimError> {
    when.check()?;
    if !growth_rate.is_finite() || growth_rate <= when.slowest() {
        return Err(SimError::parameter(
            "growth_rate",
            growth_rate,
            format!(
                "a number above {:.4}, the quickest decline of this generation interval",
                when.slowest()
            ),
        ));
    }
    Ok(1.0 / when.transform(growth_rate))
}

/// Days in which the number of cases doubles; `None` when it does not grow.
pub fn doubling_days(growth_rate: f64) -> Option<f64> {
    (growth_rate > 0.0).then(|| std::f64::consts::LN_2 / growth_rate)
}
