//! Adding entries at the end of the chain.

use kernel::Timestamp;
use platform::{Column, Db, DbError, Tx};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Row};

use super::COLUMNS;
use crate::audit::engine::{Content, FIELDS, Hash, digest, link};
use crate::audit::model::Entry;

/// Entries stored with one statement.
const CHUNK: usize = 2_000;

/// What all entries of one append share.
#[derive(Debug, Clone, Copy)]
pub struct Stamp<'a> {
    /// When.
    pub at: Timestamp,
    /// Version of the packs in force; empty where none is known.
    pub pack_version: &'a str,
}

/// Appends entries in the caller's transaction, as the last thing it does.
///
/// The chain's head stays locked until the transaction ends: on PostgreSQL whoever appends next waits for it, and so a
/// transaction that appended early and then waits for something else could wait for ever.
/// A transaction that is rolled back takes its numbers back with it; the sequence has no gaps.
///
/// # Errors
/// When the database refuses.
pub async fn append(
    db: &Db,
    tx: &mut Tx,
    stamp: Stamp<'_>,
    entries: &[Entry],
) -> Result<(), DbError> {
    if entries.is_empty() {
        return Ok(());
    }
    // Writing the row back as it is takes its lock on PostgreSQL and makes it where it is missing.
    let row = sqlx::query(
        "INSERT INTO audit_head (id, sequence, hash) VALUES (1, 0, $1) \
         ON CONFLICT (id) DO UPDATE SET sequence = audit_head.sequence RETURNING sequence, hash",
    )
    .bind(Hash::NONE.to_string())
    .fetch_one(&mut **tx)
    .await?;
    let mut sequence: i64 = row.try_get(0)?;
    let mut hash = Hash::parse(row.try_get(1)?).ok_or_else(|| {
        DbError::Damaged(
            "the head of the audit trail is no hash; run `yufang audit verify`".to_owned(),
        )
    })?;
    let types = COLUMNS.map(|name| match name {
        "sequence" | "at" => (name, Column::Integer),
        _ => (name, Column::Text),
    });
    let columns = COLUMNS.join(", ");
    let sql = format!(
        "INSERT INTO audit_entry ({columns}) SELECT {columns} FROM {} AS given",
        db.records(1, &types)
    );
    let mut scratch = Vec::new();
    for chunk in entries.chunks(CHUNK) {
        let mut rows: Vec<Vec<Value>> = Vec::with_capacity(chunk.len());
        for entry in chunk {
            sequence += 1;
            let detail = entry.detail();
            let texts: [&str; FIELDS] = [
                &entry.author.account,
                &entry.author.role,
                &entry.author.region,
                &entry.author.organisation,
                entry.action.as_str(),
                entry.purpose.as_str(),
                &entry.subject.kind,
                &entry.subject.id,
                entry.outcome.as_str(),
                &entry.author.request,
                &detail,
                stamp.pack_version,
            ];
            let content = Content {
                sequence,
                at: stamp.at.millis(),
                texts,
            };
            hash = link(hash, digest(&content, &mut scratch));
            let mut row = vec![Value::from(sequence), Value::from(stamp.at.millis())];
            row.extend(texts.map(Value::from));
            row.push(Value::from(hash.to_string()));
            rows.push(row);
        }
        let given = serde_json::to_string(&rows).map_err(|error| {
            DbError::Schema(format!("entries cannot be written as JSON: {error}"))
        })?;
        sqlx::query(AssertSqlSafe(sql.clone()))
            .bind(given)
            .execute(&mut **tx)
            .await?;
    }
    sqlx::query("UPDATE audit_head SET sequence = $1, hash = $2 WHERE id = 1")
        .bind(sequence)
        .bind(hash.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}
