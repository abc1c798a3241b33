//! What newly computed alarms change about the signals that stand.

use std::collections::BTreeMap;

use kernel::{Day, Id};

use super::Finding;
use crate::model::Signal;

/// Two computations of one number agree when they differ by less than a database's reading of a decimal.
const ROUNDING: f64 = 1e-9;

/// What a stored signal says now.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Said {
    /// Its numbers and words.
    pub(crate) finding: Finding,
    /// The detector's parameters, as JSON.
    pub(crate) params: String,
}

/// A stored signal.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Standing {
    /// Its id.
    pub(crate) id: Id<Signal>,
    /// What it says.
    pub(crate) said: Said,
    /// Whether it has been withdrawn.
    pub(crate) is_withdrawn: bool,
}

/// One thing to be written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Change {
    /// A signal that did not exist.
    Raise(Finding),
    /// A signal that says something else than before, or is raised again after it was withdrawn.
    Restate(Id<Signal>, Finding),
    /// A signal that the present counts no longer support.
    Withdraw(Id<Signal>),
}

/// Compares what stands for one detector, series and span with what was found there, with `params` in force.
///
/// The same findings again change nothing.
pub(crate) fn settle(standing: Vec<Standing>, found: Vec<Finding>, params: &str) -> Vec<Change> {
    let mut by_day: BTreeMap<Day, Standing> = standing
        .into_iter()
        .map(|signal| (signal.said.finding.day, signal))
        .collect();
    let mut changes = Vec::new();
    for finding in found {
        match by_day.remove(&finding.day) {
            None => changes.push(Change::Raise(finding)),
            Some(known) => {
                let same = !known.is_withdrawn
                    && known.said.params == params
                    && is_same(&known.said.finding, &finding);
                if !same {
                    changes.push(Change::Restate(known.id, finding));
                }
            }
        }
    }
    changes.extend(
        by_day
            .into_values()
            .filter(|left| !left.is_withdrawn)
            .map(|left| Change::Withdraw(left.id)),
    );
    changes
}

fn is_same(one: &Finding, other: &Finding) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() <= ROUNDING * a.abs().max(b.abs()).max(1.0);
    let near_or_none = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) => near(a, b),
        (None, None) => true,
        _ => false,
    };
    one.observed == other.observed
        && near_or_none(one.expected, other.expected)
        && near(one.bound, other.bound)
        && near_or_none(one.p, other.p)
        && near(one.score, other.score)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(number: i32, observed: i64) -> Finding {
        Finding {
            day: Day::from_number(number),
            observed,
            expected: Some(2.5),
            bound: 4.0,
            p: None,
            score: 1.5,
            why_zh: "超过".into(),
            why_en: "above".into(),
        }
    }

    fn standing(finding: Finding, is_withdrawn: bool) -> Standing {
        Standing {
            id: Id::new(),
            said: Said {
                finding,
                params: "{}".into(),
            },
            is_withdrawn,
        }
    }

    #[test]
    fn the_same_again_changes_nothing() {
        let mut again = finding(1, 9);
        again.bound += 1e-13;
        assert_eq!(
            settle(vec![standing(finding(1, 9), false)], vec![again], "{}"),
            []
        );
    }

    #[test]
    fn what_is_new_changed_gone_and_back() {
        let (changed, gone, back, left) = (
            standing(finding(2, 9), false),
            standing(finding(3, 9), false),
            standing(finding(4, 9), true),
            standing(finding(5, 9), true),
        );
        let ids = (changed.id, gone.id, back.id);
        let changes = settle(
            vec![changed, gone, back, left],
            vec![finding(1, 9), finding(2, 10), finding(4, 9)],
            "{}",
        );
        assert_eq!(
            changes,
            [
                Change::Raise(finding(1, 9)),
                Change::Restate(ids.0, finding(2, 10)),
                Change::Restate(ids.2, finding(4, 9)),
                Change::Withdraw(ids.1),
            ]
        );
    }

    #[test]
    fn another_setting_is_a_change() {
        let known = standing(finding(1, 9), false);
        let id = known.id;
        assert_eq!(
            settle(vec![known], vec![finding(1, 9)], "{\"alpha\":0.01}"),
            [Change::Restate(id, finding(1, 9))]
        );
    }
}
