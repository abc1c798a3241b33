//! What is believed of curve and delays before any report, for given scales of change.

use crate::stats::Cholesky;

/// Growth of one step is remembered with this correlation by the next: half of it is left after five steps.
const GROWTH_MEMORY: f64 = 0.87;

/// Sd of the logarithm of the first step's expected count around the mean of the counts reported: "some factor of twenty".
const LEVEL_SD: f64 = 3.0;

/// Sd of the logit of the hazard of delay 0, around [`hazard_mean`].
const HAZARD_SD: f64 = 2.0;

/// Sd of the difference between the logits of the hazards of neighbouring delays.
const HAZARD_STEP_SD: f64 = 0.7;

/// How much things may change: standard deviations on the log or logit scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scales {
    /// Growth rate of the curve a step.
    pub growth: f64,
    /// Scatter of event steps around the curve beyond chance.
    pub event: f64,
    /// Lasting change of the reporting speed from one report step to the next.
    pub drift: f64,
    /// Difference of the reporting speed between weekdays; 0 for weekly data.
    pub weekday: f64,
    /// Scatter of report steps, as by holidays and batches.
    pub batch: f64,
}

/// One normal block of the prior: zero mean, precision by rows.
pub(super) struct Block {
    pub precision: Vec<f64>,
    pub log_determinant: f64,
}

impl Block {
    /// From covariances of the elements `i <= j`; `None` if they contradict each other.
    fn new(size: usize, covariance: impl Fn(usize, usize) -> f64) -> Option<Self> {
        let mut matrix = vec![0.0; size * size];
        for i in 0..size {
            for j in i..size {
                matrix[i * size + j] = covariance(i, j);
            }
        }
        let factor = Cholesky::new(matrix, size)?;
        Some(Self {
            log_determinant: -factor.log_determinant(),
            precision: factor.inverse(),
        })
    }

    /// Logarithm of the expected counts of `steps` event steps, around a constant.
    ///
    /// A level, plus summed growth rates that follow a stationary autoregression, plus independent scatter.
    pub(super) fn curve(steps: usize, scales: &Scales) -> Option<Self> {
        let growth = summed_autoregression(steps, GROWTH_MEMORY);
        Self::new(steps, |i, j| {
            let scatter = if i == j { scales.event.powi(2) } else { 0.0 };
            LEVEL_SD.powi(2) + scales.growth.powi(2) * growth[i * steps + j] + scatter
        })
    }

    /// Effects of `steps` report steps on the logit of the hazard.
    ///
    /// A random walk that begins at 0 with the first, plus an effect of the weekday, plus independent scatter.
    pub(super) fn reports(steps: usize, scales: &Scales) -> Option<Self> {
        Self::new(steps, |i, j| {
            let scatter = if i == j { scales.batch.powi(2) } else { 0.0 };
            let weekday = if (j - i) % 7 == 0 { scales.weekday.powi(2) } else { 0.0 };
            scales.drift.powi(2) * i as f64 + weekday + scatter
        })
    }

    /// Logits of the hazards of the delays 0 … `delays` − 1, around [`hazard_mean`]: a random walk along the delay.
    pub(super) fn hazards(delays: usize) -> Option<Self> {
        Self::new(delays, |i, _| {
            HAZARD_SD.powi(2) + HAZARD_STEP_SD.powi(2) * i as f64
        })
    }
}

/// Logit of a hazard at which half the cases are known after half the longest delay.
pub(super) fn hazard_mean(delay_max: usize) -> f64 {
    let half = (delay_max as f64 / 2.0).max(1.0);
    let hazard = 1.0 - 0.5_f64.powf(1.0 / half);
    (hazard / (1.0 - hazard)).ln()
}

/// Covariances of the sums S(0) = 0, S(t) = r(1) + … + r(t) of a stationary autoregression r of unit variance, by rows.
fn summed_autoregression(steps: usize, memory: f64) -> Vec<f64> {
    // Sums of geometric series: cov(S(i), S(j)) = Σ memory^|a − b| over a = 1..i, b = 1..j.
    let mut sums = vec![0.0; steps * steps];
    for i in 1..steps {
        for j in 1..steps {
            let term = memory.powi(i.abs_diff(j) as i32);
            sums[i * steps + j] = term + sums[(i - 1) * steps + j] + sums[i * steps + j - 1]
                - sums[(i - 1) * steps + j - 1];
        }
    }
    sums
}
