//! `GET /api/emergency-access/{id}`

use axum::Json;
use axum::extract::{Path, State};
use platform::Problem;

use super::shared::{approver_areas, emergency};
use super::views::EmergencyAccessView;
use crate::{Actor, App, Permission};

/// One emergency access: one's own, or one asked for in an area where one may approve.
#[utoipa::path(
    get, path = "/api/emergency-access/{id}", tag = "grants",
    params(("id" = String, Path, description = "the access")),
    responses(
        (status = 200, description = "the access", body = EmergencyAccessView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 404, description = "no such access", body = Problem),
    ),
)]
pub(crate) async fn get_emergency_access(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<EmergencyAccessView>, Problem> {
    let areas = approver_areas(actor.scope(&app, Permission::GrantsApprove));
    let access = emergency(&app, &actor, &areas, &id).await?;
    Ok(Json(EmergencyAccessView::of(&app, &actor, &areas, access)))
}
