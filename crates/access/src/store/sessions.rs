//! Open sessions.

use kernel::Timestamp;
use pack::{Pack, SignIn};
use platform::{Db, DbError, Tx};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::accounts::{COLUMNS, JOINS, LIFE, from_rows};
use super::{SWEPT_AT_ONCE, skipping_locked};
use crate::Account;
use crate::session::{NewSession, Times, limits};

/// A session and whose it is.
#[derive(Debug)]
pub(crate) struct StoredSession {
    pub(crate) id: String,
    pub(crate) times: Times,
    pub(crate) account: Account,
}

/// A session as its holder and administrators see it.
#[derive(Debug)]
pub(crate) struct ShownSession {
    pub(crate) id: String,
    pub(crate) browser: String,
    pub(crate) system: String,
    pub(crate) source: String,
    pub(crate) times: Times,
}

/// The session with this token hash, open or over.
pub(crate) async fn session(
    db: &Db,
    pack: &Pack,
    token_hash: &str,
) -> Result<Option<StoredSession>, DbError> {
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT held.id AS session_id, {TIMES}, {COLUMNS}, {LIFE} \
         FROM account_session AS held JOIN account ON account.id = held.account {JOINS} \
         WHERE held.token_hash = $1 AND account.disabled_at IS NULL ORDER BY account_post.position"
    )))
    .bind(token_hash.to_owned())
    .fetch_all(db.read())
    .await?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let (id, times) = (first.try_get("session_id")?, times_from(first)?);
    let account = from_rows(&rows, pack)?.pop();
    Ok(account.map(|account| StoredSession { id, times, account }))
}

/// Columns that [`times_from`] reads.
const TIMES: &str = "held.created_at AS created_at, held.last_seen_at AS last_seen_at, held.verified AS verified, held.by_provider AS by_provider";

fn times_from(row: &AnyRow) -> Result<Times, DbError> {
    Ok(Times {
        created_at: Timestamp::from_millis(row.try_get("created_at")?),
        last_seen_at: Timestamp::from_millis(row.try_get("last_seen_at")?),
        is_verified: row.try_get::<i64, _>("verified")? != 0,
        by_provider: row.try_get::<i64, _>("by_provider")? != 0,
    })
}

/// The sessions of an account, used last first; those that are over among them.
pub(crate) async fn sessions_of(db: &Db, account: &str) -> Result<Vec<ShownSession>, DbError> {
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT held.id AS id, held.browser AS browser, held.system AS system, held.source AS source, {TIMES} \
         FROM account_session AS held WHERE held.account = $1 ORDER BY held.last_seen_at DESC, held.id"
    )))
    .bind(account.to_owned())
    .fetch_all(db.read())
    .await?;
    let shown = |row: &AnyRow| {
        Ok(ShownSession {
            id: row.try_get("id")?,
            browser: row.try_get("browser")?,
            system: row.try_get("system")?,
            source: row.try_get("source")?,
            times: times_from(row)?,
        })
    };
    rows.iter().map(shown).collect()
}

/// Notes that a session was used at `now`.
pub(crate) async fn touch_session(
    db: &Db,
    token_hash: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let mut tx = db.begin().await?;
    sqlx::query(
        "UPDATE account_session SET last_seen_at = $2 WHERE token_hash = $1 AND last_seen_at < $2",
    )
    .bind(token_hash.to_owned())
    .bind(now.millis())
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Stores a session opened at `now`.
pub(crate) async fn insert_session(
    tx: &mut Tx,
    session: &NewSession<'_>,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO account_session (token_hash, id, account, created_at, last_seen_at, verified, browser, system, source, by_provider) \
         VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9)",
    )
    .bind(session.token_hash.clone())
    .bind(session.id.clone())
    .bind(session.opening.account.to_owned())
    .bind(now.millis())
    .bind(i64::from(session.opening.is_verified))
    .bind(session.device.browser)
    .bind(session.device.system)
    .bind(session.source.clone())
    .bind(i64::from(session.opening.by_provider))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Gives a session another token, with every factor proved; `false` when it ended meanwhile.
pub(crate) async fn renew_session(
    tx: &mut Tx,
    token_hash: &str,
    next_hash: &str,
) -> Result<bool, DbError> {
    let renewed = sqlx::query(
        "UPDATE account_session SET token_hash = $2, verified = 1 WHERE token_hash = $1",
    )
    .bind(token_hash.to_owned())
    .bind(next_hash.to_owned())
    .execute(&mut **tx)
    .await?;
    Ok(renewed.rows_affected() == 1)
}

/// Ends the session of an account that has this id; `false` when there is none.
pub(crate) async fn remove_session_by_id(
    tx: &mut Tx,
    account: &str,
    id: &str,
) -> Result<bool, DbError> {
    let removed = sqlx::query("DELETE FROM account_session WHERE account = $1 AND id = $2")
        .bind(account.to_owned())
        .bind(id.to_owned())
        .execute(&mut **tx)
        .await?;
    Ok(removed.rows_affected() == 1)
}

/// Ends one session.
pub(crate) async fn remove_session(tx: &mut Tx, token_hash: &str) -> Result<(), DbError> {
    sqlx::query("DELETE FROM account_session WHERE token_hash = $1")
        .bind(token_hash.to_owned())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Ends all sessions of an account but the one with this token hash, and says how many.
pub(crate) async fn end_sessions(
    tx: &mut Tx,
    account: &str,
    but: Option<&str>,
) -> Result<u64, DbError> {
    let ended = sqlx::query("DELETE FROM account_session WHERE account = $1 AND token_hash <> $2")
        .bind(account.to_owned())
        .bind(but.unwrap_or_default().to_owned())
        .execute(&mut **tx)
        .await?;
    Ok(ended.rows_affected())
}

/// Removes some of the sessions that are over because of their age or because nobody used them.
pub(crate) async fn remove_ended_sessions(
    db: &Db,
    tx: &mut Tx,
    rules: &SignIn,
    now: Timestamp,
) -> Result<(), DbError> {
    let (idle, absolute) = limits(rules);
    sqlx::query(AssertSqlSafe(format!(
        "DELETE FROM account_session WHERE token_hash IN (SELECT token_hash FROM account_session \
         WHERE last_seen_at <= $1 OR created_at <= $2 LIMIT {SWEPT_AT_ONCE} {})",
        skipping_locked(db)
    )))
    .bind(now.millis() - idle)
    .bind(now.millis() - absolute)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
