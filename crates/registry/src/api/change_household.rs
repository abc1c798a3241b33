//! `PUT /api/households/{id}`

use access::audit::{Action, Detail};
use access::{Actor, App, Body, Permission};
use axum::Json;
use axum::extract::{Path, State};
use platform::{DbError, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

use super::household_view::{
    HouseholdRecorded, MemberInput, household_resource, members_of, no_household,
};
use crate::error::PeopleError;
use crate::people::{HouseholdChange, People};

/// The members from now on, and the version that was read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HouseholdMembers {
    version: i64,
    members: Vec<MemberInput>,
}

/// Puts the members of a household anew; whoever is not named any more belongs to none.
#[utoipa::path(
    put, path = "/api/households/{id}", tag = "registry", request_body = HouseholdMembers,
    params(("id" = String, Path, description = "the household's id")),
    responses(
        (status = 200, description = "changed", body = HouseholdRecorded),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing", body = Problem),
        (status = 404, description = "no such household, or not in one's area", body = Problem),
        (status = 409, description = "changed meanwhile, or a member is part of another record", body = Problem),
        (status = 422, description = "unknown person or relation, or not exactly one head", body = Problem),
    ),
)]
pub(crate) async fn change_household(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(input): Body<HouseholdMembers>,
) -> Result<Json<HouseholdRecorded>, Problem> {
    let scope = actor.scope(&app, Permission::PersonsWrite)?;
    let people = People::of(&app, &actor.user_id)?;
    let mut tx = app.db.begin().await?;
    let before = match id.parse() {
        Ok(known) => people.household_in(&mut tx, known).await?,
        Err(_) => None,
    };
    let before = before
        .filter(|household| scope.covers(&household_resource(&id, Some(household))))
        .ok_or_else(no_household)?;
    if before.version != input.version {
        return Err(PeopleError::ChangedMeanwhile.into());
    }
    let (members, records) = members_of(&people, &mut tx, &scope, &input.members).await?;
    let household = people.next_household(Some(&before), &before.region_path);
    let change = HouseholdChange {
        members: &members,
        records: &records,
    };
    people.put_household(&mut tx, &household, change).await?;
    let entry = scope
        .entry(Action::HouseholdWritten)
        .on("household", household.id.to_string())
        .count(Detail::Rows, members.len() as u64);
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(Json(HouseholdRecorded {
        id: household.id.to_string(),
        version: household.version,
    }))
}
