//! The methods, one module each: question, equation, source, assumptions and when not to use it stand at its head.

pub mod bayes;
pub mod cdc;
pub mod cusum;
pub mod dual_window;
pub mod ears;
pub mod farrington;
pub mod fixed_value;
pub mod glr_cusum;
pub mod moving_percentile;
pub mod outbreak_p;
pub mod rki;
mod windows;

use crate::detect::NotEnoughData;

/// What `NotEnoughData` counts when a baseline is too thin.
pub(crate) const BASELINE_POINTS: &str = "reported baseline points";

/// The rule all baselines share: points that were not reported are left out, and at least half must remain.
pub(crate) fn enough_reported(
    nominal: usize,
    least: usize,
    found: usize,
) -> Result<(), NotEnoughData> {
    let needed = nominal.div_ceil(2).max(least);
    if found >= needed {
        Ok(())
    } else {
        Err(NotEnoughData {
            needed,
            found,
            of: BASELINE_POINTS,
        })
    }
}
