//! Pairs of cards that may be of one illness.

use access::Reach;
use kernel::{Id, Timestamp};
use platform::{Db, DbError, Tx};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::cards::foreign;
use super::{Where, placeholders};
use crate::model::{Duplicate, DuplicateState};

const COLUMNS: &str = "pair.number AS number, pair.id AS id, pair.earlier AS earlier, pair.later AS later, pair.score AS score, \
    pair.onset_gap_days AS onset_gap_days, pair.evidence AS evidence, pair.state AS state, \
    pair.organisation_path AS organisation_path, pair.level AS level, pair.found_at AS found_at";

/// Keeps pairs; one that is known stays as it is, decided or not.
pub(crate) async fn insert_duplicates(tx: &mut Tx, pairs: &[Duplicate]) -> Result<(), DbError> {
    for pair in pairs {
        let evidence = serde_json::to_string(&pair.evidence).unwrap_or_default();
        sqlx::query(AssertSqlSafe(format!(
            "INSERT INTO card_duplicate (id, earlier, later, score, onset_gap_days, evidence, state, organisation_path, \
             level, found_at) VALUES ({}) ON CONFLICT (earlier, later) DO NOTHING",
            placeholders(1, 10)
        )))
        .bind(pair.id.to_string())
        .bind(pair.earlier)
        .bind(pair.later)
        .bind(pair.score)
        .bind(pair.onset_gap_days)
        .bind(evidence)
        .bind(pair.state.as_str())
        .bind(pair.organisation_path.clone())
        .bind(i64::from(pair.level))
        .bind(pair.found_at.millis())
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// Pairs in a state within the reaches, the newest first.
pub(crate) async fn duplicates(
    db: &Db,
    state: DuplicateState,
    reaches: &[Reach],
    organisation_path: Option<&str>,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<Duplicate>, DbError> {
    let mut conditions = Where::nothing();
    conditions.reaches(reaches, false, "later_card");
    let state = conditions.text(state.as_str());
    conditions.and(format!("pair.state = {state}"));
    if let Some(path) = organisation_path {
        let first = conditions.text(path);
        let end = conditions.text(&format!("{}0", path.trim_end_matches('/')));
        conditions.and(format!(
            "pair.organisation_path >= {first} AND pair.organisation_path < {end}"
        ));
    }
    if let Some(number) = before {
        let place = conditions.whole(number);
        conditions.and(format!("pair.number < {place}"));
    }
    let limit = conditions.whole(i64::try_from(limit).unwrap_or(i64::MAX));
    let sql = format!(
        "SELECT {COLUMNS} FROM card_duplicate AS pair JOIN card AS later_card ON later_card.number = pair.later \
         WHERE {} ORDER BY pair.number DESC LIMIT {limit}",
        conditions.sql()
    );
    let rows = conditions.bind(sql).fetch_all(db.read()).await?;
    rows.iter().map(of_row).collect()
}

/// The pair with an id.
pub(crate) async fn duplicate_by_id(
    db: &Db,
    id: Id<Duplicate>,
) -> Result<Option<Duplicate>, DbError> {
    let row = sqlx::query(AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM card_duplicate AS pair WHERE pair.id = $1"
    )))
    .bind(id.to_string())
    .fetch_optional(db.read())
    .await?;
    row.as_ref().map(of_row).transpose()
}

/// How many open pairs a card is in.
pub(crate) async fn open_against(db: &Db, card: i64) -> Result<i64, DbError> {
    let row = sqlx::query(
        "SELECT count(*) FROM card_duplicate WHERE (earlier = $1 OR later = $2) AND state = 'open'",
    )
    .bind(card)
    .bind(card)
    .fetch_one(db.read())
    .await?;
    Ok(row.try_get(0)?)
}

/// Decides about an open pair; false when somebody did before.
pub(crate) async fn decide(
    tx: &mut Tx,
    number: i64,
    state: DuplicateState,
    by: &str,
    at: Timestamp,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE card_duplicate SET state = $1, decided_by = $2, decided_at = $3 WHERE number = $4 AND state = 'open'",
    )
    .bind(state.as_str())
    .bind(by.to_owned())
    .bind(at.millis())
    .bind(number)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

fn of_row(row: &AnyRow) -> Result<Duplicate, DbError> {
    let (id, state): (String, String) = (row.try_get("id")?, row.try_get("state")?);
    let evidence: String = row.try_get("evidence")?;
    Ok(Duplicate {
        number: row.try_get("number")?,
        id: id.parse().map_err(|_| foreign("pair", &id))?,
        earlier: row.try_get("earlier")?,
        later: row.try_get("later")?,
        score: row.try_get("score")?,
        onset_gap_days: row.try_get("onset_gap_days")?,
        evidence: serde_json::from_str(&evidence).unwrap_or_default(),
        state: DuplicateState::parse(&state).ok_or_else(|| foreign("state", &state))?,
        organisation_path: row.try_get("organisation_path")?,
        level: u8::try_from(row.try_get::<i64, _>("level")?).unwrap_or(u8::MAX),
        found_at: Timestamp::from_millis(row.try_get("found_at")?),
    })
}
