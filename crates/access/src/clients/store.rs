//! SQL of API clients.

use std::collections::HashMap;

use kernel::Timestamp;
use pack::Pack;
use platform::{Db, DbError, Tx};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::model::{ApiClient, NEVER};
use crate::NewPost;
use crate::permission::Post;

const COLUMNS: &str = "client.id AS id, client.name AS name, client.role AS role, client.region AS region, \
    client.organisation AS organisation, client.permissions AS permissions, \
    client.requests_per_minute AS requests_per_minute, client.created_at AS created_at, \
    client.expires_at AS expires_at, client.last_used_at AS last_used_at, client.revoked_at AS revoked_at";

/// The client of a row, without its keys; `None` where its region's code has no form.
fn client_from(row: &AnyRow, pack: &Pack) -> Result<Option<ApiClient>, DbError> {
    let instant = |name| -> Result<Option<Timestamp>, DbError> {
        Ok(row
            .try_get::<Option<i64>, _>(name)?
            .map(Timestamp::from_millis))
    };
    let Ok(region) = row.try_get::<String, _>("region")?.parse() else {
        return Ok(None);
    };
    let mut post = Post::resolve(
        pack,
        row.try_get("role")?,
        region,
        row.try_get("organisation")?,
    );
    let narrowed: String = row.try_get("permissions")?;
    post.permissions.retain(|held| {
        !NEVER.contains(held)
            && (narrowed.is_empty() || narrowed.split(' ').any(|one| one == held.as_str()))
    });
    let requests: i64 = row.try_get("requests_per_minute")?;
    Ok(Some(ApiClient {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        post,
        requests_per_minute: u32::try_from(requests).unwrap_or(1),
        created_at: Timestamp::from_millis(row.try_get("created_at")?),
        expires_at: Timestamp::from_millis(row.try_get("expires_at")?),
        last_used_at: instant("last_used_at")?,
        revoked_at: instant("revoked_at")?,
        keys: Vec::new(),
    }))
}

/// All clients, newest first, with the times of the keys that are accepted at `now`.
pub(crate) async fn list(db: &Db, pack: &Pack, now: Timestamp) -> Result<Vec<ApiClient>, DbError> {
    let mut keys: HashMap<String, Vec<(Timestamp, Timestamp)>> = HashMap::new();
    for row in sqlx::query(
        "SELECT client, created_at, expires_at FROM api_client_key WHERE expires_at > $1 ORDER BY created_at",
    )
    .bind(now.millis())
    .fetch_all(db.read())
    .await?
    {
        let times = (
            Timestamp::from_millis(row.try_get(1)?),
            Timestamp::from_millis(row.try_get(2)?),
        );
        keys.entry(row.try_get(0)?).or_default().push(times);
    }
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM api_client AS client ORDER BY client.created_at DESC, client.id"
    )))
    .fetch_all(db.read())
    .await?;
    let mut clients = Vec::with_capacity(rows.len());
    for row in &rows {
        if let Some(mut client) = client_from(row, pack)? {
            client.keys = keys.remove(&client.id).unwrap_or_default();
            clients.push(client);
        }
    }
    Ok(clients)
}

/// The client with this id, without its keys.
pub(crate) async fn client(db: &Db, pack: &Pack, id: &str) -> Result<Option<ApiClient>, DbError> {
    let row = sqlx::query(AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM api_client AS client WHERE client.id = $1"
    )))
    .bind(id.to_owned())
    .fetch_optional(db.read())
    .await?;
    row.map_or(Ok(None), |row| client_from(&row, pack))
}

/// The client whose key has this hash, if the key is accepted at `now`.
pub(crate) async fn client_by_key(
    db: &Db,
    pack: &Pack,
    key_hash: &str,
    now: Timestamp,
) -> Result<Option<ApiClient>, DbError> {
    let row = sqlx::query(AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM api_client_key AS held JOIN api_client AS client ON client.id = held.client \
         WHERE held.key_hash = $1 AND held.expires_at > $2"
    )))
    .bind(key_hash.to_owned())
    .bind(now.millis())
    .fetch_optional(db.read())
    .await?;
    row.map_or(Ok(None), |row| client_from(&row, pack))
}

/// What a client to be stored is made of.
pub(crate) struct Stored<'a> {
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
    pub(crate) post: &'a NewPost,
    pub(crate) permissions: String,
    pub(crate) requests_per_minute: u32,
    pub(crate) created_by: &'a str,
    pub(crate) expires_at: Timestamp,
}

/// Stores a client without its key.
pub(crate) async fn insert(tx: &mut Tx, client: Stored<'_>, now: Timestamp) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO api_client (id, name, role, region, organisation, permissions, requests_per_minute, \
         created_at, created_by, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(client.id.to_owned())
    .bind(client.name.to_owned())
    .bind(client.post.role.clone())
    .bind(client.post.region.to_string())
    .bind(client.post.organisation.clone())
    .bind(client.permissions)
    .bind(i64::from(client.requests_per_minute))
    .bind(now.millis())
    .bind(client.created_by.to_owned())
    .bind(client.expires_at.millis())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Stores the hash of a key.
pub(crate) async fn insert_key(
    tx: &mut Tx,
    client: &str,
    key_hash: String,
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO api_client_key (key_hash, client, created_at, expires_at) VALUES ($1, $2, $3, $4)",
    )
    .bind(key_hash)
    .bind(client.to_owned())
    .bind(now.millis())
    .bind(expires_at.millis())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Lets the keys a client has end at `until`, those that would end sooner excepted, and forgets those that are over.
pub(crate) async fn end_keys(
    tx: &mut Tx,
    client: &str,
    until: Timestamp,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query("UPDATE api_client_key SET expires_at = $2 WHERE client = $1 AND expires_at > $2")
        .bind(client.to_owned())
        .bind(until.millis())
        .execute(&mut **tx)
        .await?;
    sqlx::query("DELETE FROM api_client_key WHERE client = $1 AND expires_at <= $2")
        .bind(client.to_owned())
        .bind(now.millis())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Locks a client that is not revoked until the transaction ends; `false` where there is none.
pub(crate) async fn lock(tx: &mut Tx, client: &str) -> Result<bool, DbError> {
    let locked =
        sqlx::query("UPDATE api_client SET name = name WHERE id = $1 AND revoked_at IS NULL")
            .bind(client.to_owned())
            .execute(&mut **tx)
            .await?;
    Ok(locked.rows_affected() == 1)
}

/// Marks a client as revoked.
pub(crate) async fn revoke(tx: &mut Tx, client: &str, now: Timestamp) -> Result<(), DbError> {
    sqlx::query("UPDATE api_client SET revoked_at = $2 WHERE id = $1")
        .bind(client.to_owned())
        .bind(now.millis())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Notes that a client asked at `now`.
pub(crate) async fn touch(db: &Db, client: &str, now: Timestamp) -> Result<(), DbError> {
    let mut tx = db.begin().await?;
    sqlx::query("UPDATE api_client SET last_used_at = $2 WHERE id = $1")
        .bind(client.to_owned())
        .bind(now.millis())
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(())
}
