//! `GET /api/regions`

use access::{Actor, App, Params};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use kernel::RegionCode;
use pack::Region;
use platform::{Page, PageQuery, Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use super::cached::cached;
use super::views::RegionView;
use super::{region_in_query, today};

/// A query finds at most so many regions; whoever reads that far should type more.
const FOUND_MAX: usize = 1000;

/// Which regions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RegionsQuery {
    /// Only regions directly below this one; with `q`, all below it.
    parent: Option<String>,
    /// Name, code, pinyin or initials; best first.
    q: Option<String>,
    /// Where the page before ended (its `next`).
    cursor: Option<String>,
    /// Rows wanted, 1 to 500; 50 unless said.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// Regions in the order of their codes, or best first for a query.
#[utoipa::path(
    get, path = "/api/regions", tag = "registry", params(RegionsQuery),
    responses(
        (status = 200, description = "regions", body = Page<RegionView>),
        (status = 304, description = "unchanged since the answer with this `ETag`"),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 422, description = "unknown parent, or wrong cursor or limit", body = Problem),
    ),
)]
pub(crate) async fn list_regions(
    _: Actor,
    State(app): State<App>,
    Params(query): Params<RegionsQuery>,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let (pack, day) = (&app.pack, today(app.clock.as_ref()));
    let regions = &pack.regions;
    let paging = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let limit = paging.limit()?;
    let more = limit as usize + 1;
    let parent = match &query.parent {
        Some(code) => Some(region_in_query(&app, "parent", code)?.code),
        None => None,
    };
    let exists = |region: &Region| {
        region.valid_from.is_none_or(|from| from <= day)
            && region.valid_to.is_none_or(|to| day <= to)
    };
    let view = |region: &Region| RegionView::of(region, pack, day);
    let asked = query.q.as_deref().map(str::trim).unwrap_or_default();
    let page = if asked.is_empty() {
        let after: Option<RegionCode> = paging.key()?;
        let is_next = |region: &&Region| after.is_none_or(|after| region.code > after);
        let rows: Vec<&Region> = match parent {
            Some(parent) => regions
                .children_on(parent, day)
                .filter(is_next)
                .take(more)
                .collect(),
            None => regions
                .iter()
                .filter(|region| exists(region))
                .filter(is_next)
                .take(more)
                .collect(),
        };
        Page::of(rows, limit, |region| region.code).map(view)
    } else {
        // A query also finds regions of the past, because old files name them.
        // INVARIANT: the snapshot never changes, so a position in the ranking is a key that stays.
        let start: usize = paging.key()?.unwrap_or(0);
        let rows: Vec<(usize, &Region)> = regions
            .search(asked, FOUND_MAX)
            .into_iter()
            .map(|found| found.item)
            .filter(|region| parent.is_none_or(|parent| regions.is_within(region.code, parent)))
            .enumerate()
            .skip(start)
            .take(more)
            .collect();
        Page::of(rows, limit, |(at, _)| at + 1).map(|(_, region)| view(region))
    };
    let version = format!("{}-{day}", pack.version());
    Ok(cached(&request, version, || page))
}
