//! Poisson and negative-binomial regression with a log link and a handful of coefficients.

use std::f64::consts::PI;

use super::SmallCholesky;
use super::neg_bin::most_likely_alpha;
use crate::series::Step;

/// Iterations before a fit is given up.
const STEPS_MAX: usize = 25;

/// Relative change of the deviance that ends the iteration, as in R's `glm`.
const TOLERANCE: f64 = 1e-8;

/// Turns between coefficients and overdispersion before a fit is given up.
const TURNS_MAX: usize = 50;

/// A fitted model: log mean = row · coefficients.
#[derive(Debug, Clone)]
pub(crate) struct LogLinear<const P: usize> {
    coefficients: [f64; P],
}

impl<const P: usize> LogLinear<P> {
    /// Fits by iterated weighted least squares; `None` if the rows do not determine the coefficients or the iteration
    /// does not end.
    pub(crate) fn fit(rows: &[[f64; P]], counts: &[f64]) -> Option<Self> {
        Self::iterate(rows, counts, 0.0, counts.iter().map(|c| c + 0.1).collect())
    }

    /// The same for counts of variance m + `alpha` · m².
    pub(crate) fn fit_neg_bin(rows: &[[f64; P]], counts: &[f64], alpha: f64) -> Option<Self> {
        let start = |&count: &f64| if count > 0.0 { count } else { 1.0 / 6.0 };
        Self::iterate(rows, counts, alpha, counts.iter().map(start).collect())
    }

    /// The same with the overdispersion that makes the counts most probable, in turns with the coefficients.
    ///
    /// Also gives that overdispersion; it is 0 where counts vary no more than Poisson counts.
    pub(crate) fn fit_with_alpha(rows: &[[f64; P]], counts: &[f64]) -> Option<(Self, f64)> {
        let mut model = Self::fit(rows, counts)?;
        let mut alpha: f64 = 0.0;
        for _ in 0..TURNS_MAX {
            let means: Vec<f64> = rows.iter().map(|row| model.mean(row)).collect();
            let next = most_likely_alpha(counts, &means, Some(alpha));
            let has_settled = (next - alpha).abs() <= 1e-8 * next;
            alpha = next;
            if has_settled {
                return Some((model, alpha));
            }
            model = Self::iterate(rows, counts, alpha, means)?;
        }
        None
    }

    fn iterate(rows: &[[f64; P]], counts: &[f64], alpha: f64, mut means: Vec<f64>) -> Option<Self> {
        let mut deviance = deviance_of(counts, &means, alpha);
        for _ in 0..STEPS_MAX {
            let (mut matrix, mut right) = ([[0.0; P]; P], [0.0; P]);
            for ((row, count), mean) in rows.iter().zip(counts).zip(&means) {
                let response = mean.ln() + count / mean - 1.0;
                let weight = mean / (1.0 + alpha * mean);
                for i in 0..P {
                    right[i] += weight * row[i] * response;
                    for j in 0..=i {
                        matrix[i][j] += weight * row[i] * row[j];
                    }
                }
            }
            let model = Self {
                coefficients: solve_symmetric(matrix, right)?,
            };
            for (row, mean) in rows.iter().zip(means.iter_mut()) {
                *mean = model.mean(row);
            }
            let previous = deviance;
            deviance = deviance_of(counts, &means, alpha);
            if !deviance.is_finite() {
                return None;
            }
            if (deviance - previous).abs() < TOLERANCE * (deviance.abs() + 0.1) {
                return Some(model);
            }
        }
        None
    }

    /// The fitted coefficients.
    pub(crate) fn coefficients(&self) -> &[f64; P] {
        &self.coefficients
    }

    /// The mean at a row.
    pub(crate) fn mean(&self, row: &[f64; P]) -> f64 {
        row.iter()
            .zip(&self.coefficients)
            .map(|(x, b)| x * b)
            .sum::<f64>()
            .exp()
    }
}

fn deviance_of(counts: &[f64], means: &[f64], alpha: f64) -> f64 {
    let unit = |(&count, &mean): (&f64, &f64)| {
        let log = if count > 0.0 {
            count * (count / mean).ln()
        } else {
            0.0
        };
        if alpha > 0.0 {
            let variances = (alpha * (count - mean) / (1.0 + alpha * mean)).ln_1p();
            2.0 * (log - (count + 1.0 / alpha) * variances)
        } else {
            2.0 * (log - (count - mean))
        }
    };
    counts.iter().zip(means).map(unit).sum()
}

/// Level and one yearly wave at the point `index` of a series, a year being a fixed number of steps.
pub(crate) fn yearly_wave(step: Step, index: usize) -> [f64; 3] {
    let angle = 2.0 * PI * (index + 1) as f64 / step.per_year() as f64;
    [1.0, angle.cos(), angle.sin()]
}

/// Solves a positive definite system given its lower triangle; `None` if it is not positive definite.
fn solve_symmetric<const P: usize>(matrix: [[f64; P]; P], right: [f64; P]) -> Option<[f64; P]> {
    let solution = SmallCholesky::of(matrix)?.solve(right);
    solution
        .iter()
        .all(|value| value.is_finite())
        .then_some(solution)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_on_the_model_are_found_again() {
        let truth = LogLinear {
            coefficients: [1.2, 0.5, -0.3],
        };
        let rows: Vec<[f64; 3]> = (0..104)
            .map(|index| yearly_wave(Step::Week, index))
            .collect();
        let counts: Vec<f64> = rows.iter().map(|row| truth.mean(row)).collect();
        let found = LogLinear::fit(&rows, &counts).unwrap();
        for (a, b) in found.coefficients.iter().zip(truth.coefficients) {
            assert!((a - b).abs() < 1e-6);
        }
    }

    #[test]
    fn rows_that_repeat_each_other_are_refused() {
        let rows = vec![[1.0, 2.0]; 10];
        assert!(LogLinear::fit(&rows, &[3.0; 10]).is_none());
    }
}
