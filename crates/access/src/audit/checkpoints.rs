//! Signing the head now and then.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use kernel::Clock;
use platform::{Db, DbError};
use tokio::sync::watch;

use super::engine::{Checkpoint, CheckpointError, SigningKey};
use super::store;

/// Between two looks at the head.
const ROUND: Duration = Duration::from_secs(10);

/// Why the head could not be signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The database refused.
    #[error(transparent)]
    Database(#[from] DbError),
    /// The key refused.
    #[error(transparent)]
    Key(#[from] CheckpointError),
}

/// Signs the head of the chain every so many entries, or every so many minutes if anything was appended.
#[derive(Clone)]
pub struct Checkpointer {
    db: Db,
    clock: Arc<dyn Clock>,
    key: Arc<SigningKey>,
    entries_max: i64,
    age_max: Duration,
}

impl Checkpointer {
    /// Signs with `key` after `entries_max` entries or `age_max`, whichever comes first.
    #[must_use]
    pub fn new(
        db: Db,
        clock: Arc<dyn Clock>,
        key: SigningKey,
        entries_max: u32,
        age_max: Duration,
    ) -> Self {
        Checkpointer {
            db,
            clock,
            key: Arc::new(key),
            entries_max: i64::from(entries_max),
            age_max,
        }
    }

    /// Signs the head if it is due, and returns what was signed.
    ///
    /// # Errors
    /// When the database or the key refuses.
    pub async fn sign_if_due(&self) -> Result<Option<Checkpoint>, SignError> {
        let status = store::status(&self.db).await?;
        let now = self.clock.now();
        let is_due = match &status.checkpoint {
            None => status.sequence > 0,
            Some((sequence, at, _)) => {
                let waiting = status.sequence - sequence;
                let age = u128::try_from(now.millis() - at.millis()).unwrap_or(0);
                waiting >= self.entries_max || (waiting > 0 && age >= self.age_max.as_millis())
            }
        };
        if is_due { self.sign().await } else { Ok(None) }
    }

    /// Signs the head now, unless there is none or it is signed already.
    ///
    /// # Errors
    /// When the database or the key refuses.
    pub async fn sign(&self) -> Result<Option<Checkpoint>, SignError> {
        let status = store::status(&self.db).await?;
        let is_signed = status
            .checkpoint
            .is_some_and(|(sequence, ..)| sequence >= status.sequence);
        if status.sequence == 0 || is_signed {
            return Ok(None);
        }
        let checkpoint = self.key.sign(
            status.sequence,
            status.hash,
            self.clock.now(),
            &mut rand::rngs::SysRng,
        )?;
        let mut tx = self.db.begin().await?;
        store::insert_checkpoint(&mut tx, &checkpoint).await?;
        tx.commit().await.map_err(DbError::from)?;
        Ok(Some(checkpoint))
    }

    /// Signs when due until `shutdown` turns true, and once more at the end.
    pub async fn run(self, mut shutdown: watch::Receiver<bool>) {
        while !*shutdown.borrow() {
            if let Err(error) = self.sign_if_due().await {
                tracing::warn!(%error, "the audit trail could not be signed");
            }
            tokio::select! {
                () = tokio::time::sleep(ROUND) => {}
                changed = shutdown.changed() => if changed.is_err() { break; },
            }
        }
        if let Err(error) = self.sign().await {
            tracing::warn!(%error, "the end of the audit trail could not be signed");
        }
    }
}

/// Writes the checkpoints after an entry as JSON lines and returns how many there were.
///
/// # Errors
/// When the database cannot be read or the lines cannot be written.
pub async fn export_checkpoints(
    db: &Db,
    after: i64,
    out: &mut (impl Write + Send),
) -> Result<usize, std::io::Error> {
    let checkpoints = store::checkpoints(db, after)
        .await
        .map_err(std::io::Error::other)?;
    for checkpoint in &checkpoints {
        serde_json::to_writer(&mut *out, checkpoint)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(checkpoints.len())
}
