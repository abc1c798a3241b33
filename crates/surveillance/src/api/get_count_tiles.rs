use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use access::{Actor, App, Params, Permission};
use axum::extract::State;
use axum::{Extension, Json};
use kernel::{Day, Timestamp};
use pack::Stream;
use platform::Problem;
use platform::counts::{
    DaySum, Reach, STRATUM_ALL, Series, SeriesFilter, SeriesId, SeriesTotal, day_sums, totals,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::asked::{AskedRegion, may_read, nearest_series, region, stream, window};
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
    let scope = actor.scope(&app, Permission::CountsRead)?;
    let asked = region(&app, &query.region)?;
    let streams: Vec<&Stream> = match &query.stream {
        Some(id) => vec![stream(&app, id)?],
        None => app.pack.streams.iter().collect(),
    };
    let mut tiles = Vec::new();
    for stream in streams {
        if !may_read(&scope, stream, &asked.path) {
            continue;
        }
        let filter = SeriesFilter {
            stream: Some(stream.id.clone()),
            condition: None,
            stratum: Some(STRATUM_ALL.to_owned()),
            reach: Reach::Region(asked.code),
        };
        let found = nearest_series(&app, &filter, &asked).await?;
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
    let ids: Vec<SeriesId> = grouped.iter().map(|(id, _)| *id).collect();
    // Three windows of the same series, read side by side.
    let (by_day, before, old) = tokio::try_join!(
        day_sums(&app.db, &grouped, from, to),
        totals(&app.db, &ids, previous.0, previous.1),
        totals(&app.db, &ids, last_year.0, last_year.1),
    )?;
    let group_of: HashMap<SeriesId, i64> = grouped.into_iter().collect();
    let by_day = by_group(by_day);
    let before = group_totals(&group_of, before);
    let old = group_totals(&group_of, old);
    let population = app.pack.regions.population(asked.code, to);
    let spark_by = spark_period(native, (from, to), SPARK_POINTS_MAX);
    let nothing = Vec::new();
    Ok(groups
        .into_iter()
        .enumerate()
        .map(|(group, (code, parts, as_of))| {
            let group = group as i64;
            let now = by_day.get(&group).unwrap_or(&nothing);
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
                previous: before.get(&group).copied(),
                same_period_last_year: old.get(&group).copied(),
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

/// Sums of series added up by group; a group that reported nothing is absent.
fn group_totals(group_of: &HashMap<SeriesId, i64>, totals: Vec<SeriesTotal>) -> HashMap<i64, u64> {
    let mut groups: HashMap<i64, u64> = HashMap::new();
    for total in totals {
        if let Some(group) = group_of.get(&total.series) {
            *groups.entry(*group).or_default() += total.value.unsigned_abs();
        }
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
