//! What can go wrong with records of people.

use axum::http::StatusCode;
use platform::{DbError, FieldError, Problem};
use vault::{SealedError, VaultError};

/// Why a record of a person could not be read or changed. No message holds a value.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// There is none, or not for who asks.
    #[error("there is no such person in your area")]
    NotFound,
    /// What was entered cannot be true.
    #[error("some fields are not right; see the list")]
    Invalid(Vec<FieldError>),
    /// Somebody else corrected the record meanwhile.
    #[error(
        "the record was changed by somebody else meanwhile; read it again and repeat the change"
    )]
    ChangedMeanwhile,
    /// The record is part of another.
    #[error("the record is part of another one; work on that one, or split them first")]
    Merged,
    /// The two are not merged.
    #[error("the record is not part of this person; read the person again")]
    NotMerged,
    /// A record cannot be merged with itself.
    #[error("both are the same record; choose two")]
    SamePerson,
    /// Somebody decided already.
    #[error("somebody decided about this pair already; read it again")]
    Decided,
    /// The program runs without its keys.
    #[error(
        "the server was started without its keys, so records of people are closed; ask whoever runs it"
    )]
    NoVault,
    /// The database refused.
    #[error(transparent)]
    Database(#[from] DbError),
    /// A field cannot be sealed or opened.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl From<SealedError> for PeopleError {
    fn from(error: SealedError) -> Self {
        PeopleError::Vault(error.into())
    }
}

impl PeopleError {
    /// One field that is wrong.
    pub(crate) fn field(field: &str, rule: &str, message: &str) -> Self {
        PeopleError::Invalid(vec![FieldError {
            field: field.to_owned(),
            row: None,
            rule: rule.to_owned(),
            message: message.to_owned(),
        }])
    }
}

impl From<PeopleError> for Problem {
    fn from(error: PeopleError) -> Self {
        let words = error.to_string();
        let conflict =
            |code: &str| Problem::new(StatusCode::CONFLICT, code, "conflict", words.clone());
        match error {
            PeopleError::NotFound => Problem::not_found(words),
            PeopleError::Invalid(errors) => {
                let mut problem = Problem::invalid("body", "fields", words);
                problem.errors = errors;
                problem
            }
            PeopleError::ChangedMeanwhile => conflict("changed_meanwhile"),
            PeopleError::Merged => conflict("merged"),
            PeopleError::NotMerged => conflict("not_merged"),
            PeopleError::SamePerson => Problem::invalid("member", "same_person", words),
            PeopleError::Decided => conflict("decided"),
            PeopleError::NoVault => Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "no_vault",
                "records of people are closed",
                words,
            ),
            PeopleError::Database(error) => error.into(),
            PeopleError::Vault(VaultError::Database(error)) => error.into(),
            PeopleError::Vault(error) => {
                tracing::error!(%error, "a sealed field could not be used");
                Problem::internal()
            }
        }
    }
}
