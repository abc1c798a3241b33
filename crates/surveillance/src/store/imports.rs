//! One row per import, moved on in the transactions that store its counts.

use std::collections::BTreeMap;

use kernel::{Id, Timestamp};
use platform::counts::BatchId;
use platform::jobs::Job;
use platform::{Column, Db, DbError, Tx};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::engine::read::Position;
use crate::engine::validate::Reason;
use crate::model::{ImportState, ImportView, SkippedView};

/// An import as stored: what the API shows and what the job needs to go on.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(crate) view: ImportView,
    /// The job that works on it.
    pub(crate) job: String,
    /// Where the file is, when it was not uploaded.
    pub(crate) path: Option<String>,
    pub(crate) layout_asked: Option<String>,
    /// Header names, separator and line end, once the header was read.
    pub(crate) headers: Option<StoredHeader>,
    pub(crate) areas: Vec<String>,
    pub(crate) batch: Option<BatchId>,
    pub(crate) position: Position,
}

/// The header row as kept for going on and for rejected rows.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct StoredHeader {
    pub(crate) names: Vec<String>,
    pub(crate) delimiter: u8,
    pub(crate) terminator: u8,
}

/// What a transaction adds to an import.
#[derive(Debug, Clone, Default)]
pub(crate) struct Progress {
    pub(crate) from: Position,
    pub(crate) to: Position,
    pub(crate) bytes_done: u64,
    pub(crate) read: u64,
    pub(crate) new: u64,
    pub(crate) changed: u64,
    pub(crate) unchanged: u64,
    pub(crate) skipped: u64,
    pub(crate) rejected: u64,
}

const COLUMNS: &str = "id, file_name, layout, encoding, state, bytes_total, bytes_done, rows_read, rows_new, \
     rows_changed, rows_unchanged, rows_skipped, rows_rejected, started_at, finished_at, requested_by, error, \
     digest, job, path, layout_asked, headers, areas, batch, position, row_number";

fn record(row: &AnyRow) -> Record {
    let number = |at: usize| row.get::<i64, _>(at).unsigned_abs();
    let time = |at: usize| row.get::<Option<i64>, _>(at).map(Timestamp::from_millis);
    let json = |at: usize| row.get::<Option<String>, _>(at);
    Record {
        view: ImportView {
            id: row.get(0),
            file_name: row.get(1),
            layout: row.get(2),
            encoding: row.get(3),
            state: ImportState::parse(&row.get::<String, _>(4)),
            bytes_total: number(5),
            bytes_done: number(6),
            rows_read: number(7),
            rows_new: number(8),
            rows_changed: number(9),
            rows_unchanged: number(10),
            rows_skipped: number(11),
            rows_rejected: number(12),
            skipped: Vec::new(),
            started_at: time(13),
            finished_at: time(14),
            requested_by: row.get(15),
            error: row.get(16),
            digest: row.get(17),
        },
        job: row.get(18),
        path: row.get(19),
        layout_asked: row.get(20),
        headers: json(21).and_then(|text| serde_json::from_str(&text).ok()),
        areas: json(22)
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default(),
        batch: row.get::<Option<i64>, _>(23).map(BatchId),
        position: Position {
            bytes: number(24),
            row: number(25),
        },
    }
}

/// Stores a new import, queued.
pub(crate) async fn insert(
    tx: &mut Tx,
    import: &Record,
    queued_at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO import (id, job, file_name, path, layout_asked, digest, state, requested_by, areas, \
         bytes_total, queued_at) VALUES ($1, $2, $3, $4, $5, $6, 'queued', $7, $8, $9, $10)",
    )
    .bind(import.view.id.clone())
    .bind(import.job.clone())
    .bind(import.view.file_name.clone())
    .bind(import.path.clone())
    .bind(import.layout_asked.clone())
    .bind(import.view.digest.clone())
    .bind(import.view.requested_by.clone())
    .bind(serde_json::to_string(&import.areas).unwrap_or_default())
    .bind(import.view.bytes_total as i64)
    .bind(queued_at.millis())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The import with this id.
pub(crate) async fn by_id(db: &Db, id: &str) -> Result<Option<Record>, DbError> {
    let sql = format!("SELECT {COLUMNS} FROM import WHERE id = $1");
    let row = sqlx::query(AssertSqlSafe(sql))
        .bind(id.to_owned())
        .fetch_optional(db.read())
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let mut found = vec![record(&row)];
    add_skipped(db, &mut found).await?;
    Ok(found.pop())
}

/// The newest import of a file with this content read from a path.
pub(crate) async fn by_digest(db: &Db, digest: &str) -> Result<Option<Record>, DbError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM import WHERE digest = $1 AND path IS NOT NULL ORDER BY id DESC LIMIT 1"
    );
    let row = sqlx::query(AssertSqlSafe(sql))
        .bind(digest.to_owned())
        .fetch_optional(db.read())
        .await?;
    Ok(row.as_ref().map(record))
}

/// Imports, newest first, behind the one with id `after`.
pub(crate) async fn list(
    db: &Db,
    after: Option<String>,
    rows: u32,
) -> Result<Vec<Record>, DbError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM import WHERE CAST($1 AS TEXT) IS NULL OR id < $1 ORDER BY id DESC LIMIT $2"
    );
    let found = sqlx::query(AssertSqlSafe(sql))
        .bind(after)
        .bind(i64::from(rows))
        .fetch_all(db.read())
        .await?;
    let mut records: Vec<Record> = found.iter().map(record).collect();
    add_skipped(db, &mut records).await?;
    Ok(records)
}

async fn add_skipped(db: &Db, records: &mut [Record]) -> Result<(), DbError> {
    let ids: Vec<[&str; 1]> = records.iter().map(|one| [one.view.id.as_str()]).collect();
    let given = db.records(1, &[("id", Column::Text)]);
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT import, reason_en, reason_zh, row_count FROM import_skip \
         WHERE import IN (SELECT id FROM {given} AS given) ORDER BY row_count DESC, reason_en"
    )))
    .bind(serde_json::to_string(&ids).unwrap_or_default())
    .fetch_all(db.read())
    .await?;
    for row in rows {
        let id: String = row.get(0);
        if let Some(one) = records.iter_mut().find(|one| one.view.id == id) {
            one.view.skipped.push(SkippedView {
                reason: row.get(1),
                reason_zh: row.get(2),
                rows: row.get::<i64, _>(3).unsigned_abs(),
            });
        }
    }
    Ok(())
}

/// File names by batch, with the import's id, for those batches that imports wrote.
pub(crate) async fn by_batches(
    db: &Db,
    batches: &[BatchId],
) -> Result<BTreeMap<i64, (String, String)>, DbError> {
    let given: Vec<[i64; 1]> = batches.iter().map(|batch| [batch.0]).collect();
    let records = db.records(1, &[("batch", Column::Integer)]);
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT held.batch, import.id, import.file_name FROM {records} AS given \
         JOIN import_batch AS held ON held.batch = given.batch JOIN import ON import.id = held.import"
    )))
    .bind(serde_json::to_string(&given).unwrap_or_default())
    .fetch_all(db.read())
    .await?;
    Ok(rows
        .iter()
        .map(|row| (row.get(0), (row.get(1), row.get(2))))
        .collect())
}

/// Says that a job has begun on it, or has taken it up again.
pub(crate) async fn start(tx: &mut Tx, id: &str, now: Timestamp) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE import SET state = 'running', started_at = coalesce(started_at, $2), finished_at = NULL, \
         error = NULL WHERE id = $1",
    )
    .bind(id.to_owned())
    .bind(now.millis())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Hands an import that stopped to another job.
pub(crate) async fn restart(
    tx: &mut Tx,
    id: &str,
    job: Id<Job>,
    path: &str,
) -> Result<(), DbError> {
    sqlx::query("UPDATE import SET state = 'queued', job = $2, path = $3 WHERE id = $1")
        .bind(id.to_owned())
        .bind(job.to_string())
        .bind(path.to_owned())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Keeps what the header and the first look told.
pub(crate) async fn recognised(
    tx: &mut Tx,
    id: &str,
    layout: &str,
    encoding: &str,
    header: &StoredHeader,
    batch: BatchId,
    from: Position,
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE import SET layout = $2, encoding = $3, headers = $4, batch = $5, position = $6, \
         row_number = $7 WHERE id = $1",
    )
    .bind(id.to_owned())
    .bind(layout.to_owned())
    .bind(encoding.to_owned())
    .bind(serde_json::to_string(header).unwrap_or_default())
    .bind(batch.0)
    .bind(from.bytes as i64)
    .bind(from.row as i64)
    .execute(&mut **tx)
    .await?;
    add_batch(tx, id, batch).await
}

/// Names the import behind a batch.
pub(crate) async fn add_batch(tx: &mut Tx, id: &str, batch: BatchId) -> Result<(), DbError> {
    sqlx::query("INSERT INTO import_batch (batch, import) VALUES ($1, $2)")
        .bind(batch.0)
        .bind(id.to_owned())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Moves the import on; `false` when somebody else has moved it meanwhile and this transaction must be dropped.
pub(crate) async fn progress(tx: &mut Tx, id: &str, moved: &Progress) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE import SET position = $4, row_number = $5, bytes_done = $6, rows_read = rows_read + $7, \
         rows_new = rows_new + $8, rows_changed = rows_changed + $9, rows_unchanged = rows_unchanged + $10, \
         rows_skipped = rows_skipped + $11, rows_rejected = rows_rejected + $12 \
         WHERE id = $1 AND position = $2 AND row_number = $3 AND state = 'running'",
    )
    .bind(id.to_owned())
    .bind(moved.from.bytes as i64)
    .bind(moved.from.row as i64)
    .bind(moved.to.bytes as i64)
    .bind(moved.to.row as i64)
    .bind(moved.bytes_done as i64)
    .bind(moved.read as i64)
    .bind(moved.new as i64)
    .bind(moved.changed as i64)
    .bind(moved.unchanged as i64)
    .bind(moved.skipped as i64)
    .bind(moved.rejected as i64)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Adds to the rows left out, by reason.
pub(crate) async fn add_skips(
    db: &Db,
    tx: &mut Tx,
    id: &str,
    skipped: &BTreeMap<Reason, u64>,
) -> Result<(), DbError> {
    if skipped.is_empty() {
        return Ok(());
    }
    let given: Vec<(&str, &str, u64)> = skipped
        .iter()
        .map(|(reason, rows)| (reason.en.as_str(), reason.zh.as_str(), *rows))
        .collect();
    let records = db.records(
        1,
        &[
            ("reason_en", Column::Text),
            ("reason_zh", Column::Text),
            ("row_count", Column::Integer),
        ],
    );
    sqlx::query(AssertSqlSafe(format!(
        "INSERT INTO import_skip (import, reason_en, reason_zh, row_count) \
         SELECT $2, reason_en, reason_zh, row_count FROM {records} AS given WHERE 1 = 1 \
         ON CONFLICT (import, reason_en) DO UPDATE SET row_count = import_skip.row_count + excluded.row_count"
    )))
    .bind(serde_json::to_string(&given).unwrap_or_default())
    .bind(id.to_owned())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Ends it, or says that it rests.
pub(crate) async fn finish(
    tx: &mut Tx,
    id: &str,
    state: ImportState,
    error: Option<String>,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query("UPDATE import SET state = $2, error = $3, finished_at = $4 WHERE id = $1")
        .bind(id.to_owned())
        .bind(state.as_str().to_owned())
        .bind(error)
        .bind((state != ImportState::Interrupted).then_some(now.millis()))
        .execute(&mut **tx)
        .await?;
    Ok(())
}
