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
///
/// Wichura's rational approximations (Appl Stat 1988;37:477–484, algorithm AS 241, doi:10.2307/2347330), to sixteen
/// digits.
pub(crate) fn normal_quantile(probability: f64) -> f64 {
    if probability <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if probability >= 1.0 {
        return f64::INFINITY;
    }
    let ratio = |x: f64, [over, under]: &[[f64; 8]; 2]| {
        let polynomial = |row: &[f64; 8]| row.iter().rev().fold(0.0, |sum, c| sum * x + c);
        polynomial(over) / polynomial(under)
    };
    let off = probability - 0.5;
    if off.abs() <= 0.425 {
        return off * ratio(0.180_625 - off * off, &CENTRE);
    }
    let tail = if off < 0.0 {
        probability
    } else {
        1.0 - probability
    };
    let root = (-tail.ln()).sqrt();
    let z = if root <= 5.0 {
        ratio(root - 1.6, &TAIL)
    } else {
        ratio(root - 5.0, &FAR_TAIL)
    };
    if off < 0.0 { -z } else { z }
}

/// Coefficients over and under the line for probabilities from 0.075 to 0.925.
const CENTRE: [[f64; 8]; 2] = [
    [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854,
    ],
];

/// The same for tails down to e^−25.
const TAIL: [[f64; 8]; 2] = [
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
];

/// The same for tails below that.
const FAR_TAIL: [[f64; 8]; 2] = [
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_7e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
];

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
    gamma_tails(shape, x).lower
}

/// ln Γ of a positive number.
pub(crate) fn ln_gamma(value: f64) -> f64 {
    libm::lgamma(value)
}

/// The lower tails of gamma variables of shapes `shape` and `shape + 1` at `x`, for the price of one.
pub(crate) fn gamma_lower_pair(shape: f64, x: f64) -> (f64, f64) {
    let tails = gamma_tails(shape, x);
    (tails.lower, (tails.lower - tails.front).max(0.0))
}

/// Both tails of a gamma variable at a point.
pub(super) struct GammaTails {
    /// Probability of at most `x`.
    pub(super) lower: f64,
    /// Probability of more than `x`, with its own digits where it is small.
    pub(super) upper: f64,
    /// x^shape · e^−x / Γ(shape + 1): `x / shape` times the density.
    pub(super) front: f64,
}

/// Both tails of a gamma variable of shape `shape` and scale 1 at `x`.
pub(super) fn gamma_tails(shape: f64, x: f64) -> GammaTails {
    if x <= 0.0 {
        return GammaTails {
            lower: 0.0,
            upper: 1.0,
            front: 0.0,
        };
    }
    let front = gamma_front(shape, x);
    if shape > LARGE {
        let z = wilson_hilferty(shape, x);
        let (lower, upper) = (normal_upper_tail(-z), normal_upper_tail(z));
        return GammaTails {
            lower,
            upper,
            front,
        };
    }
    let (lower, upper) = if x < shape + 1.0 {
        let lower = (front * gamma_series(shape, x)).min(1.0);
        (lower, 1.0 - lower)
    } else {
        let upper = (front * shape * gamma_remainder(shape, x)).min(1.0);
        (1.0 - upper, upper)
    };
    GammaTails {
        lower,
        upper,
        front,
    }
}

/// The cube root of a gamma variable is nearly normal (Wilson & Hilferty 1931).
fn wilson_hilferty(shape: f64, x: f64) -> f64 {
    3.0 * shape.sqrt() * ((x / shape).cbrt() - 1.0 + 1.0 / (9.0 * shape))
}

/// x^shape · e^−x / Γ(shape + 1).
fn gamma_front(shape: f64, x: f64) -> f64 {
    if shape < STIRLING_SHAPE {
        // Shapes are mostly counts, whose factorials cost nothing to know.
        return match FACTORIALS.get(shape as usize) {
            Some(factorial) if shape.fract() == 0.0 && x < EXP_LARGE => {
                x.powi(shape as i32) * (-x).exp() / factorial
            }
            _ => (shape * x.ln() - x - libm::lgamma(shape + 1.0)).exp(),
        };
    }
    // Around the mode three large terms cancel; written by the distance from it, nothing does.
    let distance = (x - shape) / shape;
    let inverse_square = 1.0 / (shape * shape);
    let stirling = (1.0 / 12.0
        - inverse_square
            * (1.0 / 360.0 - inverse_square * (1.0 / 1260.0 - inverse_square / 1680.0)))
        / shape;
    let exponent = shape * (distance.ln_1p() - distance) - stirling;
    exponent.exp() / (2.0 * PI * shape).sqrt()
}

/// Shapes from which four terms of Stirling's series give ln Γ to all digits.
const STIRLING_SHAPE: f64 = 20.0;

/// Numbers up to which e^−x has all its digits.
const EXP_LARGE: f64 = 700.0;

/// n! for whole numbers below [`STIRLING_SHAPE`], all of them exact.
const FACTORIALS: [f64; 20] = {
    let mut factorials = [1.0; 20];
    let mut n = 1;
    while n < factorials.len() {
        factorials[n] = factorials[n - 1] * n as f64;
        n += 1;
    }
    factorials
};

/// Lower tail divided by `gamma_front`, for `x` up to about the shape.
fn gamma_series(shape: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut k) = (1.0, 1.0, shape);
    while term > sum * f64::EPSILON {
        k += 1.0;
        term *= x / k;
        sum += term;
    }
    sum
}

/// Upper tail divided by `shape` times `gamma_front`, for `x` from about the shape.
///
/// Shape by shape from one of at most 1, by Γ(a + 1, x) = a Γ(a, x) + x^a e^−x: all terms are positive, so no digits are lost.
/// The fraction of the first converges fast, and at shape 1 it is `x`.
fn gamma_remainder(shape: f64, x: f64) -> f64 {
    if shape > RECURRENCE_SHAPE {
        return 1.0 / gamma_fraction(shape, x);
    }
    let steps = shape.ceil() - 1.0;
    let mut at = shape - steps;
    let over_x = 1.0 / x;
    let mut remainder = if at == 1.0 {
        over_x
    } else {
        1.0 / gamma_fraction(at, x)
    };
    for _ in 0..steps as usize {
        remainder = (1.0 + at * remainder) * over_x;
        at += 1.0;
    }
    remainder
}

/// Shapes up to which a recurrence is faster than a continued fraction.
const RECURRENCE_SHAPE: f64 = 40.0;

/// `shape` times `gamma_front` divided by the upper tail, for `x` from about the shape.
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
    lentz.value
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
    fn upper_tails_by_recurrence_are_those_of_the_fraction() {
        for shape in [0.2, 1.0, 1.5, 2.0, 7.0, 7.3, 19.0, 20.0, 33.9, 40.0] {
            for beyond in [1.0, 1.7, 4.0, 30.0, 300.0] {
                let x = shape + beyond;
                let product = gamma_remainder(shape, x) * gamma_fraction(shape, x);
                // A few roundings in each of at most forty steps.
                assert!((product - 1.0).abs() < 2e-14, "{shape} {x}: {product}");
            }
        }
    }

    #[test]
    fn whole_shapes_have_the_front_of_their_neighbours() {
        for shape in 1..20 {
            let shape = f64::from(shape);
            for x in [0.01, 0.9, shape, 3.0 * shape, 699.0, 705.0] {
                let got = gamma_front(shape, x);
                let want = (shape * x.ln() - x - libm::lgamma(shape + 1.0)).exp();
                // Logarithms of some hundreds lose two digits.
                assert!(
                    (got - want).abs() <= 1e-12 * want,
                    "{shape} {x}: {got} {want}"
                );
            }
        }
    }

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
    fn normal_quantiles_undo_the_tail() {
        for step in 1..4000 {
            let z = 0.01 * f64::from(step);
            let tail = normal_upper_tail(z);
            // 1e-16 relative to the tail is 1e-16 / z of z.
            let back = -normal_quantile(tail);
            if tail > 1e-300 {
                assert!((back - z).abs() < 1e-14 * (1.0 + z), "{z}: {back}");
            }
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
