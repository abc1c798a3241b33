//! Verifying the chain: parts are fetched ahead and digested on all cores, then followed in order.

use std::collections::BTreeMap;

use futures::{StreamExt, TryStreamExt, stream};
use kernel::Timestamp;
use platform::{Db, DbError};
use serde::Serialize;

use super::engine::{Checkpoint, Damage, Follower, Hash, Link, PublicKey};
use super::store;

/// Entries fetched at once.
const CHUNK: i64 = 4_096;
/// Parts under way at the same time; SQLite has four connections for reading.
const AHEAD: usize = 4;

/// Why the chain could not be verified at all.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The database cannot be read.
    #[error(transparent)]
    Database(#[from] DbError),
    /// A part could not be digested; a defect of ours.
    #[error("a part of the audit trail could not be digested; verify again")]
    Stopped,
}

/// What verification found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// Number of the last entry that held; without damage, the head.
    pub entries: i64,
    /// Checkpoints compared, those in the database and those given.
    pub checkpoints: usize,
    /// The first thing that does not hold, in words.
    pub damage: Option<String>,
    /// The same for programs.
    #[serde(skip)]
    pub found: Option<Damage>,
}

/// Verifies the chain from its first entry to its head.
///
/// `published` are checkpoints kept outside; their signatures, and those of the stored ones that name the same key,
/// are verified with `key`.
/// Without checkpoints from outside, somebody who may write everything in the database can rewrite the whole chain unseen.
///
/// # Errors
/// When the database cannot be read; damage is no error.
pub async fn verify(
    db: &Db,
    published: &[Checkpoint],
    key: Option<&PublicKey>,
) -> Result<Verification, VerifyError> {
    let head = store::head(db).await?;
    let stored: Vec<Checkpoint> = store::checkpoints(db, 0)
        .await?
        .into_iter()
        .filter(|checkpoint| checkpoint.sequence <= head.sequence)
        .collect();
    let checkpoints = stored.len() + published.len();
    let told = |entries: i64, found: Option<Damage>| Verification {
        entries,
        checkpoints,
        damage: found.as_ref().map(ToString::to_string),
        found,
    };
    let mut anchors: BTreeMap<i64, Vec<Hash>> = BTreeMap::new();
    for (checkpoint, is_published) in stored
        .iter()
        .map(|checkpoint| (checkpoint, false))
        .chain(published.iter().map(|checkpoint| (checkpoint, true)))
    {
        let is_unsigned = key.is_some_and(|key| {
            (is_published || checkpoint.key == key.id()) && !key.verifies(checkpoint)
        });
        if is_unsigned {
            return Ok(told(0, Some(Damage::Signature(checkpoint.sequence))));
        }
        // A hash that is none matches no entry.
        let hash = Hash::parse(&checkpoint.hash).unwrap_or(Hash::NONE);
        anchors.entry(checkpoint.sequence).or_default().push(hash);
    }
    if let Some(first) = head.first.filter(|first| *first < 1) {
        return Ok(told(0, Some(Damage::Foreign(first))));
    }
    let mut follower = Follower::new(anchors);
    let starts = (0..head.sequence).step_by(CHUNK as usize);
    let mut parts = stream::iter(starts)
        .map(|after| {
            let db = db.clone();
            let to = (after + CHUNK).min(head.sequence);
            async move {
                tokio::spawn(async move { links(&db, after, to).await })
                    .await
                    .map_err(|_| VerifyError::Stopped)?
            }
        })
        .buffered(AHEAD);
    while let Some(links) = parts.try_next().await? {
        for link in links {
            if let Err(damage) = follower.follow(link) {
                return Ok(told(follower.sequence(), Some(damage)));
            }
        }
    }
    drop(parts);
    let entries = follower.sequence();
    let mut found = follower.end(head.sequence, head.hash).err();
    if found.is_none()
        && let Some(last) = head.last.filter(|last| *last > head.sequence)
    {
        found = Some(Damage::Foreign(last));
    }
    Ok(told(entries, found))
}

/// Notes when the chain was verified and what was found, for [`GET /api/audit/status`](crate::routes).
///
/// # Errors
/// When the database refuses.
pub async fn note_verification(
    db: &Db,
    at: Timestamp,
    verification: &Verification,
) -> Result<(), DbError> {
    let damage = verification.damage.as_deref().unwrap_or_default();
    let mut tx = db.begin().await?;
    store::note_verification(&mut tx, at, verification.entries, damage).await?;
    tx.commit().await?;
    Ok(())
}

async fn links(db: &Db, after: i64, to: i64) -> Result<Vec<Link>, VerifyError> {
    let chunk = store::chunk(db, after, to).await?;
    tokio::task::spawn_blocking(move || chunk.links())
        .await
        .map_err(|_| VerifyError::Stopped)
}
