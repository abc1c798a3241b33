use std::collections::HashSet;
use std::sync::Arc;

use access::{Actor, App, Params, Permission};
use axum::extract::State;
use axum::{Extension, Json};
use kernel::{Day, Period};
use platform::Problem;
use platform::counts::{DaySum, Series, SeriesId, day_sums};
use serde::Deserialize;
use utoipa::IntoParams;

use super::asked::{Asked, window};
use crate::engine::compose::{curve, parts};
use crate::imports::job::today;
use crate::model::{Detection, SeriesView};
use crate::overlay::{SeriesInput, SignalOverlay};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SeriesQuery {
    /// Stream id.
    stream: String,
    /// Condition code.
    condition: String,
    /// Region code.
    region: String,
    /// Stratum; `all` unless said.
    stratum: Option<String>,
    /// First day, `YYYY-MM-DD`; the first with a count unless said.
    from: Option<String>,
    /// Last day; the last with a count unless said.
    to: Option<String>,
    /// `day`, `week`, `month` or `year`; the stream's own unless said.
    period: Option<Period>,
    /// Detectors to lay over the curve, separated by commas.
    detector: Option<String>,
}

/// One epidemic curve, with what detectors say of it.
#[utoipa::path(
    get,
    path = "/api/counts/series",
    tag = "surveillance",
    params(SeriesQuery),
    responses(
        (status = 200, body = SeriesView),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not allowed", body = Problem),
        (status = 404, description = "No such region", body = Problem),
        (status = 422, description = "Bad parameter", body = Problem),
    )
)]
#[tracing::instrument(skip_all)]
pub(crate) async fn get_count_series(
    State(app): State<App>,
    overlay: Option<Extension<Arc<dyn SignalOverlay>>>,
    actor: Actor,
    Params(query): Params<SeriesQuery>,
) -> Result<Json<SeriesView>, Problem> {
    let scope = actor.scope(&app, Permission::CountsRead)?;
    let asked = Asked::new(
        &app,
        &scope,
        &query.stream,
        &query.condition,
        &query.region,
        query.stratum.as_deref(),
    )?;
    let native = asked.stream.period;
    let period = query.period.unwrap_or(native);
    if period < native {
        return Err(Problem::invalid(
            "period",
            "period_too_fine",
            format!(
                "`{}` counts by {native}; ask for {native} or longer",
                asked.stream.id
            ),
        ));
    }
    let detectors = detectors(&app, query.detector.as_deref())?;
    let found = asked.nearest_series(&app).await?;
    let parts = parts(&app.pack.regions, asked.region.code, found.iter());
    let is_used: HashSet<SeriesId> = parts.series.iter().copied().collect();
    let used: Vec<Series> = found
        .into_iter()
        .filter(|series| is_used.contains(&series.id))
        .collect();
    let (from, to) = window(
        query.from.as_deref(),
        query.to.as_deref(),
        &used,
        today(&app),
    )?;
    let first_day = used.iter().filter_map(|series| series.first_day).min();
    let (whole_from, whole_to) = (period.start_of(from), period.next(to).plus(-1));
    let is_judged = !detectors.is_empty() && period == native && overlay.is_some();
    // Detectors look back as far as the series goes.
    let read_from = match first_day {
        Some(first) if is_judged => first.min(whole_from),
        _ => whole_from,
    };
    let grouped: Vec<(SeriesId, i64)> = parts.series.iter().map(|id| (*id, 0)).collect();
    let sums = if grouped.is_empty() {
        Vec::new()
    } else {
        day_sums(&app.db, &grouped, read_from, whole_to).await?
    };
    let inside: &[DaySum] = &sums[sums.partition_point(|sum| sum.day < whole_from)..];
    let points = if grouped.is_empty() {
        Vec::new()
    } else {
        curve(period, native, (from, to), inside, grouped.len() as u64)
    };
    let detections = match (&overlay, first_day) {
        (Some(overlay), Some(first)) if is_judged => {
            let input = SeriesInput {
                stream: asked.stream.id.clone(),
                condition: asked.condition.clone(),
                region: asked.region.code,
                stratum: asked.stratum.clone(),
                period: native,
                points: whole_series(native, first, to, &sums),
                from,
                to,
            };
            overlay.detections(&input, &detectors).await?
        }
        _ if period != native => detectors
            .iter()
            .map(|id| silent(&app, id, native))
            .collect(),
        _ => Vec::new(),
    };
    let population = app.pack.regions.population(asked.region.code, to);
    Ok(Json(SeriesView {
        stream: asked.stream.id.clone(),
        condition: asked.condition,
        region: asked.region.code,
        stratum: asked.stratum,
        period,
        native_period: native,
        composed_of: parts.composed_of,
        unit_zh: asked.stream.unit_zh.clone(),
        unit_en: asked.stream.unit_en.clone(),
        population: population.map(|known| known.value),
        population_confidence: population.map(|known| known.confidence.as_str().to_owned()),
        as_of: used.iter().map(|series| series.changed_at).max(),
        last_day: used.iter().filter_map(|series| series.last_day).max(),
        points,
        detections,
    }))
}

fn detectors(app: &App, list: Option<&str>) -> Result<Vec<String>, Problem> {
    let ids: Vec<String> = list
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|id| !id.is_empty())
        .map(str::to_owned)
        .collect();
    match ids.iter().find(|id| app.pack.detector(id).is_none()) {
        None => Ok(ids),
        Some(unknown) => Err(Problem::invalid(
            "detector",
            "unknown_detector",
            format!("there is no detector `{unknown}`; GET /api/detectors lists them"),
        )),
    }
}

/// Detectors judge the counts as they are reported, not their sums.
fn silent(app: &App, id: &str, native: Period) -> Detection {
    Detection {
        detector: id.to_owned(),
        method: app
            .pack
            .detector(id)
            .map(|detector| detector.method.clone())
            .unwrap_or_default(),
        points: Vec::new(),
        note: Some(format!("detectors judge this stream by {native}")),
    }
}

fn whole_series(native: Period, first: Day, to: Day, sums: &[DaySum]) -> Vec<(Day, Option<u64>)> {
    let mut sums = sums.iter().peekable();
    native
        .starts(first, to)
        .map(|day| {
            while sums.peek().is_some_and(|sum| sum.day < day) {
                sums.next();
            }
            let value = sums.peek().filter(|sum| sum.day == day);
            (day, value.map(|sum| sum.value.unsigned_abs()))
        })
        .collect()
}
