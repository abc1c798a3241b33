//! `POST /api/persons/{id}/identify`

use access::audit::Action;
use access::{Actor, App, Body, Permission};
use axum::Json;
use axum::extract::{Path, State};
use platform::Problem;
use serde::Deserialize;
use utoipa::ToSchema;

use super::person_resource::{no_person, person_resource};
use super::person_view::PersonView;
use crate::people::People;

/// Nothing; the purpose stands in the header `X-Purpose`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Identify {}

/// Shows one person in the clear, for a purpose named in the header `X-Purpose`; it is on record before it is shown.
#[utoipa::path(
    post, path = "/api/persons/{id}/identify", tag = "registry", request_body = Identify,
    params(
        ("id" = String, Path, description = "the person's id"),
        ("X-Purpose" = String, Header, description = "what the identifiers are needed for, such as `treatment`"),
    ),
    responses(
        (status = 200, description = "the person in the clear", body = PersonView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing, or not held for this purpose", body = Problem),
        (status = 404, description = "no such person, or not in one's area", body = Problem),
        (status = 422, description = "no purpose, or an unknown one", body = Problem),
    ),
)]
pub(crate) async fn identify_person(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(Identify {}): Body<Identify>,
) -> Result<Json<PersonView>, Problem> {
    let people = People::of(&app, &actor.user_id)?;
    let whole = match id.parse() {
        Ok(known) => people.whole(known).await?,
        Err(_) => None,
    };
    let resource = person_resource(&id, whole.as_ref().map(|one| &one.record));
    let grant = actor.authorize(&app, Permission::PersonsIdentify, &resource)?;
    let whole = whole.ok_or_else(no_person)?;
    if actor.purpose.is_none() {
        let message = "say in the header `X-Purpose` what the identifiers are needed for";
        return Err(Problem::invalid("X-Purpose", "required", message));
    }
    let subject = whole.record.id.to_string();
    app.record_now(grant.entry(Action::PersonIdentified).on("person", subject))
        .await?;
    Ok(Json(PersonView::clear(&whole, &app.pack, people.today())))
}
