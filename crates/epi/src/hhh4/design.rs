//! The model laid out over the data: which coefficient acts on which count, and by how much.

use std::f64::consts::TAU;

use super::{Family, Hhh4, Hhh4Error, Level, Predictor};
use crate::series::CountSeries;

/// The parts of the mean, in the order of their coefficients.
pub(super) const COMPONENTS: [(&str, &str); 3] = [
    ("end", "endemic"),
    ("ar", "autoregressive"),
    ("ne", "neighbourhood"),
];

/// Index of the part that comes from other units.
pub(super) const NEIGHBOURHOOD: usize = 2;

/// Where the coefficients of one part stand.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// Index into `COMPONENTS`.
    pub(super) component: usize,
    /// First coefficient: the levels, then trend, then sine and cosine of every wave.
    first: usize,
    levels: usize,
    has_trend: bool,
    harmonics: usize,
}

impl Part {
    pub(super) fn coefficients(&self) -> std::ops::Range<usize> {
        self.first..self.first + self.levels + usize::from(self.has_trend) + 2 * self.harmonics
    }

    pub(super) fn levels(&self) -> std::ops::Range<usize> {
        self.first..self.first + self.levels
    }

    /// Number of coefficients that act on one count.
    pub(super) fn active(&self) -> usize {
        1 + self.coefficients().len() - self.levels
    }

    /// The coefficient that stands at place `k` of those that act on a count of `unit`.
    pub(super) fn index(&self, k: usize, unit: usize) -> usize {
        match k {
            0 if self.levels > 1 => self.first + unit,
            0 => self.first,
            k => self.first + self.levels + k - 1,
        }
    }

    /// What the coefficients at places 0.. are multiplied by at `time`.
    fn covariates(&self, time: usize, per_year: f64) -> impl Iterator<Item = f64> {
        let time = time as f64;
        let waves = (1..=self.harmonics).flat_map(move |wave| {
            let angle = TAU * wave as f64 * time / per_year;
            [angle.sin(), angle.cos()]
        });
        std::iter::once(1.0)
            .chain(self.has_trend.then_some(time))
            .chain(waves)
    }

    fn names(&self) -> impl Iterator<Item = String> {
        let name = COMPONENTS[self.component].0;
        let levels = self.levels;
        let level = move |unit| match levels {
            1 => format!("{name}.level"),
            _ => format!("{name}.level[{unit}]"),
        };
        let waves = (1..=self.harmonics)
            .flat_map(move |wave| [format!("{name}.sin{wave}"), format!("{name}.cos{wave}")]);
        (0..levels)
            .map(level)
            .chain(self.has_trend.then(|| format!("{name}.trend")))
            .chain(waves)
    }
}

/// The layout of the coefficients of a model over a number of units.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub(super) parts: Vec<Part>,
    pub(super) units: usize,
    /// Number of coefficients without overdispersions, which follow them; parameters of the weights come last among them.
    pub(super) coefficients: usize,
    /// Names of the parameters of the weights.
    weights: Vec<String>,
    /// Number of overdispersions: 0, 1 or one a unit.
    pub(super) alphas: usize,
    per_year: f64,
}

impl Layout {
    pub(super) fn new(model: &Hhh4, series: &[CountSeries]) -> Result<Self, Hhh4Error> {
        let first = &series[0];
        let units = series.len();
        let differs = |s: &CountSeries| {
            s.start != first.start || s.step != first.step || s.len() != first.len()
        };
        if let Some(unit) = series.iter().position(differs) {
            return Err(Hhh4Error::SeriesDiffer { unit });
        }
        if let Some((_, weights)) = &model.neighbourhood
            && weights.units() != units
        {
            return Err(Hhh4Error::WeightsSize {
                needed: units,
                found: weights.units(),
            });
        }
        for (lag, part) in [
            (model.timing.own_lag, COMPONENTS[1].1),
            (model.timing.others_lag, COMPONENTS[NEIGHBOURHOOD].1),
        ] {
            if lag == 0 {
                return Err(Hhh4Error::Lag { component: part });
            }
        }
        let per_year = first.step.per_year();
        let mut parts = Vec::new();
        let mut next = 0;
        for (component, predictor) in predictors(model) {
            check(component, predictor, units, first.len(), per_year)?;
            let part = Part {
                component,
                first: next,
                levels: match predictor.level {
                    Level::Shared => 1,
                    Level::PerUnit => units,
                },
                has_trend: predictor.has_trend,
                harmonics: predictor.harmonics,
            };
            next = part.coefficients().end;
            parts.push(part);
        }
        let weights = model.neighbourhood.as_ref();
        let weights = weights.map_or_else(Vec::new, |(_, weights)| weights.names());
        Ok(Self {
            parts,
            units,
            coefficients: next + weights.len(),
            weights,
            alphas: match model.family {
                Family::Poisson => 0,
                Family::NegBin1 => 1,
                Family::NegBinM => units,
            },
            per_year: per_year as f64,
        })
    }

    /// All parameters: coefficients, then log overdispersions.
    pub(super) fn len(&self) -> usize {
        self.coefficients + self.alphas
    }

    /// The parameter that holds the log overdispersion of a unit.
    pub(super) fn alpha_index(&self, unit: usize) -> Option<usize> {
        match self.alphas {
            0 => None,
            1 => Some(self.coefficients),
            _ => Some(self.coefficients + unit),
        }
    }

    pub(super) fn names(&self) -> Vec<String> {
        let parts = self.parts.iter().flat_map(Part::names);
        parts.chain(self.weights.iter().cloned()).collect()
    }

    /// The parameters of the weights.
    pub(super) fn weights(&self) -> std::ops::Range<usize> {
        self.coefficients - self.weights.len()..self.coefficients
    }

    /// The part of the mean that comes from other units.
    pub(super) fn neighbourhood(&self) -> Option<usize> {
        self.parts
            .iter()
            .position(|part| part.component == NEIGHBOURHOOD)
    }

    /// What multiplies the coefficients of all parts that act on a count at `time`, part after part.
    pub(super) fn covariates(&self, time: usize) -> Vec<f64> {
        self.parts
            .iter()
            .flat_map(|part| part.covariates(time, self.per_year))
            .collect()
    }
}

/// The predictors a model has, with their component.
fn predictors(model: &Hhh4) -> impl Iterator<Item = (usize, &Predictor)> {
    let all = [
        Some(&model.endemic),
        model.autoregressive.as_ref(),
        model.neighbourhood.as_ref().map(|(predictor, _)| predictor),
    ];
    all.into_iter()
        .enumerate()
        .filter_map(|(component, predictor)| Some((component, predictor?)))
}

fn check(
    component: usize,
    predictor: &Predictor,
    units: usize,
    steps: usize,
    per_year: usize,
) -> Result<(), Hhh4Error> {
    // A wave needs more than two points, else its sine is zero everywhere.
    let harmonics_max = (per_year - 1) / 2;
    if predictor.harmonics > harmonics_max {
        return Err(Hhh4Error::Harmonics {
            harmonics: predictor.harmonics,
            harmonics_max,
        });
    }
    let Some(offset) = &predictor.offset else {
        return Ok(());
    };
    let is_sound = |unit: usize| {
        offset.get(unit).is_some_and(|row| {
            row.len() >= steps && row.iter().all(|value| value.is_finite() && *value >= 0.0)
        })
    };
    match (0..units.max(offset.len())).find(|unit| *unit >= units || !is_sound(*unit)) {
        Some(unit) => Err(Hhh4Error::Offset {
            component: COMPONENTS[component].1,
            unit,
            needed: steps,
        }),
        None => Ok(()),
    }
}

/// What each part of the mean of a count is multiplied by: offset times 1, own earlier cases or weighted earlier cases.
///
/// `Ok(None)` if an earlier count it needs was not reported or lies before the first, `Err` if an offset does not reach the step.
pub(super) fn multipliers(
    model: &Hhh4,
    series: &[CountSeries],
    unit: usize,
    time: usize,
) -> Result<Option<Vec<f64>>, Hhh4Error> {
    let mut multipliers = Vec::new();
    for (component, predictor) in predictors(model) {
        let cases = match component {
            0 => Some(1.0),
            1 => earlier(&series[unit], time, model.timing.own_lag),
            _ => weighted(model, series, unit, time),
        };
        let offset = match &predictor.offset {
            None => 1.0,
            Some(rows) => *rows[unit].get(time).ok_or(Hhh4Error::Step {
                step: time,
                len: series[unit].len(),
            })?,
        };
        match cases {
            Some(cases) => multipliers.push(offset * cases),
            None => return Ok(None),
        }
    }
    Ok(Some(multipliers))
}

/// Cases so many steps before; `None` if they were not reported or lie before the first.
pub(super) fn earlier(series: &CountSeries, time: usize, lag: usize) -> Option<f64> {
    let count = series.observed.get(time.checked_sub(lag)?)?;
    count.map(f64::from)
}

/// Weighted earlier cases of the other units; `None` if one that has weight was not reported.
fn weighted(model: &Hhh4, series: &[CountSeries], unit: usize, time: usize) -> Option<f64> {
    let (_, weights) = model.neighbourhood.as_ref()?;
    let mut sum = 0.0;
    for (from, other) in series.iter().enumerate() {
        let weight = weights.weight(from, unit);
        if weight > 0.0 {
            sum += weight * earlier(other, time, model.timing.others_lag)?;
        }
    }
    Some(sum)
}
