//! `cargo xtask test`: everything that must hold before a change lands.

mod fuzz;
mod logs;
mod options;
mod steps;
mod totals;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::{repo, shell, tools};
use options::Options;
use steps::{Bench, STEPS, Step};
use totals::Totals;

/// Lines of a failed step's output that the summary repeats; the whole is in its log.
const LINES_SHOWN: usize = 40;

/// What became of a step.
enum Verdict {
    Passed,
    Failed(String),
    /// Not run because the named step failed.
    Blocked(&'static str),
}

struct Report {
    step: &'static Step,
    verdict: Verdict,
    time: Duration,
}

/// Runs the command.
///
/// # Errors
/// When an option is not understood or a tool is missing and cannot be installed.
pub fn run(args: &[String]) -> Result<ExitCode> {
    let wanted: Vec<&'static Step> = match options::parse(args)? {
        Options::Help => {
            print!("{}", options::HELP);
            return Ok(ExitCode::SUCCESS);
        }
        Options::List => {
            for step in STEPS {
                println!("{:<16} {}", step.name, step.about);
            }
            return Ok(ExitCode::SUCCESS);
        }
        Options::Run(wanted) => wanted,
    };
    let needed: Vec<&tools::Tool> = wanted.iter().flat_map(|step| step.tools).copied().collect();
    tools::check_rust_components()?;
    tools::ensure(&needed)?;

    let begun = Instant::now();
    let mut bench = Bench::default();
    let mut totals = Totals::default();
    let mut reports: Vec<Report> = Vec::new();
    for step in wanted {
        let report = match blocked_by(step, &reports) {
            Some(cause) => Report {
                step,
                verdict: Verdict::Blocked(cause),
                time: Duration::ZERO,
            },
            None => run_step(step, &mut bench, &mut totals)?,
        };
        reports.push(report);
    }
    drop(bench);
    Ok(summarise(&reports, totals, begun))
}

fn blocked_by(step: &Step, reports: &[Report]) -> Option<&'static str> {
    let bad: BTreeMap<&str, &'static str> = reports
        .iter()
        .filter_map(|report| match report.verdict {
            Verdict::Passed => None,
            Verdict::Failed(_) => Some((report.step.name, report.step.name)),
            Verdict::Blocked(cause) => Some((report.step.name, cause)),
        })
        .collect();
    step.needs.iter().find_map(|need| bad.get(need).copied())
}

fn run_step(step: &'static Step, bench: &mut Bench, totals: &mut Totals) -> Result<Report> {
    shell::heading(&format!("{}: {}", step.name, step.about));
    let begun = Instant::now();
    let (ok, text) = match (step.run)(bench) {
        Ok(outcome) => (outcome.ok, outcome.text),
        Err(error) => {
            println!("{error:#}");
            (false, format!("{error:#}\n"))
        }
    };
    shell::keep_log(&log(step), &text)?;
    let mut counted = totals::read(&text);
    let ok = ok && counted.failed == 0;
    if !ok && counted.failed == 0 {
        // A step that failed without a failed test, such as a lint, is one failure.
        counted.failed = 1;
    }
    totals.add(counted);
    let verdict = if ok {
        Verdict::Passed
    } else {
        Verdict::Failed(text)
    };
    Ok(Report {
        step,
        verdict,
        time: begun.elapsed(),
    })
}

fn log(step: &Step) -> std::path::PathBuf {
    repo::target()
        .join("xtask")
        .join(format!("{}.log", step.name))
}

fn summarise(reports: &[Report], totals: Totals, begun: Instant) -> ExitCode {
    for report in reports {
        if let Verdict::Failed(text) = &report.verdict {
            shell::heading(&format!(
                "{} failed; all of its output is in `{}`",
                report.step.name,
                log(report.step).display()
            ));
            let lines: Vec<&str> = text.lines().collect();
            println!(
                "{}",
                lines[lines.len().saturating_sub(LINES_SHOWN)..].join("\n")
            );
        }
    }
    println!();
    for report in reports {
        let word = match report.verdict {
            Verdict::Passed => "ok".to_owned(),
            Verdict::Failed(_) => "FAILED".to_owned(),
            Verdict::Blocked(cause) => format!("not run, because {cause} failed"),
        };
        println!(
            "{:>9}  {:<16} {word}",
            shell::show_seconds(report.time),
            report.step.name
        );
    }
    println!("{:>9}  in all", shell::seconds(begun));
    let good = reports
        .iter()
        .all(|report| matches!(report.verdict, Verdict::Passed));
    println!("\n{totals}");
    if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
