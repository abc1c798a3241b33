//! Accounts and their posts.

use kernel::Timestamp;
use pack::Pack;
use platform::DbError;
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::{Account, Post};

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
