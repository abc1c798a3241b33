//! The maximum of the likelihood, by Newton's method in one dimension.
//!
//! For a given slope the best level of a group has a closed form (its weighted cases over its weighted exposure), so the
//! only unknown left is the slope, whose profile likelihood is concave.
//! A few steps replace the usual iterated matrix solutions, and groups without a single case are no special case: their
//! mean is 0 and they say nothing about the slope.

use super::fit::{Design, Fit, GROUPS_MAX, Group};

/// Newton steps before a slope counts as not estimable.
const STEPS_MAX: usize = 50;

/// A slope that multiplies the mean by more than e^40 within the baseline is running off to infinity.
const LOG_CHANGE_MAX: f64 = 40.0;

/// Sums over one group at a given slope.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    points: usize,
    cases: f64,
    /// Exposure · growth, and its first two moments in x.
    exposure: f64,
    moment: f64,
    square: f64,
}

impl Sums {
    fn x_mean(&self) -> f64 {
        self.moment / self.exposure
    }

    /// What the group tells about the slope.
    fn information(&self) -> f64 {
        if self.cases > 0.0 {
            // Rounding may leave a trace below zero where all points lie at one x.
            (self.cases * (self.square / self.exposure - self.x_mean().powi(2))).max(0.0)
        } else {
            0.0
        }
    }
}

/// Fits the model; `None` if a trend is wanted and its slope cannot be estimated, or no freedom remains.
pub(super) fn fit(design: &mut Design, with_trend: bool) -> Option<Fit> {
    let slope = if with_trend {
        Some(best_slope(design)?)
    } else {
        None
    };
    let mut sums = [Sums::default(); GROUPS_MAX];
    set_growth(design, slope.unwrap_or(0.0));
    add_up(design, &mut sums);
    let groups = sums.map(|s| Group {
        points: s.points,
        rate: if s.points > 0 {
            s.cases / s.exposure
        } else {
            0.0
        },
        exposure: s.exposure,
        information: s.cases,
        x_mean: if s.points > 0 { s.x_mean() } else { 0.0 },
        x_squares: s.information(),
    });
    design.mean.clear();
    design.working.clear();
    for i in 0..design.len() {
        let mean =
            design.exposure[i] * design.growth[i] * groups[usize::from(design.group[i])].rate;
        design.mean.push(mean);
        design.working.push(design.weight[i] * mean);
    }
    Fit::new(design.len(), groups, slope)
}

/// The slope at which the profile likelihood is greatest.
fn best_slope(design: &mut Design) -> Option<f64> {
    let longest = design
        .x
        .iter()
        .fold(0.0, |longest: f64, x| longest.max(x.abs()));
    let slope_max = LOG_CHANGE_MAX / longest;
    let moment: f64 = (0..design.len())
        .map(|i| design.weight[i] * design.count[i] * design.x[i])
        .sum();
    let mut sums = [Sums::default(); GROUPS_MAX];
    let (mut slope, mut step, mut likelihood) = (0.0, 0.0, f64::NEG_INFINITY);
    for _ in 0..STEPS_MAX {
        set_growth(design, slope + step);
        add_up(design, &mut sums);
        let with_cases = || sums.iter().filter(|s| s.cases > 0.0);
        let reached =
            (slope + step) * moment - with_cases().map(|s| s.cases * s.exposure.ln()).sum::<f64>();
        if reached < likelihood - 1e-12 * likelihood.abs() {
            step /= 2.0; // the Newton step went too far
            continue;
        }
        likelihood = reached;
        slope += step;
        let score = moment - with_cases().map(|s| s.cases * s.x_mean()).sum::<f64>();
        step = score / with_cases().map(Sums::information).sum::<f64>();
        // Quadratic convergence: the step that follows one this small is below rounding.
        if step.abs() * longest < 1e-7 {
            return Some(slope + step);
        }
        if !step.is_finite() || slope.abs() > slope_max {
            return None;
        }
        step = step.clamp(-slope_max / 4.0, slope_max / 4.0);
    }
    None
}

fn set_growth(design: &mut Design, slope: f64) {
    design.growth.clear();
    if slope == 0.0 {
        design.growth.resize(design.count.len(), 1.0);
    } else {
        design
            .growth
            .extend(design.x.iter().map(|x| (slope * x).exp()));
    }
}

/// Sums by group at the current growth.
fn add_up(design: &Design, sums: &mut [Sums; GROUPS_MAX]) {
    *sums = [Sums::default(); GROUPS_MAX];
    for i in 0..design.len() {
        let sum = &mut sums[usize::from(design.group[i])];
        let exposure = design.weight[i] * design.exposure[i] * design.growth[i];
        sum.points += 1;
        sum.cases += design.weight[i] * design.count[i];
        sum.exposure += exposure;
        sum.moment += exposure * design.x[i];
        sum.square += exposure * design.x[i] * design.x[i];
    }
}
