//! Accounts and their posts.

use kernel::Timestamp;
use pack::Pack;
use platform::{Db, DbError, Tx};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::{Account, NewAccount, NewPost, Post};

/// Columns that [`from_rows`] reads, of `account` and its left-joined `account_post` in the order of its position.
pub(super) const COLUMNS: &str = "account.id AS account_id, account.username AS username, \
    account.display_name_zh AS display_name_zh, account.display_name_en AS display_name_en, \
    account.must_change_password AS must_change_password, account.created_at AS account_created_at, \
    account.password_changed_at AS password_changed_at, account_post.role AS role, \
    account_post.region AS region, account_post.organisation AS organisation";

/// Accounts from rows that hold one post each; rows of one account follow each other.
pub(super) fn from_rows(rows: &[AnyRow], pack: &Pack) -> Result<Vec<Account>, DbError> {
    let mut accounts: Vec<Account> = Vec::new();
    for row in rows {
        let id: String = row.try_get("account_id")?;
        if accounts.last().is_none_or(|account| account.id != id) {
            accounts.push(Account {
                id,
                username: row.try_get("username")?,
                display_name_zh: row.try_get("display_name_zh")?,
                display_name_en: row.try_get("display_name_en")?,
                must_change_password: row.try_get::<i64, _>("must_change_password")? != 0,
                created_at: Timestamp::from_millis(row.try_get("account_created_at")?),
                password_changed_at: Timestamp::from_millis(row.try_get("password_changed_at")?),
                posts: Vec::new(),
            });
        }
        let role: Option<String> = row.try_get("role")?;
        let region: Option<String> = row.try_get("region")?;
        if let (Some(account), Some(role), Some(region)) = (accounts.last_mut(), role, region) {
            let Ok(region) = region.parse() else {
                continue;
            };
            account.posts.push(Post::resolve(
                pack,
                role,
                region,
                row.try_get("organisation")?,
            ));
        }
    }
    Ok(accounts)
}

/// What a password is compared with.
#[derive(Debug, Clone)]
pub(crate) struct Credentials {
    pub(crate) account: String,
    pub(crate) username: String,
    pub(crate) password_hash: String,
}

fn credentials_from(row: &AnyRow) -> Result<Credentials, DbError> {
    Ok(Credentials {
        account: row.try_get("id")?,
        username: row.try_get("username")?,
        password_hash: row.try_get("password_hash")?,
    })
}

/// The credentials of the account with this folded name.
pub(crate) async fn credentials(db: &Db, username: &str) -> Result<Option<Credentials>, DbError> {
    let row = sqlx::query("SELECT id, username, password_hash FROM account WHERE username = $1")
        .bind(username.to_owned())
        .fetch_optional(db.read())
        .await?;
    row.as_ref().map(credentials_from).transpose()
}

/// The credentials of the account with this id.
pub(crate) async fn credentials_by_id(db: &Db, id: &str) -> Result<Option<Credentials>, DbError> {
    let row = sqlx::query("SELECT id, username, password_hash FROM account WHERE id = $1")
        .bind(id.to_owned())
        .fetch_optional(db.read())
        .await?;
    row.as_ref().map(credentials_from).transpose()
}

/// All accounts by name.
pub(crate) async fn list(db: &Db, pack: &Pack) -> Result<Vec<Account>, DbError> {
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM account \
         LEFT JOIN account_post ON account_post.account = account.id \
         ORDER BY account.username, account_post.position"
    )))
    .fetch_all(db.read())
    .await?;
    from_rows(&rows, pack)
}

/// Stores an account without its posts.
pub(crate) async fn insert_account(
    tx: &mut Tx,
    account: &NewAccount,
    id: &str,
    password_hash: String,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO account (id, username, display_name_zh, display_name_en, password_hash, \
         must_change_password, created_at, password_changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
    )
    .bind(id.to_owned())
    .bind(account.username.clone())
    .bind(account.display_name_zh.clone())
    .bind(account.display_name_en.clone())
    .bind(password_hash)
    .bind(i64::from(account.must_change_password))
    .bind(now.millis())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Stores one post of an account.
pub(crate) async fn insert_post(
    tx: &mut Tx,
    account: &str,
    position: i64,
    post: &NewPost,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO account_post (account, position, role, region, organisation) \
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(account.to_owned())
    .bind(position)
    .bind(post.role.clone())
    .bind(post.region.to_string())
    .bind(post.organisation.clone())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Locks an account until the transaction ends, if its password still is the one with this hash.
///
/// Opening a session and changing the password thereby happen one after the other, on PostgreSQL too.
pub(crate) async fn lock_password(
    tx: &mut Tx,
    account: &str,
    password_hash: &str,
) -> Result<bool, DbError> {
    let locked = sqlx::query(
        "UPDATE account SET password_hash = password_hash WHERE id = $1 AND password_hash = $2",
    )
    .bind(account.to_owned())
    .bind(password_hash.to_owned())
    .execute(&mut **tx)
    .await?;
    Ok(locked.rows_affected() == 1)
}

/// Sets a password; whether it must be changed again is said by `must_change`.
pub(crate) async fn replace_password(
    tx: &mut Tx,
    account: &str,
    password_hash: String,
    must_change: bool,
    now: Timestamp,
) -> Result<(), DbError> {
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
