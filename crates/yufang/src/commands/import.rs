//! `yufang import`

use std::path::PathBuf;

use access::App;
use surveillance::{ImportCheck, ImportFile, ImportView, RejectedRow, check_file, import_file};

use crate::cli::{Common, Import};
use crate::exit::Ending;
use crate::output::{Output, Unit};

/// Rejected rows shown of a dry run; a real import keeps them all for the console.
const SHOWN: usize = 10;
/// The command line belongs to whoever runs the database, so no area is out of reach.
const EVERYWHERE: &str = "/";

pub(crate) async fn run(common: &Common, out: Output, what: Import) -> Result<(), Ending> {
    let Import::Counts {
        files,
        layout,
        dry_run,
    } = what;
    let app = super::open(common).await?;
    let rejected = if dry_run {
        check(&app, out, files, layout).await?
    } else {
        let views = import(&app, out, files, layout).await?;
        out.report(&views, || {
            views.iter().map(summary).collect::<Vec<_>>().join("\n")
        });
        views.iter().map(|view| view.rows_rejected).sum()
    };
    app.db.close().await;
    if rejected > 0 {
        Err(Ending::RowsRejected)
    } else {
        Ok(())
    }
}

/// Imports the files one after the other.
pub(crate) async fn import(
    app: &App,
    out: Output,
    files: Vec<PathBuf>,
    layout: Option<String>,
) -> Result<Vec<ImportView>, Ending> {
    let mut views = Vec::new();
    for path in files {
        let bar = out.bar(&path.display().to_string(), Unit::Bytes);
        let file = named(path, layout.clone());
        let view = import_file(app, &file, &mut |view: &ImportView| {
            bar.at(view.bytes_done, view.bytes_total);
        })
        .await?;
        views.push(view);
    }
    Ok(views)
}

async fn check(
    app: &App,
    out: Output,
    files: Vec<PathBuf>,
    layout: Option<String>,
) -> Result<u64, Ending> {
    let mut checks = Vec::new();
    for path in files {
        let bar = out.bar(&path.display().to_string(), Unit::Bytes);
        let file = named(path, layout.clone());
        let check = check_file(app, &file, &mut |check: &ImportCheck| {
            bar.at(check.bytes_done, check.bytes_total);
        })
        .await?;
        checks.push(check);
    }
    out.report(&checks, || {
        checks.iter().map(finding).collect::<Vec<_>>().join("\n")
    });
    Ok(checks.iter().map(|check| check.rows_rejected).sum())
}

fn named(path: PathBuf, layout: Option<String>) -> ImportFile {
    ImportFile {
        path,
        layout,
        requested_by: "command line".to_owned(),
        areas: vec![EVERYWHERE.to_owned()],
    }
}

/// What an import did, in two lines and a hint.
pub(crate) fn summary(view: &ImportView) -> String {
    let mut text = format!(
        "{}: {} rows as {} ({}): {} new, {} corrected, {} unchanged, {} skipped, {} rejected",
        view.file_name,
        view.rows_read,
        view.layout.as_deref().unwrap_or("?"),
        view.encoding.as_deref().unwrap_or("?"),
        view.rows_new,
        view.rows_changed,
        view.rows_unchanged,
        view.rows_skipped,
        view.rows_rejected,
    );
    for skipped in &view.skipped {
        text.push_str(&format!("\n  skipped {}: {}", skipped.rows, skipped.reason));
    }
    if let Some(error) = &view.error {
        text.push_str(&format!("\n  {error}"));
    }
    if view.rows_rejected > 0 {
        text.push_str(
            "\n  the rejected rows are kept: correct and replay them on the console's Imports page",
        );
    }
    text
}

fn finding(check: &ImportCheck) -> String {
    let mut text = format!(
        "{}: {} rows as {} ({}): {} would be stored, {} skipped, {} rejected",
        check.file_name,
        check.rows_read,
        check.layout,
        check.encoding,
        check.rows_accepted,
        check.rows_skipped,
        check.rows_rejected,
    );
    for row in check.rejected.iter().take(SHOWN) {
        text.push_str(&format!("\n  {}", offence(row)));
    }
    let more = check.rows_rejected.saturating_sub(SHOWN as u64);
    if more > 0 {
        text.push_str(&format!("\n  and {more} more"));
    }
    text
}

fn offence(row: &RejectedRow) -> String {
    format!(
        "row {}, column {}: {} [{}]",
        row.row,
        row.column.as_deref().unwrap_or("-"),
        row.message_en.as_deref().unwrap_or(""),
        row.rule.as_deref().unwrap_or("-"),
    )
}
