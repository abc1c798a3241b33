#![doc = include_str!("../README.md")]

mod cli;
mod commands;
mod exit;
mod figure;
mod file;
mod grid;
mod lang;
mod output;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;

use cli::{Cli, Common};

fn main() -> ExitCode {
    let cli = Cli::parse();
    log(&cli.common);
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: the program cannot start its threads: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(commands::run(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(ending) => {
            if let Some(message) = ending.message() {
                eprintln!("error: {message}");
            }
            ending.code()
        }
    }
}

/// Logs go to standard error; `RUST_LOG` says more precisely what `-v` says roughly.
fn log(common: &Common) {
    let level = match (common.quiet, common.verbose) {
        (true, _) => "error",
        (_, 0) => "warn",
        (_, 1) => "info",
        _ => "debug",
    };
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new(format!("{level},sqlx=warn,hyper=warn")));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
}
