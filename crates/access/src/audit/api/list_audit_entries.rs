//! `GET /api/audit`

use axum::Json;
use axum::extract::State;
use platform::{Page, PageQuery, Problem};

use super::query::AuditQuery;
use super::views::AuditEntryView;
use crate::audit::model::{Action, Detail};
use crate::audit::store;
use crate::{Actor, App, Params, Permission};

/// Entries of the audit trail, newest first. Beginning a search is itself put on record; reading on is not.
#[utoipa::path(
    get, path = "/api/audit", tag = "access", params(AuditQuery, PageQuery),
    responses(
        (status = 200, description = "entries, newest first", body = Page<AuditEntryView>),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `audit.read`", body = Problem),
        (status = 422, description = "a parameter is wrong", body = Problem),
    ),
)]
pub(crate) async fn list_audit_entries(
    actor: Actor,
    State(app): State<App>,
    Params(query): Params<AuditQuery>,
    Params(page): Params<PageQuery>,
) -> Result<Json<Page<AuditEntryView>>, Problem> {
    let scope = actor.scope(&app, Permission::AuditRead)?;
    let limit = page.limit()?;
    let before: Option<i64> = page.key()?;
    let filter = query.filter()?;
    let found = store::list(&app.db, &filter, before, limit + 1).await?;
    let page = Page::of(found, limit, |entry| entry.sequence);
    if before.is_none() {
        let entry = scope
            .entry(Action::AuditRead)
            .count(Detail::Rows, page.items.len() as u64);
        app.record_now(entry).await?;
    }
    let names = store::account_names(&app.db, &page.items).await?;
    Ok(Json(
        page.map(|entry| AuditEntryView::of(entry, &names, &app.pack)),
    ))
}
