//! Records of people and their former versions.

use kernel::{Id, Timestamp};
use platform::{Db, DbError, DbKind, Tx};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use super::{path_end, placeholders};
use crate::model::{Household, Person, Practitioner, Sex, Standing};

/// Columns of a record, in the order in which they are read.
pub(super) const COLUMNS: &str = "number, id, version, region_path, birth_year, sex, is_alive, \
     is_synthetic, household, relation, family_doctor, merged_into, root, restricted_at, recorded_at, recorded_by, identity";
const STANDING: &str =
    "region_path, birth_year, sex, is_alive, is_synthetic, household, relation, family_doctor";
/// Rows of one statement when many people are stored.
const BATCH_ROWS: usize = 250;
const INSERTED: usize = 14;

/// A record as stored, what names the person still sealed.
#[derive(Debug, Clone)]
pub(crate) struct StoredPerson {
    pub(crate) number: i64,
    pub(crate) id: Id<Person>,
    pub(crate) version: i64,
    pub(crate) standing: Standing,
    pub(crate) merged_into: Option<i64>,
    pub(crate) root: Option<i64>,
    pub(crate) is_restricted: bool,
    pub(crate) recorded_at: Timestamp,
    pub(crate) recorded_by: String,
    pub(crate) identity: Vec<u8>,
}

/// A record that is about to be stored.
#[derive(Debug, Clone)]
pub(crate) struct NewPerson {
    pub(crate) id: Id<Person>,
    pub(crate) standing: Standing,
    pub(crate) merged_into: Option<i64>,
    pub(crate) root: Option<i64>,
    pub(crate) recorded_at: Timestamp,
    pub(crate) recorded_by: String,
    pub(crate) identity: Vec<u8>,
}

/// A former version as stored.
#[derive(Debug, Clone)]
pub(crate) struct StoredRevision {
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) standing: Standing,
    pub(crate) recorded_at: Timestamp,
    pub(crate) recorded_by: String,
    pub(crate) replaced_at: Timestamp,
    pub(crate) identity: Vec<u8>,
}

/// Which people a list shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct PersonFilter {
    pub(crate) sex: Option<Sex>,
    pub(crate) born_from: Option<i16>,
    pub(crate) born_to: Option<i16>,
    pub(crate) is_alive: Option<bool>,
    pub(crate) family_doctor: Option<Id<Practitioner>>,
}

fn parsed<T>(text: Option<String>) -> Result<Option<Id<T>>, DbError> {
    text.map(|text| {
        text.parse()
            .map_err(|_| DbError::Damaged("an id in the table `person` is none".to_owned()))
    })
    .transpose()
}

fn standing(row: &AnyRow) -> Result<Standing, DbError> {
    let year: Option<i64> = row.try_get("birth_year")?;
    Ok(Standing {
        sex: Sex::of_code(row.try_get("sex")?),
        region_path: row.try_get("region_path")?,
        birth_year: year.and_then(|year| i16::try_from(year).ok()),
        is_alive: row.try_get::<i64, _>("is_alive")? != 0,
        is_synthetic: row.try_get::<i64, _>("is_synthetic")? != 0,
        household: parsed::<Household>(row.try_get("household")?)?,
        relation: row.try_get("relation")?,
        family_doctor: parsed::<Practitioner>(row.try_get("family_doctor")?)?,
    })
}

pub(super) fn of_row(row: &AnyRow) -> Result<StoredPerson, DbError> {
    let id = parsed::<Person>(Some(row.try_get("id")?))?
        .ok_or_else(|| DbError::Damaged("a person has no id".to_owned()))?;
    Ok(StoredPerson {
        number: row.try_get("number")?,
        id,
        version: row.try_get("version")?,
        standing: standing(row)?,
        merged_into: row.try_get("merged_into")?,
        root: row.try_get("root")?,
        is_restricted: row.try_get::<Option<i64>, _>("restricted_at")?.is_some(),
        recorded_at: Timestamp::from_millis(row.try_get("recorded_at")?),
        recorded_by: row.try_get("recorded_by")?,
        identity: row.try_get("identity")?,
    })
}

/// Stores records; returns their numbers in the same order.
pub(crate) async fn insert_persons(
    tx: &mut Tx,
    persons: &[NewPerson],
) -> Result<Vec<i64>, DbError> {
    let mut numbers = Vec::with_capacity(persons.len());
    for batch in persons.chunks(BATCH_ROWS) {
        let mut sql = format!(
            "INSERT INTO person (id, version, {STANDING}, merged_into, root, recorded_at, recorded_by, identity) VALUES "
        );
        for index in 0..batch.len() {
            let comma = if index == 0 { "" } else { "," };
            let first = index * INSERTED + 1;
            let id = placeholders(first, 1);
            let rest = placeholders(first + 1, INSERTED - 1);
            sql.push_str(&format!("{comma}({id},1,{rest})"));
        }
        sql.push_str(" RETURNING number");
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for person in batch {
            let it = &person.standing;
            query = query
                .bind(person.id.to_string())
                .bind(it.region_path.clone())
                .bind(it.birth_year.map(i64::from))
                .bind(it.sex.code())
                .bind(i64::from(it.is_alive))
                .bind(i64::from(it.is_synthetic))
                .bind(it.household.map(|id| id.to_string()))
                .bind(it.relation.clone())
                .bind(it.family_doctor.map(|id| id.to_string()))
                .bind(person.merged_into)
                .bind(person.root)
                .bind(person.recorded_at.millis())
                .bind(person.recorded_by.clone())
                .bind(person.identity.clone());
        }
        let mut given: Vec<i64> = query
            .fetch_all(&mut **tx)
            .await?
            .iter()
            .map(|row| row.try_get(0))
            .collect::<Result<_, _>>()?;
        // Numbers are given out in the order of the rows, but returned in whatever order the database likes.
        given.sort_unstable();
        numbers.append(&mut given);
    }
    Ok(numbers)
}

/// The record with an id.
pub(crate) async fn person_by_id(
    connection: &mut AnyConnection,
    id: Id<Person>,
) -> Result<Option<StoredPerson>, DbError> {
    sqlx::query(AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM person WHERE id = $1"
    )))
    .bind(id.to_string())
    .fetch_optional(connection)
    .await?
    .as_ref()
    .map(of_row)
    .transpose()
}

/// The record that speaks for the person to whom the record with an id belongs.
pub(crate) async fn speaking_for(
    connection: &mut AnyConnection,
    id: Id<Person>,
) -> Result<Option<StoredPerson>, DbError> {
    let Some(stored) = person_by_id(&mut *connection, id).await? else {
        return Ok(None);
    };
    match stored.root {
        None => Ok(Some(stored)),
        Some(root) => Ok(persons_by_numbers(connection, &[root]).await?.pop()),
    }
}

/// The record with an id, inside a transaction that is about to change it; others who want to change it wait.
pub(crate) async fn person_to_change(
    db: &Db,
    tx: &mut Tx,
    id: Id<Person>,
) -> Result<Option<StoredPerson>, DbError> {
    let locking = match db.kind() {
        // There is one writer at a time anyway.
        DbKind::Sqlite => "",
        DbKind::Postgres => " FOR UPDATE",
    };
    sqlx::query(AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM person WHERE id = $1{locking}"
    )))
    .bind(id.to_string())
    .fetch_optional(&mut **tx)
    .await?
    .as_ref()
    .map(of_row)
    .transpose()
}

/// Records by number, in order of number.
pub(crate) async fn persons_by_numbers(
    connection: &mut AnyConnection,
    numbers: &[i64],
) -> Result<Vec<StoredPerson>, DbError> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = sqlx::query(AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM person WHERE number IN ({}) ORDER BY number",
        placeholders(1, numbers.len())
    )));
    for number in numbers {
        query = query.bind(*number);
    }
    let rows = query.fetch_all(connection).await?;
    rows.iter().map(of_row).collect()
}

/// Keeps a version that is about to be replaced.
pub(crate) async fn keep_revision(
    tx: &mut Tx,
    number: i64,
    id: &str,
    identity: Vec<u8>,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(AssertSqlSafe(format!(
        "INSERT INTO person_revision (id, person, version, {STANDING}, recorded_at, recorded_by, replaced_at, identity) \
         SELECT $1, number, version, {STANDING}, recorded_at, recorded_by, $2, $3 FROM person WHERE number = $4"
    )))
    .bind(id.to_owned())
    .bind(now.millis())
    .bind(identity)
    .bind(number)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Puts a new version in place of one; returns whether that one was still in place.
pub(crate) async fn update_person(
    tx: &mut Tx,
    number: i64,
    version: i64,
    standing: &Standing,
    identity: Vec<u8>,
    by: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE person SET version = version + 1, region_path = $1, birth_year = $2, sex = $3, is_alive = $4, \
         household = $5, relation = $6, family_doctor = $7, recorded_at = $8, recorded_by = $9, identity = $10 \
         WHERE number = $11 AND version = $12",
    )
    .bind(standing.region_path.clone())
    .bind(standing.birth_year.map(i64::from))
    .bind(standing.sex.code())
    .bind(i64::from(standing.is_alive))
    .bind(standing.household.map(|id| id.to_string()))
    .bind(standing.relation.clone())
    .bind(standing.family_doctor.map(|id| id.to_string()))
    .bind(now.millis())
    .bind(by.to_owned())
    .bind(identity)
    .bind(number)
    .bind(version)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Moves a record into a household, out of it, or to another place in it; the version before must have been kept.
pub(crate) async fn set_household(
    tx: &mut Tx,
    number: i64,
    household: Option<(Id<Household>, &str)>,
    by: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE person SET version = version + 1, household = $1, relation = $2, recorded_at = $3, recorded_by = $4 \
         WHERE number = $5",
    )
    .bind(household.map(|(id, _)| id.to_string()))
    .bind(household.map(|(_, relation)| relation.to_owned()))
    .bind(now.millis())
    .bind(by.to_owned())
    .bind(number)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The members of a household, the head (户主, `02`) first.
pub(crate) async fn members(
    connection: &mut AnyConnection,
    household: Id<Household>,
) -> Result<Vec<StoredPerson>, DbError> {
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM person WHERE household = $1 AND merged_into IS NULL \
         ORDER BY CASE WHEN relation = '02' THEN 0 ELSE 1 END, relation, number"
    )))
    .bind(household.to_string())
    .fetch_all(connection)
    .await?;
    rows.iter().map(of_row).collect()
}

/// People at or below one path, by region and number, from after a key on; those whose use is restricted are left out.
pub(crate) async fn list(
    connection: &mut AnyConnection,
    area: &str,
    filter: &PersonFilter,
    after: Option<&(String, i64)>,
    limit: usize,
) -> Result<Vec<StoredPerson>, DbError> {
    let start = (area.to_owned(), -1);
    let (path, number) = after.filter(|key| **key > start).unwrap_or(&start);
    let doctor = match filter.family_doctor {
        Some(_) => " AND family_doctor = $9",
        None => "",
    };
    let any_year = (i64::from(i16::MIN), i64::from(i16::MAX));
    // The inner question is answered by the index alone, however few rows fit the filter.
    let sql = format!(
        "SELECT {COLUMNS} FROM person WHERE number IN (\
           SELECT number FROM person WHERE (region_path, number) > ($1, $2) AND region_path < $3 \
           AND merged_into IS NULL AND restricted_at IS NULL AND ($4 < 0 OR sex = $4) AND ($5 < 0 OR is_alive = $5) \
           AND coalesce(birth_year, $6) BETWEEN $6 AND $7{doctor} \
           ORDER BY region_path, number LIMIT $8) ORDER BY region_path, number"
    );
    let mut query = sqlx::query(AssertSqlSafe(sql))
        .bind(path.clone())
        .bind(*number)
        .bind(path_end(area))
        .bind(filter.sex.map_or(-1, Sex::code))
        .bind(filter.is_alive.map_or(-1, i64::from))
        .bind(filter.born_from.map_or(any_year.0, i64::from))
        .bind(filter.born_to.map_or(any_year.1, i64::from))
        .bind(i64::try_from(limit).unwrap_or(i64::MAX));
    if let Some(doctor) = filter.family_doctor {
        query = query.bind(doctor.to_string());
    }
    let rows = query.fetch_all(connection).await?;
    rows.iter().map(of_row).collect()
}

/// Former versions of a record, the newest first, from before a version on.
pub(crate) async fn revisions(
    db: &Db,
    number: i64,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<StoredRevision>, DbError> {
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT id, version, {STANDING}, recorded_at, recorded_by, replaced_at, identity FROM person_revision \
         WHERE person = $1 AND version < $2 ORDER BY version DESC LIMIT $3"
    )))
    .bind(number)
    .bind(before.unwrap_or(i64::MAX))
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(db.read())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(StoredRevision {
                id: row.try_get("id")?,
                version: row.try_get("version")?,
                standing: standing(row)?,
                recorded_at: Timestamp::from_millis(row.try_get("recorded_at")?),
                recorded_by: row.try_get("recorded_by")?,
                replaced_at: Timestamp::from_millis(row.try_get("replaced_at")?),
                identity: row.try_get("identity")?,
            })
        })
        .collect()
}

/// How many people were made up, counted up to a limit.
pub(crate) async fn synthetic_count(db: &Db, limit: u64) -> Result<u64, DbError> {
    let row = sqlx::query(
        "SELECT count(*) FROM (SELECT 1 FROM person WHERE is_synthetic = 1 LIMIT $1) AS made",
    )
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_one(db.read())
    .await?;
    Ok(u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0))
}
