//! Whether an account may be used at all, and what its holder has to do before anything else.

use kernel::Timestamp;
use pack::{Pack, SecondFactorRule, SignIn};

use crate::Post;

const DAY_MILLIS: i64 = 86_400_000;

/// Why nobody may sign in with an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisabledReason {
    /// An administrator said so.
    Administrator,
    /// Nobody used it for as long as the pack says.
    Dormant,
}

impl DisabledReason {
    /// The word in the database, in audit entries and on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            DisabledReason::Administrator => "administrator",
            DisabledReason::Dormant => "dormant",
        }
    }
}

/// Since when an account is in use or out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// Since when and why nobody may sign in with it.
    pub disabled: Option<(Timestamp, DisabledReason)>,
    /// When somebody last signed in; else when its password was set or it was enabled again.
    pub active_at: Timestamp,
}

impl Life {
    /// Why nobody may sign in with it at `now`, whether that was noted already or not.
    pub(crate) fn closed(self, rules: &SignIn, now: Timestamp) -> Option<DisabledReason> {
        match self.disabled {
            Some((_, reason)) => Some(reason),
            None => dormant_since(rules, now)
                .is_some_and(|since| self.active_at <= since)
                .then_some(DisabledReason::Dormant),
        }
    }
}

/// Accounts used last at this instant or before are dormant (休眠); none are where the pack does not ask for it.
pub(crate) fn dormant_since(rules: &SignIn, now: Timestamp) -> Option<Timestamp> {
    (rules.dormant_days > 0).then(|| now.plus_millis(-i64::from(rules.dormant_days) * DAY_MILLIS))
}

/// Whether somebody with these posts must have a second factor.
pub(crate) fn needs_second_factor(pack: &Pack, posts: &[Post]) -> bool {
    pack.sign_in.second_factor == SecondFactorRule::Required
        && posts
            .iter()
            .any(|post| pack.role(&post.role).is_some_and(|role| role.second_factor))
}

/// What has to be done before anything else is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Prove the second factor.
    SecondFactor,
    /// Choose a password of one's own.
    Password,
    /// Enrol a second factor.
    EnrolSecondFactor,
}

impl Step {
    /// The word on the wire.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Step::SecondFactor => "second_factor",
            Step::Password => "password",
            Step::EnrolSecondFactor => "enrol_second_factor",
        }
    }
}

/// What is known of a session and its account.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Situation {
    /// Whether the session proved every factor its account had at sign-in.
    pub(crate) is_verified: bool,
    /// Whether a sign-in provider vouched for the holder, who then need not know the password.
    pub(crate) by_provider: bool,
    pub(crate) must_change_password: bool,
    pub(crate) password_changed_at: Timestamp,
    pub(crate) has_second_factor: bool,
    pub(crate) needs_second_factor: bool,
}

impl Situation {
    /// The next step, if there is one.
    pub(crate) fn next(self, rules: &SignIn, now: Timestamp) -> Option<Step> {
        let age_millis_max = i64::from(rules.age_days_max) * DAY_MILLIS;
        let is_too_old =
            age_millis_max > 0 && now >= self.password_changed_at.plus_millis(age_millis_max);
        if !self.is_verified {
            Some(Step::SecondFactor)
        } else if !self.by_provider && (self.must_change_password || is_too_old) {
            Some(Step::Password)
        } else if self.needs_second_factor && !self.has_second_factor {
            Some(Step::EnrolSecondFactor)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(days: i64) -> Timestamp {
        Timestamp::from_millis(days * DAY_MILLIS)
    }

    #[test]
    fn an_account_nobody_used_for_ninety_days_is_closed() {
        let rules = SignIn::default();
        let life = Life {
            disabled: None,
            active_at: day(10),
        };
        assert_eq!(life.closed(&rules, day(99)), None);
        assert_eq!(life.closed(&rules, day(100)), Some(DisabledReason::Dormant));
        let never = SignIn {
            dormant_days: 0,
            ..rules
        };
        assert_eq!(life.closed(&never, day(10_000)), None);
        let disabled = Life {
            disabled: Some((day(11), DisabledReason::Administrator)),
            ..life
        };
        assert_eq!(
            disabled.closed(&never, day(11)),
            Some(DisabledReason::Administrator)
        );
    }

    #[test]
    fn the_code_comes_before_the_password_and_enrolment_comes_last() {
        let rules = SignIn {
            age_days_max: 90,
            ..SignIn::default()
        };
        let mut situation = Situation {
            is_verified: false,
            by_provider: false,
            must_change_password: true,
            password_changed_at: day(0),
            has_second_factor: false,
            needs_second_factor: true,
        };
        assert_eq!(situation.next(&rules, day(1)), Some(Step::SecondFactor));
        situation.is_verified = true;
        assert_eq!(situation.next(&rules, day(1)), Some(Step::Password));
        let provided = Situation {
            by_provider: true,
            ..situation
        };
        assert_eq!(
            provided.next(&rules, day(1)),
            Some(Step::EnrolSecondFactor),
            "whoever came through the provider need not know a password"
        );
        situation.must_change_password = false;
        assert_eq!(situation.next(&rules, day(90)), Some(Step::Password));
        assert_eq!(
            situation.next(&SignIn::default(), day(90)),
            Some(Step::EnrolSecondFactor)
        );
        situation.has_second_factor = true;
        assert_eq!(situation.next(&rules, day(89)), None);
    }
}
