//! Will an introduced case start an outbreak, or does the chain end by itself?
//!
//! In words: the chain ends if every case of the first generation ends its own chain; the probability is the smallest
//! fixed point of the offspring distribution's generating function (Harris 1963; Lloyd-Smith et al. 2005,
//! doi:10.1038/nature04153). Few cases infect most others when the dispersion is small (超级传播).

use serde::{Deserialize, Serialize};

use super::bisect;
use crate::check;
use crate::error::SimError;

/// How many others a case infects.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Offspring {
    /// Everybody equally infectious for equally long.
    Poisson {
        /// Mean number.
        mean: f64,
    },
    /// Unequally infectious: gamma-distributed means.
    NegativeBinomial {
        /// Mean number.
        mean: f64,
        /// Dispersion k; the smaller, the more unequal.
        dispersion: f64,
    },
}

impl Offspring {
    /// Exponential infectious periods: the offspring of a Markov SIR or SEIR model.
    pub fn geometric(mean: f64) -> Self {
        Self::NegativeBinomial {
            mean,
            dispersion: 1.0,
        }
    }

    /// The probability that the chain of one case ends by itself.
    pub fn extinction_probability(self) -> Result<f64, SimError> {
        let (mean, dispersion) = match self {
            Self::Poisson { mean } => (mean, f64::INFINITY),
            Self::NegativeBinomial { mean, dispersion } => {
                (mean, check::positive("dispersion", dispersion)?)
            }
        };
        check::reproduction_number("mean", mean)?;
        if mean <= 1.0 {
            return Ok(1.0);
        }
        let generating = |s: f64| {
            if dispersion.is_infinite() {
                (mean * (s - 1.0)).exp()
            } else {
                (-dispersion * (mean * (1.0 - s) / dispersion).ln_1p()).exp()
            }
        };
        // The function minus its argument is positive at 0, negative between the two roots, and convex: its minimum,
        // where the slope is 1, lies between them.
        let lowest = if dispersion.is_infinite() {
            1.0 - mean.ln() / mean
        } else {
            1.0 - dispersion / mean * (mean.powf(1.0 / (dispersion + 1.0)) - 1.0)
        };
        Ok(bisect(0.0, lowest.max(0.0), |s| generating(s) - s))
    }

    /// The probability that this many cases start a major outbreak.
    pub fn outbreak_probability(self, cases: u32) -> Result<f64, SimError> {
        let extinct = self.extinction_probability()?;
        Ok(1.0 - extinct.powf(f64::from(cases)))
    }
}
