//! `GET /api/detection-runs`

use access::{Actor, App, Params, Permission};
use axum::Json;
use axum::extract::State;
use kernel::Timestamp;
use platform::{Page, PageQuery, Problem};

use crate::model::{DetectionRunView, RunId};
use crate::store;

/// Detection runs, newest first; those that changed counts asked for are among them.
#[utoipa::path(
    get, path = "/api/detection-runs", tag = "signals", params(PageQuery),
    responses(
        (status = 200, description = "one page of runs", body = Page<DetectionRunView>),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `signals.read`", body = Problem),
        (status = 422, description = "wrong cursor or limit", body = Problem),
    ),
)]
pub(crate) async fn list_detection_runs(
    actor: Actor,
    State(app): State<App>,
    Params(query): Params<PageQuery>,
) -> Result<Json<Page<DetectionRunView>>, Problem> {
    let _ = actor.scope(&app, Permission::SignalsRead)?;
    let limit = query.limit()?;
    let before: Option<(i64, RunId)> = query.key()?;
    let before = before.map(|(millis, id)| (Timestamp::from_millis(millis), id));
    let runs = store::list_runs(&app.db, before, limit + 1).await?;
    Ok(Json(Page::of(runs, limit, |run| {
        (run.queued_at.millis(), run.id)
    })))
}
