//! `GET /api/search`

use access::{Actor, App, Params, Permission};
use axum::Json;
use axum::extract::State;
use kernel::RegionCode;
use pack::{Class, Condition, Pack, Region};
use platform::Problem;
use serde::Deserialize;
use utoipa::IntoParams;

use super::today;
use super::views::{HitKind, SearchHit};
use crate::engine::{folded, rank};
use crate::store;

/// Hits of one kind, so that five thousand villages cannot hide one disease.
const OF_ONE_KIND: usize = 8;
/// Hits in all.
const IN_ALL: usize = 20;

/// The console's pages: id, names, and what one needs to see them.
const PAGES: [(&str, &str, &str, Permission); 4] = [
    ("situation", "态势", "Situation", Permission::CountsRead),
    ("explore", "数据探索", "Explore", Permission::CountsRead),
    ("signals", "预警信号", "Signals", Permission::SignalsRead),
    ("imports", "数据导入", "Imports", Permission::ImportsRead),
];

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SearchQuery {
    /// Name, code, full pinyin or initials.
    #[serde(default)]
    q: String,
}

/// Regions, conditions, organisations, streams and pages that a query may mean, best first.
#[utoipa::path(
    get, path = "/api/search", tag = "registry", params(SearchQuery),
    responses(
        (status = 200, description = "at most 20 hits; none for an empty query", body = Vec<SearchHit>),
        (status = 401, description = "nobody is signed in", body = Problem),
    ),
)]
pub(crate) async fn search_names(
    actor: Actor,
    State(app): State<App>,
    Params(query): Params<SearchQuery>,
) -> Result<Json<Vec<SearchHit>>, Problem> {
    let asked = folded(&query.q);
    if asked.is_empty() {
        return Ok(Json(Vec::new()));
    }
    let pack = &app.pack;
    let mut found: Vec<(i64, SearchHit)> = Vec::new();
    for hit in pack.regions.search(&asked, OF_ONE_KIND) {
        found.push((i64::from(hit.score), region_hit(hit.item, pack)));
    }
    for hit in pack.conditions.search(&asked, OF_ONE_KIND) {
        let class = pack
            .conditions
            .class(&hit.item.code, today(app.clock.as_ref()));
        found.push((i64::from(hit.score), condition_hit(hit.item, class)));
    }
    let country = format!("/{}/", RegionCode::CHINA);
    let limit = u32::try_from(OF_ONE_KIND).unwrap_or(u32::MAX);
    for ((rank, ..), organisation) in
        store::organisations(&app.db, &country, &asked, None, limit).await?
    {
        let (detail_zh, detail_en) = place_of(organisation.region, pack);
        found.push((
            rank,
            SearchHit {
                kind: HitKind::Organisation,
                code: organisation.id,
                name_zh: organisation.name_zh,
                name_en: organisation.name_en,
                detail_zh,
                detail_en,
            },
        ));
    }
    if actor.scope(&app, Permission::CountsRead).is_ok() {
        for stream in &pack.streams {
            if let Some(rank) = rank(&asked, &stream.id, &stream.name_zh, &stream.name_en) {
                let hit = SearchHit {
                    kind: HitKind::Stream,
                    code: stream.id.clone(),
                    name_zh: stream.name_zh.clone(),
                    name_en: stream.name_en.clone(),
                    detail_zh: stream.description_zh.clone(),
                    detail_en: stream.description_en.clone(),
                };
                found.push((i64::from(rank), hit));
            }
        }
    }
    for (id, name_zh, name_en, permission) in PAGES {
        if actor.scope(&app, permission).is_err() {
            continue;
        }
        if let Some(rank) = rank(&asked, id, name_zh, name_en) {
            let hit = SearchHit {
                kind: HitKind::Page,
                code: id.to_owned(),
                name_zh: name_zh.to_owned(),
                name_en: name_en.to_owned(),
                detail_zh: "页面".to_owned(),
                detail_en: "Page".to_owned(),
            };
            found.push((i64::from(rank), hit));
        }
    }
    // The sort is stable: hits that fit alike keep the order of their kinds and their own.
    found.sort_by_key(|(rank, _)| *rank);
    found.truncate(IN_ALL);
    Ok(Json(found.into_iter().map(|(_, hit)| hit).collect()))
}

/// The regions from the province down to this one, in both languages.
fn place_of(code: RegionCode, pack: &Pack) -> (String, String) {
    let regions: Vec<&Region> = pack
        .regions
        .ancestors(code)
        .into_iter()
        .chain(pack.regions.get(code))
        .filter(|region| region.parent.is_some())
        .collect();
    let zh: Vec<&str> = regions
        .iter()
        .map(|region| region.name_zh.as_str())
        .collect();
    let en: Vec<&str> = regions
        .iter()
        .rev()
        .map(|region| match region.name_en.as_str() {
            "" => region.name_zh.as_str(),
            name => name,
        })
        .collect();
    (zh.join(" "), en.join(", "))
}

fn region_hit(region: &Region, pack: &Pack) -> SearchHit {
    let (detail_zh, detail_en) = region
        .parent
        .map(|parent| place_of(parent, pack))
        .unwrap_or_default();
    SearchHit {
        kind: HitKind::Region,
        code: region.code.to_string(),
        name_zh: region.name_zh.clone(),
        name_en: region.name_en.clone(),
        detail_zh,
        detail_en,
    }
}

fn condition_hit(condition: &Condition, class: Option<Class>) -> SearchHit {
    let (detail_zh, detail_en) = match class {
        Some(Class::A) => ("甲类", "class A"),
        Some(Class::B) => ("乙类", "class B"),
        Some(Class::C) => ("丙类", "class C"),
        Some(Class::Other) | None => ("其他", "not in the statutory list"),
    };
    SearchHit {
        kind: HitKind::Condition,
        code: condition.code.clone(),
        name_zh: condition.name_zh.clone(),
        name_en: condition.name_en.clone(),
        detail_zh: detail_zh.to_owned(),
        detail_en: detail_en.to_owned(),
    }
}
