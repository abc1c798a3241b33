//! Where each parameter of the model lies in the vector of all.

use super::prior::KNOT_STEPS;

/// Where each parameter lies in the vector of all.
///
/// What a nowcast needs comes last, so that draws of it need no draws of the rest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    /// Event steps, and as many report steps.
    pub steps: usize,
    /// Delays with a hazard of their own; at the next one all remaining cases become known.
    pub delays: usize,
    /// Event steps that are complete, and report steps that concern only them.
    pub old: usize,
    /// Knots of the cohort effect after the first, which is 0.
    pub knots: usize,
}

impl Layout {
    pub(super) fn new(steps: usize, delays: usize) -> Self {
        Self {
            steps,
            delays,
            old: steps.saturating_sub(delays),
            knots: steps.saturating_sub(1).div_ceil(KNOT_STEPS),
        }
    }

    pub(super) fn len(&self) -> usize {
        2 * self.steps + self.delays + self.knots
    }

    /// Effect of a knot of the cohort effect.
    pub(super) fn knot(&self, knot: usize) -> usize {
        2 * self.old + self.delays + knot
    }

    /// The knots of the cohort effect around an event step with their weights; none where the effect is that of the first, 0.
    pub(super) fn cohort(&self, event: usize) -> impl Iterator<Item = (usize, f64)> + use<> {
        let before_last = self.steps - 1 - event;
        let (late, rest) = (before_last / KNOT_STEPS, before_last % KNOT_STEPS);
        let share = rest as f64 / KNOT_STEPS as f64;
        let (knots, first) = (self.knots, self.knot(0));
        [(late + 1, share), (late, 1.0 - share)]
            .into_iter()
            .filter(move |&(back, weight)| back < knots && weight > 0.0)
            .map(move |(back, weight)| (first + knots - 1 - back, weight))
    }

    /// Effect of an event step's cohort on the logit of its hazards, from the parameters `at` their places.
    pub(super) fn cohort_effect(&self, event: usize, at: impl Fn(usize) -> f64) -> f64 {
        self.cohort(event)
            .map(|(knot, weight)| weight * at(knot))
            .sum()
    }

    /// First of the parameters a nowcast needs.
    pub(super) fn first_needed(&self) -> usize {
        2 * self.old
    }

    /// Logarithm of the expected count of an event step.
    pub(super) fn level(&self, event: usize) -> usize {
        if event < self.old {
            event
        } else {
            self.old + self.delays + self.knots + self.steps + event - self.old
        }
    }

    /// Effect of a report step on the logit of the hazard.
    pub(super) fn report(&self, report: usize) -> usize {
        if report < self.old {
            self.old + report
        } else {
            self.old + self.delays + self.knots + report
        }
    }

    /// Logit of the hazard of a delay.
    pub(super) fn hazard(&self, delay: usize) -> usize {
        2 * self.old + delay
    }
}
