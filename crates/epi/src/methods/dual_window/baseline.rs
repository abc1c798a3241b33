//! What the history leads one to expect: level, trend and season of a count, fitted so that past outbreaks weigh little.
//!
//! The mean of a point is exp(row · coefficients); the row holds 1, the time in years and pairs of yearly waves.
//! Coefficients other than the level have a normal prior around 0, so that a sparse series gets no season it has not
//! shown and an empty one has an answer; their posterior is taken for normal about its mode.
//!
//! Past outbreaks: a count enters no further than `CLIP_SD` standard deviations above its mean, and what such clipping
//! takes from ordinary counts on average is given back, to the mean and to the dispersion alike, so that without
//! outbreaks both are right (Cantoni E., Ronchetti E., J Am Stat Assoc 2001;96:1022–1030,
//! doi:10.1198/016214501753209004; Aeberhard W. et al., Biometrics 2014;70:920–931, doi:10.1111/biom.12212).

use crate::stats::{CountModel, SmallCholesky, normal_density, normal_upper_tail};

/// Standard deviations above its mean up to which a past count is believed.
const CLIP_SD: f64 = 2.5;

/// Share of the highest counts that the first, rough fit does not believe.
const ROUGH_SHARE: f64 = 0.02;

/// Rounds of clipping and fitting after the rough fit.
const ROUNDS: usize = 2;

/// Newton steps before a fit is given up, and the length of a last step: the error after it is about its square.
const STEPS_MAX: usize = 40;
const STEP_LAST: f64 = 1e-3;

/// Longest Newton step in any coefficient: a factor of e.
const STEP_GREATEST: f64 = 1.0;

/// Log means are kept between these.
const LOG_MEAN: std::ops::RangeInclusive<f64> = -30.0..=40.0;

/// Prior standard deviation of the level about the mean of the history.
const LEVEL_SD: f64 = 2.0;

/// What is believed about the coefficients and the dispersion before the history is seen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prior<const P: usize> {
    /// Precision of every coefficient; that of the level is about the mean of the history.
    pub(super) precision: [f64; P],
    /// Dispersion of related series, and how many points of history that knowledge is worth.
    pub(super) dispersion: f64,
    pub(super) dispersion_points: f64,
}

impl<const P: usize> Prior<P> {
    /// A prior with these standard deviations for a change in one year and for each pair of waves.
    pub(super) fn new(trend_sd: f64, wave_sd: impl Fn(usize) -> f64) -> Self {
        let mut precision = [LEVEL_SD.powi(-2); P];
        if P > 1 {
            precision[1] = trend_sd.powi(-2);
        }
        for (i, precision) in precision.iter_mut().enumerate().skip(2) {
            *precision = wave_sd(i / 2).powi(-2);
        }
        Self {
            precision,
            dispersion: 1.0,
            dispersion_points: 0.0,
        }
    }
}

/// Past points as columns; the memory stays between fits.
#[derive(Debug)]
pub(super) struct History<const P: usize> {
    rows: Vec<[f64; P]>,
    count: Vec<f64>,
    weight: Vec<f64>,
    /// What the fit takes for the count.
    response: Vec<f64>,
    log_mean: Vec<f64>,
    mean: Vec<f64>,
    sorted: Vec<f64>,
}

impl<const P: usize> Default for History<P> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            count: Vec::new(),
            weight: Vec::new(),
            response: Vec::new(),
            log_mean: Vec::new(),
            mean: Vec::new(),
            sorted: Vec::new(),
        }
    }
}

/// A fitted baseline.
#[derive(Debug, Clone)]
pub(super) struct Baseline<const P: usize> {
    coefficients: [f64; P],
    information: SmallCholesky<P>,
    /// Variance over mean, at least 1.
    pub(super) dispersion: f64,
    /// Points it rests on.
    pub(super) points: usize,
}

/// Expected count with the variance of its logarithm.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected {
    pub(super) mean: f64,
    pub(super) log_variance: f64,
}

impl<const P: usize> Baseline<P> {
    /// What is expected at a row.
    pub(super) fn at(&self, row: &[f64; P]) -> Expected {
        Expected {
            mean: log_mean_at(row, &self.coefficients).exp(),
            log_variance: self.information.inverse_form(*row),
        }
    }

    /// Change of the log mean in one year.
    pub(super) fn slope_per_year(&self) -> f64 {
        self.coefficients[1]
    }
}

fn log_mean_at<const P: usize>(row: &[f64; P], coefficients: &[f64; P]) -> f64 {
    let log: f64 = row.iter().zip(coefficients).map(|(x, b)| x * b).sum();
    log.clamp(*LOG_MEAN.start(), *LOG_MEAN.end())
}

impl<const P: usize> History<P> {
    /// Forgets the points, keeps the memory.
    pub(super) fn clear(&mut self) {
        self.rows.clear();
        self.count.clear();
        self.weight.clear();
    }

    /// Adds a point.
    pub(super) fn push(&mut self, row: [f64; P], count: f64, weight: f64) {
        self.rows.push(row);
        self.count.push(count);
        self.weight.push(weight);
    }

    /// Number of points.
    pub(super) fn len(&self) -> usize {
        self.count.len()
    }

    /// The baseline, or `None` if the numbers leave what a machine can hold.
    pub(super) fn fit(&mut self, prior: &Prior<P>) -> Option<Baseline<P>> {
        let total: f64 = self.weight.iter().sum();
        let squares: f64 = self.weight.iter().map(|w| w * w).sum();
        let worth = total * total / squares;
        let freedom = (worth - P as f64).max(1.0);

        let roughly = self.rough_ceiling();
        self.response.clear();
        self.response
            .extend(self.count.iter().map(|count| count.min(roughly)));
        let level = (self.weighted_response() + 0.5) / total;
        let mut fit = Fit {
            coefficients: [0.0; P],
            centre: level.ln(),
            dispersion: 1.0,
        };
        fit.coefficients[0] = fit.centre;
        let mut information = self.climb(&mut fit, prior)?;
        let rough: f64 = (0..self.len()).map(|i| self.relative_square(i)).sum();
        fit.dispersion = (rough / total * worth / freedom).max(1.0);

        for _ in 0..ROUNDS {
            let losses = ClipLosses::new(&self.log_mean, fit.dispersion);
            let (mut found, mut promised) = (0.0, 0.0);
            for i in 0..self.len() {
                let loss = losses.at(self.log_mean[i]);
                let sd = (fit.dispersion * self.mean[i]).sqrt();
                let clipped = self.count[i].min(self.mean[i] + CLIP_SD * sd);
                self.response[i] = clipped;
                found += self.relative_square(i);
                promised += self.weight[i] * fit.dispersion * loss.square;
                self.response[i] = clipped + loss.mean * sd;
            }
            let raw = fit.dispersion * found / promised * worth / freedom;
            let shrunk = (raw * freedom + prior.dispersion * prior.dispersion_points)
                / (freedom + prior.dispersion_points);
            fit.dispersion = shrunk.max(1.0);
            information = self.climb(&mut fit, prior)?;
        }
        (fit.dispersion.is_finite() && fit.coefficients.iter().all(|b| b.is_finite())).then_some(
            Baseline {
                coefficients: fit.coefficients,
                information,
                dispersion: fit.dispersion,
                points: self.len(),
            },
        )
    }

    /// The count that all but a few points do not exceed.
    fn rough_ceiling(&mut self) -> f64 {
        self.sorted.clone_from(&self.count);
        let place = ((1.0 - ROUGH_SHARE) * (self.len() - 1) as f64).floor() as usize;
        let (_, ceiling, _) = self.sorted.select_nth_unstable_by(place, f64::total_cmp);
        ceiling.max(1.0)
    }

    fn weighted_response(&self) -> f64 {
        self.weight
            .iter()
            .zip(&self.response)
            .map(|(w, y)| w * y)
            .sum()
    }

    /// Weighted squared residual of the response in units of the Poisson variance.
    fn relative_square(&self, i: usize) -> f64 {
        let residual = self.response[i] - self.mean[i];
        self.weight[i] * residual * residual / self.mean[i]
    }

    /// Newton's way to the mode of the posterior; leaves the means there and returns the information.
    fn climb(&mut self, fit: &mut Fit<P>, prior: &Prior<P>) -> Option<SmallCholesky<P>> {
        for _ in 0..STEPS_MAX {
            self.find_means(&fit.coefficients);
            let (information, slope) = self.slopes(fit, prior);
            let information = SmallCholesky::of(information)?;
            let step = information.solve(slope);
            let length = step.iter().fold(0.0_f64, |most, s| most.max(s.abs()));
            let share = (STEP_GREATEST / length).min(1.0);
            for (coefficient, s) in fit.coefficients.iter_mut().zip(&step) {
                *coefficient += share * s;
            }
            // Also ends on what is not a number; the caller looks.
            let goes_on = length > STEP_LAST;
            if !goes_on {
                self.find_means(&fit.coefficients);
                return Some(information);
            }
        }
        None
    }

    fn find_means(&mut self, coefficients: &[f64; P]) {
        self.log_mean.clear();
        self.log_mean
            .extend(self.rows.iter().map(|row| log_mean_at(row, coefficients)));
        self.mean.clear();
        self.mean.extend(self.log_mean.iter().map(|log| log.exp()));
    }

    /// Information (lower triangle) and first derivative of the log posterior.
    fn slopes(&self, fit: &Fit<P>, prior: &Prior<P>) -> ([[f64; P]; P], [f64; P]) {
        let (mut information, mut slope) = ([[0.0; P]; P], [0.0; P]);
        let points = self.rows.iter().zip(&self.weight).zip(&self.response);
        for (((row, weight), response), mean) in points.zip(&self.mean) {
            let (pull, worth) = (weight * (response - mean), weight * mean);
            for i in 0..P {
                slope[i] += pull * row[i];
                let left = worth * row[i];
                for j in 0..=i {
                    information[i][j] += left * row[j];
                }
            }
        }
        for i in 0..P {
            for value in &mut information[i][..=i] {
                *value /= fit.dispersion;
            }
            let from_centre = fit.coefficients[i] - if i == 0 { fit.centre } else { 0.0 };
            information[i][i] += prior.precision[i];
            slope[i] = slope[i] / fit.dispersion - prior.precision[i] * from_centre;
        }
        (information, slope)
    }
}

/// A fit on its way.
struct Fit<const P: usize> {
    coefficients: [f64; P],
    /// Where the prior of the level lies.
    centre: f64,
    dispersion: f64,
}

/// What clipping does to ordinary counts, in standard deviations of the count.
#[derive(Debug, Clone, Copy)]
struct ClipLoss {
    /// By how much the mean falls.
    mean: f64,
    /// Mean square about the true mean that is left; 1 without clipping.
    square: f64,
}

impl ClipLoss {
    fn of(mean: f64, dispersion: f64) -> Self {
        if mean > GAUSSIAN_SHAPE * dispersion {
            return Self::of_normal();
        }
        let sd = (dispersion * mean).sqrt();
        let ceiling = mean + CLIP_SD * sd;
        let first = ceiling.floor() + 1.0;
        // E[Y; Y ≥ c] and E[Y(Y − 1); Y ≥ c] are tails of the same distribution with one and two more in its size.
        let tail = |more: f64| {
            CountModel::new(mean + more * (dispersion - 1.0), dispersion).at_least(first - more)
        };
        let (none, one) = (tail(0.0), mean * tail(1.0));
        let two = mean * (mean + dispersion - 1.0) * tail(2.0);
        let beyond = two + (1.0 - 2.0 * mean) * one + mean * mean * none;
        let at_ceiling = (ceiling - mean).powi(2) * none;
        Self {
            mean: ((one - ceiling * none) / sd).max(0.0),
            square: 1.0 - (beyond - at_ceiling) / (dispersion * mean),
        }
    }

    fn of_normal() -> Self {
        let (density, tail) = (normal_density(CLIP_SD), normal_upper_tail(CLIP_SD));
        Self {
            mean: density - CLIP_SD * tail,
            square: 1.0 - CLIP_SD * density - tail + CLIP_SD * CLIP_SD * tail,
        }
    }
}

/// Means this many times the dispersion belong to counts that are normal for the purpose of clipping.
const GAUSSIAN_SHAPE: f64 = 2000.0;

/// Most means at which losses are computed; between them they are interpolated.
const NODES_MAX: usize = 8;

/// Distance of neighbouring means in logarithms, unless there would be too many.
const NODE_DISTANCE: f64 = 0.4;

/// Losses over the range of means of a history.
struct ClipLosses {
    log_least: f64,
    per_node: f64,
    nodes: [ClipLoss; NODES_MAX + 1],
    last: usize,
}

impl ClipLosses {
    fn new(log_means: &[f64], dispersion: f64) -> Self {
        let log_least = log_means.iter().copied().fold(f64::INFINITY, f64::min);
        let log_most = log_means.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let span = log_most - log_least;
        let last = ((span / NODE_DISTANCE).ceil() as usize).clamp(1, NODES_MAX);
        let distance = span / last as f64;
        let mut nodes = [ClipLoss::of_normal(); NODES_MAX + 1];
        for (i, node) in nodes[..=last].iter_mut().enumerate() {
            *node = ClipLoss::of((log_least + distance * i as f64).exp(), dispersion);
        }
        Self {
            log_least,
            per_node: if distance > 0.0 { 1.0 / distance } else { 0.0 },
            nodes,
            last,
        }
    }

    fn at(&self, log_mean: f64) -> ClipLoss {
        let place = ((log_mean - self.log_least) * self.per_node).max(0.0);
        let below = (place as usize).min(self.last - 1);
        let (low, high) = (self.nodes[below], self.nodes[below + 1]);
        let share = place - below as f64;
        ClipLoss {
            mean: low.mean + share * (high.mean - low.mean),
            square: low.square + share * (high.square - low.square),
        }
    }
}
