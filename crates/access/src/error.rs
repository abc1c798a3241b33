//! What can go wrong with accounts.

use axum::http::StatusCode;
use kernel::RegionCode;
use platform::{DbError, Problem};

use crate::engine::{PasswordError, UsernameError};
use crate::hashing::HashError;

/// Why an account could not be made or changed.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// The name is not well made.
    #[error(transparent)]
    Username(#[from] UsernameError),
    /// Somebody has the name already.
    #[error("the user name `{0}` is taken; choose another")]
    UsernameTaken(String),
    /// Nobody has the name.
    #[error("there is no account `{0}`; `yufang account list` shows those there are")]
    NoAccount(String),
    /// The password will not do.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The administrators are kept apart.
    #[error(
        "the role `{0}` is kept apart: whoever holds it holds no other; make an account of its own for it"
    )]
    Apart(String),
    /// The pack has no such role.
    #[error("there is no role `{given}`; the pack has {known}")]
    NoRole {
        /// What was asked for.
        given: String,
        /// The ids there are.
        known: String,
    },
    /// The pack has no such region.
    #[error("there is no region `{0}` in the pack; `yufang pack show` lists the regions")]
    NoRegion(RegionCode),
    /// The pack has no such organisation.
    #[error("there is no organisation `{0}` in the pack")]
    NoOrganisation(String),
    /// The password could not be hashed.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl From<HashError> for Problem {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => {
                let mut problem = Problem::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "busy",
                    "too many sign-ins",
                    error.to_string(),
                );
                problem.retry_after = Some(5);
                problem
            }
            HashError::Defect => {
                tracing::error!("a password could not be hashed or compared");
                Problem::internal()
            }
        }
    }
}

impl From<AccessError> for Problem {
    fn from(error: AccessError) -> Self {
        let message = error.to_string();
        match error {
            AccessError::Username(_) => Problem::invalid("username", "username", message),
            AccessError::UsernameTaken(_) => Problem::invalid("username", "taken", message),
            AccessError::NoAccount(_) => Problem::not_found(message),
            AccessError::Password(password) => {
                Problem::invalid("password", password.rule(), message)
            }
            AccessError::Apart(_) => Problem::invalid("role", "kept_apart", message),
            AccessError::NoRole { .. } => Problem::invalid("posts", "unknown_role", message),
            AccessError::NoRegion(_) => Problem::invalid("posts", "unknown_region", message),
            AccessError::NoOrganisation(_) => {
                Problem::invalid("posts", "unknown_organisation", message)
            }
            AccessError::Hash(hash) => hash.into(),
            AccessError::Database(database) => database.into(),
        }
    }
}
