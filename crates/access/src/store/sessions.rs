//! Open sessions.

use kernel::Timestamp;
use pack::Pack;
use platform::{Db, DbError, Tx};
use sqlx::{AssertSqlSafe, Row};

use super::accounts::{COLUMNS, from_rows};
use super::{SWEPT_AT_ONCE, skipping_locked};
use crate::Account;
use crate::session::{ABSOLUTE_MILLIS, IDLE_MILLIS};

/// A session and whose it is.
#[derive(Debug)]
pub(crate) struct StoredSession {
    pub(crate) created_at: Timestamp,
    pub(crate) last_seen_at: Timestamp,
    pub(crate) account: Account,
}

/// The session with this token hash, open or over.
pub(crate) async fn session(
    db: &Db,
    pack: &Pack,
    token_hash: &str,
) -> Result<Option<StoredSession>, DbError> {
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT held.created_at AS created_at, held.last_seen_at AS last_seen_at, {COLUMNS} \
         FROM account_session AS held JOIN account ON account.id = held.account \
         LEFT JOIN account_post ON account_post.account = account.id \
         WHERE held.token_hash = $1 ORDER BY account_post.position"
    )))
    .bind(token_hash.to_owned())
    .fetch_all(db.read())
    .await?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let created_at = Timestamp::from_millis(first.try_get("created_at").map_err(DbError::from)?);
    let last_seen_at =
        Timestamp::from_millis(first.try_get("last_seen_at").map_err(DbError::from)?);
    let account = from_rows(&rows, pack)?.pop();
    Ok(account.map(|account| StoredSession {
        created_at,
        last_seen_at,
        account,
    }))
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
    token_hash: &str,
    account: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO account_session (token_hash, account, created_at, last_seen_at) \
         VALUES ($1, $2, $3, $3)",
    )
    .bind(token_hash.to_owned())
    .bind(account.to_owned())
    .bind(now.millis())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Ends one session.
pub(crate) async fn remove_session(tx: &mut Tx, token_hash: &str) -> Result<(), DbError> {
    sqlx::query("DELETE FROM account_session WHERE token_hash = $1")
        .bind(token_hash.to_owned())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Ends all sessions of an account but the one with this token hash.
pub(crate) async fn end_sessions(
    tx: &mut Tx,
    account: &str,
    but: Option<&str>,
) -> Result<(), DbError> {
    sqlx::query("DELETE FROM account_session WHERE account = $1 AND token_hash <> $2")
        .bind(account.to_owned())
        .bind(but.unwrap_or_default().to_owned())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Removes some of the sessions that are over because of their age or because nobody used them.
pub(crate) async fn remove_ended_sessions(
    db: &Db,
    tx: &mut Tx,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(AssertSqlSafe(format!(
        "DELETE FROM account_session WHERE token_hash IN (SELECT token_hash FROM account_session \
         WHERE last_seen_at <= $1 OR created_at <= $2 LIMIT {SWEPT_AT_ONCE} {})",
        skipping_locked(db)
    )))
    .bind(now.millis() - IDLE_MILLIS)
    .bind(now.millis() - ABSOLUTE_MILLIS)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
