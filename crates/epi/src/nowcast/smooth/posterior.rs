//! The most probable curve and delays for given scales of change, and how sure they are.

use super::layout::Layout;
use super::prior::{Block, Curves, Scales, hazard_mean, log_density_of_trust, trust_in};
use crate::nowcast::ReportingTriangle;
use crate::stats::Cholesky;

/// Weight of the counts against the prior: the model is nearly right, and cases are not reported one by one but in bundles, so
/// that three counts say as much as two independent ones (a power posterior, Miller & Dunson 2019,
/// doi:10.1080/01621459.2018.1469995).
const SHARE_BELIEVED: f64 = 2.0 / 3.0;

/// Newton steps before a fit is given up.
const STEPS_MAX: usize = 60;

/// Longest step of any parameter, on the log or logit scale.
const STEP_LENGTH_MAX: f64 = 2.0;

/// Gain in log posterior below which a fit has arrived.
const GAIN_MIN: f64 = 1e-2;

/// Least rise of the log posterior a step must bring, as a share of what it promises to first order: with the expected
/// information in place of the observed, a whole step may leap to and fro across the mode.
const RISE_MIN: f64 = 0.5;

/// Shares of a Newton step below which a search is given up.
const LENGTH_MIN: f64 = 1e-6;

/// Report steps at which a new regime is tried.
const JUMPS_TRIED: usize = 4;

/// Rounds of weighing report steps and fitting again.
const ROUNDS_MAX: usize = 4;

/// Change of the logarithm of a trust that needs no further round.
const TRUST_CHANGE_MIN: f64 = 0.3;

/// Bounds of the linear predictors, beyond which doubles lose their digits.
const LOGIT_MAX: f64 = 30.0;
pub(super) const LOG_MEAN_MAX: f64 = 60.0;

/// The counts the model is fitted to.
pub(super) struct Model {
    pub layout: Layout,
    /// By event step, the cases of each delay that can be known.
    counts: Vec<Vec<f64>>,
    /// Prior mean of all parameters.
    centre: Vec<f64>,
    hazards: Block,
    is_daily: bool,
}

/// Where a search begins and where it arrives.
#[derive(Debug, Clone)]
pub(super) struct Start {
    /// All parameters.
    pub mode: Vec<f64>,
    /// By report step, how much its speed says of the others: 1 a usual one, less an outlier.
    pub trust: Vec<f64>,
}

/// The posterior as a normal distribution around its mode.
pub(super) struct Posterior {
    pub place: Start,
    /// Cholesky factor of the precision.
    pub factor: Cholesky,
    /// Logarithm of the probability of the counts, up to a constant of the model.
    pub log_evidence: f64,
}

/// Cases of one event step at risk of becoming known, by delay.
#[derive(Default)]
struct Course {
    /// Probability to become known at a delay, if not before.
    hazard: Vec<f64>,
    /// Expected cases not known before a delay.
    at_risk: Vec<f64>,
    /// Expected cases not known by now.
    unknown: f64,
    log_likelihood: f64,
}

impl Model {
    pub(super) fn new(triangle: &ReportingTriangle, first: usize, is_daily: bool) -> Option<Self> {
        let delays = triangle.delay_max();
        let counts: Vec<Vec<f64>> = (first..triangle.len())
            .map(|row| triangle.row(row).iter().copied().map(f64::from).collect())
            .collect();
        let layout = Layout::new(counts.len(), delays);
        let cases: f64 = counts.iter().flatten().sum();
        let mut centre = vec![0.0; layout.len()];
        let level = ((cases + 0.5) / counts.len() as f64).ln();
        for event in 0..layout.steps {
            centre[layout.level(event)] = level;
        }
        for delay in 0..delays {
            centre[layout.hazard(delay)] = hazard_mean(delays);
        }
        Some(Self {
            hazards: Block::hazards(delays)?,
            layout,
            counts,
            centre,
            is_daily,
        })
    }

    pub(super) fn is_daily(&self) -> bool {
        self.is_daily
    }

    /// A place to begin: counts as reported, hazards as if nothing were cut off.
    pub(super) fn start(&self) -> Start {
        let layout = self.layout;
        let mut place = self.centre.clone();
        for (event, counts) in self.counts.iter().enumerate() {
            place[layout.level(event)] = (counts.iter().sum::<f64>() + 0.5).ln();
        }
        for delay in 0..layout.delays {
            let (mut known, mut later) = (0.5, 1.0);
            for counts in self.counts.iter().filter(|counts| counts.len() > delay) {
                known += counts[delay];
                later += counts[delay + 1..].iter().sum::<f64>();
            }
            place[layout.hazard(delay)] = (known / later).ln();
        }
        Start {
            mode: place,
            trust: vec![1.0; layout.steps],
        }
    }

    /// The posterior for given scales, searched for from `start`; `None` if the search does not arrive.
    pub(super) fn posterior(
        &self,
        scales: &Scales,
        start: &Start,
        curves: &mut Curves,
    ) -> Option<Posterior> {
        let curve = curves.of(scales)?;
        let cohorts = Block::cohorts(self.layout.knots, scales)?;
        let mut from = start.clone();
        let mut rounds = 1;
        loop {
            let reports = Block::reports(&from.trust, scales)?;
            let prior = Prior {
                curve: &curve,
                reports: &reports,
                cohorts: &cohorts,
                model: self,
            };
            let mut found = self.fit(&prior, from)?;
            let scatter = prior.scatter(&found.place.mode, &found.place.trust, scales);
            let trust: Vec<f64> = scatter.iter().map(|&s| trust_in(s, scales)).collect();
            let pairs = trust.iter().zip(&found.place.trust);
            let change = pairs.fold(0.0_f64, |most, (new, old)| most.max((new / old).ln().abs()));
            if change < TRUST_CHANGE_MIN || rounds == ROUNDS_MAX {
                let trust = found.place.trust.iter().copied();
                found.log_evidence += trust.map(log_density_of_trust).sum::<f64>();
                return Some(found);
            }
            rounds += 1;
            from = Start {
                mode: found.place.mode,
                trust,
            };
        }
    }

    /// Newton's method for one prior, each step halved until the posterior rises.
    fn fit(&self, prior: &Prior, start: Start) -> Option<Posterior> {
        let Start {
            mode: mut place,
            trust,
        } = start;
        let mut value = self.log_likelihood(&place) + prior.log_density(&place);
        for _ in 0..STEPS_MAX {
            let (slope, factor) = self.slope_and_curvature(&place, prior)?;
            let mut step = slope.clone();
            factor.solve(&mut step);
            let gain: f64 = 0.5 * step.iter().zip(&slope).map(|(s, g)| s * g).sum::<f64>();
            if !gain.is_finite() {
                return None;
            }
            if gain < GAIN_MIN {
                let determinants = prior.log_determinant() - factor.log_determinant();
                for (parameter, change) in place.iter_mut().zip(&step) {
                    *parameter += change;
                }
                return Some(Posterior {
                    place: Start { mode: place, trust },
                    factor,
                    log_evidence: value + gain + 0.5 * determinants,
                });
            }
            let longest = step.iter().fold(0.0_f64, |most, s| most.max(s.abs()));
            let mut length = (STEP_LENGTH_MAX / longest).min(1.0);
            (place, value) = loop {
                let moved = place
                    .iter()
                    .zip(&step)
                    .map(|(p, change)| p + length * change);
                let trial: Vec<f64> = moved.collect();
                let found = self.log_likelihood(&trial) + prior.log_density(&trial);
                if found > value + RISE_MIN * length * gain {
                    break (trial, found);
                }
                length *= 0.5;
                if length < LENGTH_MIN {
                    return None;
                }
            };
        }
        None
    }

    /// The report steps at which a new regime most likely began, best first: where the prior pulls all effects before the step
    /// one way, measured in the sd of such a pull.
    pub(super) fn likely_jumps(&self, found: &Posterior, scales: &Scales) -> Vec<usize> {
        let steps = self.layout.steps;
        let Some(reports) = Block::reports(&found.place.trust, scales) else {
            return Vec::new();
        };
        let effect = |step: usize| found.place.mode[self.layout.report(step)];
        let (mut pull, mut weight) = (0.0, 0.0);
        let mut scored: Vec<(f64, usize)> = Vec::new();
        for (step, row) in reports.precision.chunks_exact(steps).enumerate() {
            pull += (0..steps)
                .map(|other| row[other] * effect(other))
                .sum::<f64>();
            weight += row[step] + 2.0 * row[..step].iter().sum::<f64>();
            if step + 1 < steps {
                scored.push((pull * pull / weight, step + 1));
            }
        }
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        scored
            .iter()
            .take(JUMPS_TRIED)
            .map(|&(_, step)| step)
            .collect()
    }

    fn log_likelihood(&self, place: &[f64]) -> f64 {
        let mut course = Course::default();
        (0..self.counts.len())
            .map(|event| {
                self.follow(event, place, &mut course);
                SHARE_BELIEVED * course.log_likelihood
            })
            .sum()
    }

    /// How the cases of an event step become known: Poisson counts in every cell, by hazards along the delay.
    fn follow(&self, event: usize, place: &[f64], course: &mut Course) {
        let layout = self.layout;
        let counts = &self.counts[event];
        course.hazard.clear();
        course.at_risk.clear();
        let log_mean = place[layout.level(event)].clamp(-LOG_MEAN_MAX, LOG_MEAN_MAX);
        let expected = log_mean.exp();
        let (mut left, mut log_left, mut likelihood) = (expected, log_mean, 0.0);
        let cohort = layout.cohort_effect(event, |at| place[at]);
        // Beyond the last case logarithms are multiplied by nothing.
        let until = counts.iter().rposition(|count| *count > 0.0);
        for (delay, count) in counts.iter().enumerate().take(layout.delays) {
            let logit = place[layout.hazard(delay)] + place[layout.report(event + delay)] + cohort;
            let logit = logit.clamp(-LOGIT_MAX, LOGIT_MAX);
            let odds = logit.exp();
            let hazard = odds / (1.0 + odds);
            course.hazard.push(hazard);
            course.at_risk.push(left);
            left *= 1.0 - hazard;
            if until.is_some_and(|last| delay <= last) {
                let log_rest = -odds.ln_1p();
                likelihood += count * (log_left + logit + log_rest);
                log_left += log_rest;
            }
        }
        course.unknown = left;
        if let Some(count) = counts.get(layout.delays) {
            likelihood += count * log_left;
            course.unknown = 0.0;
        }
        course.log_likelihood = likelihood - (expected - course.unknown);
    }

    /// Slope of the log posterior, and the factor of its expected curvature.
    fn slope_and_curvature(&self, place: &[f64], prior: &Prior) -> Option<(Vec<f64>, Cholesky)> {
        let layout = self.layout;
        let size = layout.len();
        let mut slope = vec![0.0; size];
        let mut curvature = vec![0.0; size * size];
        prior.add_to(place, &mut slope, &mut curvature);
        let mut course = Course::default();
        let (mut direction, mut causes) = (Vec::new(), Vec::new());
        for (event, counts) in self.counts.iter().enumerate() {
            self.follow(event, place, &mut course);
            let unknown = course.unknown;
            let level = layout.level(event);
            let expected = course.at_risk.first().copied().unwrap_or(unknown);
            let mut later: f64 = counts.iter().sum();
            slope[level] += SHARE_BELIEVED * (later - (expected - unknown));
            curvature[level * size + level] += SHARE_BELIEVED * expected;
            for (delay, (hazard, at_risk)) in course.hazard.iter().zip(&course.at_risk).enumerate()
            {
                let change = SHARE_BELIEVED * (counts[delay] - hazard * (later + unknown));
                later -= counts[delay];
                let information = SHARE_BELIEVED * at_risk * hazard * (1.0 - hazard);
                causes.clear();
                causes.push((layout.hazard(delay), 1.0));
                causes.extend(layout.cohort(event));
                causes.push((layout.report(event + delay), 1.0));
                for &(at, weight) in &causes {
                    slope[at] += weight * change;
                }
                take_away(&mut curvature, size, -information, &causes);
            }
            if unknown > 0.0 {
                // What is not known yet says nothing: it takes one direction of information away.
                direction.clear();
                let hazards = course.hazard.iter().enumerate();
                direction.extend(hazards.clone().map(|(delay, h)| (layout.hazard(delay), -h)));
                let together: f64 = course.hazard.iter().sum();
                direction.extend(
                    layout
                        .cohort(event)
                        .map(|(at, weight)| (at, -weight * together)),
                );
                direction.extend(hazards.map(|(delay, h)| (layout.report(event + delay), -h)));
                direction.push((level, 1.0));
                take_away(&mut curvature, size, SHARE_BELIEVED * unknown, &direction);
            }
        }
        Some((slope, Cholesky::new(curvature, size)?))
    }
}

/// Subtracts `weight` · v vᵀ from the upper triangle of a matrix; `direction` lists the elements of v that are not 0, each once.
fn take_away(matrix: &mut [f64], size: usize, weight: f64, direction: &[(usize, f64)]) {
    for (place, &(i, at_i)) in direction.iter().enumerate() {
        for &(j, at_j) in &direction[place..] {
            if i <= j {
                matrix[i * size + j] -= weight * at_i * at_j;
            } else {
                matrix[j * size + i] -= weight * at_j * at_i;
            }
        }
    }
}

/// The prior of all parameters.
struct Prior<'a> {
    curve: &'a Block,
    reports: &'a Block,
    cohorts: &'a Block,
    model: &'a Model,
}

impl Prior<'_> {
    fn log_determinant(&self) -> f64 {
        self.curve.log_determinant
            + self.reports.log_determinant
            + self.cohorts.log_determinant
            + self.model.hazards.log_determinant
    }

    /// Every block with the places of its elements.
    fn blocks(&self) -> [(&Block, Vec<usize>); 4] {
        let layout = self.model.layout;
        [
            (
                self.curve,
                (0..layout.steps).map(|t| layout.level(t)).collect(),
            ),
            (
                self.reports,
                (0..layout.steps).map(|s| layout.report(s)).collect(),
            ),
            (
                &self.model.hazards,
                (0..layout.delays).map(|d| layout.hazard(d)).collect(),
            ),
            (
                self.cohorts,
                (0..layout.knots).map(|k| layout.knot(k)).collect(),
            ),
        ]
    }

    fn log_density(&self, place: &[f64]) -> f64 {
        let mut sum = 0.0;
        for (block, places) in self.blocks() {
            let deviation = self.deviation(place, &places);
            for (row, own) in block
                .precision
                .chunks_exact(places.len().max(1))
                .zip(&deviation)
            {
                let pull: f64 = row.iter().zip(&deviation).map(|(p, d)| p * d).sum();
                sum -= 0.5 * own * pull;
            }
        }
        sum
    }

    /// The independent scatter of every report step.
    fn scatter(&self, place: &[f64], trust: &[f64], scales: &Scales) -> Vec<f64> {
        let effects: Vec<f64> = (0..trust.len())
            .map(|step| place[self.model.layout.report(step)])
            .collect();
        let rows = self.reports.precision.chunks_exact(trust.len());
        rows.zip(trust)
            .map(|(row, trust)| {
                let pull: f64 = row.iter().zip(&effects).map(|(p, e)| p * e).sum();
                scales.batch.powi(2) / trust * pull
            })
            .collect()
    }

    fn deviation(&self, place: &[f64], places: &[usize]) -> Vec<f64> {
        let centre = &self.model.centre;
        places.iter().map(|&at| place[at] - centre[at]).collect()
    }

    fn add_to(&self, place: &[f64], slope: &mut [f64], curvature: &mut [f64]) {
        let size = slope.len();
        for (block, places) in self.blocks() {
            let deviation = self.deviation(place, &places);
            let rows = block.precision.chunks_exact(places.len().max(1));
            for (i, (row, &at)) in rows.zip(&places).enumerate() {
                let pull: f64 = row.iter().zip(&deviation).map(|(p, d)| p * d).sum();
                slope[at] -= pull;
                // Places ascend with the element, so that these lie in the upper triangle.
                for (precision, &other) in row[i..].iter().zip(&places[i..]) {
                    curvature[at * size + other] += precision;
                }
            }
        }
    }
}
