//! Households as the wire shows and takes them.

use access::{App, Resource, Scope};
use kernel::{Day, RegionCode};
use pack::Pack;
use platform::{Problem, Tx};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::person_resource::person_resource;
use super::person_view::{PersonRow, last_code, names_of};
use crate::error::PeopleError;
use crate::model::{Household, Member, Resident};
use crate::people::People;

/// A household (家庭).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HouseholdView {
    id: String,
    region: Option<RegionCode>,
    region_name_zh: String,
    region_name_en: String,
    version: i64,
    /// Its people, masked, the head first.
    members: Vec<PersonRow>,
}

impl HouseholdView {
    pub(super) fn of(household: &Household, members: &[Resident], pack: &Pack, today: Day) -> Self {
        let region = last_code(&household.region_path);
        let (region_name_zh, region_name_en) = names_of(pack, region);
        HouseholdView {
            id: household.id.to_string(),
            region,
            region_name_zh,
            region_name_en,
            version: household.version,
            members: members
                .iter()
                .map(|member| PersonRow::of(member, pack, today))
                .collect(),
        }
    }
}

/// One member.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MemberInput {
    /// Id of the person.
    person: String,
    /// Code of the set `family_relation`; exactly one member is the head, `02`.
    relation: String,
}

/// A household that was stored.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HouseholdRecorded {
    pub(super) id: String,
    pub(super) version: i64,
}

/// A household for the question who may; one that does not exist lies nowhere.
pub(super) fn household_resource(id: &str, household: Option<&Household>) -> Resource {
    let path = household.map_or("", |one| one.region_path.as_str());
    Resource::record(id, path).missing(MISSING)
}

const MISSING: &str = "there is no such household in your area";

/// The 404 of a household.
pub(super) fn no_household() -> Problem {
    Problem::not_found(MISSING)
}

/// The members with their records; one that is not there or not in one's area is refused by its place in the list alone.
pub(super) async fn members_of(
    people: &People<'_>,
    tx: &mut Tx,
    scope: &Scope,
    given: &[MemberInput],
) -> Result<(Vec<Member>, Vec<Resident>), Problem> {
    let (mut members, mut records) = (Vec::new(), Vec::new());
    for (index, member) in given.iter().enumerate() {
        let record = match member.person.parse() {
            Ok(known) => people.find_in(tx, known).await?,
            Err(_) => None,
        };
        let record = record
            .filter(|one| scope.covers(&person_resource(&member.person, Some(one))))
            .ok_or_else(|| {
                PeopleError::field(
                    &format!("members[{index}].person"),
                    "unknown_person",
                    "there is no such person in your area; record them first",
                )
            })?;
        members.push(Member {
            person: record.id,
            relation: member.relation.clone(),
        });
        records.push(record);
    }
    Ok((members, records))
}

/// The ancestor path of a region that somebody may write in.
pub(super) fn path_to_write(
    app: &App,
    scope: &Scope,
    region: RegionCode,
) -> Result<String, Problem> {
    let path = app.pack.regions.path(region).ok_or_else(|| {
        let message = "the pack has no such region; search for it by name";
        Problem::invalid("region", "unknown_region", message)
    })?;
    if scope.covers(&Resource::region(path.as_str())) {
        Ok(path)
    } else {
        Err(Problem::forbidden(
            "your posts do not include writing in this region; choose one inside your area",
        ))
    }
}
