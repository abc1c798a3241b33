//! `POST /api/persons`

use access::audit::Action;
use access::{Actor, App, Body, Permission, Resource};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use platform::{DbError, Problem};
use serde::Serialize;
use utoipa::ToSchema;

use crate::model::PersonInput;
use crate::people::{Outcome, People};

/// A record that was stored.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonRecorded {
    /// The person; of a linked record, the person it belongs to.
    id: String,
    version: i64,
    /// `created`: nobody known; `linked`: joined with a known record; `queued`: somebody should look whether it is a known person.
    outcome: &'static str,
}

/// Records a person and decides whether they are known.
#[utoipa::path(
    post, path = "/api/persons", tag = "registry", request_body = PersonInput,
    responses(
        (status = 201, description = "recorded", body = PersonRecorded),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing, or not held where the person lives", body = Problem),
        (status = 422, description = "fields that cannot be right, each named", body = Problem),
    ),
)]
pub(crate) async fn create_person(
    actor: Actor,
    State(app): State<App>,
    Body(input): Body<PersonInput>,
) -> Result<(StatusCode, Json<PersonRecorded>), Problem> {
    let scope = actor.scope(&app, Permission::PersonsWrite)?;
    let people = People::of(&app, &actor.user_id)?;
    if let Some(path) = app.pack.regions.path(input.current_address.region)
        && !scope.covers(&Resource::region(path))
    {
        return Err(Problem::forbidden(
            "your posts do not include writing where the person lives; look at `current_address.region`",
        ));
    }
    let mut tx = app.db.begin().await?;
    let recorded = people
        .create(&mut tx, &input, "registration", &scope.areas())
        .await?;
    let entry = scope
        .entry(Action::PersonWritten)
        .on("person", recorded.record.to_string());
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    let recorded = PersonRecorded {
        id: recorded.person.to_string(),
        version: 1,
        outcome: match recorded.outcome {
            Outcome::Created => "created",
            Outcome::Linked => "linked",
            Outcome::Queued => "queued",
        },
    };
    Ok((StatusCode::CREATED, Json(recorded)))
}
