//! Likelihood ratios of a change against none, and the change that makes them greatest.

use crate::stats::top;

/// Greatest log ratio of means looked at; e to this power times any mean is still a number.
const KAPPA_MAX: f64 = 600.0;

/// Greatest strength of spread looked at, in cases per earlier case.
const LAMBDA_MAX: f64 = 1e12;

/// A reported point under watch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    pub(super) count: f64,
    /// In-control mean; positive.
    pub(super) mean: f64,
    /// Count of the step before, where it was reported.
    pub(super) previous: Option<f64>,
}

/// The kind of change looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// Means are multiplied by e^κ, κ ≥ 0.
    Rise,
    /// Means are multiplied by e^κ, κ ≤ 0.
    Fall,
    /// λ times the previous count is added to means, λ ≥ 0.
    Epidemic,
}

/// A log likelihood ratio and how much one more case at the last point would add to it.
///
/// For a given change the log ratio is a straight line in every count, so the greatest of them is convex.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ratio {
    pub(super) log: f64,
    pub(super) per_case: f64,
}

impl Ratio {
    pub(super) const NONE: Ratio = Ratio {
        log: 0.0,
        per_case: 0.0,
    };

    pub(super) fn greater(self, other: Ratio) -> Ratio {
        if other.log > self.log { other } else { self }
    }
}

impl Point {
    /// Log ratio of this point if its mean were `changed` and not `mean`.
    pub(super) fn ratio(&self, changed: f64, alpha: f64) -> Ratio {
        let variances = if alpha > 0.0 {
            (alpha * (changed - self.mean) / (1.0 + alpha * self.mean)).ln_1p()
        } else {
            0.0
        };
        self.ratio_of((changed / self.mean).ln(), changed, variances, alpha)
    }

    /// The same where the logarithm of the factor is known.
    fn shifted(&self, kappa: f64, factor: f64, alpha: f64) -> Ratio {
        let changed = factor * self.mean;
        let variances = (alpha * (changed - self.mean) / (1.0 + alpha * self.mean)).ln_1p();
        self.ratio_of(kappa, changed, variances, alpha)
    }

    fn ratio_of(&self, log_factor: f64, changed: f64, variances: f64, alpha: f64) -> Ratio {
        let per_case = log_factor - variances;
        let constant = if alpha > 0.0 {
            variances / alpha
        } else {
            changed - self.mean
        };
        let gained = if self.count > 0.0 {
            self.count * per_case
        } else {
            0.0
        };
        Ratio {
            log: gained - constant,
            per_case,
        }
    }

    /// Mean under an epidemic of strength `lambda`; unchanged where the step before is unknown.
    pub(super) fn epidemic_mean(&self, lambda: f64) -> f64 {
        self.mean + lambda * self.previous.unwrap_or(0.0)
    }
}

/// The greatest log ratio over all changes that began at one of the points and have lasted at least `steps_min` steps.
///
/// `points` holds one entry a step, the judged point last and reported; steps that were not reported say nothing.
pub(super) fn greatest(
    points: &[Option<Point>],
    steps_min: usize,
    change: Change,
    alpha: f64,
) -> Ratio {
    let mut best = Ratio::NONE;
    let mut start = 0.0;
    let (mut cases, mut expected) = (0.0, 0.0);
    for first in (0..points.len()).rev() {
        let Some(point) = points[first] else { continue };
        cases += point.count;
        expected += point.mean;
        if points.len() - first < steps_min {
            continue;
        }
        let since = &points[first..];
        let ratio = match change {
            Change::Epidemic => epidemic(since, &mut start, alpha),
            _ if alpha == 0.0 => poisson_shift(cases, expected, change),
            _ if cases == 0.0 => no_cases(since, change, alpha),
            _ => shift(since, change, &mut start, alpha, best),
        };
        best = best.greater(ratio);
    }
    best
}

/// Poisson counts: the likelihood depends on sums only, and the best factor is cases over expected cases.
fn poisson_shift(cases: f64, expected: f64, change: Change) -> Ratio {
    let is_wanted = match change {
        Change::Fall => cases < expected,
        _ => cases > expected,
    };
    if !is_wanted {
        return Ratio::NONE;
    }
    let kappa = (cases / expected).ln();
    let gained = if cases > 0.0 { cases * kappa } else { 0.0 };
    Ratio {
        log: gained - (cases - expected),
        per_case: kappa,
    }
}

/// Without any case the best decrease is down to zero.
fn no_cases(points: &[Option<Point>], change: Change, alpha: f64) -> Ratio {
    if change != Change::Fall {
        return Ratio::NONE;
    }
    let none = |point: &Point| (alpha * point.mean).ln_1p() / alpha;
    Ratio {
        log: points.iter().flatten().map(none).sum(),
        per_case: f64::NEG_INFINITY,
    }
}

/// Negative-binomial counts: the log likelihood is concave in κ, so Newton's method with bounded steps finds its top.
///
/// Answers "none" where the ratio cannot be greater than `least`.
fn shift(
    points: &[Option<Point>],
    change: Change,
    start: &mut f64,
    alpha: f64,
    least: Ratio,
) -> Ratio {
    let slopes = |kappa: f64| {
        let factor = kappa.exp();
        points
            .iter()
            .flatten()
            .fold((0.0, 0.0), |(score, information), p| {
                let mean = factor * p.mean;
                let spread = 1.0 / (1.0 + alpha * mean);
                (
                    score + (p.count - mean) * spread,
                    information + mean * (1.0 + alpha * p.count) * spread * spread,
                )
            })
    };
    let sign = if change == Change::Fall { -1.0 } else { 1.0 };
    let slope_at_none = slopes(0.0).0 * sign;
    if slope_at_none <= 0.0 {
        return Ratio::NONE;
    }
    let size = top(
        |size| {
            let (score, information) = slopes(sign * size);
            (sign * score, information)
        },
        [0.0, KAPPA_MAX],
        start.abs(),
    );
    let kappa = sign * size;
    *start = kappa;
    // The slope only falls from where it was without a change.
    if slope_at_none * size <= least.log {
        return Ratio::NONE;
    }
    let factor = kappa.exp();
    sum(points, |p| p.shifted(kappa, factor, alpha))
}

/// The best strength λ ≥ 0 of spread: where the slope of the likelihood crosses zero, by Newton's method within brackets.
fn epidemic(points: &[Option<Point>], start: &mut f64, alpha: f64) -> Ratio {
    let slopes = |lambda: f64| {
        let mut slopes = (0.0, 0.0);
        for p in points.iter().flatten() {
            let previous = p.previous.unwrap_or(0.0);
            if previous == 0.0 {
                continue;
            }
            let mean = p.mean + lambda * previous;
            let (excess, variance) = (p.count - mean, mean * (1.0 + alpha * mean));
            let share = previous / variance;
            slopes.0 += share * excess;
            slopes.1 += share * share * (variance + excess * (1.0 + 2.0 * alpha * mean));
        }
        slopes
    };
    if slopes(0.0).0 <= 0.0 {
        return Ratio::NONE;
    }
    let lambda = top(slopes, [0.0, LAMBDA_MAX], *start);
    *start = lambda;
    sum(points, |p| p.ratio(p.epidemic_mean(lambda), alpha))
}

/// Sum of the points' ratios; the gain by one more case is that of the last point.
pub(super) fn sum(points: &[Option<Point>], ratio: impl Fn(&Point) -> Ratio) -> Ratio {
    points.iter().flatten().fold(Ratio::NONE, |total, point| {
        let one = ratio(point);
        Ratio {
            log: total.log + one.log,
            per_case: one.per_case,
        }
    })
}
