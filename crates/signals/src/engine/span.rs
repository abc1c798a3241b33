//! Spans of days: how far back a judgement looks, and how far ahead a changed count is felt.

use epi::Step;
use kernel::{Day, Period};

/// First and last day of what is to be assessed, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    /// First day.
    pub(crate) from: Day,
    /// Last day.
    pub(crate) to: Day,
}

/// The step of `epi` that a period is; `None` for years, which no detector judges.
pub(crate) fn step_of(period: Period) -> Option<Step> {
    match period {
        Period::Day => Some(Step::Day),
        Period::Week => Some(Step::Week),
        Period::Month => Some(Step::Month),
        Period::Year => None,
    }
}

/// The first day of the period `steps` before the one that holds `day`.
pub(crate) fn back(step: Step, day: Day, steps: usize) -> Day {
    let steps = i32::try_from(steps).unwrap_or(i32::MAX / 31);
    moved(step, day, -steps.min(i32::MAX / 31))
}

/// The last day whose judgement a count changed at `changed` can alter, when judgements look `look_back` steps back.
///
/// Never after `last`, the last day of the series; with `None` (all of the history counts) it is that day.
pub(crate) fn horizon(step: Step, changed: Day, look_back: Option<usize>, last: Day) -> Day {
    match look_back {
        None => last,
        Some(steps) => {
            let steps = i32::try_from(steps).unwrap_or(i32::MAX / 31);
            moved(step, changed, steps.min(i32::MAX / 31)).min(last)
        }
    }
}

fn moved(step: Step, day: Day, steps: i32) -> Day {
    match step {
        Step::Day => day.plus(steps),
        Step::Week => Period::Week.start_of(day).plus(steps.saturating_mul(7)),
        Step::Month => {
            let count = i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
            let count = count.saturating_add(steps).clamp(12, 9999 * 12 + 11);
            let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
            Day::from_ymd(year as i16, month as i8, 1).unwrap_or(day)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn going_back_keeps_to_the_periods() {
        assert_eq!(back(Step::Day, day("2020-03-01"), 1), day("2020-02-29"));
        assert_eq!(back(Step::Week, day("2020-02-20"), 1), day("2020-02-10"));
        assert_eq!(back(Step::Month, day("2020-01-31"), 13), day("2018-12-01"));
        assert_eq!(
            back(Step::Month, day("2020-01-31"), usize::MAX),
            day("0001-01-01")
        );
    }

    #[test]
    fn a_new_last_day_is_all_there_is_to_assess() {
        let last = day("2020-02-20");
        assert_eq!(horizon(Step::Day, last, Some(9), last), last);
        assert_eq!(
            horizon(Step::Day, day("2020-02-01"), Some(9), last),
            day("2020-02-10")
        );
        assert_eq!(horizon(Step::Day, day("2020-02-01"), None, last), last);
    }

    proptest! {
        #[test]
        fn what_looks_back_to_a_day_lies_within_its_horizon(
            number in 0..40_000_i32, steps in 0..400_usize, which in 0..3_usize,
        ) {
            let step = Step::ALL[which];
            let period = [Period::Day, Period::Week, Period::Month][which];
            let changed = period.start_of(Day::from_number(number));
            let reached = horizon(step, changed, Some(steps), Day::MAX);
            prop_assert_eq!(back(step, reached, steps), changed);
            prop_assert!(back(step, period.next(reached), steps) > changed);
        }
    }
}
