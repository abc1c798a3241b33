//! Normal, Student, gamma and beta distribution functions in double precision.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// Probability that a standard normal variable exceeds `z`.
pub(crate) fn normal_upper_tail(z: f64) -> f64 {
    0.5 * libm::erfc(z * FRAC_1_SQRT_2)
}

/// Density of the standard normal distribution.
pub(crate) fn normal_density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / (2.0 * PI).sqrt()
}

/// Quantile of the standard normal distribution; infinite at 0 and 1.
pub(crate) fn normal_quantile(probability: f64) -> f64 {
    if probability <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if probability >= 1.0 {
        return f64::INFINITY;
    }
    // Work in the nearer tail, where probabilities keep their digits; start from Abramowitz & Stegun 26.2.23.
    let tail = probability.min(1.0 - probability);
    let t = (-2.0 * tail.ln()).sqrt();
    let numerator = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let mut z = t - numerator / (1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308)));
    // Halley's method triples the correct digits: 3 → 9 → full.
    for _ in 0..3 {
        let excess = normal_upper_tail(z) - tail;
        let step = excess * (2.0 * PI).sqrt() * (0.5 * z * z).exp();
        z += step / (1.0 + 0.5 * z * step);
    }
    if probability < 0.5 { -z } else { z }
}

/// Probability that |T| is at least |t| for Student's T with `freedom` degrees of freedom.
pub(crate) fn student_two_sided(t: f64, freedom: f64) -> f64 {
    if !t.is_finite() {
        return 0.0;
    }
    let squares = t * t;
    beta_lower(
        freedom / 2.0,
        0.5,
        freedom / (freedom + squares),
        squares / (freedom + squares),
    )
}

/// Terms after which a continued fraction is given up; they are needed only for parameters near `LARGE`.
const TERMS_MAX: usize = 20_000;

/// Parameters above which gamma and beta variables are taken for normal after a cube-root transform.
const LARGE: f64 = 1e7;

/// Probability that a gamma variable of shape `shape` and scale 1 is at most `x` (regularised lower incomplete gamma).
pub(crate) fn gamma_lower(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if shape > LARGE {
        return 1.0 - normal_upper_tail(wilson_hilferty(shape, x));
    }
    if x < shape + 1.0 {
        gamma_series(shape, x)
    } else {
        1.0 - gamma_fraction(shape, x)
    }
}

/// Quantile of a gamma variable of shape `shape` and scale 1; `probability` strictly between 0 and 1.
pub(crate) fn gamma_quantile(shape: f64, probability: f64) -> f64 {
    // Start from Wilson & Hilferty, or from the power that dominates near 0.
    let z = normal_quantile(probability);
    let cube = 1.0 - 1.0 / (9.0 * shape) + z / (3.0 * shape.sqrt());
    let near_zero = ((probability.ln() + libm::lgamma(shape + 1.0)) / shape).exp();
    let mut x = if cube > 0.0 && shape > 0.5 {
        shape * cube.powi(3)
    } else {
        near_zero
    };
    if x < near_zero * 0.5 || !x.is_finite() {
        x = near_zero;
    }
    for _ in 0..50 {
        let density = (shape * x.ln() - x - libm::lgamma(shape)).exp() / x;
        let newton = (gamma_lower(shape, x) - probability) / density;
        // Halley's correction uses the logarithmic slope of the density.
        let slope = (shape - 1.0) / x - 1.0;
        let step = newton / (1.0 - 0.5 * (newton * slope).clamp(-1.0, 1.0));
        let next = if step >= x { x / 2.0 } else { x - step };
        if !next.is_finite() || (next - x).abs() <= 4.0 * f64::EPSILON * x {
            return if next.is_finite() { next } else { x };
        }
        // Cubic convergence: after a step this small the next one is below rounding.
        let is_last = (next - x).abs() < 1e-6 * x;
        x = next;
        if is_last {
            return x;
        }
    }
    x
}

/// The cube root of a gamma variable is nearly normal (Wilson & Hilferty 1931).
fn wilson_hilferty(shape: f64, x: f64) -> f64 {
    3.0 * shape.sqrt() * ((x / shape).cbrt() - 1.0 + 1.0 / (9.0 * shape))
}

/// x^shape · e^−x / Γ(shape + 1).
fn gamma_front(shape: f64, x: f64) -> f64 {
    (shape * x.ln() - x - libm::lgamma(shape + 1.0)).exp()
}

fn gamma_series(shape: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut k) = (1.0, 1.0, shape);
    while term > sum * f64::EPSILON {
        k += 1.0;
        term *= x / k;
        sum += term;
    }
    (gamma_front(shape, x) * sum).min(1.0)
}

fn gamma_fraction(shape: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - shape;
    let mut lentz = Lentz::new(b);
    for i in 1..TERMS_MAX {
        let i = i as f64;
        b += 2.0;
        if lentz.add(-i * (i - shape), b) {
            break;
        }
    }
    (gamma_front(shape, x) * shape / lentz.value).min(1.0)
}

/// Probability that a beta variable is at most `x`, given `1 − x` apart so that no digits are lost near 1.
pub(crate) fn beta_lower(a: f64, b: f64, x: f64, one_minus_x: f64) -> f64 {
    if x <= 0.0 {
        0.0
    } else if one_minus_x <= 0.0 {
        1.0
    } else if x < (a + 1.0) / (a + b + 2.0) {
        beta_fraction(a, b, x, one_minus_x)
    } else {
        1.0 - beta_fraction(b, a, one_minus_x, x)
    }
}

fn beta_fraction(a: f64, b: f64, x: f64, one_minus_x: f64) -> f64 {
    let front = a * x.ln() + b * log_near_one(one_minus_x, x) + log_inverse_beta(a, b) - a.ln();
    let mut lentz = Lentz::new(1.0);
    for m in 0..TERMS_MAX {
        let m = m as f64;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let n = m + 1.0;
        let even = n * (b - n) * x / ((a + 2.0 * n - 1.0) * (a + 2.0 * n));
        if lentz.add(odd, 1.0) & lentz.add(even, 1.0) {
            break;
        }
    }
    (front.exp() / lentz.value).clamp(0.0, 1.0)
}

/// ln(value), where value = 1 − rest.
fn log_near_one(value: f64, rest: f64) -> f64 {
    if rest < 0.5 {
        (-rest).ln_1p()
    } else {
        value.ln()
    }
}

/// ln(Γ(a + b) / (Γ(a) Γ(b))), also where one parameter dwarfs the other.
fn log_inverse_beta(a: f64, b: f64) -> f64 {
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    let ratio = if large > 1e5 {
        // Stirling's series of ln Γ(large + small) − ln Γ(large), arranged so that nothing cancels.
        let sum = large + small;
        (large - 0.5) * (small / large).ln_1p() + small * sum.ln() - small
            + (1.0 / sum - 1.0 / large) / 12.0
    } else {
        libm::lgamma(small + large) - libm::lgamma(large)
    };
    ratio - libm::lgamma(small)
}

/// A continued fraction b₀ + a₁/(b₁ + a₂/(b₂ + …)) by Lentz's method.
struct Lentz {
    value: f64,
    c: f64,
    d: f64,
}

impl Lentz {
    const TINY: f64 = 1e-300;

    fn new(b: f64) -> Self {
        let value = if b == 0.0 { Self::TINY } else { b };
        Self {
            value,
            c: value,
            d: 0.0,
        }
    }

    /// Adds a term and says whether it made no difference.
    fn add(&mut self, a: f64, b: f64) -> bool {
        let off_zero = |v: f64| if v.abs() < Self::TINY { Self::TINY } else { v };
        self.d = 1.0 / off_zero(b + a * self.d);
        self.c = off_zero(b + a / self.c);
        let factor = self.c * self.d;
        self.value *= factor;
        (factor - 1.0).abs() < 2.0 * f64::EPSILON
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabulated_normal_quantiles() {
        for (p, z) in [
            (0.5, 0.0),
            (0.95, 1.644_853_626_951_472_2),
            (0.975, 1.959_963_984_540_054),
            (0.99, 2.326_347_874_040_840_8),
            (0.999, 3.090_232_306_167_813),
            (1e-10, -6.361_340_902_404_056),
        ] {
            assert!(
                (normal_quantile(p) - z).abs() < 4e-15 * (1.0 + z.abs()),
                "{p}: {}",
                normal_quantile(p)
            );
        }
    }

    #[test]
    fn student_tails_of_one_and_two_degrees_have_closed_forms() {
        for t in [0.1_f64, 1.0, 2.5, 12.7, 400.0] {
            let one = 1.0 - 2.0 / PI * t.atan();
            assert!((student_two_sided(t, 1.0) - one).abs() < 1e-14);
            let two = 1.0 - t / (2.0 + t * t).sqrt();
            assert!((student_two_sided(t, 2.0) - two).abs() < 1e-14);
        }
    }

    #[test]
    fn gamma_tails_of_whole_shapes_are_poisson_sums() {
        for x in [0.3_f64, 2.0, 7.5, 40.0] {
            let mut term = (-x).exp();
            let mut below = 0.0;
            for shape in 1..60 {
                below += term;
                term *= x / f64::from(shape);
                assert!((gamma_lower(f64::from(shape), x) + below - 1.0).abs() < 1e-13);
            }
        }
    }

    #[test]
    fn gamma_quantiles_undo_the_distribution_function() {
        for shape in [0.01, 0.3, 1.0, 2.5, 19.0, 400.0, 1e5] {
            for probability in [0.001, 0.025, 0.5, 0.9, 0.975, 0.9999] {
                let back = gamma_lower(shape, gamma_quantile(shape, probability));
                assert!(
                    (back - probability).abs() < 1e-11,
                    "{shape} {probability} {back}"
                );
            }
        }
    }

    #[test]
    fn beta_tails_of_whole_parameters_are_binomial_sums() {
        // I_x(a, b) is the probability of at least a successes in a + b − 1 trials.
        let (a, b, x) = (3.0, 4.0, 0.3_f64);
        let binomial = [20.0, 15.0, 6.0, 1.0];
        let direct: f64 = (0..4)
            .map(|k| binomial[k] * x.powi(k as i32 + 3) * (1.0 - x).powi(3 - k as i32))
            .sum();
        assert!((beta_lower(a, b, x, 1.0 - x) - direct).abs() < 1e-15);
        // Both sides of the switch to Stirling's series.
        let (low, high) = (
            beta_lower(5.0, 0.999e5, 6e-5, 1.0 - 6e-5),
            beta_lower(5.0, 1.001e5, 6e-5, 1.0 - 6e-5),
        );
        assert!(low < high && high - low < 2e-3);
    }
}
