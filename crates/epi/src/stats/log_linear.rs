//! Poisson regression with a log link and a handful of coefficients.

use std::f64::consts::PI;

use super::Cholesky;
use crate::series::Step;

/// Iterations before a fit is given up.
const STEPS_MAX: usize = 25;

/// Relative change of the deviance that ends the iteration, as in R's `glm`.
const TOLERANCE: f64 = 1e-8;

/// A fitted model: log mean = row · coefficients.
#[derive(Debug, Clone)]
pub(crate) struct LogLinear<const P: usize> {
    coefficients: [f64; P],
}

impl<const P: usize> LogLinear<P> {
    /// Fits by iterated weighted least squares; `None` if the rows do not determine the coefficients or the iteration
    /// does not end.
    pub(crate) fn fit(rows: &[[f64; P]], counts: &[f64]) -> Option<Self> {
        let mut means: Vec<f64> = counts.iter().map(|count| count + 0.1).collect();
        let mut deviance = deviance_of(counts, &means);
        for _ in 0..STEPS_MAX {
            let (mut matrix, mut right) = ([[0.0; P]; P], [0.0; P]);
            for ((row, count), mean) in rows.iter().zip(counts).zip(&means) {
                let response = mean.ln() + count / mean - 1.0;
                for i in 0..P {
                    right[i] += mean * row[i] * response;
                    for j in 0..=i {
                        matrix[i][j] += mean * row[i] * row[j];
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
            deviance = deviance_of(counts, &means);
            if !deviance.is_finite() {
                return None;
            }
            if (deviance - previous).abs() < TOLERANCE * (deviance.abs() + 0.1) {
                return Some(model);
            }
        }
        None
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

fn deviance_of(counts: &[f64], means: &[f64]) -> f64 {
    let unit = |(&count, &mean): (&f64, &f64)| {
        let log = if count > 0.0 {
            count * (count / mean).ln()
        } else {
            0.0
        };
        2.0 * (log - (count - mean))
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
    let solution = Cholesky::of(matrix)?.solve(right);
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
