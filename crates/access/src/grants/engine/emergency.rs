//! When an emergency access is in force, who may review it, and when its review is overdue.

use kernel::Timestamp;

use crate::grants::model::{EmergencyAccess, EndCause, Verdict};

const HOUR_MILLIS: i64 = 3_600_000;
const DAY_MILLIS: i64 = 24 * HOUR_MILLIS;

/// Why a review is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReviewRefusal {
    /// It was one's own.
    Own,
    /// It was reviewed before.
    Twice,
    /// It is still in force, and so cannot yet be called proper.
    InForce,
}

impl EmergencyAccess {
    /// Whether it still opens anything.
    #[must_use]
    pub fn is_active(&self, now: Timestamp) -> bool {
        self.ended.is_none() && now < self.expires_at
    }

    /// Why it is over, if it is.
    #[must_use]
    pub fn end_cause(&self, now: Timestamp) -> Option<EndCause> {
        match self.ended {
            Some((_, cause)) => Some(cause),
            None => (now >= self.expires_at).then_some(EndCause::Expired),
        }
    }

    /// When it ended, if it has.
    #[must_use]
    pub fn ended_at(&self, now: Timestamp) -> Option<Timestamp> {
        match self.ended {
            Some((at, _)) => Some(at),
            None => (now >= self.expires_at).then_some(self.expires_at),
        }
    }

    /// Whole days it has waited for a review; none once it has one.
    #[must_use]
    pub fn waiting_days(&self, now: Timestamp) -> i64 {
        if self.review.is_some() {
            return 0;
        }
        (now.millis() - self.opened_at.millis()).max(0) / DAY_MILLIS
    }

    /// Whether a review is late.
    #[must_use]
    pub fn is_overdue(&self, now: Timestamp, review_days: u32) -> bool {
        self.review.is_none()
            && now
                >= self
                    .opened_at
                    .plus_millis(i64::from(review_days) * DAY_MILLIS)
    }

    /// Whether this account may pass this verdict now.
    pub(crate) fn may_review(
        &self,
        account: &str,
        verdict: Verdict,
        now: Timestamp,
    ) -> Result<(), ReviewRefusal> {
        if self.account.id == account {
            return Err(ReviewRefusal::Own);
        }
        if self.review.is_some() {
            return Err(ReviewRefusal::Twice);
        }
        if verdict == Verdict::Proper && self.is_active(now) {
            return Err(ReviewRefusal::InForce);
        }
        Ok(())
    }
}

/// When an access opened now ends, if so many hours were asked for; `None` where it is more than may be had.
pub(crate) fn expiry(now: Timestamp, hours: Option<u32>, hours_max: u32) -> Option<Timestamp> {
    let hours = hours.unwrap_or(hours_max);
    (1..=hours_max)
        .contains(&hours)
        .then(|| now.plus_millis(i64::from(hours) * HOUR_MILLIS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grants::model::{AccountRef, Review};

    fn somebody(id: &str) -> AccountRef {
        AccountRef {
            id: id.to_owned(),
            username: id.to_owned(),
            display_name_zh: id.to_owned(),
            display_name_en: id.to_owned(),
        }
    }

    fn access() -> EmergencyAccess {
        EmergencyAccess {
            id: kernel::Id::new(),
            account: somebody("asker"),
            path: "/100000/".to_owned(),
            kind: "person".to_owned(),
            subject: "p-1".to_owned(),
            permission: "persons.read".to_owned(),
            purpose: "care".to_owned(),
            event: None,
            reason: "why".to_owned(),
            opened_at: at(0),
            expires_at: at(4),
            ended: None,
            review: None,
        }
    }

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_millis(1_772_409_600_000 + hours * HOUR_MILLIS)
    }

    #[test]
    fn an_access_is_over_at_its_hour_and_not_before() {
        let access = access();
        let before = at(4).plus_millis(-1);
        assert!(access.is_active(at(0)) && access.is_active(before));
        assert_eq!(access.end_cause(before), None);
        assert!(!access.is_active(at(4)));
        assert_eq!(access.end_cause(at(4)), Some(EndCause::Expired));
        assert_eq!(access.ended_at(at(9)), Some(at(4)));
        let mut revoked = access;
        revoked.ended = Some((at(1), EndCause::Revoked));
        assert!(!revoked.is_active(at(2)));
        assert_eq!(revoked.ended_at(at(9)), Some(at(1)));
    }

    #[test]
    fn nobody_reviews_their_own_and_nobody_reviews_twice() {
        let mut access = access();
        let judge =
            |access: &EmergencyAccess, who, verdict, now| access.may_review(who, verdict, now);
        assert_eq!(
            judge(&access, "asker", Verdict::Proper, at(5)),
            Err(ReviewRefusal::Own)
        );
        assert_eq!(
            judge(&access, "other", Verdict::Proper, at(1)),
            Err(ReviewRefusal::InForce)
        );
        assert_eq!(judge(&access, "other", Verdict::Improper, at(1)), Ok(()));
        assert_eq!(judge(&access, "other", Verdict::Proper, at(5)), Ok(()));
        access.review = Some(Review {
            verdict: Verdict::Proper,
            reason: "fine".to_owned(),
            by: somebody("other"),
            at: at(6),
        });
        assert_eq!(
            judge(&access, "third", Verdict::Improper, at(7)),
            Err(ReviewRefusal::Twice)
        );
        assert!(!access.is_overdue(at(24 * 90), 3));
        assert_eq!(access.waiting_days(at(24 * 90)), 0);
    }

    #[test]
    fn an_unreviewed_access_grows_old_visibly() {
        let access = access();
        assert_eq!(access.waiting_days(at(23)), 0);
        assert_eq!(access.waiting_days(at(49)), 2);
        assert!(!access.is_overdue(at(71), 3));
        assert!(access.is_overdue(at(72), 3));
    }

    #[test]
    fn no_more_hours_than_the_pack_allows() {
        assert_eq!(expiry(at(0), None, 4), Some(at(4)));
        assert_eq!(expiry(at(0), Some(1), 4), Some(at(1)));
        assert_eq!(expiry(at(0), Some(5), 4), None);
        assert_eq!(expiry(at(0), Some(0), 4), None);
    }
}
