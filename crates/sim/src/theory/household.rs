//! How many in a household fall ill after one brings an infection home (家庭内传播).
//!
//! In words: a set of k who escape have escaped everybody ever infectious, and the chance to escape one infector for k
//! people at once is the Laplace transform of the infector's pressure.
//! Solved by Ball's triangular equations (Ball 1986, doi:10.2307/1427301); Reed–Frost and gamma-distributed infectious
//! periods are two transforms of one formula.

use serde::{Deserialize, Serialize};

use crate::check;
use crate::error::SimError;

/// Beyond this size the equations lose digits in 64-bit numbers.
const SIZE_MAX: u32 = 20;

/// How an infected member infects the others.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HouseholdModel {
    /// Each infector infects each susceptible with this probability, independently (Reed–Frost).
    ReedFrost {
        /// Probability for a pair.
        probability: f64,
    },
    /// Each infector infects each susceptible at this rate a day during a gamma-distributed infectious period, so
    /// that a long one endangers all others at once.
    GammaPeriod {
        /// Rate a day for a pair.
        rate: f64,
        /// Mean infectious period in days.
        mean: f64,
        /// Shape; 1 is exponential.
        shape: f64,
    },
}

impl HouseholdModel {
    fn check(self) -> Result<(), SimError> {
        match self {
            Self::ReedFrost { probability } => check::share("probability", probability).map(drop),
            Self::GammaPeriod { rate, mean, shape } => {
                check::not_negative("rate", rate)?;
                check::positive("mean", mean)?;
                check::positive("shape", shape).map(drop)
            }
        }
    }

    /// The probability that k people all escape one infector.
    fn escape(self, k: usize) -> f64 {
        let k = k as f64;
        match self {
            Self::ReedFrost { probability } => (1.0 - probability).powf(k),
            Self::GammaPeriod { rate, mean, shape } => (1.0 + k * rate * mean / shape).powf(-shape),
        }
    }

    /// The probability that the first case infects a given other (first-generation secondary attack rate, 续发率).
    pub fn secondary_attack_rate(self) -> Result<f64, SimError> {
        self.check()?;
        Ok(1.0 - self.escape(1))
    }

    /// The probability of 0, 1, … `size` − `cases` further cases in a household of `size` with `cases` at the start.
    pub fn secondary_cases_pmf(self, size: u32, cases: u32) -> Result<Vec<f64>, SimError> {
        self.check()?;
        if size == 0 || size > SIZE_MAX {
            return Err(SimError::parameter(
                "size",
                size,
                format!("from 1 to {SIZE_MAX}"),
            ));
        }
        if cases > size {
            return Err(SimError::contradiction(
                "cases",
                "size",
                "more are ill than live in the household",
            ));
        }
        let n = (size - cases) as usize;
        if let Self::ReedFrost { probability } = self {
            return Ok(reed_frost(n, cases as usize, probability));
        }
        let mut pmf: Vec<f64> = Vec::with_capacity(n + 1);
        for k in 0..=n {
            let escape = self.escape(n - k);
            let known: f64 = pmf
                .iter()
                .enumerate()
                .map(|(j, p)| choose(n - j, k - j) * p / escape.powi((j as u32 + cases) as i32))
                .sum();
            let p = (choose(n, k) - known) * escape.powi((k as u32 + cases) as i32);
            pmf.push(p.max(0.0));
        }
        Ok(pmf)
    }
}

/// Generation by generation, which never divides by a chance of escape that may be 0.
fn reed_frost(susceptible: usize, cases: usize, probability: f64) -> Vec<f64> {
    let mut pmf = vec![0.0; susceptible + 1];
    // `chance[s][i]`: s left and i infectious now; every step lowers s or ends the chain.
    let mut chance = vec![vec![0.0; susceptible + cases + 1]; susceptible + 1];
    chance[susceptible][cases] = 1.0;
    for s in (0..=susceptible).rev() {
        for i in 0..=susceptible + cases {
            let here = chance[s][i];
            if here == 0.0 {
                continue;
            }
            let escape = (1.0 - probability).powi(i as i32);
            pmf[susceptible - s] += here * escape.powi(s as i32);
            for new in 1..=s {
                chance[s - new][new] += here
                    * choose(s, new)
                    * (1.0 - escape).powi(new as i32)
                    * escape.powi((s - new) as i32);
            }
        }
    }
    pmf
}

/// How many ways there are to choose k of n.
fn choose(n: usize, k: usize) -> f64 {
    (0..k.min(n - k)).fold(1.0, |ways, i| ways * (n - i) as f64 / (i + 1) as f64)
}
