//! A calendar day (日) without a time zone.

use crate::Timestamp;
use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A civil calendar day, held as days since 1970-01-01.
///
/// The integer form is what the database stores and what `epi` computes with; the text form is `YYYY-MM-DD`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// Why a text or a triple of numbers is not a calendar day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not a calendar day; write it as YYYY-MM-DD, for example 2020-02-20")]
pub struct DayError {
    given: String,
}

impl Day {
    /// 1970-01-01, day number 0.
    pub const EPOCH: Day = Day(0);
    /// The first day that can be written with four digits of year.
    pub const MIN: Day = Day(-719_162);
    /// 9999-12-31.
    pub const MAX: Day = Day(2_932_896);

    /// The day with this number of days since 1970-01-01, cut to the years 1 to 9999.
    #[must_use]
    pub fn from_number(days: i32) -> Self {
        Day(days.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// The day of a civil year, month (1–12) and day of month (1–31).
    ///
    /// # Errors
    /// When the calendar has no such day, for example 2023-02-29.
    pub fn from_ymd(year: i16, month: i8, day: i8) -> Result<Self, DayError> {
        match Date::new(year, month, day) {
            Ok(date) if year >= 1 => Ok(Self::from_date(date)),
            _ => Err(DayError {
                given: format!("{year}-{month}-{day}"),
            }),
        }
    }

    /// The calendar day in China at an instant; China's zone is eight hours ahead of UTC, all year.
    #[must_use]
    pub fn in_shanghai(at: Timestamp) -> Self {
        let days = at
            .millis()
            .saturating_add(8 * 3_600_000)
            .div_euclid(86_400_000);
        Self::from_number(i32::try_from(days).unwrap_or(i32::MAX))
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub fn number(self) -> i32 {
        self.0
    }

    /// The same day as a `jiff` date.
    #[must_use]
    pub fn date(self) -> Date {
        // INVARIANT: every constructor keeps the number between MIN and MAX, which jiff's calendar covers.
        let (year, month, day) = civil_from_days(self.0);
        Date::constant(year, month, day)
    }

    /// The `jiff` date as a `Day`.
    #[must_use]
    pub fn from_date(date: Date) -> Self {
        Day::from_number(days_from_civil(date.year(), date.month(), date.day()))
    }

    /// This day moved by `days`, cut to the years 1 to 9999.
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        Day::from_number(self.0.saturating_add(days))
    }

    /// Whole days from `earlier` to this day; negative when `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Day) -> i32 {
        self.0 - earlier.0
    }

    /// Calendar year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.date().year()
    }

    /// Calendar month, 1 to 12.
    #[must_use]
    pub fn month(self) -> i8 {
        self.date().month()
    }

    /// Days since Monday, 0 to 6.
    #[must_use]
    pub fn days_from_monday(self) -> i32 {
        match self.date().weekday() {
            Weekday::Monday => 0,
            Weekday::Tuesday => 1,
            Weekday::Wednesday => 2,
            Weekday::Thursday => 3,
            Weekday::Friday => 4,
            Weekday::Saturday => 5,
            Weekday::Sunday => 6,
        }
    }

    /// The same day of the year `years` away; 29 February becomes 28 February where the year has none.
    #[must_use]
    pub fn plus_years(self, years: i16) -> Self {
        let date = self.date();
        let year = date.year().saturating_add(years).clamp(1, 9999);
        Day::from_ymd(year, date.month(), date.day())
            .or_else(|_| Day::from_ymd(year, date.month(), 28))
            .unwrap_or(self)
    }
}

/// Howard Hinnant's `days_from_civil`: proleptic Gregorian day count from 1970-01-01.
fn days_from_civil(year: i16, month: i8, day: i8) -> i32 {
    let (year, month, day) = (i32::from(year), i32::from(month), i32::from(day));
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_civil`].
fn civil_from_days(days: i32) -> (i16, i8, i8) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 {
        month_index + 3
    } else {
        month_index - 9
    };
    let year = year_of_era + era * 400 + i32::from(month <= 2);
    (year as i16, month as i8, day as i8)
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || DayError {
            given: text.chars().take(40).collect(),
        };
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(error());
        }
        let number = |range: std::ops::Range<usize>| -> Result<i16, DayError> {
            let digits = &bytes[range];
            if !digits.iter().all(u8::is_ascii_digit) {
                return Err(error());
            }
            Ok(digits
                .iter()
                .fold(0, |sum, digit| sum * 10 + i16::from(digit - b'0')))
        };
        let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
        Day::from_ymd(year, month as i8, day as i8).map_err(|_| error())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.date();
        write!(
            out,
            "{:04}-{:02}-{:02}",
            date.year(),
            date.month(),
            date.day()
        )
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl utoipa::PartialSchema for Day {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(
                utoipa::openapi::KnownFormat::Date,
            )))
            .into()
    }
}

impl utoipa::ToSchema for Day {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_days_have_known_numbers() {
        for (text, number) in [
            ("1970-01-01", 0),
            ("2000-02-29", 11_016),
            ("2020-02-20", 18_312),
            ("1969-12-31", -1),
            ("9999-12-31", Day::MAX.0),
            ("0001-01-01", Day::MIN.0),
        ] {
            let day: Day = text.parse().unwrap();
            assert_eq!((day.number(), day.to_string().as_str()), (number, text));
        }
    }

    #[test]
    fn what_is_not_a_day_is_refused() {
        for text in [
            "",
            "2023-02-29",
            "2023-2-1",
            "20230201",
            "2023-13-01",
            "0000-01-01",
            "二〇二三",
        ] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_day_in_china_begins_at_four_in_the_afternoon_of_utc() {
        let evening = Timestamp::from_millis(1_772_380_800_000);
        assert_eq!(evening.to_string(), "2026-03-01T16:00:00.000Z");
        assert_eq!(Day::in_shanghai(evening).to_string(), "2026-03-02");
        assert_eq!(
            Day::in_shanghai(evening.plus_millis(-1)).to_string(),
            "2026-03-01"
        );
    }

    #[test]
    fn a_leap_day_moves_to_the_28th() {
        let leap: Day = "2020-02-29".parse().unwrap();
        assert_eq!(leap.plus_years(-1).to_string(), "2019-02-28");
    }

    proptest! {
        #[test]
        fn numbers_and_dates_agree_with_jiff(number in Day::MIN.0..=Day::MAX.0) {
            let day = Day::from_number(number);
            let epoch = Date::constant(1970, 1, 1);
            prop_assert_eq!((day.date() - epoch).get_days(), number);
            prop_assert_eq!(Day::from_date(day.date()), day);
        }
    }
}
