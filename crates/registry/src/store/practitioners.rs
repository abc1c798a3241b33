//! Practitioners and their posts.

use std::collections::HashMap;

use kernel::{Day, Id, Timestamp};
use platform::{Db, DbError, Tx};
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use super::{path_end, placeholders};
use crate::engine::{Reading, folded};
use crate::model::{Practitioner, PractitionerPost};

/// Where a page of practitioners ended: their id.
pub(crate) type PractitionerKey = String;

/// Stores a practitioner with all posts in place of what was there.
pub(crate) async fn put_practitioner(
    tx: &mut Tx,
    practitioner: &Practitioner,
    reading: &Reading,
    by: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let id = practitioner.id.to_string();
    sqlx::query(
        "INSERT INTO practitioner (id, name, kind, search_name, search_pinyin, search_initials, recorded_at, recorded_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET name = excluded.name, \
         kind = excluded.kind, search_name = excluded.search_name, search_pinyin = excluded.search_pinyin, \
         search_initials = excluded.search_initials, recorded_at = excluded.recorded_at, recorded_by = excluded.recorded_by",
    )
    .bind(id.clone())
    .bind(practitioner.name.clone())
    .bind(practitioner.kind.clone())
    .bind(folded(&practitioner.name))
    .bind(reading.pinyin.clone())
    .bind(reading.initials.clone())
    .bind(now.millis())
    .bind(by.to_owned())
    .execute(&mut **tx)
    .await?;
    sqlx::query("DELETE FROM practitioner_post WHERE practitioner = $1")
        .bind(id.clone())
        .execute(&mut **tx)
        .await?;
    for post in &practitioner.posts {
        sqlx::query(
            "INSERT INTO practitioner_post (practitioner, organisation, region_path, valid_from, valid_to) \
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(id.clone())
        .bind(post.organisation.clone())
        .bind(post.region_path.clone())
        .bind(i64::from(post.valid_from.number()))
        .bind(post.valid_to.map(|day| i64::from(day.number())))
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// Whether there is a practitioner with an id.
pub(crate) async fn practitioner_exists(
    connection: &mut AnyConnection,
    id: Id<Practitioner>,
) -> Result<bool, DbError> {
    let found = sqlx::query("SELECT 1 FROM practitioner WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(connection)
        .await?;
    Ok(found.is_some())
}

/// Practitioners with a post at or below a region or at an organisation, whose name begins as asked, from after an id on.
pub(crate) async fn practitioners(
    db: &Db,
    region_path: &str,
    organisation: Option<&str>,
    query: &str,
    after: Option<&PractitionerKey>,
    limit: usize,
) -> Result<Vec<Practitioner>, DbError> {
    let prefix = format!(
        "{}%",
        query
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_")
    );
    let rows = sqlx::query(
        "SELECT id, name, kind FROM practitioner WHERE id > $1 AND id IN (\
           SELECT practitioner FROM practitioner_post WHERE region_path >= $2 AND region_path < $3 \
           AND ($4 = '' OR organisation = $4)) \
         AND (search_name LIKE $5 ESCAPE '\\' OR search_pinyin LIKE $5 ESCAPE '\\' OR search_initials LIKE $5 ESCAPE '\\') \
         ORDER BY id LIMIT $6",
    )
    .bind(after.cloned().unwrap_or_default())
    .bind(region_path.to_owned())
    .bind(path_end(region_path))
    .bind(organisation.unwrap_or_default().to_owned())
    .bind(prefix)
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(db.read())
    .await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        let id: String = row.try_get("id")?;
        found.push(Practitioner {
            id: id.parse().map_err(|_| {
                DbError::Damaged("an id in the table `practitioner` is none".to_owned())
            })?,
            name: row.try_get("name")?,
            kind: row.try_get("kind")?,
            posts: Vec::new(),
        });
    }
    let ids: Vec<String> = found.iter().map(|one| one.id.to_string()).collect();
    let mut posts = practitioner_posts(db, &ids).await?;
    for one in &mut found {
        one.posts = posts.remove(&one.id.to_string()).unwrap_or_default();
    }
    Ok(found)
}

/// The posts of practitioners, the latest first.
pub(crate) async fn practitioner_posts(
    db: &Db,
    ids: &[String],
) -> Result<HashMap<String, Vec<PractitionerPost>>, DbError> {
    let mut posts: HashMap<String, Vec<PractitionerPost>> = HashMap::new();
    if ids.is_empty() {
        return Ok(posts);
    }
    let mut query = sqlx::query(AssertSqlSafe(format!(
        "SELECT practitioner, organisation, region_path, valid_from, valid_to FROM practitioner_post \
         WHERE practitioner IN ({}) ORDER BY practitioner, valid_from DESC, organisation",
        placeholders(1, ids.len())
    )));
    for id in ids {
        query = query.bind(id.clone());
    }
    let day = |number: i64| Day::from_number(i32::try_from(number).unwrap_or(0));
    for row in &query.fetch_all(db.read()).await? {
        let valid_to: Option<i64> = row.try_get("valid_to")?;
        posts
            .entry(row.try_get("practitioner")?)
            .or_default()
            .push(PractitionerPost {
                organisation: row.try_get("organisation")?,
                region_path: row.try_get("region_path")?,
                valid_from: day(row.try_get("valid_from")?),
                valid_to: valid_to.map(day),
            });
    }
    Ok(posts)
}
