//! `POST /api/exports/{id}/decision`

use axum::Json;
use axum::extract::{Path, State};
use pack::Limit;
use platform::{DbError, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

use super::export;
use super::views::ExportView;
use crate::audit::{Action, Detail};
use crate::grants::{Choice, decision_problem, tell, words};
use crate::release::store;
use crate::{Actor, App, Body, Permission};

const HOUR_MILLIS: i64 = 3_600_000;

/// Yes or no, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportDecisionInput {
    /// Yes or no.
    decision: Choice,
    /// Why, in one's own words.
    reason: String,
}

/// Approves or refuses an export that waits. An approved one is fetched by its asker, once, within the hours of the pack.
#[utoipa::path(
    post, path = "/api/exports/{id}/decision", tag = "grants",
    params(
        ("id" = String, Path, description = "the export"),
        ("X-Yufang" = String, Header, description = "`1`, required of every request that changes something"),
    ),
    request_body = ExportDecisionInput,
    responses(
        (status = 200, description = "decided", body = ExportView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `grants.approve`, or it is one's own", body = Problem),
        (status = 404, description = "no such export", body = Problem),
        (status = 409, description = "it waits for no decision", body = Problem),
        (status = 422, description = "the reason will not do", body = Problem),
    ),
)]
pub(crate) async fn decide_export(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(given): Body<ExportDecisionInput>,
) -> Result<Json<ExportView>, Problem> {
    let scope = actor.scope(&app, Permission::GrantsApprove)?;
    let areas = scope.areas();
    let waiting = export(&app, &actor, &areas, &id).await?;
    let reason = words(&app, &actor, "reason", &given.reason)?;
    let is_own = waiting.account.id == actor.user_id;
    let now = app.clock.now();
    let hours = i64::from(app.pack.privacy.limit(Limit::ApprovalHours));
    let until = now.plus_millis(hours * HOUR_MILLIS);
    let mut tx = app.db.begin().await?;
    let by = &actor.user_id;
    if is_own
        || !store::decide(&mut tx, waiting.id, by, given.decision, &reason, now, until).await?
    {
        return Err(decision_problem(is_own, "it waits for no decision"));
    }
    let entry = scope
        .entry(Action::ExportDecided)
        .on("export", &id)
        .count(Detail::Rows, waiting.rows_count)
        .with(Detail::Reason, given.decision.as_str());
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    tell(&app, "export", &id);
    let export = export(&app, &actor, &areas, &id).await?;
    Ok(Json(ExportView::of(&actor, &areas, export)))
}
