//! How the dates of a file are printed and how far apart they lie.

use epi::{CountSeries, Step};
use kernel::{Day, Period};
use serde::Serialize;

/// What the dates of a file are, so that results name them as the file does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Dates {
    /// Days, also those on which weeks begin.
    Days,
    /// ISO weeks, as `2026-W05`.
    Weeks,
    /// Months, as `2026-01`.
    Months,
    /// Numbers that count the points.
    Numbers,
}

impl Dates {
    /// The kind that cells of this grain are of.
    pub(crate) fn of(grain: Period) -> Self {
        match grain {
            Period::Day => Dates::Days,
            Period::Week => Dates::Weeks,
            Period::Month | Period::Year => Dates::Months,
        }
    }

    /// The point `at` of a series as the file would name it.
    pub(crate) fn label(self, series: &CountSeries, at: usize) -> String {
        let day = series.day(at);
        match self {
            Dates::Days => Day::from_number(day).to_string(),
            Dates::Weeks => Period::Week.label(Day::from_number(day)),
            Dates::Months => Period::Month.label(Day::from_number(day)),
            Dates::Numbers => {
                let steps = i64::try_from(at).unwrap_or(i64::MAX);
                i64::from(series.start).saturating_add(steps).to_string()
            }
        }
    }
}

/// The longest step on which all these days of one kind lie, each list in rising order.
pub(crate) fn infer(dates: Dates, days: &[Vec<i32>]) -> Option<Step> {
    let mut gaps = days
        .iter()
        .flat_map(|days| days.windows(2).map(|pair| pair[1] - pair[0]))
        .peekable();
    match dates {
        Dates::Numbers => None,
        Dates::Weeks => Some(Step::Week),
        Dates::Months => Some(Step::Month),
        Dates::Days => {
            gaps.peek()?;
            let gaps: Vec<i32> = gaps.collect();
            let all_first = days
                .iter()
                .flatten()
                .all(|day| Day::from_number(*day).date().day() == 1);
            if all_first && gaps.iter().all(|gap| *gap >= 28) {
                Some(Step::Month)
            } else if gaps.iter().all(|gap| gap % 7 == 0) {
                Some(Step::Week)
            } else {
                Some(Step::Day)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_step_is_the_longest_that_fits() {
        let infer = |days: &[i32]| infer(Dates::Days, &[days.to_vec()]);
        assert_eq!(infer(&[0, 1, 2]), Some(Step::Day));
        assert_eq!(infer(&[3, 10, 24]), Some(Step::Week));
        assert_eq!(infer(&[0, 31, 59]), Some(Step::Month)); // 1 January, February and March 1970
        assert_eq!(infer(&[0, 31, 60]), Some(Step::Day));
        assert_eq!(infer(&[5]), None);
    }
}
