//! Ordinary differential equations with steps as long as the wanted error allows.
//!
//! Dormand & Prince's pair of orders 5 and 4 (1980, doi:10.1016/0771-050X(80)90013-3) with the controller and the
//! continuous extension of Hairer, Nørsett & Wanner (Solving Ordinary Differential Equations I, doi:10.1007/978-3-540-78862-1,
//! II.4–II.6): days asked for are read off a polynomial inside a step and cost no step of their own.

/// Something whose rates of change are known.
pub trait System {
    /// Number of values.
    fn len(&self) -> usize;

    /// Whether there is nothing to solve.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes the rate of change of every value at this time.
    fn derivative(&self, time: f64, values: &[f64], rates: &mut [f64]);
}

/// How much a value may be wrong after one step: `absolute` + `relative` · |value|.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tolerance {
    /// Share of the value.
    pub relative: f64,
    /// In the value's own unit.
    pub absolute: f64,
}

/// The solution could not be followed; values became infinite or the steps too short to get on.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error(
    "the equations could not be followed beyond day {time:.3}; the rates are too large for this model"
)]
pub struct Stuck {
    /// Where it ended.
    pub time: f64,
}

/// What a solution cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// Steps taken.
    pub accepted: u32,
    /// Steps repeated with a shorter length.
    pub rejected: u32,
}

const C: [f64; 5] = [1.0 / 5.0, 3.0 / 10.0, 4.0 / 5.0, 8.0 / 9.0, 1.0];
const A2: f64 = 1.0 / 5.0;
const A3: [f64; 2] = [3.0 / 40.0, 9.0 / 40.0];
const A4: [f64; 3] = [44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0];
const A5: [f64; 4] = [
    19372.0 / 6561.0,
    -25360.0 / 2187.0,
    64448.0 / 6561.0,
    -212.0 / 729.0,
];
const A6: [f64; 5] = [
    9017.0 / 3168.0,
    -355.0 / 33.0,
    46732.0 / 5247.0,
    49.0 / 176.0,
    -5103.0 / 18656.0,
];
/// Weights of the solution; the second is 0.
const B: [f64; 6] = [
    35.0 / 384.0,
    0.0,
    500.0 / 1113.0,
    125.0 / 192.0,
    -2187.0 / 6784.0,
    11.0 / 84.0,
];
/// Weights of the error estimate; the second is 0.
const E: [f64; 7] = [
    71.0 / 57600.0,
    0.0,
    -71.0 / 16695.0,
    71.0 / 1920.0,
    -17253.0 / 339200.0,
    22.0 / 525.0,
    -1.0 / 40.0,
];
/// Weights of the continuous extension; the second is 0.
const D: [f64; 7] = [
    -12715105075.0 / 11282082432.0,
    0.0,
    87487479700.0 / 32700410799.0,
    -10690763975.0 / 1880347072.0,
    701980252875.0 / 199316789632.0,
    -1453857185.0 / 822651844.0,
    69997945.0 / 29380423.0,
];

/// Steps beyond this mean that something is wrong.
const STEPS_MAX: u32 = 1_000_000;

/// A solver with its working memory, to be used again for many solutions.
#[derive(Debug, Default)]
pub struct Solver {
    k: [Vec<f64>; 7],
    stage: Vec<f64>,
    next: Vec<f64>,
    read: Vec<f64>,
}

impl Solver {
    /// A solver without memory of anything.
    pub fn new() -> Self {
        Self::default()
    }

    /// Follows `values` from `begin` to `end`, and hands out the values at each of the `times`, which must rise and lie
    /// in between.
    pub fn solve<S: System>(
        &mut self,
        system: &S,
        (begin, end): (f64, f64),
        values: &mut [f64],
        tolerance: Tolerance,
        times: &[f64],
        mut take: impl FnMut(usize, &[f64]),
    ) -> Result<Cost, Stuck> {
        self.make_room(system.len());
        let mut cost = Cost::default();
        let mut waiting = 0;
        while waiting < times.len() && times[waiting] <= begin {
            take(waiting, values);
            waiting += 1;
        }
        let mut time = begin;
        system.derivative(time, values, &mut self.k[0]);
        let mut length = self.first_length(values, tolerance).min(end - begin);
        let mut previous_error: f64 = 1e-4;
        while time < end {
            let is_last = time + length * (1.0 + 1e-12) >= end;
            if is_last {
                length = end - time;
            }
            let error = self.step(system, time, length, values, tolerance);
            if cost.accepted + cost.rejected > STEPS_MAX
                || length <= time.abs() * 1e-15
                || !error.is_finite() && length < 1e-12
            {
                return Err(Stuck { time });
            }
            if !error.is_finite() || error > 1.0 {
                cost.rejected += 1;
                length *= if error.is_finite() {
                    (0.9 * error.powf(-0.2)).max(0.2)
                } else {
                    0.1
                };
                continue;
            }
            cost.accepted += 1;
            let reached = if is_last { end } else { time + length };
            while waiting < times.len() && times[waiting] <= reached {
                let theta = (times[waiting] - time) / length;
                self.interpolate(theta, length, values);
                take(waiting, &self.read);
                waiting += 1;
            }
            values.copy_from_slice(&self.next);
            self.k.swap(0, 6);
            time = reached;
            // Hairer's stabilised controller: growth follows the trend of the error, not one lucky step.
            let factor = 0.9 * error.max(1e-10).powf(-0.17) * previous_error.powf(0.04);
            length *= factor.clamp(0.2, 5.0);
            previous_error = error.max(1e-4);
        }
        Ok(cost)
    }

    fn make_room(&mut self, len: usize) {
        let all = self
            .k
            .iter_mut()
            .chain([&mut self.stage, &mut self.next, &mut self.read]);
        for memory in all {
            memory.resize(len, 0.0);
        }
    }

    /// A first step over which the values hardly change (Hairer et al., II.4, without its trial step).
    fn first_length(&self, values: &[f64], tolerance: Tolerance) -> f64 {
        let (mut size, mut speed) = (0.0, 0.0);
        for (value, rate) in values.iter().zip(&self.k[0]) {
            let scale = tolerance.absolute + tolerance.relative * value.abs();
            size += (value / scale).powi(2);
            speed += (rate / scale).powi(2);
        }
        if size < 1e-10 || speed < 1e-10 {
            1e-3
        } else {
            // With a pair of order 5 the error of this length is far below any tolerance that can be asked for.
            (0.01 * (size / speed).sqrt()).max(1e-6)
        }
    }

    /// Tries a step; the error is in units of the tolerance.
    fn step<S: System>(
        &mut self,
        system: &S,
        t: f64,
        h: f64,
        y: &[f64],
        tolerance: Tolerance,
    ) -> f64 {
        let n = y.len();
        let [k1, k2, k3, k4, k5, k6, k7] = &mut self.k;
        let (k1, k2, k3, k4, k5, k6, k7) = (
            &mut k1[..n],
            &mut k2[..n],
            &mut k3[..n],
            &mut k4[..n],
            &mut k5[..n],
            &mut k6[..n],
            &mut k7[..n],
        );
        let stage = &mut self.stage[..n];
        let next = &mut self.next[..n];
        for i in 0..n {
            stage[i] = y[i] + h * A2 * k1[i];
        }
        system.derivative(t + C[0] * h, stage, k2);
        for i in 0..n {
            stage[i] = y[i] + h * (A3[0] * k1[i] + A3[1] * k2[i]);
        }
        system.derivative(t + C[1] * h, stage, k3);
        for i in 0..n {
            stage[i] = y[i] + h * (A4[0] * k1[i] + A4[1] * k2[i] + A4[2] * k3[i]);
        }
        system.derivative(t + C[2] * h, stage, k4);
        for i in 0..n {
            stage[i] = y[i] + h * (A5[0] * k1[i] + A5[1] * k2[i] + A5[2] * k3[i] + A5[3] * k4[i]);
        }
        system.derivative(t + C[3] * h, stage, k5);
        for i in 0..n {
            stage[i] = y[i]
                + h * (A6[0] * k1[i]
                    + A6[1] * k2[i]
                    + A6[2] * k3[i]
                    + A6[3] * k4[i]
                    + A6[4] * k5[i]);
        }
        system.derivative(t + C[4] * h, stage, k6);
        for i in 0..n {
            next[i] = y[i]
                + h * (B[0] * k1[i] + B[2] * k3[i] + B[3] * k4[i] + B[4] * k5[i] + B[5] * k6[i]);
        }
        system.derivative(t + h, next, k7);
        let mut sum = 0.0;
        for i in 0..n {
            let error = h
                * (E[0] * k1[i]
                    + E[2] * k3[i]
                    + E[3] * k4[i]
                    + E[4] * k5[i]
                    + E[5] * k6[i]
                    + E[6] * k7[i]);
            let scale = tolerance.absolute + tolerance.relative * y[i].abs().max(next[i].abs());
            sum += (error / scale) * (error / scale);
        }
        (sum / n.max(1) as f64).sqrt()
    }

    /// Writes the values at the share `theta` of the step just tried.
    fn interpolate(&mut self, theta: f64, h: f64, y: &[f64]) {
        let [k1, _, k3, k4, k5, k6, k7] = &self.k;
        let rest = 1.0 - theta;
        for i in 0..y.len() {
            let change = self.next[i] - y[i];
            let begin = h * k1[i] - change;
            let end = change - h * k7[i] - begin;
            let fourth = h
                * (D[0] * k1[i]
                    + D[2] * k3[i]
                    + D[3] * k4[i]
                    + D[4] * k5[i]
                    + D[5] * k6[i]
                    + D[6] * k7[i]);
            self.read[i] = y[i] + theta * (change + rest * (begin + theta * (end + rest * fourth)));
        }
    }
}
