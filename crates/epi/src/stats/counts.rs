//! Poisson and negative-binomial counts by mean and dispersion.

use super::special::{beta_lower, gamma_lower};

/// How counts scatter around a mean: variance = dispersion × mean.
///
/// Dispersion 1 is Poisson; above 1 it is negative binomial with size mean / (dispersion − 1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct CountModel {
    mean: f64,
    dispersion: f64,
}

/// Beyond this mean a count model is only asked for bounds nobody will reach.
const GREATEST_MEAN: f64 = 1e15;

/// Dispersions nearer to 1 than this are Poisson to all digits that matter.
const LEAST_EXTRA: f64 = 1e-9;

/// Means above which the negative binomial is taken for a scaled gamma variable.
const LARGE_MEAN: f64 = 1e7;

/// Means up to here are summed from zero, term by term.
const SUMMED_MEAN: f64 = 50.0;

impl CountModel {
    /// A model with this mean (not negative) and dispersion (at least 1).
    pub(crate) fn new(mean: f64, dispersion: f64) -> Self {
        Self {
            mean: mean.min(GREATEST_MEAN),
            dispersion,
        }
    }

    /// Probability of a count of at least `count`.
    pub(crate) fn at_least(&self, count: f64) -> f64 {
        if count <= 0.0 {
            return 1.0;
        }
        if self.mean <= 0.0 {
            return 0.0;
        }
        let extra = self.dispersion - 1.0;
        if extra > LEAST_EXTRA && self.mean < LARGE_MEAN {
            let size = self.mean / extra;
            beta_lower(count, size, extra / self.dispersion, 1.0 / self.dispersion).min(1.0)
        } else {
            // Counts this large are nearly gamma distributed; at dispersion 1 the relation is exact.
            gamma_lower(count / self.dispersion, self.mean / self.dispersion)
        }
    }

    /// The least count that is not exceeded with a probability of at least `probability`.
    pub(crate) fn quantile(&self, probability: f64) -> f64 {
        if self.mean <= 0.0 {
            return 0.0;
        }
        // A probability that equals a step of the distribution function up to rounding counts as reached.
        let target = probability * (1.0 - 64.0 * f64::EPSILON);
        if self.mean <= SUMMED_MEAN && self.probability_of_zero() > 1e-250 {
            self.quantile_by_summing(target)
        } else {
            self.quantile_by_bisection(target)
        }
    }

    /// The mean.
    pub(crate) fn mean(&self) -> f64 {
        self.mean
    }

    /// The standard deviation.
    pub(crate) fn sd(&self) -> f64 {
        (self.mean * self.dispersion).sqrt()
    }

    /// What is needed for logarithms of probabilities; the mean must be positive.
    pub(crate) fn log_probabilities(&self) -> LogProbabilities {
        let extra = self.dispersion - 1.0;
        if extra > LEAST_EXTRA {
            let size = self.mean / extra;
            LogProbabilities {
                size: Some(size),
                constant: -libm::lgamma(size) - size * self.dispersion.ln(),
                slope: (extra / self.dispersion).ln(),
            }
        } else {
            LogProbabilities {
                size: None,
                constant: -self.mean,
                slope: self.mean.ln(),
            }
        }
    }

    /// (k + 1) · P(k + 1) / P(k), which is linear in k for both distributions.
    pub(crate) fn growth(&self, k: f64) -> f64 {
        (self.mean + (self.dispersion - 1.0) * k) / self.dispersion
    }

    fn probability_of_zero(&self) -> f64 {
        if self.dispersion > 1.0 {
            (-self.mean / (self.dispersion - 1.0) * self.dispersion.ln()).exp()
        } else {
            (-self.mean).exp()
        }
    }

    fn quantile_by_summing(&self, target: f64) -> f64 {
        let (mut k, mut term) = (0.0, self.probability_of_zero());
        let mut below = term;
        while below < target && term > 0.0 {
            term *= self.growth(k) / (k + 1.0);
            k += 1.0;
            below += term;
        }
        k
    }

    fn quantile_by_bisection(&self, target: f64) -> f64 {
        let reaches = |count: f64| 1.0 - self.at_least(count + 1.0) >= target;
        let sd = (self.mean * self.dispersion).sqrt();
        let mut high = (self.mean + 4.0 * sd).ceil();
        while !reaches(high) {
            high *= 2.0;
        }
        let mut low = -1.0; // never reaches
        while high - low > 1.0 {
            let middle = ((low + high) / 2.0).floor();
            if middle <= low || middle >= high {
                break; // counts so large that floating point cannot tell neighbours apart
            }
            if reaches(middle) {
                high = middle
            } else {
                low = middle
            }
        }
        high
    }
}

/// Logarithms of the probabilities of a count model, without the factorial that all models share.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LogProbabilities {
    size: Option<f64>,
    constant: f64,
    slope: f64,
}

impl LogProbabilities {
    /// ln(count! · P(count)).
    pub(crate) fn at(&self, count: f64) -> f64 {
        let of_size = self.size.map_or(0.0, |size| libm::lgamma(count + size));
        of_size + self.constant + count * self.slope
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_to_a_quantile_agree() {
        for mean in [0.01, 0.4, 1.0, 3.7, 12.0, 49.0] {
            for dispersion in [1.0, 1.01, 1.5, 4.0, 60.0] {
                let model = CountModel::new(mean, dispersion);
                for probability in [0.5, 0.9, 0.95, 0.99, 0.995, 0.999] {
                    let summed = model.quantile_by_summing(probability);
                    let bisected = model.quantile_by_bisection(probability);
                    assert_eq!(summed, bisected, "{mean} {dispersion} {probability}");
                }
            }
        }
    }

    #[test]
    fn poisson_tails_by_hand() {
        let model = CountModel::new(2.0, 1.0);
        let none_or_one = (-2.0_f64).exp() * 3.0;
        assert!((model.at_least(2.0) - (1.0 - none_or_one)).abs() < 1e-14);
        assert_eq!(model.quantile(0.95), 5.0); // P(Y ≤ 4) = 0.947, P(Y ≤ 5) = 0.983
    }

    #[test]
    fn logarithms_of_probabilities_are_those_of_the_tails() {
        for dispersion in [1.0, 1.5, 4.0] {
            let model = CountModel::new(3.7, dispersion);
            let logs = model.log_probabilities();
            let mut by_growth = model.probability_of_zero();
            for k in 0..30 {
                let count = f64::from(k);
                let direct = model.at_least(count) - model.at_least(count + 1.0);
                let by_log = (logs.at(count) - libm::lgamma(count + 1.0)).exp();
                assert!((by_log - direct).abs() < 1e-13);
                assert!((by_growth - direct).abs() < 1e-13);
                by_growth *= model.growth(count) / (count + 1.0);
            }
        }
    }

    #[test]
    fn absurd_means_end() {
        for mean in [0.0, 1e-300, 1e9, 1e14, f64::MAX] {
            for dispersion in [1.0, 7.0, 1e6] {
                let model = CountModel::new(mean, dispersion);
                assert!(model.quantile(0.995).is_finite());
                assert!((0.0..=1.0).contains(&model.at_least(5.0)));
            }
        }
    }
}
