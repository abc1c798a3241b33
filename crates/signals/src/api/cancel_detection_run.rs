//! `POST /api/detection-runs/{id}/cancel`

use access::audit::Action;
use access::{Actor, App, Permission, Resource};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use platform::{Problem, jobs};

use crate::model::{Cause, RunId};
use crate::store;

/// Stops a detection run that somebody asked for; signals it has found stay.
#[utoipa::path(
    post, path = "/api/detection-runs/{id}/cancel", tag = "signals",
    params(("id" = String, Path, description = "id of the run")),
    responses(
        (status = 204, description = "it stops within a few seconds"),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `detection.run` in the run's region", body = Problem),
        (status = 404, description = "no such run", body = Problem),
        (status = 409, description = "it has ended, or follows new counts by itself", body = Problem),
    ),
)]
#[tracing::instrument(skip_all)]
pub(crate) async fn cancel_detection_run(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = id.parse::<RunId>().ok();
    let found = match id {
        Some(id) => store::run(&app.db, id).await?.map(|row| (id, row.view)),
        None => None,
    };
    let ((id, run), grant) = actor.authorize_found(
        &app,
        Permission::DetectionRun,
        found,
        "there is no such detection run; go back to the list of runs",
        |(_, run)| Resource::region(app.pack.regions.path(run.region).unwrap_or_default()),
    )?;
    if run.cause == Cause::Counts {
        // Stopped, it would leave changed counts unwatched until the next change.
        return Err(Problem::conflict(
            "this run follows new counts by itself and cannot be stopped",
        ));
    }
    let mut tx = app.db.begin().await?;
    let is_stopped = jobs::cancel(&mut tx, id).await?;
    if !is_stopped {
        return Err(Problem::conflict(
            "this run has ended; there is nothing to stop",
        ));
    }
    let entry = grant
        .entry(Action::DetectionCancelled)
        .on("detection_run", id.to_string());
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await?;
    app.jobs.wake();
    Ok(StatusCode::NO_CONTENT)
}
