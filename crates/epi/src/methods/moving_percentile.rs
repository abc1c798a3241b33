//! CIDARS moving percentile (移动百分位数法).
//!
//! **Question.** Are there more cases now than at this time of year in most of the past years?
//!
//! **Equation.** The current block is held against the `percentile`-th percentile of the same block in each of the
//! `years` before, together with the `half_window` blocks before and after it: `years × (2 · half_window + 1)` values.
//! Percentiles interpolate linearly between order statistics (Excel `PERCENTILE`, R type 7):
//! with the values sorted and h = (n − 1) · P / 100, the percentile is v(⌊h⌋) + (h − ⌊h⌋) · (v(⌊h⌋ + 1) − v(⌊h⌋)).
//!
//! A block is, by the step of the series:
//! - **day**: the seven days that end on the day; past blocks end on the same calendar date
//!   (29 February → 28 February) and ±7, ±14 … days from it;
//! - **week**: one week; the same week of year j before is the point 52·j weeks earlier;
//! - **month**: one month; the same month of past years and the months around it.
//!
//! **Sources.** Yang W. et al., WPSAR 2011;2(1):10–15, doi:10.5365/wpsar.2010.1.1.009 (the system);
//! BMC Public Health 2017, doi:10.1186/s12889-017-4488-0 (five blocks in each of five years; local percentiles).
//!
//! **Units.** Cases per block.
//!
//! **Assumptions.** Past years are exchangeable: no trend, no change of reporting, past outbreaks not removed.
//! About (100 − P) % of quiet blocks alarm, so P is a budget for false alarms.
//!
//! **Missing points.** Past blocks with a missing day are left out; at least half of the blocks must remain, and all of
//! them must lie within the series. A gap in the current block can only hide cases: if the reported days reach the
//! threshold already, that is an alarm; if not, there is no answer.
//!
//! **Not for** rare diseases (the percentile is 0 and every case alarms), for series with a strong trend, or with fewer
//! than three years of history.

use crate::calendar;
use crate::detect::{
    Answer, Assessment, Detector, NotEnoughData, Reason, Why, check_step, reported,
};
use crate::methods::{BASELINE_POINTS, enough_reported};
use crate::series::{CountSeries, Step};
use crate::spec::{
    ByStep, DefaultValue, Kind, Method, MethodInfo, Parameter, Reader, Source, SpecError,
};
use crate::stats::quantile_sorted;

/// Entry of the catalogue.
pub static INFO: MethodInfo = MethodInfo {
    method: Method::MovingPercentile,
    name_zh: "移动百分位数法",
    name_en: "Moving percentile",
    description_zh: "将当前7天（周、月）的病例数与过去数年同期及其前后各若干期的病例数相比，达到其百分位数即产生预警信号。国家传染病自动预警系统（CIDARS）的常规方法；不适用于罕见病和有明显长期趋势的疾病。",
    description_en: "Holds the cases of the current seven days (week, month) against a percentile of the same time of year, and the blocks around it, in past years. The routine method of China's CIDARS; not for rare diseases or series with a strong trend.",
    source: Source {
        citation: "Yang W. et al. A nationwide web-based automated system for early outbreak detection and rapid response in China. Western Pac Surveill Response J 2011;2(1):10-15",
        doi: Some("10.5365/wpsar.2010.1.1.009"),
    },
    parameters: &[
        Parameter {
            name: "percentile",
            kind: Kind::Number {
                min: 0.0,
                max: 100.0,
                open: false,
            },
            default: DefaultValue::Number(80.0),
            unit: "%",
            description_zh: "百分位数（阈值）",
            description_en: "Percentile of the past blocks that serves as threshold",
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
            default: DefaultValue::ByStep {
                day: 2,
                week: 2,
                month: 1,
            },
            unit: "blocks",
            description_zh: "同期前后各取的期数（日序列以7天为一期）",
            description_en: "Blocks before and after the same time of year (of seven days each in daily series)",
        },
        Parameter {
            name: "alarm_when",
            kind: Kind::Choice {
                of: &["at_or_above", "above"],
            },
            default: DefaultValue::Text("at_or_above"),
            unit: "",
            description_zh: "达到阈值（且病例数大于0）预警，或超过阈值才预警",
            description_en: "Whether reaching the threshold (with at least one case) is a signal, or only exceeding it",
        },
    ],
    steps: &Step::ALL,
};

/// Days in a block of a daily series.
const BLOCK_DAYS: usize = 7;

/// Thresholds are interpolated in floating point; a count this close to one has reached it.
const ROUNDING: f64 = 1e-9;

/// The detector.
#[derive(Debug, Clone)]
pub struct MovingPercentile {
    percentile: f64,
    years: usize,
    half_window: ByStep,
    alarms_at_threshold: bool,
}

/// Reported cases and reported steps of a block.
struct Block {
    cases: u64,
    reported: usize,
}

impl MovingPercentile {
    pub(crate) fn read(reader: &Reader) -> Result<Self, SpecError> {
        Ok(Self {
            percentile: reader.number("percentile")?,
            years: reader.count("years")?,
            half_window: reader.count_by_step("half_window")?,
            alarms_at_threshold: reader.choice("alarm_when")? == "at_or_above",
        })
    }

    /// Steps in a block.
    fn block_length(step: Step) -> usize {
        if step == Step::Day { BLOCK_DAYS } else { 1 }
    }

    /// Where the same block ended `years` before `at`, as a point that may lie before the series.
    fn same_time_of_year(series: &CountSeries, at: usize, years: usize) -> i64 {
        match series.step {
            Step::Day => {
                let then = calendar::years_back_clamped(series.day(at), years as i32);
                i64::from(then) - i64::from(series.start)
            }
            Step::Week | Step::Month => at as i64 - (years * series.step.per_year()) as i64,
        }
    }

    /// The block that ends at `end`; `None` if it does not lie within the points before `before`.
    fn block(series: &CountSeries, end: i64, before: usize) -> Option<Block> {
        let end = usize::try_from(end).ok().filter(|&end| end < before)?;
        let first = (end + 1).checked_sub(Self::block_length(series.step))?;
        let steps = &series.observed[first..=end];
        Some(Block {
            cases: steps.iter().flatten().map(|&count| u64::from(count)).sum(),
            reported: steps.iter().flatten().count(),
        })
    }

    fn judge(&self, series: &CountSeries, at: usize, past: &mut Vec<u64>) -> Answer {
        check_step(series, Method::MovingPercentile)?;
        reported(series, at)?;
        let length = Self::block_length(series.step);
        let short = |found| NotEnoughData {
            needed: length,
            found,
            of: "reported steps in the current block",
        };
        let current = Self::block(series, at as i64, series.len()).ok_or_else(|| short(at + 1))?;

        let half_window = self.half_window.get(series.step) as i64;
        let nominal = self.years * (2 * half_window as usize + 1);
        let mut outside = 0;
        past.clear();
        for year in 1..=self.years {
            let centre = Self::same_time_of_year(series, at, year);
            for offset in -half_window..=half_window {
                match Self::block(series, centre + offset * length as i64, at) {
                    None => outside += 1,
                    Some(block) if block.reported == length => past.push(block.cases),
                    Some(_) => {}
                }
            }
        }
        if outside > 0 {
            return Err(NotEnoughData {
                needed: nominal,
                found: nominal - outside,
                of: BASELINE_POINTS,
            }
            .into());
        }
        enough_reported(nominal, 1, past.len())?;

        past.sort_unstable();
        let threshold = quantile_sorted(past, self.percentile / 100.0);
        let median = quantile_sorted(past, 0.5);
        let observed = current.cases as f64;
        let reaches = observed >= threshold - ROUNDING * threshold.max(1.0);
        let exceeds = observed > threshold + ROUNDING * threshold.max(1.0);
        let (is_alarm, reason) = match (self.alarms_at_threshold, exceeds, reaches) {
            (_, true, _) => (true, Reason::AboveBound),
            (true, false, true) if current.cases > 0 => (true, Reason::AtOrAboveBound),
            (true, false, true) => (false, Reason::NoCases),
            _ => (false, Reason::WithinBound),
        };
        if !is_alarm && current.reported < length {
            return Err(short(current.reported).into());
        }
        Ok(Assessment {
            observed: current.cases,
            expected: Some(median),
            bound: threshold,
            p_value: None,
            is_alarm,
            score: Assessment::exceedance_score(observed, median, threshold),
            why: Why::new(reason, past.len()),
        })
    }
}

impl Detector for MovingPercentile {
    fn method(&self) -> Method {
        Method::MovingPercentile
    }

    fn look_back(&self, step: Step) -> Option<usize> {
        let leap_days = if step == Step::Day {
            self.years.div_ceil(4) + 1
        } else {
            0
        };
        let blocks = self.half_window.get(step) + 1;
        Some(self.years * step.per_year() + leap_days + blocks * Self::block_length(step))
    }

    fn assess(&self, series: &CountSeries, at: usize) -> Answer {
        self.judge(series, at, &mut Vec::new())
    }

    fn assess_range(&self, series: &CountSeries, range: std::ops::Range<usize>) -> Vec<Answer> {
        let mut past = Vec::new();
        range.map(|at| self.judge(series, at, &mut past)).collect()
    }
}
