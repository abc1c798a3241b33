//! People by what they are found by.

use platform::DbError;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use super::path_end;
use super::persons::{COLUMNS, StoredPerson, of_row};

/// Records one key brings at most for matching: a key that more people share says too little to be worth opening them.
const SHARED_MAX: usize = 100;

/// Records that share any of these tokens, each with all that are merged with it: what one of them shows may refute what another says.
///
/// Each token costs one walk down the index and at most [`SHARED_MAX`] rows, however many people there are.
pub(crate) async fn candidates(
    connection: &mut AnyConnection,
    tokens: &[Vec<u8>],
) -> Result<Vec<StoredPerson>, DbError> {
    if tokens.is_empty() {
        return Ok(Vec::new());
    }
    let shared: Vec<String> = (1..=tokens.len())
        .map(|index| {
            format!(
                "SELECT person FROM (SELECT person FROM person_token WHERE token = ${index} LIMIT {SHARED_MAX}) AS one"
            )
        })
        .collect();
    let mut query = sqlx::query(AssertSqlSafe(format!(
        "WITH hit AS (SELECT coalesce(root, number) AS spoken_by FROM person WHERE number IN ({})) \
         SELECT {COLUMNS} FROM person WHERE number IN (SELECT spoken_by FROM hit) \
         UNION ALL SELECT {COLUMNS} FROM person WHERE root IS NOT NULL AND root IN (SELECT spoken_by FROM hit) \
         ORDER BY number",
        shared.join(" UNION ")
    )));
    for token in tokens {
        query = query.bind(token.clone());
    }
    let rows = query.fetch_all(connection).await?;
    rows.iter().map(of_row).collect()
}

/// Records that speak for one with this token and lie in one of the areas, with the number that had it, in its order.
pub(crate) async fn found_by_token(
    connection: &mut AnyConnection,
    token: &[u8],
    areas: &[String],
    after: i64,
    limit: usize,
) -> Result<Vec<(i64, StoredPerson)>, DbError> {
    let inside: Vec<String> = (0..areas.len())
        .map(|index| {
            let first = index * 2 + 4;
            format!(
                "(found.region_path >= ${first} AND found.region_path < ${})",
                first + 1
            )
        })
        .collect();
    if inside.is_empty() {
        return Ok(Vec::new());
    }
    let columns: Vec<String> = COLUMNS
        .split(", ")
        .map(|column| format!("found.{}", column.trim()))
        .collect();
    let mut query = sqlx::query(AssertSqlSafe(format!(
        "SELECT {}, hit.person AS hit FROM person_token AS hit \
         JOIN person AS member ON member.number = hit.person \
         JOIN person AS found ON found.number = coalesce(member.root, member.number) \
         WHERE hit.token = $1 AND hit.person > $2 AND ({}) ORDER BY hit.person LIMIT $3",
        columns.join(", "),
        inside.join(" OR ")
    )))
    .bind(token.to_vec())
    .bind(after)
    .bind(i64::try_from(limit).unwrap_or(i64::MAX));
    for area in areas {
        query = query.bind(area.clone()).bind(path_end(area));
    }
    let rows = query.fetch_all(connection).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("hit")?, of_row(row)?)))
        .collect()
}
