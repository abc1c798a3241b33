//! The likelihood ratio of a window, and what a window must be like to exceed a given one.

use std::sync::OnceLock;

/// Probability model behind the ratio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The measure of a window is its expected cases.
    Poisson,
    /// The measure of a window is its cases and controls.
    Bernoulli,
}

/// Which side of its expectation a window lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    High,
    Low,
}

/// The likelihood ratio of a data set with a given total.
#[derive(Debug, Clone)]
pub(super) struct Statistic {
    form: Form,
    /// Cases of the whole map.
    total: u32,
    /// Measure of the whole map.
    measure: f64,
    /// Bernoulli: log-likelihood without a cluster.
    null: f64,
    /// Fewest cases in a window with a high rate.
    cases_min: u32,
}

/// a ln(a/b), which tends to 0 with a.
fn entropy(a: f64, b: f64) -> f64 {
    if a > 0.0 { a * (a / b).ln() } else { 0.0 }
}

/// Log-likelihood of `cases` among `persons` at the rate they have.
fn binomial(cases: f64, persons: f64) -> f64 {
    entropy(cases, persons) + entropy(persons - cases, persons)
}

impl Statistic {
    pub(super) fn new(form: Form, total: u32, measure: f64, cases_min: u32) -> Self {
        Self {
            form,
            total,
            measure,
            null: binomial(f64::from(total), measure),
            cases_min,
        }
    }

    /// Cases expected in a window of this measure.
    pub(super) fn expected(&self, measure: f64) -> f64 {
        match self.form {
            Form::Poisson => measure,
            Form::Bernoulli => measure * f64::from(self.total) / self.measure,
        }
    }

    /// The measure at which this many cases are just what is expected.
    fn balance(&self, cases: u32) -> f64 {
        f64::from(cases) * self.measure / f64::from(self.total)
    }

    /// Logarithm of the likelihood ratio of a window, whichever side it lies on.
    pub(super) fn llr(&self, cases: u32, measure: f64) -> f64 {
        let (inside, outside) = (f64::from(cases), f64::from(self.total - cases));
        let rest = (self.measure - measure).max(0.0);
        match self.form {
            Form::Poisson => entropy(inside, measure) + entropy(outside, rest),
            Form::Bernoulli => binomial(inside, measure) + binomial(outside, rest) - self.null,
        }
    }

    /// Whether a window counts as one of this side.
    pub(super) fn is_on(&self, side: Side, cases: u32, measure: f64) -> bool {
        match side {
            Side::High => cases >= self.cases_min && measure < self.balance(cases),
            Side::Low => measure > self.balance(cases),
        }
    }

    /// Measures a window with 0, 1, … cases must stay below (high) or above (low) to exceed `llr`.
    ///
    /// Increasing in the number of cases. They err, by rounding, on the side of letting a window through.
    pub(super) fn critical(&self, side: Side, llr: f64) -> Vec<f64> {
        let mut previous = 0.0;
        let solve = |cases: u32| {
            let critical: f64 = match side {
                Side::High => self.critical_high(cases, llr, previous) * (1.0 + 1e-9),
                Side::Low => self.critical_low(cases, llr) * (1.0 - 1e-9),
            };
            previous = critical.max(previous);
            previous
        };
        (0..=self.total).map(solve).collect()
    }

    fn critical_high(&self, cases: u32, llr: f64, from: f64) -> f64 {
        if cases < self.cases_min.max(1) {
            return 0.0;
        }
        let smallest = match self.form {
            Form::Poisson => 0.0,
            Form::Bernoulli => f64::from(cases),
        };
        if self.form == Form::Bernoulli && self.llr(cases, smallest) <= llr {
            return 0.0;
        }
        let low = smallest.max(from / (1.0 + 1e-8));
        self.root(cases, llr, low, self.balance(cases))
    }

    fn critical_low(&self, cases: u32, llr: f64) -> f64 {
        let largest = match self.form {
            Form::Poisson => self.measure,
            Form::Bernoulli => self.measure - f64::from(self.total - cases),
        };
        if cases == self.total || self.llr(cases, largest) <= llr {
            return f64::INFINITY;
        }
        self.root(cases, llr, largest, self.balance(cases))
    }

    /// The measure between `outer`, where the ratio is at least `llr`, and `inner`, where it is 0, at which it is `llr`.
    ///
    /// The ratio is convex in the measure, so Newton's steps from outside never overshoot; halving takes over where the
    /// slope is infinite.
    fn root(&self, cases: u32, llr: f64, outer: f64, inner: f64) -> f64 {
        let (mut outer, mut inner) = (outer, inner);
        for _ in 0..200 {
            let value = self.llr(cases, outer) - llr;
            if value <= 0.0 {
                return outer;
            }
            let step = -value / self.slope(cases, outer);
            let newton = outer + step;
            if newton > outer.min(inner) && newton < outer.max(inner) {
                if step.abs() <= 1e-11 * outer {
                    return newton;
                }
                outer = newton;
                continue;
            }
            let middle = (outer + inner) / 2.0;
            if self.llr(cases, middle) > llr {
                outer = middle;
            } else {
                inner = middle;
            }
            if (outer - inner).abs() <= 1e-13 * inner {
                break;
            }
        }
        inner
    }

    /// Derivative of the ratio with respect to the measure.
    fn slope(&self, cases: u32, measure: f64) -> f64 {
        let (inside, outside) = (f64::from(cases), f64::from(self.total - cases));
        let rest = self.measure - measure;
        match self.form {
            Form::Poisson => outside / rest - inside / measure,
            Form::Bernoulli => ((measure - inside) / measure).ln() - ((rest - outside) / rest).ln(),
        }
    }
}

/// Distance between the levels for which critical measures are kept.
const LEVEL_STEP: f64 = 0.5;

/// Levels above the first.
const LEVELS: usize = 100;

/// Critical measures at rising levels, worked out when first needed.
///
/// A search that has found a window of some ratio needs to look closely only at windows that pass the level below it.
#[derive(Debug)]
pub(super) struct Levels<'a> {
    statistic: &'a Statistic,
    side: Side,
    lowest: f64,
    tables: Vec<OnceLock<Vec<f64>>>,
}

impl<'a> Levels<'a> {
    pub(super) fn new(statistic: &'a Statistic, side: Side, lowest: f64) -> Self {
        // With very many cases a table costs more than it saves.
        let levels = if statistic.total > 100_000 { 1 } else { LEVELS };
        Self {
            statistic,
            side,
            lowest,
            tables: (0..levels).map(|_| OnceLock::new()).collect(),
        }
    }

    /// Critical measures of the highest level not above `llr`.
    pub(super) fn below(&self, llr: f64) -> &[f64] {
        let level = ((llr - self.lowest) / LEVEL_STEP) as usize; // rounds down, and up to 0
        let level = level.min(self.tables.len() - 1);
        self.tables[level].get_or_init(|| {
            let llr = self.lowest + level as f64 * LEVEL_STEP;
            self.statistic.critical(self.side, llr)
        })
    }

    /// Whether a window of this side has at least this share of the first level.
    pub(super) fn is_above(&self, share: f64, cases: u32, measure: f64) -> bool {
        self.statistic.is_on(self.side, cases, measure)
            && self.statistic.llr(cases, measure) >= share * self.lowest
    }

    /// Critical measures of the first level.
    pub(super) fn lowest(&self) -> &[f64] {
        self.below(self.lowest)
    }
}
