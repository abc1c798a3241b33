//! From values to places, and which values to write on an axis.

use epi::{CountSeries, Step};
use kernel::{Day, Period};

use crate::file::Dates;

/// A straight scale from values to places.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    /// First and last value.
    pub(crate) values: (f64, f64),
    /// Where they lie.
    pub(crate) places: (f64, f64),
}

impl Scale {
    /// The place of a value.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let (low, high) = self.values;
        let (from, to) = self.places;
        let share = if high > low {
            (value - low) / (high - low)
        } else {
            0.5
        };
        from + share * (to - from)
    }
}

/// Round values from 0 or `low` up to at least `high`: their distance is 1, 2 or 5 times a power of ten.
pub(crate) fn round_ticks(low: f64, high: f64, about: usize) -> Vec<f64> {
    let span = (high - low).max(f64::MIN_POSITIVE);
    let rough = span / about.max(1) as f64;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= rough * 0.999)
        .unwrap_or(10.0 * power);
    let first = (low / step).floor();
    let last = (high / step - 1e-9).ceil();
    let ticks = (last - first) as usize;
    (0..=ticks.min(100))
        .map(|tick| (first + tick as f64) * step)
        .collect()
}

/// A tick's value with no more decimals than its neighbours need.
pub(crate) fn tick_text(value: f64, step: f64) -> String {
    let decimals = if step >= 1.0 {
        0
    } else {
        (-step.log10()).ceil() as usize
    };
    let text = format!("{value:.decimals$}");
    if text
        .trim_start_matches('-')
        .chars()
        .all(|c| matches!(c, '0' | '.'))
    {
        return text.trim_start_matches('-').to_owned();
    }
    text
}

/// Points of a series to be written on its axis, at most about `most`, and how.
pub(crate) fn time_ticks(
    series: &CountSeries,
    dates: Dates,
    shown: std::ops::Range<usize>,
    most: usize,
) -> Vec<(usize, String)> {
    if dates == Dates::Numbers {
        let every = shown.len().div_ceil(most.max(1)).max(1);
        return shown
            .step_by(every)
            .map(|at| (at, dates.label(series, at)))
            .collect();
    }
    let candidates: [fn(Day) -> i64; 8] = [
        |day| i64::from(day.number()),
        |day| i64::from(Period::Week.start_of(day).number()),
        |day| month(day),
        |day| month(day) / 3,
        |day| i64::from(day.year()),
        |day| i64::from(day.year()) / 2,
        |day| i64::from(day.year()) / 5,
        |day| i64::from(day.year()) / 10,
    ];
    let day = |at: usize| Day::from_number(series.day(at));
    let mut chosen = Vec::new();
    let mut unit = 0;
    for (number, key) in candidates.iter().enumerate() {
        chosen = shown
            .clone()
            .filter(|at| *at > 0 && key(day(*at)) != key(day(at - 1)))
            .collect();
        unit = number;
        if chosen.len() <= most {
            break;
        }
    }
    if chosen.is_empty() {
        chosen = shown.clone().take(1).collect();
    }
    let label = |at: &usize| match unit {
        0 | 1 if series.step == Step::Day || dates == Dates::Days => day(*at).to_string(),
        0 | 1 => dates.label(series, *at),
        2 | 3 => Period::Month.label(day(*at)),
        // The first week of a year often begins in the year before.
        _ => Period::Year.label(day(*at).plus(if series.step == Step::Week { 3 } else { 0 })),
    };
    chosen.iter().map(|at| (*at, label(at))).collect()
}

fn month(day: Day) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month()) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_reach_both_ends() {
        assert_eq!(
            round_ticks(0.0, 23.0, 5),
            [0.0, 5.0, 10.0, 15.0, 20.0, 25.0]
        );
        assert_eq!(
            round_ticks(0.0, 0.4, 4),
            [0.0, 0.1, 0.2, 0.30000000000000004, 0.4]
        );
        assert_eq!(tick_text(0.30000000000000004, 0.1), "0.3");
        assert_eq!(tick_text(-0.0, 5.0), "0");
    }

    #[test]
    fn an_axis_of_years_names_years_and_one_of_days_names_days() {
        let weeks = CountSeries::complete(12_422, Step::Week, &[0; 520]); // from 2004-01-05
        let ticks = time_ticks(&weeks, Dates::Days, 0..520, 10);
        assert!(ticks.len() >= 4 && ticks.len() <= 10, "{ticks:?}");
        assert!(ticks.iter().all(|(_, text)| text.len() == 4), "{ticks:?}");
        let days = CountSeries::complete(18_281, Step::Day, &[0; 8]);
        assert_eq!(time_ticks(&days, Dates::Days, 0..8, 10)[0].1, "2020-01-21");
    }
}
