//! What a fitted model expects of the next step.

use super::design::multipliers;
use super::likelihood::part_means;
use super::{Fit, Hhh4Error};
use crate::series::CountSeries;
use crate::stats::CountModel;

/// The distribution of one count, one step ahead.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// Expected cases.
    pub mean: f64,
    /// Share of the mean that comes from the endemic part, from the unit's own earlier cases and from other units' earlier
    /// cases, in cases; a part the model does not have contributes 0.
    pub parts: [f64; 3],
    /// Overdispersion α of the count, 0 for Poisson.
    pub alpha: f64,
}

impl Forecast {
    fn model(&self) -> CountModel {
        CountModel::new(self.mean, 1.0 + self.alpha * self.mean)
    }

    /// Variance of the count, given the coefficients.
    pub fn variance(&self) -> f64 {
        self.mean + self.alpha * self.mean * self.mean
    }

    /// The least count that is not exceeded with a probability of at least `probability` (strictly between 0 and 1).
    ///
    /// `None` for other probabilities.
    pub fn quantile(&self, probability: f64) -> Option<f64> {
        (probability > 0.0 && probability < 1.0).then(|| self.model().quantile(probability))
    }

    /// Probability of a count of at least `count`.
    pub fn at_least(&self, count: u32) -> f64 {
        self.model().at_least(f64::from(count))
    }
}

impl Fit {
    /// The distribution of every unit's count at `time`, from the counts before it and the coefficients as they are;
    /// the uncertainty of the coefficients is not in it.
    ///
    /// `series` are those of the fit or longer ones from the same first day; `time` may be one beyond their end.
    pub fn forecast(
        &self,
        series: &[CountSeries],
        time: usize,
    ) -> Result<Vec<Forecast>, Hhh4Error> {
        self.same_units(series)?;
        let len = series.iter().map(CountSeries::len).min().unwrap_or(0);
        if time < self.model.first_answered() || time > len {
            return Err(Hhh4Error::Step { step: time, len });
        }
        let answers = self.each(series, time)?;
        let all: Option<Vec<Forecast>> = answers.into_iter().collect();
        all.ok_or(Hhh4Error::NotReported { step: time })
    }

    /// The distribution of every count given those before it, by unit and step: what was to be expected of it, and what that
    /// is made of; `None` where an earlier count was not reported, and at the first steps.
    ///
    /// `series` are those of the fit or longer ones from the same first day.
    pub fn explained(
        &self,
        series: &[CountSeries],
    ) -> Result<Vec<Vec<Option<Forecast>>>, Hhh4Error> {
        self.same_units(series)?;
        let len = series.iter().map(CountSeries::len).min().unwrap_or(0);
        let mut by_unit = vec![vec![None; len]; series.len()];
        for time in self.model.first_answered()..len {
            for (answers, answer) in by_unit.iter_mut().zip(self.each(series, time)?) {
                answers[time] = answer;
            }
        }
        Ok(by_unit)
    }

    fn same_units(&self, series: &[CountSeries]) -> Result<(), Hhh4Error> {
        let (fitted, given) = (self.layout.units, series.len());
        if fitted == given {
            Ok(())
        } else {
            Err(Hhh4Error::Units { fitted, given })
        }
    }

    /// The distribution of every unit's count at a step that has steps enough before it; `None` where earlier counts are not
    /// all known.
    fn each(
        &self,
        series: &[CountSeries],
        time: usize,
    ) -> Result<Vec<Option<Forecast>>, Hhh4Error> {
        let covariates = self.layout.covariates(time);
        let mut parts = Vec::new();
        let of_unit = |unit| {
            let Some(multipliers) = multipliers(&self.model, series, unit, time)? else {
                return Ok(None);
            };
            let mean = part_means(
                &self.layout,
                &self.parameters,
                &covariates,
                (&multipliers, 1.0),
                unit,
                &mut parts,
            );
            let mut by_component = [0.0; 3];
            for (part, cases) in self.layout.parts.iter().zip(&parts) {
                by_component[part.component] = *cases;
            }
            let alpha = self.layout.alpha_index(unit);
            Ok(Some(Forecast {
                mean,
                parts: by_component,
                alpha: alpha.map_or(0.0, |index| self.parameters[index].exp()),
            }))
        };
        (0..series.len()).map(of_unit).collect()
    }
}
