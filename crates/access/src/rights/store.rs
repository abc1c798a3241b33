//! SQL of residents' requests and of retention runs.

use kernel::{Id, Timestamp};
use platform::{Db, DbError, Tx};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::model::{
    Outcome, PersonRight, RetentionItem, RetentionRun, RightsDecision, RightsRequest,
};
use crate::grants::store::{account_columns, account_ref, areas_json, within};

/// Which requests are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RightsFilter {
    Open,
    Overdue,
    Closed,
    All,
}

fn columns() -> String {
    format!(
        "held.id AS id, held.path AS path, held.person AS person, held.person_right AS person_right, \
         held.request AS request, held.received_at AS received_at, held.due_at AS due_at, \
         held.decision AS decision, held.decision_reason AS decision_reason, held.decided_at AS decided_at, \
         held.outcomes AS outcomes, {}, {} FROM rights_request AS held \
         JOIN account AS handler ON handler.id = held.received_by \
         LEFT JOIN account AS decider ON decider.id = held.decided_by",
        account_columns("handler"),
        account_columns("decider")
    )
}

fn damaged() -> DbError {
    DbError::Damaged("a resident's request cannot be read".to_owned())
}

fn read(row: &AnyRow) -> Result<RightsRequest, DbError> {
    let at = |name: &str| -> Result<Option<Timestamp>, sqlx::Error> {
        Ok(row
            .try_get::<Option<i64>, _>(name)?
            .map(Timestamp::from_millis))
    };
    let text = |name: &str| row.try_get::<Option<String>, _>(name);
    let decision = text("decision")?.and_then(|decision| RightsDecision::parse(&decision));
    let decision = match (decision, account_ref(row, "decider")?, at("decided_at")?) {
        (Some(decision), Some(by), Some(at)) => Some((
            decision,
            text("decision_reason")?.unwrap_or_default(),
            by,
            at,
        )),
        _ => None,
    };
    Ok(RightsRequest {
        id: row
            .try_get::<String, _>("id")?
            .parse()
            .map_err(|_| damaged())?,
        path: row.try_get("path")?,
        person: row.try_get("person")?,
        right: PersonRight::parse(&row.try_get::<String, _>("person_right")?)
            .ok_or_else(damaged)?,
        request: row.try_get("request")?,
        received_at: at("received_at")?.ok_or_else(damaged)?,
        due_at: at("due_at")?.ok_or_else(damaged)?,
        handled_by: account_ref(row, "handler")?.ok_or_else(damaged)?,
        decision,
        outcomes: serde_json::from_str(&row.try_get::<String, _>("outcomes")?)
            .map_err(|_| damaged())?,
    })
}

/// Stores a new request.
pub(crate) async fn insert(tx: &mut Tx, request: &RightsRequest) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO rights_request (id, path, person, person_right, request, received_at, due_at, \
         received_by, outcomes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '[]')",
    )
    .bind(request.id.to_string())
    .bind(request.path.clone())
    .bind(request.person.clone())
    .bind(request.right.as_str())
    .bind(request.request.clone())
    .bind(request.received_at.millis())
    .bind(request.due_at.millis())
    .bind(request.handled_by.id.clone())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// One request.
pub(crate) async fn request(
    db: &Db,
    id: Id<RightsRequest>,
) -> Result<Option<RightsRequest>, DbError> {
    let row = sqlx::query(AssertSqlSafe(format!(
        "SELECT {} WHERE held.id = $1",
        columns()
    )))
    .bind(id.to_string())
    .fetch_optional(db.read())
    .await?;
    row.as_ref().map(read).transpose()
}

/// A page of requests in some areas: open ones by the day they are due, others newest first.
pub(crate) async fn requests(
    db: &Db,
    filter: RightsFilter,
    areas: &[String],
    now: Timestamp,
    after: Option<Id<RightsRequest>>,
    limit: u32,
) -> Result<Vec<RightsRequest>, DbError> {
    let state = match filter {
        RightsFilter::Open => "held.decided_at IS NULL AND $2 = $2",
        RightsFilter::Overdue => "held.decided_at IS NULL AND held.due_at < $2",
        RightsFilter::Closed => "held.decided_at IS NOT NULL AND $2 = $2",
        RightsFilter::All => "$2 = $2",
    };
    // The clock of all requests is equally long, so the oldest is due first and ids sort by age.
    let (beyond, order) = match filter {
        RightsFilter::Open | RightsFilter::Overdue => (">", "ASC"),
        RightsFilter::Closed | RightsFilter::All => ("<", "DESC"),
    };
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT {} WHERE {state} AND {} AND (CAST($4 AS TEXT) IS NULL OR held.id {beyond} $4) \
         ORDER BY held.id {order} LIMIT $1",
        columns(),
        within(db, "held.path", 3),
    )))
    .bind(i64::from(limit))
    .bind(now.millis())
    .bind(areas_json(areas))
    .bind(after.map(|id| id.to_string()))
    .fetch_all(db.read())
    .await?;
    rows.iter().map(read).collect()
}

/// Stores a decision with what the holders did; whether there was none before.
pub(crate) async fn decide(
    tx: &mut Tx,
    id: Id<RightsRequest>,
    by: &str,
    decision: RightsDecision,
    reason: &str,
    outcomes: &[Outcome],
    now: Timestamp,
) -> Result<bool, DbError> {
    let outcomes = serde_json::to_string(outcomes).map_err(|_| damaged())?;
    let decided = sqlx::query(
        "UPDATE rights_request SET decision = $2, decision_reason = $3, decided_by = $4, decided_at = $5, \
         outcomes = $6 WHERE id = $1 AND decided_at IS NULL",
    )
    .bind(id.to_string())
    .bind(decision.as_str())
    .bind(reason.to_owned())
    .bind(by.to_owned())
    .bind(now.millis())
    .bind(outcomes)
    .execute(&mut **tx)
    .await?;
    Ok(decided.rows_affected() == 1)
}

/// Stores that a retention run was asked for.
pub(crate) async fn insert_run(
    tx: &mut Tx,
    id: &str,
    by: Option<&str>,
    is_purge: bool,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO retention_run (id, asked_at, asked_by, is_purge, items) VALUES ($1, $2, $3, $4, '[]')",
    )
    .bind(id.to_owned())
    .bind(now.millis())
    .bind(by.map(str::to_owned))
    .bind(i64::from(is_purge))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Stores what a run found.
pub(crate) async fn finish_run(
    tx: &mut Tx,
    id: &str,
    items: &[RetentionItem],
    now: Timestamp,
) -> Result<(), DbError> {
    let items = serde_json::to_string(items).map_err(|_| damaged())?;
    sqlx::query("UPDATE retention_run SET items = $2, finished_at = $3 WHERE id = $1")
        .bind(id.to_owned())
        .bind(items)
        .bind(now.millis())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// One run; the latest when no id is given.
pub(crate) async fn run(db: &Db, id: Option<&str>) -> Result<Option<RetentionRun>, DbError> {
    let row = sqlx::query(
        "SELECT id, asked_at, is_purge, items, finished_at FROM retention_run \
         WHERE CAST($1 AS TEXT) IS NULL OR id = $1 ORDER BY id DESC LIMIT 1",
    )
    .bind(id.map(str::to_owned))
    .fetch_optional(db.read())
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    Ok(Some(RetentionRun {
        id: row.try_get(0)?,
        asked_at: Timestamp::from_millis(row.try_get(1)?),
        purge: row.try_get::<i64, _>(2)? != 0,
        items: serde_json::from_str(&row.try_get::<String, _>(3)?).map_err(|_| damaged())?,
        finished_at: row
            .try_get::<Option<i64>, _>(4)?
            .map(Timestamp::from_millis),
    }))
}
