//! `PUT /api/practitioners/{id}`

use access::audit::Action;
use access::{Actor, App, Body, Permission, Resource};
use axum::Json;
use axum::extract::{Path, State};
use platform::{DbError, Problem};

use super::create_practitioner::PractitionerRecorded;
use super::practitioner_input::PractitionerInput;
use crate::engine::reading;
use crate::store;

/// Corrects a practitioner; the posts given are all of them from now on.
#[utoipa::path(
    put, path = "/api/practitioners/{id}", tag = "registry", request_body = PractitionerInput,
    params(("id" = String, Path, description = "the practitioner's id")),
    responses(
        (status = 200, description = "corrected", body = PractitionerRecorded),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing, or not held where the organisation is", body = Problem),
        (status = 404, description = "no such practitioner, or not in one's area", body = Problem),
        (status = 422, description = "fields that cannot be right, named", body = Problem),
    ),
)]
pub(crate) async fn correct_practitioner(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(input): Body<PractitionerInput>,
) -> Result<Json<PractitionerRecorded>, Problem> {
    let scope = actor.scope(&app, Permission::PersonsWrite)?;
    let missing = || Problem::not_found("there is no such practitioner in your area");
    let known = id.parse().map_err(|_| missing())?;
    let before = store::practitioner_posts(&app.db, std::slice::from_ref(&id)).await?;
    let posts = before.get(&id).ok_or_else(missing)?;
    // Who holds a post in one's area may be corrected there.
    if !posts
        .iter()
        .any(|post| scope.covers(&Resource::record(&id, post.region_path.as_str())))
    {
        return Err(missing());
    }
    let practitioner = input.checked(known, &app, &scope)?;
    let (read, now) = (reading(&practitioner.name, &[]), app.clock.now());
    let mut tx = app.db.begin().await?;
    store::put_practitioner(&mut tx, &practitioner, &read, &actor.user_id, now).await?;
    let entry = scope
        .entry(Action::PractitionerWritten)
        .on("practitioner", &id);
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(Json(PractitionerRecorded { id }))
}
