//! Destroying what was collected for an event.

use kernel::{Day, Timestamp};
use platform::{Db, DbError, Tx};
use sqlx::Row;

use crate::grants::model::Purge;

/// Closes every request of an event; how many were still waiting or open.
pub(crate) async fn close_event(tx: &mut Tx, event: &str) -> Result<u64, DbError> {
    let closed = sqlx::query(
        "UPDATE agency_request SET state = 'over' WHERE event = $1 AND state IN ('waiting', 'open')",
    )
    .bind(event.to_owned())
    .execute(&mut **tx)
    .await?;
    Ok(closed.rows_affected())
}

/// Stores that a destruction was asked for.
pub(crate) async fn insert_purge(
    tx: &mut Tx,
    id: &str,
    event: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO agency_purge (id, event, asked_at, requests_count, people_count, rows_count) \
         VALUES ($1, $2, $3, 0, 0, 0)",
    )
    .bind(id.to_owned())
    .bind(event.to_owned())
    .bind(now.millis())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Destroys identities and answers of an event's closed requests, and reports what was destroyed.
///
/// `None` where the destruction is not known or was done before. What was asked, by whom and on which basis stays.
pub(crate) async fn destroy(
    tx: &mut Tx,
    id: &str,
    now: Timestamp,
) -> Result<Option<Purge>, DbError> {
    let row = sqlx::query(
        "SELECT event, asked_at FROM agency_purge WHERE id = $1 AND finished_at IS NULL",
    )
    .bind(id.to_owned())
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let (event, asked_at): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
    let closed =
        "SELECT id FROM agency_request WHERE event = $1 AND state NOT IN ('waiting', 'open')";
    let mut counts = [0_u64; 2];
    for (table, count) in ["agency_person", "agency_answer"]
        .into_iter()
        .zip(&mut counts)
    {
        let sql = format!("DELETE FROM {table} WHERE request IN ({closed})");
        let removed = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(event.clone())
            .execute(&mut **tx)
            .await?;
        *count = removed.rows_affected();
    }
    let requests = sqlx::query(
        "UPDATE agency_request SET destroyed_at = $2 \
         WHERE event = $1 AND state NOT IN ('waiting', 'open') AND destroyed_at IS NULL",
    )
    .bind(event.clone())
    .bind(now.millis())
    .execute(&mut **tx)
    .await?
    .rows_affected();
    let purge = Purge {
        id: id.to_owned(),
        event,
        at: Timestamp::from_millis(asked_at),
        requests_count: requests,
        people_count: counts[0],
        rows_count: counts[1],
        finished_at: Some(now),
    };
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    sqlx::query(
        "UPDATE agency_purge SET requests_count = $2, people_count = $3, rows_count = $4, finished_at = $5 \
         WHERE id = $1",
    )
    .bind(id.to_owned())
    .bind(number(purge.requests_count))
    .bind(number(purge.people_count))
    .bind(number(purge.rows_count))
    .bind(now.millis())
    .execute(&mut **tx)
    .await?;
    Ok(Some(purge))
}

/// Requests that ended before a day and whose data are still there: their event was never closed.
const LEFT: &str = "SELECT id FROM agency_request WHERE destroyed_at IS NULL AND expires_on < $1";

/// How many requests ended before a day and still have their data.
pub(crate) async fn left_behind(db: &Db, before: Day) -> Result<u64, DbError> {
    let count: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
        "SELECT count(*) FROM ({LEFT}) AS left_behind"
    )))
    .bind(i64::from(before.number()))
    .fetch_one(db.read())
    .await?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// Destroys the data of requests that ended before a day; how many requests there were.
pub(crate) async fn destroy_left_behind(
    tx: &mut Tx,
    before: Day,
    now: Timestamp,
) -> Result<u64, DbError> {
    let day = i64::from(before.number());
    for table in ["agency_person", "agency_answer"] {
        let sql = format!("DELETE FROM {table} WHERE request IN ({LEFT})");
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(day)
            .execute(&mut **tx)
            .await?;
    }
    let destroyed = sqlx::query(
        "UPDATE agency_request SET destroyed_at = $2, state = CASE WHEN state IN ('waiting', 'open') \
         THEN 'over' ELSE state END WHERE destroyed_at IS NULL AND expires_on < $1",
    )
    .bind(day)
    .bind(now.millis())
    .execute(&mut **tx)
    .await?;
    Ok(destroyed.rows_affected())
}

/// A page of destructions, newest first.
pub(crate) async fn purges(
    db: &Db,
    before: Option<String>,
    limit: u32,
) -> Result<Vec<Purge>, DbError> {
    let rows = sqlx::query(
        "SELECT id, event, asked_at, requests_count, people_count, rows_count, finished_at FROM agency_purge \
         WHERE CAST($2 AS TEXT) IS NULL OR id < $2 ORDER BY id DESC LIMIT $1",
    )
    .bind(i64::from(limit))
    .bind(before)
    .fetch_all(db.read())
    .await?;
    rows.iter()
        .map(|row| {
            let count = |at: usize| -> Result<u64, DbError> {
                Ok(u64::try_from(row.try_get::<i64, _>(at)?).unwrap_or_default())
            };
            Ok(Purge {
                id: row.try_get(0)?,
                event: row.try_get(1)?,
                at: Timestamp::from_millis(row.try_get(2)?),
                requests_count: count(3)?,
                people_count: count(4)?,
                rows_count: count(5)?,
                finished_at: row
                    .try_get::<Option<i64>, _>(6)?
                    .map(Timestamp::from_millis),
            })
        })
        .collect()
}
