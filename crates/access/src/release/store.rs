//! SQL of exports.

use kernel::{Id, Timestamp};
use platform::{Db, DbError, Tx};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::model::{Export, ExportKind, ExportState};
use crate::grants::store::{account_columns, account_ref, areas_json, within};
use crate::grants::{AccountRef, Choice, Decision};

fn columns() -> String {
    format!(
        "held.id AS id, held.account AS account, held.account_name AS account_name, held.path AS path, held.kind AS kind, held.format AS format, held.filter AS filter, \
         held.filter_digest AS filter_digest, held.as_of AS as_of, held.rows_count AS rows_count, \
         held.masked_count AS masked_count, held.purpose AS purpose, held.pack_version AS pack_version, \
         held.state AS state, held.asked_at AS asked_at, held.reason AS reason, held.decision AS decision, \
         held.decision_reason AS decision_reason, held.decided_at AS decided_at, held.expires_at AS expires_at, \
         held.handed_out_at AS handed_out_at, {}, {} \
         FROM export AS held LEFT JOIN account AS asker ON asker.id = held.account \
         LEFT JOIN account AS decider ON decider.id = held.decided_by",
        account_columns("asker"),
        account_columns("decider")
    )
}

fn damaged() -> DbError {
    DbError::Damaged("an export's row cannot be read".to_owned())
}

fn read(row: &AnyRow) -> Result<Export, DbError> {
    let at = |name: &str| -> Result<Option<Timestamp>, sqlx::Error> {
        Ok(row
            .try_get::<Option<i64>, _>(name)?
            .map(Timestamp::from_millis))
    };
    let text = |name: &str| row.try_get::<Option<String>, _>(name);
    let count = |name: &str| -> Result<u64, sqlx::Error> {
        Ok(u64::try_from(row.try_get::<i64, _>(name)?).unwrap_or_default())
    };
    let choice = text("decision")?.and_then(|choice| Choice::parse(&choice));
    let decision = match (choice, account_ref(row, "decider")?, at("decided_at")?) {
        (Some(decision), Some(by), Some(at)) => Some(Decision {
            by,
            decision,
            reason: text("decision_reason")?.unwrap_or_default(),
            at,
        }),
        _ => None,
    };
    Ok(Export {
        id: row
            .try_get::<String, _>("id")?
            .parse()
            .map_err(|_| damaged())?,
        account: match account_ref(row, "asker")? {
            Some(account) => account,
            None => named(row)?,
        },
        path: row.try_get("path")?,
        kind: ExportKind::parse(&row.try_get::<String, _>("kind")?).ok_or_else(damaged)?,
        format: row.try_get("format")?,
        filter: serde_json::from_str(&row.try_get::<String, _>("filter")?)
            .map_err(|_| damaged())?,
        filter_digest: row.try_get("filter_digest")?,
        as_of: at("as_of")?,
        rows_count: count("rows_count")?,
        masked_count: count("masked_count")?,
        purpose: row.try_get("purpose")?,
        pack_version: row.try_get("pack_version")?,
        state: ExportState::parse(&row.try_get::<String, _>("state")?).ok_or_else(damaged)?,
        asked_at: at("asked_at")?.ok_or_else(damaged)?,
        reason: text("reason")?,
        decision,
        expires_at: at("expires_at")?,
        handed_out_at: at("handed_out_at")?,
    })
}

/// An API client, which has no account; its names are the one it goes by.
fn named(row: &AnyRow) -> Result<AccountRef, DbError> {
    let name: String = row.try_get("account_name")?;
    Ok(AccountRef {
        id: row.try_get("account")?,
        username: name.clone(),
        display_name_zh: name.clone(),
        display_name_en: name,
    })
}

/// One export.
pub(crate) async fn export(db: &Db, id: Id<Export>) -> Result<Option<Export>, DbError> {
    let row = sqlx::query(AssertSqlSafe(format!(
        "SELECT {} WHERE held.id = $1",
        columns()
    )))
    .bind(id.to_string())
    .fetch_optional(db.read())
    .await?;
    row.as_ref().map(read).transpose()
}

/// A page of exports, newest first: those of one account, and those in some areas.
pub(crate) async fn exports(
    db: &Db,
    state: Option<ExportState>,
    account: &str,
    areas: &[String],
    before: Option<Id<Export>>,
    limit: u32,
) -> Result<Vec<Export>, DbError> {
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT {} WHERE (CAST($2 AS TEXT) IS NULL OR held.state = $2) AND (held.account = $3 OR {}) \
         AND (CAST($5 AS TEXT) IS NULL OR held.id < $5) ORDER BY held.id DESC LIMIT $1",
        columns(),
        within(db, "held.path", 4),
    )))
    .bind(i64::from(limit))
    .bind(state.map(|state| state.as_str().to_owned()))
    .bind(account.to_owned())
    .bind(areas_json(areas))
    .bind(before.map(|id| id.to_string()))
    .fetch_all(db.read())
    .await?;
    rows.iter().map(read).collect()
}

/// The export of an account that is held for the same question, if there is one.
pub(crate) async fn held(
    db: &Db,
    account: &str,
    digest: &str,
) -> Result<Option<Id<Export>>, DbError> {
    let id: Option<String> = sqlx::query_scalar(
        "SELECT id FROM export WHERE account = $1 AND filter_digest = $2 AND state = 'held' \
         ORDER BY id DESC LIMIT 1",
    )
    .bind(account.to_owned())
    .bind(digest.to_owned())
    .fetch_optional(db.read())
    .await?;
    Ok(id.and_then(|id| id.parse().ok()))
}

/// Stores an export that is held or was handed out at once.
pub(crate) async fn insert(tx: &mut Tx, export: &Export) -> Result<(), DbError> {
    let filter = serde_json::to_string(&export.filter).map_err(|_| damaged())?;
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    sqlx::query(
        "INSERT INTO export (id, account, account_name, path, kind, format, filter, filter_digest, as_of, rows_count, \
         masked_count, purpose, pack_version, state, asked_at, handed_out_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(export.id.to_string())
    .bind(export.account.id.clone())
    .bind(export.account.username.clone())
    .bind(export.path.clone())
    .bind(export.kind.as_str())
    .bind(export.format.clone())
    .bind(filter)
    .bind(export.filter_digest.clone())
    .bind(export.as_of.map(Timestamp::millis))
    .bind(number(export.rows_count))
    .bind(number(export.masked_count))
    .bind(export.purpose.clone())
    .bind(export.pack_version.clone())
    .bind(export.state.as_str())
    .bind(export.asked_at.millis())
    .bind(export.handed_out_at.map(Timestamp::millis))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes how many rows a held export has by now.
pub(crate) async fn set_rows(tx: &mut Tx, id: Id<Export>, rows_count: u64) -> Result<(), DbError> {
    sqlx::query("UPDATE export SET rows_count = $2 WHERE id = $1 AND state = 'held'")
        .bind(id.to_string())
        .bind(i64::try_from(rows_count).unwrap_or(i64::MAX))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Puts a held export before those who approve; whether it was held.
pub(crate) async fn ask(
    tx: &mut Tx,
    id: Id<Export>,
    account: &str,
    reason: &str,
) -> Result<bool, DbError> {
    let asked = sqlx::query(
        "UPDATE export SET state = 'waiting', reason = $3 WHERE id = $1 AND account = $2 AND state = 'held'",
    )
    .bind(id.to_string())
    .bind(account.to_owned())
    .bind(reason.to_owned())
    .execute(&mut **tx)
    .await?;
    Ok(asked.rows_affected() == 1)
}

/// Stores a decision; whether the export waited for one, and for somebody else's.
pub(crate) async fn decide(
    tx: &mut Tx,
    id: Id<Export>,
    by: &str,
    choice: Choice,
    reason: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<bool, DbError> {
    let state = match choice {
        Choice::Approve => ExportState::Approved,
        Choice::Refuse => ExportState::Refused,
    };
    let decided = sqlx::query(
        "UPDATE export SET state = $2, decided_by = $3, decision = $4, decision_reason = $5, \
         decided_at = $6, expires_at = $7 WHERE id = $1 AND state = 'waiting' AND account <> $3",
    )
    .bind(id.to_string())
    .bind(state.as_str())
    .bind(by.to_owned())
    .bind(choice.as_str())
    .bind(reason.to_owned())
    .bind(now.millis())
    .bind(expires_at.millis())
    .execute(&mut **tx)
    .await?;
    Ok(decided.rows_affected() == 1)
}

/// Notes that an approved export goes; whether nobody fetched it before.
pub(crate) async fn hand_out(
    tx: &mut Tx,
    id: Id<Export>,
    rows_count: u64,
    masked_count: u64,
    now: Timestamp,
) -> Result<bool, DbError> {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let gone = sqlx::query(
        "UPDATE export SET state = 'handed_out', handed_out_at = $2, rows_count = $3, masked_count = $4 \
         WHERE id = $1 AND state = 'approved'",
    )
    .bind(id.to_string())
    .bind(now.millis())
    .bind(number(rows_count))
    .bind(number(masked_count))
    .execute(&mut **tx)
    .await?;
    Ok(gone.rows_affected() == 1)
}

/// Exports older than an instant: how many there are, and how many of them are removed.
pub(crate) async fn due(db: &Db, before: Timestamp) -> Result<u64, DbError> {
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM export WHERE asked_at < $1")
        .bind(before.millis())
        .fetch_one(db.read())
        .await?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// Removes exports older than an instant from the register.
pub(crate) async fn remove_due(tx: &mut Tx, before: Timestamp) -> Result<u64, DbError> {
    let removed = sqlx::query("DELETE FROM export WHERE asked_at < $1")
        .bind(before.millis())
        .execute(&mut **tx)
        .await?;
    Ok(removed.rows_affected())
}
