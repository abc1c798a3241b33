//! Normal and Student distributions.

use statrs::function::beta::beta_reg;
use statrs::function::erf::{erfc, erfc_inv};

/// Quantile of the standard normal distribution; `probability` strictly between 0 and 1.
pub(crate) fn normal_quantile(probability: f64) -> f64 {
    let rough = -std::f64::consts::SQRT_2 * erfc_inv(2.0 * probability);
    // One Newton step on the tail probability removes what the rational approximation leaves.
    let density = (-0.5 * rough * rough).exp() / (2.0 * std::f64::consts::PI).sqrt();
    if density > 0.0 {
        rough - (normal_upper_tail(-rough) - probability) / density
    } else {
        rough
    }
}

/// Probability that a standard normal variable exceeds `z`.
pub(crate) fn normal_upper_tail(z: f64) -> f64 {
    0.5 * erfc(z / std::f64::consts::SQRT_2)
}

/// Probability that |T| is at least |t| for Student's T with `freedom` degrees of freedom.
pub(crate) fn student_two_sided(t: f64, freedom: f64) -> f64 {
    if !t.is_finite() {
        return 0.0;
    }
    beta_reg(freedom / 2.0, 0.5, freedom / (freedom + t * t))
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
        ] {
            assert!(
                (normal_quantile(p) - z).abs() < 4e-15,
                "{p}: {}",
                normal_quantile(p)
            );
        }
    }

    #[test]
    fn tabulated_student_tails() {
        // 12.706 is the two-sided 5 % point at one degree of freedom, 2.0 at 60 is 2.000298.
        assert!((student_two_sided(12.706_204_736_432_1, 1.0) - 0.05).abs() < 1e-12);
        assert!((student_two_sided(2.000_297_821_058_262, 60.0) - 0.05).abs() < 1e-12);
    }
}
