//! What is put on record when the program starts or a backup was restored.

use kernel::Timestamp;
use platform::{Db, DbError};

use super::model::{Action, Author, Detail, Entry};
use super::store::{self, Stamp, append};

/// Puts on record that tables were brought up to date, and that other packs came into force since the last start.
///
/// # Errors
/// When the database refuses.
pub async fn note_start(
    db: &Db,
    pack_version: &str,
    steps: usize,
    at: Timestamp,
) -> Result<(), DbError> {
    let mut entries = Vec::new();
    if steps > 0 {
        entries.push(
            Entry::new(Author::program(), Action::DatabaseMigrated)
                .count(Detail::Rows, steps as u64),
        );
    }
    let before = store::last_pack_version(db).await?;
    if before.as_deref() != Some(pack_version) {
        let mut entry = Entry::new(Author::program(), Action::PackChanged).on("pack", pack_version);
        if let Some(before) = before {
            entry = entry.with(Detail::Before, before);
        }
        entries.push(entry);
    }
    if entries.is_empty() {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    append(db, &mut tx, Stamp { at, pack_version }, &entries).await?;
    tx.commit().await?;
    Ok(())
}

/// Puts on record that the database was filled from a backup; the chain of the backup goes on.
///
/// # Errors
/// When the database refuses.
pub async fn note_restore(db: &Db, rows: u64, at: Timestamp) -> Result<(), DbError> {
    let pack_version = store::last_pack_version(db).await?.unwrap_or_default();
    let entry =
        Entry::new(Author::command_line(), Action::DatabaseRestored).count(Detail::Rows, rows);
    let mut tx = db.begin().await?;
    let stamp = Stamp {
        at,
        pack_version: &pack_version,
    };
    append(db, &mut tx, stamp, &[entry]).await?;
    tx.commit().await?;
    Ok(())
}
