//! How good are nowcasts? Markdown tables on standard output: `cargo bench -p epi --bench nowcast_quality`.
//!
//! Every nowcast sees only what was known on its day; nothing is left out because it was hard.
#![allow(clippy::print_stdout)]

#[path = "../tests/nowcast_data.rs"]
#[allow(dead_code)]
mod nowcast_data;

use std::ops::RangeInclusive;

use epi::nowcast::{Nowcast, NowcastMethod, NowcastSettings, nowcast};
use epi::score::{Score, ScoreSummary, Spread};
use nowcast_data::{CHALLENGES, DELAY_MAX, Epidemic, PATTERNS, PRESENTS, day, simulate};

const REPLICATES: usize = 1000;
const SEED: u64 = 2011;

fn main() {
    let stec = Epidemic::stec();
    for (first, last, ages) in [
        ("2011-05-24", "2011-06-14", 0..=13),
        ("2011-05-24", "2011-06-14", 1..=14),
        ("2011-06-02", "2011-07-04", 3..=12),
    ] {
        println!(
            "\n### STEC O104, every day from {first} to {last} as the present, event days {ages:?} days before it\n"
        );
        let presents = day(first)..=day(last);
        table(
            |method| nowcasts(&stec, presents.clone(), method),
            |nowcast| stec.scores(nowcast, ages.clone()),
        );
    }
    by_age(&stec, day("2011-05-24")..=day("2011-06-14"));
    for (name, title, delay_max, every) in [
        ("mers", "MERS, Korea 2015", 15, 1),
        ("h7n9", "Influenza A(H7N9), China 2013", 20, 3),
    ] {
        let list = Epidemic::listed(name);
        let events = list.reports.iter().map(|report| report.event_day);
        let last = events.max().unwrap_or(list.start) + 2;
        println!(
            "\n### {title}, presents from the 21st day on (step {every}), event days 0 to 13 days before them\n"
        );
        table(
            |method| {
                let presents = (list.start + 20..=last).step_by(every);
                presents
                    .filter_map(|now| made(&list, now, delay_max, method))
                    .collect()
            },
            |nowcast| list.scores(nowcast, 0..=13),
        );
    }
    println!(
        "\n### Simulated epidemics, 20 of each pattern, event days 0 to 13 days before four presents"
    );
    for pattern in PATTERNS.into_iter().chain(CHALLENGES) {
        println!("\n#### {}\n", pattern.name);
        head();
        for method in NowcastMethod::ALL {
            let occasions: Vec<Vec<Score>> = (0..20)
                .map(|seed| simulate(pattern, seed))
                .flat_map(|epidemic| {
                    let found = PRESENTS
                        .into_iter()
                        .flat_map(|now| nowcasts(&epidemic, now..=now, method));
                    found
                        .map(|nowcast| epidemic.scores(&nowcast, 0..=13))
                        .collect::<Vec<_>>()
                })
                .collect();
            row(method, &occasions);
        }
    }
}

/// Nowcasts of every day that has enough reports for one.
fn nowcasts(
    epidemic: &Epidemic,
    presents: RangeInclusive<i32>,
    method: NowcastMethod,
) -> Vec<Nowcast> {
    presents
        .filter_map(|now| made(epidemic, now, DELAY_MAX, method))
        .collect()
}

fn made(epidemic: &Epidemic, now: i32, delay_max: usize, method: NowcastMethod) -> Option<Nowcast> {
    let settings = NowcastSettings {
        method,
        ..NowcastSettings::default()
    };
    nowcast(&epidemic.triangle(now, delay_max), &settings).ok()
}

fn table(made: impl Fn(NowcastMethod) -> Vec<Nowcast>, scores: impl Fn(&Nowcast) -> Vec<Score>) {
    head();
    for method in NowcastMethod::ALL {
        let occasions: Vec<Vec<Score>> = made(method).iter().map(&scores).collect();
        row(method, &occasions);
    }
}

fn head() {
    println!(
        "| method | counts | mean absolute error | coverage of 95 % intervals | weighted interval score |"
    );
    println!("|---|---|---|---|---|");
}

/// One line: means, and in brackets 95 % bootstrap intervals over the nowcasts.
fn row(method: NowcastMethod, occasions: &[Vec<Score>]) {
    let (Some(mean), Some(spread)) = (
        ScoreSummary::of(occasions.iter().flatten()),
        Spread::bootstrap(occasions, REPLICATES, SEED),
    ) else {
        println!("| {method} | 0 | – | – | – |");
        return;
    };
    let percent = |share: f64| 100.0 * share;
    let ([e0, e1], [c0, c1], [w0, w1]) = (
        spread.mean_absolute_error,
        spread.coverage.map(percent),
        spread.wis,
    );
    println!(
        "| {method} | {} | {:.2} ({e0:.2}–{e1:.2}) | {:.1} % ({c0:.1}–{c1:.1}) | {:.2} ({w0:.2}–{w1:.2}) |",
        mean.count,
        mean.mean_absolute_error,
        percent(mean.coverage),
        mean.wis,
    );
}

/// The same by the age of the event day.
fn by_age(stec: &Epidemic, presents: RangeInclusive<i32>) {
    println!("\n### STEC O104 by the age of the event day: mean absolute error, coverage\n");
    println!("| days before the present | smooth | lawless | dirichlet |");
    println!("|---|---|---|---|");
    let all = NowcastMethod::ALL.map(|method| nowcasts(stec, presents.clone(), method));
    for age in 0..=14 {
        let cells = all.each_ref().map(|made| {
            let scores: Vec<Score> = made
                .iter()
                .flat_map(|nowcast| stec.scores(nowcast, age..=age))
                .collect();
            ScoreSummary::of(&scores).map_or("–".to_owned(), |mean| {
                format!(
                    "{:.1}, {:.0} %",
                    mean.mean_absolute_error,
                    100.0 * mean.coverage
                )
            })
        });
        println!("| {age} | {} |", cells.join(" | "));
    }
}
