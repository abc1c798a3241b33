//! `POST /api/detection-runs`

use access::audit::Action;
use access::{Actor, App, Body, Permission, Resource};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kernel::RegionCode;
use platform::Problem;

use crate::error::DetectError;
use crate::jobs::queue_detection;
use crate::model::{DetectionRequest, DetectionRunView};

/// Asks for a detection run; it is carried out in the background.
#[utoipa::path(
    post, path = "/api/detection-runs", tag = "signals", request_body = DetectionRequest,
    responses(
        (status = 202, description = "the run, queued", body = DetectionRunView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `detection.run` in this region", body = Problem),
        (status = 422, description = "something asked for is not known", body = Problem),
    ),
)]
pub(crate) async fn create_detection_run(
    actor: Actor,
    State(app): State<App>,
    Body(request): Body<DetectionRequest>,
) -> Result<(StatusCode, Json<DetectionRunView>), Problem> {
    let region = request.region.unwrap_or(RegionCode::CHINA);
    let path = app
        .pack
        .regions
        .path(region)
        .ok_or_else(|| DetectError::UnknownRegion(region.to_string()))?;
    let grant = actor.authorize(&app, Permission::DetectionRun, &Resource::region(path))?;
    let run = queue_detection(
        &app,
        &request,
        &actor.username,
        grant.entry(Action::DetectionRequested),
    )
    .await?;
    Ok((StatusCode::ACCEPTED, Json(run)))
}
