//! Making, rotating and revoking clients, for the API and the command line.

use kernel::Timestamp;
use platform::DbError;

use super::engine::{self, ID_BYTES, SECRET_BYTES};
use super::model::{
    ApiClient, ClientError, LIFE_DAYS_MAX, NAME_CHARACTERS_MAX, NEVER, NewApiClient, NewKey,
    OVERLAP_HOURS_MAX, REQUESTS_PER_MINUTE_MAX,
};
use super::store::{self, Stored};
use crate::App;
use crate::accounts::check_post;
use crate::audit::{Action, Author, Detail, Entry};
use crate::permission::Post;
use crate::session::random;

const DAY_MILLIS: i64 = 86_400_000;
const HOUR_MILLIS: i64 = 3_600_000;

/// All clients, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_clients(app: &App) -> Result<Vec<ApiClient>, ClientError> {
    Ok(store::list(&app.db, &app.pack, app.clock.now()).await?)
}

/// Makes a client and returns its first key, which cannot be shown again.
///
/// # Errors
/// When name, post, permissions, rate or expiry will not do.
pub async fn create_client(
    app: &App,
    author: &Author,
    client: NewApiClient,
) -> Result<NewKey, ClientError> {
    let now = app.clock.now();
    let (name, permissions) = checked(app, &client, now)?;
    let id = engine::id(random::<ID_BYTES>().map_err(|_| ClientError::Random)?);
    let key = draw(&id)?;
    let mut tx = app.db.begin().await?;
    let stored = Stored {
        id: &id,
        name,
        post: &client.post,
        permissions: permissions.join(" "),
        requests_per_minute: client.requests_per_minute,
        created_by: author.account(),
        expires_at: client.expires_at,
    };
    store::insert(&mut tx, stored, now).await?;
    store::insert_key(&mut tx, &id, engine::key_hash(&key), client.expires_at, now).await?;
    let entry = Entry::new(author.clone(), Action::ApiClientCreated)
        .on("api_client", &id)
        .with(Detail::Role, &client.post.role)
        .with(Detail::Region, client.post.region.to_string());
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(NewKey {
        id,
        key,
        former_until: None,
    })
}

/// The trimmed name and the permissions it is narrowed to.
fn checked<'a>(
    app: &App,
    client: &'a NewApiClient,
    now: Timestamp,
) -> Result<(&'a str, Vec<String>), ClientError> {
    let name = client.name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARACTERS_MAX {
        return Err(ClientError::Name);
    }
    if client.expires_at <= now || client.expires_at > now.plus_millis(LIFE_DAYS_MAX * DAY_MILLIS) {
        return Err(ClientError::Expiry);
    }
    if !(1..=REQUESTS_PER_MINUTE_MAX).contains(&client.requests_per_minute) {
        return Err(ClientError::Rate);
    }
    check_post(&app.pack, &client.post)?;
    let post = Post::resolve(
        &app.pack,
        client.post.role.clone(),
        client.post.region,
        client.post.organisation.clone(),
    );
    let held: Vec<&str> = post
        .permissions
        .iter()
        .filter(|permission| !NEVER.contains(permission))
        .map(|permission| permission.as_str())
        .collect();
    if held.is_empty() {
        return Err(ClientError::NoPermission);
    }
    let asked = client.permissions.clone().unwrap_or_default();
    match asked.iter().find(|one| !held.contains(&one.as_str())) {
        Some(unknown) => Err(ClientError::Permission(unknown.clone())),
        None => Ok((name, asked)),
    }
}

/// Gives a client another key; the one before is accepted for `overlap_hours` more.
///
/// # Errors
/// When there is no such client, it was revoked, or the overlap is too long.
pub async fn rotate_client(
    app: &App,
    author: &Author,
    id: &str,
    overlap_hours: u32,
) -> Result<NewKey, ClientError> {
    if overlap_hours > OVERLAP_HOURS_MAX {
        return Err(ClientError::Overlap);
    }
    let now = app.clock.now();
    let client = store::client(&app.db, &app.pack, id)
        .await?
        .ok_or(ClientError::NoClient)?;
    let key = draw(id)?;
    let former_until = now.plus_millis(i64::from(overlap_hours) * HOUR_MILLIS);
    let mut tx = app.db.begin().await?;
    if !store::lock(&mut tx, id).await? {
        return Err(ClientError::NoClient);
    }
    store::end_keys(&mut tx, id, former_until, now).await?;
    store::insert_key(&mut tx, id, engine::key_hash(&key), client.expires_at, now).await?;
    let entry = Entry::new(author.clone(), Action::ApiClientRotated).on("api_client", id);
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(NewKey {
        id: id.to_owned(),
        key,
        former_until: Some(former_until),
    })
}

/// Takes a client's keys away for good; doing it twice finds no such client the second time.
///
/// # Errors
/// When there is no such client or it was revoked.
pub async fn revoke_client(app: &App, author: &Author, id: &str) -> Result<(), ClientError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if !store::lock(&mut tx, id).await? {
        return Err(ClientError::NoClient);
    }
    store::end_keys(&mut tx, id, now, now).await?;
    store::revoke(&mut tx, id, now).await?;
    let entry = Entry::new(author.clone(), Action::ApiClientRevoked).on("api_client", id);
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(())
}

fn draw(id: &str) -> Result<String, ClientError> {
    let secret = random::<SECRET_BYTES>().map_err(|_| ClientError::Random)?;
    Ok(engine::key(id, secret))
}
