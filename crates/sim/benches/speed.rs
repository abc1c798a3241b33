//! How many SEIR models a core solves in a second, each right to a millionth of the population:
//! `cargo bench -p sim --bench speed`.
//!
//! Time is CPU time of the process, as Linux counts it, so that other work on the machine does not count.

#![allow(clippy::print_stdout)] // A table for people is what this program is for.

use std::hint::black_box;

use sim::compartments::{ModelSpec, Stay, Transmission};
use sim::ode::Solver;

/// CPU seconds this process has used in user and kernel mode.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split(' ').collect();
    let ticks = |at: usize| {
        fields
            .get(at)
            .and_then(|f| f.parse::<f64>().ok())
            .unwrap_or(0.0)
    };
    // A tick is a hundredth of a second on every Linux for decades.
    (ticks(12) + ticks(13)) / 100.0
}

fn seir() {
    const SOLUTIONS: u32 = 100_000;
    let days: Vec<f64> = [
        0, 5, 10, 20, 30, 40, 50, 60, 80, 100, 120, 150, 180, 240, 300,
    ]
    .map(f64::from)
    .to_vec();
    let mut solver = Solver::new();
    let mut infections = Vec::new();
    let begin = cpu_seconds();
    for i in 0..SOLUTIONS {
        // Every solution has parameters of its own, and is built from its specification.
        let r = 1.5 + f64::from(i % 1000) / 500.0;
        let mut spec = ModelSpec::well_mixed(
            1e6,
            Transmission::ReproductionNumber(r),
            Some(Stay::at_rate(0.2)),
            Stay::at_rate(0.25),
        );
        spec.groups[0].infectious = 10.0;
        let Ok(model) = spec.build() else { continue };
        if model
            .infections(&mut solver, &days, &mut infections)
            .is_ok()
        {
            black_box(&infections);
        }
    }
    let seconds = cpu_seconds() - begin;
    println!(
        "SEIR, 300 days, 1e-6 of N: {:.0} solutions a CPU second",
        f64::from(SOLUTIONS) / seconds
    );
}

fn main() {
    seir();
}
