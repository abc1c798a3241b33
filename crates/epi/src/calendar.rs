//! Civil-date arithmetic on days since 1970-01-01 (proleptic Gregorian calendar).
//!
//! Detectors step back by calendar years and months; a date library would be one more thing to agree on
//! with callers, who hand over plain day numbers.
//! The conversion counts years from March so that the leap day is the last of its year.

/// Year, month (1–12) and day of the month of a day number.
pub(crate) fn civil(day: i32) -> (i32, u32, u32) {
    let shifted = i64::from(day) + 719_468; // days since 0000-03-01
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day_of_month = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year as i32, month as u32, day_of_month as u32)
}

/// Day number of a date; a day of the month beyond its end runs on into the next month.
pub(crate) fn day_number(year: i32, month: u32, day_of_month: u32) -> i32 {
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (i64::from(month) + 9) % 12;
    let of_year = (153 * month_from_march + 2) / 5 + i64::from(day_of_month) - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    let days = era * 146_097 + of_era - 719_468;
    days.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32
}

/// Days in a month.
fn month_length(year: i32, month: u32) -> u32 {
    let (next_year, next_month) = if month == 12 {
        (year + 1, 1)
    } else {
        (year, month + 1)
    };
    (day_number(next_year, next_month, 1) - day_number(year, month, 1)) as u32
}

/// The same day of the month `months` later, or the last day of a shorter month.
pub(crate) fn add_months(day: i32, months: i32) -> i32 {
    let (year, month, day_of_month) = civil(day);
    let count = i64::from(year) * 12 + i64::from(month) - 1 + i64::from(months);
    // Beyond ten million years the day number has saturated anyway.
    let count = count.clamp(-120_000_000, 120_000_000);
    let (year, month) = (count.div_euclid(12) as i32, count.rem_euclid(12) as u32 + 1);
    day_number(year, month, day_of_month.min(month_length(year, month)))
}

/// Whole months from `start` to `day` (`day` not before `start`).
pub(crate) fn months_between(start: i32, day: i32) -> i32 {
    let (y0, m0, _) = civil(start);
    let (y1, m1, _) = civil(day);
    let months = (y1 - y0) * 12 + m1 as i32 - m0 as i32;
    if add_months(start, months) > day {
        months - 1
    } else {
        months
    }
}

/// The same date `years` earlier; 29 February becomes 28 February of a common year.
pub(crate) fn years_back_clamped(day: i32, years: i32) -> i32 {
    add_months(day, years.saturating_mul(-12))
}

/// The same date `years` earlier; 29 February becomes 1 March of a common year.
pub(crate) fn years_back_rolling(day: i32, years: i32) -> i32 {
    let (year, month, day_of_month) = civil(day);
    day_number(year.saturating_sub(years), month, day_of_month)
}

/// The day nearest to `day` that lies a whole number of weeks from `anchor`.
pub(crate) fn nearest_same_weekday(day: i32, anchor: i32) -> i32 {
    let ahead = (i64::from(day) - i64::from(anchor)).rem_euclid(7) as i32; // 0..=6 past the weekday wanted
    if ahead <= 3 {
        day - ahead
    } else {
        day + 7 - ahead
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_dates_convert_both_ways() {
        for (day, date) in [
            (0, (1970, 1, 1)),
            (-1, (1969, 12, 31)),
            (11_016, (2000, 2, 29)),
            (18_262, (2020, 1, 1)),
        ] {
            assert_eq!(civil(day), date);
            assert_eq!(day_number(date.0, date.1, date.2), day);
        }
        for day in (-200_000..200_000).step_by(37) {
            let (y, m, d) = civil(day);
            assert_eq!(day_number(y, m, d), day);
        }
    }

    #[test]
    fn leap_days_step_back_either_way() {
        let leap = day_number(2016, 2, 29);
        assert_eq!(civil(years_back_clamped(leap, 1)), (2015, 2, 28));
        assert_eq!(civil(years_back_rolling(leap, 1)), (2015, 3, 1));
        assert_eq!(civil(years_back_clamped(leap, 4)), (2012, 2, 29));
    }

    #[test]
    fn the_nearest_weekday_is_at_most_three_days_away() {
        for day in -20..20 {
            let found = nearest_same_weekday(day, 4);
            assert_eq!((found - 4).rem_euclid(7), 0);
            assert!((found - day).abs() <= 3);
        }
    }
}
