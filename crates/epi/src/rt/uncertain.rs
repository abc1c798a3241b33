//! R when the serial interval itself is uncertain.
//!
//! **Question.** How many people would a case infect, when the serial interval is known only from a few pairs of cases?
//!
//! **Equation.** Mean and sd of the serial interval are drawn from truncated normal distributions, each draw gives a
//! posterior of R, and the answer is their equal mixture.
//! In one window all posteriors have the same shape a, because the cases are the same, and differ only in their rates
//! βₖ, so that P(R ≤ r) = mean over k of P(a, r βₖ), P being the regularised incomplete gamma function.
//! Mean and sd of the mixture are exact, and its quantiles come from the mixed distribution function: only the serial
//! intervals are random, not R given one of them.
//!
//! **Source.** Cori A. et al., Am J Epidemiol 2013;178:1505–1512, doi:10.1093/aje/kwt133 (method `uncertain_si`).
//!
//! **Units.** Days; R is persons per person.
//!
//! **Assumptions.** Those of [`cori`](super::cori()); mean and sd of the serial interval are independent.
//!
//! **Not for** a serial interval that is well known: the answer is then the same and costs a hundred times more.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use super::cori::{infectivity_of, long_enough, windows};
use super::error::check;
use super::mixture::GammaMixture;
use super::{Incidence, Prior, RtError, SerialInterval};
use crate::detect::NotEnoughData;
use crate::stats::{normal_quantile, normal_upper_tail};

/// A normal distribution cut off at both ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TruncatedNormal {
    /// Mean before cutting.
    pub mean: f64,
    /// Standard deviation before cutting.
    pub sd: f64,
    /// Least value.
    pub min: f64,
    /// Greatest value.
    pub max: f64,
}

impl TruncatedNormal {
    /// The value with this share of the distribution below it.
    fn quantile(&self, share: f64) -> f64 {
        let below = |value: f64| normal_upper_tail((self.mean - value) / self.sd);
        let (low, high) = (below(self.min), below(self.max));
        let z = normal_quantile(low + (high - low) * share);
        (self.mean + self.sd * z).clamp(self.min, self.max)
    }

    fn check(&self, names: [&'static str; 4], least: f64) -> Result<(), RtError> {
        let wanted = "a number of days up to 1000";
        let is_days = |value: f64| (0.0..=1000.0).contains(&value);
        check(names[0], self.mean, is_days(self.mean), wanted)?;
        let is_sd = is_days(self.sd) && self.sd > 0.0;
        check(names[1], self.sd, is_sd, "a positive number of days")?;
        let is_min = is_days(self.min) && self.min >= least;
        let wanted_min = "at least 1 day for the mean, and not negative for the sd";
        check(names[2], self.min, is_min, wanted_min)?;
        let is_max = is_days(self.max) && self.max > self.min;
        check(names[3], self.max, is_max, "above the least value")
    }
}

/// What is known of the serial interval, in days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UncertainSerialInterval {
    /// Its mean, cut off at 1 or above.
    pub mean: TruncatedNormal,
    /// Its standard deviation.
    pub sd: TruncatedNormal,
}

impl UncertainSerialInterval {
    /// Means and sds known with these standard errors, cut off where a serial interval of whole days ends.
    pub fn with_errors(mean: f64, mean_error: f64, sd: f64, sd_error: f64) -> Self {
        let around = |mean: f64, sd: f64, least: f64| TruncatedNormal {
            mean,
            sd,
            min: (mean - 3.0 * sd).max(least),
            max: mean + 3.0 * sd,
        };
        Self {
            mean: around(mean, mean_error, 1.0),
            sd: around(sd, sd_error, 0.1 * sd),
        }
    }

    /// Refuses numbers that are no distribution.
    pub(super) fn check(&self) -> Result<(), RtError> {
        self.mean.check(
            [
                "si mean",
                "si mean error",
                "least si mean",
                "greatest si mean",
            ],
            1.0,
        )?;
        self.sd.check(
            ["si sd", "si sd error", "least si sd", "greatest si sd"],
            0.0,
        )
    }

    /// The serial interval whose mean and sd have these shares of their distributions below them.
    fn at(&self, [mean, sd]: [f64; 2], lag_max: usize) -> Result<SerialInterval, RtError> {
        // Strictly above the least values, where an interval of mean 1 or sd 0 would be a point.
        let mean = self.mean.quantile(mean).max(1.0 + 1e-6);
        let sd = self.sd.quantile(sd).max(1e-6);
        Ok(SerialInterval::discretised_gamma(mean, sd, lag_max)?)
    }
}

/// Points that fill the unit square evenly however many there are, shifted as a whole by random numbers: their averages
/// are right for every seed alike and scatter much less than those of independent points.
///
/// Roberts's sequence: multiples of 1/g and 1/g², where g³ = g + 1, without their whole parts.
fn even_points(seed: u64, count: usize) -> impl Iterator<Item = [f64; 2]> {
    const PLASTIC: f64 = 1.324_717_957_244_746;
    let mut rng = Pcg64Mcg::seed_from_u64(seed);
    let shift: [f64; 2] = [rng.random(), rng.random()];
    let step = [1.0 / PLASTIC, 1.0 / (PLASTIC * PLASTIC)];
    (0..count).map(move |k| [0, 1].map(|axis| (shift[axis] + k as f64 * step[axis]).fract()))
}

/// R of a window, pooled over draws of the serial interval.
#[derive(Debug, Clone, PartialEq)]
pub struct PooledRt {
    /// First day of the window.
    pub start: usize,
    /// Last day of the window.
    pub end: usize,
    mixture: GammaMixture,
}

impl PooledRt {
    /// Mean of the mixture.
    pub fn mean(&self) -> f64 {
        self.mixture.mean()
    }

    /// Standard deviation of the mixture: within and between draws.
    pub fn sd(&self) -> f64 {
        self.mixture.sd()
    }

    /// Quantiles of the mixture at the given probabilities, from 0 at 0 to infinity at 1.
    pub fn quantiles(&self, probabilities: &[f64]) -> Vec<f64> {
        self.mixture.quantiles(probabilities)
    }

    /// Probability that R is at most `value`.
    pub fn probability_at_most(&self, value: f64) -> f64 {
        self.mixture.probability_at_most(value)
    }
}

/// Greatest number of draws: more would not change the answer.
const DRAWS_MAX: usize = 100_000;

/// Cori's R in every window of `window` days for `draws` serial intervals, pooled.
///
/// Draws whose mean serial interval has not yet passed at the end of a window do not take part in it; where that is so
/// for all of them, the window cannot be answered.
/// The same seed gives the same digits.
///
/// # Errors
/// If the serial interval or the number of draws lies outside its bounds.
pub fn cori_uncertain(
    incidence: &Incidence,
    interval: &UncertainSerialInterval,
    prior: Prior,
    window: usize,
    draws: usize,
    seed: u64,
) -> Result<Vec<Result<PooledRt, NotEnoughData>>, RtError> {
    interval.check()?;
    let is_fine = (1..=DRAWS_MAX).contains(&draws);
    check("draws", draws as f64, is_fine, "from 1 to 100000")?;
    let days = incidence.len();
    let totals: Vec<f64> = (0..days).map(|day| incidence.total(day)).collect();
    let mut shortest = f64::INFINITY;
    let mut by_draw = Vec::with_capacity(draws);
    for point in even_points(seed, draws) {
        let drawn = interval.at(point, days.saturating_sub(1))?;
        shortest = drawn.mean().min(shortest);
        by_draw.push((drawn.mean(), infectivity_of(&totals, drawn.support())));
    }
    let of_window = |(start, end): (usize, usize)| {
        long_enough(end, shortest)?;
        let cases: f64 = incidence.local_counts()[start..=end].iter().sum();
        let rates = by_draw
            .iter()
            .filter(|(mean_interval, _)| long_enough(end, *mean_interval).is_ok())
            .map(|(_, day)| prior.rate() + day[start..=end].iter().sum::<f64>())
            .collect();
        let mixture = GammaMixture::new(prior.shape() + cases, rates);
        Ok(PooledRt {
            start,
            end,
            mixture,
        })
    };
    Ok(windows(days, window).map(of_window).collect())
}
