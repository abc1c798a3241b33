//! Signing in and changing one's password: count the attempt, look at the password, store the outcome.

use axum::http::StatusCode;
use kernel::Timestamp;
use platform::{DbError, Problem, Tx};
use sha2::{Digest, Sha256};

use crate::audit::{Author, Stamp};
use crate::engine::{
    ACCOUNT, Guard, GuardPolicy, PasswordError, SOURCE, check_password, fold_username,
};
use crate::session::{Session, Token};
use crate::source::Source;
use crate::store::{self, Event, Happening};
use crate::{App, hashing};

/// Longest input that is looked at, in bytes; no account has a longer name or password.
const INPUT_BYTES_MAX: usize = 1024;
/// Failures older than this, and no longer waited for, need not be kept.
const GUARDS_KEPT_MILLIS: i64 = 3_600_000;

/// One attempt to prove who one is.
struct Attempt {
    /// What failures are counted for.
    name_subject: String,
    source_subject: Option<String>,
    source: Option<String>,
    /// The account, where there is one.
    account: Option<String>,
    /// Who the audit trail says it was.
    author: Author,
    /// When it was made.
    at: Timestamp,
}

impl Attempt {
    fn new(
        username: &str,
        source: Source,
        account: Option<String>,
        author: Author,
        at: Timestamp,
    ) -> Self {
        Attempt {
            author,
            name_subject: name_subject(username),
            source_subject: source.0.as_deref().map(|source| subject("source", source)),
            source: source.0,
            account,
            at,
        }
    }

    /// Puts on record what happened, last in the transaction.
    async fn log(&self, app: &App, tx: &mut Tx, events: &[Event]) -> Result<(), DbError> {
        let happenings: Vec<Happening> = events
            .iter()
            .map(|event| Happening {
                event: *event,
                account: self.account.as_deref(),
                source: self.source.as_deref(),
            })
            .collect();
        let stamp = Stamp {
            at: self.at,
            pack_version: app.pack.version(),
        };
        store::append(&app.db, tx, stamp, &self.author, &happenings, Vec::new()).await
    }

    /// Counts the attempt as a failure until it is known to be none, or refuses to listen.
    ///
    /// Returns whether a wait begins if it does fail. A refusal stores nothing: a flood must not fill the log.
    async fn begin(&self, app: &App) -> Result<bool, Problem> {
        let mut tx = app.db.begin().await?;
        // INVARIANT: the address is always locked before the name, so two attempts cannot wait for each other.
        let subjects: [(Option<&String>, GuardPolicy); 2] = [
            (self.source_subject.as_ref(), SOURCE),
            (Some(&self.name_subject), ACCOUNT),
        ];
        let mut next: Vec<(&String, Guard)> = Vec::new();
        for (subject, policy) in subjects {
            let Some(subject) = subject else { continue };
            let guard = store::read_guard(&mut tx, subject).await?;
            match guard.attempt(policy, self.at) {
                Ok(guard) => next.push((subject, guard)),
                Err(blocked) => return Err(locked_out(blocked.retry_after)),
            }
        }
        let begins_wait = next.iter().any(|(_, guard)| guard.blocked_until > self.at);
        for (subject, guard) in next {
            store::write_guard(&mut tx, subject, guard).await?;
        }
        let kept_from = self.at.plus_millis(-GUARDS_KEPT_MILLIS);
        store::forget_guards(&app.db, &mut tx, kept_from).await?;
        tx.commit().await.map_err(DbError::from)?;
        Ok(begins_wait)
    }

    /// Takes the failure back that was counted in advance.
    async fn succeed(&self, tx: &mut Tx) -> Result<(), DbError> {
        if let Some(subject) = &self.source_subject {
            let guard = store::read_guard(tx, subject).await?;
            store::write_guard(tx, subject, guard.forgive_one(SOURCE)).await?;
        }
        store::remove_guard(tx, &self.name_subject).await
    }

    async fn fail(&self, app: &App, event: Event, begins_wait: bool) -> Result<(), DbError> {
        let mut tx = app.db.begin().await?;
        let events = [event, Event::LockedOut];
        self.log(app, &mut tx, &events[..1 + usize::from(begins_wait)])
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// What failures under a folded name are counted for.
pub(crate) fn name_subject(username: &str) -> String {
    subject("name", username)
}

fn subject(kind: &str, text: &str) -> String {
    format!("{kind}:{}", hex::encode(Sha256::digest(text.as_bytes())))
}

fn locked_out(retry_after: u64) -> Problem {
    let mut problem = Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        "locked_out",
        "too many failed attempts",
        format!("wait {retry_after} seconds, then try again"),
    );
    problem.retry_after = Some(retry_after);
    problem
}

fn wrong_credentials() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "wrong_credentials",
        "sign-in failed",
        "the user name or the password is wrong; after five failures you have to wait",
    )
}

/// Opens a session for whoever knows the password; ends `replaced`, the session the browser had before.
pub(crate) async fn sign_in(
    app: &App,
    username: &str,
    password: String,
    source: Source,
    request: &str,
    replaced: Option<Token>,
) -> Result<Token, Problem> {
    if username.len() > INPUT_BYTES_MAX || password.len() > INPUT_BYTES_MAX {
        return Err(wrong_credentials());
    }
    let username = fold_username(username);
    let known = store::credentials(&app.db, &username).await?;
    let now = app.clock.now();
    let account = known.as_ref().map(|known| known.account.clone());
    let author = Author::at_the_door(account.as_deref(), request);
    let attempt = Attempt::new(&username, source, account, author, now);
    let begins_wait = attempt.begin(app).await?;
    let stored = known.as_ref().map(|known| known.password_hash.clone());
    let fits = hashing::verify(password, stored).await?;
    let Some(known) = known.filter(|_| fits) else {
        attempt.fail(app, Event::SignInFailed, begins_wait).await?;
        return Err(wrong_credentials());
    };
    let token = Token::new()?;
    let mut tx = app.db.begin().await?;
    attempt.succeed(&mut tx).await?;
    if !store::lock_password(&mut tx, &known.account, &known.password_hash).await? {
        // The password was changed while this one was being compared.
        return Err(wrong_credentials());
    }
    store::remove_ended_sessions(&app.db, &mut tx, now).await?;
    if let Some(replaced) = replaced {
        store::remove_session(&mut tx, &replaced.hash()).await?;
    }
    store::insert_session(&mut tx, &token.hash(), &known.account, now).await?;
    attempt.log(app, &mut tx, &[Event::SignedIn]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(token)
}

/// Changes the password of whoever is signed in and ends the account's other sessions.
pub(crate) async fn change_password(
    app: &App,
    session: &Session,
    current: String,
    new: String,
    source: Source,
) -> Result<(), Problem> {
    let actor = &session.actor;
    let refuse = |error: PasswordError| Problem::invalid("new", error.rule(), error.to_string());
    check_password(&new, &actor.username).map_err(refuse)?;
    if new == current {
        return Err(refuse(PasswordError::Same));
    }
    let wrong = || {
        Problem::invalid(
            "current",
            "wrong_password",
            "the current password is wrong; type the one you signed in with",
        )
    };
    if current.len() > INPUT_BYTES_MAX {
        return Err(wrong());
    }
    let known = store::credentials_by_id(&app.db, &actor.user_id)
        .await?
        .ok_or_else(Problem::not_signed_in)?;
    let now = app.clock.now();
    let author = actor.author(None);
    let account = Some(known.account.clone());
    let attempt = Attempt::new(&known.username, source, account, author, now);
    let begins_wait = attempt.begin(app).await?;
    if !hashing::verify(current, Some(known.password_hash.clone())).await? {
        attempt
            .fail(app, Event::PasswordChangeFailed, begins_wait)
            .await?;
        return Err(wrong());
    }
    let hash = hashing::hash(new).await?;
    let mut tx = app.db.begin().await?;
    attempt.succeed(&mut tx).await?;
    if !store::lock_password(&mut tx, &known.account, &known.password_hash).await? {
        return Err(Problem::conflict(
            "the password was changed elsewhere at the same time; sign in with the new one",
        ));
    }
    store::replace_password(&mut tx, &known.account, hash, false, now).await?;
    store::end_sessions(&mut tx, &known.account, Some(&session.token_hash)).await?;
    attempt.log(app, &mut tx, &[Event::PasswordChanged]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(())
}
