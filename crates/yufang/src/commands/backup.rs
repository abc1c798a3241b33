//! `yufang backup` and `yufang restore`

use std::fs::{self, File, OpenOptions};
use std::io::{BufReader, BufWriter};
use std::path::Path;

use anyhow::Context;
use kernel::{Clock, SystemClock};
use platform::{Archived, Db};
use server::MIGRATIONS;

use crate::cli::Common;
use crate::exit::Ending;
use crate::output::{Output, Unit};

/// Writes beside the target and renames at the end, so that a file with the target's name is always whole.
pub(crate) async fn backup(common: &Common, out: Output, file: &Path) -> Result<(), Ending> {
    if file.exists() {
        return Err(Ending::Invalid(format!(
            "`{}` exists already; name a new file, backups are never overwritten",
            file.display()
        )));
    }
    let db = Db::connect_existing(&common.database).await?;
    let part = file.with_extension("part");
    let handle = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .open(&part)
        .with_context(|| format!("`{}` cannot be written", part.display()))?;
    let bar = out.bar("rows written", Unit::Unknown);
    let written = db
        .backup(BufWriter::new(&handle), &SystemClock, |rows| {
            bar.at(rows, rows)
        })
        .await;
    let archived = match written {
        Ok(archived) => archived,
        Err(error) => {
            // Half a backup is worse than none; that it cannot be removed either changes nothing of the error.
            let _ = fs::remove_file(&part);
            return Err(error.into());
        }
    };
    handle
        .sync_all()
        .and_then(|()| fs::rename(&part, file))
        .with_context(|| format!("`{}` cannot be written", file.display()))?;
    db.close().await;
    drop(bar);
    out.report(&archived, || told(&archived, "written to", file));
    Ok(())
}

pub(crate) async fn restore(common: &Common, out: Output, file: &Path) -> Result<(), Ending> {
    let handle =
        File::open(file).with_context(|| format!("`{}` cannot be read", file.display()))?;
    let db = Db::connect(&common.database).await?;
    let bar = out.bar("rows restored", Unit::Unknown);
    let archived = db
        .restore(BufReader::new(handle), MIGRATIONS, &SystemClock, |rows| {
            bar.at(rows, rows);
        })
        .await?;
    access::audit::note_restore(&db, archived.rows, SystemClock.now()).await?;
    db.close().await;
    drop(bar);
    out.report(&archived, || told(&archived, "restored from", file));
    Ok(())
}

fn told(archived: &Archived, what: &str, file: &Path) -> String {
    format!(
        "{} rows of {} tables {what} {}; the backup was made at {}",
        archived.rows,
        archived.tables,
        file.display(),
        archived.created_at
    )
}
