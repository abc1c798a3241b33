//! Pairs of records that may be one person.

use kernel::{Id, Timestamp};
use platform::{Db, DbError, Tx};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use super::path_end;
use crate::model::{MatchState, PersonMatch};

const COLUMNS: &str = "number, id, left_person, right_person, score, purpose, evidence, \
     state, made_at, decided_at, decided_by";

/// Where a page of the queue ended: score, number.
pub(crate) type MatchKey = (f64, i64);

/// A pair with the number of its row.
#[derive(Debug, Clone)]
pub(crate) struct StoredMatch {
    pub(crate) number: i64,
    pub(crate) found: PersonMatch,
}

fn of_row(row: &AnyRow) -> Result<StoredMatch, DbError> {
    let damaged =
        || DbError::Damaged("a row of the table `person_match` cannot be read".to_owned());
    let (id, state): (String, String) = (row.try_get("id")?, row.try_get("state")?);
    let (evidence, decided_at): (String, Option<i64>) =
        (row.try_get("evidence")?, row.try_get("decided_at")?);
    Ok(StoredMatch {
        number: row.try_get("number")?,
        found: PersonMatch {
            id: id.parse().map_err(|_| damaged())?,
            left: row.try_get("left_person")?,
            right: row.try_get("right_person")?,
            score: row.try_get("score")?,
            purpose: row.try_get("purpose")?,
            evidence: serde_json::from_str(&evidence).map_err(|_| damaged())?,
            state: MatchState::parse(&state).ok_or_else(damaged)?,
            made_at: Timestamp::from_millis(row.try_get("made_at")?),
            decided_at: decided_at.map(Timestamp::from_millis),
            decided_by: row.try_get("decided_by")?,
        },
    })
}

/// Queues pairs; one that is there already, decided or not, stays as it is.
pub(crate) async fn insert_matches(
    tx: &mut Tx,
    pairs: &[(PersonMatch, String, String)],
) -> Result<(), DbError> {
    for (pair, left_path, right_path) in pairs {
        sqlx::query(
            "INSERT INTO person_match (id, left_person, right_person, left_path, right_path, score, purpose, \
             evidence, state, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
        )
        .bind(pair.id.to_string())
        .bind(pair.left)
        .bind(pair.right)
        .bind(left_path.clone())
        .bind(right_path.clone())
        .bind(pair.score)
        .bind(pair.purpose.clone())
        .bind(serde_json::to_string(&pair.evidence).unwrap_or_default())
        .bind(pair.state.as_str())
        .bind(pair.made_at.millis())
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// Pairs in a state of which both records lie in one of the areas and one lies below a region, highest score first.
pub(crate) async fn matches(
    db: &Db,
    state: MatchState,
    areas: &[String],
    region_path: &str,
    after: Option<MatchKey>,
    limit: usize,
) -> Result<Vec<StoredMatch>, DbError> {
    let side = |column: &str| {
        let inside: Vec<String> = (0..areas.len())
            .map(|index| {
                let first = index * 2 + 7;
                format!("({column} >= ${first} AND {column} < ${})", first + 1)
            })
            .collect();
        format!("({})", inside.join(" OR "))
    };
    if areas.is_empty() {
        return Ok(Vec::new());
    }
    let (score, number) = after.unwrap_or((f64::MAX, 0));
    let mut query = sqlx::query(AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM person_match WHERE state = $1 \
         AND (score < $2 OR (score = $2 AND number > $3)) \
         AND ((left_path >= $5 AND left_path < $6) OR (right_path >= $5 AND right_path < $6)) \
         AND {} AND {} ORDER BY score DESC, number LIMIT $4",
        side("left_path"),
        side("right_path")
    )))
    .bind(state.as_str())
    .bind(score)
    .bind(number)
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .bind(region_path.to_owned())
    .bind(path_end(region_path));
    for area in areas {
        query = query.bind(area.clone()).bind(path_end(area));
    }
    let rows = query.fetch_all(db.read()).await?;
    rows.iter().map(of_row).collect()
}

/// The pair with an id.
pub(crate) async fn match_by_id(
    connection: &mut AnyConnection,
    id: Id<PersonMatch>,
) -> Result<Option<StoredMatch>, DbError> {
    sqlx::query(AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM person_match WHERE id = $1"
    )))
    .bind(id.to_string())
    .fetch_optional(connection)
    .await?
    .as_ref()
    .map(of_row)
    .transpose()
}

/// Decides about an open pair; returns whether it was open.
pub(crate) async fn decide_match(
    tx: &mut Tx,
    number: i64,
    state: MatchState,
    reason: &str,
    by: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE person_match SET state = $1, reason = $2, decided_by = $3, decided_at = $4 \
         WHERE number = $5 AND state = 'open'",
    )
    .bind(state.as_str())
    .bind(reason.to_owned())
    .bind(by.to_owned())
    .bind(now.millis())
    .bind(number)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How many open pairs a record is in.
pub(crate) async fn open_match_count(
    connection: &mut AnyConnection,
    number: i64,
) -> Result<i64, DbError> {
    let row = sqlx::query(
        "SELECT (SELECT count(*) FROM person_match WHERE left_person = $1 AND state = 'open') + \
         (SELECT count(*) FROM person_match WHERE right_person = $1 AND state = 'open')",
    )
    .bind(number)
    .fetch_one(connection)
    .await?;
    Ok(row.try_get(0)?)
}
