//! The maximum as R's surveillance 1.20 looks for it.
//!
//! What differs from the maximum of the likelihood:
//! - the search for κ begins at the previous start point's answer and is Newton's method without any safeguard, so that it may
//!   run away and count as "no change" (mostly with `decrease`);
//! - for `epidemic` with negative-binomial counts, λ is not searched for: the e^κ of the intercept chart is put in its place;
//! - for `epidemic`, the count before the first monitored point is taken for 0; and once a search for λ has ended near 0 or
//!   without an answer, later start points of the same window repeat it;
//! - for Poisson counts with a window, a change must have lasted one step more than asked for, and stretches without cases do
//!   not count as a decrease.

use super::ratio::{Change, Point, sum};

const STEPS_MAX: usize = 1000;
const TOLERANCE: f64 = 1e-6;

/// Log ratios this small are taken for "no change at all", and the search ends there.
const KAPPA_MIN: f64 = -18.0;

/// The statistic of the reference at the last of `points`.
pub(super) fn greatest(
    points: &[Option<Point>],
    steps_min: usize,
    has_window: bool,
    change: Change,
    alpha: f64,
) -> f64 {
    let is_epidemic = change == Change::Epidemic;
    let steps_min = steps_min + usize::from(has_window && alpha == 0.0 && !is_epidemic);
    let Some(last_start) = points.len().checked_sub(steps_min) else {
        return 0.0;
    };
    // The answer of the start point before.
    let mut carried: f64 = 0.5;
    let mut best = 0.0_f64;
    for first in 0..=last_start {
        let since = &points[first..];
        let log = match (is_epidemic, alpha > 0.0) {
            (false, true) => {
                let found = newton_kappa(since, carried, alpha);
                carried = match change {
                    Change::Fall => -(-found).max(0.0),
                    _ => found.max(0.0),
                };
                sum(since, |p| p.ratio(p.mean * carried.exp(), alpha)).log
            }
            (false, false) => poisson(since, change),
            (true, true) => {
                carried = newton_kappa(since, carried, alpha);
                let lambda = carried.exp();
                sum(since, |p| p.ratio(p.epidemic_mean(lambda), alpha)).log
            }
            (true, false) => {
                carried = newton_lambda(since, carried);
                sum(since, |p| p.ratio(p.epidemic_mean(carried), 0.0)).log
            }
        };
        // NaN is never greater.
        if log > best {
            best = log;
        }
    }
    best
}

fn poisson(points: &[Option<Point>], change: Change) -> f64 {
    let cases: f64 = points.iter().flatten().map(|p| p.count).sum();
    let expected: f64 = points.iter().flatten().map(|p| p.mean).sum();
    let kappa = match change {
        Change::Fall => (cases / expected).ln().min(0.0),
        _ => (cases / expected).ln().max(0.0),
    };
    kappa * cases + (1.0 - kappa.exp()) * expected
}

fn newton_kappa(points: &[Option<Point>], start: f64, alpha: f64) -> f64 {
    let (mut before, mut kappa) = (0.4, start);
    let mut steps = 0;
    while kappa > KAPPA_MIN && (kappa - before).abs() > TOLERANCE && steps < STEPS_MAX {
        steps += 1;
        before = kappa;
        let factor = kappa.exp();
        let (mut score, mut information) = (0.0, 0.0);
        for p in points.iter().flatten() {
            let scale = 1.0 + alpha * factor * p.mean;
            score += (p.count - factor * p.mean) / scale;
            information += p.mean * (alpha * p.count + 1.0) / (scale * scale);
        }
        kappa += score / (factor * information);
    }
    kappa
}

fn newton_lambda(points: &[Option<Point>], start: f64) -> f64 {
    let (mut before, mut phi) = (2.0_f64, start.ln());
    let mut steps = 0;
    while phi > KAPPA_MIN && (phi.exp() - before.exp()).abs() > TOLERANCE && steps < STEPS_MAX {
        steps += 1;
        before = phi;
        let lambda = phi.exp();
        let (mut score, mut curvature) = (0.0, 0.0);
        for p in points.iter().flatten() {
            let previous = p.previous.unwrap_or(0.0);
            let share = previous / (lambda * previous + p.mean);
            score += p.count * share - previous;
            curvature += p.count * share * share;
        }
        phi += lambda * score / (lambda * lambda * curvature - lambda * score);
    }
    phi.exp()
}
