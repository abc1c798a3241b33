//! Signing in with a password: count the attempt, look at the password, store the outcome.

use axum::http::StatusCode;
use kernel::{Id, Timestamp};
use platform::{DbError, Problem, Tx};

use crate::attempt::{Attempt, Forgive};
use crate::audit::Author;
use crate::engine::{DisabledReason, fold_username};
use crate::session::{NewSession, Opening, Session, Token};
use crate::store::{self, Event};
use crate::visit::Visit;
use crate::{App, hashing};

/// Longest input that is looked at, in bytes; no account has a longer name or password.
pub(crate) const INPUT_BYTES_MAX: usize = 1024;

/// Why somebody is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The name or the password is wrong; which of the two is not said.
    WrongCredentials,
    /// Nobody may sign in with the account, which is said to those only who proved that it is theirs.
    Closed(DisabledReason),
}

impl Refusal {
    /// The reason in the audit trail.
    pub(crate) fn reason(self) -> Option<&'static str> {
        match self {
            Refusal::WrongCredentials => None,
            Refusal::Closed(reason) => Some(reason.as_str()),
        }
    }

    /// The stable word.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Refusal::WrongCredentials => "wrong_credentials",
            Refusal::Closed(DisabledReason::Administrator) => "account_disabled",
            Refusal::Closed(DisabledReason::Dormant) => "account_dormant",
        }
    }

    fn problem(self) -> Problem {
        let (status, title, detail) = match self {
            Refusal::WrongCredentials => (
                StatusCode::UNAUTHORIZED,
                "sign-in failed",
                "the user name or the password is wrong; after five failures you have to wait",
            ),
            Refusal::Closed(DisabledReason::Administrator) => (
                StatusCode::FORBIDDEN,
                "the account is disabled",
                "ask your account administrator to enable it",
            ),
            Refusal::Closed(DisabledReason::Dormant) => (
                StatusCode::FORBIDDEN,
                "the account was not used for a long time",
                "ask your account administrator to enable it again",
            ),
        };
        Problem::new(status, self.code(), title, detail)
    }
}

/// Opens a session for whoever knows the password; ends `replaced`, the session the browser had before.
///
/// An unknown name, a wrong password and an account that is closed take the same steps: one look-up, one count,
/// one comparison of hashes, one entry.
pub(crate) async fn sign_in(
    app: &App,
    username: &str,
    password: String,
    visit: &Visit,
    replaced: Option<Token>,
) -> Result<Token, Problem> {
    if username.len() > INPUT_BYTES_MAX || password.len() > INPUT_BYTES_MAX {
        return Err(Refusal::WrongCredentials.problem());
    }
    let username = fold_username(username);
    let known = store::credentials(&app.db, &username).await?;
    let now = app.clock.now();
    let account = known.as_ref().map(|known| known.account.clone());
    let author = Author::at_the_door(account.as_deref(), &visit.request);
    let attempt = Attempt::new(&username, &visit.source, account, author, now);
    let begins_wait = attempt.begin(app).await?;
    let stored = known.as_ref().map(|known| known.password_hash.clone());
    let fits = hashing::verify(password, stored).await?;
    let admitted = match known {
        Some(known) if fits => match known.life.closed(&app.pack.sign_in, now) {
            None => Ok(known),
            Some(reason) => Err(Refusal::Closed(reason)),
        },
        _ => Err(Refusal::WrongCredentials),
    };
    let known = match admitted {
        Ok(known) => known,
        Err(refusal) => {
            let failure = (Event::SignInFailed, refusal.reason());
            attempt.fail(app, failure, begins_wait).await?;
            return Err(refusal.problem());
        }
    };
    let mut tx = app.db.begin().await?;
    let (forgive, event) = if known.has_second_factor {
        (Forgive::ThisOne, Event::PasswordAccepted)
    } else {
        (Forgive::All, Event::SignedIn)
    };
    attempt.succeed(&mut tx, forgive).await?;
    if !store::lock_password(&mut tx, &known.account, &known.password_hash).await? {
        // The password was changed or the account disabled while this one was being compared.
        return Err(Refusal::WrongCredentials.problem());
    }
    let opening = Opening {
        account: &known.account,
        is_verified: !known.has_second_factor,
        by_provider: false,
        replaced,
    };
    let token = open(app, &mut tx, opening, visit, now).await?;
    attempt.log(app, &mut tx, &[(event, None)]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(token)
}

/// Opens a session in a transaction that locked the account, and sweeps away some that are over.
pub(crate) async fn open(
    app: &App,
    tx: &mut Tx,
    opening: Opening<'_>,
    visit: &Visit,
    now: Timestamp,
) -> Result<Token, Problem> {
    let token = Token::new()?;
    store::remove_ended_sessions(&app.db, tx, &app.pack.sign_in, now).await?;
    if let Some(replaced) = &opening.replaced {
        store::remove_session(tx, &replaced.hash()).await?;
    }
    let session = NewSession {
        token_hash: token.hash(),
        id: Id::<Session>::new().to_string(),
        opening: &opening,
        device: visit.device,
        source: visit.source.coarse(),
    };
    store::insert_session(tx, &session, now).await?;
    if opening.is_verified {
        store::note_active(tx, opening.account, now).await?;
    }
    Ok(token)
}
