//! How well detectors find outbreaks at the same rate of false alarms: `cargo bench -p epi --bench detect_quality`.
//!
//! Prints a Markdown table for the published design described in `tests/noufaily.rs`; the number of replicates of its 42
//! scenarios may follow after `--`.

#![expect(clippy::print_stdout, reason = "the table is what this program is for")]

#[path = "../tests/noufaily.rs"]
mod noufaily;

use epi::{CountSeries, Detector, DetectorSpec, Method, SpecError};
use noufaily::{JUDGED, SCENARIOS, Simulated, oracle, panel, quality, rank};

/// Replicates of every scenario when none are asked for.
const REPLICATES: usize = 24;

const SEED: u64 = 2013;

fn detectors() -> Result<Vec<(&'static str, DetectorSpec)>, SpecError> {
    // The design's year has 52 weeks.
    let by_weeks = |method| DetectorSpec::new(method).set("year_step", "frequency");
    Ok(vec![
        (
            "**two-window test** (`dual_window`)",
            by_weeks(Method::DualWindow)?,
        ),
        (
            "flexible Farrington (`farrington_flexible`)",
            by_weeks(Method::FarringtonFlexible)?,
        ),
        (
            "classic Farrington (`farrington`)",
            by_weeks(Method::Farrington)?,
        ),
        (
            "Bayes, 3 years ± 3 weeks (`bayes`)",
            DetectorSpec::new(Method::Bayes)
                .set("years", 3)?
                .set("half_window", 3)?
                .set("current_year", false)?,
        ),
        ("CUSUM (`cusum`)", DetectorSpec::new(Method::Cusum)),
        ("EARS C1 (`ears_c1`)", DetectorSpec::new(Method::EarsC1)),
        ("EARS C2 (`ears_c2`)", DetectorSpec::new(Method::EarsC2)),
    ])
}

fn ranks(detector: &dyn Detector, series: &CountSeries) -> Vec<f64> {
    detector
        .assess_range(series, JUDGED)
        .iter()
        .map(rank)
        .collect()
}

fn print_row(name: &str, panel: &[Simulated], ranks: &[Vec<f64>]) {
    print!("| {name} |");
    for rate in [0.01, 0.02, 0.05] {
        let found = quality(panel, ranks, rate);
        print!(
            " {:.1} ± {:.1} | {:.2} ± {:.2} | {:.4} |",
            100.0 * found.detection,
            100.0 * found.detection_error,
            found.delay,
            found.delay_error,
            found.threshold
        );
    }
    println!();
}

fn main() -> Result<(), SpecError> {
    let asked = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok());
    let replicates = asked.unwrap_or(REPLICATES);
    let panel = panel(replicates, SEED);
    println!(
        "{} series: {SCENARIOS} scenarios × {replicates}; POD in %, delay in weeks, ± one standard error; weeks ranked below `rank` (by p-value, else by −score) alarm\n",
        panel.len()
    );
    println!(
        "| detector | POD at FPR 1 % | delay | rank | POD at 2 % | delay | rank | POD at 5 % | delay | rank |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for (name, spec) in detectors()? {
        let detector = spec.build()?;
        let ranks: Vec<Vec<f64>> = panel.iter().map(|s| ranks(&*detector, &s.series)).collect();
        print_row(name, &panel, &ranks);
    }
    for (name, weeks) in [("oracle, one week", 1), ("oracle, two weeks", 2)] {
        let ranks: Vec<Vec<f64>> = panel.iter().map(|s| oracle(s, weeks)).collect();
        print_row(name, &panel, &ranks);
    }
    Ok(())
}
