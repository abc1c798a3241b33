//! Signed heads, and when the chain was last verified.

use kernel::Timestamp;
use platform::{Db, DbError, Tx};
use sqlx::Row;

use crate::audit::engine::Checkpoint;

/// All checkpoints after the entry with this number, oldest first.
pub(crate) async fn checkpoints(db: &Db, after: i64) -> Result<Vec<Checkpoint>, DbError> {
    let rows = sqlx::query(
        "SELECT sequence, hash, at, key_id, signature FROM audit_checkpoint \
         WHERE sequence > $1 ORDER BY sequence",
    )
    .bind(after)
    .fetch_all(db.read())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Checkpoint::stored(
                row.try_get(0)?,
                row.try_get(1)?,
                Timestamp::from_millis(row.try_get(2)?),
                row.try_get(3)?,
                row.try_get(4)?,
            ))
        })
        .collect()
}

/// Stores a checkpoint; one that another process made of the same head stays.
pub(crate) async fn insert_checkpoint(tx: &mut Tx, checkpoint: &Checkpoint) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO audit_checkpoint (sequence, hash, at, key_id, signature) \
         SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (SELECT 1 FROM audit_checkpoint WHERE sequence = $1) \
         ON CONFLICT (sequence) DO NOTHING",
    )
    .bind(checkpoint.sequence)
    .bind(checkpoint.hash.clone())
    .bind(checkpoint.at.millis())
    .bind(checkpoint.key.clone())
    .bind(checkpoint.signature.clone())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes that the chain was verified up to an entry; `damage` is empty when it held.
pub(crate) async fn note_verification(
    tx: &mut Tx,
    at: Timestamp,
    sequence: i64,
    damage: &str,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO audit_verification (id, at, sequence, damage) VALUES (1, $1, $2, $3) \
         ON CONFLICT (id) DO UPDATE SET at = $1, sequence = $2, damage = $3",
    )
    .bind(at.millis())
    .bind(sequence)
    .bind(damage.to_owned())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// When the chain was last verified, up to which entry, and what was found.
pub(crate) async fn verification_mark(
    db: &Db,
) -> Result<Option<(Timestamp, i64, String)>, DbError> {
    let row = sqlx::query("SELECT at, sequence, damage FROM audit_verification")
        .fetch_optional(db.read())
        .await?;
    row.map(|row| {
        Ok((
            Timestamp::from_millis(row.try_get(0)?),
            row.try_get(1)?,
            row.try_get(2)?,
        ))
    })
    .transpose()
}

/// Where the chain and its last checkpoint stand.
#[derive(Debug)]
pub(crate) struct Status {
    pub(crate) sequence: i64,
    pub(crate) hash: String,
    pub(crate) checkpoint: Option<(i64, Timestamp, String)>,
}

/// Where the chain and its last checkpoint stand.
pub(crate) async fn status(db: &Db) -> Result<Status, DbError> {
    let head = sqlx::query("SELECT sequence, hash FROM audit_head")
        .fetch_optional(db.read())
        .await?;
    let checkpoint = sqlx::query(
        "SELECT sequence, at, key_id FROM audit_checkpoint ORDER BY sequence DESC LIMIT 1",
    )
    .fetch_optional(db.read())
    .await?;
    let (sequence, hash) = match head {
        Some(row) => (row.try_get(0)?, row.try_get(1)?),
        None => (0, String::new()),
    };
    Ok(Status {
        sequence,
        hash,
        checkpoint: checkpoint
            .map(|row| {
                Ok::<_, DbError>((
                    row.try_get(0)?,
                    Timestamp::from_millis(row.try_get(1)?),
                    row.try_get(2)?,
                ))
            })
            .transpose()?,
    })
}
