//! What can be wrong with a detector table.

use thiserror::Error;

/// A detector table that cannot be turned into a detector.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum SpecError {
    /// The table does not say which method.
    #[error("the detector names no method; add `method = \"...\"` with one of {known}")]
    NoMethod {
        /// All method ids.
        known: String,
    },
    /// There is no such method.
    #[error("unknown method `{given}`; did you mean `{nearest}`?")]
    UnknownMethod {
        /// What the table says.
        given: String,
        /// The method id spelled most like it.
        nearest: String,
    },
    /// The method has no such parameter.
    #[error("`{method}` has no parameter `{given}`; did you mean `{nearest}`?")]
    UnknownParameter {
        /// Method id.
        method: &'static str,
        /// The key in the table.
        given: String,
        /// The parameter spelled most like it.
        nearest: String,
    },
    /// The value is of the wrong type.
    #[error("`{name}` of `{method}` must be {wanted}, not `{given}`")]
    WrongType {
        /// Method id.
        method: &'static str,
        /// Parameter.
        name: String,
        /// The type wanted, in words.
        wanted: String,
        /// The value in the table.
        given: String,
    },
    /// The value is outside its bounds.
    #[error("`{name}` of `{method}` must be {wanted}; `{given}` is not")]
    OutOfBounds {
        /// Method id.
        method: &'static str,
        /// Parameter.
        name: String,
        /// The bounds, in words.
        wanted: String,
        /// The value in the table.
        given: String,
    },
}
