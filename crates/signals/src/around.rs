//! The counts around a signal, with the limits its detector drew.

use access::App;
use kernel::{Day, Period, RegionCode};
use pack::Stream;
use platform::DbError;
use platform::counts::{self, Reach, SeriesFilter};
use surveillance::{PointView, SeriesView};

use crate::engine::{Span, back, horizon, series_of, step_of, watch_as_stored, with_population};
use crate::overlay::say;
use crate::store::SignalRow;

/// Periods shown before and after a signal.
fn margins(period: Period) -> (usize, usize) {
    match period {
        Period::Day => (60, 30),
        Period::Week => (78, 26),
        Period::Month | Period::Year => (48, 12),
    }
}

/// The signal's series in a window around it.
///
/// The limits are computed with the parameters the signal was raised with, from the counts as they stand now.
pub(crate) async fn around(
    app: &App,
    signal: &SignalRow,
    stream: &Stream,
    region: RegionCode,
) -> Result<SeriesView, DbError> {
    let filter = SeriesFilter {
        stream: Some(signal.stream.clone()),
        condition: Some(signal.condition.clone()),
        stratum: Some(signal.stratum.clone()),
        reach: Reach::Region(region),
    };
    let stored = counts::find_series(&app.db, &filter)
        .await?
        .into_iter()
        .next();
    let population = app.pack.regions.population(region, signal.day);
    let mut view = SeriesView {
        stream: signal.stream.clone(),
        condition: signal.condition.clone(),
        region,
        stratum: signal.stratum.clone(),
        period: stream.period,
        native_period: stream.period,
        composed_of: Vec::new(),
        unit_zh: stream.unit_zh.clone(),
        unit_en: stream.unit_en.clone(),
        population: population.map(|people| people.value),
        population_confidence: population.map(|people| people.confidence.as_str().to_owned()),
        as_of: stored.as_ref().map(|series| series.changed_at),
        last_day: stored.as_ref().and_then(|series| series.last_day),
        points: Vec::new(),
        detections: Vec::new(),
    };
    let bounds = stored.and_then(|series| Some((series.first_day?, series.last_day?)));
    let (Some((first, last)), Some(step)) = (bounds, step_of(stream.period)) else {
        return Ok(view);
    };
    let (before, after) = margins(stream.period);
    let shown = Span {
        from: back(step, signal.day, before).max(first),
        to: horizon(step, signal.day, Some(after), last),
    };
    let watch = watch_as_stored(
        &signal.detector,
        &signal.method,
        &signal.params,
        stream.period,
    );
    let begin = watch.as_ref().map_or(shown.from, |watch| {
        let look_back = watch.judge.look_back(step);
        look_back.map_or(first, |steps| back(step, shown.from, steps).max(first))
    });
    let points: Vec<(Day, i64)> = counts::points(&app.db, &[signal.series], begin, shown.to)
        .await?
        .into_iter()
        .map(|(_, day, value)| (day, value))
        .collect();
    let mut series = series_of(step, &points, begin, shown.to);
    view.points = (0..series.len())
        .map(|index| (Day::from_number(series.day(index)), series.observed[index]))
        .filter(|(day, _)| *day >= shown.from)
        .map(|(day, count)| PointView {
            day,
            label: stream.period.label(day),
            value: count.map(u64::from),
            parts_missing: u64::from(count.is_none()),
        })
        .collect();
    if let Some(watch) = watch {
        if watch.needs_population {
            series = with_population(series, &app.pack.regions, region);
        }
        view.detections.push(say(&watch, &series, shown));
    }
    Ok(view)
}
