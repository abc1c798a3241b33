//! `POST /api/agency-requests/{id}/answer`

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use kernel::Id;
use platform::{DbError, FieldError, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

use super::shared::{agency_request, by_person, decision_problem, today};
use super::views::AgencyRequestView;
use crate::audit::{Action, Detail};
use crate::grants::engine::answer::{Surplus, surplus};
use crate::grants::model::{AgencyRequest, AnswerRow, RequestState};
use crate::grants::{sealed, store, tell};
use crate::{Actor, App, Body, Permission};

/// What came back, or goes back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AgencyAnswer)]
pub(crate) struct AnswerInput {
    /// Rows about the people named, in the fields asked for.
    rows: Vec<AnswerRow>,
}

/// Stores an answer in place of an earlier one, if it holds what was asked and nothing else.
///
/// Anything more is refused as a whole: it is counted and put on record, and not stored.
#[utoipa::path(
    post, path = "/api/agency-requests/{id}/answer", tag = "grants",
    params(
        ("id" = String, Path, description = "the request"),
        ("X-Yufang" = String, Header, description = "`1`, required of every request that changes something"),
    ),
    request_body = AnswerInput,
    responses(
        (status = 200, description = "stored", body = AgencyRequestView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `grants.request`", body = Problem),
        (status = 404, description = "no such request", body = Problem),
        (status = 409, description = "the request is not open", body = Problem),
        (status = 422, description = "it holds more than was asked", body = Problem),
        (status = 503, description = "the program has no keys to seal it with", body = Problem),
    ),
)]
pub(crate) async fn answer_agency_request(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(given): Body<AnswerInput>,
) -> Result<Json<AgencyRequestView>, Problem> {
    let scope = actor.scope(&app, Permission::GrantsRequest)?;
    by_person(&actor)?;
    let areas: Vec<String> = scope.areas();
    let request = agency_request(&app, &actor, &areas, &id).await?;
    if request.state(today(&app)) != RequestState::Open {
        return Err(decision_problem(false, "the request is not open"));
    }
    let found = surplus(&request.fields, request.people_count, &given.rows);
    if found.count() > 0 {
        return Err(refuse(&app, &actor, &request, found).await?);
    }
    let ring = sealed::vault(&app)?.ring();
    let mut rows = Vec::new();
    for row in &given.rows {
        let row_id = Id::<AnswerRow>::new().to_string();
        let values = sealed::seal(&ring, sealed::ANSWER, &row_id, row)?;
        rows.push((row_id, values));
    }
    let count = rows.len() as u64;
    let mut tx = app.db.begin().await?;
    if !store::insert_answer(&mut tx, request.id, rows, app.clock.now()).await? {
        return Err(decision_problem(false, "the request is not open any more"));
    }
    let entry = scope
        .entry(Action::AgencyAnswered)
        .on("agency_request", &id)
        .count(Detail::Rows, count);
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    tell(&app, "agency_request", &id);
    let request = agency_request(&app, &actor, &areas, &id).await?;
    Ok(Json(AgencyRequestView::of(&app, &actor, &areas, request)))
}

/// Counts and records an answer that holds too much; nothing of it is kept.
async fn refuse(
    app: &App,
    actor: &Actor,
    request: &AgencyRequest,
    found: Surplus,
) -> Result<Problem, Problem> {
    let entry = actor
        .entry(Action::AgencyAnswerRefused)
        .on("agency_request", request.id.to_string())
        .count(Detail::Rows, found.count())
        .refused();
    let mut tx = app.db.begin().await?;
    store::add_refused_answer(&mut tx, request.id).await?;
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    let mut problem = Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "not_asked",
        "the answer holds more than was asked",
        "nothing of it was stored; send back the asked fields of the named people, and nothing else",
    );
    problem.errors = [
        (
            found.fields_count,
            "values in fields that were not asked for",
        ),
        (found.people_count, "rows about people who were not named"),
        (
            found.values_count,
            "values that name somebody by number or are far too long",
        ),
        (found.rows_count, "rows beyond what so few people can have"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| FieldError {
        field: "rows".to_owned(),
        row: None,
        rule: "not_asked".to_owned(),
        message: format!("{count} {what}"),
    })
    .collect();
    Ok(problem)
}
