//! Clock maths: limits, deadlines and whether they were kept.
//!
//! A diagnosis is known to the hour, from whose beginning the limit runs, or to the day only.
//! Of a day the truth lies between its first and last minute: what is in time even from the first was in time, what is
//! late even from the last was late, and what lies between cannot be judged.

use kernel::Timestamp;
use pack::{CardStep, Cards, Variables};

use crate::error::CardError;
use crate::model::{Clock, Doubt, Timeliness};

const MINUTE_MILLIS: i64 = 60_000;

/// Within how many minutes a step has to be done; `None` where no clock of the pack holds.
///
/// # Errors
/// When an expression of the pack fails.
pub(crate) fn limit(
    cards: &Cards,
    step: CardStep,
    variables: &Variables,
) -> Result<Option<u32>, CardError> {
    for clock in cards.clocks.iter().filter(|clock| clock.step == step) {
        if clock.when.is_true(variables)? {
            return Ok(Some(clock.minutes));
        }
    }
    Ok(None)
}

/// The clock of a report: from a diagnosis that was made between two instants, done at `reported` or not yet.
#[must_use]
pub(crate) fn starting(
    diagnosed: Option<(Timestamp, Timestamp)>,
    limit_minutes: Option<u32>,
    reported: Option<Timestamp>,
    now: Timestamp,
) -> Clock {
    let Some(minutes) = limit_minutes else {
        return clock(Timeliness::NoLimit, None, None, None);
    };
    let Some((first, last)) = diagnosed else {
        return clock(
            Timeliness::Unknown,
            None,
            limit_minutes,
            Some(Doubt::NoDiagnosis),
        );
    };
    let allowed = i64::from(minutes) * MINUTE_MILLIS;
    let (due, due_latest) = (first.plus_millis(allowed), last.plus_millis(allowed));
    let judged = |timeliness, doubt| clock(timeliness, Some(due), limit_minutes, doubt);
    let Some(reported) = reported else {
        return if now > due_latest {
            judged(Timeliness::Overdue, None)
        } else {
            judged(Timeliness::Running, None)
        };
    };
    if reported < first {
        judged(Timeliness::Unknown, Some(Doubt::BeforeDiagnosis))
    } else if reported <= due {
        judged(Timeliness::OnTime, None)
    } else if reported > due_latest {
        judged(Timeliness::Late, None)
    } else {
        judged(Timeliness::Unknown, Some(Doubt::NoHour))
    }
}

/// The clock of a review that has not been done: when it is due.
#[must_use]
pub(crate) fn waiting(submitted: Timestamp, limit_minutes: Option<u32>, now: Timestamp) -> Clock {
    starting(Some((submitted, submitted)), limit_minutes, None, now)
}

/// The clock of a review that was done.
#[must_use]
pub(crate) fn review(submitted: Timestamp, limit_minutes: Option<u32>, done: Timestamp) -> Clock {
    starting(
        Some((submitted, submitted)),
        limit_minutes,
        Some(done),
        done,
    )
}

fn clock(
    timeliness: Timeliness,
    due_at: Option<Timestamp>,
    limit_minutes: Option<u32>,
    doubt: Option<Doubt>,
) -> Clock {
    Clock {
        timeliness,
        due_at,
        limit_minutes,
        doubt,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_millis(minutes * MINUTE_MILLIS)
    }

    #[test]
    fn two_hours_are_two_hours() {
        let hour = Some((at(600), at(600)));
        let judge = |reported: i64| starting(hour, Some(120), Some(at(reported)), at(9000));
        assert_eq!(judge(720).timeliness, Timeliness::OnTime);
        assert_eq!(judge(721).timeliness, Timeliness::Late);
        assert_eq!(judge(720).due_at, Some(at(720)));
        let before = judge(599);
        assert_eq!(
            (before.timeliness, before.doubt),
            (Timeliness::Unknown, Some(Doubt::BeforeDiagnosis))
        );
    }

    #[test]
    fn a_day_without_hour_is_judged_where_it_can_be() {
        let day = Some((at(0), at(1439)));
        let judge = |minutes, reported| {
            let clock = starting(day, Some(minutes), Some(at(reported)), at(9000));
            (clock.timeliness, clock.doubt)
        };
        assert_eq!(judge(1440, 1440), (Timeliness::OnTime, None));
        assert_eq!(
            judge(1440, 1441),
            (Timeliness::Unknown, Some(Doubt::NoHour))
        );
        assert_eq!(judge(1440, 2880), (Timeliness::Late, None));
        assert_eq!(judge(120, 600), (Timeliness::Unknown, Some(Doubt::NoHour)));
    }

    #[test]
    fn what_has_no_limit_is_never_late() {
        let far = starting(Some((at(0), at(0))), None, Some(at(999_999)), at(999_999));
        assert_eq!((far.timeliness, far.due_at), (Timeliness::NoLimit, None));
        let none = starting(None, Some(120), Some(at(5)), at(5));
        assert_eq!(none.doubt, Some(Doubt::NoDiagnosis));
    }

    proptest! {
        /// A later report is never judged better, and a wider limit never worse.
        #[test]
        fn time_only_makes_it_worse(
            first in 0_i64..5000, width in 0_i64..1440, limit in 1_u32..3000, delay in 0_i64..6000, more in 0_i64..3000,
        ) {
            let rank = |timeliness| match timeliness {
                Timeliness::OnTime => 0,
                Timeliness::Unknown => 1,
                _ => 2,
            };
            let judge = |limit: u32, delay: i64| {
                let span = Some((at(first), at(first + width)));
                rank(starting(span, Some(limit), Some(at(first + delay)), at(99_999)).timeliness)
            };
            prop_assert!(judge(limit, delay) <= judge(limit, delay + more));
            prop_assert!(judge(limit, delay) >= judge(limit + 60, delay));
            if width == 0 {
                prop_assert_ne!(judge(limit, delay), 1);
            }
        }
    }
}
