//! Which past points a baseline is made of, and to which season each belongs.

use crate::calendar;
use crate::detect::NotEnoughData;
use crate::methods::BASELINE_POINTS;
use crate::series::{CountSeries, Step};

/// How to step back a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum YearStep {
    /// The same date, moved to the nearest same weekday in weekly series; 29 February becomes 1 March.
    Calendar,
    /// A fixed number of steps: 52 weeks, 12 months.
    Frequency,
}

/// The shape of a baseline.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub(super) years: usize,
    pub(super) half_window: usize,
    /// Season groups; the last one holds the windows around the same time of year.
    pub(super) seasons: usize,
    /// Latest points left out, besides the current one.
    pub(super) skip_recent: usize,
    pub(super) year_step: YearStep,
}

/// Marks a point that belongs to no group.
const OUTSIDE: u8 = u8::MAX;

/// The same time of year, `years` before the point `at`; may lie before the series.
fn same_time_of_year(series: &CountSeries, at: usize, years: usize, year_step: YearStep) -> i64 {
    match (year_step, series.step) {
        (YearStep::Calendar, Step::Week) => {
            let date = calendar::years_back_rolling(series.day(at), years as i32);
            let day = calendar::nearest_same_weekday(date, series.start);
            (i64::from(day) - i64::from(series.start)).div_euclid(7)
        }
        (YearStep::Calendar, Step::Day) => {
            let date = calendar::years_back_rolling(series.day(at), years as i32);
            i64::from(date) - i64::from(series.start)
        }
        // A month has the same name twelve months ago whichever way one counts.
        (_, step) => at as i64 - (years * step.per_year()) as i64,
    }
}

/// Calls `visit(index, group)` for every baseline point of `at`, oldest first; groups count from 0.
///
/// Every year is the window of `half_window` points on either side of the same time of year, and the steps from one
/// window to the next cut into `seasons − 1` further groups of equal length, the earlier ones longer by one step when
/// the division leaves a rest. Fewer groups are made where a year has not enough steps.
pub(super) fn visit_baseline(
    series: &CountSeries,
    at: usize,
    shape: &Shape,
    groups: &mut Vec<u8>,
    mut visit: impl FnMut(usize, usize),
) -> Result<(), NotEnoughData> {
    let width = shape.half_window as i64;
    let centre = |years| same_time_of_year(series, at, years, shape.year_step);
    let oldest = centre(shape.years) - width;
    let Ok(oldest) = usize::try_from(oldest) else {
        let needed = at + oldest.unsigned_abs() as usize;
        return Err(NotEnoughData {
            needed,
            found: at,
            of: "steps of history",
        });
    };

    groups.clear();
    groups.resize(at + 1 - oldest, OUTSIDE);
    let window_group = (shape.seasons - 1) as u8;
    let mut mark = |from: i64, length: i64, group: u8| {
        for index in from.max(oldest as i64)..(from + length).min(at as i64 + 1) {
            groups[index as usize - oldest] = group;
        }
    };
    mark(at as i64 - width, width + 1, window_group);
    let mut later = at as i64;
    for years in 1..=shape.years {
        let here = centre(years);
        mark(here - width, 2 * width + 1, window_group);
        let between = later - here - 2 * width - 1;
        let further = (shape.seasons as i64 - 1).min(between).max(0);
        let mut from = here + width + 1;
        for group in 0..further {
            let length = between / further + i64::from(group < between % further);
            mark(from, length, group as u8);
            from += length;
        }
        later = here;
    }

    let end = (at + 1).saturating_sub(shape.skip_recent + 1).max(oldest);
    for (offset, &group) in groups[..end - oldest].iter().enumerate() {
        if group != OUTSIDE {
            visit(oldest + offset, usize::from(group));
        }
    }
    Ok(())
}

/// What `NotEnoughData` says when gaps leave too little.
pub(super) fn too_thin(needed: usize, found: usize) -> NotEnoughData {
    NotEnoughData {
        needed,
        found,
        of: BASELINE_POINTS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups_of(series: &CountSeries, at: usize, shape: Shape) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        visit_baseline(series, at, &shape, &mut Vec::new(), |index, group| {
            found.push((index, group))
        })
        .unwrap();
        found
    }

    #[test]
    fn one_season_is_the_windows_alone() {
        let series = CountSeries::complete(0, Step::Week, &[0; 200]);
        let shape = Shape {
            years: 2,
            half_window: 1,
            seasons: 1,
            skip_recent: 1,
            year_step: YearStep::Frequency,
        };
        let found: Vec<usize> = groups_of(&series, 150, shape)
            .into_iter()
            .map(|(index, _)| index)
            .collect();
        assert_eq!(found, [45, 46, 47, 97, 98, 99]);
    }

    #[test]
    fn ten_seasons_share_the_year_evenly() {
        let series = CountSeries::complete(0, Step::Week, &[0; 200]);
        let shape = Shape {
            years: 1,
            half_window: 3,
            seasons: 10,
            skip_recent: 26,
            year_step: YearStep::Frequency,
        };
        let found = groups_of(&series, 150, shape);
        assert_eq!(found.first(), Some(&(95, 9)));
        assert_eq!(found.last(), Some(&(123, 4)));
        // 45 weeks between the windows: nine groups of five.
        for group in 0..4 {
            assert_eq!(found.iter().filter(|(_, g)| *g == group).count(), 5);
        }
    }

    #[test]
    fn calendar_years_keep_the_weekday_and_frequency_years_do_not_drift_by_it() {
        let monday = 12_422; // 2004-01-05
        let series = CountSeries::complete(monday, Step::Week, &[0; 528]);
        let at = 444;
        for years in 1..=8 {
            let index = same_time_of_year(&series, at, years, YearStep::Calendar);
            let wanted = calendar::years_back_rolling(series.day(at), years as i32);
            assert!((series.day(index as usize) - wanted).abs() <= 3);
            assert_eq!(
                same_time_of_year(&series, at, years, YearStep::Frequency),
                (at - 52 * years) as i64
            );
        }
    }
}
