//! `GET /api/persons/{id}`

use access::audit::Action;
use access::{Actor, App, Permission};
use axum::Json;
use axum::extract::{Path, State};
use platform::Problem;

use super::person_resource::{no_person, person_resource};
use super::person_view::PersonView;
use crate::people::People;

/// A person, masked; of a merged record, the person it belongs to.
#[utoipa::path(
    get, path = "/api/persons/{id}", tag = "registry",
    params(("id" = String, Path, description = "the person's id")),
    responses(
        (status = 200, description = "the person, masked", body = PersonView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing", body = Problem),
        (status = 404, description = "no such person, or not in one's area", body = Problem),
    ),
)]
pub(crate) async fn get_person(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<PersonView>, Problem> {
    let people = People::of(&app, &actor.user_id)?;
    let whole = match id.parse() {
        Ok(known) => people.whole(known).await?,
        Err(_) => None,
    };
    let resource = person_resource(&id, whole.as_ref().map(|one| &one.record));
    let grant = actor.authorize(&app, Permission::PersonsRead, &resource)?;
    let whole = whole.ok_or_else(no_person)?;
    let subject = whole.record.id.to_string();
    app.record_now(grant.entry(Action::PersonRead).on("person", subject))
        .await?;
    Ok(Json(PersonView::masked(&whole, &app.pack, people.today())))
}
