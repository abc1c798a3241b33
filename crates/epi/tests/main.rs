//! Everything the crate promises, held against established implementations and against invariants.

mod backtest;
mod classic;
mod ears;
mod farrington_flexible;
mod moving_percentile;
mod properties;
mod rt;
mod scan;
mod scan_errors;
mod scan_files;
mod scan_search;
mod simulated;
mod spec;
mod vectors;
