//! Everything the crate promises, held against established implementations and against invariants.

mod backtest;
mod classic;
mod ears;
mod epidemics;
mod farrington_flexible;
mod moving_percentile;
mod properties;
mod rt;
mod rt_daily;
mod simulated;
mod spec;
mod vectors;
