//! `GET /api/pack`

use access::App;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use kernel::{Day, RegionCode};
use serde::Serialize;
use utoipa::ToSchema;

use super::cached::cached;

/// One pack among those overlaid.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackInfo {
    id: String,
    name_zh: String,
    name_en: String,
    version: String,
}

/// A stream, condition, region, stratum and window with a name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct View {
    id: String,
    name_zh: String,
    name_en: String,
    stream: String,
    condition: String,
    region: RegionCode,
    from: Day,
    to: Day,
    stratum: String,
}

/// What the server was started with.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackView {
    /// The pack that was asked for.
    city: String,
    /// Short hash of all contents; it changes whenever anything in the packs does.
    version: String,
    /// The packs overlaid, lowest first.
    packs: Vec<PackInfo>,
    /// Named views; the first is the one to open with.
    views: Vec<View>,
    /// What must stand under every map.
    map_notice_zh: String,
    map_notice_en: String,
}

/// What the server was started with. Readable before signing in; it holds no figures.
#[utoipa::path(
    get, path = "/api/pack", tag = "registry", security(),
    responses(
        (status = 200, description = "the packs in use", body = PackView),
        (status = 304, description = "unchanged since the answer with this `ETag`"),
    ),
)]
pub(crate) async fn get_pack(State(app): State<App>, request: HeaderMap) -> Response {
    let pack = &app.pack;
    cached(&request, pack.version(), || PackView {
        city: pack.city.clone(),
        version: pack.version().to_owned(),
        packs: pack
            .packs
            .iter()
            .map(|info| PackInfo {
                id: info.id.clone(),
                name_zh: info.name_zh.clone(),
                name_en: info.name_en.clone(),
                version: info.version.clone(),
            })
            .collect(),
        views: pack
            .views
            .iter()
            .map(|view| View {
                id: view.id.clone(),
                name_zh: view.name_zh.clone(),
                name_en: view.name_en.clone(),
                stream: view.stream.clone(),
                condition: view.condition.clone(),
                region: view.region,
                from: view.from,
                to: view.to,
                stratum: view.stratum.clone(),
            })
            .collect(),
        map_notice_zh: pack.map_notice_zh.clone(),
        map_notice_en: pack.map_notice_en.clone(),
    })
}
