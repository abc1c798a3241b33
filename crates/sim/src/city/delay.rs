//! How many days something takes, as whole days that keep the mean.

use crate::random::Key;

/// Delays longer than this are taken as this long.
const DAYS_MAX: usize = 120;

/// A gamma-distributed delay in whole days, ready to be drawn from.
#[derive(Debug, Clone)]
pub(crate) struct Delay {
    /// Chance of at most k days, in units of 2⁻³².
    below: Vec<u32>,
    mean: f64,
    pmf: Vec<f64>,
}

impl Delay {
    /// A delay of this mean and standard deviation, of at least `min` days.
    ///
    /// A time between two days goes to the earlier or the later one by how near it is, so the mean stays; only what is
    /// shorter than `min` is lengthened to it.
    pub(crate) fn new(mean: f64, sd: f64, min: usize) -> Self {
        let mut pmf = vec![0.0; DAYS_MAX + 1];
        let mut put = |time: f64, chance: f64| {
            let time = time.clamp(min as f64, DAYS_MAX as f64);
            let day = time.floor();
            let later = time - day;
            pmf[day as usize] += chance * (1.0 - later);
            if later > 0.0 {
                pmf[day as usize + 1] += chance * later;
            }
        };
        if mean <= 0.0 {
            put(0.0, 1.0);
        } else if sd <= 1e-3 * mean {
            put(mean, 1.0);
        } else {
            let shape = (mean / sd).powi(2);
            let scale = mean / shape;
            let top = (mean + 12.0 * sd).min(DAYS_MAX as f64);
            // Pieces so narrow that the mean is right to a hundred-thousandth; the density's constant cancels.
            const PIECES: u32 = 1000;
            let step = top / f64::from(PIECES);
            let middle = |i: u32| (f64::from(i) + 0.5) * step;
            let densities: Vec<f64> = (0..PIECES)
                .map(|i| {
                    let x = middle(i) / scale;
                    libm::exp((shape - 1.0) * libm::log(x / shape) - (x - shape))
                })
                .collect();
            let total: f64 = densities.iter().sum();
            for (i, density) in (0..PIECES).zip(densities) {
                put(middle(i), density / total);
            }
        }
        while pmf.len() > 1 && pmf.last().is_some_and(|&p| p < 1e-9) {
            pmf.pop();
        }
        let mut sum = 0.0;
        let below = pmf
            .iter()
            .map(|p| {
                sum += p;
                (sum * 4_294_967_296.0).min(4_294_967_295.0) as u32
            })
            .collect();
        let mean = pmf.iter().enumerate().map(|(k, p)| k as f64 * p).sum();
        Self { below, mean, pmf }
    }

    /// The number of days at this place of a family of random numbers.
    #[inline]
    pub(crate) fn draw(&self, key: Key, counter: u64) -> u16 {
        let u = (key.bits(counter) >> 32) as u32;
        let days = self.below.iter().take_while(|&&below| below <= u).count();
        days.min(self.below.len() - 1) as u16
    }

    /// The mean in days.
    pub(crate) const fn mean(&self) -> f64 {
        self.mean
    }

    /// The mean of x to the power of the number of days.
    pub(crate) fn generating(&self, x: f64) -> f64 {
        self.pmf.iter().rev().fold(0.0, |sum, p| sum * x + p)
    }
}
