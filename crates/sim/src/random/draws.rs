//! Draws from the distributions epidemics are made of.

use std::f64::consts::TAU;

use super::Stream;

/// Below this mean a count is drawn by adding up its probabilities, above it by rejection.
const SMALL_MEAN: f64 = 10.0;

impl Stream {
    /// An exponential waiting time with this mean.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * libm::log(1.0 - self.uniform())
    }

    /// A standard normal number, by Box and Muller.
    pub fn normal(&mut self) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - self.uniform()));
        radius * libm::cos(TAU * self.uniform())
    }

    /// A gamma number with this shape and mean (Marsaglia & Tsang 2000, doi:10.1145/358407.358414).
    pub fn gamma(&mut self, shape: f64, mean: f64) -> f64 {
        if shape < 1.0 {
            // A gamma of a shape one larger, shrunk by a power of a uniform number.
            let larger = self.gamma(shape + 1.0, 1.0) * (shape + 1.0);
            let power = libm::pow(1.0 - self.uniform(), 1.0 / shape);
            return larger * power * mean / shape;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / libm::sqrt(9.0 * d);
        loop {
            let x = self.normal();
            let v = 1.0 + c * x;
            if v <= 0.0 {
                continue;
            }
            let v = v * v * v;
            let u = 1.0 - self.uniform();
            if libm::log(u) < 0.5 * x * x + d - d * v + d * libm::log(v) {
                return d * v * mean / shape;
            }
        }
    }

    /// A Poisson count with this mean, which must not be negative.
    pub fn poisson(&mut self, mean: f64) -> u64 {
        if mean < SMALL_MEAN {
            let (mut term, mut count) = (libm::exp(-mean), 0);
            let mut left = self.uniform() - term;
            // Rounding leaves at most 1e-16 that no term covers.
            while left > 0.0 && term > 0.0 {
                count += 1;
                term *= mean / count as f64;
                left -= term;
            }
            return count;
        }
        // Transformed rejection with a squeeze: PTRS of Hörmann 1993, doi:10.1016/0167-6687(93)90997-4.
        let b = 0.931 + 2.53 * libm::sqrt(mean);
        let a = -0.059 + 0.02483 * b;
        let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
        let accept = 0.9277 - 3.6224 / (b - 2.0);
        loop {
            let (u, v) = (self.uniform() - 0.5, self.uniform());
            let us = 0.5 - u.abs();
            let k = ((2.0 * a / us + b) * u + mean + 0.43).floor();
            if us >= 0.07 && v <= accept {
                return k as u64;
            }
            if k < 0.0 || (us < 0.013 && v > us) {
                continue;
            }
            let log_density = k * libm::log(mean) - mean - libm::lgamma(k + 1.0);
            if libm::log(v * inverse_alpha / (a / (us * us) + b)) <= log_density {
                return k as u64;
            }
        }
    }

    /// How many of `trials` succeed, each with this probability (which is cut to 0..=1).
    pub fn binomial(&mut self, trials: u64, probability: f64) -> u64 {
        if trials == 0 || probability <= 0.0 {
            return 0;
        }
        if probability >= 1.0 {
            return trials;
        }
        if probability > 0.5 {
            return trials - self.binomial_half(trials, 1.0 - probability);
        }
        self.binomial_half(trials, probability)
    }

    /// The same for a probability of at most a half.
    fn binomial_half(&mut self, trials: u64, p: f64) -> u64 {
        let n = trials as f64;
        if n * p >= SMALL_MEAN {
            return self.binomial_by_rejection(trials, p);
        }
        let odds = p / (1.0 - p);
        let mut term = libm::exp(n * libm::log1p(-p));
        let mut left = self.uniform() - term;
        let mut count = 0;
        while left > 0.0 && count < trials {
            term *= (n - count as f64) / (count as f64 + 1.0) * odds;
            count += 1;
            left -= term;
            if term < 1e-300 {
                break;
            }
        }
        count
    }

    /// Transformed rejection: BTRS of Hörmann 1993, doi:10.1080/00949659308811496, for a mean of 10 or more.
    fn binomial_by_rejection(&mut self, trials: u64, p: f64) -> u64 {
        let n = trials as f64;
        let spread = libm::sqrt(n * p * (1.0 - p));
        let b = 1.15 + 2.53 * spread;
        let a = -0.0873 + 0.0248 * b + 0.01 * p;
        let c = n * p + 0.5;
        let v_r = 0.92 - 4.2 / b;
        let alpha = (2.83 + 5.1 / b) * spread;
        let log_odds = libm::log(p / (1.0 - p));
        let mode = ((n + 1.0) * p).floor();
        let at_mode = libm::lgamma(mode + 1.0) + libm::lgamma(n - mode + 1.0);
        loop {
            let (u, v) = (self.uniform() - 0.5, self.uniform());
            let us = 0.5 - u.abs();
            let k = ((2.0 * a / us + b) * u + c).floor();
            if us >= 0.07 && v <= v_r {
                return k as u64;
            }
            if k < 0.0 || k > n {
                continue;
            }
            let bound = libm::log(v * alpha / (a / (us * us) + b));
            let density =
                at_mode - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0) + (k - mode) * log_odds;
            if bound <= density {
                return k as u64;
            }
        }
    }
}
