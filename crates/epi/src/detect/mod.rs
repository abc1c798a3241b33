//! The one face of every detector.

mod assessment;
mod error;

use std::fmt::Debug;
use std::ops::Range;

use rayon::prelude::*;

pub use assessment::{Assessment, Reason, Why};
pub use error::{DetectError, NotEnoughData};

use crate::series::{CountSeries, Step};
use crate::spec::Method;

/// The answer about one point: a judgement, or why there is none.
pub type Answer = Result<Assessment, DetectError>;

/// A rule that looks at a count series and judges one point of it by what came before.
///
/// A detector sees nothing but the counts, so every detector works on every stream of its steps.
/// It never looks at points after the one it judges: what it says about a day does not change when later days arrive.
pub trait Detector: Send + Sync + Debug {
    /// Which method this is; its description is in the [catalogue](crate::catalogue).
    fn method(&self) -> Method;

    /// How many steps before a point can influence its judgement, so that a caller loads no more than that;
    /// `None` when all of the history counts.
    fn look_back(&self, step: Step) -> Option<usize>;

    /// Judges the point `at`.
    fn assess(&self, series: &CountSeries, at: usize) -> Answer;

    /// Judges every point of `range`, sharing work between neighbours where the method can.
    ///
    /// The answers are those of [`assess`](Self::assess), one for each index of the range.
    fn assess_range(&self, series: &CountSeries, range: Range<usize>) -> Vec<Answer> {
        range.map(|at| self.assess(series, at)).collect()
    }
}

/// Judges the points `range(series)` of every series, in parallel.
///
/// Answers come in the order of `panel` and do not depend on the number of threads,
/// because every series is judged from beginning to end by one of them.
pub fn assess_panel<S, R>(detector: &dyn Detector, panel: &[S], range: R) -> Vec<Vec<Answer>>
where
    S: AsRef<CountSeries> + Sync,
    R: Fn(&CountSeries) -> Range<usize> + Sync,
{
    panel
        .par_iter()
        .map(|series| {
            let series = series.as_ref();
            detector.assess_range(series, range(series))
        })
        .collect()
}

impl AsRef<CountSeries> for CountSeries {
    fn as_ref(&self) -> &CountSeries {
        self
    }
}

/// The count at `at`, or why there is none.
pub(crate) fn reported(series: &CountSeries, at: usize) -> Result<u32, DetectError> {
    match series.observed.get(at) {
        None => Err(DetectError::OutOfRange {
            at,
            len: series.len(),
        }),
        Some(None) => Err(DetectError::NotReported { at }),
        Some(Some(count)) => Ok(*count),
    }
}

/// Refuses series whose step the method does not fit.
pub(crate) fn check_step(series: &CountSeries, method: Method) -> Result<(), DetectError> {
    if method.info().steps.contains(&series.step) {
        Ok(())
    } else {
        Err(DetectError::StepNotSupported {
            method: method.id(),
            step: series.step,
        })
    }
}
