//! Reporting periods (报告周期): how days are grouped on a curve.

use std::fmt;
use std::str::FromStr;

use jiff::civil::ISOWeekDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Day;

/// How counts are grouped in time.
///
/// A week is an ISO 8601 week, Monday first; a period is named by its first day.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Period {
    /// One calendar day.
    Day,
    /// Monday to Sunday.
    Week,
    /// One calendar month.
    Month,
    /// One calendar year.
    Year,
}

/// The text names no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no period; choose day, week, month or year")]
pub struct PeriodError(String);

impl Period {
    /// The first day of the period that holds `day`.
    #[must_use]
    pub fn start_of(self, day: Day) -> Day {
        let date = day.date();
        match self {
            Period::Day => day,
            Period::Week => day.plus(-day.days_from_monday()),
            Period::Month => Day::from_date(date.first_of_month()),
            Period::Year => Day::from_date(date.first_of_year()),
        }
    }

    /// The first day of the period after the one that holds `day`.
    #[must_use]
    pub fn next(self, day: Day) -> Day {
        let start = self.start_of(day);
        match self {
            Period::Day => start.plus(1),
            Period::Week => start.plus(7),
            // 31 and 366 days reach the following month and year from any first day.
            Period::Month => self.start_of(start.plus(31)),
            Period::Year => self.start_of(start.plus(366)),
        }
    }

    /// First days of all periods that overlap `from..=to`.
    pub fn starts(self, from: Day, to: Day) -> impl Iterator<Item = Day> {
        let first = self.start_of(from);
        std::iter::successors(Some(first), move |day| Some(self.next(*day)))
            .take_while(move |day| *day <= to)
    }

    /// How the period is written on an axis: `2020-02-20`, `2020-W08`, `2020-02`, `2020`.
    #[must_use]
    pub fn label(self, day: Day) -> String {
        let date = day.date();
        match self {
            Period::Day => day.to_string(),
            Period::Week => {
                let week: ISOWeekDate = date.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Period::Month => format!("{:04}-{:02}", date.year(), date.month()),
            Period::Year => format!("{:04}", date.year()),
        }
    }

    /// The lower-case English name, as written in packs, URLs and the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Period::Day => "day",
            Period::Week => "week",
            Period::Month => "month",
            Period::Year => "year",
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "day" => Ok(Period::Day),
            "week" => Ok(Period::Week),
            "month" => Ok(Period::Month),
            "year" => Ok(Period::Year),
            other => Err(PeriodError(other.chars().take(40).collect())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Period; 4] = [Period::Day, Period::Week, Period::Month, Period::Year];

    #[test]
    fn a_week_belongs_to_the_year_of_its_thursday() {
        let day: Day = "2020-12-31".parse().unwrap();
        assert_eq!(Period::Week.label(day), "2020-W53");
        assert_eq!(Period::Week.start_of(day).to_string(), "2020-12-28");
        assert_eq!(
            Period::Week.label("2021-01-03".parse().unwrap()),
            "2020-W53"
        );
    }

    #[test]
    fn starts_cover_the_window() {
        let months: Vec<String> = Period::Month
            .starts("2019-11-15".parse().unwrap(), "2020-02-01".parse().unwrap())
            .map(|day| day.to_string())
            .collect();
        assert_eq!(
            months,
            ["2019-11-01", "2019-12-01", "2020-01-01", "2020-02-01"]
        );
    }

    proptest! {
        #[test]
        fn every_day_lies_in_exactly_one_period(number in -700_000..2_900_000_i32) {
            let day = Day::from_number(number);
            for period in ALL {
                let (start, next) = (period.start_of(day), period.next(day));
                prop_assert!(start <= day && day < next);
                prop_assert_eq!(period.start_of(next), next);
                prop_assert_eq!(period.start_of(next.plus(-1)), start);
            }
        }
    }
}
