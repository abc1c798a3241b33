//! How much curve and delays change: learned from the counts on a lattice of scales.

use super::posterior::{Model, Posterior, Start};
use super::prior::{Curves, Scales};

/// One scale's lattice: `centre` · `ratio`^k for k from −`reach` to `reach`.
struct Lattice {
    centre: f64,
    ratio: f64,
    reach: i32,
    /// Sd of the prior of k, which is normal around 0.
    sd: f64,
}

const GROWTH: Lattice = Lattice {
    centre: 0.08,
    ratio: 2.5,
    reach: 2,
    sd: 1.2,
};
const EVENT: Lattice = Lattice {
    centre: 0.1,
    ratio: 2.5,
    reach: 2,
    sd: 1.0,
};
const DRIFT: Lattice = Lattice {
    centre: 0.05,
    ratio: 2.5,
    reach: 2,
    sd: 1.0,
};
const WEEKDAY: Lattice = Lattice {
    centre: 0.2,
    ratio: 2.5,
    reach: 2,
    sd: 1.0,
};
const BATCH: Lattice = Lattice {
    centre: 0.2,
    ratio: 2.5,
    reach: 2,
    sd: 1.0,
};

/// Within a month the odds of a report change by a factor of 1.8 or so.
const TREND: Lattice = Lattice {
    centre: 0.02,
    ratio: 2.5,
    reach: 2,
    sd: 1.0,
};

const AXES: usize = 6;

const LATTICES: [Lattice; AXES] = [GROWTH, EVENT, DRIFT, WEEKDAY, BATCH, TREND];

/// Where the weekday stands among them: weekly data have none.
const WEEKDAY_AXIS: usize = 3;

/// A point of the lattices.
type Place = [i32; AXES];

/// Places looked at before the search is content with the best.
const PLACES_MAX: usize = 40;

/// Candidates less probable than the best by this factor are left out.
const WEIGHT_MIN: f64 = 0.01;

/// Scales, their posterior, and their probability.
pub(super) struct Candidate {
    pub posterior: Posterior,
    pub weight: f64,
}

/// A place that was looked at.
struct Visit {
    place: Place,
    /// Log probability up to a constant; −∞ if there is no fit.
    score: f64,
    posterior: Option<Posterior>,
}

/// Climbs to the most probable place of the lattice, and returns it with all others seen, weighted by their probability.
///
/// All neighbours of the best are among them, so that its uncertainty is too.
pub(super) fn explore(model: &Model) -> Option<Vec<Candidate>> {
    let mut curves = Curves::new(model.layout.steps);
    let (jump, first) = choose_jump(model, &mut curves)?;
    let mut visits = vec![first];
    let mut best = 0;
    loop {
        let here = visits[best].place;
        for neighbour in neighbours(here, model.is_daily()) {
            if visits.len() < PLACES_MAX && visits.iter().all(|seen| seen.place != neighbour) {
                let from = &visits[best].posterior.as_ref()?.place;
                let seen = visit(model, neighbour, jump, from, &mut curves);
                visits.push(seen);
                // Climbing at once, and not after a look at all neighbours, saves half the way.
                if visits[visits.len() - 1].score > visits[best].score {
                    best = visits.len() - 1;
                }
            }
        }
        if visits[best].place == here {
            break;
        }
    }
    let top = visits[best].score;
    let candidates: Vec<Candidate> = visits
        .into_iter()
        .filter_map(|seen| {
            let weight = (seen.score - top).exp();
            let posterior = seen.posterior.filter(|_| weight >= WEIGHT_MIN)?;
            Some(Candidate { posterior, weight })
        })
        .collect();
    let sum: f64 = candidates.iter().map(|candidate| candidate.weight).sum();
    let scaled = candidates.into_iter().map(|candidate| Candidate {
        weight: candidate.weight / sum,
        ..candidate
    });
    Some(scaled.collect())
}

fn neighbours(place: Place, is_daily: bool) -> impl Iterator<Item = Place> {
    (0..LATTICES.len())
        .filter(move |&axis| is_daily || axis != WEEKDAY_AXIS)
        .flat_map(move |axis| {
            [-1, 1].into_iter().filter_map(move |step| {
                let mut next = place;
                next[axis] += step;
                (next[axis].abs() <= LATTICES[axis].reach).then_some(next)
            })
        })
}

/// Whether reporting had one regime or two, judged in the middle of the lattice.
fn choose_jump(model: &Model, curves: &mut Curves) -> Option<(usize, Visit)> {
    let mut best = (0, visit(model, [0; AXES], 0, &model.start(), curves));
    let steady = best.1.posterior.as_ref()?;
    let jumps = model.likely_jumps(steady, &scales_at([0; AXES], 0, model.is_daily()));
    let place = steady.place.clone();
    // A jump somewhere is as probable as none, and every report step as probable a place for it as another.
    let cost = (model.layout.steps as f64).ln();
    for jump in jumps {
        let mut seen = visit(model, [0; AXES], jump, &place, curves);
        seen.score -= cost;
        if seen.score > best.1.score {
            best = (jump, seen);
        }
    }
    let (jump, mut first) = best;
    if jump > 0 {
        // From here on all places have the same jump.
        first.score += cost;
    }
    Some((jump, first))
}

fn scales_at(place: Place, jump: usize, is_daily: bool) -> Scales {
    let scale = |axis: usize| LATTICES[axis].centre * LATTICES[axis].ratio.powi(place[axis]);
    Scales {
        growth: scale(0),
        event: scale(1),
        drift: scale(2),
        // Counts can hardly tell the two apart, and what changes for all cases waiting changes about as much for new ones.
        cohort: scale(2),
        weekday: if is_daily { scale(WEEKDAY_AXIS) } else { 0.0 },
        batch: scale(4),
        trend: scale(5),
        jump,
    }
}

fn visit(model: &Model, place: Place, jump: usize, start: &Start, curves: &mut Curves) -> Visit {
    let scales = scales_at(place, jump, model.is_daily());
    let log_prior: f64 = place
        .iter()
        .zip(&LATTICES)
        .map(|(&k, lattice)| -0.5 * (f64::from(k) / lattice.sd).powi(2))
        .sum();
    let posterior = model.posterior(&scales, start, curves);
    let score = posterior
        .as_ref()
        .map_or(f64::NEG_INFINITY, |found| found.log_evidence + log_prior);
    Visit {
        place,
        score: if score.is_nan() {
            f64::NEG_INFINITY
        } else {
            score
        },
        posterior,
    }
}
