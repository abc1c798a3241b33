//! CUSUM: cumulative sums of standardised counts.
//!
//! **Question.** Have counts been a little too high for some time?
//!
//! **Equation.** S(t) = max(0, S(t−1) + x(t) − `k`), from 0 after the in-control points; alarm when S(t) ≥ `h`.
//! x is the count y made nearly normal around its in-control mean m:
//! - `standard`: (y − m) / √m;
//! - `rossi`: (y − 3m + 2√(m·y)) / (2√m);
//! - `anscombe`: 1.5 · (y^⅔ · m^−⅙ − m^½);
//! - `anscombe_2nd`: (y^⅔ − m^⅔ + m^−⅓ / 9) / (⅔ · m^⅙), with the mean to second order;
//! - `pearson_neg_bin`: (y − m) / √(m + α m²);
//! - `none`: y.
//!
//! m is the mean of the in-control points, or exp(a + b cos + c sin) of the time of year, fitted to them.
//!
//! **Source.** Rossi G. et al., Stat Med 1999;18:2111–2122,
//! doi:10.1002/(SICI)1097-0258(19990830)18:16<2111::AID-SIM171>3.0.CO;2-Q.
//!
//! **Units.** k and h in standard deviations (cases with `none`); the bound is the count at which the sum would reach h.
//!
//! **Assumptions.** The first `baseline` points are in control; points are independent.
//! The sum goes on after an alarm, so that alarms last until counts have made up for the excess; `reset` begins again from 0
//! instead, as in process control, and then every alarm is news.
//!
//! **Missing points** are left out of the in-control mean and add nothing to the sum.
//!
//! **Compatibility.** R's surveillance 1.20 has m^⅓ for m^−⅓ in the bound of `anscombe_2nd`, rounds the bound of
//! `standard` up, and gives h − S(t) as bound of `none`. `compat = "surveillance_1_20"` repeats that; alarms are the same.
//!
//! **Not for** series whose level changes for good, without a new in-control period.

pub mod info;

use std::ops::Range;

use crate::detect::{
    Answer, Assessment, DetectError, Detector, NotEnoughData, Reason, Why, reported,
};
use crate::methods::enough_reported;
use crate::series::{CountSeries, Step};
use crate::spec::{ByStep, Method, Reader, SpecError};
use crate::stats::{LogLinear, yearly_wave};

/// How counts are made nearly normal.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Transform {
    Standard,
    Rossi,
    Anscombe,
    AnscombeSecond,
    PearsonNegBin { alpha: f64 },
    Plain,
}

impl Transform {
    /// The value of `count` around the mean `m`.
    fn apply(self, count: f64, m: f64) -> f64 {
        match self {
            Transform::Standard => (count - m) / m.sqrt(),
            Transform::Rossi => (count - 3.0 * m + 2.0 * (count * m).sqrt()) / (2.0 * m.sqrt()),
            Transform::Anscombe => 1.5 * (count.powf(2.0 / 3.0) / m.powf(1.0 / 6.0) - m.sqrt()),
            Transform::AnscombeSecond => {
                (count.powf(2.0 / 3.0) - second_centre(m, -1.0 / 3.0)) / second_spread(m)
            }
            Transform::PearsonNegBin { alpha } => (count - m) / (m + alpha * m * m).sqrt(),
            Transform::Plain => count,
        }
    }

    /// The least count whose value is at least `value`.
    fn invert(self, value: f64, m: f64) -> f64 {
        let power = |root: f64| root.max(0.0).powf(1.5);
        let count = match self {
            Transform::Standard => m + value * m.sqrt(),
            Transform::Rossi => {
                let root = (4.0 * m + 2.0 * m.sqrt() * value).max(0.0).sqrt() - m.sqrt();
                root.max(0.0).powi(2)
            }
            Transform::Anscombe => power((value / 1.5 + m.sqrt()) * m.powf(1.0 / 6.0)),
            Transform::AnscombeSecond => {
                power(second_centre(m, -1.0 / 3.0) + value * second_spread(m))
            }
            Transform::PearsonNegBin { alpha } => m + value * (m + alpha * m * m).sqrt(),
            Transform::Plain => value,
        };
        count.max(0.0)
    }
}

/// Mean of count^⅔; `power` is −⅓ but for the defect described above.
fn second_centre(m: f64, power: f64) -> f64 {
    m.powf(2.0 / 3.0) - m.powf(power) / 9.0
}

/// Standard deviation of count^⅔.
fn second_spread(m: f64) -> f64 {
    2.0 / 3.0 * m.powf(1.0 / 6.0)
}

/// The detector.
#[derive(Debug, Clone)]
pub struct Cusum {
    k: f64,
    h: f64,
    transform: Transform,
    is_seasonal: bool,
    baseline: ByStep,
    resets: bool,
    repeats_surveillance: bool,
}

/// The in-control mean of every point.
enum Mean {
    Constant(f64),
    Seasonal(LogLinear<3>),
}

impl Mean {
    fn at(&self, series: &CountSeries, at: usize) -> f64 {
        match self {
            Mean::Constant(mean) => *mean,
            Mean::Seasonal(model) => model.mean(&yearly_wave(series.step, at)),
        }
    }
}

impl Cusum {
    pub(crate) fn read(reader: &Reader) -> Result<Self, SpecError> {
        let repeats_surveillance = reader.choice("compat")? == "surveillance_1_20";
        Ok(Self {
            k: reader.number("k")?,
            h: reader.number("h")?,
            transform: match reader.choice("transform")? {
                "standard" => Transform::Standard,
                "anscombe" => Transform::Anscombe,
                "anscombe_2nd" => Transform::AnscombeSecond,
                "pearson_neg_bin" => Transform::PearsonNegBin {
                    alpha: reader.number("dispersion_alpha")?,
                },
                "none" => Transform::Plain,
                _ => Transform::Rossi,
            },
            is_seasonal: reader.choice("mean")? == "seasonal",
            baseline: reader.count_by_step("baseline")?,
            resets: reader.flag("reset")?,
            repeats_surveillance,
        })
    }

    /// The in-control mean and the number of points it rests on.
    fn in_control(&self, series: &CountSeries) -> Result<(Mean, usize), DetectError> {
        let nominal = self.baseline.get(series.step);
        let reported: Vec<(usize, f64)> = series.observed[..nominal.min(series.len())]
            .iter()
            .enumerate()
            .filter_map(|(index, count)| count.map(|count| (index, f64::from(count))))
            .collect();
        enough_reported(nominal, 4, reported.len())?;
        let no_cases = NotEnoughData {
            needed: 1,
            found: 0,
            of: "cases among the in-control points",
        };
        let counts: Vec<f64> = reported.iter().map(|(_, count)| *count).collect();
        let mean = counts.iter().sum::<f64>() / counts.len() as f64;
        if mean <= 0.0 {
            return Err(no_cases.into());
        }
        if !self.is_seasonal {
            return Ok((Mean::Constant(mean), counts.len()));
        }
        let rows: Vec<[f64; 3]> = reported
            .iter()
            .map(|(index, _)| yearly_wave(series.step, *index))
            .collect();
        let model = LogLinear::fit(&rows, &counts).ok_or(no_cases)?;
        Ok((Mean::Seasonal(model), counts.len()))
    }

    fn judge(
        &self,
        series: &CountSeries,
        at: usize,
        mean: f64,
        before: f64,
        points: usize,
    ) -> Answer {
        let observed = reported(series, at)?;
        let count = f64::from(observed);
        let sum = self.next_sum(before, count, mean);
        let is_alarm = sum >= self.h;
        let exact = self.transform.invert(self.h + self.k - before, mean);
        let bound = match self.transform {
            Transform::Standard if self.repeats_surveillance => exact.ceil(),
            Transform::AnscombeSecond if self.repeats_surveillance => {
                let value = second_centre(mean, 1.0 / 3.0)
                    + (self.h + self.k - before) * second_spread(mean);
                value.max(0.0).powf(1.5)
            }
            Transform::Plain if self.repeats_surveillance => (self.h - sum).max(0.0),
            _ => exact,
        };
        let reason = if is_alarm {
            Reason::AtOrAboveBound
        } else {
            Reason::WithinBound
        };
        Ok(Assessment {
            observed: u64::from(observed),
            expected: Some(mean),
            bound,
            p_value: None,
            is_alarm,
            score: Assessment::exceedance_score(count, mean, bound),
            why: Why {
                statistic: Some(sum),
                ..Why::new(reason, points)
            },
        })
    }

    fn next_sum(&self, before: f64, count: f64, mean: f64) -> f64 {
        (before + self.transform.apply(count, mean) - self.k).max(0.0)
    }
}

impl Detector for Cusum {
    fn method(&self) -> Method {
        Method::Cusum
    }

    fn look_back(&self, _step: Step) -> Option<usize> {
        None
    }

    fn assess(&self, series: &CountSeries, at: usize) -> Answer {
        reported(series, at)?;
        self.assess_range(series, at..at + 1)
            .pop()
            .unwrap_or(Err(DetectError::NotReported { at }))
    }

    fn assess_range(&self, series: &CountSeries, range: Range<usize>) -> Vec<Answer> {
        let first = self.baseline.get(series.step);
        let control = self.in_control(series);
        let mut answers = Vec::with_capacity(range.len());
        let mut sum = 0.0;
        for at in first.min(range.start)..range.end {
            let answer = match (reported(series, at), &control) {
                (Err(error), _) => Err(error),
                (Ok(_), _) if at < first => Err(NotEnoughData {
                    needed: first,
                    found: at,
                    of: "in-control points",
                }
                .into()),
                (Ok(_), Err(error)) => Err(error.clone()),
                (Ok(count), Ok((mean, points))) => {
                    let mean = mean.at(series, at);
                    let answer = self.judge(series, at, mean, sum, *points);
                    let has_alarmed = answer.as_ref().is_ok_and(|answer| answer.is_alarm);
                    sum = if self.resets && has_alarmed {
                        0.0
                    } else {
                        self.next_sum(sum, f64::from(count), mean)
                    };
                    answer
                }
            };
            if at >= range.start {
                answers.push(answer);
            }
        }
        answers
    }
}
