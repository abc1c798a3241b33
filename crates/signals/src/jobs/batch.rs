//! One batch of series: what watches them, which counts that needs, and what is found.

use std::collections::HashMap;
use std::sync::Arc;

use access::App;
use kernel::{Day, Timestamp};
use pack::Pack;
use platform::counts::{self, Series, SeriesId};
use platform::jobs::JobError;
use rayon::prelude::*;

use crate::engine::{
    Span, Watch, WatchError, alarms, back, horizon, series_of, watch, with_population,
};
use crate::store::Assessed;
use crate::today::china_day;

/// A series of which some days are to be assessed.
#[derive(Debug, Clone)]
pub(super) struct Task {
    pub(super) series: Series,
    pub(super) days: Days,
}

/// Which days.
#[derive(Debug, Clone, Copy)]
pub(super) enum Days {
    /// Those of a window that somebody asked for.
    Window(Span),
    /// Those that changed, and those whose baselines they are part of.
    Changed(Span),
}

/// What was found in a batch.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) assessed: Vec<Assessed>,
    /// The first fault of the pack that kept a detector from its work.
    pub(super) warning: Option<String>,
}

/// A task with what watches it.
struct Plan {
    series: Series,
    region_path: String,
    watches: Vec<(Watch, Span)>,
    /// Days whose counts are needed.
    need: Span,
}

/// Assesses the tasks with the named detectors, or with all when none is named.
///
/// `now` dates the statutory list that detectors follow.
pub(super) async fn assess(
    app: &App,
    tasks: Vec<Task>,
    detectors: Arc<[String]>,
    now: Timestamp,
) -> Result<Outcome, JobError> {
    let (pack, on) = (app.pack.clone(), china_day(now));
    let planned = in_background(move || {
        tasks
            .into_par_iter()
            .filter_map(|task| plan(&pack, task, &detectors, on))
            .collect::<Vec<_>>()
    })
    .await?;
    let warning = planned.iter().find_map(|(_, warning)| warning.clone());
    let plans: Vec<Plan> = planned.into_iter().filter_map(|(plan, _)| plan).collect();
    let Some(need) = crate::store::cover(plans.iter().map(|plan| plan.need)) else {
        return Ok(Outcome {
            assessed: Vec::new(),
            warning,
        });
    };
    let ids: Vec<SeriesId> = plans.iter().map(|plan| plan.series.id).collect();
    let points = counts::points(&app.db, &ids, need.from, need.to).await?;
    let pack = app.pack.clone();
    let assessed = in_background(move || {
        let mut by_series: HashMap<SeriesId, Vec<(Day, i64)>> = HashMap::new();
        for (series, day, value) in points {
            by_series.entry(series).or_default().push((day, value));
        }
        plans
            .into_par_iter()
            .flat_map_iter(|plan| {
                let points = by_series
                    .get(&plan.series.id)
                    .map_or(&[][..], Vec::as_slice);
                judge(&pack, plan, points)
            })
            .collect()
    })
    .await?;
    Ok(Outcome { assessed, warning })
}

/// Computing must not hold up the tasks that answer requests.
async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, JobError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| JobError::Failed(format!("the computation stopped: {error}")))
}

/// Who watches the task's series on which days; `None` for a series the pack does not know or without counts.
fn plan(
    pack: &Pack,
    task: Task,
    detectors: &[String],
    on: Day,
) -> Option<(Option<Plan>, Option<String>)> {
    let (first, last) = (task.series.first_day?, task.series.last_day?);
    let key = &task.series.key;
    let period = pack.stream(&key.stream)?.period;
    let region_path = pack.regions.path(key.region)?;
    let variables = pack.series_variables(&key.stream, &key.condition, key.region, on)?;
    let (mut watches, mut warning, mut need) = (Vec::new(), None, None::<Span>);
    let chosen = pack
        .detectors
        .iter()
        .filter(|detector| detectors.is_empty() || detectors.contains(&detector.id));
    for detector in chosen {
        let watch = match watch(detector, period, &variables) {
            Ok(watch) => watch,
            Err(error) => {
                note_fault(&mut warning, &error);
                continue;
            }
        };
        let look_back = watch.judge.look_back(watch.step);
        let span = match task.days {
            Days::Window(span) => Span {
                from: period.start_of(span.from).max(first),
                to: span.to.min(last),
            },
            Days::Changed(span) => Span {
                from: period.start_of(span.from).max(first),
                to: horizon(watch.step, period.start_of(span.to), look_back, last),
            },
        };
        if span.to < span.from {
            continue;
        }
        let begin = look_back.map_or(first, |steps| back(watch.step, span.from, steps).max(first));
        need = crate::store::cover(need.into_iter().chain([Span {
            from: begin,
            to: span.to,
        }]));
        watches.push((watch, span));
    }
    let plan = need.map(|need| Plan {
        series: task.series,
        region_path,
        watches,
        need,
    });
    Some((plan, warning))
}

fn note_fault(warning: &mut Option<String>, error: &WatchError) {
    if !error.is_intended() && warning.is_none() {
        *warning = Some(error.to_string());
    }
}

fn judge(pack: &Pack, plan: Plan, points: &[(Day, i64)]) -> Vec<Assessed> {
    let step = plan.watches.first().map(|(watch, _)| watch.step);
    let Some(step) = step else { return Vec::new() };
    let mut series = series_of(step, points, plan.need.from, plan.need.to);
    if plan.watches.iter().any(|(watch, _)| watch.needs_population) {
        series = with_population(series, &pack.regions, plan.series.key.region);
    }
    let Plan {
        series: of,
        region_path,
        watches,
        ..
    } = plan;
    watches
        .into_iter()
        .map(|(watch, span)| Assessed {
            found: alarms(&watch, &series, span),
            series: of.clone(),
            region_path: region_path.clone(),
            detector: watch.detector,
            method: watch.method.id(),
            params: watch.params,
            span,
        })
        .collect()
}
