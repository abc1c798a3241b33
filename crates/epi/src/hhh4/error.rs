//! Why a model cannot be fitted or used.

use thiserror::Error;

use crate::detect::NotEnoughData;

/// An endemic–epidemic model that contradicts itself or its data.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Hhh4Error {
    /// The series of the units must cover the same steps.
    #[error(
        "the series of unit {unit} covers other steps than that of unit 0; cut them to the same first day, step and length"
    )]
    SeriesDiffer {
        /// Index of the unit.
        unit: usize,
    },
    /// An offset does not fit the data.
    #[error(
        "the offset of the {component} part at unit {unit} is not one number of at least 0 for every step; give {needed} of them"
    )]
    Offset {
        /// Part of the mean: `endemic`, `autoregressive` or `neighbourhood`.
        component: &'static str,
        /// Index of the first offending unit.
        unit: usize,
        /// Values needed.
        needed: usize,
    },
    /// Weights do not fit the data.
    #[error(
        "the weights are for {found} units but there are {needed} series; give one row and one column for each"
    )]
    WeightsSize {
        /// Units of the data.
        needed: usize,
        /// Units of the weights.
        found: usize,
    },
    /// A weight is not usable.
    #[error(
        "the weight from unit {from} to unit {to} is not a finite number of at least 0, or is not there; give a square table of weights with 0 for units apart"
    )]
    Weight {
        /// Unit whose earlier cases count.
        from: usize,
        /// Unit in which they are felt.
        to: usize,
    },
    /// More waves than a year has room for.
    #[error(
        "{harmonics} waves a year need more than {harmonics_max} steps can show; ask for at most {harmonics_max}"
    )]
    Harmonics {
        /// Waves asked for.
        harmonics: usize,
        /// Waves a series of this step can show.
        harmonics_max: usize,
    },
    /// Earlier cases are those of an earlier step.
    #[error(
        "a lag of 0 steps in the {component} part; the cases that infect are those of 1 or more steps before"
    )]
    Lag {
        /// Part of the mean: `autoregressive` or `neighbourhood`.
        component: &'static str,
    },
    /// Too few counts, or none with cases.
    #[error(transparent)]
    NotEnoughData(#[from] NotEnoughData),
    /// The likelihood is not a number anywhere near the start of the search.
    #[error(
        "the likelihood of these counts is not a number at the start of the search; check offsets and weights for extreme values"
    )]
    NoStart,
    /// A forecast needs the counts before it.
    #[error(
        "the earlier counts that the forecast of step {step} rests on were not all reported; forecast once they have arrived"
    )]
    NotReported {
        /// Index of the step to be forecast.
        step: usize,
    },
    /// The series have another shape than those the model was fitted to.
    #[error(
        "the model was fitted to {fitted} units but {given} series are given; give the same units in the same order"
    )]
    Units {
        /// Units of the fit.
        fitted: usize,
        /// Series given.
        given: usize,
    },
    /// A forecast lies too far ahead.
    #[error(
        "step {step} cannot be forecast: one step ahead of {len} known ones is the furthest, the first steps have none before them, and offsets must reach it"
    )]
    Step {
        /// Index asked for.
        step: usize,
        /// Steps of the series.
        len: usize,
    },
}
