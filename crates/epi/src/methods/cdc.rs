//! CDC's four-week sums, the method behind the bar chart of notifiable diseases in the MMWR.
//!
//! **Question.** Is the sum of the last four weeks above the same, the preceding and the following four weeks of the
//! past five years?
//!
//! **Equation.** With mean m and standard deviation sd of the n past sums,
//! limit = m + z(1 − `alpha`/2) · sd · √(1 + 1/n).
//! In monthly series a sum is one month.
//!
//! **Source.** Stroup D. F. et al., Stat Med 1989;8:323–329, doi:10.1002/sim.4780080312.
//!
//! **Units.** Cases per four weeks or month.
//!
//! **Assumptions.** Past sums are independent and normal; no trend; past outbreaks not removed, which widens the limit
//! for years.
//!
//! **Missing points.** Past sums with a missing week are left out; at least half must remain.
//! If the reported weeks of the current sum exceed the limit already, that is an alarm; if not and one is missing, there
//! is no answer.
//!
//! **Not for** quick alarms: a four-week sum reacts late.

use crate::detect::{
    Answer, Assessment, Detector, NotEnoughData, Reason, Why, check_step, reported,
};
use crate::methods::enough_reported;
use crate::methods::windows::mean_and_sd;
use crate::series::{CountSeries, Step};
use crate::spec::{DefaultValue, Kind, Method, MethodInfo, Parameter, Reader, Source, SpecError};
use crate::stats::{normal_quantile, normal_upper_tail};

/// Entry of the catalogue.
pub static INFO: MethodInfo = MethodInfo {
    method: Method::Cdc,
    name_zh: "CDC四周合计法",
    name_en: "CDC four-week sums",
    description_zh: "将最近4周（或本月）的病例合计与过去5年同期及其前后各一个4周的合计相比，超过均值加若干倍标准差即产生预警信号。反应较慢，不适用于有长期趋势的序列。",
    description_en: "Holds the sum of the last four weeks (or the month) against the same, preceding and following four weeks of five past years. Slow to react; not for series with a trend.",
    source: Source {
        citation: "Stroup D. F. et al. Detection of aberrations in the occurrence of notifiable diseases surveillance data. Stat Med 1989;8(3):323-329",
        doi: Some("10.1002/sim.4780080312"),
    },
    parameters: &[
        Parameter {
            name: "alpha",
            kind: Kind::Number {
                min: 0.0,
                max: 0.5,
                open: true,
            },
            default: DefaultValue::Number(0.025),
            unit: "",
            description_zh: "双侧误报概率（上侧为其一半）",
            description_en: "Two-sided probability of a false alarm; the upper side has half of it",
        },
        Parameter {
            name: "years",
            kind: Kind::Integer { min: 1, max: 20 },
            default: DefaultValue::Integer(5),
            unit: "years",
            description_zh: "历史年数",
            description_en: "Past years looked at",
        },
        Parameter {
            name: "half_window",
            kind: Kind::Integer { min: 0, max: 5 },
            default: DefaultValue::Integer(1),
            unit: "blocks",
            description_zh: "同期前后各取的4周（月）数",
            description_en: "Four-week blocks (months) before and after the same time of year",
        },
    ],
    steps: &[Step::Week, Step::Month],
};

/// The detector.
#[derive(Debug, Clone)]
pub struct Cdc {
    z: f64,
    years: usize,
    half_window: usize,
}

/// Steps in a sum.
fn block_length(step: Step) -> usize {
    if step == Step::Week { 4 } else { 1 }
}

impl Cdc {
    pub(crate) fn read(reader: &Reader) -> Result<Self, SpecError> {
        Ok(Self {
            z: normal_quantile(1.0 - reader.number("alpha")? / 2.0),
            years: reader.count("years")?,
            half_window: reader.count("half_window")?,
        })
    }
}

/// Reported cases of the block that ends at `end`, and how many of its steps were reported.
fn sum(series: &CountSeries, end: usize, length: usize) -> (u64, usize) {
    let block = &series.observed[end + 1 - length..=end];
    (
        block.iter().flatten().map(|&count| u64::from(count)).sum(),
        block.iter().flatten().count(),
    )
}

impl Detector for Cdc {
    fn method(&self) -> Method {
        Method::Cdc
    }

    fn look_back(&self, step: Step) -> Option<usize> {
        Some(self.years * step.per_year() + (self.half_window + 1) * block_length(step) - 1)
    }

    fn assess(&self, series: &CountSeries, at: usize) -> Answer {
        check_step(series, Method::Cdc)?;
        reported(series, at)?;
        let needed = self.years * series.step.per_year()
            + (self.half_window + 1) * block_length(series.step)
            - 1;
        if at < needed {
            return Err(NotEnoughData {
                needed,
                found: at,
                of: "steps of history",
            }
            .into());
        }
        let length = block_length(series.step);
        let mut past = Vec::with_capacity(self.years * (2 * self.half_window + 1));
        for year in 1..=self.years {
            let first = at - year * series.step.per_year() - self.half_window * length;
            for block in 0..=2 * self.half_window {
                let (cases, reported) = sum(series, first + block * length, length);
                if reported == length {
                    past.push(cases as f64);
                }
            }
        }
        enough_reported(past.capacity(), 2, past.len())?;
        let (mean, sd) = mean_and_sd(&past);
        let spread = sd * (1.0 + 1.0 / past.len() as f64).sqrt();
        let bound = mean + self.z * spread;
        let (observed, reported) = sum(series, at, length);
        let count = observed as f64;
        let is_alarm = count > bound;
        if !is_alarm && reported < length {
            return Err(NotEnoughData {
                needed: length,
                found: reported,
                of: "reported steps in the current block",
            }
            .into());
        }
        Ok(Assessment {
            observed,
            expected: Some(mean),
            bound,
            p_value: (spread > 0.0).then(|| normal_upper_tail((count - mean) / spread)),
            is_alarm,
            score: Assessment::exceedance_score(count, mean, bound),
            why: Why::new(
                if is_alarm {
                    Reason::AboveBound
                } else {
                    Reason::WithinBound
                },
                past.len(),
            ),
        })
    }
}
