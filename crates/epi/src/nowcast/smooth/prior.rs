//! What is believed of curve and delays before any report, for given scales of change.

use std::rc::Rc;

use crate::stats::Cholesky;

/// Growth of one step is remembered with this correlation by the next: half of it is left after five steps.
const GROWTH_MEMORY: f64 = 0.87;

/// Sd of the logarithm of the first step's expected count around the mean of the counts reported: "some factor of twenty".
const LEVEL_SD: f64 = 3.0;

/// Sd of the logit of the hazard of the longest delay that has one, around [`hazard_mean`].
const HAZARD_SD: f64 = 0.5;

/// Sd of the difference between the logits of the hazards of neighbouring delays.
///
/// Chosen on simulated epidemics with the STEC list of 2011 in sight, which it suits better than they do; the page of the method
/// says by how much.
const HAZARD_STEP_SD: f64 = 0.2;

/// Event steps between the knots of the cohort effect, which is straight between them: what changes slowly needs no more.
pub(super) const KNOT_STEPS: usize = 5;

/// How much things may change: standard deviations on the log or logit scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scales {
    /// Growth rate of the curve a step.
    pub growth: f64,
    /// Scatter of event steps around the curve beyond chance.
    pub event: f64,
    /// Lasting change of the reporting speed from one report step to the next.
    pub drift: f64,
    /// Lasting change of the reporting speed from the cases of one event step to those of the next.
    pub cohort: f64,
    /// Change of the reporting speed from one report step to the next that goes on all the time.
    pub trend: f64,
    /// Difference of the reporting speed between weekdays; 0 for weekly data.
    pub weekday: f64,
    /// Scatter of report steps, as by holidays and batches.
    pub batch: f64,
    /// First report step of a new regime of reporting; 0 = there was but one.
    pub jump: usize,
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
    /// `growth` are the covariances of the sums of growth rates of unit variance.
    fn curve(steps: usize, growth: &[f64], scales: &Scales) -> Option<Self> {
        Self::new(steps, |i, j| {
            let scatter = if i == j { scales.event.powi(2) } else { 0.0 };
            LEVEL_SD.powi(2) + scales.growth.powi(2) * growth[i * steps + j] + scatter
        })
    }

    /// Effects of `steps` report steps on the logit of the hazard.
    ///
    /// A random walk that begins at 0 with the first, plus a straight line from there, plus what all before a jump share, plus an
    /// effect of the weekday, plus independent scatter whose variance is divided by the `trust` in the step.
    /// Without the line, a walk expects a change that went on for weeks to stop today, and blames the curve for the rest.
    pub(super) fn reports(trust: &[f64], scales: &Scales) -> Option<Self> {
        Self::new(trust.len(), |i, j| {
            let scatter = if i == j {
                scales.batch.powi(2) / trust[i]
            } else {
                0.0
            };
            let weekday = if (j - i) % 7 == 0 {
                scales.weekday.powi(2)
            } else {
                0.0
            };
            let jump = if j < scales.jump {
                JUMP_SD.powi(2)
            } else {
                0.0
            };
            let line = scales.trend.powi(2) * (i * j) as f64;
            jump + scales.drift.powi(2) * i as f64 + line + weekday + scatter
        })
    }

    /// Effects of `knots` cohorts, [`KNOT_STEPS`] event steps apart, on the logit of the hazard: a random walk from 0 at the knot before.
    ///
    /// Report steps alone cannot say that new cases are reported faster than old ones on the same day.
    pub(super) fn cohorts(knots: usize, scales: &Scales) -> Option<Self> {
        Self::new(knots, |i, _| {
            scales.cohort.powi(2) * ((i + 1) * KNOT_STEPS) as f64
        })
    }

    /// Logits of the hazards of the delays 0 … `delays` − 1, around [`hazard_mean`]: a random walk from the
    /// longest to the shortest, because on what happens at once less is known than on what is left in the end.
    pub(super) fn hazards(delays: usize) -> Option<Self> {
        Self::new(delays, |_, j| {
            HAZARD_SD.powi(2) + HAZARD_STEP_SD.powi(2) * (delays - 1 - j) as f64
        })
    }
}

/// The blocks of the curve that were asked for, because most scales that are tried share theirs with one tried before.
pub(super) struct Curves {
    steps: usize,
    /// Covariances of the sums of growth rates of unit variance, by rows.
    growth: Vec<f64>,
    /// Blocks with their scales of growth and scatter.
    known: Vec<(f64, f64, Rc<Block>)>,
}

impl Curves {
    pub(super) fn new(steps: usize) -> Self {
        Self {
            steps,
            growth: summed_autoregression(steps, GROWTH_MEMORY),
            known: Vec::new(),
        }
    }

    /// The block for these scales.
    pub(super) fn of(&mut self, scales: &Scales) -> Option<Rc<Block>> {
        let is_same = |(growth, event, _): &&(f64, f64, Rc<Block>)| {
            *growth == scales.growth && *event == scales.event
        };
        if let Some((_, _, block)) = self.known.iter().find(is_same) {
            return Some(Rc::clone(block));
        }
        let block = Rc::new(Block::curve(self.steps, &self.growth, scales)?);
        self.known
            .push((scales.growth, scales.event, Rc::clone(&block)));
        Some(block)
    }
}

/// Sd of the difference between the regimes of reporting before and after a jump: from next to nothing to nearly all.
pub(super) const JUMP_SD: f64 = 3.0;

/// Degrees of freedom of the scatter of report steps: Student's t, because some days are not like others at all.
///
/// Offices close, systems fail, and before an outbreak is noticed nobody reports; none of that says how fast reports come now.
const SCATTER_FREEDOM: f64 = 2.0;

/// The trust that fits a report step's scatter best, a variance ratio of 1 being a usual step.
pub(super) fn trust_in(scatter: f64, scales: &Scales) -> f64 {
    (SCATTER_FREEDOM + 1.0) / (SCATTER_FREEDOM + (scatter / scales.batch).powi(2))
}

/// Log density of the logarithm of a trust, up to a constant: with normal scatter given the trust, scatter is Student's t.
pub(super) fn log_density_of_trust(trust: f64) -> f64 {
    0.5 * SCATTER_FREEDOM * (trust.ln() - trust)
}

/// Share of the cases that a constant hazard of [`hazard_mean`] leaves to the longest delay.
const LATE_SHARE: f64 = 0.05;

/// Logit of the hazard expected at every delay: the longest delay is chosen so that few cases need it.
pub(super) fn hazard_mean(delay_max: usize) -> f64 {
    let stay = LATE_SHARE.powf(1.0 / delay_max as f64);
    ((1.0 - stay) / stay).ln()
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
