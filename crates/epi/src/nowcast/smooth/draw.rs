//! Draws from the posterior, and of the cases still to be reported.

use super::layout::Layout;
use super::posterior::Model;
use super::scales::Candidate;
use crate::nowcast::NowcastSettings;
use crate::stats::Stream;

/// Report steps whose mean stands for the reporting speed of today: a week, so that every weekday counts once.
const TODAY: usize = 7;

/// Draws for the incomplete event steps, oldest first.
pub(super) struct Draws {
    /// Cases not reported yet, one a draw.
    pub unknown: Vec<Vec<u64>>,
    /// Mean share known by now.
    pub reported_share: Vec<f64>,
    /// Mean share known by delay under the reporting speed of today.
    pub delay_cdf: Vec<f64>,
}

pub(super) fn draws(model: &Model, candidates: &[Candidate], settings: &NowcastSettings) -> Draws {
    let layout = model.layout;
    let recent = layout.steps - layout.old;
    let mut sums = Draws {
        unknown: vec![Vec::with_capacity(settings.draws); recent],
        reported_share: vec![0.0; recent],
        delay_cdf: vec![0.0; layout.delays + 1],
    };
    let needed = layout.first_needed();
    let mut deviation = vec![0.0; layout.len()];
    let (mut drawn, mut owed) = (0, 0.0);
    for candidate in candidates {
        owed += candidate.weight * settings.draws as f64;
        let mode = &candidate.posterior.place.mode;
        // Draws come in pairs mirrored at the mode, which takes most of the chance out of medians.
        while (drawn as f64) < owed.round() && drawn < settings.draws {
            let mut stream = Stream::new(settings.seed, drawn as u64);
            for pair in deviation[needed..].chunks_mut(2) {
                let normal = stream.normal_pair();
                pair.copy_from_slice(&normal[..pair.len()]);
            }
            candidate
                .posterior
                .factor
                .solve_upper(&mut deviation, needed);
            for sign in [1.0, -1.0] {
                if drawn < settings.draws {
                    let at = |place: usize| mode[place] + sign * deviation[place];
                    sums.add(layout, at, &mut stream);
                    drawn += 1;
                }
            }
        }
    }
    for share in sums.reported_share.iter_mut().chain(&mut sums.delay_cdf) {
        *share /= drawn.max(1) as f64;
    }
    sums
}

impl Draws {
    fn add(&mut self, layout: Layout, at: impl Fn(usize) -> f64, stream: &mut Stream) {
        for (index, event) in (layout.old..layout.steps).enumerate() {
            let cohort = layout.cohort_effect(event, &at);
            let hidden = (0..layout.steps - event).fold(1.0, |hidden, delay| {
                hidden * stays(at(layout.hazard(delay)) + at(layout.report(event + delay)) + cohort)
            });
            let expected = at(layout.level(event))
                .min(super::posterior::LOG_MEAN_MAX)
                .exp();
            self.unknown[index].push(stream.poisson(expected * hidden));
            self.reported_share[index] += 1.0 - hidden;
        }
        let days = TODAY.min(layout.steps - layout.old);
        let speed = (layout.steps - days..layout.steps)
            .map(|step| at(layout.report(step)) + layout.cohort_effect(step, &at))
            .sum::<f64>()
            / days as f64;
        let mut hidden = 1.0;
        for delay in 0..layout.delays {
            hidden *= stays(at(layout.hazard(delay)) + speed);
            self.delay_cdf[delay] += 1.0 - hidden;
        }
        self.delay_cdf[layout.delays] += 1.0;
    }
}

/// Probability not to become known at a logit of the hazard.
fn stays(logit: f64) -> f64 {
    1.0 / (1.0 + logit.exp())
}
