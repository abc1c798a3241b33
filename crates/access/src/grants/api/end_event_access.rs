//! `POST /api/grants/ended-events`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use platform::{DbError, Problem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::shared::words;
use crate::grants::engine::agency::is_code;
use crate::grants::event_is_over;
use crate::{Actor, App, Body, Permission};

/// The event that is over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EndedEventInput {
    /// Its code.
    event: String,
    /// Why its access ends, in one's own words.
    reason: String,
}

/// What ended with it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EndedEventView {
    event: String,
    /// Emergency accesses that ended.
    emergency_ended: u64,
    /// Agency requests that were closed.
    requests_closed: u64,
    /// The job that destroys what was collected; the list of destructions reports it.
    purge: String,
}

/// Ends all access that served an event and destroys what was collected for it (突发事件应对法 85). Done twice is fine.
#[utoipa::path(
    post, path = "/api/grants/ended-events", tag = "grants",
    params(("X-Yufang" = String, Header, description = "`1`, required of every request that changes something")),
    request_body = EndedEventInput,
    responses(
        (status = 202, description = "access has ended; the destruction is queued", body = EndedEventView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `grants.approve`", body = Problem),
        (status = 422, description = "no event or no reason", body = Problem),
    ),
)]
pub(crate) async fn end_event_access(
    actor: Actor,
    State(app): State<App>,
    Body(given): Body<EndedEventInput>,
) -> Result<(StatusCode, Json<EndedEventView>), Problem> {
    let scope = actor.scope(&app, Permission::GrantsApprove)?;
    if !is_code(&given.event) {
        let message = "name the event by its code";
        return Err(Problem::invalid("event", "no_event", message));
    }
    words(&app, &actor, "reason", &given.reason)?;
    let mut tx = app.db.begin().await?;
    let ended = event_is_over(&app, &mut tx, &given.event, &scope.author()).await?;
    tx.commit().await.map_err(DbError::from)?;
    app.jobs.wake();
    let view = EndedEventView {
        event: given.event,
        emergency_ended: ended.emergency,
        requests_closed: ended.requests,
        purge: ended.purge.to_string(),
    };
    Ok((StatusCode::ACCEPTED, Json(view)))
}
