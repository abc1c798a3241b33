//! Cuts the study period into intervals, counted back from its last day.

use super::settings::{Analysis, ScanSettings, SpanMax, TimeUnit};
use super::{ScanError, ScanInput};
use crate::calendar::add_months;

/// Days a study period may reach before or after 1970; day arithmetic stays far from its limits.
const DAY_MAX: i32 = 10_000_000;

/// Most intervals that can be searched.
const INTERVALS_MAX: usize = 10_000;

/// The study period as half-open intervals of whole days.
#[derive(Debug, Clone)]
pub(super) struct Periods {
    /// First days of the intervals, oldest first, and the day after the last interval.
    pub(super) edges: Vec<i32>,
    /// Longest and shortest window in intervals.
    pub(super) longest: usize,
    pub(super) shortest: usize,
}

impl Periods {
    pub(super) fn new(input: &ScanInput, settings: &ScanSettings) -> Result<Self, ScanError> {
        let (first, last) = study_period(input, settings)?;
        if settings.analysis == Analysis::Spatial {
            return Ok(Self {
                edges: vec![first, last + 1],
                longest: 1,
                shortest: 1,
            });
        }
        if settings.time_units == 0 {
            return Err(setting("time_units", 0, "1 or more"));
        }
        let edges = edges(first, last, settings.time_unit, settings.time_units)?;
        let longest = longest(first, last, settings)?;
        let shortest = settings.span_min.div_ceil(settings.time_units).max(1) as usize;
        if shortest > longest {
            let allowed = "no longer than the longest window";
            return Err(setting("span_min", settings.span_min, allowed));
        }
        let longest = longest.min(edges.len() - 1);
        Ok(Self {
            edges,
            longest,
            shortest,
        })
    }

    /// Number of intervals.
    pub(super) fn len(&self) -> usize {
        self.edges.len() - 1
    }

    /// First day of the study period.
    pub(super) fn first_day(&self) -> i32 {
        self.edges[0]
    }

    /// Last day of the study period.
    pub(super) fn last_day(&self) -> i32 {
        self.edges[self.len()] - 1
    }

    /// The interval of a day, if it lies in the study period.
    pub(super) fn interval_of(&self, day: i32) -> Option<usize> {
        let after = self.edges.partition_point(|&edge| edge <= day);
        (1..=self.len()).contains(&after).then(|| after - 1)
    }

    /// Days in an interval.
    pub(super) fn days(&self, interval: usize) -> f64 {
        f64::from(self.edges[interval + 1] - self.edges[interval])
    }
}

fn setting(setting: &'static str, value: impl ToString, allowed: &'static str) -> ScanError {
    ScanError::Setting {
        setting,
        value: value.to_string(),
        allowed,
    }
}

/// First and last day, from the settings or else from the rows.
fn study_period(input: &ScanInput, settings: &ScanSettings) -> Result<(i32, i32), ScanError> {
    let days = || {
        let rows = input.cases.iter().chain(&input.controls);
        rows.filter(|row| row.count > 0).map(|row| row.day)
    };
    let first = settings.first_day.or_else(|| days().min());
    let last = settings.last_day.or_else(|| days().max());
    let (first, last) = first.zip(last).ok_or(ScanError::NoCases)?;
    let on_calendar = |day: i32| (-DAY_MAX..=DAY_MAX).contains(&day);
    if !on_calendar(first) {
        let allowed = "a day number within 10 000 000 of 1970-01-01";
        return Err(setting("first_day", first, allowed));
    }
    if !on_calendar(last) || last < first {
        return Err(setting("last_day", last, "a day not before the first day"));
    }
    Ok((first, last))
}

/// The day `units` units before `day`.
fn back(day: i32, unit: TimeUnit, units: i64) -> i32 {
    // Two DAY_MAX are more than any period has of any unit.
    let units = units.min(2 * i64::from(DAY_MAX)) as i32;
    match unit {
        TimeUnit::Day => day - units,
        TimeUnit::Month => add_months(day, -units),
        TimeUnit::Year => add_months(day, units.saturating_mul(-12)),
    }
}

fn edges(first: i32, last: i32, unit: TimeUnit, units: u32) -> Result<Vec<i32>, ScanError> {
    let mut edges = vec![last + 1];
    let mut edge = last + 1;
    while edge > first {
        let steps = edges.len() as i64 * i64::from(units);
        edge = back(last + 1, unit, steps).max(first);
        edges.push(edge);
        if edges.len() > INTERVALS_MAX + 1 {
            return Err(ScanError::TooMany {
                what: "intervals",
                found: edges.len() as u64,
                most: INTERVALS_MAX as u64,
            });
        }
    }
    edges.reverse();
    Ok(edges)
}

/// The longest window in intervals: a share of the period is rounded down to whole units first, then to intervals.
fn longest(first: i32, last: i32, settings: &ScanSettings) -> Result<usize, ScanError> {
    let units = match settings.span_max {
        SpanMax::Units(units) => f64::from(units),
        SpanMax::Share(share) if share > 0.0 && share <= 1.0 => {
            let units = units_in(first, last, settings.time_unit);
            (units * share + 1e-9).floor() // 0.29 · 100 is a little less than 29
        }
        SpanMax::Share(share) => return Err(setting("span_max", share, "above 0, at most 1")),
    };
    let intervals = (units / f64::from(settings.time_units)).floor();
    if intervals < 1.0 {
        return Err(setting("span_max", units, "at least one interval"));
    }
    Ok(intervals as usize)
}

/// Time units in the period; the last one counted back may be a part.
fn units_in(first: i32, last: i32, unit: TimeUnit) -> f64 {
    let end = last + 1;
    let mut whole = match unit {
        TimeUnit::Day => i64::from(end - first),
        TimeUnit::Month => i64::from(end - first) / 31,
        TimeUnit::Year => i64::from(end - first) / 366,
    };
    while back(end, unit, whole + 1) >= first {
        whole += 1;
    }
    let (edge, before) = (back(end, unit, whole), back(end, unit, whole + 1));
    whole as f64 + f64::from(edge - first) / f64::from(edge - before)
}
