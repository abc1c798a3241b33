//! `PUT /api/persons/{id}`

use access::audit::Action;
use access::{Actor, App, Body, Permission, Resource};
use axum::Json;
use axum::extract::{Path, State};
use platform::{DbError, Problem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::person_resource::{no_person, person_resource};
use crate::model::PersonInput;
use crate::people::People;

/// A correction: the whole person, and the version that was corrected.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonCorrection {
    /// The version that was read.
    version: i64,
    /// The person as they are.
    person: PersonInput,
}

/// A record that was corrected.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonCorrected {
    id: String,
    version: i64,
}

/// Corrects a person; the version before is kept.
#[utoipa::path(
    put, path = "/api/persons/{id}", tag = "registry", request_body = PersonCorrection,
    params(("id" = String, Path, description = "the person's id")),
    responses(
        (status = 200, description = "corrected", body = PersonCorrected),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing, or not held where the person moves to", body = Problem),
        (status = 404, description = "no such person, or not in one's area", body = Problem),
        (status = 409, description = "changed meanwhile, or part of another record", body = Problem),
        (status = 422, description = "fields that cannot be right, each named", body = Problem),
    ),
)]
pub(crate) async fn correct_person(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(correction): Body<PersonCorrection>,
) -> Result<Json<PersonCorrected>, Problem> {
    let scope = actor.scope(&app, Permission::PersonsWrite)?;
    let people = People::of(&app, &actor.user_id)?;
    let mut tx = app.db.begin().await?;
    let record = match id.parse() {
        Ok(known) => people.find_in(&mut tx, known).await?,
        Err(_) => None,
    };
    let record = record
        .filter(|record| scope.covers(&person_resource(&id, Some(record))))
        .ok_or_else(no_person)?;
    let target = correction.person.current_address.region;
    if let Some(path) = app.pack.regions.path(target)
        && path != record.standing.region_path
        && !scope.covers(&Resource::region(path))
    {
        return Err(Problem::forbidden(
            "your posts do not include writing where the person moves to; ask who works there",
        ));
    }
    people
        .correct(&mut tx, &record, correction.version, &correction.person)
        .await?;
    let entry = scope
        .entry(Action::PersonWritten)
        .on("person", record.id.to_string());
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(Json(PersonCorrected {
        id: record.id.to_string(),
        version: record.version + 1,
    }))
}
