//! Why a simulation does not start.

use thiserror::Error;

/// Input that cannot be; the message names the field and says what would do.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum SimError {
    /// A parameter is outside its range.
    #[error("`{field}` is {value}, but must be {allowed}")]
    Parameter {
        /// The field, with its index where it is one of several: `groups[2].population`.
        field: String,
        /// What was given.
        value: String,
        /// What would do.
        allowed: String,
    },
    /// Two fields contradict each other.
    #[error("`{field}` does not go with `{other}`: {reason}")]
    Contradiction {
        /// The field to change.
        field: String,
        /// The field it contradicts.
        other: String,
        /// Why, and what to do.
        reason: String,
    },
    /// The run would need more memory than it may have.
    #[error(
        "the run needs about {needed_megabytes} MB, but `memory_megabytes_max` is {allowed_megabytes}; simulate a part of the city or allow more"
    )]
    Memory {
        /// What is needed.
        needed_megabytes: u64,
        /// What is allowed.
        allowed_megabytes: u64,
    },
}

impl SimError {
    /// A parameter outside its range.
    pub(crate) fn parameter(
        field: impl Into<String>,
        value: impl ToString,
        allowed: impl Into<String>,
    ) -> Self {
        Self::Parameter {
            field: field.into(),
            value: value.to_string(),
            allowed: allowed.into(),
        }
    }

    /// A contradiction between two fields.
    pub(crate) fn contradiction(
        field: impl Into<String>,
        other: impl Into<String>,
        reason: impl Into<String>,
    ) -> Self {
        Self::Contradiction {
            field: field.into(),
            other: other.into(),
            reason: reason.into(),
        }
    }
}
