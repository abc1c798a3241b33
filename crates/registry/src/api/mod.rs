//! Reference data over HTTP, one file per verb.

mod cached;
mod change_household;
mod correct_person;
mod correct_practitioner;
mod create_household;
mod create_person;
mod create_practitioner;
mod decide_person_match;
mod get_household;
mod get_pack;
mod get_person;
mod get_person_match;
mod get_region;
mod get_region_map;
mod household_view;
mod identify_person;
mod list_codes;
mod list_conditions;
mod list_organisations;
mod list_person_matches;
mod list_person_revisions;
mod list_persons;
mod list_practitioners;
mod list_regions;
mod merge_person;
mod person_copy;
mod person_link;
mod person_match;
mod person_resource;
mod person_view;
mod practitioner_input;
mod search_names;
mod search_persons;
mod split_person;
mod views;

pub(crate) use person_copy::person_copy;
pub(crate) use person_resource::level_of;

use access::App;
use kernel::{Clock, Day, RegionCode, Timestamp};
use pack::Region;
use platform::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The pack, regions, maps, conditions, organisations and the search over all of them; people, households and practitioners.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_pack::get_pack))
        .routes(routes!(list_regions::list_regions))
        .routes(routes!(get_region::get_region))
        .routes(routes!(get_region_map::get_region_map))
        .routes(routes!(list_organisations::list_organisations))
        .routes(routes!(list_conditions::list_conditions))
        .routes(routes!(search_names::search_names))
        .routes(routes!(
            list_persons::list_persons,
            create_person::create_person
        ))
        .routes(routes!(search_persons::search_persons))
        .routes(routes!(
            get_person::get_person,
            correct_person::correct_person
        ))
        .routes(routes!(identify_person::identify_person))
        .routes(routes!(list_person_revisions::list_person_revisions))
        .routes(routes!(merge_person::merge_person))
        .routes(routes!(split_person::split_person))
        .routes(routes!(list_person_matches::list_person_matches))
        .routes(routes!(get_person_match::get_person_match))
        .routes(routes!(decide_person_match::decide_person_match))
        .routes(routes!(create_household::create_household))
        .routes(routes!(
            get_household::get_household,
            change_household::change_household
        ))
        .routes(routes!(
            list_practitioners::list_practitioners,
            create_practitioner::create_practitioner
        ))
        .routes(routes!(correct_practitioner::correct_practitioner))
        .routes(routes!(list_codes::list_codes))
}

/// China's time zone is eight hours ahead of UTC, all year.
const SHANGHAI_OFFSET_MILLIS: i64 = 8 * 3_600_000;
const DAY_MILLIS: i64 = 86_400_000;

/// The calendar day in Shanghai.
pub(crate) fn today(clock: &dyn Clock) -> Day {
    day_of(clock.now())
}

/// The calendar day of an instant in Shanghai.
pub(crate) fn day_of(at: Timestamp) -> Day {
    let days = (at.millis() + SHANGHAI_OFFSET_MILLIS).div_euclid(DAY_MILLIS);
    Day::from_number(i32::try_from(days).unwrap_or(i32::MAX))
}

/// The region named in a path.
fn region_in_path<'a>(app: &'a App, code: &str) -> Result<&'a Region, Problem> {
    code.parse::<RegionCode>()
        .ok()
        .and_then(|code| app.pack.regions.get(code))
        .ok_or_else(|| Problem::not_found("the pack has no region with this code"))
}

/// The region named by a parameter.
fn region_in_query<'a>(app: &'a App, name: &str, code: &str) -> Result<&'a Region, Problem> {
    let code: RegionCode = code.parse().map_err(|error: kernel::RegionCodeError| {
        Problem::invalid(name, "region_code", error.to_string())
    })?;
    app.pack.regions.get(code).ok_or_else(|| {
        Problem::invalid(
            name,
            "unknown_region",
            format!("the pack has no region `{code}`; search for it by name"),
        )
    })
}
