//! How fast `epi` is: its benchmarks beside their limits, and beside the established programs where they are installed.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::{repo, shell};

/// Criterion's clock for one benchmark: enough for an interval of a few per cent, short enough for the whole table.
pub(crate) const CLOCK: [&str; 4] = ["--warm-up-time", "0.3", "--measurement-time", "1"];

/// What a benchmark's time is divided into and how long that may take.
struct Promise {
    /// Beginning of the benchmark's name; the first that fits counts.
    name: &'static str,
    /// What one unit is.
    unit: &'static str,
    /// Units in one of the elements the benchmark counts, or in one run.
    scale: f64,
    /// Seconds a unit may take.
    limit: Option<f64>,
    /// Name of the same work in the scripts of the established programs.
    reference: Option<&'static str>,
}

const fn promise(
    name: &'static str,
    unit: &'static str,
    scale: f64,
    limit: Option<f64>,
    reference: Option<&'static str>,
) -> Promise {
    Promise {
        name,
        unit,
        scale,
        limit,
        reference,
    }
}

const PROMISES: &[Promise] = &[
    promise(
        "detect/farrington_flexible",
        "series-week",
        1.0,
        Some(0.05e-3),
        Some("farrington_flexible"),
    ),
    promise(
        "detect/farrington",
        "series-week",
        1.0,
        Some(0.02e-3),
        Some("farrington"),
    ),
    promise("detect/ears", "series-day", 1.0, Some(0.1e-6), Some("ears")),
    promise("detect/", "point", 1.0, None, None),
    promise(
        "rt/cori, uncertain",
        "100-day series",
        1.0,
        Some(5e-3),
        Some("cori_uncertain"),
    ),
    promise(
        "rt/cori",
        "100-day series",
        1.0,
        Some(0.02e-3),
        Some("cori"),
    ),
    promise("rt/", "100-day series", 1.0, None, None),
    promise("nowcast", "nowcast", 1.0, Some(20e-3), Some("nowcast")),
    promise("scan/", "scan", 1.0, Some(0.5), None),
    promise(
        "backtest/a hundredth of a city year",
        "city and year",
        0.01,
        Some(15.0),
        None,
    ),
    promise("", "run", 1.0, None, None),
];

/// A benchmark as criterion left it.
pub(crate) struct Measured {
    pub(crate) name: String,
    pub(crate) elements: f64,
    /// Seconds of one run: estimate, lower and upper end of its 95 % interval.
    pub(crate) seconds: [f64; 3],
}

/// Runs the benchmarks and the scripts; one table.
pub fn table() -> Result<String> {
    let folder = repo::target().join("criterion");
    if folder.exists() {
        fs::remove_dir_all(&folder).context("cannot remove the measurements of the last time")?;
    }
    for bench in benches()?.iter().filter(|name| !name.ends_with("_quality")) {
        let mut args = vec![
            "bench",
            "--quiet",
            "--package",
            "epi",
            "--bench",
            bench,
            "--",
        ];
        args.extend(CLOCK);
        if !shell::run(shell::command("cargo", &args))?.ok {
            bail!("the benchmark `{bench}` of `epi` failed");
        }
    }
    let mut measured = Vec::new();
    collect(&folder, &mut measured)?;
    measured.sort_by(|a, b| a.name.cmp(&b.name));
    let references = [
        ("R", script("Rscript", "crates/epi/benches/reference.R")),
        (
            "epyestim",
            script("python3", "crates/epi/benches/reference.py"),
        ),
    ];
    Ok(written(&measured, &references))
}

/// Runs the benches of `epi` that measure how good answers are; their tables below each other.
pub fn quality() -> Result<String> {
    let mut text = String::new();
    for bench in benches()?.iter().filter(|name| name.ends_with("_quality")) {
        let run = ["bench", "--quiet", "--package", "epi", "--bench", bench];
        let outcome = shell::run(shell::command("cargo", &run))?;
        if !outcome.ok {
            bail!("the benchmark `{bench}` of `epi` failed");
        }
        let _ = write!(text, "{bench}\n\n{}\n\n", outcome.text.trim());
    }
    Ok(text)
}

/// Names of the benches in the manifest of `epi`.
fn benches() -> Result<Vec<String>> {
    let manifest = fs::read_to_string(repo::root().join("crates/epi/Cargo.toml"))
        .context("cannot read `crates/epi/Cargo.toml`")?;
    Ok(manifest
        .split("[[bench]]")
        .skip(1)
        .filter_map(|section| {
            Some(
                section
                    .split_once("name = \"")?
                    .1
                    .split('"')
                    .next()?
                    .to_owned(),
            )
        })
        .collect())
}

/// Reads every `new/estimates.json` below a folder.
pub(crate) fn collect(folder: &Path, measured: &mut Vec<Measured>) -> Result<()> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read `{}`", folder.display()))?;
    let mut folders: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    for path in folders {
        let estimates = path.join("estimates.json");
        if path.file_name().is_some_and(|name| name == "new") && estimates.is_file() {
            let what = fs::read_to_string(path.join("benchmark.json"))
                .context("cannot read `benchmark.json`")?;
            let times = fs::read_to_string(&estimates).context("cannot read `estimates.json`")?;
            measured.extend(one(&what, &times));
        } else {
            collect(&path, measured)?;
        }
    }
    Ok(())
}

/// A benchmark from criterion's two documents.
///
/// Four fields of documents that a program writes do not pay for a JSON library in the crate everybody waits for first.
fn one(what: &str, times: &str) -> Option<Measured> {
    let name = after(what, "\"full_id\":\"")?.split('"').next()?.to_owned();
    let mean = after(times, "\"mean\":")?;
    let seconds = |field| Some(number(after(mean, field)?)? * 1e-9);
    Some(Measured {
        name,
        elements: after(what, "\"Elements\":").and_then(number).unwrap_or(1.0),
        seconds: [
            seconds("\"point_estimate\":")?,
            seconds("\"lower_bound\":")?,
            seconds("\"upper_bound\":")?,
        ],
    })
}

fn after<'t>(text: &'t str, mark: &str) -> Option<&'t str> {
    text.split_once(mark).map(|(_, rest)| rest)
}

fn number(text: &str) -> Option<f64> {
    text.split([',', '}']).next()?.trim().parse().ok()
}

/// Seconds a unit by name, as a script prints them; nothing when the program or its packages are not installed.
fn script(program: &str, path: &str) -> Vec<(String, f64)> {
    let printed = shell::quiet(program, &[path]).unwrap_or_default();
    printed
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(name, seconds)| Some((name.to_owned(), seconds.trim().parse().ok()?)))
        .collect()
}

fn written(measured: &[Measured], references: &[(&str, Vec<(String, f64)>)]) -> String {
    let mut text = String::from("| what | unit | CPU time, one core | 95 % interval | limit |");
    for (program, _) in references {
        let _ = write!(text, " {program} |");
    }
    text.push_str("\n|---|---|---|---|---|");
    text.push_str(&"---|".repeat(references.len()));
    for bench in measured {
        let Some(promise) = PROMISES
            .iter()
            .find(|promise| bench.name.starts_with(promise.name))
        else {
            continue;
        };
        let [time, low, high] = bench
            .seconds
            .map(|seconds| seconds / bench.elements / promise.scale);
        let limit = match promise.limit {
            Some(limit) if time <= limit => format!("{} kept", duration(limit)),
            Some(limit) => format!("{} BROKEN", duration(limit)),
            None => "–".to_owned(),
        };
        let _ = write!(
            text,
            "\n| {} | {} | {} | {} to {} | {limit} |",
            bench.name,
            promise.unit,
            duration(time),
            duration(low),
            duration(high)
        );
        for (_, times) in references {
            let theirs = promise
                .reference
                .and_then(|name| times.iter().find(|(known, _)| known == name));
            let shown = match theirs {
                Some((_, seconds)) => format!("{} ({:.0} ×)", duration(*seconds), seconds / time),
                None if promise.reference.is_some() && times.is_empty() => {
                    "not installed".to_owned()
                }
                None => "–".to_owned(),
            };
            let _ = write!(text, " {shown} |");
        }
    }
    text
}

pub(crate) fn duration(seconds: f64) -> String {
    match seconds {
        s if s >= 1.0 => format!("{s:.2} s"),
        s if s >= 1e-3 => format!("{:.2} ms", s * 1e3),
        s if s >= 1e-6 => format!("{:.2} µs", s * 1e6),
        s => format!("{:.1} ns", s * 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_benchmark_is_read_and_held_against_its_limit() {
        let what = r#"{"group_id":"detect","full_id":"detect/ears_c1","throughput":{"Elements":1000},"title":"x"}"#;
        let times = r#"{"mean":{"confidence_interval":{"confidence_level":0.95,"lower_bound":49000.0,"upper_bound":51000.0},"point_estimate":50000.0,"standard_error":1.0},"median":{"point_estimate":1.0}}"#;
        let bench = one(what, times).unwrap();
        assert_eq!(bench.elements, 1000.0);
        let table = written(
            &[bench],
            &[
                ("R", vec![("ears".to_owned(), 5e-6)]),
                ("epyestim", Vec::new()),
            ],
        );
        let row = table.lines().last().unwrap();
        assert_eq!(
            row,
            "| detect/ears_c1 | series-day | 50.0 ns | 49.0 ns to 51.0 ns | 100.0 ns kept | 5.00 µs (100 ×) | not installed |"
        );
    }
}
