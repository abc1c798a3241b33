//! Cards.

use kernel::{Day, Id, Timestamp};
use platform::{Db, DbError, DbKind, Tx};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use super::query::millis;
use super::{BATCH_ROWS, CardFilter, Sort, Where, placeholders};
use crate::model::{Card, Content, Facts, State, Timeliness};

const COLUMNS: &str = "id, version, state, condition, root, case_class, level, onset_day, diagnosis_day, diagnosed_from, \
    diagnosed_to, death_day, person, organisation, organisation_path, residence_path, is_synthetic, is_corrected, \
    returned_count, created_at, reported_at, submitted_at, reviewed_at, report_limit_minutes, report_due_at, overdue_at, review_due_at, \
    report_timeliness, review_timeliness, stat_day, changed_at, content";
const COLUMN_COUNT: usize = 32;

/// A card whose content is sealed; `content` of the card in it is empty.
#[derive(Debug, Clone)]
pub(crate) struct SealedCard {
    pub(crate) card: Card,
    pub(crate) sealed: Vec<u8>,
}

/// The day in whose month a card counts.
fn stat_day(card: &Card) -> i64 {
    let day = card
        .reported_at
        .map(Day::in_shanghai)
        .or(card.facts.diagnosis);
    i64::from(
        day.unwrap_or_else(|| Day::in_shanghai(card.created_at))
            .number(),
    )
}

fn day(value: Option<Day>) -> Option<i64> {
    value.map(|day| i64::from(day.number()))
}

macro_rules! bound {
    ($query:expr, $one:expr) => {{
        let (card, facts) = (&$one.card, &$one.card.facts);
        $query
            .bind(card.id.to_string())
            .bind(card.version)
            .bind(card.state.as_str())
            .bind(facts.condition.clone())
            .bind(facts.root.clone())
            .bind(facts.case_class.clone())
            .bind(i64::from(facts.level))
            .bind(day(facts.onset))
            .bind(day(facts.diagnosis))
            .bind(facts.diagnosed.map(|(first, _)| first.millis()))
            .bind(facts.diagnosed.map(|(_, last)| last.millis()))
            .bind(day(facts.death))
            .bind(card.person.clone())
            .bind(card.organisation.clone())
            .bind(card.organisation_path.clone())
            .bind(facts.residence_path.clone())
            .bind(i64::from(card.is_synthetic))
            .bind(i64::from(card.is_corrected))
            .bind(card.returned_count)
            .bind(card.created_at.millis())
            .bind(millis(card.reported_at))
            .bind(millis(card.submitted_at))
            .bind(millis(card.reviewed_at))
            .bind(card.report_limit_minutes.map(i64::from))
            .bind(millis(card.report_due_at))
            .bind(millis(card.overdue_at))
            .bind(millis(card.review_due_at))
            .bind(card.report_timeliness.as_str())
            .bind(card.review_timeliness.as_str())
            .bind(stat_day(card))
            .bind(card.changed_at.millis())
            .bind($one.sealed.clone())
    }};
}

/// Stores new cards; returns their numbers in the same order.
pub(crate) async fn insert(tx: &mut Tx, cards: &[SealedCard]) -> Result<Vec<i64>, DbError> {
    let mut numbers = Vec::with_capacity(cards.len());
    for batch in cards.chunks(BATCH_ROWS) {
        let rows: Vec<String> = (0..batch.len())
            .map(|index| format!("({})", placeholders(index * COLUMN_COUNT + 1, COLUMN_COUNT)))
            .collect();
        let mut query = sqlx::query(AssertSqlSafe(format!(
            "INSERT INTO card ({COLUMNS}) VALUES {} RETURNING number, id",
            rows.join(",")
        )));
        for one in batch {
            query = bound!(query, one);
        }
        let mut stored: Vec<(String, i64)> = query
            .fetch_all(&mut **tx)
            .await?
            .iter()
            .map(|row| Ok((row.try_get("id")?, row.try_get("number")?)))
            .collect::<Result<_, sqlx::Error>>()?;
        // The databases do not promise the order in which they return rows.
        stored.sort_unstable();
        for one in batch {
            let id = one.card.id.to_string();
            let at = stored.partition_point(|(known, _)| *known < id);
            numbers.push(stored.get(at).map_or(0, |(_, number)| *number));
        }
    }
    Ok(numbers)
}

/// Puts a card in the place of its former version; false when somebody else was faster.
pub(crate) async fn update(tx: &mut Tx, one: &SealedCard) -> Result<bool, DbError> {
    let sets: Vec<String> = COLUMNS
        .split(", ")
        .enumerate()
        .map(|(index, column)| format!("{} = ${}", column.trim(), index + 1))
        .collect();
    let query = sqlx::query(AssertSqlSafe(format!(
        "UPDATE card SET {} WHERE number = ${} AND version = ${}",
        sets.join(", "),
        COLUMN_COUNT + 1,
        COLUMN_COUNT + 2
    )));
    let done = bound!(query, one)
        .bind(one.card.number)
        .bind(one.card.version - 1)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// The card with an id.
pub(crate) async fn by_id(db: &Db, id: Id<Card>) -> Result<Option<SealedCard>, DbError> {
    let row = sqlx::query(AssertSqlSafe(format!(
        "SELECT number, {COLUMNS} FROM card WHERE id = $1"
    )))
    .bind(id.to_string())
    .fetch_optional(db.read())
    .await?;
    row.as_ref().map(of_row).transpose()
}

/// The same inside a transaction that is about to change it; nobody else changes it before that ends.
pub(crate) async fn to_change(
    db: &Db,
    tx: &mut Tx,
    id: Id<Card>,
) -> Result<Option<SealedCard>, DbError> {
    let lock = match db.kind() {
        DbKind::Sqlite => "",
        DbKind::Postgres => " FOR UPDATE",
    };
    let row = sqlx::query(AssertSqlSafe(format!(
        "SELECT number, {COLUMNS} FROM card WHERE id = $1{lock}"
    )))
    .bind(id.to_string())
    .fetch_optional(&mut **tx)
    .await?;
    row.as_ref().map(of_row).transpose()
}

/// Cards by their numbers.
pub(crate) async fn by_numbers(
    connection: &mut AnyConnection,
    numbers: &[i64],
) -> Result<Vec<SealedCard>, DbError> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = sqlx::query(AssertSqlSafe(format!(
        "SELECT number, {COLUMNS} FROM card WHERE number IN ({}) ORDER BY number",
        placeholders(1, numbers.len())
    )));
    for number in numbers {
        query = query.bind(*number);
    }
    let rows = query.fetch_all(connection).await?;
    rows.iter().map(of_row).collect()
}

/// Reported cards of these people and this disease with an onset between two days, but one.
pub(crate) async fn of_persons(
    tx: &mut Tx,
    persons: &[String],
    root: &str,
    onset: (Day, Day),
    but: i64,
) -> Result<Vec<SealedCard>, DbError> {
    if persons.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = sqlx::query(AssertSqlSafe(format!(
        "SELECT number, {COLUMNS} FROM card WHERE root = $1 AND onset_day >= $2 AND onset_day <= $3 AND number <> $4 \
         AND state IN ('reported', 'returned', 'final') AND person IN ({}) ORDER BY number LIMIT 50",
        placeholders(5, persons.len())
    )))
    .bind(root.to_owned())
    .bind(i64::from(onset.0.number()))
    .bind(i64::from(onset.1.number()))
    .bind(but);
    for person in persons {
        query = query.bind(person.clone());
    }
    let rows = query.fetch_all(&mut **tx).await?;
    rows.iter().map(of_row).collect()
}

/// All cards about these people, the oldest first.
pub(crate) async fn about(db: &Db, persons: &[String]) -> Result<Vec<SealedCard>, DbError> {
    if persons.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = sqlx::query(AssertSqlSafe(format!(
        "SELECT number, {COLUMNS} FROM card WHERE person IN ({}) ORDER BY number",
        placeholders(1, persons.len())
    )));
    for person in persons {
        query = query.bind(person.clone());
    }
    let rows = query.fetch_all(db.read()).await?;
    rows.iter().map(of_row).collect()
}

/// Cards of a filter, sorted, from after a key on; the key of each is beside it.
pub(crate) async fn list(
    db: &Db,
    filter: &CardFilter,
    sort: Sort,
    after: Option<(i64, i64)>,
    limit: usize,
) -> Result<Vec<(i64, SealedCard)>, DbError> {
    let mut conditions = Where::of(filter);
    let (column, order, beyond) = match sort.is_ascending() {
        true => (sort.column(), "ASC", ">"),
        false => (sort.column(), "DESC", "<"),
    };
    if let Some((key, number)) = after {
        let (key, number) = (conditions.whole(key), conditions.whole(number));
        conditions.and(format!("({column}, number) {beyond} ({key}, {number})"));
    }
    let limit = conditions.whole(i64::try_from(limit).unwrap_or(i64::MAX));
    let sql = format!(
        "SELECT number, {column} AS sort_key, {COLUMNS} FROM card WHERE {} ORDER BY {column} {order}, number {order} LIMIT {limit}",
        conditions.sql()
    );
    let rows = conditions.bind(sql).fetch_all(db.read()).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("sort_key")?, of_row(row)?)))
        .collect()
}

fn of_row(row: &AnyRow) -> Result<SealedCard, DbError> {
    let instant = |column: &str| -> Result<Option<Timestamp>, sqlx::Error> {
        Ok(row
            .try_get::<Option<i64>, _>(column)?
            .map(Timestamp::from_millis))
    };
    let date = |column: &str| -> Result<Option<Day>, sqlx::Error> {
        let number: Option<i64> = row.try_get(column)?;
        Ok(number.and_then(|number| i32::try_from(number).ok().map(Day::from_number)))
    };
    let timeliness = |column: &str| -> Result<Timeliness, sqlx::Error> {
        let text: String = row.try_get(column)?;
        Ok(Timeliness::parse(&text).unwrap_or(Timeliness::Unknown))
    };
    let (id, state): (String, String) = (row.try_get("id")?, row.try_get("state")?);
    let card = Card {
        number: row.try_get("number")?,
        id: id.parse().map_err(|_| foreign("card", &id))?,
        version: row.try_get("version")?,
        state: State::parse(&state).ok_or_else(|| foreign("state", &state))?,
        facts: Facts {
            condition: row.try_get("condition")?,
            root: row.try_get("root")?,
            case_class: row.try_get("case_class")?,
            level: u8::try_from(row.try_get::<i64, _>("level")?).unwrap_or(u8::MAX),
            onset: date("onset_day")?,
            diagnosis: date("diagnosis_day")?,
            diagnosed: instant("diagnosed_from")?.zip(instant("diagnosed_to")?),
            death: date("death_day")?,
            residence_path: row.try_get("residence_path")?,
        },
        person: row.try_get("person")?,
        organisation: row.try_get("organisation")?,
        organisation_path: row.try_get("organisation_path")?,
        is_synthetic: row.try_get::<i64, _>("is_synthetic")? == 1,
        is_corrected: row.try_get::<i64, _>("is_corrected")? == 1,
        returned_count: row.try_get("returned_count")?,
        created_at: Timestamp::from_millis(row.try_get("created_at")?),
        reported_at: instant("reported_at")?,
        submitted_at: instant("submitted_at")?,
        reviewed_at: instant("reviewed_at")?,
        report_limit_minutes: row
            .try_get::<Option<i64>, _>("report_limit_minutes")?
            .and_then(|minutes| u32::try_from(minutes).ok()),
        report_due_at: instant("report_due_at")?,
        overdue_at: instant("overdue_at")?,
        review_due_at: instant("review_due_at")?,
        report_timeliness: timeliness("report_timeliness")?,
        review_timeliness: timeliness("review_timeliness")?,
        changed_at: Timestamp::from_millis(row.try_get("changed_at")?),
        content: Content::default(),
    };
    Ok(SealedCard {
        card,
        sealed: row.try_get("content")?,
    })
}

/// A row that this program did not write.
pub(super) fn foreign(what: &str, text: &str) -> DbError {
    DbError::Schema(format!("`{text}` is no {what} of a report card"))
}
