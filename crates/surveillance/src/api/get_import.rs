use access::{Actor, App, Permission};
use axum::Json;
use axum::extract::{Path, State};
use platform::Problem;

use super::imports::import;
use crate::model::ImportView;

/// One import.
#[utoipa::path(
    get,
    path = "/api/imports/{id}",
    tag = "surveillance",
    params(("id" = String, Path, description = "The import")),
    responses(
        (status = 200, body = ImportView),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not allowed", body = Problem),
        (status = 404, description = "No such import", body = Problem),
    )
)]
#[tracing::instrument(skip_all)]
pub(crate) async fn get_import(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Json<ImportView>, Problem> {
    let scope = actor.scope(&app, Permission::ImportsRead)?;
    Ok(Json(import(&app, &scope, &id).await?.view))
}
