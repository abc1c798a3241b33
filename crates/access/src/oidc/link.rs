//! Linking an account to somebody at the provider, by an administrator.

use axum::http::StatusCode;
use platform::{DbError, Problem};

use super::store;
use crate::App;
use crate::audit::{Action, Author, Entry};

/// Longest name somebody may have at the provider, in bytes (OpenID Connect Core, 2).
const SUBJECT_BYTES_MAX: usize = 255;

/// Why an account could not be linked.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// No provider is configured.
    #[error("no sign-in provider is configured; start the server with --oidc-issuer")]
    NoProvider,
    /// Not a subject.
    #[error(
        "give the subject (`sub`) of the provider's token, at most {SUBJECT_BYTES_MAX} characters of ASCII"
    )]
    Subject,
    /// The account or the subject is linked already.
    #[error("the account or the subject is linked already; take that link away first")]
    Taken,
    /// The database refused.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl From<LinkError> for Problem {
    fn from(error: LinkError) -> Self {
        let message = error.to_string();
        let conflict =
            |code, title| Problem::new(StatusCode::CONFLICT, code, title, message.clone());
        match error {
            LinkError::NoProvider => conflict("no_provider", "no sign-in provider"),
            LinkError::Taken => conflict("identity_taken", "linked already"),
            LinkError::Subject => Problem::invalid("subject", "subject", message),
            LinkError::Database(error) => error.into(),
        }
    }
}

/// Links an account to the provider's subject, so that its holder can sign in there.
///
/// # Errors
/// When no provider is configured, the subject is none, or either is linked already.
pub async fn link_identity(
    app: &App,
    author: &Author,
    account: &str,
    subject: &str,
) -> Result<(), LinkError> {
    let provider = app.oidc.as_ref().ok_or(LinkError::NoProvider)?;
    if subject.is_empty() || subject.len() > SUBJECT_BYTES_MAX || !subject.is_ascii() {
        return Err(LinkError::Subject);
    }
    let mut tx = app.db.begin().await?;
    let now = app.clock.now();
    match store::link(&mut tx, provider.subject_hash(subject), account, now).await {
        Ok(()) => {}
        Err(DbError::Duplicate(_)) => return Err(LinkError::Taken),
        Err(error) => return Err(error.into()),
    }
    let entry = Entry::new(author.clone(), Action::IdentityLinked).on("account", account);
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(())
}

/// Takes the link of an account away; without one nothing changes and nothing is put on record.
///
/// # Errors
/// When the database refuses.
pub async fn unlink_identity(app: &App, author: &Author, account: &str) -> Result<(), LinkError> {
    let mut tx = app.db.begin().await?;
    if store::unlink(&mut tx, account).await? {
        let entry = Entry::new(author.clone(), Action::IdentityUnlinked).on("account", account);
        app.record(&mut tx, &[entry]).await?;
        tx.commit().await.map_err(DbError::from)?;
    }
    Ok(())
}
