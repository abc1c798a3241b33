//! Looking entries up.

use std::collections::{HashMap, HashSet};

use kernel::Timestamp;
use platform::{Db, DbError};
use sqlx::{AssertSqlSafe, Row};

use super::COLUMNS;

/// Which entries are wanted; what is `None` does not matter.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    /// Id or sign-in name of the account, in lower case.
    pub(crate) account: Option<String>,
    pub(crate) action: Option<String>,
    pub(crate) purpose: Option<String>,
    pub(crate) subject_kind: Option<String>,
    pub(crate) subject_id: Option<String>,
    pub(crate) from: Option<Timestamp>,
    pub(crate) to: Option<Timestamp>,
}

/// An entry as stored.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) sequence: i64,
    pub(crate) at: Timestamp,
    /// The texts in their order, the hash last.
    pub(crate) texts: Vec<String>,
}

/// Entries before the one numbered `before`, newest first.
pub(crate) async fn list(
    db: &Db,
    filter: &Filter,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Stored>, DbError> {
    let mut conditions = String::new();
    let texts = [
        ("account", &filter.account),
        ("action", &filter.action),
        ("purpose", &filter.purpose),
        ("subject_kind", &filter.subject_kind),
        ("subject_id", &filter.subject_id),
    ];
    let numbers = [
        ("at >=", filter.from.map(Timestamp::millis)),
        ("at <", filter.to.map(Timestamp::millis)),
        ("sequence <", before),
    ];
    let mut parameter = 1;
    for (column, _) in texts.iter().filter(|(_, value)| value.is_some()) {
        parameter += 1;
        conditions.push_str(&match *column {
            // People know each other by their sign-in names.
            "account" => format!(
                " AND account IN (${parameter}, (SELECT id FROM account WHERE username = ${parameter}))"
            ),
            column => format!(" AND {column} = ${parameter}"),
        });
    }
    for (comparison, _) in numbers.iter().filter(|(_, value)| value.is_some()) {
        parameter += 1;
        conditions.push_str(&format!(" AND {comparison} ${parameter}"));
    }
    let mut query = sqlx::query(AssertSqlSafe(format!(
        "SELECT {} FROM audit_entry WHERE sequence > 0{conditions} ORDER BY sequence DESC LIMIT $1",
        COLUMNS.join(", ")
    )))
    .bind(i64::from(limit));
    for value in texts.into_iter().filter_map(|(_, value)| value.clone()) {
        query = query.bind(value);
    }
    for value in numbers.into_iter().filter_map(|(_, value)| value) {
        query = query.bind(value);
    }
    let rows = query.fetch_all(db.read()).await?;
    rows.iter()
        .map(|row| {
            Ok(Stored {
                sequence: row.try_get(0)?,
                at: Timestamp::from_millis(row.try_get(1)?),
                texts: (2..COLUMNS.len())
                    .map(|column| row.try_get(column))
                    .collect::<Result<_, sqlx::Error>>()?,
            })
        })
        .collect()
}

/// The version of the packs that came into force last.
pub(crate) async fn last_pack_version(db: &Db) -> Result<Option<String>, DbError> {
    Ok(sqlx::query_scalar(
        "SELECT pack_version FROM audit_entry WHERE action = 'pack.changed' ORDER BY sequence DESC LIMIT 1",
    )
    .fetch_optional(db.read())
    .await?)
}

/// The sign-in names of the accounts that acted in these entries.
pub(crate) async fn account_names(
    db: &Db,
    entries: &[Stored],
) -> Result<HashMap<String, String>, DbError> {
    let ids: HashSet<&str> = entries
        .iter()
        .filter_map(|entry| entry.texts.first())
        .map(String::as_str)
        .filter(|id| !id.is_empty())
        .collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let places: Vec<String> = (1..=ids.len()).map(|number| format!("${number}")).collect();
    let mut query = sqlx::query(AssertSqlSafe(format!(
        "SELECT id, username FROM account WHERE id IN ({})",
        places.join(", ")
    )));
    for id in ids {
        query = query.bind(id.to_owned());
    }
    let rows = query.fetch_all(db.read()).await?;
    rows.iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
        .collect()
}
