//! `POST /api/emergency-access/{id}/end`

use axum::Json;
use axum::extract::{Path, State};
use platform::{DbError, Problem};

use super::shared::{approver_areas, emergency, words};
use super::views::{EmergencyAccessView, ReasonInput};
use crate::audit::{Action, Detail};
use crate::grants::model::EndCause;
use crate::grants::{store, tell};
use crate::{Actor, App, Body, Permission};

/// Ends an emergency access before its time: one's own is given back, another's is taken away. Done twice is fine.
#[utoipa::path(
    post, path = "/api/emergency-access/{id}/end", tag = "grants",
    params(
        ("id" = String, Path, description = "the access"),
        ("X-Yufang" = String, Header, description = "`1`, required of every request that changes something"),
    ),
    request_body = ReasonInput,
    responses(
        (status = 200, description = "it is over", body = EmergencyAccessView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 404, description = "no such access", body = Problem),
        (status = 422, description = "the reason will not do", body = Problem),
    ),
)]
pub(crate) async fn end_emergency_access(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(given): Body<ReasonInput>,
) -> Result<Json<EmergencyAccessView>, Problem> {
    let areas = approver_areas(actor.scope(&app, Permission::GrantsApprove));
    let access = emergency(&app, &actor, &areas, &id).await?;
    words(&app, &actor, "reason", &given.reason)?;
    let cause = if access.account.id == actor.user_id {
        EndCause::GivenBack
    } else {
        EndCause::Revoked
    };
    let mut tx = app.db.begin().await?;
    store::end(&mut tx, access.id, cause, app.clock.now()).await?;
    let entry = actor
        .entry(Action::EmergencyEnded)
        .on_any(&access.kind, &access.subject)
        .with(Detail::Grant, &id)
        .with(Detail::Reason, cause.as_str());
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    tell(&app, "emergency_access", &id);
    let access = emergency(&app, &actor, &areas, &id).await?;
    Ok(Json(EmergencyAccessView::of(&app, &actor, &areas, access)))
}
