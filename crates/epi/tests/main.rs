//! Everything the crate promises, held against established implementations and against invariants.

mod backtest;
mod classic;
mod ears;
mod farrington_flexible;
mod moving_percentile;
mod nowcast;
mod nowcast_data;
mod properties;
mod rt;
mod score;
mod simulated;
mod spec;
mod vectors;
