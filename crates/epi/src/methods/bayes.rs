//! Bayesian prediction from seasonal windows.
//!
//! **Question.** How probable is the current count, given the counts of the same time of year and what they leave
//! unknown about the mean?
//!
//! **Equation.** With Jeffreys' prior for a Poisson mean, the mean given n baseline points with s cases is
//! Gamma(s + ½, n), and the next count is negative binomial with size s + ½ and probability n / (n + 1).
//! The limit is its 1 − `alpha` quantile; alarm above it.
//!
//! **Sources.** Riebler A., diploma thesis, University of Munich 2004; Höhle M., Comput Stat 2007;22:571–582,
//! doi:10.1007/s00180-007-0074-8.
//! Bayes 1: no past years, six weeks of this one; Bayes 2: one year and this one, ±6; Bayes 3: two years, ±4.
//!
//! **Units.** Cases per step; windows in steps.
//!
//! **Assumptions.** Poisson counts around one mean within the windows: overdispersed diseases alarm too often, and past
//! outbreaks raise the limit.
//!
//! **Missing points** are left out of the baseline, of which at least half must be reported.
//!
//! **Not for** series with a trend, or with clusters as a rule.

use crate::detect::{Answer, Assessment, Detector, Reason, Why, check_step, reported};
use crate::methods::windows::{self, Windows};
use crate::series::{CountSeries, Step};
use crate::spec::{DefaultValue, Kind, Method, MethodInfo, Parameter, Reader, Source, SpecError};
use crate::stats::CountModel;

/// Entry of the catalogue.
pub static INFO: MethodInfo = MethodInfo {
    method: Method::Bayes,
    name_zh: "贝叶斯预测法",
    name_en: "Bayes",
    description_zh: "由同期窗口的病例数得到均值的后验分布，以预测分布的上侧分位数为界值，考虑了均值的不确定性。适用于历史短、病例少的序列；过度离散的疾病误报较多。",
    description_en: "Predicts the count from the windows of the same time of year with Jeffreys' prior, so that the uncertainty of the mean enters the limit. For short histories and low counts; overdispersed diseases alarm too often.",
    source: Source {
        citation: "Hoehle M. surveillance: An R package for the monitoring of infectious diseases. Comput Stat 2007;22:571-582",
        doi: Some("10.1007/s00180-007-0074-8"),
    },
    parameters: &[
        Parameter {
            name: "alpha",
            kind: Kind::Number {
                min: 0.0,
                max: 0.5,
                open: true,
            },
            default: DefaultValue::Number(0.05),
            unit: "",
            description_zh: "单侧误报概率",
            description_en: "One-sided probability of a false alarm",
        },
        windows::years(0),
        windows::half_window(6),
        windows::current_year(true),
    ],
    steps: &Step::ALL,
};

/// The detector.
#[derive(Debug, Clone)]
pub struct Bayes {
    alpha: f64,
    windows: Windows,
}

impl Bayes {
    pub(crate) fn read(reader: &Reader) -> Result<Self, SpecError> {
        Ok(Self {
            alpha: reader.number("alpha")?,
            windows: Windows::read(reader)?,
        })
    }
}

impl Detector for Bayes {
    fn method(&self) -> Method {
        Method::Bayes
    }

    fn look_back(&self, step: Step) -> Option<usize> {
        Some(self.windows.look_back(step))
    }

    fn assess(&self, series: &CountSeries, at: usize) -> Answer {
        check_step(series, Method::Bayes)?;
        let observed = reported(series, at)?;
        let mut baseline = Vec::new();
        self.windows.collect(series, at, &mut baseline)?;
        let points = baseline.len() as f64;
        let mean = (baseline.iter().sum::<f64>() + 0.5) / points;
        let predictive = CountModel::new(mean, 1.0 + 1.0 / points);
        let bound = predictive.quantile(1.0 - self.alpha);
        let count = f64::from(observed);
        let is_alarm = count > bound;
        Ok(Assessment {
            observed: u64::from(observed),
            expected: Some(mean),
            bound,
            p_value: Some(predictive.at_least(count)),
            is_alarm,
            score: Assessment::exceedance_score(count, mean, bound),
            why: Why::new(
                if is_alarm {
                    Reason::AboveBound
                } else {
                    Reason::WithinBound
                },
                baseline.len(),
            ),
        })
    }
}
