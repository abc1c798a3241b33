//! How probable the cases of a day are under every R.

use crate::stats::ln_gamma;

/// How counts scatter around their mean, beyond Poisson.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scatter {
    /// Dispersion k of how many people single cases infect; infinite without superspreading.
    superspreading: f64,
    /// Size n of the negative binomial scatter of reporting: the relative sd of large counts is n^−½.
    reporting: f64,
}

/// The kinds of scatter among which the cases decide.
///
/// The least reporting scatter is one grid step of R, 2 %: no count is trusted beyond that.
pub(super) const SCATTERS: [Scatter; 7] = [
    Scatter::new(f64::INFINITY, 2500.0),
    Scatter::new(f64::INFINITY, 100.0),
    Scatter::new(f64::INFINITY, 25.0),
    Scatter::new(f64::INFINITY, 8.0),
    Scatter::new(f64::INFINITY, 2.5),
    Scatter::new(1.0, 2500.0),
    Scatter::new(0.25, 2500.0),
];

/// What is seen of a day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Observation {
    /// Local cases.
    pub(super) cases: f64,
    /// Variance of the cases where they are a nowcast.
    pub(super) variance: f64,
    /// Share of the local cases that is in `cases`.
    pub(super) completeness: f64,
    /// Infectivity of the day; positive.
    pub(super) infectivity: f64,
    /// Variance of the infectivity.
    pub(super) infectivity_variance: f64,
}

impl Scatter {
    const fn new(superspreading: f64, reporting: f64) -> Self {
        Self {
            superspreading,
            reporting,
        }
    }

    /// Log-likelihood of the observation at every R of the grid, up to a constant that all kinds of scatter share.
    pub(super) fn log_likelihood(&self, seen: &Observation, grid: &[f64], into: &mut [f64]) {
        let inverse_size = 1.0 / self.reporting + 1.0 / (self.superspreading * seen.infectivity);
        // A relative variance of the infectivity is one of the mean, whatever R.
        let relative = seen.infectivity_variance / (seen.infectivity * seen.infectivity);
        let fixed = Shape::new(1.0 / (inverse_size + relative), seen.cases);
        for (r, log_likelihood) in grid.iter().zip(into) {
            let mean = seen.completeness * r * seen.infectivity;
            *log_likelihood = if seen.variance > 0.0 {
                let own = seen.variance / (mean * mean);
                Shape::new(1.0 / (inverse_size + relative + own), seen.cases).at(mean)
            } else {
                fixed.at(mean)
            };
        }
    }
}

/// A negative binomial distribution at one count, as a function of its mean.
struct Shape {
    size: f64,
    cases: f64,
    /// What does not depend on the mean.
    constant: f64,
}

impl Shape {
    fn new(size: f64, cases: f64) -> Self {
        let constant = ln_gamma(size + cases) - ln_gamma(size) + size * size.ln();
        Self {
            size,
            cases,
            constant,
        }
    }

    fn at(&self, mean: f64) -> f64 {
        let log_sum = (self.size + mean).ln();
        let cases = if self.cases > 0.0 {
            self.cases * (mean.ln() - log_sum)
        } else {
            0.0
        };
        self.constant - self.size * log_sum + cases
    }
}
