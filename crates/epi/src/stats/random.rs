//! Random numbers by name: the same seed and index give the same numbers on every machine and for any number of threads.

use std::f64::consts::TAU;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// A stream of random numbers.
pub(crate) struct Stream(Pcg64Mcg);

/// Means above this are drawn by rejection.
const LARGE_MEAN: f64 = 10.0;

/// Means above this are drawn as normal: the skewness left is below 1e-5.
const GREATEST_MEAN: f64 = 1e10;

impl Stream {
    /// The stream number `index` of `seed`.
    pub(crate) fn new(seed: u64, index: u64) -> Self {
        // The odd constant (2⁶⁴ divided by the golden ratio) keeps the streams of neighbouring seeds apart.
        let name = seed.wrapping_add(index.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        Self(Pcg64Mcg::seed_from_u64(name))
    }

    /// A number from 0 to below 1.
    fn uniform(&mut self) -> f64 {
        self.0.random::<f64>()
    }

    /// A whole number from 0 to below `end`, which must not be 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0.random_range(0..end)
    }

    /// Two independent standard normal numbers, by Box and Muller.
    pub(crate) fn normal_pair(&mut self) -> [f64; 2] {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        let (sin, cos) = (TAU * self.uniform()).sin_cos();
        [radius * cos, radius * sin]
    }

    /// A Poisson count; `mean` must not be negative.
    pub(crate) fn poisson(&mut self, mean: f64) -> u64 {
        if mean > GREATEST_MEAN {
            let [z, _] = self.normal_pair();
            (mean + mean.sqrt() * z).max(0.0) as u64
        } else if mean > LARGE_MEAN {
            self.poisson_by_rejection(mean)
        } else {
            self.poisson_by_inversion(mean)
        }
    }

    fn poisson_by_inversion(&mut self, mean: f64) -> u64 {
        let (mut term, mut count) = ((-mean).exp(), 0);
        let mut left = self.uniform() - term;
        // Rounding leaves at most 1e-16 that no term covers.
        while left > 0.0 && term > 0.0 {
            count += 1;
            term *= mean / count as f64;
            left -= term;
        }
        count
    }

    /// Transformed rejection with a squeeze (Hörmann 1993, doi:10.1016/0167-6687(93)90997-4, algorithm PTRS).
    fn poisson_by_rejection(&mut self, mean: f64) -> u64 {
        let b = 0.931 + 2.53 * mean.sqrt();
        let a = -0.059 + 0.02483 * b;
        let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
        let accept = 0.9277 - 3.6224 / (b - 2.0);
        loop {
            let u = self.uniform() - 0.5;
            let v = self.uniform();
            let us = 0.5 - u.abs();
            let k = ((2.0 * a / us + b) * u + mean + 0.43).floor();
            if us >= 0.07 && v <= accept {
                return k as u64;
            }
            if k < 0.0 || (us < 0.013 && v > us) {
                continue;
            }
            let log_density = k * mean.ln() - mean - libm::lgamma(k + 1.0);
            if (v * inverse_alpha / (a / (us * us) + b)).ln() <= log_density {
                return k as u64;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn poisson_counts_have_their_mean_and_variance() {
        for (index, mean) in [0.0, 0.3, 4.0, 9.9, 10.1, 80.0, 3000.0, 1e12]
            .into_iter()
            .enumerate()
        {
            let mut stream = Stream::new(1993, index as u64);
            let n = 20_000;
            let draws: Vec<f64> = (0..n).map(|_| stream.poisson(mean) as f64).collect();
            let found = draws.iter().sum::<f64>() / f64::from(n);
            let variance = draws.iter().map(|d| (d - found).powi(2)).sum::<f64>() / f64::from(n);
            // Five standard errors of a mean and of a variance of 20,000 draws.
            assert!(
                (found - mean).abs() <= 5.0 * (mean / f64::from(n)).sqrt(),
                "{mean}: {found}"
            );
            let error = 5.0 * (mean * (2.0 * mean + 1.0) / f64::from(n)).sqrt();
            assert!(
                (variance - mean).abs() <= error,
                "{mean}: variance {variance}"
            );
        }
    }

    #[test]
    fn streams_differ_and_repeat() {
        let pair = |seed, index| Stream::new(seed, index).normal_pair();
        assert_eq!(pair(1, 2), pair(1, 2));
        assert_ne!(pair(1, 2), pair(1, 3));
        assert_ne!(pair(1, 2), pair(2, 2));
    }
}
