//! The log likelihood of all counts given the counts of the step before, with its slopes.

use super::decay::{Tables, pair};
use super::design::{Layout, NEIGHBOURHOOD, earlier, multipliers};
use super::{Hhh4, Hhh4Error, Weights};
use crate::detect::NotEnoughData;
use crate::series::CountSeries;
use crate::stats::NegBin;

/// A count with what its mean is made of.
#[derive(Debug, Clone)]
struct Observation {
    count: f64,
    unit: usize,
    time: usize,
    /// What each part is multiplied by; that of the neighbourhood is still to be multiplied by the cases felt from there,
    /// if their weights are estimated.
    multipliers: Vec<f64>,
}

/// Earlier cases whose weights are estimated.
#[derive(Debug)]
struct Neighbours {
    weights: Weights,
    part: usize,
    /// Earlier cases felt at a step, by step and unit; those not reported have no weight where they matter.
    before: Vec<Vec<f64>>,
}

/// The cases felt from other units with their derivatives by the parameters of the weights.
#[derive(Debug, Default)]
struct Felt {
    cases: f64,
    first: Vec<f64>,
    second: Vec<f64>,
}

/// The counts that enter the likelihood.
#[derive(Debug)]
pub(super) struct Likelihood {
    pub(super) layout: Layout,
    observations: Vec<Observation>,
    /// `None` if no weights are estimated.
    neighbours: Option<Neighbours>,
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
        let first = model.timing.first_step.max(model.first_answered());
        for time in first..steps {
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
        let neighbours = Neighbours::new(model, series, &layout);
        if let (Some(Neighbours { part, .. }), Some((predictor, _))) =
            (&neighbours, &model.neighbourhood)
        {
            for o in &mut observations {
                let offset = predictor.offset.as_ref();
                o.multipliers[*part] = offset.map_or(1.0, |rows| rows[o.unit][o.time]);
            }
        }
        Ok(Self {
            neighbours,
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

    /// Mean of what a part is multiplied by, with the weights at these parameters.
    pub(super) fn mean_multiplier(&self, part: usize, parameters: &[f64]) -> f64 {
        let tables = self.tables(parameters);
        let multiplier = |o: &Observation| {
            let is_felt = self.layout.neighbourhood() == Some(part);
            o.multipliers[part] * if is_felt { self.felt(o, &tables) } else { 1.0 }
        };
        let sum: f64 = self.observations.iter().map(multiplier).sum();
        sum / self.len() as f64
    }

    /// The mean of every count that enters, with its unit and step.
    pub(super) fn means(&self, parameters: &[f64]) -> Vec<(usize, usize, f64)> {
        let tables = self.tables(parameters);
        let mut parts = Vec::new();
        self.observations
            .iter()
            .map(|o| {
                let felt = self.felt(o, &tables);
                (o.unit, o.time, self.mean(o, felt, parameters, &mut parts))
            })
            .collect()
    }

    /// The weights at these parameters, if they are estimated.
    fn tables(&self, parameters: &[f64]) -> Option<Tables> {
        let neighbours = self.neighbours.as_ref()?;
        Some(neighbours.weights.at(&parameters[self.layout.weights()]))
    }

    /// What the multiplier of the neighbourhood is still to be multiplied by.
    fn felt(&self, o: &Observation, tables: &Option<Tables>) -> f64 {
        match (&self.neighbours, tables) {
            (Some(neighbours), Some(tables)) => neighbours.sum(o, &tables.value),
            _ => 1.0,
        }
    }

    /// The mean of a count; `parts` receives what each part contributes.
    fn mean(&self, of: &Observation, felt: f64, parameters: &[f64], parts: &mut Vec<f64>) -> f64 {
        part_means(
            &self.layout,
            parameters,
            &self.covariates[of.time],
            (&of.multipliers, felt),
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
        let tables = self.tables(parameters);
        let mut parts = Vec::new();
        let one = |o: &Observation| {
            let mean = self.mean(o, self.felt(o, &tables), parameters, &mut parts);
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
        let tables = self.tables(parameters);
        let (mut parts, mut active, mut felt) = (Vec::new(), Vec::new(), Felt::default());
        for o in &self.observations {
            if let (Some(neighbours), Some(tables)) = (&self.neighbours, &tables) {
                neighbours.feel(o, tables, &mut felt);
            } else {
                felt.cases = 1.0;
            }
            let mean = self.mean(o, felt.cases, parameters, &mut parts);
            if mean <= 0.0 {
                continue;
            }
            self.active(o, &parts, &felt, &mut active);
            self.add(o, (mean, &felt), parameters, &active, kind, &mut at);
        }
        for i in 0..size {
            for j in 0..i {
                at.information[j * size + i] = at.information[i * size + j];
            }
        }
        at
    }

    /// The coefficients that act on a count, with covariate, part and slope of the mean.
    fn active(&self, o: &Observation, parts: &[f64], felt: &Felt, active: &mut Vec<Active>) {
        active.clear();
        let mut covariates = self.covariates[o.time].iter();
        for (p, part) in self.layout.parts.iter().enumerate() {
            for (k, covariate) in covariates.by_ref().take(part.active()).enumerate() {
                active.push(Active {
                    index: part.index(k, o.unit),
                    covariate: *covariate,
                    part: p,
                    slope: parts[p] * covariate,
                    weight: None,
                });
            }
        }
        if let Some(Neighbours { part, .. }) = self.neighbours {
            // Where nothing is felt, nothing changes with the weights either.
            let each = if felt.cases > 0.0 {
                parts[part] / felt.cases
            } else {
                0.0
            };
            for (p, slope) in felt.first.iter().enumerate() {
                active.push(Active {
                    index: self.layout.weights().start + p,
                    covariate: each,
                    part,
                    slope: each * slope,
                    weight: Some(p),
                });
            }
        }
    }

    /// Adds one count's share.
    fn add(
        &self,
        o: &Observation,
        (mean, felt): (f64, &Felt),
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
                    // Weights stand last, so that `b` is one only if `a` is.
                    second += bend
                        * match (a.weight, b.weight) {
                            (Some(p), Some(q)) => a.covariate * felt.second[pair(p, q)],
                            _ => a.slope * b.covariate,
                        };
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
    /// What the coefficient is multiplied by; for a parameter of the weights, the mean per case felt.
    covariate: f64,
    part: usize,
    /// Change of the mean per unit of the coefficient.
    slope: f64,
    /// The parameter of the weights it is.
    weight: Option<usize>,
}

impl Neighbours {
    fn new(model: &Hhh4, series: &[CountSeries], layout: &Layout) -> Option<Self> {
        let (_, weights) = model.neighbourhood.as_ref()?;
        if layout.weights().is_empty() {
            return None;
        }
        let cases = |time: usize| {
            let lag = model.timing.others_lag;
            let of_unit = |one: &CountSeries| earlier(one, time, lag).unwrap_or(0.0);
            series.iter().map(of_unit).collect::<Vec<f64>>()
        };
        let steps = series.iter().map(CountSeries::len).min().unwrap_or(0);
        let before = (0..steps).map(cases);
        Some(Self {
            weights: weights.clone(),
            part: layout.neighbourhood()?,
            before: before.collect(),
        })
    }

    /// Earlier cases, each times its entry for this unit.
    fn sum(&self, o: &Observation, table: &[f64]) -> f64 {
        let column = table[o.unit..].iter().step_by(self.weights.units());
        let cases = &self.before[o.time];
        cases
            .iter()
            .zip(column)
            .map(|(cases, weight)| cases * weight)
            .sum()
    }

    fn feel(&self, o: &Observation, tables: &Tables, felt: &mut Felt) {
        felt.cases = self.sum(o, &tables.value);
        felt.first.clear();
        felt.first
            .extend(tables.first.iter().map(|table| self.sum(o, table)));
        felt.second.clear();
        felt.second
            .extend(tables.second.iter().map(|table| self.sum(o, table)));
    }
}

/// The mean of a count, and what each part contributes to it, given what each part is multiplied by and the cases felt
/// from other units if they are not yet in that.
pub(super) fn part_means(
    layout: &Layout,
    parameters: &[f64],
    covariates: &[f64],
    (multipliers, felt): (&[f64], f64),
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
        let multiplier = match part.component {
            NEIGHBOURHOOD => multiplier * felt,
            _ => *multiplier,
        };
        parts.push(if multiplier > 0.0 {
            multiplier * log.exp()
        } else {
            0.0
        });
    }
    parts.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::super::{Family, Level, Predictor, Timing, orders};
    use super::*;
    use crate::series::Step;

    /// A model with everything in it, over four places in a row.
    fn likelihood(weights: impl Fn(&[Vec<f64>]) -> Weights) -> Likelihood {
        let count = |unit: usize, time: usize| ((time * 7919 + unit * 104_729) % 13) as u32;
        let series: Vec<CountSeries> = (0..4)
            .map(|unit| {
                let counts: Vec<u32> = (0..60).map(|time| count(unit, time)).collect();
                CountSeries::complete(0, Step::Week, &counts)
            })
            .collect();
        let predictor = |harmonics| Predictor {
            level: Level::PerUnit,
            has_trend: true,
            harmonics,
            offset: None,
        };
        let mut endemic = predictor(1);
        endemic.offset = Some(vec![vec![0.5; 60]; 4]);
        let model = Hhh4 {
            endemic,
            autoregressive: Some(predictor(1)),
            neighbourhood: Some((
                predictor(1),
                weights(&orders(4, &[(0, 1), (1, 2), (2, 3)]).unwrap()),
            )),
            family: Family::NegBinM,
            timing: Timing {
                own_lag: 2,
                ..Timing::default()
            },
        };
        Likelihood::new(&model, &series).unwrap()
    }

    #[test]
    fn slopes_are_those_of_differences() {
        type Choice = fn(&[Vec<f64>]) -> Weights;
        let choices: [Choice; 4] = [
            |orders| Weights::power_law(orders).unwrap(),
            |orders| Weights::power_law(orders).unwrap().normalised(),
            |orders| Weights::by_order(orders, 3).unwrap(),
            |orders| Weights::by_order(orders, 3).unwrap().normalised(),
        ];
        for choice in choices {
            let likelihood = likelihood(choice);
            let size = likelihood.layout.len();
            let point: Vec<f64> = (0..size).map(|i| 0.02 * (i % 7) as f64 - 0.1).collect();
            let at = likelihood.slopes(&point, Information::Observed);
            let width = 1e-5;
            for i in 0..size {
                let moved = |by: f64| {
                    let mut point = point.clone();
                    point[i] += by;
                    point
                };
                let (down, up) = (moved(-width), moved(width));
                let slope = (likelihood.log(&up) - likelihood.log(&down)) / (2.0 * width);
                let off = (slope - at.gradient[i]).abs();
                // Differences of this width leave seven digits or so of sums of this size.
                assert!(off < 1e-5 * (1.0 + slope.abs()), "{i}: {slope}");
                let slopes =
                    |point: &[f64]| likelihood.slopes(point, Information::Observed).gradient;
                for (j, (down, up)) in slopes(&down).iter().zip(slopes(&up)).enumerate() {
                    let second = -(up - down) / (2.0 * width);
                    let off = (second - at.information[i * size + j]).abs();
                    assert!(off < 1e-5 * (1.0 + second.abs()), "{i} {j}: {second}");
                }
            }
        }
    }
}
