//! `GET /api/exports/{id}`

use axum::Json;
use axum::extract::{Path, State};
use platform::Problem;

use super::export;
use super::views::ExportView;
use crate::grants::approver_areas;
use crate::{Actor, App, Permission};

/// One export of the register, by the id that stands on its file.
#[utoipa::path(
    get, path = "/api/exports/{id}", tag = "grants",
    params(("id" = String, Path, description = "the export")),
    responses(
        (status = 200, description = "the export", body = ExportView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 404, description = "no such export", body = Problem),
    ),
)]
pub(crate) async fn get_export(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<ExportView>, Problem> {
    let areas = approver_areas(actor.scope(&app, Permission::GrantsApprove));
    let export = export(&app, &actor, &areas, &id).await?;
    Ok(Json(ExportView::of(&actor, &areas, export)))
}
