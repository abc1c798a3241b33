//! The history of posts.

use kernel::Timestamp;
use platform::{Db, DbError, Tx};
use sqlx::Row;

use crate::model::NewPost;

/// A post that is granted or withdrawn now.
pub(crate) struct PostChange<'a> {
    pub(crate) account: &'a str,
    pub(crate) position: i64,
    pub(crate) post: &'a NewPost,
    pub(crate) is_granted: bool,
    pub(crate) reason: Option<&'a str>,
    /// Empty where nobody's account did it.
    pub(crate) by: &'a str,
    pub(crate) at: Timestamp,
}

/// One that was, as stored.
#[derive(Debug, Clone)]
pub(crate) struct PastPostChange {
    pub(crate) number: i64,
    pub(crate) position: i64,
    pub(crate) role: String,
    pub(crate) region: String,
    pub(crate) organisation: Option<String>,
    pub(crate) is_granted: bool,
    pub(crate) reason: Option<String>,
    pub(crate) by: Option<String>,
    pub(crate) by_name: Option<String>,
    pub(crate) at: Timestamp,
}

/// Puts a change of posts on the account's history.
pub(crate) async fn insert_post_change(
    tx: &mut Tx,
    change: &PostChange<'_>,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO account_post_change (account, position, role, region, organisation, is_granted, reason, \
         changed_by, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(change.account.to_owned())
    .bind(change.position)
    .bind(change.post.role.clone())
    .bind(change.post.region.to_string())
    .bind(change.post.organisation.clone())
    .bind(i64::from(change.is_granted))
    .bind(change.reason.map(str::to_owned))
    .bind(Some(change.by.to_owned()).filter(|by| !by.is_empty()))
    .bind(change.at.millis())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Changes of an account's posts, the newest first, from before a number on.
pub(crate) async fn post_changes(
    db: &Db,
    account: &str,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<PastPostChange>, DbError> {
    let rows = sqlx::query(
        "SELECT held.number, held.position, held.role, held.region, held.organisation, held.is_granted, held.reason, \
         held.changed_by, account.username, held.changed_at FROM account_post_change AS held \
         LEFT JOIN account ON account.id = held.changed_by \
         WHERE held.account = $1 AND held.number < $2 ORDER BY held.number DESC LIMIT $3",
    )
    .bind(account.to_owned())
    .bind(before.unwrap_or(i64::MAX))
    .bind(i64::from(limit))
    .fetch_all(db.read())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(PastPostChange {
                number: row.try_get(0)?,
                position: row.try_get(1)?,
                role: row.try_get(2)?,
                region: row.try_get(3)?,
                organisation: row.try_get(4)?,
                is_granted: row.try_get::<i64, _>(5)? != 0,
                reason: row.try_get(6)?,
                by: row.try_get(7)?,
                by_name: row.try_get(8)?,
                at: Timestamp::from_millis(row.try_get(9)?),
            })
        })
        .collect()
}
