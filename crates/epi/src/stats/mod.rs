//! The few distributions and order statistics the methods share.

mod cholesky;
mod counts;
mod gamma_quantile;
mod log_linear;
mod neg_bin;
mod random;
mod small_cholesky;
mod special;
mod top;

pub(crate) use cholesky::Cholesky;
pub(crate) use counts::CountModel;
pub(crate) use gamma_quantile::{GammaQuantile, RepeatedGammaQuantile};
pub(crate) use log_linear::{LogLinear, yearly_wave};
pub(crate) use neg_bin::{NegBin, most_likely_alpha};
pub(crate) use random::Stream;
pub(crate) use small_cholesky::SmallCholesky;
pub(crate) use special::{
    gamma_lower, gamma_lower_pair, ln_gamma, normal_density, normal_quantile, normal_upper_tail,
    student_two_sided,
};
pub(crate) use top::top;

/// Quantile of sorted values by linear interpolation between order statistics (type 7 of Hyndman & Fan 1996).
///
/// `values` must not be empty and `share` must lie in 0..=1.
pub(crate) fn quantile_sorted(values: &[u64], share: f64) -> f64 {
    let position = (values.len() - 1) as f64 * share;
    let below = (position.floor() as usize).min(values.len() - 1);
    let above = (below + 1).min(values.len() - 1);
    let (low, high) = (values[below] as f64, values[above] as f64);
    low + (high - low) * (position - below as f64)
}
