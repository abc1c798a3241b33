//! What happened at the door; rows are only ever added.

use kernel::Timestamp;
use platform::{DbError, Tx};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    SignedIn,
    SignInFailed,
    LockedOut,
    SignedOut,
    PasswordChanged,
    PasswordChangeFailed,
    PasswordSet,
    AccountMade,
}

impl Event {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Event::SignedIn => "signed_in",
            Event::SignInFailed => "sign_in_failed",
            Event::LockedOut => "locked_out",
            Event::SignedOut => "signed_out",
            Event::PasswordChanged => "password_changed",
            Event::PasswordChangeFailed => "password_change_failed",
            Event::PasswordSet => "password_set",
            Event::AccountMade => "account_made",
        }
    }
}

/// Adds a row to the log and a line to the trace; the trace names neither person nor address.
pub(crate) async fn append(
    tx: &mut Tx,
    event: Event,
    account: Option<&str>,
    source: Option<&str>,
    now: Timestamp,
) -> Result<(), DbError> {
    tracing::info!(
        event = event.as_str(),
        account_is_known = account.is_some(),
        "access"
    );
    sqlx::query("INSERT INTO access_log (at, event, account, source) VALUES ($1, $2, $3, $4)")
        .bind(now.millis())
        .bind(event.as_str())
        .bind(account.map(str::to_owned))
        .bind(source.map(str::to_owned))
        .execute(&mut **tx)
        .await?;
    Ok(())
}
