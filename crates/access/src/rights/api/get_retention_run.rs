//! `GET /api/retention-runs/{id}`

use axum::Json;
use axum::extract::{Path, State};
use platform::Problem;

use crate::rights::model::RetentionRun;
use crate::rights::store;
use crate::{Actor, App, Permission};

/// One look for what is due, with what it found by kind of record.
#[utoipa::path(
    get, path = "/api/retention-runs/{id}", tag = "rights",
    params(("id" = String, Path, description = "the run")),
    responses(
        (status = 200, description = "the run", body = RetentionRun),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `rights.handle`", body = Problem),
        (status = 404, description = "no such run", body = Problem),
    ),
)]
pub(crate) async fn get_retention_run(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<RetentionRun>, Problem> {
    let _scope = actor.scope(&app, Permission::RightsHandle)?;
    store::run(&app.db, Some(&id))
        .await?
        .map(Json)
        .ok_or_else(|| Problem::not_found("there is no such run; start one"))
}
