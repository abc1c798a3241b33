//! Passwords, the one in force and former ones.

use kernel::Timestamp;
use platform::{Db, DbError, Tx};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::accounts::{LIFE, life_from};
use crate::engine::Life;

/// What a password is compared with, and what is known of its account.
#[derive(Debug, Clone)]
pub(crate) struct Credentials {
    pub(crate) account: String,
    pub(crate) username: String,
    pub(crate) password_hash: String,
    pub(crate) life: Life,
    pub(crate) has_second_factor: bool,
}

const CREDENTIALS: &str = "account.id AS account_id, account.username AS username, \
    account.password_hash AS password_hash, factor.enrolled_at AS second_factor_at";

async fn find(db: &Db, column: &str, value: &str) -> Result<Option<Credentials>, DbError> {
    let row = sqlx::query(AssertSqlSafe(format!(
        "SELECT {CREDENTIALS}, {LIFE} FROM account \
         LEFT JOIN account_second_factor AS factor ON factor.account = account.id \
         WHERE account.{column} = $1"
    )))
    .bind(value.to_owned())
    .fetch_optional(db.read())
    .await?;
    row.as_ref().map(credentials_from).transpose()
}

fn credentials_from(row: &AnyRow) -> Result<Credentials, DbError> {
    let second_factor_at: Option<i64> = row.try_get("second_factor_at")?;
    Ok(Credentials {
        account: row.try_get("account_id")?,
        username: row.try_get("username")?,
        password_hash: row.try_get("password_hash")?,
        life: life_from(row)?,
        has_second_factor: second_factor_at.is_some(),
    })
}

/// The credentials of the account with this folded name.
pub(crate) async fn credentials(db: &Db, username: &str) -> Result<Option<Credentials>, DbError> {
    find(db, "username", username).await
}

/// The credentials of the account with this id.
pub(crate) async fn credentials_by_id(db: &Db, id: &str) -> Result<Option<Credentials>, DbError> {
    find(db, "id", id).await
}

/// Hashes of the last former passwords, newest first.
pub(crate) async fn former_passwords(
    db: &Db,
    account: &str,
    count: u32,
) -> Result<Vec<String>, DbError> {
    Ok(sqlx::query_scalar(
        "SELECT password_hash FROM account_former_password WHERE account = $1 ORDER BY id DESC LIMIT $2",
    )
    .bind(account.to_owned())
    .bind(i64::from(count))
    .fetch_all(db.read())
    .await?)
}

/// Locks an account until the transaction ends, if its password still is the one with this hash and it is not disabled.
///
/// Opening a session and changing the password thereby happen one after the other, on PostgreSQL too.
pub(crate) async fn lock_password(
    tx: &mut Tx,
    account: &str,
    password_hash: &str,
) -> Result<bool, DbError> {
    let locked = sqlx::query(
        "UPDATE account SET password_hash = password_hash \
         WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL",
    )
    .bind(account.to_owned())
    .bind(password_hash.to_owned())
    .execute(&mut **tx)
    .await?;
    Ok(locked.rows_affected() == 1)
}

/// Sets a password and keeps `history` former ones; whether it must be changed again is said by `must_change`.
pub(crate) async fn replace_password(
    tx: &mut Tx,
    account: &str,
    password_hash: String,
    must_change: bool,
    history: u32,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO account_former_password (account, replaced_at, password_hash) \
         SELECT id, $2, password_hash FROM account WHERE id = $1",
    )
    .bind(account.to_owned())
    .bind(now.millis())
    .execute(&mut **tx)
    .await?;
    sqlx::query(
        "DELETE FROM account_former_password WHERE account = $1 AND id NOT IN \
         (SELECT id FROM account_former_password WHERE account = $1 ORDER BY id DESC LIMIT $2)",
    )
    .bind(account.to_owned())
    .bind(i64::from(history))
    .execute(&mut **tx)
    .await?;
    sqlx::query(
        "UPDATE account SET password_hash = $2, must_change_password = $3, password_changed_at = $4 \
         WHERE id = $1",
    )
    .bind(account.to_owned())
    .bind(password_hash)
    .bind(i64::from(must_change))
    .bind(now.millis())
    .execute(&mut **tx)
    .await?;
    Ok(())
}
