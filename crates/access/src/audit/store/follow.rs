//! Reading the whole chain fast: the database joins many entries to one text, which is taken apart here.

use platform::{Db, DbError};
use sqlx::{AssertSqlSafe, Row};

use super::COLUMNS;
use crate::audit::engine::{Content, FIELDS, Hash, Link, digest};

/// Between fields and between entries; no field of ours holds either, and one that does has been altered.
const FIELD: char = '\u{1f}';
const ENTRY: char = '\u{1e}';

/// The end of the chain, and what numbers there are.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) sequence: i64,
    pub(crate) hash: Option<Hash>,
    pub(crate) first: Option<i64>,
    pub(crate) last: Option<i64>,
}

/// The head together with the numbers of the first and the last entry, as of one instant.
pub(crate) async fn head(db: &Db) -> Result<Head, DbError> {
    let row = sqlx::query(
        "SELECT (SELECT sequence FROM audit_head), (SELECT hash FROM audit_head), \
         (SELECT min(sequence) FROM audit_entry), (SELECT max(sequence) FROM audit_entry)",
    )
    .fetch_one(db.read())
    .await?;
    let sequence: Option<i64> = row.try_get(0)?;
    let hash: Option<String> = row.try_get(1)?;
    Ok(Head {
        hash: match &hash {
            Some(hash) => Hash::parse(hash),
            None => Some(Hash::NONE),
        },
        sequence: sequence.unwrap_or(0),
        first: row.try_get(2)?,
        last: row.try_get(3)?,
    })
}

/// Entries of one part of the chain, joined.
pub(crate) struct Chunk(String);

/// The entries numbered from just behind `after` to `to`.
pub(crate) async fn chunk(db: &Db, after: i64, to: i64) -> Result<Chunk, DbError> {
    let columns = COLUMNS.join(", ");
    let joined: Option<String> = sqlx::query_scalar(AssertSqlSafe(format!(
        "SELECT string_agg(entry, CAST($3 AS TEXT)) FROM ( \
         SELECT concat_ws(CAST($4 AS TEXT), {columns}) AS entry FROM audit_entry \
         WHERE sequence > $1 AND sequence <= $2 ORDER BY sequence) AS entries"
    )))
    .bind(after)
    .bind(to)
    .bind(ENTRY.to_string())
    .bind(FIELD.to_string())
    .fetch_one(db.read())
    .await?;
    Ok(Chunk(joined.unwrap_or_default()))
}

impl Chunk {
    /// Digests of the entries, in the order of their numbers.
    pub(crate) fn links(&self) -> Vec<Link> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let mut scratch = Vec::new();
        let mut links: Vec<Link> = self
            .0
            .split(ENTRY)
            .map(|entry| read(entry, &mut scratch).unwrap_or(UNREADABLE))
            .collect();
        // Neither database promises to join in the order of the rows it is given, though both do.
        let is_readable = links.iter().all(|link| link.sequence.is_some());
        if is_readable && !links.is_sorted_by_key(|link| link.sequence) {
            links.sort_by_key(|link| link.sequence);
        }
        links
    }
}

const UNREADABLE: Link = Link {
    sequence: None,
    digest: Hash::NONE,
    hash: None,
};

fn read(entry: &str, scratch: &mut Vec<u8>) -> Option<Link> {
    let mut fields = entry.split(FIELD);
    let sequence = fields.next()?.parse().ok()?;
    let at = fields.next()?.parse().ok()?;
    let mut texts = [""; FIELDS];
    for text in &mut texts {
        *text = fields.next()?;
    }
    let hash = Hash::parse(fields.next()?);
    if fields.next().is_some() {
        return None;
    }
    let content = Content {
        sequence,
        at,
        texts,
    };
    Some(Link {
        sequence: Some(sequence),
        digest: digest(&content, scratch),
        hash,
    })
}
