//! `POST /api/exports/{id}/request`

use axum::Json;
use axum::extract::{Path, State};
use platform::{DbError, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

use super::export;
use super::views::ExportView;
use crate::audit::{Action, Detail};
use crate::grants::{approver_areas, tell, words};
use crate::release::store;
use crate::{Actor, App, Body, Permission};

/// Why so many rows are needed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportReasonInput {
    /// Why, in one's own words; numbers of persons are refused.
    reason: String,
}

/// Puts one's own held export before those who approve.
#[utoipa::path(
    post, path = "/api/exports/{id}/request", tag = "grants",
    params(
        ("id" = String, Path, description = "the export, as the refusal named it"),
        ("X-Yufang" = String, Header, description = "`1`, required of every request that changes something"),
    ),
    request_body = ExportReasonInput,
    responses(
        (status = 200, description = "waits for a decision", body = ExportView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 404, description = "no such export", body = Problem),
        (status = 409, description = "it is not held, or it is another's", body = Problem),
        (status = 422, description = "the reason will not do", body = Problem),
    ),
)]
pub(crate) async fn request_export(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(given): Body<ExportReasonInput>,
) -> Result<Json<ExportView>, Problem> {
    let areas = approver_areas(actor.scope(&app, Permission::GrantsApprove));
    let held = export(&app, &actor, &areas, &id).await?;
    let reason = words(&app, &actor, "reason", &given.reason)?;
    let mut tx = app.db.begin().await?;
    if !store::ask(&mut tx, held.id, &actor.user_id, &reason).await? {
        return Err(Problem::conflict(
            "only an export of your own that is held can be put forward; reload it",
        ));
    }
    let entry = actor
        .entry(Action::ExportRequested)
        .on("export", &id)
        .count(Detail::Rows, held.rows_count);
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    tell(&app, "export", &id);
    let export = export(&app, &actor, &areas, &id).await?;
    Ok(Json(ExportView::of(&actor, &areas, export)))
}
