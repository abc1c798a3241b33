//! Quasi-Poisson regression with a log link on season groups and a trend.
//!
//! The mean of point i in group g is exposure_i · exp(level_g + slope · x_i).
//! The information matrix is an arrow (a diagonal of groups with one row for the slope), so that nothing is ever
//! inverted: variances and leverages are sums of two terms.
//! `exact` finds the maximum of the likelihood, `iterated` stops where R's `glm` stops.

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
    /// Weights of the points in the information matrix of the last fit: prior weight · mean.
    pub(super) working: Vec<f64>,
    /// exp(slope · x) of the last fit.
    pub(super) growth: Vec<f64>,
}

/// What the fit knows about one season group.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Group {
    pub(super) points: usize,
    /// Mean per unit of exposure at x = 0.
    pub(super) rate: f64,
    /// Exposure as seen from x = 0: weight · exposure · growth, summed.
    pub(super) exposure: f64,
    /// Sum of working weights.
    pub(super) information: f64,
    /// Mean of x under the working weights, and sum of squares about it.
    pub(super) x_mean: f64,
    pub(super) x_squares: f64,
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

    /// Count over mean, minus one.
    fn relative_residual(&self, i: usize) -> f64 {
        if self.mean[i] > 0.0 {
            self.count[i] / self.mean[i] - 1.0
        } else {
            -1.0
        }
    }

    /// Pearson dispersion: weighted squared residuals in units of the Poisson variance, per degree of freedom.
    pub(super) fn pearson_dispersion(&self, fit: &Fit) -> f64 {
        let squares: f64 = (0..self.len())
            .map(|i| self.working[i] * self.relative_residual(i).powi(2))
            .sum();
        squares / fit.freedom as f64
    }

    /// The dispersion surveillance 1.20 arrives at when it takes prior weights for working weights.
    pub(super) fn defective_dispersion(&self, fit: &Fit) -> f64 {
        let squares: f64 = (0..self.len())
            .map(|i| self.weight[i] * self.relative_residual(i).powi(2))
            .sum();
        squares / fit.freedom as f64
    }

    /// Sets the weights to the inverse square of standardised Anscombe residuals above `threshold`, others alike,
    /// with a mean of 1.
    pub(super) fn weigh_down_outliers(&mut self, fit: &Fit, dispersion: f64, threshold: f64) {
        let mut total = 0.0;
        for i in 0..self.len() {
            let (count, mean) = (self.count[i], self.mean[i]);
            let left = 1.0 - fit.leverage(self.x[i], usize::from(self.group[i]), self.working[i]);
            // A point that determines its own fit has no residual to judge it by, nor has one without expectation.
            let scale = if left > 1e-10 {
                dispersion * left
            } else {
                f64::INFINITY
            };
            // The Anscombe residual never exceeds Pearson's, which needs no roots and settles nearly every point.
            let above = count - mean;
            let may_exceed =
                above > 0.0 && mean > 0.0 && above * above > threshold * threshold * scale * mean;
            let mut weight = 1.0;
            if may_exceed {
                let anscombe = 1.5 * (count.cbrt().powi(2) / mean.sqrt().cbrt() - mean.sqrt());
                let residual = anscombe / scale.sqrt();
                if residual > threshold {
                    weight = residual.powi(-2);
                }
            }
            self.weight[i] = weight;
            total += weight;
        }
        let scale = self.len() as f64 / total;
        self.weight.iter_mut().for_each(|weight| *weight *= scale);
    }
}

impl Fit {
    /// A fit of `points` points; `None` if the parameters leave no degree of freedom.
    pub(super) fn new(
        points: usize,
        groups: [Group; GROUPS_MAX],
        slope: Option<f64>,
    ) -> Option<Fit> {
        let parameters =
            groups.iter().filter(|g| g.points > 0).count() + usize::from(slope.is_some());
        let freedom = points
            .checked_sub(parameters)
            .filter(|&freedom| freedom > 0)?;
        let slope_information = groups.iter().map(|g| g.x_squares).sum();
        Some(Fit {
            groups,
            slope,
            slope_information,
            freedom,
        })
    }

    /// Whether any reference point belongs to the group.
    pub(super) fn has_group(&self, group: usize) -> bool {
        self.groups[group].points > 0
    }

    /// Mean of a point of `group` at x = 0.
    pub(super) fn predict(&self, group: usize, exposure: f64) -> f64 {
        exposure * self.groups[group].rate
    }

    /// Exposure of the group's points as seen from x = 0, where the trend is 1.
    pub(super) fn group_exposure(&self, group: usize) -> f64 {
        self.groups[group].exposure
    }

    /// Variance of the log mean of a point of `group` at x, at dispersion 1; infinite for a group without cases.
    pub(super) fn log_mean_variance(&self, x: f64, group: usize) -> f64 {
        let group = &self.groups[group];
        let trend = if self.slope.is_some() {
            (x - group.x_mean).powi(2) / self.slope_information
        } else {
            0.0
        };
        1.0 / group.information + trend
    }

    /// Variance of the slope at dispersion 1.
    pub(super) fn slope_variance(&self) -> f64 {
        1.0 / self.slope_information
    }

    /// Share of a point's own count in its fitted mean.
    fn leverage(&self, x: f64, group: usize, working: f64) -> f64 {
        if working > 0.0 {
            working * self.log_mean_variance(x, group)
        } else {
            0.0
        }
    }
}
