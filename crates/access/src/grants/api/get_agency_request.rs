//! `GET /api/agency-requests/{id}`

use axum::Json;
use axum::extract::{Path, State};
use platform::Problem;

use super::shared::{agency_request, approver_areas};
use super::views::AgencyRequestView;
use crate::audit::{Action, Detail};
use crate::grants::{sealed, store};
use crate::{Actor, App, Permission};

/// One agency request with the people it is about. Seeing them is put on record.
#[utoipa::path(
    get, path = "/api/agency-requests/{id}", tag = "grants",
    params(("id" = String, Path, description = "the request")),
    responses(
        (status = 200, description = "the request", body = AgencyRequestView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 404, description = "no such request", body = Problem),
        (status = 503, description = "the program has no keys to open it with", body = Problem),
    ),
)]
pub(crate) async fn get_agency_request(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<AgencyRequestView>, Problem> {
    let areas = approver_areas(actor.scope(&app, Permission::GrantsApprove));
    let request = agency_request(&app, &actor, &areas, &id).await?;
    let rows = store::people(&app.db, request.id).await?;
    let people = sealed::open(sealed::vault(&app)?, sealed::PERSON, &rows).await?;
    let entry = actor
        .entry(Action::AgencyPeopleRead)
        .on("agency_request", &id)
        .count(Detail::Rows, rows.len() as u64);
    app.record_now(entry).await?;
    let is_destroyed = request.destroyed_at.is_some();
    let view = AgencyRequestView::of(&app, &actor, &areas, request);
    Ok(Json(if is_destroyed {
        view
    } else {
        view.about(people)
    }))
}
