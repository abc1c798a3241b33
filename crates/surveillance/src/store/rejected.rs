//! Rejected rows, kept whole for repair.

use kernel::Timestamp;
use platform::{Column, Db, DbError, Tx};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::engine::rules::{Finding, Rejected};
use crate::model::RejectedState;

/// A rejected row as stored; its cells stand in the order of the headers.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) row: u64,
    pub(crate) column: Option<String>,
    pub(crate) rule: Option<String>,
    pub(crate) message_en: Option<String>,
    pub(crate) message_zh: Option<String>,
    pub(crate) value: Option<String>,
    pub(crate) suggestion: Option<String>,
    pub(crate) fields: Vec<String>,
    pub(crate) state: RejectedState,
    pub(crate) corrected_by: Option<String>,
    pub(crate) corrected_at: Option<Timestamp>,
}

const COLUMNS: &str = "row_number, column_name, rule, message_en, message_zh, value, suggestion, fields, \
     state, corrected_by, corrected_at";

fn kept(row: &AnyRow) -> Kept {
    Kept {
        row: row.get::<i64, _>(0).unsigned_abs(),
        column: row.get(1),
        rule: row.get(2),
        message_en: row.get(3),
        message_zh: row.get(4),
        value: row.get(5),
        suggestion: row.get(6),
        fields: serde_json::from_str(&row.get::<String, _>(7)).unwrap_or_default(),
        state: match row.get::<String, _>(8).as_str() {
            "replayed" => RejectedState::Replayed,
            "dismissed" => RejectedState::Dismissed,
            _ => RejectedState::Open,
        },
        corrected_by: row.get(9),
        corrected_at: row.get::<Option<i64>, _>(10).map(Timestamp::from_millis),
    }
}

/// Keeps rejected rows.
pub(crate) async fn insert_rejected(
    db: &Db,
    tx: &mut Tx,
    import: &str,
    rejected: &[Rejected],
) -> Result<(), DbError> {
    if rejected.is_empty() {
        return Ok(());
    }
    let given: Vec<_> = rejected
        .iter()
        .map(|one| {
            let finding = &one.finding;
            // PostgreSQL's texts cannot hold a zero character.
            let fields = serde_json::to_string(&one.fields)
                .unwrap_or_default()
                .replace("\\u0000", "");
            let value = finding.value.as_ref().map(|value| value.replace('\0', ""));
            (
                one.row,
                &finding.column,
                finding.rule.code(),
                finding.message_en.replace('\0', ""),
                finding.message_zh.replace('\0', ""),
                value,
                &finding.suggestion,
                fields,
            )
        })
        .collect();
    let records = db.records(
        1,
        &[
            ("row_number", Column::Integer),
            ("column_name", Column::Text),
            ("rule", Column::Text),
            ("message_en", Column::Text),
            ("message_zh", Column::Text),
            ("value", Column::Text),
            ("suggestion", Column::Text),
            ("fields", Column::Text),
        ],
    );
    sqlx::query(AssertSqlSafe(format!(
        "INSERT INTO import_rejected (import, row_number, column_name, rule, message_en, message_zh, value, \
         suggestion, fields, state) SELECT $2, row_number, column_name, rule, message_en, message_zh, value, \
         suggestion, fields, 'open' FROM {records} AS given WHERE 1 = 1"
    )))
    .bind(serde_json::to_string(&given).unwrap_or_default())
    .bind(import.to_owned())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Rejected rows of an import by row, behind row `after`; all states unless one is named.
pub(crate) async fn rejected_page(
    db: &Db,
    import: &str,
    state: Option<RejectedState>,
    after: u64,
    rows: u32,
) -> Result<Vec<Kept>, DbError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM import_rejected WHERE import = $1 AND row_number > $2 \
         AND (CAST($3 AS TEXT) IS NULL OR state = $3) ORDER BY row_number LIMIT $4"
    );
    let found = sqlx::query(AssertSqlSafe(sql))
        .bind(import.to_owned())
        .bind(after as i64)
        .bind(state.map(|state| word(state).to_owned()))
        .bind(i64::from(rows))
        .fetch_all(db.read())
        .await?;
    Ok(found.iter().map(kept).collect())
}

fn word(state: RejectedState) -> &'static str {
    match state {
        RejectedState::Open => "open",
        RejectedState::Replayed => "replayed",
        RejectedState::Dismissed => "dismissed",
    }
}

/// One rejected row.
pub(crate) async fn rejected_row(db: &Db, import: &str, row: u64) -> Result<Option<Kept>, DbError> {
    let sql =
        format!("SELECT {COLUMNS} FROM import_rejected WHERE import = $1 AND row_number = $2");
    let found = sqlx::query(AssertSqlSafe(sql))
        .bind(import.to_owned())
        .bind(row as i64)
        .fetch_optional(db.read())
        .await?;
    Ok(found.as_ref().map(kept))
}

/// Open rows of an import inside the transaction that will replay them, locked against another replay.
pub(crate) async fn open_rows(
    tx: &mut Tx,
    import: &str,
    only: Option<&[u64]>,
) -> Result<Vec<Kept>, DbError> {
    // Taking the import's row first makes two replays follow each other.
    sqlx::query("UPDATE import SET id = id WHERE id = $1")
        .bind(import.to_owned())
        .execute(&mut **tx)
        .await?;
    let sql = format!(
        "SELECT {COLUMNS} FROM import_rejected WHERE import = $1 AND state = 'open' ORDER BY row_number"
    );
    let found = sqlx::query(AssertSqlSafe(sql))
        .bind(import.to_owned())
        .fetch_all(&mut **tx)
        .await?;
    Ok(found
        .iter()
        .map(kept)
        .filter(|row| only.is_none_or(|only| only.contains(&row.row)))
        .collect())
}

/// Keeps a correction and what is still wrong after it.
pub(crate) async fn correct(
    tx: &mut Tx,
    import: &str,
    row: u64,
    fields: &[String],
    finding: Option<&Finding>,
    by: Option<(&str, Timestamp)>,
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE import_rejected SET fields = $3, column_name = $4, rule = $5, message_en = $6, message_zh = $7, \
         value = $8, suggestion = $9, corrected_by = coalesce($10, corrected_by), \
         corrected_at = coalesce($11, corrected_at) WHERE import = $1 AND row_number = $2 AND state = 'open'",
    )
    .bind(import.to_owned())
    .bind(row as i64)
    .bind(serde_json::to_string(fields).unwrap_or_default())
    .bind(finding.and_then(|finding| finding.column.clone()))
    .bind(finding.map(|finding| finding.rule.code().to_owned()))
    .bind(finding.map(|finding| finding.message_en.clone()))
    .bind(finding.map(|finding| finding.message_zh.clone()))
    .bind(finding.and_then(|finding| finding.value.clone()))
    .bind(finding.and_then(|finding| finding.suggestion.clone()))
    .bind(by.map(|(name, _)| name.to_owned()))
    .bind(by.map(|(_, at)| at.millis()))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Says that the counts of these rows are stored now.
pub(crate) async fn set_replayed(
    db: &Db,
    tx: &mut Tx,
    import: &str,
    rows: &[u64],
) -> Result<(), DbError> {
    let given: Vec<[u64; 1]> = rows.iter().map(|row| [*row]).collect();
    let records = db.records(1, &[("number", Column::Integer)]);
    sqlx::query(AssertSqlSafe(format!(
        "UPDATE import_rejected SET state = 'replayed', rule = NULL, message_en = NULL, message_zh = NULL, \
         column_name = NULL, value = NULL, suggestion = NULL \
         WHERE import = $2 AND row_number IN (SELECT number FROM {records} AS given)"
    )))
    .bind(serde_json::to_string(&given).unwrap_or_default())
    .bind(import.to_owned())
    .execute(&mut **tx)
    .await?;
    Ok(())
}
