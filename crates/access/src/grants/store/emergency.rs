//! Emergency access.

use kernel::{Id, Timestamp};
use platform::{Db, DbError, Tx};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::{account_columns, account_ref, areas_json, within};
use crate::grants::model::{EmergencyAccess, EndCause, Review, Verdict};

/// Which accesses are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EmergencyFilter {
    Active,
    ToReview,
    Reviewed,
    All,
}

fn columns() -> String {
    format!(
        "held.id AS id, held.path AS path, held.kind AS kind, held.subject AS subject, \
         held.permission AS permission, held.purpose AS purpose, held.event AS event, held.reason AS reason, \
         held.opened_at AS opened_at, held.expires_at AS expires_at, held.ended_at AS ended_at, \
         held.end_cause AS end_cause, held.reviewed_at AS reviewed_at, held.verdict AS verdict, \
         held.review_reason AS review_reason, {}, {} \
         FROM emergency_access AS held JOIN account AS asker ON asker.id = held.account \
         LEFT JOIN account AS reviewer ON reviewer.id = held.reviewed_by",
        account_columns("asker"),
        account_columns("reviewer")
    )
}

fn read(row: &AnyRow) -> Result<EmergencyAccess, DbError> {
    let damaged = || DbError::Damaged("an emergency access cannot be read".to_owned());
    let at = |name: &str| -> Result<Option<Timestamp>, sqlx::Error> {
        Ok(row
            .try_get::<Option<i64>, _>(name)?
            .map(Timestamp::from_millis))
    };
    let text = |name: &str| row.try_get::<Option<String>, _>(name);
    let cause = text("end_cause")?.and_then(|cause| EndCause::parse(&cause));
    let verdict = text("verdict")?.and_then(|verdict| Verdict::parse(&verdict));
    let review = match (verdict, account_ref(row, "reviewer")?, at("reviewed_at")?) {
        (Some(verdict), Some(by), Some(at)) => Some(Review {
            verdict,
            reason: text("review_reason")?.unwrap_or_default(),
            by,
            at,
        }),
        _ => None,
    };
    Ok(EmergencyAccess {
        id: row
            .try_get::<String, _>("id")?
            .parse()
            .map_err(|_| damaged())?,
        account: account_ref(row, "asker")?.ok_or_else(damaged)?,
        path: row.try_get("path")?,
        kind: row.try_get("kind")?,
        subject: row.try_get("subject")?,
        permission: row.try_get("permission")?,
        purpose: row.try_get("purpose")?,
        event: text("event")?,
        reason: row.try_get("reason")?,
        opened_at: at("opened_at")?.ok_or_else(damaged)?,
        expires_at: at("expires_at")?.ok_or_else(damaged)?,
        ended: at("ended_at")?.zip(cause),
        review,
    })
}

/// Stores a new access.
pub(crate) async fn insert(tx: &mut Tx, access: &EmergencyAccess) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO emergency_access (id, account, path, kind, subject, permission, purpose, event, \
         reason, opened_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(access.id.to_string())
    .bind(access.account.id.clone())
    .bind(access.path.clone())
    .bind(access.kind.clone())
    .bind(access.subject.clone())
    .bind(access.permission.clone())
    .bind(access.purpose.clone())
    .bind(access.event.clone())
    .bind(access.reason.clone())
    .bind(access.opened_at.millis())
    .bind(access.expires_at.millis())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// One access.
pub(crate) async fn emergency(
    db: &Db,
    id: Id<EmergencyAccess>,
) -> Result<Option<EmergencyAccess>, DbError> {
    let row = sqlx::query(AssertSqlSafe(format!(
        "SELECT {} WHERE held.id = $1",
        columns()
    )))
    .bind(id.to_string())
    .fetch_optional(db.read())
    .await?;
    row.as_ref().map(read).transpose()
}

/// The accesses of an account that are in force, by the index every request goes by.
pub(crate) async fn active_of(
    db: &Db,
    account: &str,
    now: Timestamp,
) -> Result<Vec<EmergencyAccess>, DbError> {
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT {} WHERE held.account = $1 AND held.expires_at > $2 AND held.ended_at IS NULL \
         ORDER BY held.id",
        columns()
    )))
    .bind(account.to_owned())
    .bind(now.millis())
    .fetch_all(db.read())
    .await?;
    rows.iter().map(read).collect()
}

/// How many accesses of an account are in force or wait for a review.
///
/// The account's row is locked first, so that two requests at once cannot both be the last that is allowed.
pub(crate) async fn count_open(tx: &mut Tx, account: &str, now: Timestamp) -> Result<i64, DbError> {
    sqlx::query("UPDATE account SET username = username WHERE id = $1")
        .bind(account.to_owned())
        .execute(&mut **tx)
        .await?;
    let row = sqlx::query(
        "SELECT count(*) FROM emergency_access WHERE account = $1 \
         AND (reviewed_at IS NULL OR (ended_at IS NULL AND expires_at > $2))",
    )
    .bind(account.to_owned())
    .bind(now.millis())
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.try_get(0)?)
}

/// A page of accesses: those of one account, and those in some areas. Those to be reviewed come oldest first, others newest first.
pub(crate) async fn emergencies(
    db: &Db,
    filter: EmergencyFilter,
    account: &str,
    areas: &[String],
    now: Timestamp,
    after: Option<Id<EmergencyAccess>>,
    limit: u32,
) -> Result<Vec<EmergencyAccess>, DbError> {
    let state = match filter {
        EmergencyFilter::Active => "held.ended_at IS NULL AND held.expires_at > $2",
        EmergencyFilter::ToReview => "held.reviewed_at IS NULL AND $2 = $2",
        EmergencyFilter::Reviewed => "held.reviewed_at IS NOT NULL AND $2 = $2",
        EmergencyFilter::All => "$2 = $2",
    };
    let (beyond, order) = match filter {
        EmergencyFilter::ToReview => (">", "ASC"),
        _ => ("<", "DESC"),
    };
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT {} WHERE {state} AND (held.account = $3 OR {}) \
         AND (CAST($5 AS TEXT) IS NULL OR held.id {beyond} $5) ORDER BY held.id {order} LIMIT $1",
        columns(),
        within(db, "held.path", 4),
    )))
    .bind(i64::from(limit))
    .bind(now.millis())
    .bind(account.to_owned())
    .bind(areas_json(areas))
    .bind(after.map(|id| id.to_string()))
    .fetch_all(db.read())
    .await?;
    rows.iter().map(read).collect()
}

/// Ends an access; whether it was in force until now.
pub(crate) async fn end(
    tx: &mut Tx,
    id: Id<EmergencyAccess>,
    cause: EndCause,
    now: Timestamp,
) -> Result<bool, DbError> {
    let ended = sqlx::query(
        "UPDATE emergency_access SET ended_at = $2, end_cause = $3 \
         WHERE id = $1 AND ended_at IS NULL AND expires_at > $2",
    )
    .bind(id.to_string())
    .bind(now.millis())
    .bind(cause.as_str())
    .execute(&mut **tx)
    .await?;
    Ok(ended.rows_affected() == 1)
}

/// Ends every access that is bound to an event or is for the event itself.
pub(crate) async fn end_event(tx: &mut Tx, event: &str, now: Timestamp) -> Result<u64, DbError> {
    let ended = sqlx::query(
        "UPDATE emergency_access SET ended_at = $2, end_cause = $3 \
         WHERE (event = $1 OR (kind = 'event' AND subject = $1)) AND ended_at IS NULL AND expires_at > $2",
    )
    .bind(event.to_owned())
    .bind(now.millis())
    .bind(EndCause::EventOver.as_str())
    .execute(&mut **tx)
    .await?;
    Ok(ended.rows_affected())
}

/// Stores a review; whether there was none before.
pub(crate) async fn review(
    tx: &mut Tx,
    id: Id<EmergencyAccess>,
    by: &str,
    verdict: Verdict,
    reason: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let stored = sqlx::query(
        "UPDATE emergency_access SET reviewed_at = $2, reviewed_by = $3, verdict = $4, review_reason = $5 \
         WHERE id = $1 AND reviewed_at IS NULL AND account <> $3",
    )
    .bind(id.to_string())
    .bind(now.millis())
    .bind(by.to_owned())
    .bind(verdict.as_str())
    .bind(reason.to_owned())
    .execute(&mut **tx)
    .await?;
    Ok(stored.rows_affected() == 1)
}
