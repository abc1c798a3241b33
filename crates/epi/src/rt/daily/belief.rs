//! What is believed about R on a day: a probability for every R of a grid under every hypothesis.

use super::DailySettings;
use super::scatter::{Observation, SCATTERS};

/// Step of the grid in log R.
pub(super) const STEP: f64 = 0.02;

/// Steps of the grid: R from 0.05 to 20.
const POINTS: usize = 300;

/// Log R of the first grid point; log R = 0 lies between two points.
const FIRST: f64 = -0.5 * STEP * (POINTS as f64 - 1.0);

/// Daily standard deviations of log R among which the cases decide.
const VOLATILITIES: [f64; 4] = [0.005, 0.02, 0.06, 0.2];

/// Hypotheses about volatility and scatter.
const HYPOTHESES: usize = VOLATILITIES.len() * SCATTERS.len();

/// Probability a day that another hypothesis holds from now on.
const SWITCH_PROBABILITY: f64 = 0.005;

/// Nothing is less probable than this, so that no cases whatever make everything impossible.
const IMPROBABLE: f64 = 1e-30;

/// The joint probability of R and hypothesis.
pub(super) struct Belief {
    /// R of every grid point.
    grid: Vec<f64>,
    prior: Vec<f64>,
    break_probability: f64,
    /// One row of the grid for each hypothesis; scatters change fastest.
    joint: Vec<f64>,
    /// The same summed over hypotheses.
    pooled: Vec<f64>,
    /// Right halves of the normal kernels, one for each volatility.
    kernels: Vec<Vec<f64>>,
    scratch: Vec<f64>,
}

impl Belief {
    pub(super) fn new(settings: &DailySettings) -> Self {
        let grid = (0..POINTS).map(|point| log_r(point as f64).exp()).collect();
        let center = settings.prior_median.ln();
        let density = |point: usize| {
            let z = (log_r(point as f64) - center) / settings.prior_log_sd;
            (-0.5 * z * z).exp().max(IMPROBABLE)
        };
        let mut prior: Vec<f64> = (0..POINTS).map(density).collect();
        scale_to(1.0, &mut prior);
        let share = 1.0 / HYPOTHESES as f64;
        let joint = (0..HYPOTHESES * POINTS)
            .map(|index| share * prior[index % POINTS])
            .collect();
        Self {
            grid,
            pooled: prior.clone(),
            prior,
            break_probability: settings.break_probability.max(IMPROBABLE),
            joint,
            kernels: VOLATILITIES.iter().map(|&sd| half_kernel(sd)).collect(),
            scratch: vec![0.0; SCATTERS.len() * POINTS],
        }
    }

    /// A day passes.
    pub(super) fn predict(&mut self) {
        let share = 1.0 / HYPOTHESES as f64;
        let stays = (1.0 - self.break_probability) * (1.0 - SWITCH_PROBABILITY);
        let switches = (1.0 - self.break_probability) * SWITCH_PROBABILITY * share;
        for (hypothesis, row) in self.joint.chunks_exact_mut(POINTS).enumerate() {
            let weight: f64 = row.iter().sum();
            let breaks = self.break_probability
                * (weight * (1.0 - SWITCH_PROBABILITY) + share * SWITCH_PROBABILITY);
            for ((value, pooled), prior) in row.iter_mut().zip(&self.pooled).zip(&self.prior) {
                *value = stays * *value + switches * pooled + breaks * prior;
            }
            let kernel = &self.kernels[hypothesis / SCATTERS.len()];
            spread(row, kernel, &mut self.scratch);
        }
        self.pool();
    }

    /// Bayes' rule for the cases of a day.
    pub(super) fn update(&mut self, seen: &Observation) {
        for (scatter, row) in SCATTERS.iter().zip(self.scratch.chunks_exact_mut(POINTS)) {
            scatter.log_likelihood(seen, &self.grid, row);
        }
        let most = self
            .scratch
            .iter()
            .copied()
            .fold(f64::NEG_INFINITY, f64::max);
        for value in &mut self.scratch {
            *value = (*value - most).exp();
        }
        for of_volatility in self.joint.chunks_exact_mut(SCATTERS.len() * POINTS) {
            for (value, likelihood) in of_volatility.iter_mut().zip(&self.scratch) {
                *value *= likelihood;
            }
        }
        scale_to(1.0, &mut self.joint);
        self.pool();
    }

    fn pool(&mut self) {
        self.pooled.fill(0.0);
        for row in self.joint.chunks_exact(POINTS) {
            for (sum, value) in self.pooled.iter_mut().zip(row) {
                *sum += value;
            }
        }
    }

    /// Mean and standard deviation of R.
    pub(super) fn moments(&self) -> (f64, f64) {
        let pairs = || self.pooled.iter().zip(&self.grid);
        let mean: f64 = pairs().map(|(p, r)| p * r).sum();
        let variance: f64 = pairs().map(|(p, r)| p * (r - mean).powi(2)).sum();
        (mean, variance.sqrt())
    }

    /// Probability that R is at most `value`.
    pub(super) fn probability_at_most(&self, value: f64) -> f64 {
        let place = (value.ln() - FIRST) / STEP + 0.5;
        let whole = place.max(0.0).floor();
        let cell = whole as usize;
        let below: f64 = self.pooled.iter().take(cell).sum();
        let part = self
            .pooled
            .get(cell)
            .map_or(0.0, |p| p * (place - whole).max(0.0));
        (below + part).min(1.0)
    }

    /// Quantile of R, the probability of each grid point being spread evenly over its cell.
    pub(super) fn quantile(&self, probability: f64) -> f64 {
        let mut below = 0.0;
        for (point, share) in self.pooled.iter().enumerate() {
            if *share > 0.0 && below + share >= probability {
                let part = (probability - below) / share;
                return log_r(point as f64 - 0.5 + part.clamp(0.0, 1.0)).exp();
            }
            below += share;
        }
        log_r(POINTS as f64 - 0.5).exp()
    }
}

/// Log R at a place of the grid.
fn log_r(place: f64) -> f64 {
    FIRST + STEP * place
}

fn scale_to(sum: f64, values: &mut [f64]) {
    let factor = sum / values.iter().sum::<f64>();
    for value in values {
        *value *= factor;
    }
}

/// Weights of steps of 0, 1, 2 … grid points to one side, of a normal distribution with the given sd of log R.
fn half_kernel(sd: f64) -> Vec<f64> {
    // Below a grid step the shape is lost; steps to the neighbours alone keep the variance.
    if sd < STEP {
        let aside = 0.5 * (sd / STEP).powi(2);
        return vec![1.0 - 2.0 * aside, aside];
    }
    let reach = (3.5 * sd / STEP).ceil() as usize;
    let weight = |step: usize| {
        let z = step as f64 * STEP / sd;
        (-0.5 * z * z).exp()
    };
    let mut kernel: Vec<f64> = (0..=reach).map(weight).collect();
    let sum = 2.0 * kernel.iter().sum::<f64>() - kernel[0];
    for weight in &mut kernel {
        *weight /= sum;
    }
    kernel
}

/// Spreads a row by a symmetric kernel; what would leave the grid stays at its end.
fn spread(row: &mut [f64], kernel: &[f64], scratch: &mut [f64]) {
    let reach = kernel.len() - 1;
    let points = row.len();
    let padded = &mut scratch[..points + 2 * reach];
    padded.fill(0.0);
    padded[reach..reach + points].copy_from_slice(row);
    for value in row.iter_mut() {
        *value *= kernel[0];
    }
    let mut lost = [0.0; 2];
    for (step, weight) in kernel.iter().enumerate().skip(1) {
        let left = &padded[reach - step..];
        let right = &padded[reach + step..];
        for ((value, a), b) in row.iter_mut().zip(left).zip(right) {
            *value += weight * (a + b);
        }
        lost[0] += weight * padded[reach..reach + step].iter().sum::<f64>();
        lost[1] += weight
            * padded[reach + points - step..reach + points]
                .iter()
                .sum::<f64>();
    }
    row[0] += lost[0];
    row[points - 1] += lost[1];
}
