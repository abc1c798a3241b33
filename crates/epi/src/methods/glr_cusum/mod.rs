//! GLR-CUSUM: cumulative likelihood ratios over a seasonal in-control model.
//!
//! **Question.** Have counts changed, some time ago and by we do not know how much, from what season and level lead one
//! to expect?
//! For surveillance of weekly or daily notifications with a season, where small lasting changes matter as well as large sudden ones.
//!
//! **Equation.** For every point at which a change may have begun, take the size of change that makes the counts since then
//! most probable, and by how much more probable than without a change; the statistic is the greatest of these logarithms.
//! GLR(n) = max over k of max over θ of Σ from t = k to n of ln( f(y(t); θ) / f(y(t); none) ), n − `window` ≤ k ≤ n + 1 − `points_min`;
//! alarm when GLR(n) ≥ `threshold`, and a fresh start after it.
//! f is negative binomial with mean m(t) and variance m + α·m², or Poisson. The change is
//! - `intercept`: m(t)·e^κ, with κ ≥ 0 (`increase`) or κ ≤ 0 (`decrease`);
//! - `epidemic`: m(t) + λ·y(t−1), λ ≥ 0.
//!
//! With `kappa` given, κ is known and the statistic is the likelihood-ratio CUSUM
//! S(n) = max(0, S(n−1) + ln ratio of y(n)).
//!
//! m(t) = exp(level + slope·t + Σ waves) is fitted to the first `baseline` points by maximum likelihood, α with it.
//!
//! **Source.** Höhle M., Paul M., Count data regression charts for the monitoring of surveillance time series,
//! Comput Stat Data Anal 2008;52:4357–4368, doi:10.1016/j.csda.2008.02.015.
//!
//! **Units.** The statistic is a logarithm without unit. The bound is in cases: with `increase`, the least count that would be a
//! signal (whole numbers; the exact crossing where `kappa` is given); with `decrease`, the least count that would not be one.
//! A bound of 2³² says that no count could be.
//!
//! **Assumptions.** The baseline is in control; season and trend go on as fitted; given the mean, counts are independent.
//!
//! **Missing points** say nothing: they are left out of fit and likelihood, and the point after one says nothing about an epidemic,
//! whose judgement is then refused. They still count as steps of the window.
//!
//! **Compatibility.** `compat = "surveillance_1_20"` repeats how R's surveillance 1.20 looks for the maximum, whose statistic
//! differs from the likelihood's with `decrease` and `epidemic` (the submodule `compat` lists how).
//! Bounds are always those of the likelihood.
//!
//! **Not for** series whose baseline holds outbreaks, or for changes of the season's shape, which look like rises and falls.

mod compat;
mod in_control;
pub mod info;
mod ratio;
mod watch;

use std::ops::Range;

pub use in_control::{InControl, InControlError};

use crate::detect::{Answer, DetectError, Detector, NotEnoughData, reported};
use crate::series::{CountSeries, Step};
use crate::spec::{ByStep, DetectorSpec, Method, Params, Reader, SpecError};
use ratio::Change;
use watch::Watch;

/// How counts scatter about their mean.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Family {
    Poisson,
    NegBin(f64),
    NegBinEstimated,
}

impl Family {
    /// The overdispersion, 0 where it is not given.
    fn known_alpha(self) -> f64 {
        match self {
            Family::NegBin(alpha) => alpha,
            Family::Poisson | Family::NegBinEstimated => 0.0,
        }
    }
}

/// The detector.
#[derive(Debug, Clone)]
pub struct GlrCusum {
    change: Change,
    /// Size of the change, if it is known.
    kappa: Option<f64>,
    threshold: f64,
    window: ByStep,
    steps_min: usize,
    family: Family,
    known_mean: Option<f64>,
    harmonics: usize,
    has_trend: bool,
    baseline: ByStep,
    repeats_surveillance: bool,
}

impl GlrCusum {
    /// The detector with these parameters, for [`chart`](Self::chart); as a detector it is built from a [`DetectorSpec`].
    pub fn new(params: Params) -> Result<Self, SpecError> {
        let spec = DetectorSpec::with_params(Method::GlrCusum, params)?;
        Self::read(&spec.reader())
    }

    pub(crate) fn read(reader: &Reader) -> Result<Self, SpecError> {
        let is_decrease = reader.choice("direction")? == "decrease";
        let change = match reader.choice("change")? {
            "epidemic" => Change::Epidemic,
            _ if is_decrease => Change::Fall,
            _ => Change::Rise,
        };
        let alpha = reader.number("dispersion_alpha")?;
        let family = match reader.choice("family")? {
            "poisson" => Family::Poisson,
            _ if alpha > 0.0 => Family::NegBin(alpha),
            _ => Family::NegBinEstimated,
        };
        let kappa = reader.number("kappa")?;
        let mean = reader.number("mean")?;
        Ok(Self {
            change,
            kappa: (kappa > 0.0 && change != Change::Epidemic).then_some(kappa),
            threshold: reader.number("threshold")?,
            window: reader.count_by_step("window")?,
            steps_min: reader.count("points_min")?,
            family,
            known_mean: (mean > 0.0).then_some(mean),
            harmonics: reader.count("harmonics")?,
            has_trend: reader.flag("trend")?,
            baseline: reader.count_by_step("baseline")?,
            repeats_surveillance: reader.choice("compat")? == "surveillance_1_20",
        })
    }

    /// Judges the points of `range` against in-control means known from elsewhere, such as a model of one's own.
    ///
    /// Monitoring starts after the first `baseline` points, as always; mean, family and season of the settings are not read.
    pub fn chart(
        &self,
        series: &CountSeries,
        in_control: &InControl,
        range: Range<usize>,
    ) -> Vec<Answer> {
        self.run(series, Ok(in_control), range)
    }

    fn run(
        &self,
        series: &CountSeries,
        in_control: Result<&InControl, DetectError>,
        range: Range<usize>,
    ) -> Vec<Answer> {
        let first = self.baseline.get(series.step);
        let mut watch = Watch::new(self, series.step);
        let mut answers = Vec::with_capacity(range.len());
        for at in first.min(range.start)..range.end {
            let is_asked = range.contains(&at);
            let answer = match (reported(series, at), &in_control) {
                (answer, _) if at < first => Some(answer.and(Err(too_early(first, at)))),
                (Err(error), _) => {
                    watch.skip();
                    Some(Err(error))
                }
                (Ok(_), Err(error)) => Some(Err(error.clone())),
                (Ok(count), Ok(in_control)) => watch.next(series, at, count, in_control, is_asked),
            };
            if is_asked {
                answers.extend(answer);
            }
        }
        answers
    }
}

fn too_early(needed: usize, found: usize) -> DetectError {
    NotEnoughData {
        needed,
        found,
        of: "in-control points",
    }
    .into()
}

impl Detector for GlrCusum {
    fn method(&self) -> Method {
        Method::GlrCusum
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
        // A regression that no point of the range would be held against is not worth its time.
        let in_control = if range.end.min(series.len()) <= self.baseline.get(series.step) {
            Err(too_early(self.baseline.get(series.step), series.len()))
        } else {
            InControl::fit(self, series)
        };
        self.run(series, in_control.as_ref().map_err(Clone::clone), range)
    }
}
