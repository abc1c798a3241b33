//! Accounts and their posts.

use kernel::Timestamp;
use pack::Pack;
use platform::{Db, DbError, Tx};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::engine::{DisabledReason, Life};
use crate::{Account, NewAccount, NewPost, Post};

/// Columns of `account` that [`life_from`] reads.
pub(super) const LIFE: &str = "account.disabled_at AS disabled_at, account.disabled_reason AS disabled_reason, \
    account.active_at AS active_at, account.password_changed_at AS password_changed_at";

/// What [`JOINS`] adds to `account`: one row a post, in the order of its position, and the second factor.
pub(super) const JOINS: &str = "LEFT JOIN account_post ON account_post.account = account.id \
    LEFT JOIN account_second_factor AS factor ON factor.account = account.id";

/// Columns that [`from_rows`] reads besides [`LIFE`], of `account` with its [`JOINS`].
pub(super) const COLUMNS: &str = "account.id AS account_id, account.username AS username, \
    account.display_name_zh AS display_name_zh, account.display_name_en AS display_name_en, \
    account.must_change_password AS must_change_password, account.created_at AS account_created_at, \
    factor.enrolled_at AS second_factor_at, account_post.position AS post_number, account_post.role AS role, \
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
                life: life_from(row)?,
                second_factor_at: row
                    .try_get::<Option<i64>, _>("second_factor_at")?
                    .map(Timestamp::from_millis),
                posts: Vec::new(),
            });
        }
        let role: Option<String> = row.try_get("role")?;
        let region: Option<String> = row.try_get("region")?;
        if let (Some(account), Some(role), Some(region)) = (accounts.last_mut(), role, region) {
            let Ok(region) = region.parse() else {
                continue;
            };
            account.posts.push(Post {
                number: row.try_get("post_number")?,
                ..Post::resolve(pack, role, region, row.try_get("organisation")?)
            });
        }
    }
    Ok(accounts)
}

/// Since when an account is in use or out of it.
pub(super) fn life_from(row: &AnyRow) -> Result<Life, DbError> {
    let disabled_at: Option<i64> = row.try_get("disabled_at")?;
    let reason = match row.try_get::<String, _>("disabled_reason")?.as_str() {
        "dormant" => DisabledReason::Dormant,
        _ => DisabledReason::Administrator,
    };
    let active_at: i64 = row.try_get("active_at")?;
    // An account that nobody signed in to yet counts from its first password.
    let password_changed_at: i64 = row.try_get("password_changed_at")?;
    Ok(Life {
        disabled: disabled_at.map(|at| (Timestamp::from_millis(at), reason)),
        active_at: Timestamp::from_millis(active_at.max(password_changed_at)),
    })
}

/// The account with this id.
pub(crate) async fn account(db: &Db, pack: &Pack, id: &str) -> Result<Option<Account>, DbError> {
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT {COLUMNS}, {LIFE} FROM account {JOINS} WHERE account.id = $1 ORDER BY account_post.position"
    )))
    .bind(id.to_owned())
    .fetch_all(db.read())
    .await?;
    Ok(from_rows(&rows, pack)?.pop())
}

/// All accounts by name.
pub(crate) async fn list(db: &Db, pack: &Pack) -> Result<Vec<Account>, DbError> {
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT {COLUMNS}, {LIFE} FROM account {JOINS} \
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

/// Keeps others from changing an account's posts until the transaction ends.
pub(crate) async fn lock_account(tx: &mut Tx, account: &str) -> Result<(), DbError> {
    // Setting what is there already takes the row's lock on both databases.
    sqlx::query("UPDATE account SET username = username WHERE id = $1")
        .bind(account.to_owned())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The posts of an account with their numbers.
pub(crate) async fn posts(tx: &mut Tx, account: &str) -> Result<Vec<(i64, NewPost)>, DbError> {
    let rows = sqlx::query(
        "SELECT position, role, region, organisation FROM account_post WHERE account = $1 ORDER BY position",
    )
    .bind(account.to_owned())
    .fetch_all(&mut **tx)
    .await?;
    let mut posts = Vec::new();
    for row in &rows {
        posts.extend(post_from(row)?);
    }
    Ok(posts)
}

/// Removes a post and returns what it was.
pub(crate) async fn remove_post(
    tx: &mut Tx,
    account: &str,
    number: i64,
) -> Result<Option<NewPost>, DbError> {
    let row = sqlx::query(
        "DELETE FROM account_post WHERE account = $1 AND position = $2 \
         RETURNING position, role, region, organisation",
    )
    .bind(account.to_owned())
    .bind(number)
    .fetch_optional(&mut **tx)
    .await?;
    Ok(match row {
        Some(row) => post_from(&row)?.map(|(_, post)| post),
        None => None,
    })
}

/// A post with its number; nothing where the region is no code.
fn post_from(row: &AnyRow) -> Result<Option<(i64, NewPost)>, DbError> {
    let region: String = row.try_get("region")?;
    let Ok(region) = region.parse() else {
        return Ok(None);
    };
    let post = NewPost {
        role: row.try_get("role")?,
        region,
        organisation: row.try_get("organisation")?,
    };
    Ok(Some((row.try_get("position")?, post)))
}

/// Notes that somebody signed in to an account.
pub(crate) async fn note_active(tx: &mut Tx, account: &str, now: Timestamp) -> Result<(), DbError> {
    sqlx::query("UPDATE account SET active_at = $2 WHERE id = $1")
        .bind(account.to_owned())
        .bind(now.millis())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Closes an account; `false` when it was closed already or is not there.
pub(crate) async fn disable(
    tx: &mut Tx,
    account: &str,
    reason: DisabledReason,
    now: Timestamp,
) -> Result<bool, DbError> {
    let disabled = sqlx::query(
        "UPDATE account SET disabled_at = $2, disabled_reason = $3 WHERE id = $1 AND disabled_at IS NULL",
    )
    .bind(account.to_owned())
    .bind(now.millis())
    .bind(reason.as_str())
    .execute(&mut **tx)
    .await?;
    Ok(disabled.rows_affected() == 1)
}

/// Opens a closed account and counts its silence from now on.
pub(crate) async fn enable(tx: &mut Tx, account: &str, now: Timestamp) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE account SET disabled_at = NULL, disabled_reason = '', active_at = $2 WHERE id = $1",
    )
    .bind(account.to_owned())
    .bind(now.millis())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Accounts that nobody used since, and that are not closed yet.
pub(crate) async fn dormant(db: &Db, since: Timestamp) -> Result<Vec<String>, DbError> {
    Ok(sqlx::query_scalar(
        "SELECT id FROM account WHERE disabled_at IS NULL AND active_at <= $1 \
         AND password_changed_at <= $1 ORDER BY id",
    )
    .bind(since.millis())
    .fetch_all(db.read())
    .await?)
}
