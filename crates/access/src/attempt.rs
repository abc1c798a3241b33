//! One attempt to prove who one is: counted as a failure before the proof is looked at, taken back when it was right.

use axum::http::StatusCode;
use kernel::Timestamp;
use platform::{DbError, Problem, Tx};
use sha2::{Digest, Sha256};

use crate::App;
use crate::audit::{Author, Stamp};
use crate::engine::{Guard, GuardPolicy};
use crate::store::{self, Event, Happening};
use crate::visit::Source;

/// Failures older than this, and no longer waited for, need not be kept.
const GUARDS_KEPT_MILLIS: i64 = 3_600_000;

/// How much of what was counted a right proof takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Forgive {
    /// This attempt only: more has to be proved, and knowing the password must not reset the count of guessed codes.
    ThisOne,
    /// Everything counted under the name.
    All,
}

/// One attempt.
pub(crate) struct Attempt {
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
    /// An attempt under a folded name.
    pub(crate) fn new(
        username: &str,
        source: &Source,
        account: Option<String>,
        author: Author,
        at: Timestamp,
    ) -> Self {
        let source = source.text();
        Attempt {
            author,
            name_subject: name_subject(username),
            source_subject: source.as_deref().map(|source| subject("source", source)),
            source,
            account,
            at,
        }
    }

    /// Counts the attempt as a failure until it is known to be none, or refuses to listen.
    ///
    /// Returns whether a wait begins if it does fail. A refusal stores nothing: a flood must not fill the log.
    pub(crate) async fn begin(&self, app: &App) -> Result<bool, Problem> {
        let rules = &app.pack.sign_in;
        let mut tx = app.db.begin().await?;
        // INVARIANT: the address is always locked before the name, so two attempts cannot wait for each other.
        let subjects: [(Option<&String>, GuardPolicy); 2] = [
            (self.source_subject.as_ref(), GuardPolicy::source(rules)),
            (Some(&self.name_subject), GuardPolicy::account(rules)),
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

    /// Takes the failure back that was counted in advance; the first thing of the transaction that acts on the proof.
    pub(crate) async fn succeed(&self, tx: &mut Tx, forgive: Forgive) -> Result<(), DbError> {
        if let Some(subject) = &self.source_subject {
            let guard = store::read_guard(tx, subject).await?;
            store::write_guard(tx, subject, guard.forgive_one()).await?;
        }
        match forgive {
            Forgive::All => store::remove_guard(tx, &self.name_subject).await,
            Forgive::ThisOne => {
                let guard = store::read_guard(tx, &self.name_subject).await?;
                store::write_guard(tx, &self.name_subject, guard.forgive_one()).await
            }
        }
    }

    /// Puts on record what happened, last in the transaction.
    pub(crate) async fn log(
        &self,
        app: &App,
        tx: &mut Tx,
        events: &[(Event, Option<&'static str>)],
    ) -> Result<(), DbError> {
        let happenings: Vec<Happening> = events
            .iter()
            .map(|(event, reason)| Happening {
                event: *event,
                account: self.account.as_deref(),
                source: self.source.as_deref(),
                reason: *reason,
            })
            .collect();
        let stamp = Stamp {
            at: self.at,
            pack_version: app.pack.version(),
        };
        store::append(&app.db, tx, stamp, &self.author, &happenings, Vec::new()).await
    }

    /// Leaves the failure counted and puts it on record.
    pub(crate) async fn fail(
        &self,
        app: &App,
        failure: (Event, Option<&'static str>),
        begins_wait: bool,
    ) -> Result<(), DbError> {
        let mut tx = app.db.begin().await?;
        let events = [failure, (Event::LockedOut, None)];
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
