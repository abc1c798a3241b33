//! Links between merged records.

use kernel::{Id, Timestamp};
use platform::{DbError, Tx};
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use super::placeholders;
use crate::model::{Link, Person};

/// The records of one tree, as (number, merged into); the first is the root.
pub(crate) async fn cluster(
    connection: &mut AnyConnection,
    root: i64,
) -> Result<Vec<(i64, Option<i64>)>, DbError> {
    let rows = sqlx::query(
        "SELECT number, merged_into FROM person WHERE number = $1 OR root = $1 \
         ORDER BY CASE WHEN number = $1 THEN 0 ELSE 1 END, number",
    )
    .bind(root)
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
        .collect()
}

/// Says which record a member is part of, and which speaks for it and all below it.
pub(crate) async fn set_links(
    tx: &mut Tx,
    member: i64,
    merged_into: Option<i64>,
    below: &[i64],
    root: Option<i64>,
) -> Result<(), DbError> {
    sqlx::query("UPDATE person SET merged_into = $1, root = $2 WHERE number = $3")
        .bind(merged_into)
        .bind(root)
        .bind(member)
        .execute(&mut **tx)
        .await?;
    if below.is_empty() {
        return Ok(());
    }
    let mut query = sqlx::query(AssertSqlSafe(format!(
        "UPDATE person SET root = $1 WHERE number IN ({})",
        placeholders(2, below.len())
    )))
    // Those below a member that speaks for itself again are spoken for by it.
    .bind(root.unwrap_or(member));
    for number in below {
        query = query.bind(*number);
    }
    query.execute(&mut **tx).await?;
    Ok(())
}

/// Records that a member became part of a survivor.
pub(crate) async fn insert_link(
    tx: &mut Tx,
    member: i64,
    survivor: i64,
    reason: &str,
    is_automatic: bool,
    by: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO person_link (member, survivor, reason, is_automatic, linked_at, linked_by) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(member)
    .bind(survivor)
    .bind(reason.to_owned())
    .bind(i64::from(is_automatic))
    .bind(now.millis())
    .bind(by.to_owned())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Records that a member was split from a survivor.
pub(crate) async fn end_link(
    tx: &mut Tx,
    member: i64,
    survivor: i64,
    reason: &str,
    by: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE person_link SET split_at = $1, split_by = $2, split_reason = $3 \
         WHERE member = $4 AND survivor = $5 AND split_at IS NULL",
    )
    .bind(now.millis())
    .bind(by.to_owned())
    .bind(reason.to_owned())
    .bind(member)
    .bind(survivor)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The links that hold or held the tree below a record together, oldest first.
pub(crate) async fn links_below(
    connection: &mut AnyConnection,
    numbers: &[i64],
) -> Result<Vec<Link>, DbError> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = sqlx::query(AssertSqlSafe(format!(
        "SELECT member.id AS member, survivor.id AS survivor, linked_at, linked_by, is_automatic, split_at \
         FROM person_link JOIN person AS member ON member.number = person_link.member \
         JOIN person AS survivor ON survivor.number = person_link.survivor \
         WHERE person_link.survivor IN ({}) ORDER BY person_link.number",
        placeholders(1, numbers.len())
    )));
    for number in numbers {
        query = query.bind(*number);
    }
    let rows = query.fetch_all(connection).await?;
    let id = |text: String| -> Result<Id<Person>, DbError> {
        text.parse()
            .map_err(|_| DbError::Damaged("an id in the table `person` is none".to_owned()))
    };
    rows.iter()
        .map(|row| {
            let split_at: Option<i64> = row.try_get("split_at")?;
            Ok(Link {
                member: id(row.try_get("member")?)?,
                into: id(row.try_get("survivor")?)?,
                linked_at: Timestamp::from_millis(row.try_get("linked_at")?),
                linked_by: row.try_get("linked_by")?,
                is_automatic: row.try_get::<i64, _>("is_automatic")? != 0,
                split_at: split_at.map(Timestamp::from_millis),
            })
        })
        .collect()
}
