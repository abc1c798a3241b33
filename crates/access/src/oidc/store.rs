//! SQL of identities and of sign-ins that are on their way.

use kernel::Timestamp;
use platform::{Db, DbError, Tx};
use sqlx::Row;

/// Sign-ins that may be on their way at once. Anybody can begin one, so beyond that the oldest are forgotten.
const ATTEMPTS_MAX: i64 = 10_000;

/// Stores a sign-in that goes to the provider, and forgets those that never came back.
pub(crate) async fn insert_attempt(
    tx: &mut Tx,
    state_hash: String,
    browser_hash: String,
    return_to: &str,
    kept_from: Timestamp,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query("DELETE FROM oidc_attempt WHERE started_at <= $1")
        .bind(kept_from.millis())
        .execute(&mut **tx)
        .await?;
    sqlx::query(
        "INSERT INTO oidc_attempt (state_hash, browser_hash, return_to, started_at) VALUES ($1, $2, $3, $4)",
    )
    .bind(state_hash)
    .bind(browser_hash)
    .bind(return_to.to_owned())
    .bind(now.millis())
    .execute(&mut **tx)
    .await?;
    sqlx::query(
        "DELETE FROM oidc_attempt WHERE state_hash IN \
         (SELECT state_hash FROM oidc_attempt ORDER BY started_at DESC, state_hash LIMIT 100 OFFSET $1)",
    )
    .bind(ATTEMPTS_MAX)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes a sign-in that came back; a second one finds nothing. Returns the hash of its browser's secret and its way on.
pub(crate) async fn take_attempt(
    db: &Db,
    state_hash: String,
    kept_from: Timestamp,
) -> Result<Option<(String, String)>, DbError> {
    let mut tx = db.begin().await?;
    let row = sqlx::query(
        "DELETE FROM oidc_attempt WHERE state_hash = $1 RETURNING browser_hash, return_to, started_at",
    )
    .bind(state_hash)
    .fetch_optional(&mut *tx)
    .await?;
    tx.commit().await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let started_at: i64 = row.try_get(2)?;
    if started_at <= kept_from.millis() {
        return Ok(None);
    }
    Ok(Some((row.try_get(0)?, row.try_get(1)?)))
}

/// The account linked to somebody at the provider.
pub(crate) async fn account_of(db: &Db, subject_hash: &str) -> Result<Option<String>, DbError> {
    Ok(
        sqlx::query_scalar("SELECT account FROM account_identity WHERE subject_hash = $1")
            .bind(subject_hash.to_owned())
            .fetch_optional(db.read())
            .await?,
    )
}

/// Ids of the accounts that are linked to somebody at the provider.
pub(crate) async fn linked_accounts(db: &Db) -> Result<Vec<String>, DbError> {
    Ok(
        sqlx::query_scalar("SELECT account FROM account_identity ORDER BY account")
            .fetch_all(db.read())
            .await?,
    )
}

/// Links an account; [`DbError::Duplicate`] when it or the subject is linked already.
pub(crate) async fn link(
    tx: &mut Tx,
    subject_hash: String,
    account: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO account_identity (subject_hash, account, linked_at) VALUES ($1, $2, $3)",
    )
    .bind(subject_hash)
    .bind(account.to_owned())
    .bind(now.millis())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes the link of an account away; `false` when there was none.
pub(crate) async fn unlink(tx: &mut Tx, account: &str) -> Result<bool, DbError> {
    let removed = sqlx::query("DELETE FROM account_identity WHERE account = $1")
        .bind(account.to_owned())
        .execute(&mut **tx)
        .await?;
    Ok(removed.rows_affected() == 1)
}

/// Locks an account that is not disabled until the transaction ends; `false` where there is none.
pub(crate) async fn lock(tx: &mut Tx, account: &str) -> Result<bool, DbError> {
    let locked =
        sqlx::query("UPDATE account SET username = username WHERE id = $1 AND disabled_at IS NULL")
            .bind(account.to_owned())
            .execute(&mut **tx)
            .await?;
    Ok(locked.rows_affected() == 1)
}
