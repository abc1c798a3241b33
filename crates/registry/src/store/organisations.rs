//! SQL of organisations.

use kernel::{Day, Timestamp};
use platform::{Column, Db, DbError, Tx};
use serde_json::{Value, json};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::model::{Organisation, OrganisationRevision};

const COLUMNS: &str =
    "code, name_zh, name_en, kind, region, parent, valid_from, valid_to, source, confidence";

/// An organisation with what it is found by.
#[derive(Debug)]
pub(crate) struct Searchable {
    pub(crate) organisation: Organisation,
    pub(crate) region_path: String,
    pub(crate) search_zh: String,
    pub(crate) search_en: String,
    pub(crate) search_pinyin: String,
    pub(crate) search_initials: String,
}

/// Where a page of organisations ended: rank, path of the region, id.
pub(crate) type Key = (i64, String, String);

fn of_row(row: &AnyRow) -> Result<Organisation, DbError> {
    let day = |column: &str| -> Result<Option<Day>, DbError> {
        let number: Option<i64> = row.try_get(column)?;
        Ok(number
            .and_then(|number| i32::try_from(number).ok())
            .map(Day::from_number))
    };
    let region: String = row.try_get("region")?;
    Ok(Organisation {
        id: row.try_get("id")?,
        code: row.try_get("code")?,
        name_zh: row.try_get("name_zh")?,
        name_en: row.try_get("name_en")?,
        kind: row.try_get("kind")?,
        region: region
            .parse()
            .map_err(|_| DbError::Damaged(format!("`{region}` is stored as a region code")))?,
        parent: row.try_get("parent")?,
        valid_from: day("valid_from")?,
        valid_to: day("valid_to")?,
        source: row.try_get("source")?,
        confidence: row.try_get("confidence")?,
    })
}

/// All organisations, inside the transaction that is about to change them.
pub(crate) async fn all_organisations(tx: &mut Tx) -> Result<Vec<Organisation>, DbError> {
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT id, {COLUMNS} FROM organisation"
    )))
    .fetch_all(&mut **tx)
    .await?;
    rows.iter().map(of_row).collect()
}

/// Copies rows that are about to be replaced into the revisions.
pub(crate) async fn keep_revisions(
    db: &Db,
    tx: &mut Tx,
    ids: &[&str],
    now: Timestamp,
) -> Result<(), DbError> {
    let given = db.records(2, &[("id", Column::Text)]);
    let rows: Vec<Value> = ids.iter().map(|id| json!([id])).collect();
    sqlx::query(AssertSqlSafe(format!(
        "INSERT INTO organisation_revision (organisation, {COLUMNS}, recorded_at, replaced_at) \
         SELECT organisation.id, {COLUMNS}, recorded_at, $1 FROM organisation \
         JOIN {given} AS given ON given.id = organisation.id ORDER BY organisation.id"
    )))
    .bind(now.millis())
    .bind(Value::from(rows).to_string())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Stores organisations in place of those with the same ids.
pub(crate) async fn put_organisations(
    db: &Db,
    tx: &mut Tx,
    organisations: &[Searchable],
    now: Timestamp,
) -> Result<(), DbError> {
    let columns = [
        ("id", Column::Text),
        ("code", Column::Text),
        ("name_zh", Column::Text),
        ("name_en", Column::Text),
        ("kind", Column::Text),
        ("region", Column::Text),
        ("parent", Column::Text),
        ("valid_from", Column::Integer),
        ("valid_to", Column::Integer),
        ("source", Column::Text),
        ("confidence", Column::Text),
        ("region_path", Column::Text),
        ("search_zh", Column::Text),
        ("search_en", Column::Text),
        ("search_pinyin", Column::Text),
        ("search_initials", Column::Text),
    ];
    let rows: Vec<Value> = organisations
        .iter()
        .map(|given| {
            let it = &given.organisation;
            json!([
                it.id,
                it.code,
                it.name_zh,
                it.name_en,
                it.kind,
                it.region,
                it.parent,
                it.valid_from.map(Day::number),
                it.valid_to.map(Day::number),
                it.source,
                it.confidence,
                given.region_path,
                given.search_zh,
                given.search_en,
                given.search_pinyin,
                given.search_initials,
            ])
        })
        .collect();
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let replaced: Vec<String> = names[1..]
        .iter()
        .map(|name| format!("{name} = excluded.{name}"))
        .collect();
    // `WHERE true` keeps SQLite from reading ON as part of a join.
    sqlx::query(AssertSqlSafe(format!(
        "INSERT INTO organisation ({names}, recorded_at) SELECT {names}, $1 FROM {given} AS given \
         WHERE true ON CONFLICT (id) DO UPDATE SET {replaced}, recorded_at = excluded.recorded_at",
        names = names.join(", "),
        given = db.records(2, &columns),
        replaced = replaced.join(", "),
    )))
    .bind(now.millis())
    .bind(Value::from(rows).to_string())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What an organisation was before, the newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn organisation_history(db: &Db, id: &str) -> Result<Vec<OrganisationRevision>, DbError> {
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT organisation AS id, {COLUMNS}, recorded_at, replaced_at FROM organisation_revision \
         WHERE organisation = $1 ORDER BY number DESC"
    )))
    .bind(id.to_owned())
    .fetch_all(db.read())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(OrganisationRevision {
                organisation: of_row(row)?,
                recorded_at: Timestamp::from_millis(row.try_get("recorded_at")?),
                replaced_at: Timestamp::from_millis(row.try_get("replaced_at")?),
            })
        })
        .collect()
}

/// `text` as the middle of a LIKE pattern in which nothing has a special meaning.
fn like_escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}

/// Organisations at or below a region that a folded query may mean, best first, from after a key on.
///
/// An empty query means all. The ranks are those of the pack's search: 0 the very name or code, 1 its beginning,
/// 2 the beginning of its pinyin, 3 its initials, 4 their beginning, 5 a part of it.
pub(crate) async fn organisations(
    db: &Db,
    region_path: &str,
    query: &str,
    after: Option<&Key>,
    limit: u32,
) -> Result<Vec<(Key, Organisation)>, DbError> {
    let prefix = format!("{}%", like_escaped(query));
    // A part of one letter says nothing.
    let part = (query.chars().count() >= 2).then(|| format!("%{prefix}"));
    // Everything that begins with "/a/b/" sorts between it and "/a/b0", because 0 follows the slash.
    let path_end = format!("{}0", region_path.trim_end_matches('/'));
    let start = (-1, String::new(), String::new());
    let (rank, path, id) = after.unwrap_or(&start);
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT rank, region_path, id, {COLUMNS} FROM (SELECT organisation.*, CAST(CASE \
           WHEN $1 = '' THEN 0 \
           WHEN replace(id, '-', '') = $1 OR lower(code) = $1 OR search_zh = $1 OR search_en = $1 THEN 0 \
           WHEN search_zh LIKE $2 ESCAPE '\\' OR search_en LIKE $2 ESCAPE '\\' \
             OR lower(code) LIKE $2 ESCAPE '\\' OR search_pinyin = $1 THEN 1 \
           WHEN search_pinyin LIKE $2 ESCAPE '\\' THEN 2 \
           WHEN search_initials = $1 THEN 3 \
           WHEN search_initials LIKE $2 ESCAPE '\\' THEN 4 \
           WHEN search_zh LIKE $3 ESCAPE '\\' OR search_en LIKE $3 ESCAPE '\\' \
             OR replace(id, '-', '') LIKE $3 ESCAPE '\\' THEN 5 \
         END AS BIGINT) AS rank FROM organisation WHERE region_path >= $4 AND region_path < $5) AS ranked \
         WHERE rank IS NOT NULL AND (rank > $6 OR (rank = $6 AND (region_path > $7 \
           OR (region_path = $7 AND id > $8)))) \
         ORDER BY rank, region_path, id LIMIT $9"
    )))
    .bind(query.to_owned())
    .bind(prefix)
    .bind(part)
    .bind(region_path.to_owned())
    .bind(path_end)
    .bind(*rank)
    .bind(path.clone())
    .bind(id.clone())
    .bind(i64::from(limit))
    .fetch_all(db.read())
    .await?;
    rows.iter()
        .map(|row| {
            let rank: i64 = row.try_get::<i64, _>("rank")?;
            let key = (rank, row.try_get("region_path")?, row.try_get("id")?);
            Ok((key, of_row(row)?))
        })
        .collect()
}
