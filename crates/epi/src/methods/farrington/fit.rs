//! Quasi-Poisson regression with a log link on season groups and a trend, fitted exactly.
//!
//! The mean of point i in group g is exposure_i · exp(level_g + slope · x_i).
//! For a given slope the best level of a group has a closed form (its weighted cases over its weighted exposure), so the
//! only unknown left is the slope, whose profile likelihood is concave: a few Newton steps in one dimension replace the
//! usual iterated matrix solutions, nothing is inverted, and groups without a single case are no special case: their
//! mean is 0 and they say nothing about the slope.
//! The information matrix is an arrow (a diagonal of groups with one row for the slope), so that variances and
//! leverages are sums of two terms.

/// Newton steps before a slope counts as not estimable.
const STEPS_MAX: usize = 50;

/// A slope that multiplies the mean by more than e^40 within the baseline is running off to infinity.
const LOG_CHANGE_MAX: f64 = 40.0;

/// Most season groups a model can have.
pub(super) const GROUPS_MAX: usize = 20;

/// Reference points as columns; buffers keep their memory between fits.
#[derive(Debug, Default)]
pub(super) struct Design {
    pub(super) count: Vec<f64>,
    /// Time relative to the point to be predicted.
    pub(super) x: Vec<f64>,
    pub(super) group: Vec<u8>,
    /// Persons at risk, or 1.
    pub(super) exposure: Vec<f64>,
    /// Prior weights.
    pub(super) weight: Vec<f64>,
    /// Fitted means of the last fit.
    pub(super) mean: Vec<f64>,
    /// exp(slope · x) of the last fit.
    growth: Vec<f64>,
}

/// Sums over one season group.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    points: usize,
    /// Weighted cases, which equal the weighted sum of fitted means.
    cases: f64,
    /// Weighted exposure · growth.
    exposure: f64,
    /// Mean and sum of squares of x under the weights of the fit.
    x_mean: f64,
    x_squares: f64,
}

/// A fitted model.
#[derive(Debug, Clone)]
pub(super) struct Fit {
    groups: [Group; GROUPS_MAX],
    /// Change of the log mean per unit of x; `None` without a trend.
    pub(super) slope: Option<f64>,
    /// Fisher information of the slope at dispersion 1.
    slope_information: f64,
    /// Points minus parameters.
    pub(super) freedom: usize,
}

impl Design {
    /// Forgets the points, keeps the memory.
    pub(super) fn clear(&mut self) {
        self.count.clear();
        self.x.clear();
        self.group.clear();
        self.exposure.clear();
    }

    /// Adds a reference point.
    pub(super) fn push(&mut self, count: f64, x: f64, group: u8, exposure: f64) {
        self.count.push(count);
        self.x.push(x);
        self.group.push(group);
        self.exposure.push(exposure);
    }

    /// Number of points.
    pub(super) fn len(&self) -> usize {
        self.count.len()
    }

    /// Gives every point the same weight.
    pub(super) fn weigh_equally(&mut self) {
        self.weight.clear();
        self.weight.resize(self.len(), 1.0);
    }

    /// Fits the model; `None` if a trend is wanted and its slope cannot be estimated, or no freedom remains.
    pub(super) fn fit(&mut self, with_trend: bool) -> Option<Fit> {
        let slope = if with_trend {
            Some(self.best_slope()?)
        } else {
            None
        };
        let mut groups = [Group::default(); GROUPS_MAX];
        self.set_growth(slope.unwrap_or(0.0));
        self.sum_groups(&mut groups);
        self.mean.clear();
        for i in 0..self.len() {
            let group = &groups[usize::from(self.group[i])];
            self.mean
                .push(self.exposure[i] * self.growth[i] * group.cases / group.exposure);
        }
        let slope_information = groups.iter().map(|g| g.information()).sum();
        let parameters = groups.iter().filter(|g| g.points > 0).count() + usize::from(with_trend);
        let freedom = self
            .len()
            .checked_sub(parameters)
            .filter(|&freedom| freedom > 0)?;
        Some(Fit {
            groups,
            slope,
            slope_information,
            freedom,
        })
    }

    /// The slope at which the profile likelihood is greatest.
    fn best_slope(&mut self) -> Option<f64> {
        let longest = self
            .x
            .iter()
            .fold(0.0, |longest: f64, x| longest.max(x.abs()));
        let slope_max = LOG_CHANGE_MAX / longest;
        let moment: f64 = (0..self.len())
            .map(|i| self.weight[i] * self.count[i] * self.x[i])
            .sum();
        let mut groups = [Group::default(); GROUPS_MAX];
        let mut slope = 0.0;
        let mut likelihood = f64::NEG_INFINITY;
        let mut step = 0.0;
        for _ in 0..STEPS_MAX {
            self.set_growth(slope + step);
            self.sum_groups(&mut groups);
            let with_cases = || groups.iter().filter(|g| g.cases > 0.0);
            let reached = (slope + step) * moment
                - with_cases().map(|g| g.cases * g.exposure.ln()).sum::<f64>();
            if reached < likelihood - 1e-12 * likelihood.abs() {
                step /= 2.0; // the Newton step went too far
                continue;
            }
            likelihood = reached;
            slope += step;
            let score = moment - with_cases().map(|g| g.cases * g.x_mean).sum::<f64>();
            let information: f64 = with_cases().map(|g| g.information()).sum();
            step = score / information;
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

    fn set_growth(&mut self, slope: f64) {
        self.growth.clear();
        if slope == 0.0 {
            self.growth.resize(self.count.len(), 1.0);
        } else {
            self.growth.extend(self.x.iter().map(|x| (slope * x).exp()));
        }
    }

    /// Sums by group at the current growth.
    fn sum_groups(&self, groups: &mut [Group; GROUPS_MAX]) {
        *groups = [Group::default(); GROUPS_MAX];
        for i in 0..self.len() {
            let group = &mut groups[usize::from(self.group[i])];
            let exposure = self.weight[i] * self.exposure[i] * self.growth[i];
            group.points += 1;
            group.cases += self.weight[i] * self.count[i];
            group.exposure += exposure;
            // Running mean and squares, so that far-away x do not cancel.
            let from_mean = self.x[i] - group.x_mean;
            group.x_mean += from_mean * exposure / group.exposure;
            group.x_squares += exposure * from_mean * (self.x[i] - group.x_mean);
        }
    }

    /// Pearson dispersion: weighted squared residuals in units of the Poisson variance, per degree of freedom.
    pub(super) fn pearson_dispersion(&self, fit: &Fit) -> f64 {
        let squares: f64 = (0..self.len())
            .filter(|&i| self.mean[i] > 0.0)
            .map(|i| self.weight[i] * (self.count[i] - self.mean[i]).powi(2) / self.mean[i])
            .sum();
        squares / fit.freedom as f64
    }

    /// The dispersion surveillance 1.20 arrives at when it takes prior weights for working weights.
    pub(super) fn defective_dispersion(&self, fit: &Fit) -> f64 {
        let relative = |i: usize| {
            if self.mean[i] > 0.0 {
                self.count[i] / self.mean[i] - 1.0
            } else {
                -1.0
            }
        };
        let squares: f64 = (0..self.len())
            .map(|i| self.weight[i] * relative(i).powi(2))
            .sum();
        squares / fit.freedom as f64
    }

    /// Sets the weights to the inverse square of standardised Anscombe residuals above `threshold`, others alike,
    /// with a mean of 1.
    pub(super) fn weigh_down_outliers(&mut self, fit: &Fit, dispersion: f64, threshold: f64) {
        let mut total = 0.0;
        for i in 0..self.len() {
            let (count, mean) = (self.count[i], self.mean[i]);
            let left =
                1.0 - fit.leverage(self.x[i], usize::from(self.group[i]), self.weight[i] * mean);
            // A point that determines its own fit has no residual to judge it by.
            let residual = if mean > 0.0 && left > 1e-10 {
                let anscombe = 1.5 * (count.cbrt().powi(2) / mean.sqrt().cbrt() - mean.sqrt());
                anscombe / (dispersion * left).sqrt()
            } else {
                0.0
            };
            let weight = if residual > threshold {
                residual.powi(-2)
            } else {
                1.0
            };
            self.weight[i] = weight;
            total += weight;
        }
        let scale = self.len() as f64 / total;
        self.weight.iter_mut().for_each(|weight| *weight *= scale);
    }
}

impl Group {
    /// What the group tells about the slope.
    fn information(&self) -> f64 {
        if self.cases > 0.0 {
            self.cases * self.x_squares / self.exposure
        } else {
            0.0
        }
    }
}

impl Fit {
    /// Whether any reference point belongs to the group.
    pub(super) fn has_group(&self, group: usize) -> bool {
        self.groups[group].points > 0
    }

    /// Mean of a point of `group` at x = 0.
    pub(super) fn predict(&self, group: usize, exposure: f64) -> f64 {
        exposure * self.groups[group].cases / self.groups[group].exposure
    }

    /// Exposure of the group's points as seen from x = 0, where the trend is 1.
    pub(super) fn group_exposure(&self, group: usize) -> f64 {
        self.groups[group].exposure
    }

    /// Variance of the log mean of a point of `group` at x = 0, at dispersion 1.
    pub(super) fn log_mean_variance(&self, group: usize) -> f64 {
        self.variance_at(0.0, group)
    }

    /// Variance of the slope at dispersion 1.
    pub(super) fn slope_variance(&self) -> f64 {
        1.0 / self.slope_information
    }

    fn variance_at(&self, x: f64, group: usize) -> f64 {
        let group = &self.groups[group];
        let trend = if self.slope.is_some() {
            (x - group.x_mean).powi(2) / self.slope_information
        } else {
            0.0
        };
        1.0 / group.cases + trend
    }

    /// Share of a point's own count in its fitted mean; `working` is its weight in the fit.
    fn leverage(&self, x: f64, group: usize, working: f64) -> f64 {
        working * self.variance_at(x, group)
    }
}
