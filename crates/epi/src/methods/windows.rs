//! The plainest baseline: the same time of year in past years, and the points just before the current one.

use crate::detect::NotEnoughData;
use crate::methods::enough_reported;
use crate::series::{CountSeries, Step};
use crate::spec::{ByStep, DefaultValue, Kind, Parameter, Reader, SpecError};

/// Windows of a baseline; a year is 365 days, 52 weeks or 12 months.
#[derive(Debug, Clone)]
pub(crate) struct Windows {
    years: usize,
    half_window: ByStep,
    current_year: bool,
}

/// Parameter `years`.
pub(crate) const fn years(default: i64) -> Parameter {
    Parameter {
        name: "years",
        kind: Kind::Integer { min: 0, max: 20 },
        default: DefaultValue::Integer(default),
        unit: "years",
        description_zh: "历史年数",
        description_en: "Past years whose windows enter the baseline",
    }
}

/// Parameter `half_window`.
pub(crate) const fn half_window(week: i64) -> Parameter {
    Parameter {
        name: "half_window",
        kind: Kind::Integer { min: 1, max: 20 },
        default: DefaultValue::ByStep {
            day: 7,
            week,
            month: 2,
        },
        unit: "steps",
        description_zh: "同期前后各取的期数；当年则取前若干期",
        description_en: "Steps on either side of the same time of year, and before the current point this year",
    }
}

/// Parameter `current_year`.
pub(crate) const fn current_year(default: bool) -> Parameter {
    Parameter {
        name: "current_year",
        kind: Kind::Flag,
        default: DefaultValue::Flag(default),
        unit: "",
        description_zh: "基线是否包括当年的前若干期",
        description_en: "Whether the points just before the current one belong to the baseline",
    }
}

impl Windows {
    /// From the three parameters above.
    pub(crate) fn read(reader: &Reader) -> Result<Self, SpecError> {
        Ok(Self {
            years: reader.count("years")?,
            half_window: reader.count_by_step("half_window")?,
            // Without past years there is nothing but the current one.
            current_year: reader.flag("current_year")? || reader.count("years")? == 0,
        })
    }

    /// Steps before a point that its baseline reaches back.
    pub(crate) fn look_back(&self, step: Step) -> usize {
        self.years * step.per_year() + self.half_window.get(step)
    }

    /// The reported counts of the baseline of `at`.
    pub(crate) fn collect(
        &self,
        series: &CountSeries,
        at: usize,
        into: &mut Vec<f64>,
    ) -> Result<(), NotEnoughData> {
        let needed = self.look_back(series.step);
        if at < needed {
            return Err(NotEnoughData {
                needed,
                found: at,
                of: "steps of history",
            });
        }
        let width = self.half_window.get(series.step);
        into.clear();
        let mut nominal = 0;
        let mut add = |from: usize, to: usize| {
            nominal += to - from;
            into.extend(
                series.observed[from..to]
                    .iter()
                    .flatten()
                    .map(|&count| f64::from(count)),
            );
        };
        for year in 1..=self.years {
            let centre = at - year * series.step.per_year();
            add(centre - width, (centre + width + 1).min(at));
        }
        if self.current_year {
            add(at - width, at);
        }
        enough_reported(nominal, 2, into.len())
    }
}

/// Mean and standard deviation (n − 1) of at least two values.
pub(crate) fn mean_and_sd(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / (n - 1.0)).sqrt())
}
