//! Data keys and rotations.

use kernel::Timestamp;
use platform::{Db, DbError, Tx};
use sqlx::Row;

use crate::model::Rotation;

/// A data key as it is stored.
pub(crate) struct StoredKey {
    pub(crate) number: u32,
    pub(crate) master_key: String,
    pub(crate) wrapped: Vec<u8>,
    pub(crate) created_at: Timestamp,
}

/// All data keys, oldest first.
pub(crate) async fn keys(db: &Db) -> Result<Vec<StoredKey>, DbError> {
    let rows =
        sqlx::query("SELECT number, master_key, wrapped, created_at FROM data_key ORDER BY number")
            .fetch_all(db.read())
            .await?;
    Ok(rows
        .iter()
        .filter_map(|row| {
            Some(StoredKey {
                number: u32::try_from(row.get::<i64, _>(0)).ok()?,
                master_key: row.get(1),
                wrapped: row.get(2),
                created_at: Timestamp::from_millis(row.get(3)),
            })
        })
        .collect())
}

/// Adds a data key; [`DbError::Duplicate`] when another process took the number first.
pub(crate) async fn insert_key(tx: &mut Tx, key: StoredKey) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO data_key (number, master_key, wrapped, created_at) VALUES ($1, $2, $3, $4)",
    )
    .bind(i64::from(key.number))
    .bind(key.master_key)
    .bind(key.wrapped)
    .bind(key.created_at.millis())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Stores a data key wrapped anew.
pub(crate) async fn rewrap(tx: &mut Tx, key: &StoredKey) -> Result<(), DbError> {
    sqlx::query("UPDATE data_key SET master_key = $2, wrapped = $3 WHERE number = $1")
        .bind(i64::from(key.number))
        .bind(key.master_key.clone())
        .bind(key.wrapped.clone())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Where a rotation stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Progress {
    /// The table it is in; `None` before the first.
    pub(crate) table: Option<String>,
    pub(crate) after_id: String,
    /// Rows sealed again in this pass over all tables.
    pub(crate) pass_resealed: u64,
    pub(crate) resealed: u64,
    pub(crate) unreadable: u64,
}

/// Begins a rotation.
pub(crate) async fn begin_rotation(
    tx: &mut Tx,
    job: &str,
    key_number: u32,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query("INSERT INTO key_rotation (job, key_number, started_at) VALUES ($1, $2, $3)")
        .bind(job.to_owned())
        .bind(i64::from(key_number))
        .bind(now.millis())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Where a rotation stands; `None` when there is no such rotation.
pub(crate) async fn progress(db: &Db, job: &str) -> Result<Option<Progress>, DbError> {
    let row = sqlx::query(
        "SELECT sealed_table, after_id, pass_resealed_count, resealed_count, unreadable_count \
         FROM key_rotation WHERE job = $1",
    )
    .bind(job.to_owned())
    .fetch_optional(db.read())
    .await?;
    Ok(row.map(|row| Progress {
        table: row.get(0),
        after_id: row.get(1),
        pass_resealed: count(row.get(2)),
        resealed: count(row.get(3)),
        unreadable: count(row.get(4)),
    }))
}

/// Keeps where a rotation stands, in the transaction that moved it there.
pub(crate) async fn advance(tx: &mut Tx, job: &str, progress: &Progress) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE key_rotation SET sealed_table = $2, after_id = $3, pass_resealed_count = $4, \
         resealed_count = $5, unreadable_count = $6 WHERE job = $1",
    )
    .bind(job.to_owned())
    .bind(progress.table.clone())
    .bind(progress.after_id.clone())
    .bind(progress.pass_resealed as i64)
    .bind(progress.resealed as i64)
    .bind(progress.unreadable as i64)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Marks a rotation as ended.
pub(crate) async fn end_rotation(db: &Db, job: &str, now: Timestamp) -> Result<(), DbError> {
    let mut tx = db.begin().await?;
    sqlx::query("UPDATE key_rotation SET finished_at = $2 WHERE job = $1")
        .bind(job.to_owned())
        .bind(now.millis())
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// The rotation begun last.
pub(crate) async fn latest_rotation(db: &Db) -> Result<Option<Rotation>, DbError> {
    let row = sqlx::query(
        "SELECT job, key_number, resealed_count, unreadable_count, started_at, finished_at \
         FROM key_rotation ORDER BY key_number DESC, started_at DESC, job DESC LIMIT 1",
    )
    .fetch_optional(db.read())
    .await?;
    Ok(row.map(|row| Rotation {
        job: row.get(0),
        key_number: u32::try_from(row.get::<i64, _>(1)).unwrap_or(0),
        resealed_count: count(row.get(2)),
        unreadable_count: count(row.get(3)),
        started_at: Timestamp::from_millis(row.get(4)),
        finished_at: row.get::<Option<i64>, _>(5).map(Timestamp::from_millis),
    }))
}

fn count(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or(0)
}
