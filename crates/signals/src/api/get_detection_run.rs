//! `GET /api/detection-runs/{id}`

use access::{Actor, App, Permission};
use axum::Json;
use axum::extract::{Path, State};
use platform::Problem;

use crate::model::{DetectionRunView, RunId};
use crate::store;

/// One detection run and how far it is.
#[utoipa::path(
    get, path = "/api/detection-runs/{id}", tag = "signals",
    params(("id" = String, Path, description = "id of the run")),
    responses(
        (status = 200, description = "the run", body = DetectionRunView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `signals.read`", body = Problem),
        (status = 404, description = "no such run", body = Problem),
    ),
)]
pub(crate) async fn get_detection_run(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<DetectionRunView>, Problem> {
    let _ = actor.scope(&app, Permission::SignalsRead)?;
    let unknown =
        || Problem::not_found("there is no such detection run; go back to the list of runs");
    let id: RunId = id.parse().map_err(|_| unknown())?;
    let row = store::run(&app.db, id).await?.ok_or_else(unknown)?;
    Ok(Json(row.view))
}
