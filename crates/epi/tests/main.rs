//! Everything the crate promises, held against established implementations and against invariants.

mod backtest;
mod classic;
mod dual_window;
mod ears;
mod farrington_flexible;
mod moving_percentile;
mod noufaily;
mod properties;
mod rt;
mod simulated;
mod spec;
mod vectors;
