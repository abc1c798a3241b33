//! Everything the crate promises, held against established implementations and against invariants.

mod backtest;
mod classic;
mod dual_window;
mod ears;
mod epidemics;
mod farrington_flexible;
mod glr_cusum;
mod hhh4;
mod hhh4_settings;
mod moving_percentile;
mod noufaily;
mod nowcast;
mod nowcast_data;
mod properties;
mod rt;
mod rt_daily;
mod scan;
mod scan_errors;
mod scan_files;
mod scan_search;
mod score;
mod settings;
mod simulated;
mod spec;
mod vectors;
