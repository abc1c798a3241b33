//! The life of a card (报告卡状态): which step leads from where to where.

use crate::model::{State, Step};

/// Where a step leads from a state, `None` being a card that is not there yet; no answer where the step is not allowed.
///
/// A correction and a supplement of a reviewed card wait for a review again, so that nothing counts as reviewed that nobody saw.
#[must_use]
pub(crate) fn after(before: Option<State>, step: Step) -> Option<State> {
    use State::{Draft, Final, Reported, Returned, Withdrawn};
    Some(match (before, step) {
        (None | Some(Draft), Step::Save) => Draft,
        // A returned card may be mended in pieces before it is reported again.
        (Some(Returned), Step::Save) => Returned,
        (Some(Draft | Returned), Step::Report) => Reported,
        (Some(Reported), Step::Review) => Final,
        (Some(Reported), Step::Return) => Returned,
        (Some(Reported | Final), Step::Correct | Step::Supplement) => Reported,
        (Some(Draft | Reported | Returned | Final), Step::Withdraw) => Withdrawn,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_withdrawn_stays_withdrawn() {
        for step in Step::ALL {
            assert_eq!(after(Some(State::Withdrawn), *step), None, "{step:?}");
        }
    }

    #[test]
    fn only_a_save_begins_a_card() {
        for step in Step::ALL {
            assert_eq!(
                after(None, *step).is_some(),
                *step == Step::Save,
                "{step:?}"
            );
        }
    }

    proptest! {
        /// A final card was reviewed as its last step, and nothing is reviewed that was not reported after its last change.
        #[test]
        fn no_path_leads_past_a_review(steps in proptest::collection::vec(0..Step::ALL.len(), 0..40)) {
            let (mut state, mut last) = (None, None);
            for at in steps {
                let step = Step::ALL[at];
                let Some(next) = after(state, step) else { continue };
                if next == State::Final {
                    prop_assert_eq!(step, Step::Review);
                    prop_assert_eq!(state, Some(State::Reported));
                }
                if step == Step::Review {
                    prop_assert!(matches!(last, Some(Step::Report | Step::Correct | Step::Supplement)));
                }
                (state, last) = (Some(next), Some(step));
            }
        }
    }
}
