//! The most likely coefficients, by Newton's method.

use super::design::Layout;
use super::likelihood::{Information, Likelihood};
use super::{Hhh4, Hhh4Error, Level, Weights};
use crate::series::CountSeries;
use crate::stats::Cholesky;

/// Steps before the search is given up.
const STEPS_MAX: usize = 200;

/// Halvings of one step.
const HALVINGS_MAX: usize = 40;

/// The search ends when the next step promises less log likelihood than this.
const GAIN_MIN: f64 = 1e-11;

/// Longest step of one coefficient, all of which act on logarithms.
const STEP_LONGEST: f64 = 3.0;

/// Logarithms below this stand for zero: the part or the overdispersion is not there.
const LOG_ZERO: f64 = -15.0;

/// A fitted endemic–epidemic model.
#[derive(Debug, Clone)]
pub struct Fit {
    pub(super) model: Hhh4,
    pub(super) layout: Layout,
    pub(super) parameters: Vec<f64>,
    standard_errors: Option<Vec<f64>>,
    /// Log likelihood at the coefficients.
    pub log_likelihood: f64,
    /// How the search ended.
    pub convergence: Convergence,
    /// Number of counts the likelihood rests on.
    pub observation_count: usize,
    /// Mean of every count that entered: unit, step, cases.
    pub fitted: Vec<(usize, usize, f64)>,
}

/// How the search for the most likely coefficients ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Convergence {
    /// At a maximum, after so many steps.
    Reached {
        /// Steps taken.
        steps: usize,
    },
    /// Where the likelihood hardly changes with a coefficient: a part of the model, or an overdispersion, that the data say
    /// is zero, or coefficients the data cannot tell apart. Leave it out of the model.
    Flat {
        /// Name of the coefficient the likelihood depends on least.
        coefficient: String,
    },
    /// The search was still climbing when it was given up.
    StepsExhausted,
}

/// A coefficient of a predictor, on the logarithmic scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Coefficient {
    /// Part (`end`, `ar`, `ne`) and term (`level`, `level[unit]`, `trend` a step, `sin1`, `cos1`, …; `decay` or `order2`, … of estimated weights), for example `ar.level`.
    pub name: String,
    /// Most likely value.
    pub estimate: f64,
    /// Standard error from the observed information; `None` unless the search reached a maximum.
    pub standard_error: Option<f64>,
}

/// The overdispersion α of variance μ + α·μ².
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overdispersion {
    /// Most likely value.
    pub alpha: f64,
    /// Standard error of ln α; `None` unless the search reached a maximum.
    pub log_standard_error: Option<f64>,
}

impl Hhh4 {
    /// Fits the model to one series a unit, all over the same steps.
    ///
    /// # Errors
    /// If model and series do not fit together or there are too few counts. A search that does not reach a maximum is no
    /// error: [`Fit::convergence`] says so.
    pub fn fit(&self, series: &[CountSeries]) -> Result<Fit, Hhh4Error> {
        let likelihood = Likelihood::new(self, series)?;
        let start = start(self, &likelihood);
        let (parameters, log_likelihood, steps) = climb(&likelihood, start)?;
        let (convergence, standard_errors) = examine(&likelihood, &parameters, steps);
        Ok(Fit {
            model: self.settled(&likelihood.layout, &parameters),
            fitted: likelihood.means(&parameters),
            observation_count: likelihood.len(),
            layout: likelihood.layout,
            parameters,
            standard_errors,
            log_likelihood,
            convergence,
        })
    }
}

impl Hhh4 {
    /// The model with its weights as they were estimated.
    fn settled(&self, layout: &Layout, parameters: &[f64]) -> Self {
        let mut model = self.clone();
        if let Some((_, weights)) = &mut model.neighbourhood {
            *weights = weights.settled(&parameters[layout.weights()]);
        }
        model
    }
}

impl Fit {
    /// How strongly the cases of each unit are felt in the others, as given or as estimated; `None` without that part.
    pub fn weights(&self) -> Option<&Weights> {
        self.model
            .neighbourhood
            .as_ref()
            .map(|(_, weights)| weights)
    }

    /// The coefficients of the predictors.
    pub fn coefficients(&self) -> Vec<Coefficient> {
        let one = |(index, name)| Coefficient {
            name,
            estimate: self.parameters[index],
            standard_error: self.standard_errors.as_ref().map(|errors| errors[index]),
        };
        self.layout
            .names()
            .into_iter()
            .enumerate()
            .map(one)
            .collect()
    }

    /// One coefficient by its name.
    pub fn coefficient(&self, name: &str) -> Option<Coefficient> {
        self.coefficients().into_iter().find(|c| c.name == name)
    }

    /// The overdispersions: none for Poisson counts, one for `NegBin1`, one a unit for `NegBinM`.
    pub fn overdispersions(&self) -> Vec<Overdispersion> {
        let one = |index: usize| Overdispersion {
            alpha: self.parameters[index].exp(),
            log_standard_error: self.standard_errors.as_ref().map(|errors| errors[index]),
        };
        (self.layout.coefficients..self.layout.len())
            .map(one)
            .collect()
    }

    /// Akaike's information criterion: lower is better among models fitted to the same counts.
    pub fn aic(&self) -> f64 {
        2.0 * self.layout.len() as f64 - 2.0 * self.log_likelihood
    }

    /// Whether the search reached a maximum.
    pub fn has_converged(&self) -> bool {
        matches!(self.convergence, Convergence::Reached { .. })
    }
}

/// Where the search starts: every part explains an equal share of the mean, counts are moderately overdispersed.
fn start(model: &Hhh4, likelihood: &Likelihood) -> Vec<f64> {
    let layout = &likelihood.layout;
    let mut parameters = vec![0.0; layout.len()];
    if let Some((_, weights)) = &model.neighbourhood {
        parameters[layout.weights()].copy_from_slice(&weights.start());
    }
    let share = 1.0 / layout.parts.len() as f64;
    for (part_index, part) in layout.parts.iter().enumerate() {
        let multiplier = likelihood.mean_multiplier(part_index, &parameters);
        let is_endemic_per_unit = part.component == 0 && model.endemic.level == Level::PerUnit;
        for (unit, index) in part.levels().enumerate() {
            let mean = likelihood.mean_count(is_endemic_per_unit.then_some(unit));
            let level = (share * mean.max(1e-3) / multiplier).ln();
            parameters[index] = if level.is_finite() { level } else { 0.0 };
        }
    }
    parameters[layout.coefficients..].fill(-1.0);
    parameters
}

/// Climbs to the maximum: parameters, log likelihood, and the steps taken if it was reached.
fn climb(
    likelihood: &Likelihood,
    mut parameters: Vec<f64>,
) -> Result<(Vec<f64>, f64, Option<usize>), Hhh4Error> {
    let mut log = likelihood.log(&parameters);
    if !log.is_finite() {
        return Err(Hhh4Error::NoStart);
    }
    for steps in 0..STEPS_MAX {
        let (direction, gain) = direction(likelihood, &parameters);
        if gain.is_nan() {
            return Ok((parameters, log, None));
        }
        if gain < GAIN_MIN {
            return Ok((parameters, log, Some(steps)));
        }
        let longest = direction.iter().fold(0.0_f64, |most, d| most.max(d.abs()));
        let mut length = (STEP_LONGEST / longest).min(1.0);
        let mut has_moved = false;
        for _ in 0..HALVINGS_MAX {
            let next: Vec<f64> = parameters
                .iter()
                .zip(&direction)
                .map(|(parameter, d)| parameter + length * d)
                .collect();
            let next_log = likelihood.log(&next);
            if next_log > log {
                (parameters, log, has_moved) = (next, next_log, true);
                break;
            }
            length /= 2.0;
        }
        if !has_moved {
            // Rounding hides what is left to gain near the top; elsewhere the direction was no good.
            let is_at_top = gain < 1e-9 * (1.0 + log.abs());
            return Ok((parameters, log, is_at_top.then_some(steps)));
        }
    }
    Ok((parameters, log, None))
}

/// Newton's direction where the likelihood is curved downwards, else Fisher's; and twice the gain it promises.
fn direction(likelihood: &Likelihood, parameters: &[f64]) -> (Vec<f64>, f64) {
    let size = parameters.len();
    let gain = |gradient: &[f64], step: &[f64]| -> f64 {
        gradient.iter().zip(step).map(|(g, s)| g * s).sum()
    };
    let at = likelihood.slopes(parameters, Information::Observed);
    if let Some(factor) = Cholesky::of(&at.information, size) {
        let step = factor.solved(&at.gradient);
        let gain = gain(&at.gradient, &step);
        return (step, gain);
    }
    let mut at = likelihood.slopes(parameters, Information::Expected);
    let mut ridge = 1e-8;
    loop {
        let mut matrix = at.information.clone();
        for i in 0..size {
            let diagonal = &mut matrix[i * size + i];
            *diagonal = diagonal.abs() * (1.0 + ridge) + ridge;
        }
        if let Some(factor) = Cholesky::of(&matrix, size) {
            let step = factor.solved(&at.gradient);
            let gain = gain(&at.gradient, &step);
            return (step, gain);
        }
        ridge *= 10.0;
        if ridge > 1e8 {
            return (std::mem::take(&mut at.gradient), f64::NAN);
        }
    }
}

/// Whether the end of the search is a maximum, and the standard errors if it is.
fn examine(
    likelihood: &Likelihood,
    parameters: &[f64],
    steps: Option<usize>,
) -> (Convergence, Option<Vec<f64>>) {
    let size = parameters.len();
    let layout = &likelihood.layout;
    let information = likelihood
        .slopes(parameters, Information::Observed)
        .information;
    let mut names = layout.names();
    names.extend((0..layout.alphas).map(|unit| match layout.alphas {
        1 => "overdispersion".to_owned(),
        _ => format!("overdispersion[{unit}]"),
    }));
    // Levels and log overdispersions that went to −∞.
    let may_vanish = layout
        .parts
        .iter()
        .flat_map(|part| part.levels())
        .chain(layout.coefficients..size);
    let vanished = may_vanish
        .into_iter()
        .find(|&i| parameters[i] < LOG_ZERO && information[i * size + i].abs() < 1e-3);
    let factor = Cholesky::of(&information, size);
    match (steps, factor, vanished) {
        (Some(steps), Some(factor), None) => {
            let errors = factor.inverse_diagonal().into_iter().map(f64::sqrt);
            (Convergence::Reached { steps }, Some(errors.collect()))
        }
        (None, Some(_), None) => (Convergence::StepsExhausted, None),
        (_, _, vanished) => {
            let diagonal = |i: &usize| information[i * size + i].abs();
            let flattest = vanished
                .or_else(|| (0..size).min_by(|a, b| diagonal(a).total_cmp(&diagonal(b))))
                .unwrap_or_default();
            let coefficient = names.swap_remove(flattest);
            (Convergence::Flat { coefficient }, None)
        }
    }
}
