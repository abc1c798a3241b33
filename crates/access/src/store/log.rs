//! What happened at the door; rows are only ever added.

use platform::{Db, DbError, Tx};

use crate::audit::{self, Action, Author, Detail, Entry, Stamp};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    SignedIn,
    PasswordAccepted,
    ProviderAccepted,
    SecondFactorFailed,
    RecoveryCodeUsed,
    RecoveryCodesDrawn,
    EnrolmentBegun,
    SecondFactorEnrolled,
    SecondFactorRemoved,
    SignInFailed,
    LockedOut,
    SignedOut,
    PasswordChanged,
    PasswordChangeFailed,
    PasswordSet,
    AccountMade,
}

impl Event {
    /// What the audit trail says of it.
    fn action(self) -> Action {
        match self {
            Event::SignedIn => Action::SignedIn,
            Event::PasswordAccepted => Action::PasswordAccepted,
            Event::ProviderAccepted => Action::ProviderAccepted,
            Event::SecondFactorFailed => Action::SecondFactorFailed,
            Event::RecoveryCodeUsed => Action::RecoveryCodeUsed,
            Event::RecoveryCodesDrawn => Action::RecoveryCodesDrawn,
            Event::EnrolmentBegun => Action::EnrolmentBegun,
            Event::SecondFactorEnrolled => Action::SecondFactorEnrolled,
            Event::SecondFactorRemoved => Action::SecondFactorRemoved,
            Event::SignInFailed => Action::SignInFailed,
            Event::LockedOut => Action::LockedOut,
            Event::SignedOut => Action::SignedOut,
            Event::PasswordChanged => Action::PasswordChanged,
            Event::PasswordChangeFailed => Action::PasswordChangeFailed,
            Event::PasswordSet => Action::PasswordSet,
            Event::AccountMade => Action::AccountCreated,
        }
    }

    fn is_refusal(self) -> bool {
        matches!(
            self,
            Event::SignInFailed
                | Event::LockedOut
                | Event::PasswordChangeFailed
                | Event::SecondFactorFailed
        )
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Event::SignedIn => "signed_in",
            Event::PasswordAccepted => "password_accepted",
            Event::ProviderAccepted => "provider_accepted",
            Event::SecondFactorFailed => "second_factor_failed",
            Event::RecoveryCodeUsed => "recovery_code_used",
            Event::RecoveryCodesDrawn => "recovery_codes_drawn",
            Event::EnrolmentBegun => "enrolment_begun",
            Event::SecondFactorEnrolled => "second_factor_enrolled",
            Event::SecondFactorRemoved => "second_factor_removed",
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

/// Something that happened to an account, or at the door to nobody known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Happening<'a> {
    pub(crate) event: Event,
    /// The account it happened to.
    pub(crate) account: Option<&'a str>,
    /// The address it came from; it stands in the log and not in the audit trail, which is never deleted.
    pub(crate) source: Option<&'a str>,
    /// Why it was refused, where there is more than one reason.
    pub(crate) reason: Option<&'static str>,
}

/// Adds rows to the log and to the audit trail and lines to the trace, which names neither person nor address.
///
/// The last thing a transaction does, see [`audit::append`]; `further` entries follow.
pub(crate) async fn append(
    db: &Db,
    tx: &mut Tx,
    stamp: Stamp<'_>,
    author: &Author,
    happenings: &[Happening<'_>],
    further: Vec<Entry>,
) -> Result<(), DbError> {
    let mut entries = Vec::with_capacity(happenings.len() + further.len());
    for happening in happenings {
        tracing::info!(
            event = happening.event.as_str(),
            account_is_known = happening.account.is_some(),
            "access"
        );
        sqlx::query("INSERT INTO access_log (at, event, account, source) VALUES ($1, $2, $3, $4)")
            .bind(stamp.at.millis())
            .bind(happening.event.as_str())
            .bind(happening.account.map(str::to_owned))
            .bind(happening.source.map(str::to_owned))
            .execute(&mut **tx)
            .await?;
        let mut entry = Entry::new(author.clone(), happening.event.action());
        if let Some(account) = happening.account {
            entry = entry.on("account", account);
        }
        if let Some(reason) = happening.reason {
            entry = entry.with(Detail::Reason, reason);
        }
        entries.push(if happening.event.is_refusal() {
            entry.refused()
        } else {
            entry
        });
    }
    entries.extend(further);
    audit::append(db, tx, stamp, &entries).await
}
