//! `POST /api/emergency-access/{id}/review`

use axum::Json;
use axum::extract::{Path, State};
use platform::{DbError, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

use super::shared::{decision_problem, emergency, own_request, words};
use super::views::EmergencyAccessView;
use crate::audit::{Action, Detail};
use crate::grants::engine::emergency::ReviewRefusal;
use crate::grants::model::{EndCause, Verdict};
use crate::grants::{store, tell};
use crate::{Actor, App, Body, Permission};

/// What a reviewer found, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReviewInput {
    /// Proper or improper.
    verdict: Verdict,
    /// Why, in one's own words.
    reason: String,
}

/// Reviews an emergency access. An improper one that is still in force ends by it; a proper one has to be over.
#[utoipa::path(
    post, path = "/api/emergency-access/{id}/review", tag = "grants",
    params(
        ("id" = String, Path, description = "the access"),
        ("X-Yufang" = String, Header, description = "`1`, required of every request that changes something"),
    ),
    request_body = ReviewInput,
    responses(
        (status = 200, description = "reviewed", body = EmergencyAccessView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `grants.approve`, or it is one's own", body = Problem),
        (status = 404, description = "no such access", body = Problem),
        (status = 409, description = "it was reviewed before, or is still in force", body = Problem),
        (status = 422, description = "the reason will not do", body = Problem),
    ),
)]
pub(crate) async fn review_emergency_access(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(given): Body<ReviewInput>,
) -> Result<Json<EmergencyAccessView>, Problem> {
    let scope = actor.scope(&app, Permission::GrantsApprove)?;
    let areas = scope.areas();
    let access = emergency(&app, &actor, &areas, &id).await?;
    let reason = words(&app, &actor, "reason", &given.reason)?;
    let now = app.clock.now();
    let verdict = given.verdict;
    access
        .may_review(&actor.user_id, verdict, now)
        .map_err(|refusal| match refusal {
            ReviewRefusal::Own => own_request(),
            ReviewRefusal::Twice => decision_problem(false, "it was reviewed before"),
            ReviewRefusal::InForce => {
                Problem::conflict("it is still in force; end it or wait, then call it proper")
            }
        })?;
    let mut tx = app.db.begin().await?;
    if verdict == Verdict::Improper {
        store::end(&mut tx, access.id, EndCause::FoundImproper, now).await?;
    }
    let is_first = store::review(&mut tx, access.id, &actor.user_id, verdict, &reason, now).await?;
    if !is_first {
        return Err(decision_problem(false, "it was reviewed a moment ago"));
    }
    let entry = scope
        .entry(Action::EmergencyReviewed)
        .on_any(&access.kind, &access.subject)
        .with(Detail::Grant, &id)
        .with(Detail::Reason, verdict.as_str());
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    tell(&app, "emergency_access", &id);
    let access = emergency(&app, &actor, &areas, &id).await?;
    Ok(Json(EmergencyAccessView::of(&app, &actor, &areas, access)))
}
