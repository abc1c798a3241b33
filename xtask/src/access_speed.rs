//! How fast `access` and `vault` are: their benchmarks beside what was promised.

use std::fmt::Write;
use std::fs;

use anyhow::{Context, Result, bail};

use crate::speed::{self, Measured, duration};
use crate::{repo, shell};

/// The benchmarks, by crate.
const BENCHES: [(&str, &str); 3] = [("access", "decide"), ("access", "audit"), ("vault", "page")];

/// What is asked of a benchmark's time.
enum Limit {
    /// Seconds of one run.
    Run(f64),
    /// Elements a second.
    Rate(f64),
    /// Part by which it may take longer than another benchmark.
    Over(&'static str, f64),
}

/// By the benchmark's whole name.
const LIMITS: &[(&str, Limit)] = &[
    ("decide/one post, allowed", Limit::Run(20e-6)),
    (
        "decide/40 roles, fifth of five posts allows",
        Limit::Run(20e-6),
    ),
    (
        "decide/40 roles, five posts, all asked, refused",
        Limit::Run(20e-6),
    ),
    (
        "decide/40 roles, five posts, scope of a list",
        Limit::Run(20e-6),
    ),
    (
        "audit/append 500 in one transaction, SQLite",
        Limit::Rate(5_000.0),
    ),
    (
        "audit/append 5000 in one transaction, SQLite",
        Limit::Rate(5_000.0),
    ),
    (
        "audit/read of 500 records with one entry, committed",
        Limit::Over("audit/read of 500 records without an entry", 0.15),
    ),
    (
        "audit/verify the whole chain, SQLite",
        Limit::Rate(500_000.0),
    ),
    ("page_of_50_by_4/open", Limit::Run(2e-3)),
];

/// Runs the benchmarks; one table.
///
/// # Errors
/// When one fails.
pub fn table() -> Result<String> {
    let folder = repo::target().join("criterion");
    if folder.exists() {
        fs::remove_dir_all(&folder).context("cannot remove the measurements of the last time")?;
    }
    for (package, bench) in BENCHES {
        let mut args = vec![
            "bench",
            "--quiet",
            "--package",
            package,
            "--bench",
            bench,
            "--",
        ];
        args.extend(speed::CLOCK);
        if !shell::run(shell::command("cargo", &args))?.ok {
            bail!("the benchmark `{bench}` of `{package}` failed");
        }
    }
    let mut measured = Vec::new();
    speed::collect(&folder, &mut measured)?;
    measured.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(written(&measured))
}

fn written(measured: &[Measured]) -> String {
    let mut text =
        String::from("| what | one run | elements a second | limit |\n|---|---|---|---|");
    for bench in measured {
        let [time, ..] = bench.seconds;
        let rate = bench.elements / time;
        let limit = LIMITS.iter().find(|(name, _)| *name == bench.name);
        let told = |asked: String, is_kept: bool| {
            format!("{asked} {}", if is_kept { "kept" } else { "BROKEN" })
        };
        let limit = match limit.map(|(_, limit)| limit) {
            None => "–".to_owned(),
            Some(Limit::Run(most)) => told(format!("at most {}", duration(*most)), time <= *most),
            Some(Limit::Rate(least)) => {
                told(format!("at least {least:.0} a second"), rate >= *least)
            }
            Some(Limit::Over(other, part)) => {
                let Some(floor) = measured.iter().find(|one| one.name == *other) else {
                    continue;
                };
                let over = time / floor.seconds[0] - 1.0;
                told(
                    format!("{:.1} % more, at most {:.0} %", over * 100.0, part * 100.0),
                    over <= *part,
                )
            }
        };
        let rate = if bench.elements > 1.0 {
            format!("{rate:.0}")
        } else {
            "–".to_owned()
        };
        let _ = write!(
            text,
            "\n| {} | {} | {rate} | {limit} |",
            bench.name,
            duration(time)
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_limit_is_told() {
        let bench = |name: &str, elements, seconds| Measured {
            name: name.to_owned(),
            elements,
            seconds: [seconds; 3],
        };
        let table = written(&[
            bench("audit/read of 500 records without an entry", 1.0, 1e-3),
            bench(
                "audit/read of 500 records with one entry, committed",
                1.0,
                1.2e-3,
            ),
            bench("audit/append 5000 in one transaction, SQLite", 5_000.0, 0.1),
            bench("decide/one post, allowed", 1.0, 5e-6),
        ]);
        let limits: Vec<&str> = table
            .lines()
            .skip(2)
            .map(|row| row.rsplit('|').nth(1).unwrap_or_default().trim())
            .collect();
        assert_eq!(
            limits,
            [
                "–",
                "20.0 % more, at most 15 % BROKEN",
                "at least 5000 a second kept",
                "at most 20.00 µs kept",
            ]
        );
    }
}
