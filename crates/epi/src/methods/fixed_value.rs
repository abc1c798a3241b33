//! CIDARS fixed value (固定阈值法).
//!
//! **Question.** Has a disease of which every case matters appeared at all, or reached a number that must be looked into?
//!
//! **Equation.** Cases in the last `window` steps ≥ `threshold`.
//!
//! **Source.** Yang W. et al., A nationwide web-based automated system for early outbreak detection and rapid response
//! in China, Western Pacific Surveillance and Response 2011;2(1):10–15, doi:10.5365/wpsar.2010.1.1.009.
//!
//! **Units.** Cases; steps of the series.
//!
//! **Assumptions.** None about history: there is no baseline.
//!
//! **Missing points.** A gap can only hide cases.
//! If the reported steps of the window reach the threshold already, that is an alarm;
//! if they do not and a step is missing, there is no answer.
//!
//! **Not for** diseases with an endemic level: the threshold would be crossed every week.

use crate::detect::{Answer, Assessment, Detector, NotEnoughData, Reason, Why, reported};
use crate::series::{CountSeries, Step};
use crate::spec::{DefaultValue, Kind, Method, MethodInfo, Parameter, Reader, Source, SpecError};

/// Entry of the catalogue.
pub static INFO: MethodInfo = MethodInfo {
    method: Method::FixedValue,
    name_zh: "固定阈值法",
    name_en: "Fixed value",
    description_zh: "最近若干期的病例数达到固定阈值即产生预警信号，不依赖历史数据。适用于甲类及罕见、需逐例处置的传染病；不适用于有地方性流行水平的常见病。",
    description_en: "A signal as soon as the cases of the last few steps reach a fixed number, whatever the history. For class A and rare diseases of which every case must be acted upon; not for common diseases with an endemic level.",
    source: Source {
        citation: "Yang W. et al. A nationwide web-based automated system for early outbreak detection and rapid response in China. Western Pac Surveill Response J 2011;2(1):10-15",
        doi: Some("10.5365/wpsar.2010.1.1.009"),
    },
    parameters: &[
        Parameter {
            name: "threshold",
            kind: Kind::Integer {
                min: 1,
                max: 4_294_967_295,
            },
            default: DefaultValue::Integer(1),
            unit: "cases",
            description_zh: "阈值：窗口内病例数达到此值即预警",
            description_en: "Number of cases in the window that makes a signal",
        },
        Parameter {
            name: "window",
            kind: Kind::Integer { min: 1, max: 366 },
            default: DefaultValue::Integer(1),
            unit: "steps",
            description_zh: "窗口长度（含本期）",
            description_en: "Steps counted together, the current one included",
        },
    ],
    steps: &Step::ALL,
};

/// The detector.
#[derive(Debug, Clone)]
pub struct FixedValue {
    threshold: u64,
    window: usize,
}

impl FixedValue {
    pub(crate) fn read(reader: &Reader) -> Result<Self, SpecError> {
        Ok(Self {
            threshold: reader.count("threshold")? as u64,
            window: reader.count("window")?,
        })
    }
}

impl Detector for FixedValue {
    fn method(&self) -> Method {
        Method::FixedValue
    }

    fn look_back(&self, _step: Step) -> Option<usize> {
        Some(self.window - 1)
    }

    fn assess(&self, series: &CountSeries, at: usize) -> Answer {
        reported(series, at)?;
        let first = (at + 1).saturating_sub(self.window);
        let window = &series.observed[first..=at];
        let found = window.iter().flatten().count();
        let observed: u64 = window.iter().flatten().map(|&count| u64::from(count)).sum();
        let is_alarm = observed >= self.threshold;
        if !is_alarm && found < self.window {
            return Err(NotEnoughData {
                needed: self.window,
                found,
                of: "reported steps in the current window",
            }
            .into());
        }
        let bound = self.threshold as f64;
        let reason = if is_alarm {
            Reason::AtOrAboveBound
        } else {
            Reason::WithinBound
        };
        Ok(Assessment {
            observed,
            expected: None,
            bound,
            p_value: None,
            is_alarm,
            score: Some(observed as f64 / bound),
            why: Why::new(reason, 0),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::DetectError;
    use crate::spec::DetectorSpec;

    fn detector(threshold: i64, window: i64) -> Box<dyn Detector> {
        let spec = DetectorSpec::new(Method::FixedValue)
            .set("threshold", threshold)
            .unwrap();
        spec.set("window", window).unwrap().build().unwrap()
    }

    #[test]
    fn the_first_case_of_a_rare_disease_is_a_signal() {
        let series = CountSeries::complete(0, Step::Day, &[0, 0, 1]);
        let rule = detector(1, 1);
        assert!(!rule.assess(&series, 1).unwrap().is_alarm);
        let alarm = rule.assess(&series, 2).unwrap();
        assert!(alarm.is_alarm && alarm.observed == 1 && alarm.bound == 1.0);
    }

    #[test]
    fn a_gap_never_hides_an_alarm_and_never_gives_an_all_clear() {
        let series = CountSeries {
            start: 0,
            step: Step::Day,
            observed: vec![Some(0), None, Some(3)],
            population: None,
        };
        assert!(detector(3, 3).assess(&series, 2).unwrap().is_alarm);
        let unanswered = detector(4, 3).assess(&series, 2).unwrap_err();
        assert!(matches!(
            unanswered,
            DetectError::NotEnoughData(NotEnoughData {
                needed: 3,
                found: 2,
                ..
            })
        ));
        assert_eq!(
            detector(1, 1).assess(&series, 1).unwrap_err(),
            DetectError::NotReported { at: 1 }
        );
    }
}
