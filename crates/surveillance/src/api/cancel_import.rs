use access::audit::Action;
use access::{Actor, App, Permission};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use platform::{Problem, jobs};

use super::imports::import;

/// Stops an import; what it stored stays.
#[utoipa::path(
    post,
    path = "/api/imports/{id}/cancel",
    tag = "surveillance",
    params(("id" = String, Path, description = "The import")),
    responses(
        (status = 204, description = "It stops within a few seconds"),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not allowed", body = Problem),
        (status = 404, description = "No such import", body = Problem),
        (status = 409, description = "It has ended already", body = Problem),
    )
)]
#[tracing::instrument(skip_all)]
pub(crate) async fn cancel_import(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let scope = actor.scope(&app, Permission::ImportsWrite)?;
    let import = import(&app, &scope, &id).await?;
    let ended = || Problem::conflict("this import has ended; there is nothing to stop");
    let job = import.job.parse().map_err(|_| ended())?;
    let mut tx = app.db.begin().await?;
    let is_stopped = jobs::cancel(&mut tx, job).await?;
    if !is_stopped {
        return Err(ended());
    }
    let entry = scope.entry(Action::ImportCancelled).on("import", &id);
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await?;
    app.jobs.wake();
    Ok(StatusCode::NO_CONTENT)
}
