//! Open sessions.

use kernel::Timestamp;
use pack::Pack;
use platform::{Db, DbError};
use sqlx::{AssertSqlSafe, Row};

use super::accounts::{COLUMNS, from_rows};
use crate::Account;

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
