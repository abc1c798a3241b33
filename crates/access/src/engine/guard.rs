//! When to stop listening to guesses (锁定): a subject that failed too often has to wait, longer each time.
//!
//! An attempt is counted as a failure before the password is looked at and taken back when it was right,
//! so that a hundred guesses sent at once count as a hundred.
//! The limits follow OWASP's Authentication Cheat Sheet and NIST SP 800-63B, 5.2.2 (at most 100 failures in a row).

use kernel::Timestamp;
use pack::SignIn;

/// How patient the door is with one kind of subject.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Policy {
    /// Failures after which the first wait begins.
    allowance: i64,
    /// Failures older than this are forgotten, counted from the end of a wait.
    window_millis: i64,
    /// The first wait; each further failure doubles it.
    wait_millis_first: i64,
    /// No wait is longer.
    wait_millis_max: i64,
}

/// Failures after which one network address waits, for each that one name is allowed: a whole clinic may share it.
const NAMES_PER_SOURCE: i64 = 10;
const MINUTE_MILLIS: i64 = 60_000;

impl Policy {
    /// One account name: as many failures as the pack says, then a minute, two, four, and at most what the pack says.
    pub(crate) fn account(rules: &SignIn) -> Self {
        let wait_millis_max = i64::from(rules.lock_minutes) * MINUTE_MILLIS;
        Policy {
            allowance: i64::from(rules.failures),
            window_millis: 15 * MINUTE_MILLIS,
            wait_millis_first: MINUTE_MILLIS,
            wait_millis_max,
        }
    }

    /// One network address.
    pub(crate) fn source(rules: &SignIn) -> Self {
        let account = Policy::account(rules);
        Policy {
            allowance: account.allowance * NAMES_PER_SOURCE,
            ..account
        }
    }
}

/// What is known of one subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Guard {
    /// Failures in a row, attempts under way included.
    pub(crate) failures: i64,
    /// When the last attempt was made.
    pub(crate) last_failure_at: Timestamp,
    /// Before this instant nothing is listened to.
    pub(crate) blocked_until: Timestamp,
}

/// The subject has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Blocked {
    /// Whole seconds to wait, at least one.
    pub(crate) retry_after: u64,
}

impl Guard {
    /// Whether nothing remains to be remembered.
    pub(crate) fn is_forgotten(self, policy: Policy, now: Timestamp) -> bool {
        let last = self.last_failure_at.max(self.blocked_until);
        now >= last.plus_millis(policy.window_millis)
    }

    /// The guard while the next attempt is under way, or the wait that stands in its way.
    pub(crate) fn attempt(self, policy: Policy, now: Timestamp) -> Result<Guard, Blocked> {
        if now < self.blocked_until {
            let millis = self.blocked_until.millis() - now.millis();
            return Err(Blocked {
                retry_after: u64::try_from(millis).unwrap_or(0).div_ceil(1000).max(1),
            });
        }
        let before = if self.is_forgotten(policy, now) {
            0
        } else {
            self.failures
        };
        let failures = before + 1;
        Ok(Guard {
            failures,
            last_failure_at: now,
            blocked_until: wait_millis(policy, failures)
                .map_or(Timestamp::from_millis(0), |wait| now.plus_millis(wait)),
        })
    }

    /// The guard after an attempt turned out well: that attempt was no failure, and the wait it would have begun does
    /// not begin. Nobody is heard while a wait lasts, so there is no other.
    pub(crate) fn forgive_one(self) -> Guard {
        Guard {
            failures: (self.failures - 1).max(0),
            blocked_until: Timestamp::from_millis(0),
            ..self
        }
    }
}

fn wait_millis(policy: Policy, failures: i64) -> Option<i64> {
    let over = u32::try_from(failures - policy.allowance).ok()?;
    let doubled = policy.wait_millis_first << over.min(20);
    Some(doubled.min(policy.wait_millis_max))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn account() -> Policy {
        Policy::account(&SignIn::default())
    }

    fn fresh() -> Guard {
        Guard {
            failures: 0,
            last_failure_at: at(-86_400),
            blocked_until: Timestamp::from_millis(0),
        }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(1_600_000_000_000 + seconds * 1000)
    }

    #[test]
    fn the_sixth_guess_waits_a_minute_and_later_ones_longer() {
        let mut guard = fresh();
        for second in 0..5 {
            guard = guard.attempt(account(), at(second)).unwrap();
        }
        assert_eq!(
            guard.attempt(account(), at(5)),
            Err(Blocked { retry_after: 59 })
        );
        let mut now = 5;
        let mut waits = Vec::new();
        for _ in 0..6 {
            let wait = guard.attempt(account(), at(now)).unwrap_err().retry_after;
            waits.push(wait);
            now += i64::try_from(wait).unwrap();
            guard = guard.attempt(account(), at(now)).unwrap();
        }
        assert_eq!(waits, [59, 120, 240, 480, 900, 900]);
    }

    #[test]
    fn failures_are_forgotten_after_fifteen_quiet_minutes() {
        let mut guard = fresh();
        for second in 0..4 {
            guard = guard.attempt(account(), at(second)).unwrap();
        }
        let later = guard.attempt(account(), at(3 + 15 * 60)).unwrap();
        assert_eq!(later.failures, 1);
        let sooner = guard.attempt(account(), at(2 + 15 * 60)).unwrap();
        assert_eq!(sooner.failures, 5);
    }

    #[test]
    fn a_right_password_is_no_failure() {
        let source = Policy::source(&SignIn::default());
        let before = fresh().attempt(source, at(0)).unwrap();
        let after = before.attempt(source, at(1)).unwrap().forgive_one();
        assert_eq!(after.failures, before.failures);
    }

    #[test]
    fn a_right_proof_after_a_wait_begins_no_other_but_forgets_nothing() {
        let mut guard = fresh();
        for second in 0..5 {
            guard = guard.attempt(account(), at(second)).unwrap();
        }
        let right = guard.attempt(account(), at(70)).unwrap().forgive_one();
        assert_eq!(right.failures, 5);
        let wrong = right.attempt(account(), at(71)).unwrap();
        assert_eq!(
            wrong.attempt(account(), at(72)),
            Err(Blocked { retry_after: 119 })
        );
    }

    proptest! {
        /// However guesses are spread over a day, fewer than 130 of them are listened to for one account.
        #[test]
        fn a_day_of_guessing_is_slow(steps in prop::collection::vec(0_i64..400, 2000)) {
            let (mut guard, mut now, mut heard) = (fresh(), 0, 0);
            for step in steps {
                now += step;
                if now >= 86_400 {
                    break;
                }
                if let Ok(next) = guard.attempt(account(), at(now)) {
                    guard = next;
                    heard += 1;
                }
            }
            prop_assert!(heard < 130, "{heard} guesses were heard");
        }
    }
}
