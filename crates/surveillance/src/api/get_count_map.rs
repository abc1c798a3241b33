use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use access::release::hide_list;
use access::{Actor, App, Params, Permission, Scope};
use axum::extract::State;
use axum::{Extension, Json};
use kernel::{Day, RegionCode, Timestamp};
use pack::Limit;
use platform::Problem;
use platform::counts::{Series, SeriesId, SeriesTotal, totals};
use serde::Deserialize;
use utoipa::IntoParams;

use super::asked::{Asked, may_read, window};
use crate::engine::compose::{earlier, parts, rate_per_100k};
use crate::imports::job::today;
use crate::model::{MapItem, MapView};
use crate::overlay::{SignalOverlay, SignalQuestion};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct MapQuery {
    /// Stream id.
    stream: String,
    /// Condition code.
    condition: String,
    /// The region whose children are drawn.
    region: String,
    /// Stratum; `all` unless said.
    stratum: Option<String>,
    /// First day, `YYYY-MM-DD`.
    from: Option<String>,
    /// Last day.
    to: Option<String>,
    /// Figures that may be published: small counts are hidden, and others beside them, so that no sum gives one away.
    #[serde(default)]
    public: bool,
}

/// A child of the region drawn, with the series its value is made of.
struct Child<'a> {
    region: &'a pack::Region,
    path: String,
    series: Vec<SeriesId>,
}

/// Counts of the regions directly below one region.
#[utoipa::path(
    get,
    path = "/api/counts/map",
    tag = "surveillance",
    params(MapQuery),
    responses(
        (status = 200, body = MapView),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not allowed", body = Problem),
        (status = 404, description = "No such region", body = Problem),
        (status = 422, description = "Bad parameter", body = Problem),
    )
)]
#[tracing::instrument(skip_all)]
pub(crate) async fn get_count_map(
    State(app): State<App>,
    overlay: Option<Extension<Arc<dyn SignalOverlay>>>,
    actor: Actor,
    Params(query): Params<MapQuery>,
) -> Result<Json<MapView>, Problem> {
    let scope = actor.scope(&app, Permission::CountsRead)?;
    let asked = Asked::new(
        &app,
        &scope,
        &query.stream,
        &query.condition,
        &query.region,
        query.stratum.as_deref(),
    )?;
    let regions = &app.pack.regions;
    let (mut drawn, mut focus) = (asked.region.code, None);
    let mut found = asked
        .series_of_children(&app, drawn, &asked.region.path)
        .await?;
    let mut children = children(&app, &scope, &asked, drawn, &found);
    if children.iter().all(|child| child.series.is_empty())
        && let Some(parent) = regions.get(drawn).and_then(|region| region.parent)
        && let Some(path) = regions.path(parent)
    {
        let around = asked.series_of_children(&app, parent, &path).await?;
        let siblings = self::children(&app, &scope, &asked, parent, &around);
        if children.is_empty() || siblings.iter().any(|child| !child.series.is_empty()) {
            (drawn, focus) = (parent, Some(asked.region.code));
            (found, children) = (around, siblings);
        }
    }
    let used: Vec<SeriesId> = children
        .iter()
        .flat_map(|child| child.series.iter().copied())
        .collect();
    let is_used: HashSet<SeriesId> = used.iter().copied().collect();
    let shown: Vec<Series> = found
        .into_iter()
        .filter(|series| is_used.contains(&series.id))
        .collect();
    let asked_window = window(
        query.from.as_deref(),
        query.to.as_deref(),
        &shown,
        today(&app),
    )?;
    let native = asked.stream.period;
    let (from, to) = (native.start_of(asked_window.0), asked_window.1);
    let (previous, _) = earlier(native, (from, to));
    let now = by_series(totals(&app.db, &used, from, to).await?);
    let before = by_series(totals(&app.db, &used, previous.0, previous.1).await?);
    let signals = signals(overlay, &asked, &children, from, to).await?;
    let mut items: Vec<MapItem> = children
        .iter()
        .map(|child| {
            let code = child.region.code;
            let (value, last_day) = sum(&child.series, &now);
            let population = regions.population(code, to);
            MapItem {
                region: code,
                name_zh: child.region.name_zh.clone(),
                name_en: child.region.name_en.clone(),
                value,
                rate_per_100k: value
                    .zip(population)
                    .and_then(|(value, known)| rate_per_100k(value, known.value)),
                previous: sum(&child.series, &before).0,
                last_day,
                signals: signals.get(&code).copied().unwrap_or_default(),
                hidden: None,
            }
        })
        .collect();
    if query.public {
        publish(&app, &mut items, to);
    }
    let as_of: Option<Timestamp> = shown.iter().map(|series| series.changed_at).max();
    Ok(Json(MapView {
        region: drawn,
        focus,
        as_of,
        items,
    }))
}

/// Leaves what may be published: no small count and nothing that gives one away, no rate of few people, and neither signals
/// nor the time before, with which hidden figures could be compared.
fn publish(app: &App, items: &mut [MapItem], to: Day) {
    let privacy = &app.pack.privacy;
    let values: Vec<Option<u64>> = items.iter().map(|item| item.value).collect();
    let (hidden, _) = hide_list(&values, privacy.limit(Limit::PublicCount).into());
    let people_min = u64::from(privacy.limit(Limit::PublicPopulation));
    for (item, hidden) in items.iter_mut().zip(hidden) {
        let population = app.pack.regions.population(item.region, to);
        if population.is_none_or(|known| known.value < people_min) || hidden.is_some() {
            item.rate_per_100k = None;
        }
        if hidden.is_some() {
            item.value = None;
            item.last_day = None;
        }
        item.hidden = hidden;
        item.previous = None;
        item.signals = 0;
    }
}

fn children<'a>(
    app: &'a App,
    scope: &Scope,
    asked: &Asked<'_>,
    region: RegionCode,
    found: &[Series],
) -> Vec<Child<'a>> {
    let regions = &app.pack.regions;
    // Each series belongs to the one child that it lies at or below.
    let mut below: HashMap<RegionCode, Vec<&Series>> = HashMap::new();
    for series in found {
        let up = std::iter::successors(regions.get(series.key.region), |at| {
            at.parent.and_then(|parent| regions.get(parent))
        });
        if let Some(child) = up.into_iter().find(|at| at.parent == Some(region)) {
            below.entry(child.code).or_default().push(series);
        }
    }
    regions
        .children(region)
        .filter_map(|child| {
            let path = regions.path(child.code)?;
            if !may_read(scope, asked.stream, &path) {
                return None;
            }
            let series = below.get(&child.code).into_iter().flatten().copied();
            Some(Child {
                region: child,
                series: parts(regions, child.code, series).series,
                path,
            })
        })
        .collect()
}

fn by_series(totals: Vec<SeriesTotal>) -> HashMap<SeriesId, SeriesTotal> {
    totals
        .into_iter()
        .map(|total| (total.series, total))
        .collect()
}

fn sum(series: &[SeriesId], totals: &HashMap<SeriesId, SeriesTotal>) -> (Option<u64>, Option<Day>) {
    let found = || series.iter().filter_map(|id| totals.get(id));
    let value = found()
        .map(|total| total.value.unsigned_abs())
        .reduce(|sum, value| sum + value);
    (value, found().map(|total| total.last_day).max())
}

async fn signals(
    overlay: Option<Extension<Arc<dyn SignalOverlay>>>,
    asked: &Asked<'_>,
    children: &[Child<'_>],
    from: Day,
    to: Day,
) -> Result<HashMap<RegionCode, u64>, Problem> {
    let Some(overlay) = overlay else {
        return Ok(HashMap::new());
    };
    let question = SignalQuestion {
        stream: Some(asked.stream.id.clone()),
        condition: Some(asked.condition.clone()),
        stratum: Some(asked.stratum.clone()),
        areas: children
            .iter()
            .map(|child| (child.region.code, child.path.clone()))
            .collect(),
        from,
        to,
    };
    let mut counts = HashMap::new();
    for count in overlay.signal_counts(&question).await? {
        *counts.entry(count.area).or_default() += count.signals;
    }
    Ok(counts)
}
