//! `GET /api/regions/{code}`

use access::{Actor, App};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use kernel::Day;
use platform::Problem;
use serde::Serialize;
use utoipa::ToSchema;

use super::cached::cached;
use super::views::RegionView;
use super::{region_in_path, today};

/// A region with what lies above and below it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RegionDetail {
    #[serde(flatten)]
    region: RegionView,
    /// The regions above, the country first.
    ancestors: Vec<RegionView>,
    /// The regions directly below that exist today.
    children: Vec<RegionView>,
    /// First day the region existed under this code, where that is known.
    valid_from: Option<Day>,
    /// Last day the region existed under this code.
    valid_to: Option<Day>,
}

/// One region.
#[utoipa::path(
    get, path = "/api/regions/{code}", tag = "registry",
    params(("code" = String, Path, description = "code of the region", example = "140900")),
    responses(
        (status = 200, description = "the region", body = RegionDetail),
        (status = 304, description = "unchanged since the answer with this `ETag`"),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 404, description = "no region has this code", body = Problem),
    ),
)]
pub(crate) async fn get_region(
    _: Actor,
    State(app): State<App>,
    Path(code): Path<String>,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let region = region_in_path(&app, &code)?;
    let (pack, day) = (&app.pack, today(app.clock.as_ref()));
    let view = |region| RegionView::of(region, pack, day);
    let version = format!("{}-{day}", pack.version());
    Ok(cached(&request, version, || RegionDetail {
        region: view(region),
        ancestors: pack
            .regions
            .ancestors(region.code)
            .into_iter()
            .map(view)
            .collect(),
        children: pack
            .regions
            .children_on(region.code, day)
            .map(view)
            .collect(),
        valid_from: region.valid_from,
        valid_to: region.valid_to,
    }))
}
