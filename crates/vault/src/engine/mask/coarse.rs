//! Days, points and instants made coarse (泛化).

use kernel::{Day, Timestamp};

/// The open band begins here: the oldest are few enough to be known one by one.
const OPEN_BAND: i16 = 85;
/// China's time zone, UTC+8 the whole year.
const CHINA_MILLIS: i64 = 8 * 3_600_000;
const DAY_MILLIS: i64 = 24 * 3_600_000;

/// The year of birth.
#[must_use]
pub fn birth_year(birth: Day) -> i16 {
    birth.year()
}

/// The age band of five years on a day, `70-74` or `85+`; `None` before birth.
#[must_use]
pub fn age_band(birth: Day, on: Day) -> Option<String> {
    if on < birth {
        return None;
    }
    let had_birthday = (on.month(), on.date().day()) >= (birth.month(), birth.date().day());
    let age = on.year() - birth.year() - i16::from(!had_birthday);
    if age >= OPEN_BAND {
        return Some(format!("{OPEN_BAND}+"));
    }
    let first = age - age % 5;
    Some(format!("{first}-{}", first + 4))
}

/// The nearest point of a grid of 0.01 degree (about a kilometre), as longitude and latitude; `None` when it is no point on Earth.
#[must_use]
pub fn geo_point(longitude: f64, latitude: f64) -> Option<String> {
    let is_point = longitude.abs() <= 180.0 && latitude.abs() <= 90.0;
    // Adding zero turns -0.00 into 0.00.
    let coarse = |degrees: f64| (degrees * 100.0).round() / 100.0 + 0.0;
    is_point.then(|| format!("{:.2},{:.2}", coarse(longitude), coarse(latitude)))
}

/// The calendar day of an instant in China.
#[must_use]
pub fn onset_day(at: Timestamp) -> Day {
    let days = at
        .millis()
        .saturating_add(CHINA_MILLIS)
        .div_euclid(DAY_MILLIS);
    let bounded = days.clamp(i64::from(Day::MIN.number()), i64::from(Day::MAX.number()));
    Day::from_number(i32::try_from(bounded).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_coarse_names_fewer_people() {
        assert_eq!(birth_year(day("1950-06-01")), 1950);
        for (birth, on, band) in [
            ("1950-06-01", "2024-05-31", Some("70-74")),
            ("1950-06-01", "2025-06-01", Some("75-79")),
            ("2020-02-29", "2021-02-28", Some("0-4")),
            ("1930-01-01", "2024-01-01", Some("85+")),
            ("2024-01-02", "2024-01-01", None),
        ] {
            assert_eq!(age_band(day(birth), day(on)).as_deref(), band, "{birth}");
        }
        assert_eq!(
            geo_point(112.7341, 38.4049).as_deref(),
            Some("112.73,38.40")
        );
        assert_eq!(geo_point(-0.001, 0.0).as_deref(), Some("0.00,0.00"));
        assert_eq!(geo_point(f64::NAN, 0.0), None);
        assert_eq!(geo_point(181.0, 0.0), None);
        // 2026-01-02T16:30Z is half past midnight in China.
        assert_eq!(
            onset_day(Timestamp::from_millis(1_767_371_400_000)),
            day("2026-01-03")
        );
        assert_eq!(onset_day(Timestamp::from_millis(i64::MIN)), Day::MIN);
    }
}
