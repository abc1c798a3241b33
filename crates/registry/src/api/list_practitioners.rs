//! `GET /api/practitioners`

use access::{Actor, App, Params};
use axum::Json;
use axum::extract::State;
use kernel::{Day, RegionCode};
use pack::Pack;
use platform::{Page, PageQuery, Problem};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::person_view::last_code;
use super::region_in_query;
use crate::engine::folded;
use crate::model::{Practitioner, PractitionerPost};
use crate::store;

/// Which practitioners.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PractitionersQuery {
    /// Only those with a post in this region or one below it.
    region: Option<String>,
    /// Only those with a post at this organisation.
    organisation: Option<String>,
    /// Beginning of the name, its pinyin or its initials.
    q: Option<String>,
    /// Where the page before ended (its `next`).
    cursor: Option<String>,
    /// Rows wanted, 1 to 500; 50 unless said.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// A post of a practitioner (执业地点).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PractitionerPostView {
    organisation: String,
    organisation_name_zh: String,
    organisation_name_en: String,
    region: Option<RegionCode>,
    from: Day,
    to: Option<Day>,
}

impl PractitionerPostView {
    fn of(post: &PractitionerPost, pack: &Pack) -> Self {
        // An organisation that the pack does not name shows its bare id.
        let (organisation_name_zh, organisation_name_en) =
            pack.organisations.get(&post.organisation).map_or_else(
                || (post.organisation.clone(), post.organisation.clone()),
                |known| (known.name_zh.clone(), known.name_en.clone()),
            );
        PractitionerPostView {
            organisation: post.organisation.clone(),
            organisation_name_zh,
            organisation_name_en,
            region: last_code(&post.region_path),
            from: post.valid_from,
            to: post.valid_to,
        }
    }
}

/// A practitioner (卫生技术人员); what is shown is published by whoever licenses them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PractitionerView {
    id: String,
    name: String,
    /// Code of the set `practitioner_kind`.
    kind: String,
    kind_name_zh: String,
    kind_name_en: String,
    posts: Vec<PractitionerPostView>,
}

impl PractitionerView {
    fn of(practitioner: &Practitioner, pack: &Pack) -> Self {
        let kind = pack.code("practitioner_kind", &practitioner.kind);
        let name = |pick: fn(&pack::Code) -> &String| {
            kind.map_or_else(|| practitioner.kind.clone(), |kind| pick(kind).clone())
        };
        PractitionerView {
            id: practitioner.id.to_string(),
            kind_name_zh: name(|kind| &kind.name_zh),
            kind_name_en: name(|kind| &kind.name_en),
            name: practitioner.name.clone(),
            kind: practitioner.kind.clone(),
            posts: practitioner
                .posts
                .iter()
                .map(|post| PractitionerPostView::of(post, pack))
                .collect(),
        }
    }
}

/// Practitioners by region or organisation. Everybody who signed in may read them: they are published.
#[utoipa::path(
    get, path = "/api/practitioners", tag = "registry", params(PractitionersQuery),
    responses(
        (status = 200, description = "practitioners", body = Page<PractitionerView>),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 422, description = "unknown region, or wrong cursor or limit", body = Problem),
    ),
)]
pub(crate) async fn list_practitioners(
    _: Actor,
    State(app): State<App>,
    Params(query): Params<PractitionersQuery>,
) -> Result<Json<Page<PractitionerView>>, Problem> {
    let paging = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let (limit, after) = (paging.limit()?, paging.key::<store::PractitionerKey>()?);
    let region = match &query.region {
        Some(code) => region_in_query(&app, "region", code)?.code,
        None => RegionCode::CHINA,
    };
    let path = app.pack.regions.path(region).unwrap_or_default();
    let asked = folded(query.q.as_deref().unwrap_or_default());
    let organisation = query.organisation.as_deref();
    let wanted = limit as usize + 1;
    let rows =
        store::practitioners(&app.db, &path, organisation, &asked, after.as_ref(), wanted).await?;
    let page = Page::of(rows, limit, |one| one.id.to_string());
    Ok(Json(page.map(|one| PractitionerView::of(&one, &app.pack))))
}
