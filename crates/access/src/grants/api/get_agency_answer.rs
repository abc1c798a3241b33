//! `GET /api/agency-requests/{id}/answer`

use axum::Json;
use axum::extract::{Path, State};
use kernel::Timestamp;
use platform::Problem;
use serde::Serialize;
use utoipa::ToSchema;

use super::shared::{agency_request, approver_areas, today};
use crate::audit::{Action, Detail};
use crate::grants::model::{AnswerRow, RequestState};
use crate::grants::{sealed, store};
use crate::{Actor, App, Permission};

/// What came back.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AgencyAnswerView {
    /// Rows about the people named, in the fields asked for.
    rows: Vec<AnswerRow>,
    received_at: Timestamp,
}

/// The answer to an agency request while the request is open. Seeing it is put on record.
#[utoipa::path(
    get, path = "/api/agency-requests/{id}/answer", tag = "grants",
    params(("id" = String, Path, description = "the request")),
    responses(
        (status = 200, description = "the answer", body = AgencyAnswerView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 404, description = "no such request, no answer yet, or it is over", body = Problem),
        (status = 503, description = "the program has no keys to open it with", body = Problem),
    ),
)]
pub(crate) async fn get_agency_answer(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<AgencyAnswerView>, Problem> {
    let areas = approver_areas(actor.scope(&app, Permission::GrantsApprove));
    let request = agency_request(&app, &actor, &areas, &id).await?;
    let is_open = request.state(today(&app)) == RequestState::Open;
    let Some((received_at, _)) = request.answer.filter(|_| is_open) else {
        return Err(Problem::not_found(
            "there is no answer that can be read; it has not come, or the request is over",
        ));
    };
    let rows = store::answer_rows(&app.db, request.id).await?;
    let rows: Vec<AnswerRow> = sealed::open(sealed::vault(&app)?, sealed::ANSWER, &rows).await?;
    let entry = actor
        .entry(Action::AgencyAnswerRead)
        .on("agency_request", &id)
        .count(Detail::Rows, rows.len() as u64);
    app.record_now(entry).await?;
    Ok(Json(AgencyAnswerView { rows, received_at }))
}
