//! What can be wrong with a question about R.

use thiserror::Error;

use super::SerialIntervalError;

/// Input or settings from which no R can be computed.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum RtError {
    /// A count must be a number of people.
    #[error(
        "the {of} count of day {day} is {value}; give a number from 0 to 1e12, and mark a day that was not reported by a completeness of 0"
    )]
    Count {
        /// `local` or `imported`.
        of: &'static str,
        /// Index of the first offending day.
        day: usize,
        /// The count.
        value: f64,
    },
    /// Every day needs one figure.
    #[error("there are {found} {of} for {days} days; give one for each day")]
    Length {
        /// What is counted.
        of: &'static str,
        /// Days of the epidemic.
        days: usize,
        /// Figures given.
        found: usize,
    },
    /// A setting is outside its bounds.
    #[error("`{name}` is {given}; it must be {wanted}")]
    Setting {
        /// Which setting.
        name: &'static str,
        /// The bounds in words.
        wanted: &'static str,
        /// What was given.
        given: f64,
    },
    /// A completeness must be a proportion.
    #[error("the completeness of day {day} is {value}; give a proportion from 0 to 1")]
    Completeness {
        /// Index of the first offending day.
        day: usize,
        /// The proportion.
        value: f64,
    },
    /// A nowcast must be about a day of the series, with its limits around its median.
    #[error(
        "the nowcast of day {day} must lie within the series of {days} days and have 0 ≤ lower ≤ median ≤ upper ≤ 1e12"
    )]
    Nowcast {
        /// The day of the first offending nowcast.
        day: usize,
        /// Days of the epidemic.
        days: usize,
    },
    /// The serial interval is none.
    #[error(transparent)]
    SerialInterval(#[from] SerialIntervalError),
}

/// Refuses a setting outside its bounds; NaN is outside every bound.
pub(super) fn check(
    name: &'static str,
    given: f64,
    is_fine: bool,
    wanted: &'static str,
) -> Result<(), RtError> {
    if is_fine {
        Ok(())
    } else {
        Err(RtError::Setting {
            name,
            wanted,
            given,
        })
    }
}
