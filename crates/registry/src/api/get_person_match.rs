//! `GET /api/person-matches/{id}`

use access::audit::{Action, Detail};
use access::{Actor, App, Permission};
use axum::Json;
use axum::extract::{Path, State};
use platform::Problem;

use super::person_match::{is_covered, no_match};
use super::person_view::PersonMatchView;
use crate::people::People;

/// A pair of records that may be one person, masked.
#[utoipa::path(
    get, path = "/api/person-matches/{id}", tag = "registry",
    params(("id" = String, Path, description = "the pair's id")),
    responses(
        (status = 200, description = "the pair, masked", body = PersonMatchView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing", body = Problem),
        (status = 404, description = "no such pair, or not in one's area", body = Problem),
    ),
)]
pub(crate) async fn get_person_match(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<PersonMatchView>, Problem> {
    let scope = actor.scope(&app, Permission::PersonsMatch)?;
    let people = People::of(&app, &actor.user_id)?;
    let pair = match id.parse() {
        Ok(known) => people.find_match(known).await?,
        Err(_) => None,
    };
    let pair = pair
        .filter(|pair| is_covered(&scope, pair))
        .ok_or_else(no_match)?;
    let entry = scope
        .entry(Action::PersonRead)
        .on("person", pair.left.id.to_string())
        .with(Detail::Other, pair.right.id.to_string());
    app.record_now(entry).await?;
    Ok(Json(PersonMatchView::of(&pair, &app.pack, people.today())))
}
