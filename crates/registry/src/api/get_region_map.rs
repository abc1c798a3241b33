//! `GET /api/regions/{code}/map`

use access::{Actor, App};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use platform::Problem;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::cached::cached;
use super::region_in_path;

/// The outlines of the regions directly below, a GeoJSON feature collection (RFC 7946) with its source.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RegionMap {
    /// `FeatureCollection`.
    #[serde(rename = "type")]
    kind: String,
    /// One per region, with the properties `code`, `name_zh` and `name_en`.
    features: Vec<Value>,
    /// Where the outlines come from.
    source: String,
    /// What must stand under the map, in Chinese.
    notice: String,
    /// What must stand under the map, in English.
    notice_en: String,
}

/// The outlines of the regions directly below.
#[utoipa::path(
    get, path = "/api/regions/{code}/map", tag = "registry",
    params(("code" = String, Path, description = "code of the region", example = "140900")),
    responses(
        (status = 200, description = "the outlines", body = RegionMap),
        (status = 304, description = "unchanged since the answer with this `ETag`"),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 404, description = "no region has this code, or the pack has no outlines below it", body = Problem),
    ),
)]
pub(crate) async fn get_region_map(
    _: Actor,
    State(app): State<App>,
    Path(code): Path<String>,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let region = region_in_path(&app, &code)?;
    if !app.pack.regions.has_map(region.code) {
        return Err(Problem::not_found(
            "the pack has no outlines below this region; show the region above it",
        ));
    }
    let map = || app.pack.map_below(region.code);
    Ok(cached(&request, app.pack.version(), map))
}
