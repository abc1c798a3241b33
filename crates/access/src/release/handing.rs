//! Handing a file out.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use kernel::{Id, Timestamp};
use platform::{DbError, ExportFormat, Problem, Table};

use super::engine::guard::{Asked, Judgement, judge};
use super::engine::mark::{self, Mark};
use super::model::{Export, ExportKind, ExportState, FilterPart};
use super::store;
use crate::audit::{Action, Detail, Entry};
use crate::grants::{AccountRef, path_of};
use crate::{Actor, App};

/// A file that is about to leave.
#[derive(Debug)]
pub struct Release {
    /// What.
    pub kind: ExportKind,
    /// Its rows, with notes of its own where the filter does not say enough.
    pub table: Table,
    /// `csv` or `xlsx`.
    pub format: ExportFormat,
    /// Which of it: labels and texts, all that the question consisted of.
    pub filter: Vec<(String, String)>,
    /// When the figures were last changed.
    pub as_of: Option<Timestamp>,
    /// Columns of free text, in which numbers of persons are masked.
    pub free_text: Vec<usize>,
    /// The approval that came with the request (`?approval=`).
    pub approval: Option<String>,
    /// What goes on record; rows, format and the export's id are added.
    pub entry: Entry,
}

/// Lets a file go, or says who has to approve it first.
///
/// The export is kept in the register and put on record in one transaction, before the first byte goes.
///
/// # Errors
/// 403 `approval_required` above the limit of rows, with the id of the held export as the last word of the message;
/// 422 where the approval given does not fit.
pub async fn hand_out(app: &App, actor: &Actor, release: Release) -> Result<Response, Problem> {
    let now = app.clock.now();
    let mut release = release;
    let filter: Vec<FilterPart> = std::mem::take(&mut release.filter)
        .into_iter()
        .map(|(label, text)| FilterPart { label, text })
        .collect();
    let digest = mark::digest(release.kind, &filter);
    let rows = release.table.rows.len() as u64;
    let rows_max = app.pack.privacy.limit(release.kind.limit());
    let approval = match &release.approval {
        None => None,
        Some(text) => Some(match text.parse() {
            Ok(id) => store::export(&app.db, id).await?,
            Err(_) => None,
        }),
    };
    let asked = Asked {
        account: &actor.user_id,
        digest: &digest,
        rows,
        rows_max: u64::from(rows_max),
    };
    let judgement = judge(asked, approval.as_ref().map(Option::as_ref), now);
    if let Judgement::Refused(error) = judgement {
        return Err(Problem::invalid(
            "approval",
            error.rule(),
            error.to_string(),
        ));
    }
    let masked_count = mark::mask_free_text(&mut release.table, &release.free_text);
    let approved = approval
        .flatten()
        .filter(|_| judgement == Judgement::Approved);
    let export = Export {
        id: approved.as_ref().map_or_else(Id::new, |export| export.id),
        account: AccountRef::asking(actor),
        path: path_of(app, &release.entry.author),
        kind: release.kind,
        format: release.format.as_str().to_owned(),
        filter,
        filter_digest: digest,
        as_of: release.as_of,
        rows_count: rows,
        masked_count,
        purpose: release.entry.purpose.as_str().to_owned(),
        pack_version: app.pack.version().to_owned(),
        state: ExportState::HandedOut,
        asked_at: now,
        reason: None,
        decision: None,
        expires_at: None,
        handed_out_at: Some(now),
    };
    if judgement == Judgement::Hold {
        return Err(hold(app, actor, export, rows_max).await?);
    }
    go(app, actor, release, export, approved.is_some()).await
}

/// Marks the file, keeps it in the register, puts it on record and lets it go.
async fn go(
    app: &App,
    actor: &Actor,
    release: Release,
    export: Export,
    is_approved: bool,
) -> Result<Response, Problem> {
    let mark = Mark {
        id: export.id.to_string(),
        username: &actor.username,
        at: export.asked_at.to_string(),
        purpose: &export.purpose,
        as_of: export.as_of.map(|at| at.to_string()),
        rows_count: export.rows_count,
        masked_count: export.masked_count,
        pack_version: &export.pack_version,
    };
    let mut table = release.table;
    table.notes.extend(mark::notes(&mark, &export.filter));
    let mut download = table.into_download(release.format)?;
    label(download.headers_mut(), &mark, &export);
    let entry = release
        .entry
        .count(Detail::Rows, export.rows_count)
        .with(Detail::Format, &export.format)
        .with(Detail::Export, &mark.id);
    let mut tx = app.db.begin().await?;
    if is_approved {
        let (rows, masked) = (export.rows_count, export.masked_count);
        if !store::hand_out(&mut tx, export.id, rows, masked, export.asked_at).await? {
            return Err(Problem::conflict(
                "the approval was used a moment ago; ask for another",
            ));
        }
    } else {
        store::insert(&mut tx, &export).await?;
    }
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(download)
}

/// Keeps an export that is too large in the register and says what to do.
async fn hold(app: &App, actor: &Actor, export: Export, rows_max: u32) -> Result<Problem, Problem> {
    let known = store::held(&app.db, &actor.user_id, &export.filter_digest).await?;
    let id = known.unwrap_or(export.id);
    let entry = actor
        .entry(Action::ExportHeld)
        .on("export", id.to_string())
        .count(Detail::Rows, export.rows_count)
        .refused();
    let rows = export.rows_count;
    let mut tx = app.db.begin().await?;
    match known {
        Some(id) => store::set_rows(&mut tx, id, rows).await?,
        None => {
            let held = Export {
                state: ExportState::Held,
                handed_out_at: None,
                ..export
            };
            store::insert(&mut tx, &held).await?;
        }
    }
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    let message = format!(
        "the file has {rows} rows and {rows_max} go without approval; narrow the filter, or ask for an approval of export {id}"
    );
    let mut problem = Problem::invalid("approval", "approval_required", message);
    problem.status = StatusCode::FORBIDDEN.as_u16();
    "approval_required".clone_into(&mut problem.code);
    "/problems/approval_required".clone_into(&mut problem.kind);
    "somebody else has to approve this export".clone_into(&mut problem.title);
    Ok(problem)
}

/// The same as on the file, for programs that fetch it.
fn label(headers: &mut HeaderMap, mark: &Mark<'_>, export: &Export) {
    let rows = mark.rows_count.to_string();
    let filter = mark::filter_header(&export.filter);
    for (name, value) in [
        ("x-export-id", mark.id.as_str()),
        ("x-export-account", mark.username),
        ("x-export-at", &mark.at),
        ("x-export-purpose", mark.purpose),
        ("x-export-filter", &filter),
        ("x-export-as-of", mark.as_of.as_deref().unwrap_or("-")),
        ("x-export-pack", mark.pack_version),
        ("x-export-rows", &rows),
    ] {
        // Names are ASCII and the filter is in percent encoding, so every value fits.
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}
