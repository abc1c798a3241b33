//! Restricting and erasing people.

use kernel::Timestamp;
use platform::{DbError, Tx};
use sqlx::AssertSqlSafe;

use super::placeholders;

/// Restricts the use of records, or frees them again; how many.
pub(crate) async fn set_restricted(
    tx: &mut Tx,
    numbers: &[i64],
    since: Option<Timestamp>,
) -> Result<u64, DbError> {
    if numbers.is_empty() {
        return Ok(0);
    }
    let mut query = sqlx::query(AssertSqlSafe(format!(
        "UPDATE person SET restricted_at = $1 WHERE number IN ({})",
        placeholders(2, numbers.len())
    )))
    .bind(since.map(Timestamp::millis));
    for number in numbers {
        query = query.bind(*number);
    }
    Ok(query.execute(&mut **tx).await?.rows_affected())
}

/// Removes records with their former versions, links and pairs, and their households where nobody is left in them.
///
/// What they are found by is taken away before, because it is known by its values and not by its owner.
pub(crate) async fn erase_persons(
    tx: &mut Tx,
    numbers: &[i64],
    households: &[String],
) -> Result<(), DbError> {
    let of = placeholders(1, numbers.len());
    for sql in [
        format!("DELETE FROM person_match WHERE left_person IN ({of}) OR right_person IN ({of})"),
        format!("DELETE FROM person_link WHERE member IN ({of}) OR survivor IN ({of})"),
        format!("DELETE FROM person_revision WHERE person IN ({of})"),
        format!("DELETE FROM person WHERE number IN ({of})"),
    ] {
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for number in numbers {
            query = query.bind(*number);
        }
        query.execute(&mut **tx).await?;
    }
    for household in households {
        sqlx::query(
            "DELETE FROM household WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM person WHERE household = $1)",
        )
        .bind(household.clone())
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}
