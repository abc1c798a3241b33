//! The clock of a person's request, and the age at which a record is due.

use kernel::Timestamp;

use crate::rights::model::RightsRequest;

const DAY_MILLIS: i64 = 86_400_000;

/// When a request received now has to be answered.
pub(crate) fn due_at(received_at: Timestamp, days: u32) -> Timestamp {
    received_at.plus_millis(i64::from(days) * DAY_MILLIS)
}

/// Records made before this instant have been kept so many days.
pub(crate) fn due_before(now: Timestamp, days_min: u32) -> Timestamp {
    now.plus_millis(-i64::from(days_min) * DAY_MILLIS)
}

impl RightsRequest {
    /// Whole days left, negative when late; none once it is decided.
    #[must_use]
    pub fn days_left(&self, now: Timestamp) -> Option<i64> {
        if self.decision.is_some() {
            return None;
        }
        Some((self.due_at.millis() - now.millis()).div_euclid(DAY_MILLIS))
    }

    /// Whether it should have been answered by now.
    #[must_use]
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.decision.is_none() && now > self.due_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grants::AccountRef;
    use crate::rights::model::{PersonRight, RightsDecision};

    #[test]
    fn the_clock_runs_until_the_decision() {
        let start = Timestamp::from_millis(1_772_409_600_000);
        let somebody = AccountRef {
            id: "a".to_owned(),
            username: "a".to_owned(),
            display_name_zh: String::new(),
            display_name_en: String::new(),
        };
        let mut request = RightsRequest {
            id: kernel::Id::new(),
            path: "/100000/".to_owned(),
            person: "p".to_owned(),
            right: PersonRight::Copy,
            request: "a copy, please".to_owned(),
            received_at: start,
            due_at: due_at(start, 30),
            handled_by: somebody.clone(),
            decision: None,
            outcomes: Vec::new(),
        };
        let after = |days: i64| start.plus_millis(days * DAY_MILLIS);
        assert_eq!(request.days_left(start), Some(30));
        assert_eq!(request.days_left(after(29).plus_millis(1)), Some(0));
        assert!(!request.is_overdue(after(30)));
        assert!(request.is_overdue(after(30).plus_millis(1)));
        assert_eq!(request.days_left(after(31)), Some(-1));
        request.decision = Some((RightsDecision::Refused, "no".to_owned(), somebody, after(2)));
        assert!(!request.is_overdue(after(90)));
        assert_eq!(request.days_left(after(90)), None);
    }

    #[test]
    fn a_record_is_due_when_its_days_have_passed() {
        let now = Timestamp::from_millis(200 * DAY_MILLIS);
        assert_eq!(due_before(now, 183).millis(), 17 * DAY_MILLIS);
    }
}
