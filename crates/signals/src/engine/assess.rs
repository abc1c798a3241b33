//! Judging a span of days of one series.

use epi::{Assessment, CountSeries, DetectError, Step};
use kernel::{Day, Period, RegionCode};
use pack::Regions;

use super::{Span, Watch};

/// An alarm: what was counted, what was expected and why that is too much.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Finding {
    /// First day of the period.
    pub(crate) day: Day,
    /// The count judged.
    pub(crate) observed: i64,
    /// What the baseline leads one to expect, where the method has such a thing.
    pub(crate) expected: Option<f64>,
    /// The limit it was held against.
    pub(crate) bound: f64,
    /// Probability of a count at least this high if nothing unusual happens, where the method has one.
    pub(crate) p: Option<f64>,
    /// Rank among signals, see [`rank`].
    pub(crate) score: f64,
    /// Explanation in Chinese.
    pub(crate) why_zh: String,
    /// Explanation in English.
    pub(crate) why_en: String,
}

/// What a detector says about one day, alarm or not, or why it says nothing.
#[derive(Debug, Clone)]
pub(crate) struct Opinion {
    /// First day of the period.
    pub(crate) day: Day,
    /// The count as stored; `None` when not reported.
    pub(crate) reported: Option<u32>,
    /// The answer.
    pub(crate) answer: Result<Assessment, DetectError>,
}

/// The points as a series at the step of its period, from the period of `from` to that of `to`.
///
/// A period without a point is `None`, never zero. Counts beyond 32 bits are cut there.
pub(crate) fn series_of(step: Step, points: &[(Day, i64)], from: Day, to: Day) -> CountSeries {
    let period = match step {
        Step::Day => Period::Day,
        Step::Week => Period::Week,
        Step::Month => Period::Month,
    };
    let start = period.start_of(from);
    let mut observed = Vec::new();
    let mut waiting = points.iter().skip_while(|(day, _)| *day < start).peekable();
    for day in period.starts(start, to) {
        let next = period.next(day);
        let mut count = None;
        while let Some((_, value)) = waiting.next_if(|(at, _)| *at < next) {
            count = Some(u32::try_from(*value).unwrap_or(u32::MAX));
        }
        observed.push(count);
    }
    CountSeries {
        start: start.number(),
        step,
        observed,
        population: None,
    }
}

/// The series with persons at risk for every point, when the pack knows the region's population.
pub(crate) fn with_population(
    series: CountSeries,
    regions: &Regions,
    region: RegionCode,
) -> CountSeries {
    let people: Option<Vec<f64>> = (0..series.len())
        .map(|index| {
            let day = Day::from_number(series.day(index));
            let people = regions.population(region, day)?;
            Some(people.value as f64)
        })
        .collect();
    match people {
        Some(people) => series.clone().with_population(people).unwrap_or(series),
        None => series,
    }
}

/// What the detector says about every period of the span.
pub(crate) fn opinions(watch: &Watch, series: &CountSeries, span: Span) -> Vec<Opinion> {
    let first =
        series
            .index_of(span.from.number())
            .unwrap_or(if span.from.number() < series.start {
                0
            } else {
                series.len()
            });
    let end = series.index_of(span.to.number()).map_or(
        if span.to.number() < series.start {
            0
        } else {
            series.len()
        },
        |at| at + 1,
    );
    if first >= end {
        return Vec::new();
    }
    watch
        .judge
        .assess_range(series, first..end)
        .into_iter()
        .enumerate()
        .map(|(offset, answer)| Opinion {
            day: Day::from_number(series.day(first + offset)),
            reported: series.observed[first + offset],
            answer,
        })
        .collect()
}

/// The alarms in the span.
pub(crate) fn alarms(watch: &Watch, series: &CountSeries, span: Span) -> Vec<Finding> {
    opinions(watch, series, span)
        .into_iter()
        .filter_map(|opinion| {
            let judged = opinion.answer.ok().filter(|judged| judged.is_alarm)?;
            Some(Finding {
                day: opinion.day,
                observed: i64::try_from(judged.observed).unwrap_or(i64::MAX),
                expected: judged.expected,
                bound: judged.bound,
                p: judged.p_value,
                score: rank(&judged),
                why_zh: judged.why.text_zh(),
                why_en: judged.why.text_en(),
            })
        })
        .collect()
}

/// The score by which signals of all methods are ranked: 0 = as expected, 1 = at the bound.
///
/// Where expected value and bound coincide (a baseline without spread) the distance is counted in cases beyond the bound.
fn rank(judged: &Assessment) -> f64 {
    judged
        .score
        .unwrap_or(1.0 + judged.observed as f64 - judged.bound)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_without_a_point_is_not_zero() {
        let points = [
            (day("2020-01-01"), 3),
            (day("2020-03-01"), 0),
            (day("2020-05-01"), 9),
        ];
        let series = series_of(Step::Month, &points, day("2020-02-10"), day("2020-04-01"));
        assert_eq!(series.start, day("2020-02-01").number());
        assert_eq!(series.observed, [None, Some(0), None]);
    }

    #[test]
    fn a_count_beyond_32_bits_is_cut() {
        let points = [(day("2020-01-01"), i64::from(u32::MAX) + 7)];
        let series = series_of(Step::Day, &points, day("2020-01-01"), day("2020-01-01"));
        assert_eq!(series.observed, [Some(u32::MAX)]);
    }
}
