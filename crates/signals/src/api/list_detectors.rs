//! `GET /api/detectors`

use access::{Actor, App, Permission};
use axum::Json;
use axum::extract::State;
use platform::Problem;

use crate::model::DetectorView;

/// The detectors of the packs, with their sources.
#[utoipa::path(
    get, path = "/api/detectors", tag = "signals",
    responses(
        (status = 200, description = "all detectors", body = Vec<DetectorView>),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `signals.read`", body = Problem),
    ),
)]
pub(crate) async fn list_detectors(
    actor: Actor,
    State(app): State<App>,
) -> Result<Json<Vec<DetectorView>>, Problem> {
    let _ = actor.scope(&app, Permission::SignalsRead)?;
    Ok(Json(
        app.pack.detectors.iter().map(DetectorView::from).collect(),
    ))
}
