//! Quantiles of gamma variables, many shapes at one probability.
//!
//! The cube root of a gamma variable is nearly normal; how nearly is a power series in 1/√shape whose coefficients are
//! polynomials in the normal quantile z (Cornish & Fisher's expansion, for the cube root of Wilson & Hilferty 1931,
//! doi:10.1073/pnas.17.12.684).
//! The coefficients follow order by order from the differential equation of the quantile y(z) of (variable / shape)^⅓,
//! y y″ + z y y′ − y′² + 3 shape (1 − y³) y′² = 0, as the only solutions that are polynomials.
//! From shapes of about 8 on the series gives ten digits or more at once; below, it is where the iteration starts.

use super::special::{gamma_tails, normal_quantile};

/// Terms after the first.
const ORDER: usize = 16;

/// Coefficients of the expansion: in column k, for shape^(−k/2), those of z^(k mod 2), z^(k mod 2 + 2), … up to z^k.
#[rustfmt::skip]
const EXPANSION: [[f64; ORDER + 1]; ORDER / 2 + 1] = [
    [
        1.0, 0.3333333333333333, -0.1111111111111111, 0.009259259259259259,
        -0.005761316872427984, -0.0019290123456790122, 0.0015807694820040498, -0.001259795889854189,
        0.0006067600031934737, -2.730208010760232e-05, -0.00027563639063692694, 0.000291621797981852,
        -0.00021654046975641157, 1.0545622077731556e-05, 0.00017095694242010283, -0.0002063152173441499,
        0.0001891773563459467,
    ],
    [
        0.0, 0.0, 0.0, -0.0030864197530864196,
        0.0032921810699588477, -0.0017146776406035665, 0.0017506042197400222, -0.0005202617741197988,
        0.00035345947554452355, 5.5373452959567884e-05, -0.00019515861056502445, 0.00013322747264136485,
        -0.0001228125328503671, -5.095990941106435e-07, 9.785380851599519e-05, -7.812874420700046e-05,
        9.754514562381859e-05,
    ],
    [
        0.0, 0.0, 0.0, 0.0,
        0.0008230452674897119, -0.0001286008230452675, 0.0003919263178522438, -2.4116623482192755e-05,
        2.4676842235141275e-05, 4.581971344016954e-05, -8.947524532885843e-05, 3.764664012070052e-05,
        -3.9401954235240844e-05, -1.9117784927368598e-06, 3.096652069951047e-05, -1.931409563259101e-05,
        2.7401221439304035e-05,
    ],
    [
        0.0, 0.0, 0.0, 0.0,
        0.0, 0.0, 4.354736865024931e-06, 4.778870090941422e-06,
        -1.8991491328025392e-05, 8.910703902892594e-06, -2.2427538371923543e-05, 5.084599632963333e-06,
        -6.492941803180068e-06, -1.6548300172655147e-06, 7.61102969091143e-06, -3.7711542451552365e-06,
        5.598793887083918e-06,
    ],
    [
        0.0, 0.0, 0.0, 0.0,
        0.0, 0.0, 0.0, 0.0,
        -1.814473693760388e-06, 3.556791956971257e-07, -1.9963935186885616e-06, 1.0608569055111476e-07,
        -1.9848998851371646e-09, -4.792948512364471e-07, 1.5703321382115542e-06, -5.409484216895915e-07,
        8.647884516122723e-07,
    ],
    [
        0.0, 0.0, 0.0, 0.0,
        0.0, 0.0, 0.0, 0.0,
        0.0, 0.0, -1.983770266608813e-08, -1.3853375146519551e-08,
        1.0706388068440802e-07, -4.895121161267852e-08, 2.0199950471891843e-07, -4.0819997559953245e-08,
        7.303634488975273e-08,
    ],
    [
        0.0, 0.0, 0.0, 0.0,
        0.0, 0.0, 0.0, 0.0,
        0.0, 0.0, 0.0, 0.0,
        6.062096575332183e-09, -1.3007844248784221e-09, 1.0820449680274301e-08, -4.951628229120785e-10,
        -1.2204022574004546e-09,
    ],
    [
        0.0, 0.0, 0.0, 0.0,
        0.0, 0.0, 0.0, 0.0,
        0.0, 0.0, 0.0, 0.0,
        0.0, 0.0, 8.567017488722416e-11, 5.198675752346613e-11,
        -6.244002172953549e-10,
    ],
    [
        0.0, 0.0, 0.0, 0.0,
        0.0, 0.0, 0.0, 0.0,
        0.0, 0.0, 0.0, 0.0,
        0.0, 0.0, 0.0, 0.0,
        -2.4369322716542826e-11,
    ],
];

/// The last terms of the expansion must be below this, relative to the whole, for it to be taken as it is.
const NEGLIGIBLE: f64 = 3e-11;

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
        // Horner's rule in all columns at once; row j is empty before column 2 j.
        for (j, row) in EXPANSION.iter().enumerate().rev() {
            for (term, coefficient) in terms[2 * j..].iter_mut().zip(&row[2 * j..]) {
                *term = *term * (z * z) + coefficient;
            }
        }
        for odd in terms.iter_mut().skip(1).step_by(2) {
            *odd *= z;
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

    /// Halley's method on the logarithm of x and a last step of fifth order, kept inside a bracket that is halved whenever a step would leave it.
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
            let newton = -excess / (shape * tails.front);
            // Small against the density's own width, so that the terms left out are below rounding.
            if newton.abs() * (1.0 + (shape - x).abs()) < SHORT {
                return x * last_step(shape, x, newton).exp();
            }
            let step = newton / (1.0 + (0.5 * newton * (shape - x)).clamp(-0.5, 0.5));
            let next = x * step.exp();
            let is_inside = next > low && next < high && next.is_finite();
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

/// Newton steps, times what the density changes along them, after which four terms give the rest.
const SHORT: f64 = 2e-3;

/// The change of ln x that makes up for a difference in probability, which is `newton` times the density of ln x.
///
/// The density is proportional to exp(shape u − x (e^u − 1)) at a distance u; its integral is a power series in u, which
/// is solved for u term by term.
fn last_step(shape: f64, x: f64, newton: f64) -> f64 {
    let slope = shape - x;
    let second = slope / 2.0;
    let third = (slope * slope - x) / 6.0;
    let fourth = (slope * (slope * slope - 3.0 * x) - x) / 24.0;
    let h = newton;
    let quartic = second * (5.0 * third - 5.0 * second * second) - fourth;
    h * (1.0 + h * (-second + h * (2.0 * second * second - third + h * quartic)))
}

/// The same function for shapes that come again: those that have to be iterated are looked up the second time.
///
/// Posteriors of small counts have few shapes, a prior's plus a whole number, and theirs are the quantiles that take longest.
#[derive(Debug, Clone)]
pub(crate) struct RepeatedGammaQuantile {
    function: GammaQuantile,
    /// Shapes below [`ITERATED_SHAPE`] with their quantiles.
    known: Vec<(f64, f64)>,
}

/// Shape from which the expansion mostly suffices and a look-up saves nothing.
const ITERATED_SHAPE: f64 = 16.0;

/// Shapes remembered; more than that do not come again.
const KNOWN_MAX: usize = 32;

impl RepeatedGammaQuantile {
    /// Prepares a probability.
    pub(crate) fn new(probability: f64) -> Self {
        Self {
            function: GammaQuantile::new(probability),
            known: Vec::new(),
        }
    }

    /// Quantile of a gamma variable of this shape (positive) and scale 1, the same to the last bit as without looking up.
    pub(crate) fn of_shape(&mut self, shape: f64) -> f64 {
        if shape >= ITERATED_SHAPE {
            return self.function.of_shape(shape);
        }
        if let Some(&(_, quantile)) = self.known.iter().find(|(known, _)| *known == shape) {
            return quantile;
        }
        let quantile = self.function.of_shape(shape);
        if self.known.len() < KNOWN_MAX {
            self.known.push((shape, quantile));
        }
        quantile
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
    fn looking_up_changes_nothing() {
        for probability in [0.0, 0.025, 0.5, 0.975, 1.0] {
            let function = GammaQuantile::new(probability);
            let mut repeated = RepeatedGammaQuantile::new(probability);
            // More shapes than are remembered, each of them twice, and some beyond those looked up.
            for shape in (1..=200).chain(1..=200).map(|step| 0.1 * f64::from(step)) {
                assert_eq!(
                    repeated.of_shape(shape),
                    function.of_shape(shape),
                    "{shape}"
                );
            }
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
