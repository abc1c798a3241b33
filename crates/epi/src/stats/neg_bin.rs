//! The negative-binomial likelihood of a count, written so that nothing is lost where it becomes Poisson.
//!
//! A count y of mean μ and overdispersion α (variance μ + αμ²) has the log probability
//! Σ ln(1 + αj) over j < y, + y ln μ − (y + 1/α) ln(1 + αμ) − ln y!.
//! The sum stands for the usual difference of two log-gammas, which cancel when α is small.

use super::top::top;

/// Counts below this are summed term by term; the rest of a sum is an integral with corrections (Euler & Maclaurin).
const SUMMED: f64 = 64.0;

/// Least and greatest log overdispersion searched; below, counts are Poisson to all digits that matter.
const LOG_ALPHA: [f64; 2] = [-30.0, 20.0];

/// Derivatives of the log probability of one count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct NegBin {
    /// First derivative by the mean.
    pub(crate) by_mean: f64,
    /// Second derivative by the mean.
    pub(crate) by_mean_twice: f64,
    /// First derivative by the overdispersion.
    pub(crate) by_alpha: f64,
    /// Second derivative by the overdispersion.
    pub(crate) by_alpha_twice: f64,
    /// Mixed second derivative.
    pub(crate) by_both: f64,
}

impl NegBin {
    /// The log probability alone.
    pub(crate) fn log_at(count: f64, mean: f64, alpha: f64) -> f64 {
        let z = alpha * mean;
        Sums::below(count, alpha).log + count * mean.ln()
            - count * z.ln_1p()
            - mean * log_ratio(z)
            - libm::lgamma(count + 1.0)
    }

    /// At a count, a positive mean and an overdispersion that is not negative.
    pub(crate) fn at(count: f64, mean: f64, alpha: f64) -> Self {
        let z = alpha * mean;
        let sums = Sums::below(count, alpha);
        let (h, h_slope) = curvature_of_log(z);
        Self {
            by_mean: (count - mean) / (mean * (1.0 + z)),
            by_mean_twice: alpha * (1.0 + alpha * count) / (1.0 + z).powi(2)
                - count / (mean * mean),
            by_alpha: sums.first + mean * mean * h - count * mean / (1.0 + z),
            by_alpha_twice: mean.powi(3) * h_slope + count * (mean / (1.0 + z)).powi(2)
                - sums.second,
            by_both: -(count - mean) / (1.0 + z).powi(2),
        }
    }
}

/// The overdispersion that makes the counts most probable at these means; 0 if they vary no more than Poisson counts.
///
/// `near` is where to start looking, if something is known.
pub(crate) fn most_likely_alpha(counts: &[f64], means: &[f64], near: Option<f64>) -> f64 {
    let slopes = |log_alpha: f64| {
        let alpha = log_alpha.exp();
        let (mut first, mut second) = (0.0, 0.0);
        for (&count, &mean) in counts.iter().zip(means) {
            let at = NegBin::at(count, mean, alpha);
            first += alpha * at.by_alpha;
            second += alpha * at.by_alpha + alpha * alpha * at.by_alpha_twice;
        }
        (first, -second)
    };
    // At α = 0 the slope is half the excess of squared residuals over the counts.
    let pairs = || counts.iter().zip(means);
    let excess: f64 = pairs().map(|(y, m)| (y - m).powi(2) - y).sum();
    let squares: f64 = means.iter().map(|m| m * m).sum();
    if excess.is_nan() || excess <= 0.0 || squares <= 0.0 {
        return 0.0;
    }
    let start = near
        .filter(|alpha| *alpha > 0.0)
        .unwrap_or(excess / squares);
    let log_alpha = top(
        slopes,
        LOG_ALPHA,
        start.ln().clamp(LOG_ALPHA[0], LOG_ALPHA[1]),
    );
    if log_alpha < LOG_ALPHA[0] + 1e-3 {
        0.0
    } else {
        log_alpha.exp()
    }
}

/// ln(1 + z) / z.
fn log_ratio(z: f64) -> f64 {
    if z < 1e-12 {
        1.0 - z / 2.0
    } else {
        z.ln_1p() / z
    }
}

/// (ln(1 + z) − z / (1 + z)) / z² and its derivative.
fn curvature_of_log(z: f64) -> (f64, f64) {
    if z < 0.02 {
        // Σ (−1)ⁿ zⁿ (n + 1) / (n + 2)
        let (mut value, mut slope, mut power) = (0.0, 0.0, 1.0);
        for n in 0..10 {
            let n = f64::from(n);
            let next = (n + 2.0) / (n + 3.0) * -(n + 1.0);
            value += power * (n + 1.0) / (n + 2.0);
            slope += power * next;
            power *= -z;
        }
        return (value, slope);
    }
    let value = (z.ln_1p() - z / (1.0 + z)) / (z * z);
    (value, (1.0 / (1.0 + z).powi(2) - 2.0 * value) / z)
}

/// Sums over the whole numbers j below a count.
struct Sums {
    /// Σ ln(1 + αj).
    log: f64,
    /// Σ j / (1 + αj).
    first: f64,
    /// Σ (j / (1 + αj))².
    second: f64,
}

/// Gauss–Legendre nodes and weights of eight points, one of each pair ±node.
const GAUSS: [(f64, f64); 4] = [
    (0.183_434_642_495_649_8, 0.362_683_783_378_362),
    (0.525_532_409_916_329, 0.313_706_645_877_887_3),
    (0.796_666_477_413_626_7, 0.222_381_034_453_374_5),
    (0.960_289_856_497_536_3, 0.101_228_536_290_376_3),
];

impl Sums {
    fn below(count: f64, alpha: f64) -> Self {
        let (mut log, mut first, mut second, mut j) = (0.0, 0.0, 0.0, 1.0);
        // Factors are multiplied up before their logarithm is taken, which costs as much as ten of them.
        let mut product = 1.0_f64;
        while j < count && j < SUMMED {
            let factor = 1.0 + alpha * j;
            let ratio = j / factor;
            product *= factor;
            if product > 1e200 {
                log += product.ln();
                product = 1.0;
            }
            first += ratio;
            second += ratio * ratio;
            j += 1.0;
        }
        log += product.ln();
        let mut sums = Self { log, first, second };
        if count > SUMMED {
            sums.add_integrals(count, alpha);
            sums.add_ends(SUMMED, alpha, -1.0);
            sums.add_ends(count, alpha, 1.0);
        }
        sums
    }

    /// Integrals of the three summands from `SUMMED` to `count`, over s = ln(1 + αt), in which they are exponentials.
    fn add_integrals(&mut self, count: f64, alpha: f64) {
        let (low, high) = ((alpha * SUMMED).ln_1p(), (alpha * count).ln_1p());
        // Without overdispersion the variable is t itself.
        if high - low < 1e-14 {
            self.first += (count * count - SUMMED * SUMMED) / 2.0;
            self.second += (count.powi(3) - SUMMED.powi(3)) / 3.0;
            return;
        }
        let panels = (high - low).ceil().max(1.0);
        let half = (high - low) / panels / 2.0;
        let mut middle = low + half;
        while middle < high {
            for (node, weight) in GAUSS {
                for s in [middle - half * node, middle + half * node] {
                    let (factor, t) = (s.exp(), s.exp_m1() / alpha);
                    let share = weight * half * factor / alpha;
                    self.log += share * s;
                    self.first += share * t / factor;
                    self.second += share * (t / factor).powi(2);
                }
            }
            middle += 2.0 * half;
        }
    }

    /// What the end `t` of a sum has beyond the integral (Euler & Maclaurin, to the fifth derivative).
    fn add_ends(&mut self, t: f64, alpha: f64, sign: f64) {
        let u = 1.0 + alpha * t;
        let end = |value: f64, first: f64, third: f64, fifth: f64| {
            sign * (-value / 2.0 + first / 12.0 - third / 720.0 + fifth / 30_240.0)
        };
        let p = alpha / u;
        self.log += end(u.ln(), p, 2.0 * p.powi(3), 24.0 * p.powi(5));
        self.first += end(
            t / u,
            u.powi(-2),
            6.0 * p * p / (u * u),
            120.0 * p.powi(4) / (u * u),
        );
        self.second += end(
            (t / u).powi(2),
            2.0 * t / u.powi(3),
            p * (12.0 - 24.0 / u) / u.powi(3),
            p.powi(3) * (240.0 - 720.0 / u) / u.powi(3),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_counts_sum_as_small_ones_do() {
        for alpha in [0.0, 1e-12, 1e-6, 1e-3, 0.02, 0.5, 3.0, 1e3] {
            for count in [64.0, 65.0, 100.0, 3_000.0, 40_000.0] {
                let got = Sums::below(count, alpha);
                let (mut log, mut first, mut second) = (0.0, 0.0, 0.0);
                for j in 0..count as u32 {
                    let (j, u) = (f64::from(j), 1.0 + alpha * f64::from(j));
                    log += (alpha * j).ln_1p();
                    first += j / u;
                    second += (j / u).powi(2);
                }
                for (got, want) in [(got.log, log), (got.first, first), (got.second, second)] {
                    assert!(
                        (got - want).abs() <= 1e-13 + 1e-11 * want.abs(),
                        "{alpha} {count}: {got} {want}"
                    );
                }
            }
        }
    }

    #[test]
    fn derivatives_are_slopes_of_the_log_probability() {
        for (count, mean, alpha) in [(0.0, 2.0, 0.3), (7.0, 3.5, 1e-4), (90.0, 40.0, 2.0)] {
            let at = NegBin::at(count, mean, alpha);
            let (dm, da) = (mean * 1e-5, alpha * 1e-4);
            let log = |mean, alpha| NegBin::log_at(count, mean, alpha);
            let (up, down) = (
                NegBin::at(count, mean + dm, alpha),
                NegBin::at(count, mean - dm, alpha),
            );
            let (more, less) = (
                NegBin::at(count, mean, alpha + da),
                NegBin::at(count, mean, alpha - da),
            );
            for (exact, slope) in [
                (
                    at.by_mean,
                    (log(mean + dm, alpha) - log(mean - dm, alpha)) / (2.0 * dm),
                ),
                (at.by_mean_twice, (up.by_mean - down.by_mean) / (2.0 * dm)),
                (
                    at.by_alpha,
                    (log(mean, alpha + da) - log(mean, alpha - da)) / (2.0 * da),
                ),
                (
                    at.by_alpha_twice,
                    (more.by_alpha - less.by_alpha) / (2.0 * da),
                ),
                (at.by_both, (more.by_mean - less.by_mean) / (2.0 * da)),
            ] {
                assert!(
                    (exact - slope).abs() < 1e-5 * (1.0 + exact.abs()),
                    "{count} {mean} {alpha}: {exact} {slope}"
                );
            }
        }
    }

    #[test]
    fn probabilities_add_up_to_one_and_become_poisson() {
        for (mean, alpha) in [(0.3, 0.0), (4.0, 0.0), (4.0, 1e-9), (4.0, 0.7), (9.0, 2.5)] {
            let sum: f64 = (0..2_000)
                .map(|count| NegBin::log_at(f64::from(count), mean, alpha).exp())
                .sum();
            assert!((sum - 1.0).abs() < 1e-9, "{mean} {alpha}: {sum}");
        }
        let poisson = (-4.0_f64).exp() * 4.0_f64.powi(3) / 6.0;
        assert!((NegBin::log_at(3.0, 4.0, 0.0).exp() - poisson).abs() < 1e-15);
    }

    #[test]
    fn counts_without_extra_variance_have_no_overdispersion() {
        assert_eq!(most_likely_alpha(&[3.0; 9], &[3.0; 9], None), 0.0);
        assert_eq!(most_likely_alpha(&[0.0; 9], &[0.0; 9], None), 0.0);
        let alpha = most_likely_alpha(&[0.0, 9.0, 1.0, 6.0, 0.0, 20.0], &[6.0; 6], None);
        assert!((0.3..5.0).contains(&alpha), "{alpha}");
    }
}
