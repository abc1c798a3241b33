//! `POST /api/agency-requests/{id}/decision`

use axum::Json;
use axum::extract::{Path, State};
use platform::{DbError, Problem};

use super::shared::{agency_request, decision_problem, own_request, today, words};
use super::views::{AgencyRequestView, DecisionInput};
use crate::audit::{Action, Detail};
use crate::grants::engine::agency::{APPROVALS, DecisionRefusal};
use crate::grants::{store, tell};
use crate::{Actor, App, Body, Permission};

/// Approves or refuses an agency request. It opens with the second approval; one refusal ends it.
#[utoipa::path(
    post, path = "/api/agency-requests/{id}/decision", tag = "grants",
    params(
        ("id" = String, Path, description = "the request"),
        ("X-Yufang" = String, Header, description = "`1`, required of every request that changes something"),
    ),
    request_body = DecisionInput,
    responses(
        (status = 200, description = "decided", body = AgencyRequestView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `grants.approve`, or it is one's own", body = Problem),
        (status = 404, description = "no such request", body = Problem),
        (status = 409, description = "one has decided already, or nothing is left to decide", body = Problem),
        (status = 422, description = "the reason will not do", body = Problem),
    ),
)]
pub(crate) async fn decide_agency_request(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(given): Body<DecisionInput>,
) -> Result<Json<AgencyRequestView>, Problem> {
    let scope = actor.scope(&app, Permission::GrantsApprove)?;
    let areas = scope.areas();
    let request = agency_request(&app, &actor, &areas, &id).await?;
    let reason = words(&app, &actor, "reason", &given.reason)?;
    request
        .decided(&actor.user_id, given.decision, today(&app))
        .map_err(|refusal| match refusal {
            DecisionRefusal::Own => own_request(),
            DecisionRefusal::Twice => decision_problem(false, "you have decided already"),
            DecisionRefusal::NotWaiting => decision_problem(false, "it waits for no decision"),
        })?;
    let mut tx = app.db.begin().await?;
    let (by, now) = (&actor.user_id, app.clock.now());
    if !store::decide(
        &mut tx,
        request.id,
        by,
        given.decision,
        &reason,
        now,
        APPROVALS,
    )
    .await?
    {
        return Err(decision_problem(false, "it was decided a moment ago"));
    }
    let entry = scope
        .entry(Action::AgencyDecided)
        .on("agency_request", &id)
        .with(Detail::Reason, given.decision.as_str());
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    tell(&app, "agency_request", &id);
    let request = agency_request(&app, &actor, &areas, &id).await?;
    Ok(Json(AgencyRequestView::of(&app, &actor, &areas, request)))
}
