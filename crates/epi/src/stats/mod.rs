//! The few distributions and order statistics the methods share.

mod cholesky;
mod counts;
mod log_linear;
mod special;

pub(crate) use cholesky::Cholesky;
pub(crate) use counts::CountModel;
pub(crate) use log_linear::{LogLinear, yearly_wave};
pub(crate) use special::{
    gamma_lower, gamma_quantile, normal_density, normal_quantile, normal_upper_tail,
    student_two_sided,
};

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
