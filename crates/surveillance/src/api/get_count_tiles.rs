use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use access::{Actor, App, Params, Permission};
use axum::extract::State;
use axum::{Extension, Json};
use kernel::{Day, Level, Timestamp};
use pack::Stream;
use platform::Problem;
use platform::counts::{
    DaySum, Reach, STRATUM_ALL, Series, SeriesFilter, SeriesId, day_sums, find_series,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::asked::{AskedRegion, may_read, region, stream, window};
use crate::engine::compose::{curve, earlier, parts, rate_per_100k, spark_period};
use crate::imports::job::today;
use crate::model::{Tile, TilesView};
use crate::overlay::{SignalOverlay, SignalQuestion};

/// Points that a small curve has at most.
const SPARK_POINTS_MAX: i32 = 62;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TilesQuery {
    /// Region code.
    region: String,
    /// First day, `YYYY-MM-DD`.
    from: Option<String>,
    /// Last day.
    to: Option<String>,
    /// Only this stream.
    stream: Option<String>,
}

/// The conditions of a region at a glance, the most striking first.
#[utoipa::path(
    get,
    path = "/api/counts/tiles",
    tag = "surveillance",
    params(TilesQuery),
    responses(
        (status = 200, body = TilesView),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not allowed", body = Problem),
        (status = 404, description = "No such region", body = Problem),
        (status = 422, description = "Bad parameter", body = Problem),
    )
)]
#[tracing::instrument(skip_all)]
pub(crate) async fn get_count_tiles(
    State(app): State<App>,
    overlay: Option<Extension<Arc<dyn SignalOverlay>>>,
    actor: Actor,
    Params(query): Params<TilesQuery>,
) -> Result<Json<TilesView>, Problem> {
    actor.require(Permission::CountsRead)?;
    let asked = region(&app, &query.region)?;
    let streams: Vec<&Stream> = match &query.stream {
        Some(id) => vec![stream(&app, id)?],
        None => app.pack.streams.iter().collect(),
    };
    let mut tiles = Vec::new();
    for stream in streams {
        if !may_read(&actor, stream, &asked.path) {
            continue;
        }
        let found = nearest_series(&app, stream, &asked).await?;
        if found.is_empty() {
            continue;
        }
        let window = window(
            query.from.as_deref(),
            query.to.as_deref(),
            &found,
            today(&app),
        )?;
        tiles.extend(stream_tiles(&app, stream, &asked, &found, window).await?);
    }
    if let Some(overlay) = overlay {
        count_signals(overlay.0.as_ref(), &asked, &query, &mut tiles, today(&app)).await?;
    }
    tiles.sort_by_key(|tile| {
        let change =
            tile.value.unwrap_or_default() as i64 - tile.previous.unwrap_or_default() as i64;
        (
            Reverse(tile.signals),
            Reverse(change),
            Reverse(tile.value.unwrap_or_default()),
        )
    });
    Ok(Json(TilesView { items: tiles }))
}

/// The region's own series of a stream, else those of the nearest level below that has any.
async fn nearest_series(
    app: &App,
    stream: &Stream,
    asked: &AskedRegion,
) -> Result<Vec<Series>, Problem> {
    let regions = &app.pack.regions;
    let own = regions
        .get(asked.code)
        .map_or(Level::Country, |region| region.level);
    let mut paths = vec![asked.path.clone()];
    for level in [
        Level::Province,
        Level::Prefecture,
        Level::County,
        Level::Township,
        Level::Village,
    ] {
        if !paths.is_empty() {
            let filter = SeriesFilter {
                stream: Some(stream.id.clone()),
                condition: None,
                stratum: Some(STRATUM_ALL.to_owned()),
                reach: Reach::Paths(std::mem::take(&mut paths)),
            };
            let found = find_series(&app.db, &filter).await?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        if level > own {
            paths = regions
                .descendants(asked.code, level)
                .iter()
                .filter_map(|region| regions.path(region.code))
                .collect();
        }
    }
    Ok(Vec::new())
}

async fn stream_tiles(
    app: &App,
    stream: &Stream,
    asked: &AskedRegion,
    found: &[Series],
    (from, to): (Day, Day),
) -> Result<Vec<Tile>, Problem> {
    let mut by_condition: BTreeMap<&str, Vec<&Series>> = BTreeMap::new();
    for series in found {
        by_condition
            .entry(&series.key.condition)
            .or_default()
            .push(series);
    }
    let mut grouped: Vec<(SeriesId, i64)> = Vec::new();
    let mut groups: Vec<(&str, u64, Option<Timestamp>)> = Vec::new();
    for (condition, series) in by_condition {
        let parts = parts(&app.pack.regions, asked.code, series.iter().copied());
        let group = groups.len() as i64;
        grouped.extend(parts.series.iter().map(|id| (*id, group)));
        let as_of = series.iter().map(|one| one.changed_at).max();
        groups.push((condition, parts.series.len() as u64, as_of));
    }
    let native = stream.period;
    let from = native.start_of(from);
    let (previous, last_year) = earlier(native, (from, to));
    let recent = by_group(day_sums(&app.db, &grouped, previous.0, to).await?);
    let old = by_group(day_sums(&app.db, &grouped, last_year.0, last_year.1).await?);
    let population = app.pack.regions.population(asked.code, to);
    let spark_by = spark_period(native, (from, to), SPARK_POINTS_MAX);
    let nothing = Vec::new();
    Ok(groups
        .into_iter()
        .enumerate()
        .map(|(group, (code, parts, as_of))| {
            let recent = recent.get(&(group as i64)).unwrap_or(&nothing);
            let old = old.get(&(group as i64)).unwrap_or(&nothing);
            let split = recent.partition_point(|sum| sum.day < from);
            let (before, now) = recent.split_at(split);
            let value = total(now);
            let condition = app.pack.conditions.get(code);
            Tile {
                stream: stream.id.clone(),
                condition: code.to_owned(),
                name_zh: condition.map_or(code, |known| &known.name_zh).to_owned(),
                name_en: condition.map_or(code, |known| &known.name_en).to_owned(),
                class: app
                    .pack
                    .conditions
                    .class(code, to)
                    .map(|class| class.as_str().to_owned()),
                value,
                previous: total(before),
                same_period_last_year: total(old),
                rate_per_100k: value
                    .zip(population)
                    .and_then(|(value, known)| rate_per_100k(value, known.value)),
                last_day: now.last().map(|sum| sum.day),
                as_of,
                spark: curve(spark_by, native, (from, to), now, parts)
                    .into_iter()
                    .map(|point| point.value)
                    .collect(),
                signals: 0,
            }
        })
        .collect())
}

fn by_group(sums: Vec<DaySum>) -> HashMap<i64, Vec<DaySum>> {
    let mut groups: HashMap<i64, Vec<DaySum>> = HashMap::new();
    for sum in sums {
        groups.entry(sum.group).or_default().push(sum);
    }
    groups
}

fn total(sums: &[DaySum]) -> Option<u64> {
    sums.iter()
        .map(|sum| sum.value.unsigned_abs())
        .reduce(|sum, value| sum + value)
}

async fn count_signals(
    overlay: &dyn SignalOverlay,
    asked: &AskedRegion,
    query: &TilesQuery,
    tiles: &mut [Tile],
    today: Day,
) -> Result<(), Problem> {
    let (from, to) = window(query.from.as_deref(), query.to.as_deref(), &[], today)?;
    let question = SignalQuestion {
        stream: query.stream.clone(),
        condition: None,
        stratum: None,
        areas: vec![(asked.code, asked.path.clone())],
        from: if query.from.is_some() { from } else { Day::MIN },
        to,
    };
    for count in overlay.signal_counts(&question).await? {
        if let Some(tile) = tiles
            .iter_mut()
            .find(|tile| tile.stream == count.stream && tile.condition == count.condition)
        {
            tile.signals += count.signals;
        }
    }
    Ok(())
}
