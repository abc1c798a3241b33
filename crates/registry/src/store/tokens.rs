//! What people are found by.

use platform::{DbError, Tx};
use sqlx::AssertSqlSafe;

use super::placeholders;

/// Rows of one statement.
const BATCH_ROWS: usize = 500;

/// Stores tokens of records; those that are there already stay.
pub(crate) async fn insert_tokens(
    tx: &mut Tx,
    tokens: &mut [(Vec<u8>, i64)],
) -> Result<(), DbError> {
    // In order, so that neighbours in the index are written together.
    tokens.sort_unstable();
    for batch in tokens.chunks(BATCH_ROWS) {
        let mut sql = String::from("INSERT INTO person_token (token, person) VALUES ");
        for index in 0..batch.len() {
            let comma = if index == 0 { "" } else { "," };
            sql.push_str(&format!("{comma}({})", placeholders(index * 2 + 1, 2)));
        }
        sql.push_str(" ON CONFLICT DO NOTHING");
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for (token, person) in batch {
            query = query.bind(token.clone()).bind(*person);
        }
        query.execute(&mut **tx).await?;
    }
    Ok(())
}

/// Takes tokens of a record away.
pub(crate) async fn delete_tokens(
    tx: &mut Tx,
    tokens: &[Vec<u8>],
    person: i64,
) -> Result<(), DbError> {
    for token in tokens {
        sqlx::query("DELETE FROM person_token WHERE token = $1 AND person = $2")
            .bind(token.clone())
            .bind(person)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}
