//! The bytes of uploaded files, in pieces, so that a file of any size is received and read with little memory.

use kernel::Timestamp;
use platform::{Db, DbError, Tx};
use sqlx::Row;

/// Pieces without an import older than this belong to an upload that broke off.
const ORPHAN_MILLIS: i64 = 24 * 3_600_000;

/// Keeps the next piece of an upload.
pub(crate) async fn keep_piece(
    tx: &mut Tx,
    import: &str,
    number: u64,
    bytes: Vec<u8>,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO import_piece (import, number, received_at, bytes) VALUES ($1, $2, $3, $4)",
    )
    .bind(import.to_owned())
    .bind(number as i64)
    .bind(now.millis())
    .bind(bytes)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// One piece of an upload; `None` behind the last.
pub(crate) async fn piece(db: &Db, import: &str, number: u64) -> Result<Option<Vec<u8>>, DbError> {
    let row = sqlx::query("SELECT bytes FROM import_piece WHERE import = $1 AND number = $2")
        .bind(import.to_owned())
        .bind(number as i64)
        .fetch_optional(db.read())
        .await?;
    Ok(row.map(|row| row.get(0)))
}

/// Removes the pieces of one import, or of uploads that broke off long ago.
pub(crate) async fn discard_orphans(
    tx: &mut Tx,
    only: Option<&str>,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "DELETE FROM import_piece WHERE import NOT IN (SELECT id FROM import) \
         AND (import = $1 OR (CAST($1 AS TEXT) IS NULL AND received_at < $2))",
    )
    .bind(only.map(str::to_owned))
    .bind(now.millis() - ORPHAN_MILLIS)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
