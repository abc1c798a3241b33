//! How much curve and delays change: learned from the counts on a lattice of scales.

use super::posterior::{Model, Posterior};
use super::prior::Scales;

/// One scale's lattice: `centre` · `ratio`^k for k from −`reach` to `reach`.
struct Lattice {
    centre: f64,
    ratio: f64,
    reach: i32,
    /// Sd of the prior of k, which is normal around 0.
    sd: f64,
}

const GROWTH: Lattice = Lattice { centre: 0.08, ratio: 2.0, reach: 3, sd: 1.5 };
const EVENT: Lattice = Lattice { centre: 0.15, ratio: 2.0, reach: 3, sd: 1.0 };
const DRIFT: Lattice = Lattice { centre: 0.05, ratio: 2.0, reach: 3, sd: 1.0 };
const WEEKDAY: Lattice = Lattice { centre: 0.3, ratio: 2.5, reach: 2, sd: 1.0 };
const BATCH: Lattice = Lattice { centre: 0.3, ratio: 2.0, reach: 3, sd: 1.0 };

const LATTICES: [Lattice; 5] = [GROWTH, EVENT, DRIFT, WEEKDAY, BATCH];

/// A point of the five lattices.
type Place = [i32; 5];

/// Places looked at before the search is content with the best.
const PLACES_MAX: usize = 60;

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
    let mut visits = vec![visit(model, [0; 5], &model.start())];
    let mut best = 0;
    loop {
        let here = visits[best].place;
        let from = visits[best].posterior.as_ref()?.mode.clone();
        for neighbour in neighbours(here, model.is_daily()) {
            if visits.len() < PLACES_MAX && visits.iter().all(|seen| seen.place != neighbour) {
                visits.push(visit(model, neighbour, &from));
            }
        }
        let top = (0..visits.len()).max_by(|&a, &b| visits[a].score.total_cmp(&visits[b].score))?;
        if top == best {
            break;
        }
        best = top;
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
        .filter(move |&axis| is_daily || !std::ptr::eq(&LATTICES[axis], &LATTICES[3]))
        .flat_map(move |axis| {
            [-1, 1].into_iter().filter_map(move |step| {
                let mut next = place;
                next[axis] += step;
                (next[axis].abs() <= LATTICES[axis].reach).then_some(next)
            })
        })
}

fn visit(model: &Model, place: Place, start: &[f64]) -> Visit {
    let scale = |axis: usize| LATTICES[axis].centre * LATTICES[axis].ratio.powi(place[axis]);
    let scales = Scales {
        growth: scale(0),
        event: scale(1),
        drift: scale(2),
        weekday: if model.is_daily() { scale(3) } else { 0.0 },
        batch: scale(4),
    };
    let log_prior: f64 = place
        .iter()
        .zip(&LATTICES)
        .map(|(&k, lattice)| -0.5 * (f64::from(k) / lattice.sd).powi(2))
        .sum();
    let posterior = model.posterior(&scales, start);
    let score = posterior
        .as_ref()
        .map_or(f64::NEG_INFINITY, |found| found.log_evidence + log_prior);
    Visit {
        place,
        score: if score.is_nan() { f64::NEG_INFINITY } else { score },
        posterior,
    }
}
