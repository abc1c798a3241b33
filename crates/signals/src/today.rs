//! Which day it is where the counts are made.

use kernel::{Day, Timestamp};

const HOUR_MILLIS: i64 = 3_600_000;

/// The calendar day in China (UTC+8) at an instant.
pub(crate) fn china_day(now: Timestamp) -> Day {
    let days = now
        .plus_millis(8 * HOUR_MILLIS)
        .millis()
        .div_euclid(24 * HOUR_MILLIS);
    Day::from_number(i32::try_from(days).unwrap_or(i32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_begins_at_midnight_in_china() {
        let before: Timestamp = serde_json::from_str("\"2020-02-19T15:59:59Z\"").unwrap();
        assert_eq!(china_day(before).to_string(), "2020-02-19");
        assert_eq!(
            china_day(before.plus_millis(1000)).to_string(),
            "2020-02-20"
        );
    }
}
