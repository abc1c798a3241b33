//! The log likelihood of all counts given the counts of the step before, with its slopes.

use super::design::{Layout, multipliers};
use super::{Hhh4, Hhh4Error};
use crate::detect::NotEnoughData;
use crate::series::CountSeries;
use crate::stats::NegBin;

/// A count with what its mean is made of.
#[derive(Debug, Clone)]
struct Observation {
    count: f64,
    unit: usize,
    time: usize,
    /// What each part is multiplied by.
    multipliers: Vec<f64>,
}

/// The counts that enter the likelihood.
#[derive(Debug)]
pub(super) struct Likelihood {
    pub(super) layout: Layout,
    observations: Vec<Observation>,
    /// What multiplies the active coefficients, by step.
    covariates: Vec<Vec<f64>>,
}

/// Which second derivatives are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Information {
    /// Minus the second derivatives themselves.
    Observed,
    /// What they are on average; never negative.
    Expected,
}

/// Value and slopes at one set of parameters.
#[derive(Debug, Clone)]
pub(super) struct Evaluation {
    pub(super) gradient: Vec<f64>,
    /// Full symmetric matrix, row after row.
    pub(super) information: Vec<f64>,
}

impl Likelihood {
    pub(super) fn new(model: &Hhh4, series: &[CountSeries]) -> Result<Self, Hhh4Error> {
        let too_few = |needed, found, of| Hhh4Error::from(NotEnoughData { needed, found, of });
        if series.is_empty() {
            return Err(too_few(1, 0, "series"));
        }
        let layout = Layout::new(model, series)?;
        let steps = series[0].len();
        let mut observations = Vec::new();
        for time in 1..steps {
            for (unit, one) in series.iter().enumerate() {
                let Some(count) = one.observed[time] else {
                    continue;
                };
                if let Some(multipliers) = multipliers(model, series, unit, time)? {
                    observations.push(Observation {
                        count: f64::from(count),
                        unit,
                        time,
                        multipliers,
                    });
                }
            }
        }
        let needed = layout.len() + 1;
        if observations.len() < needed {
            return Err(too_few(
                needed,
                observations.len(),
                "counts with known earlier cases",
            ));
        }
        let with_cases = observations.iter().filter(|o| o.count > 0.0).count();
        if with_cases < layout.parts.len() {
            return Err(too_few(
                layout.parts.len(),
                with_cases,
                "counts above zero with known earlier cases",
            ));
        }
        Ok(Self {
            covariates: (0..steps).map(|time| layout.covariates(time)).collect(),
            layout,
            observations,
        })
    }

    /// Number of counts that enter.
    pub(super) fn len(&self) -> usize {
        self.observations.len()
    }

    /// Mean of the counts that enter, of one unit or of all.
    pub(super) fn mean_count(&self, unit: Option<usize>) -> f64 {
        let wanted = || {
            self.observations
                .iter()
                .filter(|o| unit.is_none_or(|unit| o.unit == unit))
        };
        wanted().map(|o| o.count).sum::<f64>() / wanted().count().max(1) as f64
    }

    /// Mean of what a part is multiplied by.
    pub(super) fn mean_multiplier(&self, part: usize) -> f64 {
        let sum: f64 = self.observations.iter().map(|o| o.multipliers[part]).sum();
        sum / self.len() as f64
    }

    /// The mean of every count that enters, with its unit and step.
    pub(super) fn means(&self, parameters: &[f64]) -> Vec<(usize, usize, f64)> {
        let mut parts = Vec::new();
        self.observations
            .iter()
            .map(|o| (o.unit, o.time, self.mean(o, parameters, &mut parts)))
            .collect()
    }

    /// The mean of a count; `parts` receives what each part contributes.
    fn mean(&self, of: &Observation, parameters: &[f64], parts: &mut Vec<f64>) -> f64 {
        part_means(
            &self.layout,
            parameters,
            &self.covariates[of.time],
            &of.multipliers,
            of.unit,
            parts,
        )
    }

    fn alpha(&self, unit: usize, parameters: &[f64]) -> f64 {
        let index = self.layout.alpha_index(unit);
        index.map_or(0.0, |index| parameters[index].exp())
    }

    /// The log likelihood; not a number or −∞ where the parameters make no sense.
    pub(super) fn log(&self, parameters: &[f64]) -> f64 {
        let mut parts = Vec::new();
        let one = |o: &Observation| {
            let mean = self.mean(o, parameters, &mut parts);
            if mean == 0.0 && o.count == 0.0 {
                0.0
            } else {
                NegBin::log_at(o.count, mean, self.alpha(o.unit, parameters))
            }
        };
        self.observations.iter().map(one).sum()
    }

    /// Slopes and information at these parameters.
    pub(super) fn slopes(&self, parameters: &[f64], kind: Information) -> Evaluation {
        let size = self.layout.len();
        let mut at = Evaluation {
            gradient: vec![0.0; size],
            information: vec![0.0; size * size],
        };
        let (mut parts, mut active) = (Vec::new(), Vec::new());
        for o in &self.observations {
            let mean = self.mean(o, parameters, &mut parts);
            if mean <= 0.0 {
                continue;
            }
            self.active(o, &parts, &mut active);
            self.add(o, mean, parameters, &active, kind, &mut at);
        }
        for i in 0..size {
            for j in 0..i {
                at.information[j * size + i] = at.information[i * size + j];
            }
        }
        at
    }

    /// The coefficients that act on a count, with covariate, part and slope of the mean.
    fn active(&self, o: &Observation, parts: &[f64], active: &mut Vec<Active>) {
        active.clear();
        let mut covariates = self.covariates[o.time].iter();
        for (p, part) in self.layout.parts.iter().enumerate() {
            for (k, covariate) in covariates.by_ref().take(part.active()).enumerate() {
                active.push(Active {
                    index: part.index(k, o.unit),
                    covariate: *covariate,
                    part: p,
                    slope: parts[p] * covariate,
                });
            }
        }
    }

    /// Adds one count's share.
    fn add(
        &self,
        o: &Observation,
        mean: f64,
        parameters: &[f64],
        active: &[Active],
        kind: Information,
        to: &mut Evaluation,
    ) {
        let size = self.layout.len();
        let alpha = self.alpha(o.unit, parameters);
        let at = NegBin::at(o.count, mean, alpha);
        let (by_mean_twice, bend) = match kind {
            Information::Observed => (at.by_mean_twice, at.by_mean),
            Information::Expected => (-1.0 / (mean * (1.0 + alpha * mean)), 0.0),
        };
        for (n, a) in active.iter().enumerate() {
            to.gradient[a.index] += at.by_mean * a.slope;
            for b in &active[..=n] {
                let mut second = by_mean_twice * a.slope * b.slope;
                if a.part == b.part {
                    second += bend * a.slope * b.covariate;
                }
                let (row, column) = (a.index.max(b.index), a.index.min(b.index));
                to.information[row * size + column] -= second;
            }
        }
        let Some(row) = self.layout.alpha_index(o.unit) else {
            return;
        };
        // The parameter is ln α.
        to.gradient[row] += alpha * at.by_alpha;
        to.information[row * size + row] -= alpha * at.by_alpha + alpha * alpha * at.by_alpha_twice;
        if kind == Information::Observed {
            for a in active {
                to.information[row * size + a.index] -= alpha * at.by_both * a.slope;
            }
        }
    }
}

/// A coefficient that acts on a count.
#[derive(Debug, Clone, Copy)]
struct Active {
    index: usize,
    covariate: f64,
    part: usize,
    /// Change of the mean per unit of the coefficient.
    slope: f64,
}

/// The mean of a count, and what each part contributes to it.
pub(super) fn part_means(
    layout: &Layout,
    parameters: &[f64],
    covariates: &[f64],
    multipliers: &[f64],
    unit: usize,
    parts: &mut Vec<f64>,
) -> f64 {
    parts.clear();
    let mut covariates = covariates.iter();
    for (part, multiplier) in layout.parts.iter().zip(multipliers) {
        let log: f64 = covariates
            .by_ref()
            .take(part.active())
            .enumerate()
            .map(|(k, covariate)| parameters[part.index(k, unit)] * covariate)
            .sum();
        parts.push(if *multiplier > 0.0 {
            multiplier * log.exp()
        } else {
            0.0
        });
    }
    parts.iter().sum()
}
