//! Counts in time: the one thing every detector is given.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::calendar;
use crate::detect::DetectError;

/// How far apart the points of a series lie (时间步长).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// One point a day.
    Day,
    /// One point every seven days, each on the weekday of the first.
    Week,
    /// One point a calendar month, each on the day of the month of the first (normally the 1st).
    Month,
}

impl Step {
    /// The three steps, shortest first.
    pub const ALL: [Step; 3] = [Step::Day, Step::Week, Step::Month];

    /// The word used in files and messages: `day`, `week` or `month`.
    pub fn id(self) -> &'static str {
        match self {
            Step::Day => "day",
            Step::Week => "week",
            Step::Month => "month",
        }
    }

    /// Steps in a year when a year is counted in steps and not by the calendar: 365, 52 or 12.
    pub fn per_year(self) -> usize {
        match self {
            Step::Day => 365,
            Step::Week => 52,
            Step::Month => 12,
        }
    }
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}

/// A series of counts at equal steps, oldest first (时间序列).
///
/// A point that was not reported is `None`.
/// It is never taken for zero: detectors leave it out of their baselines and answer
/// [`DetectError::NotReported`](crate::DetectError::NotReported) when it is the one they are asked about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountSeries {
    /// First day of the first step, in days since 1970-01-01.
    pub start: i32,
    /// Distance between points.
    pub step: Step,
    /// Cases per step; `None` = not reported.
    pub observed: Vec<Option<u32>>,
    /// Persons at risk per step (人口数), as long as `observed`; only methods with a population offset read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub population: Option<Vec<f64>>,
}

impl CountSeries {
    /// A series in which every point was reported.
    pub fn complete(start: i32, step: Step, counts: &[u32]) -> Self {
        Self {
            start,
            step,
            observed: counts.iter().copied().map(Some).collect(),
            population: None,
        }
    }

    /// The same series with persons at risk.
    pub fn with_population(mut self, population: Vec<f64>) -> Result<Self, SeriesError> {
        self.population = Some(population);
        self.check_population()?;
        Ok(self)
    }

    /// Whether the population, if there is one, fits the series.
    fn check_population(&self) -> Result<(), SeriesError> {
        let Some(population) = &self.population else {
            return Ok(());
        };
        if population.len() != self.observed.len() {
            return Err(SeriesError::PopulationLength {
                points: self.observed.len(),
                populations: population.len(),
            });
        }
        match population.iter().position(|p| !(p.is_finite() && *p > 0.0)) {
            Some(index) => Err(SeriesError::PopulationNotPositive { index }),
            None => Ok(()),
        }
    }

    /// The population of every point, for methods that cannot do without.
    pub(crate) fn checked_population(&self) -> Result<&[f64], DetectError> {
        self.check_population()?;
        self.population.as_deref().ok_or(DetectError::NoPopulation)
    }

    /// Number of points, reported or not.
    pub fn len(&self) -> usize {
        self.observed.len()
    }

    /// Whether there is no point at all.
    pub fn is_empty(&self) -> bool {
        self.observed.is_empty()
    }

    /// First day of the step at `index`, also beyond the end of the series.
    pub fn day(&self, index: usize) -> i32 {
        let steps = i32::try_from(index).unwrap_or(i32::MAX);
        match self.step {
            Step::Day => self.start.saturating_add(steps),
            Step::Week => self.start.saturating_add(steps.saturating_mul(7)),
            Step::Month => calendar::add_months(self.start, steps),
        }
    }

    /// The point whose step contains `day`, if the series reaches that far.
    pub fn index_of(&self, day: i32) -> Option<usize> {
        if day < self.start {
            return None;
        }
        let elapsed = usize::try_from(i64::from(day) - i64::from(self.start)).ok()?;
        let index = match self.step {
            Step::Day => elapsed,
            Step::Week => elapsed / 7,
            Step::Month => {
                let months = calendar::months_between(self.start, day);
                usize::try_from(months).ok()?
            }
        };
        (index < self.len()).then_some(index)
    }
}

/// A series that contradicts itself.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SeriesError {
    /// One population figure a point is needed.
    #[error(
        "the series has {points} points but {populations} population figures; give one for each point"
    )]
    PopulationLength {
        /// Points of the series.
        points: usize,
        /// Population figures given.
        populations: usize,
    },
    /// A population must be a positive number.
    #[error(
        "the population at point {index} is not a positive number; give the persons at risk or leave populations out"
    )]
    PopulationNotPositive {
        /// Index of the first offending point.
        index: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2020-01-31, the last day of a long month.
    const END_OF_JANUARY_2020: i32 = 18_292;

    #[test]
    fn months_step_by_the_calendar_and_clamp_to_short_months() {
        let series = CountSeries::complete(END_OF_JANUARY_2020, Step::Month, &[1, 2, 3]);
        assert_eq!(series.day(1), END_OF_JANUARY_2020 + 29); // 29 February 2020
        assert_eq!(series.day(2), END_OF_JANUARY_2020 + 60); // 31 March 2020
    }

    #[test]
    fn every_day_of_a_step_finds_its_point() {
        for step in Step::ALL {
            let series = CountSeries::complete(18_262, step, &[0; 30]); // from 2020-01-01
            for day in series.start..series.day(30) {
                let index = series.index_of(day).unwrap();
                assert!(series.day(index) <= day && day < series.day(index + 1));
            }
            assert_eq!(series.index_of(series.start - 1), None);
            assert_eq!(series.index_of(series.day(30)), None);
        }
    }

    #[test]
    fn a_population_must_fit_the_series() {
        let series = CountSeries::complete(0, Step::Week, &[1, 2]);
        assert!(matches!(
            series.clone().with_population(vec![1.0]),
            Err(SeriesError::PopulationLength {
                points: 2,
                populations: 1
            })
        ));
        assert!(matches!(
            series.with_population(vec![1.0, f64::NAN]),
            Err(SeriesError::PopulationNotPositive { index: 1 })
        ));
    }
}
