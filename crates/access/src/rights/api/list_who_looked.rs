//! `GET /api/rights-requests/{id}/who-looked`

use axum::Json;
use axum::extract::{Path, State};
use platform::Problem;
use serde::Serialize;
use utoipa::ToSchema;

use super::rights_request;
use crate::audit::{Action, Detail, looks_at_person};
use crate::rights::engine::looked::{Look, look};
use crate::{Actor, App, Permission};

/// Looks shown at most; a resident who needs more narrows the request.
const LOOKS_MAX: u32 = 1_000;

/// Who looked at a person's data, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WhoLookedView {
    items: Vec<Look>,
    /// Whether there were more than are shown.
    is_cut: bool,
}

/// Who looked at the person's data or changed them, in words for the resident: when, in which role, for which organisation,
/// and what for. Colleagues are not named.
#[utoipa::path(
    get, path = "/api/rights-requests/{id}/who-looked", tag = "rights",
    params(("id" = String, Path, description = "the request")),
    responses(
        (status = 200, description = "who looked", body = WhoLookedView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `rights.handle`", body = Problem),
        (status = 404, description = "no such request", body = Problem),
    ),
)]
pub(crate) async fn list_who_looked(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<WhoLookedView>, Problem> {
    let scope = actor.scope(&app, Permission::RightsHandle)?;
    let areas = scope.areas();
    let request = rights_request(&app, &areas, &id).await?;
    let mut looks = looks_at_person(&app.db, &request.person, LOOKS_MAX + 1).await?;
    let is_cut = looks.len() > LOOKS_MAX as usize;
    looks.truncate(LOOKS_MAX as usize);
    let items: Vec<Look> = looks.iter().map(|entry| look(&app.pack, entry)).collect();
    let entry = scope
        .entry(Action::WhoLookedRead)
        .on("person", &request.person)
        .count(Detail::Rows, items.len() as u64);
    app.record_now(entry).await?;
    Ok(Json(WhoLookedView { items, is_cut }))
}
