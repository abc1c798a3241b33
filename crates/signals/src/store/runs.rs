//! Detection runs.

use kernel::Timestamp;
use platform::{Db, DbError, Tx};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::{day_opt, instant_at, instant_opt, number};
use crate::engine::Span;
use crate::model::{Cause, DetectionRunView, RunId, RunState};

/// A run with what only the job needs.
#[derive(Debug, Clone)]
pub(crate) struct RunRow {
    pub(crate) view: DetectionRunView,
    /// Series up to this id have been assessed.
    pub(crate) cursor: i64,
}

/// What one batch adds to a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) found: u64,
    pub(crate) new: u64,
    pub(crate) changed: u64,
    pub(crate) withdrawn: u64,
}

const COLUMNS: &str = "id, state, cause, from_day, to_day, region, streams, detectors, series_total, \
     series_done, signals_found, signals_new, signals_changed, signals_withdrawn, warning, error, \
     requested_by, pack_version, queued_at, started_at, finished_at, series_cursor";

fn read(row: &AnyRow) -> Option<RunRow> {
    let words = |column: usize| -> Vec<String> {
        serde_json::from_str(&row.get::<String, _>(column)).unwrap_or_default()
    };
    let count = |column: usize| u64::try_from(row.get::<i64, _>(column)).unwrap_or_default();
    let state = match row.get::<String, _>(1).as_str() {
        "queued" => RunState::Queued,
        "running" => RunState::Running,
        "done" => RunState::Done,
        "cancelled" => RunState::Cancelled,
        _ => RunState::Failed,
    };
    let cause = match row.get::<String, _>(2).as_str() {
        "counts" => Cause::Counts,
        _ => Cause::Request,
    };
    Some(RunRow {
        view: DetectionRunView {
            id: row.get::<String, _>(0).parse().ok()?,
            state,
            cause,
            from: day_opt(row, 3),
            to: day_opt(row, 4),
            region: row.get::<String, _>(5).parse().ok()?,
            streams: words(6),
            detectors: words(7),
            series_total: count(8),
            series_done: count(9),
            signals_found: count(10),
            signals_new: count(11),
            signals_changed: count(12),
            signals_withdrawn: count(13),
            warning: row.get(14),
            error: row.get(15),
            requested_by: row.get(16),
            pack_version: row.get(17),
            queued_at: instant_at(row, 18),
            started_at: instant_opt(row, 19),
            finished_at: instant_opt(row, 20),
        },
        cursor: row.get(21),
    })
}

pub(crate) async fn create_run(tx: &mut Tx, run: &DetectionRunView) -> Result<(), DbError> {
    let words = |texts: &[String]| serde_json::to_string(texts).unwrap_or_default();
    let cause = match run.cause {
        Cause::Request => "request",
        Cause::Counts => "counts",
    };
    sqlx::query(
        "INSERT INTO detection_run (id, cause, state, requested_by, from_day, to_day, region, streams, \
         detectors, pack_version, series_total, queued_at) \
         VALUES ($1, $2, 'queued', $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(run.id.to_string())
    .bind(cause)
    .bind(run.requested_by.clone())
    .bind(run.from.map(number))
    .bind(run.to.map(number))
    .bind(run.region.to_string())
    .bind(words(&run.streams))
    .bind(words(&run.detectors))
    .bind(run.pack_version.clone())
    .bind(run.series_total as i64)
    .bind(run.queued_at.millis())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(crate) async fn run(db: &Db, id: RunId) -> Result<Option<RunRow>, DbError> {
    let row = sqlx::query(AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM detection_run WHERE id = $1"
    )))
    .bind(id.to_string())
    .fetch_optional(db.read())
    .await?;
    Ok(row.as_ref().and_then(read))
}

/// Runs, newest first, after `before`; automatic runs that found nothing to do are left out.
pub(crate) async fn list_runs(
    db: &Db,
    before: Option<(Timestamp, RunId)>,
    limit: u32,
) -> Result<Vec<DetectionRunView>, DbError> {
    let after = if before.is_some() {
        "AND (queued_at < $2 OR (queued_at = $2 AND id < $3))"
    } else {
        ""
    };
    let mut query = sqlx::query(AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM detection_run \
         WHERE NOT (cause = 'counts' AND state = 'done' AND series_total = 0) {after} \
         ORDER BY queued_at DESC, id DESC LIMIT $1"
    )))
    .bind(i64::from(limit));
    if let Some((queued_at, id)) = before {
        query = query.bind(queued_at.millis()).bind(id.to_string());
    }
    let rows = query.fetch_all(db.read()).await?;
    Ok(rows
        .iter()
        .filter_map(|row| Some(read(row)?.view))
        .collect())
}

/// Whether an automatic run waits that has not begun.
pub(crate) async fn has_queued_counts_run(tx: &mut Tx) -> Result<bool, DbError> {
    let row = sqlx::query(
        "SELECT count(*) FROM detection_run WHERE cause = 'counts' AND state = 'queued'",
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.get::<i64, _>(0) > 0)
}

/// Marks a run as begun, or as begun again, with the number of series it has to assess.
pub(crate) async fn start_run(
    tx: &mut Tx,
    id: RunId,
    series_total: u64,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE detection_run SET state = 'running', series_total = $2, \
         started_at = coalesce(started_at, $3) WHERE id = $1 AND state IN ('queued', 'running')",
    )
    .bind(id.to_string())
    .bind(series_total as i64)
    .bind(now.millis())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Widens the days an automatic run says it assessed.
pub(crate) async fn widen_run(tx: &mut Tx, id: RunId, span: Span) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE detection_run SET \
         from_day = CASE WHEN from_day < $2 THEN from_day ELSE $2 END, \
         to_day = CASE WHEN to_day > $3 THEN to_day ELSE $3 END WHERE id = $1",
    )
    .bind(id.to_string())
    .bind(number(span.from))
    .bind(number(span.to))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Moves a run on by one batch, in the transaction that stored the batch.
pub(crate) async fn advance(
    tx: &mut Tx,
    id: RunId,
    cursor: i64,
    series: u64,
    tally: Tally,
    warning: Option<&str>,
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE detection_run SET series_cursor = $2, series_done = series_done + $3, \
         series_total = CASE WHEN series_total < series_done + $3 THEN series_done + $3 ELSE series_total END, \
         signals_found = signals_found + $4, signals_new = signals_new + $5, \
         signals_changed = signals_changed + $6, signals_withdrawn = signals_withdrawn + $7, \
         warning = coalesce(warning, $8) WHERE id = $1",
    )
    .bind(id.to_string())
    .bind(cursor)
    .bind(series as i64)
    .bind(tally.found as i64)
    .bind(tally.new as i64)
    .bind(tally.changed as i64)
    .bind(tally.withdrawn as i64)
    .bind(warning.map(str::to_owned))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Says how a run ended; a run that has ended stays as it is.
pub(crate) async fn end_run(
    tx: &mut Tx,
    id: RunId,
    state: RunState,
    error: Option<String>,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE detection_run SET state = $2, error = $3, finished_at = $4 \
         WHERE id = $1 AND state IN ('queued', 'running')",
    )
    .bind(id.to_string())
    .bind(state.as_str())
    .bind(error)
    .bind(now.millis())
    .execute(&mut **tx)
    .await?;
    Ok(())
}
