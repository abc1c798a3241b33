//! `GET /api/rights-requests/{id}`

use axum::Json;
use axum::extract::{Path, State};
use platform::Problem;

use super::rights_request;
use super::views::RightsRequestView;
use crate::audit::Action;
use crate::{Actor, App, Permission};

/// One resident's request. Seeing it is put on record.
#[utoipa::path(
    get, path = "/api/rights-requests/{id}", tag = "rights",
    params(("id" = String, Path, description = "the request")),
    responses(
        (status = 200, description = "the request", body = RightsRequestView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `rights.handle`", body = Problem),
        (status = 404, description = "no such request", body = Problem),
    ),
)]
pub(crate) async fn get_rights_request(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<RightsRequestView>, Problem> {
    let scope = actor.scope(&app, Permission::RightsHandle)?;
    let areas = scope.areas();
    let request = rights_request(&app, &areas, &id).await?;
    let entry = scope
        .entry(Action::RightsRead)
        .on("person", &request.person);
    app.record_now(entry).await?;
    Ok(Json(RightsRequestView::of(&app, request)))
}
