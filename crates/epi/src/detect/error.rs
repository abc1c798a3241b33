//! Why a detector may decline to answer.

use serde::Serialize;
use thiserror::Error;

use crate::series::{SeriesError, Step};

/// An estimator was given less than it needs to answer (数据不足).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize)]
#[error(
    "not enough data: {needed} {of} needed, {found} found; give a longer history or ask for a later point"
)]
pub struct NotEnoughData {
    /// How many would be enough.
    pub needed: usize,
    /// How many there are.
    pub found: usize,
    /// What is counted, for example `baseline points`.
    pub of: &'static str,
}

/// A point was not assessed, and why.
///
/// None of these is an alarm and none is a "no alarm": the caller shows them as unanswered.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DetectError {
    /// The point asked about was not reported, so there is nothing to compare (未报告).
    #[error("point {at} was not reported; assess it once its count has arrived")]
    NotReported {
        /// Index of the point.
        at: usize,
    },
    /// History is too short or has too many gaps.
    #[error(transparent)]
    NotEnoughData(#[from] NotEnoughData),
    /// The index lies outside the series.
    #[error("point {at} lies outside the series of {len} points")]
    OutOfRange {
        /// Index asked for.
        at: usize,
        /// Points in the series.
        len: usize,
    },
    /// The method is not meant for series of this step.
    #[error(
        "`{method}` does not fit a series with one point a {step}; see the catalogue for the steps it fits"
    )]
    StepNotSupported {
        /// Method id.
        method: &'static str,
        /// Step of the series.
        step: Step,
    },
    /// A population offset was asked for on a series that carries no population.
    #[error(
        "a population offset needs persons at risk for every point; add them to the series or turn `population_offset` off"
    )]
    NoPopulation,
    /// The series contradicts itself.
    #[error(transparent)]
    Series(#[from] SeriesError),
}
