//! `POST /api/agency-requests`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kernel::{Day, Id};
use platform::{DbError, FieldError, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

use super::shared::{agency_request, by_person, path_of, today};
use super::views::AgencyRequestView;
use crate::audit::{Action, Detail};
use crate::grants::engine::agency::{Fault, faults};
use crate::grants::model::{
    AccountRef, AgencyRequest, Direction, NamedPerson, NewAgencyRequest, RequestState,
};
use crate::grants::{sealed, store, tell};
use crate::{Actor, App, Body, Permission, Scope};

/// What is asked of an agency, or by one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAgencyRequest)]
pub(crate) struct AgencyInput {
    /// Which way.
    direction: Direction,
    /// Agency of the catalogue.
    agency: String,
    /// Legal basis of the catalogue.
    basis: String,
    /// The event it serves, by its code.
    event: String,
    /// What for, in words; numbers of persons are refused.
    purpose_text: String,
    /// Fields of the agency, each once.
    fields: Vec<String>,
    /// About whom: everybody by the id of a record or the number of a document.
    people: Vec<NamedPerson>,
    /// First day asked about.
    from: Day,
    /// Last day asked about; not after today.
    to: Day,
    /// Last day on which it can be answered and read.
    expires_on: Day,
}

/// Puts a request to another agency, or from one, before two others.
///
/// Data on unnamed people, on too many people or days, and feeds that go on are refused by rule, and the refusal is put on record.
#[utoipa::path(
    post, path = "/api/agency-requests", tag = "grants",
    params(("X-Yufang" = String, Header, description = "`1`, required of every request that changes something")),
    request_body = AgencyInput,
    responses(
        (status = 201, description = "waits for two approvals", body = AgencyRequestView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `grants.request`", body = Problem),
        (status = 422, description = "it breaks a rule", body = Problem),
        (status = 503, description = "the program has no keys to seal it with", body = Problem),
    ),
)]
pub(crate) async fn create_agency_request(
    actor: Actor,
    State(app): State<App>,
    Body(given): Body<AgencyInput>,
) -> Result<(StatusCode, Json<AgencyRequestView>), Problem> {
    let scope = actor.scope(&app, Permission::GrantsRequest)?;
    by_person(&actor)?;
    let ring = sealed::vault(&app)?.ring();
    let asked = NewAgencyRequest {
        direction: given.direction,
        agency: given.agency,
        basis: given.basis,
        event: given.event,
        purpose_text: given.purpose_text,
        fields: given.fields,
        people: given.people,
        from: given.from,
        to: given.to,
        expires_on: given.expires_on,
    };
    let found = faults(&asked, &app.pack.privacy, today(&app));
    if let Some(first) = found.first() {
        let entry = scope
            .entry(Action::AgencyRequestRefused)
            .with(Detail::Reason, first.rule)
            .count(Detail::Rows, asked.people.len() as u64)
            .refused();
        app.record_now(entry).await?;
        return Err(problem(found));
    }
    let id: Id<AgencyRequest> = Id::new();
    let mut people = Vec::new();
    for person in &asked.people {
        let row = Id::<NamedPerson>::new().to_string();
        let identity = sealed::seal(&ring, sealed::PERSON, &row, person)?;
        people.push((row, identity));
    }
    let request = stored(&app, &actor, &scope, id, asked);
    let mut tx = app.db.begin().await?;
    store::insert_request(&mut tx, &request, people).await?;
    let entry = scope
        .entry(Action::AgencyRequested)
        .on("agency_request", id.to_string())
        .with(Detail::Basis, &request.basis)
        .with(Detail::Event, &request.event)
        .count(Detail::Rows, u64::from(request.people_count));
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    tell(&app, "agency_request", &id.to_string());
    let request = agency_request(&app, &actor, &[], &id.to_string()).await?;
    let view = AgencyRequestView::of(&app, &actor, &[], request);
    Ok((StatusCode::CREATED, Json(view)))
}

/// The request as it is stored.
fn stored(
    app: &App,
    actor: &Actor,
    scope: &Scope,
    id: Id<AgencyRequest>,
    asked: NewAgencyRequest,
) -> AgencyRequest {
    AgencyRequest {
        id,
        path: path_of(app, &scope.author()),
        direction: asked.direction,
        agency: asked.agency,
        basis: asked.basis,
        event: asked.event,
        purpose_text: asked.purpose_text.trim().to_owned(),
        fields: asked.fields,
        people_count: u32::try_from(asked.people.len()).unwrap_or(u32::MAX),
        from: asked.from,
        to: asked.to,
        expires_on: asked.expires_on,
        stored_state: RequestState::Waiting,
        asked_by: AccountRef::asking(actor),
        asked_at: app.clock.now(),
        decisions: Vec::new(),
        answer: None,
        refused_answers_count: 0,
        destroyed_at: None,
    }
}

/// Every rule that is broken, in one problem.
fn problem(found: Vec<Fault>) -> Problem {
    let mut faults = found.into_iter();
    let mut problem = match faults.next() {
        Some(first) => Problem::invalid(first.field, first.rule, first.message),
        None => Problem::internal(),
    };
    problem.errors.extend(faults.map(|fault| FieldError {
        field: fault.field.to_owned(),
        row: None,
        rule: fault.rule.to_owned(),
        message: fault.message,
    }));
    problem
}
