//! `POST /api/agency-requests/{id}/withdraw`

use axum::Json;
use axum::extract::{Path, State};
use platform::{DbError, Problem};

use super::shared::{agency_request, approver_areas, decision_problem, words};
use super::views::{AgencyRequestView, ReasonInput};
use crate::audit::Action;
use crate::grants::model::RequestState;
use crate::grants::{store, tell};
use crate::{Actor, App, Body, Permission};

/// Takes back one's own agency request that waits or is open.
#[utoipa::path(
    post, path = "/api/agency-requests/{id}/withdraw", tag = "grants",
    params(
        ("id" = String, Path, description = "the request"),
        ("X-Yufang" = String, Header, description = "`1`, required of every request that changes something"),
    ),
    request_body = ReasonInput,
    responses(
        (status = 200, description = "taken back", body = AgencyRequestView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "it is another's", body = Problem),
        (status = 404, description = "no such request", body = Problem),
        (status = 409, description = "it is over already", body = Problem),
        (status = 422, description = "the reason will not do", body = Problem),
    ),
)]
pub(crate) async fn withdraw_agency_request(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(given): Body<ReasonInput>,
) -> Result<Json<AgencyRequestView>, Problem> {
    let areas = approver_areas(actor.scope(&app, Permission::GrantsApprove));
    let request = agency_request(&app, &actor, &areas, &id).await?;
    if request.asked_by.id != actor.user_id {
        return Err(Problem::forbidden(
            "only who asked takes a request back; refuse it instead",
        ));
    }
    words(&app, &actor, "reason", &given.reason)?;
    let mut tx = app.db.begin().await?;
    if !store::set_state(&mut tx, request.id, RequestState::Withdrawn).await? {
        return Err(decision_problem(false, "it is over already"));
    }
    let entry = actor
        .entry(Action::AgencyWithdrawn)
        .on("agency_request", &id);
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    tell(&app, "agency_request", &id);
    let request = agency_request(&app, &actor, &areas, &id).await?;
    Ok(Json(AgencyRequestView::of(&app, &actor, &areas, request)))
}
