//! Whether a person's record has to be kept.

use kernel::Day;

/// A record is kept while its person lives and `days_min` days after their death; nobody made up has to be kept.
pub(crate) fn must_keep(
    is_synthetic: bool,
    died_on: Option<Day>,
    days_min: u32,
    today: Day,
) -> bool {
    if is_synthetic {
        return false;
    }
    let days = i32::try_from(days_min).unwrap_or(i32::MAX);
    died_on.is_none_or(|died_on| today.since(died_on) < days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_kept_for_life_and_its_days_after_death() {
        let today = Day::from_ymd(2026, 5, 1).unwrap();
        assert!(must_keep(false, None, 0, today), "somebody who lives");
        assert!(must_keep(false, Some(today.plus(-9)), 10, today));
        assert!(!must_keep(false, Some(today.plus(-10)), 10, today));
        assert!(!must_keep(true, None, 10, today), "somebody made up");
    }
}
