//! How good estimates of today's R are, as a Markdown table: `cargo bench -p epi --bench rt_quality`.
//!
//! Every epidemic is simulated from its known R, and every day from the second week on is in turn today, with nothing
//! known of the days after it.
//! Standard errors are over epidemics, because days of one epidemic are not independent.
#![allow(clippy::print_stdout)]

#[path = "../tests/epidemics.rs"]
#[allow(dead_code)]
mod epidemics;

use epi::rt::{DailySettings, Prior, Reporting, cori, daily};
use epidemics::{Epidemic, JUDGED_FROM, SCENARIOS, interval};

/// Simulated epidemics a scenario.
const EPIDEMICS: u64 = 200;

/// Mean and 95 % interval of one day.
type Day = Option<[f64; 3]>;

/// A way to estimate R of every day from what was known on it.
type Method = fn(&Epidemic) -> Vec<Day>;

fn by_filter(epidemic: &Epidemic) -> Vec<Day> {
    let settings = DailySettings::default();
    let answers = daily(
        &epidemic.incidence,
        &interval(),
        &Reporting::Complete,
        &settings,
    );
    let days = answers
        .expect("the defaults are within their bounds")
        .into_iter();
    days.map(|day| day.ok().map(|r| [r.mean, r.lower, r.upper]))
        .collect()
}

fn by_window(epidemic: &Epidemic, window: usize) -> Vec<Day> {
    let estimates = cori(&epidemic.incidence, &interval(), Prior::default(), window);
    let mut days = vec![None; epidemic.r.len()];
    for r in estimates.into_iter().flatten() {
        days[r.end] = Some([r.mean(), r.quantile(0.025), r.quantile(0.975)]);
    }
    days
}

/// Coverage, width, bias and absolute error, averaged over the days of one epidemic.
fn scores(epidemic: &Epidemic, days: &[Day]) -> [f64; 4] {
    let judged: Vec<(f64, [f64; 3])> = epidemic
        .r
        .iter()
        .zip(days)
        .skip(JUDGED_FROM)
        .filter_map(|(&r, day)| day.map(|day| (r, day)))
        .collect();
    let average = |score: &dyn Fn(f64, [f64; 3]) -> f64| {
        judged.iter().map(|&(r, day)| score(r, day)).sum::<f64>() / judged.len() as f64
    };
    [
        average(&|r, [_, low, high]| f64::from(u8::from(low <= r && r <= high))),
        average(&|_, [_, low, high]| high - low),
        average(&|r, [mean, ..]| mean - r),
        average(&|r, [mean, ..]| (mean - r).abs()),
    ]
}

/// Mean and standard error.
fn cell(values: &[f64]) -> String {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
    format!("{mean:.3} ± {:.3}", (variance / n).sqrt())
}

fn main() {
    let methods: [(&str, Method); 3] = [
        ("daily filter", by_filter),
        ("7-day window", |epidemic| by_window(epidemic, 7)),
        ("3-day window", |epidemic| by_window(epidemic, 3)),
    ];
    println!("Today's R on {EPIDEMICS} epidemics a scenario: mean ± standard error.\n");
    println!(
        "| method | scenario | coverage of the 95 % interval | width | bias | absolute error |"
    );
    println!("|---|---|---|---|---|---|");
    for (name, method) in methods {
        let mut all: Vec<[f64; 4]> = Vec::new();
        let row = |scenario: &str, scores: &[[f64; 4]]| {
            let cells: Vec<String> = (0..4)
                .map(|score| cell(&scores.iter().map(|s| s[score]).collect::<Vec<_>>()))
                .collect();
            println!("| {name} | {scenario} | {} |", cells.join(" | "));
        };
        for scenario in SCENARIOS {
            let scored: Vec<[f64; 4]> = (0..EPIDEMICS)
                .map(|seed| scenario.simulate(20_130_901 + seed))
                .map(|epidemic| scores(&epidemic, &method(&epidemic)))
                .collect();
            row(scenario.name, &scored);
            all.extend(scored);
        }
        row("**all**", &all);
    }
}
