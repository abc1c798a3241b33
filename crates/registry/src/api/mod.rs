//! Reference data over HTTP, one file per verb.

mod cached;
mod get_pack;
mod get_region;
mod get_region_map;
mod list_conditions;
mod list_organisations;
mod list_regions;
mod search_names;
mod views;

use access::App;
use kernel::{Clock, Day, RegionCode};
use pack::Region;
use platform::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The pack, regions, maps, conditions, organisations and the search over all of them.
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
}

/// China's time zone is eight hours ahead of UTC, all year.
const SHANGHAI_OFFSET_MILLIS: i64 = 8 * 3_600_000;
const DAY_MILLIS: i64 = 86_400_000;

/// The calendar day in Shanghai.
fn today(clock: &dyn Clock) -> Day {
    let days = (clock.now().millis() + SHANGHAI_OFFSET_MILLIS).div_euclid(DAY_MILLIS);
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
