//! Households.

use kernel::{Id, Timestamp};
use platform::{DbError, Tx};
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use crate::model::Household;

/// Stores a household, or its next version.
pub(crate) async fn put_household(tx: &mut Tx, household: &Household) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO household (id, region_path, version, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (id) DO UPDATE SET region_path = excluded.region_path, version = excluded.version, \
         recorded_at = excluded.recorded_at, recorded_by = excluded.recorded_by",
    )
    .bind(household.id.to_string())
    .bind(household.region_path.clone())
    .bind(household.version)
    .bind(household.recorded_at.millis())
    .bind(household.recorded_by.clone())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The household with an id.
pub(crate) async fn household(
    connection: &mut AnyConnection,
    id: Id<Household>,
) -> Result<Option<Household>, DbError> {
    let row = sqlx::query(
        "SELECT region_path, version, recorded_at, recorded_by FROM household WHERE id = $1",
    )
    .bind(id.to_string())
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        Ok(Household {
            id,
            region_path: row.try_get("region_path")?,
            version: row.try_get("version")?,
            recorded_at: Timestamp::from_millis(row.try_get("recorded_at")?),
            recorded_by: row.try_get("recorded_by")?,
        })
    })
    .transpose()
}

/// Rows of one statement when many households are stored.
const BATCH_ROWS: usize = 500;
const INSERTED: usize = 5;

/// Stores new households.
pub(crate) async fn insert_households(
    tx: &mut Tx,
    households: &[Household],
) -> Result<(), DbError> {
    for batch in households.chunks(BATCH_ROWS) {
        let mut sql = String::from(
            "INSERT INTO household (id, region_path, version, recorded_at, recorded_by) VALUES ",
        );
        for index in 0..batch.len() {
            let comma = if index == 0 { "" } else { "," };
            let values = super::placeholders(index * INSERTED + 1, INSERTED);
            sql.push_str(&format!("{comma}({values})"));
        }
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for household in batch {
            query = query
                .bind(household.id.to_string())
                .bind(household.region_path.clone())
                .bind(household.version)
                .bind(household.recorded_at.millis())
                .bind(household.recorded_by.clone());
        }
        query.execute(&mut **tx).await?;
    }
    Ok(())
}
