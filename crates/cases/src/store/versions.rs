//! Versions of cards; they are added and never changed.

use kernel::Timestamp;
use platform::{Db, DbError, Tx};
use sqlx::{AssertSqlSafe, Row};

use super::cards::foreign;
use super::{BATCH_ROWS, placeholders};
use crate::model::{CardVersion, Content, State, Step};

const COLUMN_COUNT: usize = 12;

/// A version whose content is sealed under `id`; `content` of the version in it is empty.
#[derive(Debug, Clone)]
pub(crate) struct SealedVersion {
    pub(crate) id: String,
    pub(crate) card: i64,
    pub(crate) version: CardVersion,
    pub(crate) sealed: Vec<u8>,
}

/// Adds versions.
pub(crate) async fn insert_versions(tx: &mut Tx, all: &[SealedVersion]) -> Result<(), DbError> {
    for batch in all.chunks(BATCH_ROWS) {
        let rows: Vec<String> = (0..batch.len())
            .map(|index| format!("({})", placeholders(index * COLUMN_COUNT + 1, COLUMN_COUNT)))
            .collect();
        let mut query = sqlx::query(AssertSqlSafe(format!(
            "INSERT INTO card_version (id, card, version, step, state_before, state_after, reason, account, role, \
             organisation, at, content) VALUES {}",
            rows.join(",")
        )));
        for one in batch {
            let version = &one.version;
            query = query
                .bind(one.id.clone())
                .bind(one.card)
                .bind(version.version)
                .bind(version.step.as_str())
                .bind(version.before.map(State::as_str))
                .bind(version.after.as_str())
                .bind(version.reason.clone())
                .bind(version.account.clone())
                .bind(version.role.clone())
                .bind(version.organisation.clone())
                .bind(version.at.millis())
                .bind(one.sealed.clone());
        }
        query.execute(&mut **tx).await?;
    }
    Ok(())
}

/// Versions of a card, the newest first, from before a version on.
pub(crate) async fn versions(
    db: &Db,
    card: i64,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<SealedVersion>, DbError> {
    let rows = sqlx::query(
        "SELECT id, version, step, state_before, state_after, reason, account, role, organisation, at, content \
         FROM card_version WHERE card = $1 AND version < $2 ORDER BY version DESC LIMIT $3",
    )
    .bind(card)
    .bind(before.unwrap_or(i64::MAX))
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(db.read())
    .await?;
    rows.iter()
        .map(|row| {
            let (step, after): (String, String) =
                (row.try_get("step")?, row.try_get("state_after")?);
            let before: Option<String> = row.try_get("state_before")?;
            Ok(SealedVersion {
                id: row.try_get("id")?,
                card,
                version: CardVersion {
                    version: row.try_get("version")?,
                    step: Step::parse(&step).ok_or_else(|| foreign("step", &step))?,
                    before: before.as_deref().and_then(State::parse),
                    after: State::parse(&after).ok_or_else(|| foreign("state", &after))?,
                    reason: row.try_get("reason")?,
                    account: row.try_get("account")?,
                    role: row.try_get("role")?,
                    organisation: row.try_get("organisation")?,
                    at: Timestamp::from_millis(row.try_get("at")?),
                    content: Content::default(),
                },
                sealed: row.try_get("content")?,
            })
        })
        .collect()
}
