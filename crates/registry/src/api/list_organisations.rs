//! `GET /api/organisations`

use access::{Actor, App, Params};
use axum::Json;
use axum::extract::State;
use kernel::{Day, RegionCode};
use pack::Pack;
use platform::{Page, PageQuery, Problem};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::region_in_query;
use crate::engine::folded;
use crate::model::Organisation;
use crate::store;

/// Which organisations.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OrganisationsQuery {
    /// Only those serving this region or one below it.
    region: Option<String>,
    /// Name, code, pinyin or initials; best first.
    q: Option<String>,
    /// Where the page before ended (its `next`).
    cursor: Option<String>,
    /// Rows wanted, 1 to 500; 50 unless said.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// An organisation (机构).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrganisationView {
    id: String,
    /// Official code where one is known.
    code: Option<String>,
    name_zh: String,
    name_en: String,
    kind: String,
    kind_name_zh: String,
    kind_name_en: String,
    /// The region it serves.
    region: RegionCode,
    /// Id of the organisation above it.
    parent: Option<String>,
    valid_from: Option<Day>,
    valid_to: Option<Day>,
    source: String,
    /// `A` (official text read) to `D` (estimate with real doubt).
    confidence: String,
}

impl OrganisationView {
    fn of(organisation: Organisation, pack: &Pack) -> Self {
        // A kind that the pack no longer knows shows its bare id.
        let (kind_name_zh, kind_name_en) = pack.organisations.kind(&organisation.kind).map_or(
            (organisation.kind.clone(), organisation.kind.clone()),
            |kind| (kind.name_zh.clone(), kind.name_en.clone()),
        );
        OrganisationView {
            id: organisation.id,
            code: organisation.code,
            name_zh: organisation.name_zh,
            name_en: organisation.name_en,
            kind: organisation.kind,
            kind_name_zh,
            kind_name_en,
            region: organisation.region,
            parent: organisation.parent,
            valid_from: organisation.valid_from,
            valid_to: organisation.valid_to,
            source: organisation.source,
            confidence: organisation.confidence,
        }
    }
}

/// Organisations by region, or best first for a query.
#[utoipa::path(
    get, path = "/api/organisations", tag = "registry", params(OrganisationsQuery),
    responses(
        (status = 200, description = "organisations", body = Page<OrganisationView>),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 422, description = "unknown region, or wrong cursor or limit", body = Problem),
    ),
)]
pub(crate) async fn list_organisations(
    _: Actor,
    State(app): State<App>,
    Params(query): Params<OrganisationsQuery>,
) -> Result<Json<Page<OrganisationView>>, Problem> {
    let paging = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let limit = paging.limit()?;
    let after: Option<store::Key> = paging.key()?;
    let region = match &query.region {
        Some(code) => region_in_query(&app, "region", code)?.code,
        None => RegionCode::CHINA,
    };
    let path = app
        .pack
        .regions
        .path(region)
        .unwrap_or_else(|| format!("/{region}/"));
    let asked = folded(query.q.as_deref().unwrap_or_default());
    let rows = store::organisations(&app.db, &path, &asked, after.as_ref(), limit + 1).await?;
    let page = Page::of(rows, limit, |(key, _)| key.clone());
    Ok(Json(page.map(|(_, organisation)| {
        OrganisationView::of(organisation, &app.pack)
    })))
}
