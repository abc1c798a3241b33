//! Background jobs that survive the process.
//!
//! A job is leased while it runs. When the process dies the lease runs out and the next runner takes the job up again,
//! so a handler keeps its progress in its own tables, in the same transactions as its work, and starts where that ends.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use futures::FutureExt;
use kernel::{Clock, Id, Timestamp};
use sqlx::{AssertSqlSafe, Row};
use tokio::sync::{Notify, watch};

use crate::{Db, DbError, DbKind, Tx};

const LEASE_MILLIS: i64 = 30_000;
const HEARTBEAT: Duration = Duration::from_secs(5);
const IDLE: Duration = Duration::from_secs(2);
/// How often a job is taken up again after its process died before it counts as failed.
const ATTEMPTS_MAX: i64 = 5;

/// Marks ids of jobs. A job that works on one record carries that record's id.
#[derive(Debug, Clone, Copy)]
pub struct Job;

/// How a job ended other than well.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Somebody asked for it to stop.
    #[error("cancelled")]
    Cancelled,
    /// The process is going down; the job goes on in the next one.
    #[error("interrupted")]
    Interrupted,
    /// It cannot be done; the text says why and what to do.
    #[error("{0}")]
    Failed(String),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl From<sqlx::Error> for JobError {
    fn from(error: sqlx::Error) -> Self {
        JobError::Database(error.into())
    }
}

/// Does one kind of job.
#[async_trait]
pub trait JobHandler: Send + Sync {
    /// Does the job or goes on with it.
    async fn run(&self, job: &JobContext) -> Result<(), JobError>;

    /// Told once when a job will not be run again, so that the record it works on can say so.
    async fn ended(&self, job: &JobContext, outcome: &Result<(), JobError>);
}

/// What a running job knows of itself.
#[derive(Debug, Clone)]
pub struct JobContext {
    /// The job's id.
    pub id: Id<Job>,
    /// What it was asked to do, JSON.
    pub payload: String,
    stop: Arc<Stop>,
}

#[derive(Debug, Default)]
struct Stop {
    cancelled: AtomicBool,
    interrupted: AtomicBool,
}

impl JobContext {
    /// Returns an error when the job should stop; handlers ask between their transactions.
    ///
    /// # Errors
    /// [`JobError::Cancelled`] or [`JobError::Interrupted`].
    pub fn check(&self) -> Result<(), JobError> {
        if self.stop.cancelled.load(Ordering::Relaxed) {
            Err(JobError::Cancelled)
        } else if self.stop.interrupted.load(Ordering::Relaxed) {
            Err(JobError::Interrupted)
        } else {
            Ok(())
        }
    }

    /// Makes [`JobContext::check`] report an interruption, as the end of the process does.
    pub fn interrupt(&self) {
        self.stop.interrupted.store(true, Ordering::Relaxed);
    }
}

/// Queues a job in the transaction that stores the record it works on.
///
/// # Errors
/// When the database refuses.
pub async fn enqueue(
    tx: &mut Tx,
    kind: &str,
    id: Id<Job>,
    payload: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO job (id, kind, payload, state, queued_at) VALUES ($1, $2, $3, 'queued', $4)",
    )
    .bind(id.to_string())
    .bind(kind.to_owned())
    .bind(payload.to_owned())
    .bind(now.millis())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Asks a job to stop; a queued one ends at once, a running one between two of its transactions.
///
/// Returns whether there was such a job still to be stopped.
///
/// # Errors
/// When the database refuses.
pub async fn cancel(tx: &mut Tx, id: Id<Job>) -> Result<bool, DbError> {
    let stopped = sqlx::query(
        "UPDATE job SET cancel_wanted = 1 WHERE id = $1 AND state IN ('queued', 'running')",
    )
    .bind(id.to_string())
    .execute(&mut **tx)
    .await?;
    Ok(stopped.rows_affected() > 0)
}

/// Wakes the runner when work was queued, so that it need not wait for its next round; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Waker(Arc<Notify>);

impl Waker {
    /// Makes the runner look for work now.
    pub fn wake(&self) {
        self.0.notify_one();
    }
}

/// Takes up queued jobs, one at a time, and runs them.
#[derive(Clone)]
pub struct Runner {
    db: Db,
    clock: Arc<dyn Clock>,
    handlers: Arc<HashMap<&'static str, Arc<dyn JobHandler>>>,
    name: String,
    waker: Waker,
}

struct Claim {
    kind: String,
    attempts: i64,
    cancel_wanted: bool,
    context: JobContext,
}

impl Runner {
    /// A runner that knows who does which kind of job.
    #[must_use]
    pub fn new(
        db: Db,
        clock: Arc<dyn Clock>,
        waker: Waker,
        handlers: HashMap<&'static str, Arc<dyn JobHandler>>,
    ) -> Self {
        Runner {
            db,
            clock,
            handlers: Arc::new(handlers),
            name: Id::<Runner>::new().to_string(),
            waker,
        }
    }

    /// Runs jobs until `shutdown` turns true; the job at hand is interrupted and goes on in the next process.
    pub async fn run(&self, mut shutdown: watch::Receiver<bool>) {
        while !*shutdown.borrow() {
            match self.claim(None).await {
                Ok(Some(claim)) => {
                    if let Err(error) = self.carry_out(claim, Some(shutdown.clone())).await {
                        tracing::info!(%error, "a job did not end well");
                    }
                    continue;
                }
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, "no job could be taken up"),
            }
            tokio::select! {
                () = self.waker.0.notified() => {}
                () = tokio::time::sleep(IDLE) => {}
                changed = shutdown.changed() => if changed.is_err() { return; },
            }
        }
    }

    /// Runs one queued job here and now and returns how it ended.
    ///
    /// # Errors
    /// What the handler returned, or [`JobError::Failed`] when another runner has the job.
    pub async fn run_now(&self, id: Id<Job>) -> Result<(), JobError> {
        match self.claim(Some(id)).await? {
            Some(claim) => self.carry_out(claim, None).await,
            None => Err(JobError::Failed(
                "another process is working on it; wait for it to end".to_owned(),
            )),
        }
    }

    async fn claim(&self, only: Option<Id<Job>>) -> Result<Option<Claim>, DbError> {
        let now = self.clock.now().millis();
        let locking = match self.db.kind() {
            DbKind::Sqlite => "",
            DbKind::Postgres => "FOR UPDATE SKIP LOCKED",
        };
        let mut tx = self.db.begin().await?;
        let row = sqlx::query(AssertSqlSafe(format!(
            "UPDATE job SET state = 'running', leased_by = $1, leased_until = $2, \
             attempts = attempts + 1, started_at = coalesce(started_at, $3) WHERE id = ( \
               SELECT id FROM job WHERE (state = 'queued' OR (state = 'running' AND leased_until < $3)) \
               AND (CAST($4 AS TEXT) IS NULL OR id = $4) ORDER BY queued_at, id LIMIT 1 {locking}) \
             RETURNING id, kind, payload, attempts, cancel_wanted"
        )))
        .bind(self.name.clone())
        .bind(now + LEASE_MILLIS)
        .bind(now)
        .bind(only.map(|id| id.to_string()))
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(row.and_then(|row| {
            Some(Claim {
                kind: row.get(1),
                attempts: row.get(3),
                cancel_wanted: row.get::<i64, _>(4) != 0,
                context: JobContext {
                    id: row.get::<String, _>(0).parse().ok()?,
                    payload: row.get(2),
                    stop: Arc::default(),
                },
            })
        }))
    }

    async fn carry_out(
        &self,
        claim: Claim,
        shutdown: Option<watch::Receiver<bool>>,
    ) -> Result<(), JobError> {
        let context = claim.context;
        let Some(handler) = self.handlers.get(claim.kind.as_str()).cloned() else {
            let error = format!("this program does not know the job kind `{}`", claim.kind);
            tracing::error!(kind = %claim.kind, "unknown job kind");
            self.settle(&context, &Err(JobError::Failed(error.clone())))
                .await;
            return Err(JobError::Failed(error));
        };
        let outcome = if claim.cancel_wanted {
            Err(JobError::Cancelled)
        } else if claim.attempts > ATTEMPTS_MAX {
            Err(JobError::Failed(format!(
                "it was taken up {ATTEMPTS_MAX} times and the process died each time"
            )))
        } else {
            self.supervise(&context, handler.as_ref(), shutdown).await
        };
        if let Err(JobError::Interrupted) = outcome {
            self.release(&context).await;
            return outcome;
        }
        handler.ended(&context, &outcome).await;
        self.settle(&context, &outcome).await;
        outcome
    }

    /// Runs the handler while keeping the lease and watching for a wish to stop.
    async fn supervise(
        &self,
        context: &JobContext,
        handler: &dyn JobHandler,
        mut shutdown: Option<watch::Receiver<bool>>,
    ) -> Result<(), JobError> {
        let work = std::panic::AssertUnwindSafe(handler.run(context)).catch_unwind();
        tokio::pin!(work);
        loop {
            let going_down = async {
                match &mut shutdown {
                    Some(signal) => {
                        if signal.wait_for(|down| *down).await.is_err() {
                            std::future::pending::<()>().await;
                        }
                    }
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                outcome = &mut work => {
                    return outcome.unwrap_or_else(|_| {
                        Err(JobError::Failed("the program made a mistake here; its log has the details".to_owned()))
                    });
                }
                () = tokio::time::sleep(HEARTBEAT) => self.heartbeat(context).await,
                () = going_down => {
                    context.interrupt();
                    shutdown = None;
                }
            }
        }
    }

    async fn heartbeat(&self, context: &JobContext) {
        let extended = sqlx::query(
            "UPDATE job SET leased_until = $2 WHERE id = $1 AND leased_by = $3 RETURNING cancel_wanted",
        )
        .bind(context.id.to_string())
        .bind(self.clock.now().millis() + LEASE_MILLIS)
        .bind(self.name.clone());
        let row = async {
            let mut tx = self.db.begin().await?;
            let row = extended.fetch_optional(&mut *tx).await?;
            tx.commit().await?;
            Ok::<_, DbError>(row)
        }
        .await;
        match row {
            Ok(Some(row)) if row.get::<i64, _>(0) != 0 => {
                context.stop.cancelled.store(true, Ordering::Relaxed);
            }
            Ok(Some(_)) => {}
            // Another runner holds the lease: this one was away too long and must not go on.
            Ok(None) => context.interrupt(),
            Err(error) => tracing::warn!(%error, "a job's lease could not be extended"),
        }
    }

    async fn release(&self, context: &JobContext) {
        self.update(
            context,
            "UPDATE job SET state = 'queued', leased_by = NULL, leased_until = NULL, \
             attempts = attempts - 1 WHERE id = $1 AND leased_by = $2",
            None,
        )
        .await;
    }

    async fn settle(&self, context: &JobContext, outcome: &Result<(), JobError>) {
        let (sql, error) = match outcome {
            Ok(()) => (
                "UPDATE job SET state = 'done', finished_at = $3, error = $4 WHERE id = $1 AND leased_by = $2",
                None,
            ),
            Err(JobError::Cancelled) => (
                "UPDATE job SET state = 'cancelled', finished_at = $3, error = $4 WHERE id = $1 AND leased_by = $2",
                None,
            ),
            Err(error) => (
                "UPDATE job SET state = 'failed', finished_at = $3, error = $4 WHERE id = $1 AND leased_by = $2",
                Some(error.to_string()),
            ),
        };
        self.update(context, sql, Some(error)).await;
    }

    async fn update(&self, context: &JobContext, sql: &'static str, end: Option<Option<String>>) {
        let mut query = sqlx::query(sql)
            .bind(context.id.to_string())
            .bind(self.name.clone());
        if let Some(error) = end {
            query = query.bind(self.clock.now().millis()).bind(error);
        }
        let stored = async {
            let mut tx = self.db.begin().await?;
            query.execute(&mut *tx).await?;
            tx.commit().await?;
            Ok::<_, DbError>(())
        }
        .await;
        if let Err(error) = stored {
            tracing::warn!(%error, "a job's end could not be stored; its lease will run out");
        }
    }
}
