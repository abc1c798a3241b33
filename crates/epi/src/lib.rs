#![doc = include_str!("../README.md")]

pub mod backtest;
mod calendar;
mod detect;
pub mod hhh4;
mod methods;
pub mod nowcast;
pub mod rt;
pub mod scan;
pub mod score;
mod series;
mod spec;
mod stats;

pub use detect::{
    Answer, Assessment, DetectError, Detector, NotEnoughData, Reason, Why, assess_panel,
};
pub use methods::{
    bayes, cdc, cusum, dual_window, ears, farrington, fixed_value, glr_cusum, moving_percentile,
    outbreak_p, rki,
};
pub use series::{CountSeries, SeriesError, Step};
pub use spec::{
    DefaultValue, DetectorSpec, Kind, Method, MethodInfo, ParamValue, Parameter, Params, Source,
    SpecError, catalogue,
};
