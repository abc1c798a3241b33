//! Requests to and from other agencies.

use kernel::{Day, Id, Timestamp};
use platform::{Column, Db, DbError, Tx};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::{account_columns, account_ref, areas_json, within};
use crate::grants::model::{AgencyRequest, Choice, Decision, Direction, RequestState};

/// Which requests are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AgencyFilter {
    Waiting,
    Open,
    Refused,
    Over,
    All,
}

fn columns() -> String {
    format!(
        "held.id AS id, held.path AS path, held.direction AS direction, held.agency AS agency, \
         held.basis AS basis, held.event AS event, held.purpose_text AS purpose_text, held.fields AS fields, \
         held.people_count AS people_count, held.from_day AS from_day, held.to_day AS to_day, \
         held.expires_on AS expires_on, held.state AS state, held.asked_at AS asked_at, \
         held.answered_at AS answered_at, held.answer_rows AS answer_rows, \
         held.refused_answers_count AS refused_answers_count, held.destroyed_at AS destroyed_at, {} \
         FROM agency_request AS held JOIN account AS asker ON asker.id = held.asked_by",
        account_columns("asker")
    )
}

fn damaged() -> DbError {
    DbError::Damaged("an agency request cannot be read".to_owned())
}

fn read(row: &AnyRow) -> Result<AgencyRequest, DbError> {
    let at = |name: &str| -> Result<Option<Timestamp>, sqlx::Error> {
        Ok(row
            .try_get::<Option<i64>, _>(name)?
            .map(Timestamp::from_millis))
    };
    let count = |name: &str| -> Result<u32, DbError> {
        u32::try_from(row.try_get::<Option<i64>, _>(name)?.unwrap_or_default())
            .map_err(|_| damaged())
    };
    let day = |name: &str| -> Result<Day, DbError> {
        let number = i32::try_from(row.try_get::<i64, _>(name)?).map_err(|_| damaged())?;
        Ok(Day::from_number(number))
    };
    Ok(AgencyRequest {
        id: row
            .try_get::<String, _>("id")?
            .parse()
            .map_err(|_| damaged())?,
        path: row.try_get("path")?,
        direction: Direction::parse(&row.try_get::<String, _>("direction")?).ok_or_else(damaged)?,
        agency: row.try_get("agency")?,
        basis: row.try_get("basis")?,
        event: row.try_get("event")?,
        purpose_text: row.try_get("purpose_text")?,
        fields: serde_json::from_str(&row.try_get::<String, _>("fields")?)
            .map_err(|_| damaged())?,
        people_count: count("people_count")?,
        from: day("from_day")?,
        to: day("to_day")?,
        expires_on: day("expires_on")?,
        stored_state: RequestState::parse(&row.try_get::<String, _>("state")?)
            .ok_or_else(damaged)?,
        asked_by: account_ref(row, "asker")?.ok_or_else(damaged)?,
        asked_at: at("asked_at")?.ok_or_else(damaged)?,
        decisions: Vec::new(),
        answer: match at("answered_at")? {
            Some(answered) => Some((answered, count("answer_rows")?)),
            None => None,
        },
        refused_answers_count: count("refused_answers_count")?,
        destroyed_at: at("destroyed_at")?,
    })
}

/// Adds the decisions to requests that were read.
async fn with_decisions(
    db: &Db,
    mut found: Vec<AgencyRequest>,
) -> Result<Vec<AgencyRequest>, DbError> {
    let ids: Vec<[String; 1]> = found.iter().map(|one| [one.id.to_string()]).collect();
    let ids = serde_json::to_string(&ids).map_err(|_| damaged())?;
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT made.request AS request, made.decision AS decision, made.reason AS reason, \
         made.decided_at AS decided_at, {} FROM agency_decision AS made \
         JOIN account AS decider ON decider.id = made.account \
         WHERE made.request IN (SELECT id FROM {} AS wanted) ORDER BY made.decided_at",
        account_columns("decider"),
        db.records(1, &[("id", Column::Text)])
    )))
    .bind(ids)
    .fetch_all(db.read())
    .await?;
    for row in &rows {
        let request: String = row.try_get("request")?;
        let decision = Decision {
            by: account_ref(row, "decider")?.ok_or_else(damaged)?,
            decision: Choice::parse(&row.try_get::<String, _>("decision")?).ok_or_else(damaged)?,
            reason: row.try_get("reason")?,
            at: Timestamp::from_millis(row.try_get("decided_at")?),
        };
        if let Some(held) = found.iter_mut().find(|held| held.id.to_string() == request) {
            held.decisions.push(decision);
        }
    }
    Ok(found)
}

/// Stores a request with the sealed identities of those it names, in their order.
pub(crate) async fn insert_request(
    tx: &mut Tx,
    request: &AgencyRequest,
    people: Vec<(String, Vec<u8>)>,
) -> Result<(), DbError> {
    let fields = serde_json::to_string(&request.fields).map_err(|_| damaged())?;
    sqlx::query(
        "INSERT INTO agency_request (id, path, direction, agency, basis, event, purpose_text, fields, \
         people_count, from_day, to_day, expires_on, state, asked_by, asked_at, refused_answers_count) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0)",
    )
    .bind(request.id.to_string())
    .bind(request.path.clone())
    .bind(request.direction.as_str())
    .bind(request.agency.clone())
    .bind(request.basis.clone())
    .bind(request.event.clone())
    .bind(request.purpose_text.clone())
    .bind(fields)
    .bind(i64::from(request.people_count))
    .bind(i64::from(request.from.number()))
    .bind(i64::from(request.to.number()))
    .bind(i64::from(request.expires_on.number()))
    .bind(request.stored_state.as_str())
    .bind(request.asked_by.id.clone())
    .bind(request.asked_at.millis())
    .execute(&mut **tx)
    .await?;
    for (position, (id, identity)) in (1_i64..).zip(people) {
        sqlx::query(
            "INSERT INTO agency_person (id, request, position, identity) VALUES ($1, $2, $3, $4)",
        )
        .bind(id)
        .bind(request.id.to_string())
        .bind(position)
        .bind(identity)
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// One request with its decisions.
pub(crate) async fn request(
    db: &Db,
    id: Id<AgencyRequest>,
) -> Result<Option<AgencyRequest>, DbError> {
    let row = sqlx::query(AssertSqlSafe(format!(
        "SELECT {} WHERE held.id = $1",
        columns()
    )))
    .bind(id.to_string())
    .fetch_optional(db.read())
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    Ok(with_decisions(db, vec![read(&row)?]).await?.pop())
}

/// A page of requests, newest first: those of one account, and those in some areas.
pub(crate) async fn requests(
    db: &Db,
    filter: AgencyFilter,
    account: &str,
    areas: &[String],
    today: Day,
    before: Option<Id<AgencyRequest>>,
    limit: u32,
) -> Result<Vec<AgencyRequest>, DbError> {
    let state = match filter {
        AgencyFilter::Waiting => "held.state = 'waiting' AND held.expires_on >= $2",
        AgencyFilter::Open => "held.state = 'open' AND held.expires_on >= $2",
        AgencyFilter::Refused => "held.state IN ('refused', 'withdrawn') AND $2 = $2",
        AgencyFilter::Over => {
            "(held.state = 'over' OR (held.state IN ('waiting', 'open') AND held.expires_on < $2))"
        }
        AgencyFilter::All => "$2 = $2",
    };
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT {} WHERE {state} AND (held.asked_by = $3 OR {}) \
         AND (CAST($5 AS TEXT) IS NULL OR held.id < $5) ORDER BY held.id DESC LIMIT $1",
        columns(),
        within(db, "held.path", 4),
    )))
    .bind(i64::from(limit))
    .bind(i64::from(today.number()))
    .bind(account.to_owned())
    .bind(areas_json(areas))
    .bind(before.map(|id| id.to_string()))
    .fetch_all(db.read())
    .await?;
    let found = rows.iter().map(read).collect::<Result<_, _>>()?;
    with_decisions(db, found).await
}

/// Stores a decision and where the request stands after it; whether it waited for one.
pub(crate) async fn decide(
    tx: &mut Tx,
    id: Id<AgencyRequest>,
    by: &str,
    choice: Choice,
    reason: &str,
    now: Timestamp,
    approvals: usize,
) -> Result<bool, DbError> {
    // The row stays locked until the transaction ends, so two approvals at once are counted one after the other.
    let waiting = sqlx::query(
        "UPDATE agency_request SET state = state WHERE id = $1 AND state = 'waiting' AND asked_by <> $2",
    )
    .bind(id.to_string())
    .bind(by.to_owned())
    .execute(&mut **tx)
    .await?;
    if waiting.rows_affected() != 1 {
        return Ok(false);
    }
    sqlx::query(
        "INSERT INTO agency_decision (request, account, decision, reason, decided_at) \
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(id.to_string())
    .bind(by.to_owned())
    .bind(choice.as_str())
    .bind(reason.to_owned())
    .bind(now.millis())
    .execute(&mut **tx)
    .await?;
    let given: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM agency_decision WHERE request = $1 AND decision = 'approve'",
    )
    .bind(id.to_string())
    .fetch_one(&mut **tx)
    .await?;
    let state = match choice {
        Choice::Refuse => RequestState::Refused,
        Choice::Approve if usize::try_from(given).unwrap_or(0) >= approvals => RequestState::Open,
        Choice::Approve => RequestState::Waiting,
    };
    sqlx::query("UPDATE agency_request SET state = $2 WHERE id = $1")
        .bind(id.to_string())
        .bind(state.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(true)
}

/// Moves a request that waits or is open to another state; whether it was either.
pub(crate) async fn set_state(
    tx: &mut Tx,
    id: Id<AgencyRequest>,
    state: RequestState,
) -> Result<bool, DbError> {
    let moved = sqlx::query(
        "UPDATE agency_request SET state = $2 WHERE id = $1 AND state IN ('waiting', 'open')",
    )
    .bind(id.to_string())
    .bind(state.as_str())
    .execute(&mut **tx)
    .await?;
    Ok(moved.rows_affected() == 1)
}

/// The sealed identities a request names: id and ciphertext, in their order.
pub(crate) async fn people(
    db: &Db,
    id: Id<AgencyRequest>,
) -> Result<Vec<(String, Vec<u8>)>, DbError> {
    sealed(
        db,
        "SELECT id, identity FROM agency_person WHERE request = $1 ORDER BY position",
        id,
    )
    .await
}

/// The sealed rows of a request's answer: id and ciphertext, in their order.
pub(crate) async fn answer_rows(
    db: &Db,
    id: Id<AgencyRequest>,
) -> Result<Vec<(String, Vec<u8>)>, DbError> {
    sealed(
        db,
        "SELECT id, field_values FROM agency_answer WHERE request = $1 ORDER BY row_number",
        id,
    )
    .await
}

async fn sealed(
    db: &Db,
    sql: &'static str,
    id: Id<AgencyRequest>,
) -> Result<Vec<(String, Vec<u8>)>, DbError> {
    let rows = sqlx::query(sql)
        .bind(id.to_string())
        .fetch_all(db.read())
        .await?;
    rows.iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
        .collect()
}

/// Stores an answer in place of an earlier one; whether the request is open.
pub(crate) async fn insert_answer(
    tx: &mut Tx,
    id: Id<AgencyRequest>,
    rows: Vec<(String, Vec<u8>)>,
    now: Timestamp,
) -> Result<bool, DbError> {
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let open = sqlx::query(
        "UPDATE agency_request SET answered_at = $2, answer_rows = $3 WHERE id = $1 AND state = 'open'",
    )
    .bind(id.to_string())
    .bind(now.millis())
    .bind(count)
    .execute(&mut **tx)
    .await?;
    if open.rows_affected() != 1 {
        return Ok(false);
    }
    sqlx::query("DELETE FROM agency_answer WHERE request = $1")
        .bind(id.to_string())
        .execute(&mut **tx)
        .await?;
    for (number, (row, values)) in (1_i64..).zip(rows) {
        sqlx::query(
            "INSERT INTO agency_answer (id, request, row_number, field_values) VALUES ($1, $2, $3, $4)",
        )
        .bind(row)
        .bind(id.to_string())
        .bind(number)
        .bind(values)
        .execute(&mut **tx)
        .await?;
    }
    Ok(true)
}

/// Counts an answer that held more than was asked.
pub(crate) async fn add_refused_answer(tx: &mut Tx, id: Id<AgencyRequest>) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE agency_request SET refused_answers_count = refused_answers_count + 1 WHERE id = $1",
    )
    .bind(id.to_string())
    .execute(&mut **tx)
    .await?;
    Ok(())
}
