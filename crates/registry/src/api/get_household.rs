//! `GET /api/households/{id}`

use access::audit::{Action, Detail};
use access::{Actor, App, Permission};
use axum::Json;
use axum::extract::{Path, State};
use platform::Problem;

use super::household_view::{HouseholdView, household_resource, no_household};
use crate::people::People;

/// A household with its people, masked, the head first.
#[utoipa::path(
    get, path = "/api/households/{id}", tag = "registry",
    params(("id" = String, Path, description = "the household's id")),
    responses(
        (status = 200, description = "the household", body = HouseholdView),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing", body = Problem),
        (status = 404, description = "no such household, or not in one's area", body = Problem),
    ),
)]
pub(crate) async fn get_household(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<HouseholdView>, Problem> {
    let people = People::of(&app, &actor.user_id)?;
    let found = match id.parse() {
        Ok(known) => people.household(known).await?,
        Err(_) => None,
    };
    let resource = household_resource(&id, found.as_ref().map(|(household, _)| household));
    let grant = actor.authorize(&app, Permission::PersonsRead, &resource)?;
    let (household, mut members) = found.ok_or_else(no_household)?;
    // Somebody who lives elsewhere belongs to that place's area and is read there; restricted records stand in no list.
    members.retain(|member| {
        member.standing.region_path == household.region_path && !member.is_restricted
    });
    let entry = grant
        .entry(Action::PersonRead)
        .on("household", household.id.to_string())
        .count(Detail::Rows, members.len() as u64);
    app.record_now(entry).await?;
    let view = HouseholdView::of(&household, &members, &app.pack, people.today());
    Ok(Json(view))
}
