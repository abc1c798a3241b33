//! Quantiles of gamma variables, many shapes at one probability.
//!
//! The cube root of a gamma variable is nearly normal; how nearly is a power series in 1/√shape whose coefficients are
//! polynomials in the normal quantile z (Cornish & Fisher's expansion, for the cube root of Wilson & Hilferty 1931,
//! doi:10.1073/pnas.17.12.684).
//! The coefficients follow order by order from the differential equation of the quantile y(z) of (variable / shape)^⅓,
//! y y″ + z y y′ − y′² + 3 shape (1 − y³) y′² = 0, as the only solutions that are polynomials.
//! From shapes of about 15 on the series gives ten digits or more at once; below, it is where the iteration starts.

use super::special::{gamma_tails, normal_quantile};

/// Terms after the first.
const ORDER: usize = 12;

/// Coefficients of the expansion: row k, for shape^(−k/2), holds those of z^(k mod 2), z^(k mod 2 + 2), … up to z^k.
const EXPANSION: [&[f64]; ORDER + 1] = [
    &[1.0],
    &[1.0 / 3.0],
    &[-1.0 / 9.0],
    &[1.0 / 108.0, -1.0 / 324.0],
    &[-7.0 / 1_215.0, 4.0 / 1_215.0, 1.0 / 1_215.0],
    &[-5.0 / 2_592.0, -5.0 / 2_916.0, -1.0 / 7_776.0],
    &[
        121.0 / 76_545.0,
        134.0 / 76_545.0,
        2.0 / 5_103.0,
        1.0 / 229_635.0,
    ],
    &[
        -1.259_795_889_854_189e-3,
        -5.202_617_741_197_988e-4,
        -2.411_662_348_219_275_5e-5,
        4.778_870_090_941_422e-6,
    ],
    &[
        6.067_600_031_934_737e-4,
        3.534_594_754_455_235_5e-4,
        2.467_684_223_514_127_5e-5,
        -1.899_149_132_802_539_2e-5,
        -1.814_473_693_760_388e-6,
    ],
    &[
        -2.730_208_010_760_232e-5,
        5.537_345_295_956_788_4e-5,
        4.581_971_344_016_954e-5,
        8.910_703_902_892_594e-6,
        3.556_791_956_971_257e-7,
    ],
    &[
        -2.756_363_906_369_269_4e-4,
        -1.951_586_105_650_244_5e-4,
        -8.947_524_532_885_843e-5,
        -2.242_753_837_192_354_3e-5,
        -1.996_393_518_688_561_6e-6,
        -1.983_770_266_608_813e-8,
    ],
    &[
        2.916_217_979_818_52e-4,
        1.332_274_726_413_648_5e-4,
        3.764_664_012_070_052e-5,
        5.084_599_632_963_333e-6,
        1.060_856_905_511_147_6e-7,
        -1.385_337_514_651_955_1e-8,
    ],
    &[
        -2.165_404_697_564_115_7e-4,
        -1.228_125_328_503_671e-4,
        -3.940_195_423_524_084e-5,
        -6.492_941_803_180_068e-6,
        -1.984_899_887_137_164_6e-9,
        1.070_638_806_844_080_2e-7,
        6.062_096_575_332_183e-9,
    ],
];

/// The last terms of the expansion must be below this, relative to the whole, for it to be taken as it is.
const NEGLIGIBLE: f64 = 1e-11;

/// Iterations after which the bracket is as narrow as rounding allows.
const STEPS_MAX: usize = 200;

/// The quantile function of gamma variables at one probability, prepared for any number of shapes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GammaQuantile {
    probability: f64,
    /// Probability of the other tail.
    upper: f64,
    z: f64,
    /// The expansion's polynomials at `z`.
    terms: [f64; ORDER + 1],
}

impl GammaQuantile {
    /// Prepares a probability; quantiles are 0 at 0 and below, infinite at 1 and above.
    pub(crate) fn new(probability: f64) -> Self {
        let z = normal_quantile(probability);
        let mut terms = [0.0; ORDER + 1];
        for (order, (term, row)) in terms.iter_mut().zip(EXPANSION).enumerate() {
            let even = row.iter().rev().fold(0.0, |sum, c| sum * z * z + c);
            *term = if order % 2 == 1 { z * even } else { even };
        }
        Self {
            probability,
            upper: 1.0 - probability,
            z,
            terms,
        }
    }

    /// Quantile of a gamma variable of this shape (positive) and scale 1.
    pub(crate) fn of_shape(&self, shape: f64) -> f64 {
        if self.z.is_infinite() {
            return if self.z < 0.0 { 0.0 } else { f64::INFINITY };
        }
        let s = 1.0 / shape.sqrt();
        let root = self
            .terms
            .iter()
            .rev()
            .fold(0.0, |sum, term| sum * s + term);
        let last =
            s.powi(ORDER as i32 - 1) * (self.terms[ORDER - 1].abs() + s * self.terms[ORDER].abs());
        let start = shape * root * root * root;
        if last < NEGLIGIBLE * root {
            return start;
        }
        self.iterate(
            shape,
            if last < 0.05 * root {
                start
            } else {
                self.near_zero(shape)
            },
        )
    }

    /// The power that dominates near 0: never above the quantile.
    fn near_zero(&self, shape: f64) -> f64 {
        ((self.probability.ln() + libm::lgamma(shape + 1.0)) / shape).exp()
    }

    /// Halley's method on the logarithm of x, kept inside a bracket that is halved whenever a step would leave it.
    fn iterate(&self, shape: f64, start: f64) -> f64 {
        if start < f64::MIN_POSITIVE {
            return start;
        }
        let (mut low, mut high) = (0.0, f64::INFINITY);
        let mut x = start;
        for _ in 0..STEPS_MAX {
            let tails = gamma_tails(shape, x);
            // In the nearer tail probabilities keep their digits.
            let excess = if self.probability < 0.5 {
                tails.lower - self.probability
            } else {
                self.upper - tails.upper
            };
            if excess < 0.0 {
                low = x;
            } else {
                high = x;
            }
            let newton = excess / (shape * tails.front);
            let step = newton / (1.0 - (0.5 * newton * (shape - x)).clamp(-0.5, 0.5));
            let next = x * (-step).exp();
            if step.abs() <= 4.0 * f64::EPSILON {
                return x;
            }
            let is_inside = next > low && next < high && next.is_finite();
            // Cubic convergence: after a step this small the next one is below rounding.
            if is_inside && step.abs() < 1e-5 {
                return next;
            }
            x = match (is_inside, high.is_finite()) {
                (true, _) => next,
                (false, true) if low > 0.0 => (low * high).sqrt(),
                (false, true) => 0.5 * high,
                (false, false) => 2.0 * x + 1.0,
            };
            if high - low <= 2.0 * f64::EPSILON * low {
                return x;
            }
        }
        x
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The quantile by halving an interval of ln x until nothing is left, in the nearer tail.
    fn by_halving(shape: f64, probability: f64) -> f64 {
        let (mut low, mut high) = (-745.0_f64, 16.5_f64);
        for _ in 0..120 {
            let middle = 0.5 * (low + high);
            let tails = gamma_tails(shape, middle.exp());
            let is_below = if probability < 0.5 {
                tails.lower < probability
            } else {
                tails.upper > 1.0 - probability
            };
            if is_below {
                low = middle;
            } else {
                high = middle;
            }
        }
        low.exp()
    }

    #[test]
    fn quantiles_of_all_shapes_are_those_of_halving() {
        for step in 0..=90 {
            let shape = 10.0_f64.powf(-3.0 + 0.1 * f64::from(step));
            for probability in [
                1e-6, 0.001, 0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975, 0.999, 0.999_999,
            ] {
                let got = GammaQuantile::new(probability).of_shape(shape);
                let want = by_halving(shape, probability);
                // Below e^-745 there are no numbers.
                if want < 1e-300 {
                    assert!(got < 1e-300, "{shape} {probability}: {got}");
                    continue;
                }
                let off = (got / want - 1.0).abs();
                assert!(
                    off < 2e-11,
                    "{shape} {probability}: {got} vs {want}, {off:e}"
                );
            }
        }
    }

    #[test]
    fn exponential_quantiles_have_a_closed_form() {
        for probability in [1e-9_f64, 0.3, 0.5, 0.975, 0.999_999] {
            let want = -(-probability).ln_1p();
            let got = GammaQuantile::new(probability).of_shape(1.0);
            assert!(
                (got / want - 1.0).abs() < 1e-14,
                "{probability}: {got} vs {want}"
            );
        }
    }

    #[test]
    fn the_ends_have_their_limits() {
        for shape in [0.5, 300.0] {
            assert_eq!(GammaQuantile::new(0.0).of_shape(shape), 0.0);
            assert_eq!(GammaQuantile::new(1.0).of_shape(shape), f64::INFINITY);
        }
    }
}
