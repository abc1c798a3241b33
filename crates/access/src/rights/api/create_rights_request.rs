//! `POST /api/rights-requests`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kernel::Id;
use pack::Limit;
use platform::{DbError, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

use super::rights_request;
use super::views::RightsRequestView;
use crate::audit::{Action, Detail};
use crate::grants::{AccountRef, lies_in, words};
use crate::rights::engine::clock::due_at;
use crate::rights::model::{PersonRight, RightsRequest};
use crate::rights::store;
use crate::{Actor, App, Body, Permission};

/// What a resident asks for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewRightsRequest)]
pub(crate) struct RightsInput {
    /// Id of the person's record.
    person: String,
    /// What is asked for.
    right: PersonRight,
    /// What the person said; numbers of persons are refused.
    request: String,
}

/// Takes in a request of a resident about their own data; its clock begins to run.
#[utoipa::path(
    post, path = "/api/rights-requests", tag = "rights",
    params(("X-Yufang" = String, Header, description = "`1`, required of every request that changes something")),
    request_body = RightsInput,
    responses(
        (status = 201, description = "taken in", body = RightsRequestView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `rights.handle`", body = Problem),
        (status = 404, description = "no such person in one's area", body = Problem),
        (status = 422, description = "the text will not do", body = Problem),
    ),
)]
pub(crate) async fn create_rights_request(
    actor: Actor,
    State(app): State<App>,
    Body(given): Body<RightsInput>,
) -> Result<(StatusCode, Json<RightsRequestView>), Problem> {
    let scope = actor.scope(&app, Permission::RightsHandle)?;
    let areas = scope.areas();
    let words = words(&app, &actor, "request", &given.request)?;
    let mut path = None;
    for holder in &app.holders.persons {
        path = path.or(holder.path(&app, &given.person).await?);
    }
    // A person of another area is answered like one who is not there.
    let path = path
        .filter(|path| lies_in(&areas, path))
        .ok_or_else(|| Problem::not_found("there is no such person in your area"))?;
    let now = app.clock.now();
    let request = RightsRequest {
        id: Id::new(),
        path,
        person: given.person,
        right: given.right,
        request: words,
        received_at: now,
        due_at: due_at(now, app.pack.privacy.limit(Limit::RightsDays)),
        handled_by: AccountRef::asking(&actor),
        decision: None,
        outcomes: Vec::new(),
    };
    let id = request.id.to_string();
    let mut tx = app.db.begin().await?;
    store::insert(&mut tx, &request).await?;
    let entry = scope
        .entry(Action::RightsRequested)
        .on("person", &request.person)
        .with(Detail::Grant, &id)
        .with(Detail::Reason, request.right.as_str());
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    let request = rights_request(&app, &areas, &id).await?;
    let view = RightsRequestView::of(&app, request);
    Ok((StatusCode::CREATED, Json(view)))
}
