//! Regions without a series of their own, and curves by week, month and year.

use std::collections::BTreeMap;

use kernel::{Day, Level, Period, RegionCode};
use pack::Regions;
use platform::counts::{DaySum, Series, SeriesId};

use crate::model::PointView;

/// The series that a region's figures are made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) series: Vec<SeriesId>,
    /// The regions added up; empty when the region has a series of its own.
    pub(crate) composed_of: Vec<RegionCode>,
}

/// A region's own series wins; else those of the nearest level below that has any are added up.
///
/// `found` are series at or below the region, one for each region.
pub(crate) fn parts<'s>(
    regions: &Regions,
    region: RegionCode,
    found: impl Iterator<Item = &'s Series> + Clone,
) -> Parts {
    if let Some(own) = found.clone().find(|series| series.key.region == region) {
        return Parts {
            series: vec![own.id],
            composed_of: Vec::new(),
        };
    }
    let level = |series: &Series| -> Option<Level> {
        regions.get(series.key.region).map(|region| region.level)
    };
    let Some(nearest) = found.clone().filter_map(&level).min() else {
        return Parts::default();
    };
    let mut below: Vec<&Series> = found
        .filter(|series| level(series) == Some(nearest))
        .collect();
    below.sort_by_key(|series| series.key.region);
    Parts {
        series: below.iter().map(|series| series.id).collect(),
        composed_of: below.iter().map(|series| series.key.region).collect(),
    }
}

/// A curve with one point for each period that overlaps `from..=to`, from the sums of each native period.
///
/// `parts` is how many series are added up: a period for which some of them did not report says how many reports miss.
pub(crate) fn curve(
    period: Period,
    native: Period,
    (from, to): (Day, Day),
    sums: &[DaySum],
    parts: u64,
) -> Vec<PointView> {
    let mut buckets: BTreeMap<Day, (u64, u64)> = BTreeMap::new();
    for sum in sums {
        let bucket = buckets.entry(period.start_of(sum.day)).or_default();
        bucket.0 += sum.value.unsigned_abs();
        bucket.1 += sum.reported.unsigned_abs();
    }
    period
        .starts(from, to)
        .map(|day| {
            let (value, reported) = buckets.get(&day).copied().unwrap_or_default();
            let wanted = parts * periods_in(period, native, day);
            PointView {
                day,
                label: period.label(day),
                value: (reported > 0).then_some(value),
                parts_missing: wanted.saturating_sub(reported),
            }
        })
        .collect()
}

/// How many native periods begin inside the period that begins on `day`.
fn periods_in(period: Period, native: Period, day: Day) -> u64 {
    if period == native {
        return 1;
    }
    let end = period.next(day).plus(-1);
    native
        .starts(day, end)
        .filter(|start| *start >= day)
        .count() as u64
}

/// The window just before `from..=to` that holds as many native periods, and the same window one year earlier.
pub(crate) fn earlier(native: Period, (from, to): (Day, Day)) -> ((Day, Day), (Day, Day)) {
    let from = native.start_of(from);
    let last_year = (native.start_of(from.plus_years(-1)), to.plus_years(-1));
    let previous = if native == Period::Day {
        (from.plus(from.since(to) - 1), from.plus(-1))
    } else {
        let count = native.starts(from, to).count();
        let start = (0..count).fold(from, |day, _| native.start_of(day.plus(-1)));
        (start, from.plus(-1))
    };
    (previous, last_year)
}

/// The finest period not finer than `native` that draws the window with at most `points_max` points.
pub(crate) fn spark_period(native: Period, (from, to): (Day, Day), points_max: i32) -> Period {
    let days = to.since(from) + 1;
    [(Period::Day, 1), (Period::Week, 7), (Period::Month, 30)]
        .into_iter()
        .find(|(period, length)| *period >= native && days / length <= points_max)
        .map_or(Period::Year.max(native), |(period, _)| period)
}

/// Cases per 100,000 residents.
pub(crate) fn rate_per_100k(value: u64, population: u64) -> Option<f64> {
    if population == 0 {
        return None;
    }
    let rate = value as f64 / population as f64 * 100_000.0;
    // Three digits behind the point tell one case in a hundred million apart.
    Some((rate * 1000.0).round() / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn sum(text: &str, value: i64, reported: i64) -> DaySum {
        DaySum {
            group: 0,
            day: day(text),
            value,
            reported,
        }
    }

    #[test]
    fn what_nobody_reported_is_no_zero() {
        let sums = [sum("2020-02-01", 3, 2), sum("2020-02-03", 0, 1)];
        let window = (day("2020-02-01"), day("2020-02-03"));
        let points = curve(Period::Day, Period::Day, window, &sums, 2);
        let told: Vec<_> = points.iter().map(|p| (p.value, p.parts_missing)).collect();
        assert_eq!(told, [(Some(3), 0), (None, 2), (Some(0), 1)]);
    }

    #[test]
    fn days_are_added_up_to_whole_weeks_and_months() {
        let sums = [
            sum("2020-01-31", 1, 1),
            sum("2020-02-01", 2, 1),
            sum("2020-02-29", 4, 1),
        ];
        let window = (day("2020-01-31"), day("2020-02-29"));
        let months = curve(Period::Month, Period::Day, window, &sums, 1);
        let told: Vec<_> = months
            .iter()
            .map(|p| (p.label.as_str(), p.value, p.parts_missing))
            .collect();
        assert_eq!(told, [("2020-01", Some(1), 30), ("2020-02", Some(6), 27)]);
    }

    #[test]
    fn the_window_before_holds_as_many_periods() {
        let (previous, last_year) = earlier(Period::Month, (day("2019-02-01"), day("2019-02-28")));
        assert_eq!(previous, (day("2019-01-01"), day("2019-01-31")));
        assert_eq!(last_year, (day("2018-02-01"), day("2018-02-28")));
        let (previous, _) = earlier(Period::Day, (day("2020-02-08"), day("2020-02-14")));
        assert_eq!(previous, (day("2020-02-01"), day("2020-02-07")));
    }

    proptest! {
        #[test]
        fn adding_up_loses_nothing(
            values in proptest::collection::vec((0..2000_i32, 0..50_i64), 0..60),
            period in prop_oneof![Just(Period::Day), Just(Period::Week), Just(Period::Month), Just(Period::Year)],
        ) {
            let sums: Vec<DaySum> = values
                .iter()
                .map(|(at, value)| DaySum { group: 0, day: Day::from_number(18_000 + at), value: *value, reported: 1 })
                .collect();
            let points = curve(period, Period::Day, (Day::from_number(18_000), Day::from_number(20_000)), &sums, 1);
            let total: u64 = points.iter().filter_map(|point| point.value).sum();
            prop_assert_eq!(total as i64, values.iter().map(|(_, value)| value).sum::<i64>());
        }
    }
}
