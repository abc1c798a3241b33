//! `POST /api/households`

use access::audit::{Action, Detail};
use access::{Actor, App, Body, Permission};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kernel::RegionCode;
use platform::{DbError, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

use super::household_view::{HouseholdRecorded, MemberInput, members_of, path_to_write};
use crate::people::{HouseholdChange, People};

/// A household as entered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HouseholdInput {
    /// Where it lives.
    region: RegionCode,
    /// Its people, one of them the head.
    members: Vec<MemberInput>,
}

/// Records a household of people who are recorded already.
#[utoipa::path(
    post, path = "/api/households", tag = "registry", request_body = HouseholdInput,
    responses(
        (status = 201, description = "recorded", body = HouseholdRecorded),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing, or not held there", body = Problem),
        (status = 409, description = "a member is part of another record", body = Problem),
        (status = 422, description = "unknown region, person or relation, or not exactly one head", body = Problem),
    ),
)]
pub(crate) async fn create_household(
    actor: Actor,
    State(app): State<App>,
    Body(input): Body<HouseholdInput>,
) -> Result<(StatusCode, Json<HouseholdRecorded>), Problem> {
    let scope = actor.scope(&app, Permission::PersonsWrite)?;
    let path = path_to_write(&app, &scope, input.region)?;
    let people = People::of(&app, &actor.user_id)?;
    let mut tx = app.db.begin().await?;
    let (members, records) = members_of(&people, &mut tx, &scope, &input.members).await?;
    let household = people.next_household(None, &path);
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
    let recorded = HouseholdRecorded {
        id: household.id.to_string(),
        version: household.version,
    };
    Ok((StatusCode::CREATED, Json(recorded)))
}
