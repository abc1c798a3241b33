//! What can go wrong with report cards.

use axum::http::StatusCode;
use pack::ExpressionError;
use platform::{DbError, FieldError, Problem};
use registry::PeopleError;
use vault::{SealedError, VaultError};

use crate::model::{Finding, Severity, State, Step};

/// Why a card could not be read or changed. No message holds a value.
#[derive(Debug, thiserror::Error)]
pub enum CardError {
    /// There is none, or not for who asks.
    #[error("there is no such report card in your area")]
    NotFound,
    /// The card cannot be reported like this; every finding is told.
    #[error("the card cannot be reported like this; see the list")]
    Findings(Vec<Finding>),
    /// One thing that was asked cannot be.
    #[error("{2}")]
    Field(&'static str, &'static str, String),
    /// Somebody else changed the card meanwhile.
    #[error("the card was changed by somebody else meanwhile; read it again and repeat the step")]
    ChangedMeanwhile,
    /// The step is not allowed where the card stands.
    #[error("a card that is `{}` cannot be taken through `{}`", .0.as_str(), .1.as_str())]
    WrongState(State, Step),
    /// Somebody decided already.
    #[error("somebody decided about this pair already; read it again")]
    Decided,
    /// The program runs without its keys.
    #[error(
        "the server was started without its keys, so report cards are closed; ask whoever runs it"
    )]
    NoVault,
    /// An expression of the packs fails.
    #[error(transparent)]
    Pack(#[from] ExpressionError),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] DbError),
    /// A field cannot be sealed or opened.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The registry of people refused.
    #[error(transparent)]
    People(#[from] PeopleError),
}

impl From<SealedError> for CardError {
    fn from(error: SealedError) -> Self {
        CardError::Vault(error.into())
    }
}

impl From<CardError> for Problem {
    fn from(error: CardError) -> Self {
        let words = error.to_string();
        let conflict =
            |code: &str| Problem::new(StatusCode::CONFLICT, code, "conflict", words.clone());
        match error {
            CardError::NotFound => Problem::not_found(words).refusal(),
            CardError::Findings(findings) => {
                let mut problem = Problem::invalid("values", "findings", words);
                problem.errors = findings
                    .into_iter()
                    .filter(|one| one.severity == Severity::Error)
                    .map(|one| FieldError {
                        field: format!("values.{}", one.field),
                        row: None,
                        rule: one.rule,
                        message: format!("{} {}", one.text_zh, one.text_en),
                    })
                    .collect();
                problem
            }
            CardError::Field(field, rule, message) => Problem::invalid(field, rule, message),
            CardError::ChangedMeanwhile => conflict("changed_meanwhile"),
            CardError::WrongState(..) => conflict("wrong_state"),
            CardError::Decided => conflict("decided"),
            CardError::NoVault => Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "no_vault",
                "report cards are closed",
                words,
            ),
            CardError::Database(error) => error.into(),
            CardError::Vault(VaultError::Database(error)) => error.into(),
            CardError::People(error) => error.into(),
            CardError::Vault(error) => {
                tracing::error!(%error, "a sealed card could not be used");
                Problem::internal()
            }
            CardError::Pack(error) => {
                tracing::error!(%error, "an expression of the packs failed");
                Problem::internal()
            }
        }
    }
}
