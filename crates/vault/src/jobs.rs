//! Sealing again: the background job of a rotation (密钥轮换).
//!
//! It walks every encrypted table by id, some hundred rows a transaction, and keeps its place in the same transaction:
//! a process that dies loses nothing and repeats nothing.
//! A row that cannot be opened is left as it is and counted.
//! Another process may seal a row under the old key behind its back until it has read the new one, so it walks again until a walk finds nothing.

use std::sync::Arc;

use async_trait::async_trait;
use platform::DbError;
use platform::jobs::{JobContext, JobError, JobHandler};
use rand::CryptoRng;

use crate::engine::KeyRing;
use crate::error::{SealedError, VaultError};
use crate::keeper::Vault;
use crate::model::{Place, SealedTable};
use crate::store::{self, Progress, SealedRow, Tokens};

/// The kind of job that seals rows again under the newest key.
pub const JOB_RESEAL: &str = "vault_reseal";

/// Rows per transaction: short enough that a writer on SQLite hardly notices.
const BATCH_ROWS: usize = 200;
/// Walks at most; what is left then shows in the status and goes with the next rotation.
const WALKS_MAX: usize = 5;

/// The background work of this capability.
#[must_use]
pub fn job_handlers(vault: &Vault) -> Vec<(&'static str, Arc<dyn JobHandler>)> {
    vec![(JOB_RESEAL, Arc::new(Reseal(vault.clone())))]
}

struct Reseal(Vault);

#[async_trait]
impl JobHandler for Reseal {
    async fn run(&self, job: &JobContext) -> Result<(), JobError> {
        self.0.refresh().await.map_err(failed)?;
        let name = job.id.to_string();
        let mut progress = store::progress(&self.0.db, &name).await?.ok_or_else(|| {
            JobError::Failed(
                "its rotation is not there; begin another with `yufang key rotate`".to_owned(),
            )
        })?;
        for _ in 0..WALKS_MAX {
            self.walk(job, &name, &mut progress).await?;
            if progress.pass_resealed == 0 {
                break;
            }
            progress = Progress {
                table: None,
                after_id: String::new(),
                pass_resealed: 0,
                unreadable: 0,
                ..progress
            };
        }
        if progress.unreadable > 0 {
            return Err(JobError::Failed(format!(
                "{} rows could not be opened and were left as they are; `yufang key status` shows the columns, restore those rows from a backup",
                progress.unreadable
            )));
        }
        Ok(())
    }

    async fn ended(&self, job: &JobContext, _outcome: &Result<(), JobError>) {
        let now = self.0.clock.now();
        if let Err(error) = store::end_rotation(&self.0.db, &job.id.to_string(), now).await {
            tracing::warn!(%error, "the end of a rotation could not be stored");
        }
    }
}

impl Reseal {
    /// Goes on from where the rotation stands to the end of the last table.
    async fn walk(
        &self,
        job: &JobContext,
        name: &str,
        progress: &mut Progress,
    ) -> Result<(), JobError> {
        let tables = &self.0.tables;
        let first = tables
            .iter()
            .position(|table| Some(table.table) == progress.table.as_deref())
            .unwrap_or(0);
        for table in &tables[first..] {
            if progress.table.as_deref() != Some(table.table) {
                progress.table = Some(table.table.to_owned());
                progress.after_id.clear();
            }
            loop {
                job.check()?;
                if !self.step(name, table, progress).await? {
                    break;
                }
            }
        }
        Ok(())
    }

    /// One transaction; returns whether there may be more rows.
    async fn step(
        &self,
        name: &str,
        table: &SealedTable,
        progress: &mut Progress,
    ) -> Result<bool, JobError> {
        let (db, ring) = (&self.0.db, self.0.ring());
        let mut tx = db.begin().await?;
        let rows = store::old_rows(
            db,
            &mut tx,
            table,
            &progress.after_id,
            ring.sealed_floor(),
            ring.token_floor(),
            BATCH_ROWS,
        )
        .await?;
        let is_full = rows.len() == BATCH_ROWS;
        let mut next = progress.clone();
        if let Some(last) = rows.last() {
            next.after_id.clone_from(&last.id);
        }
        let mut resealed = Vec::with_capacity(rows.len());
        let mut tokens = Vec::new();
        for row in rows {
            match reseal(&ring, table, &row, &mut rand::rng()) {
                Ok((row, found_by)) => {
                    tokens.push(found_by);
                    resealed.push(row);
                }
                Err(error) => {
                    tracing::warn!(table = table.table, row = %row.id, %error, "a row could not be sealed again");
                    next.unreadable += 1;
                }
            }
        }
        store::write_rows(db, &mut tx, table, &resealed).await?;
        if let Some(lookups) = &table.lookups {
            store::write_lookups(db, &mut tx, table, lookups, &tokens).await?;
        }
        next.pass_resealed += resealed.len() as u64;
        next.resealed += resealed.len() as u64;
        store::advance(&mut tx, name, &next).await?;
        tx.commit().await.map_err(DbError::from)?;
        // Only what is committed counts.
        *progress = next;
        Ok(is_full)
    }
}

/// A row with every ciphertext and token under the newest key, and its tokens that stand in another table.
fn reseal(
    ring: &KeyRing,
    table: &SealedTable,
    row: &SealedRow,
    rng: &mut impl CryptoRng,
) -> Result<(SealedRow, Tokens), SealedError> {
    let mut given = row.values.iter();
    let mut values = Vec::with_capacity(row.values.len());
    let mut found_by = Tokens {
        id: row.id.clone(),
        old: Vec::new(),
        new: Vec::new(),
    };
    for field in table.fields {
        let place = Place {
            kind: table.kind,
            record: &row.id,
            field: field.field,
        };
        let sealed = given.next().and_then(Option::as_deref);
        let text = sealed.map(|sealed| ring.open(place, sealed)).transpose()?;
        values.push(match &text {
            Some(text) => Some(ring.seal(place, text.expose(), rng)?),
            None => None,
        });
        if let (Some(lookups), Some(text)) = (table.lookups, &text) {
            for (indexed, value) in (lookups.of)(field.field, text.expose()) {
                let mut tokens = ring.tokens(indexed, &value).into_iter();
                found_by.new.extend(tokens.next());
                found_by.old.extend(tokens);
            }
        }
        if let Some((_, indexed)) = field.index {
            given.next();
            values.push(text.map(|text| ring.token(indexed, text.expose())));
        }
    }
    let row = SealedRow {
        id: row.id.clone(),
        values,
    };
    Ok((row, found_by))
}

fn failed(error: VaultError) -> JobError {
    match error {
        VaultError::Database(error) => JobError::Database(error),
        other => JobError::Failed(other.to_string()),
    }
}
