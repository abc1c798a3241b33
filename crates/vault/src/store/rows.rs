//! Rows of other capabilities' tables: read those under older keys, write them back.
//!
//! Names of tables and columns are `&'static str` from [`SealedTable`]s, which stand in code; nothing typed by anybody gets into the SQL.

use std::fmt::Write as _;

use platform::{Column, Db, DbError, DbKind, Tx};
use sqlx::{AssertSqlSafe, Row};

use crate::model::{Lookups, SealedTable};

/// A row with its sealed columns in the order of [`columns`].
pub(crate) struct SealedRow {
    pub(crate) id: String,
    pub(crate) values: Vec<Option<Vec<u8>>>,
}

/// All columns of a table that hold ciphertexts or tokens: first the one, then the other of each field.
fn columns(table: &SealedTable) -> Vec<&'static str> {
    table
        .fields
        .iter()
        .flat_map(|field| [Some(field.column), field.index.map(|(column, _)| column)])
        .flatten()
        .collect()
}

/// An SQLite column holds whatever somebody put there; text is read as its bytes, so that it is refused and does not stop the walk.
fn bytes_of(kind: DbKind, expression: &str) -> String {
    match kind {
        DbKind::Sqlite => format!("CAST({expression} AS BLOB)"),
        DbKind::Postgres => expression.to_owned(),
    }
}

/// The next rows, by id, with a ciphertext or token under an older key; locked until the transaction ends.
pub(crate) async fn old_rows(
    db: &Db,
    tx: &mut Tx,
    table: &SealedTable,
    after_id: &str,
    sealed_floor: Vec<u8>,
    token_floor: Vec<u8>,
    limit: usize,
) -> Result<Vec<SealedRow>, DbError> {
    let mut sql = format!("SELECT \"{}\"", table.id);
    for column in columns(table) {
        // Writing to a String cannot fail.
        let _ = write!(sql, ", {}", bytes_of(db.kind(), &format!("\"{column}\"")));
    }
    let _ = write!(
        sql,
        " FROM \"{}\" WHERE \"{}\" > $1 AND (",
        table.table, table.id
    );
    for (index, field) in table.fields.iter().enumerate() {
        let or = if index == 0 { "" } else { " OR " };
        let _ = write!(sql, "{or}\"{}\" < $2", field.column);
        if let Some((column, _)) = field.index {
            let _ = write!(sql, " OR \"{column}\" < $3");
        }
    }
    let locking = match db.kind() {
        DbKind::Sqlite => "",
        DbKind::Postgres => " FOR UPDATE",
    };
    let _ = write!(
        sql,
        // Named even where no column is looked up, so that every parameter has a type.
        " OR $3 < $2 AND 1 = 0) ORDER BY \"{}\" LIMIT {limit}{locking}",
        table.id
    );
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(after_id.to_owned())
        .bind(sealed_floor)
        .bind(token_floor)
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows
        .iter()
        .map(|row| SealedRow {
            id: row.get(0),
            values: (1..row.len()).map(|index| row.get(index)).collect(),
        })
        .collect())
}

/// Writes the sealed columns of rows in one statement.
pub(crate) async fn write_rows(
    db: &Db,
    tx: &mut Tx,
    table: &SealedTable,
    rows: &[SealedRow],
) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let columns = columns(table);
    let names: Vec<String> = (0..columns.len())
        .map(|index| format!("v{index}"))
        .collect();
    let mut given = vec![("given_id", Column::Text)];
    given.extend(names.iter().map(|name| (name.as_str(), Column::Text)));
    let sets: Vec<String> = columns
        .iter()
        .zip(&names)
        .map(|(column, name)| match db.kind() {
            DbKind::Sqlite => format!("\"{column}\" = unhex(given.{name})"),
            DbKind::Postgres => format!("\"{column}\" = decode(given.{name}, 'hex')"),
        })
        .collect();
    let sql = format!(
        "UPDATE \"{}\" SET {} FROM {} AS given WHERE \"{}\".\"{}\" = given.given_id",
        table.table,
        sets.join(", "),
        db.records(1, &given),
        table.table,
        table.id
    );
    let records: Vec<Vec<Option<String>>> = rows
        .iter()
        .map(|row| {
            let values = row
                .values
                .iter()
                .map(|value| value.as_ref().map(hex::encode));
            std::iter::once(Some(row.id.clone()))
                .chain(values)
                .collect()
        })
        .collect();
    // Texts and nulls always have a form in JSON.
    let records = serde_json::to_string(&records).unwrap_or_default();
    sqlx::query(AssertSqlSafe(sql))
        .bind(records)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The tokens of one record: those under older keys, and those in their place.
pub(crate) struct Tokens {
    pub(crate) id: String,
    pub(crate) old: Vec<Vec<u8>>,
    pub(crate) new: Vec<Vec<u8>>,
}

/// Puts tokens of records in place of those under older keys.
pub(crate) async fn write_lookups(
    db: &Db,
    tx: &mut Tx,
    table: &SealedTable,
    lookups: &Lookups,
    records: &[Tokens],
) -> Result<(), DbError> {
    let Lookups {
        table: tokens,
        token,
        owner,
        number,
        ..
    } = lookups;
    let (owners, id) = (table.table, table.id);
    let given = db.records(1, &[("id", Column::Text), ("token", Column::Text)]);
    let bytes = match db.kind() {
        DbKind::Sqlite => "unhex(given.token)",
        DbKind::Postgres => "decode(given.token, 'hex')",
    };
    let named = format!(
        "SELECT DISTINCT {bytes}, \"{owners}\".\"{number}\" FROM {given} AS given \
         JOIN \"{owners}\" ON \"{owners}\".\"{id}\" = given.id"
    );
    // The old ones are told by value, so the table needs no index by owner.
    let statements = [
        format!("DELETE FROM \"{tokens}\" WHERE (\"{token}\", \"{owner}\") IN ({named})"),
        format!("INSERT INTO \"{tokens}\" (\"{token}\", \"{owner}\") {named}"),
    ];
    let of = [
        |one: &Tokens| one.old.clone(),
        |one: &Tokens| one.new.clone(),
    ];
    for (sql, of) in statements.into_iter().zip(of) {
        let rows: Vec<[String; 2]> = records
            .iter()
            .flat_map(|one| {
                of(one)
                    .into_iter()
                    .map(|token| [one.id.clone(), hex::encode(token)])
            })
            .collect();
        // Texts always have a form in JSON.
        sqlx::query(AssertSqlSafe(sql))
            .bind(serde_json::to_string(&rows).unwrap_or_default())
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// How many values of a column begin with which bytes.
pub(crate) async fn heads(
    db: &Db,
    table: &str,
    column: &str,
    bytes: usize,
) -> Result<Vec<(Vec<u8>, u64)>, DbError> {
    let value = bytes_of(db.kind(), &format!("\"{column}\""));
    let sql = format!(
        "SELECT substr({value}, 1, {bytes}) AS head, count(*) FROM \"{table}\" \
         WHERE \"{column}\" IS NOT NULL GROUP BY 1"
    );
    let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(db.read()).await?;
    Ok(rows
        .iter()
        .map(|row| {
            let count = u64::try_from(row.get::<i64, _>(1)).unwrap_or(0);
            (row.get(0), count)
        })
        .collect())
}
