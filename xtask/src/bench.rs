//! `cargo xtask bench`: every number the project promises, printed by one command.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::{access_speed, console, repo, shell, speed};

const HELP: &str = "\
cargo xtask bench [OPTION…]

Measures what the project promises and prints it. Takes about an hour on two cores; leave the machine alone meanwhile.

  --only NAME,…   these measurements
  --list          name the measurements
  --write         also write docs/performance/measured.md
";

const MEASURED: &str = "docs/performance/measured.md";

/// One measurement: its name, what it is for, and how it is made.
struct Measurement {
    name: &'static str,
    about: &'static str,
    run: fn() -> Result<String>,
}

const MEASUREMENTS: &[Measurement] = &[
    Measurement {
        name: "import",
        about: "rows a second with validation, against a bare bulk insert of the same rows in the same run",
        run: || bench("surveillance", "import"),
    },
    Measurement {
        name: "queries",
        about: "time to answer of the counts endpoints at 1 and 10 million counts",
        run: || bench("surveillance", "queries"),
    },
    Measurement {
        name: "signals",
        about: "time to answer of the list of signals",
        run: || bench("signals", "lists"),
    },
    Measurement {
        name: "epi-quality",
        about: "how good the answers of the detectors, the nowcast and R are, on simulated and real epidemics",
        run: speed::quality,
    },
    Measurement {
        name: "epi-speed",
        about: "CPU time per unit on one core, beside its limit and the established programs where they are installed",
        run: speed::table,
    },
    Measurement {
        name: "access",
        about: "a decision, an entry of the audit trail, the chain's verification, a page's sealed fields, each beside its limit",
        run: access_speed::table,
    },
    Measurement {
        name: "people",
        about: "lists and searches of people by area, with a million of them",
        run: || bench("registry", "people"),
    },
    Measurement {
        name: "startup",
        about: "start to ready, and memory when idle",
        run: || bench("yufang", "startup"),
    },
    Measurement {
        name: "script",
        about: "compressed script before the map shows",
        run: script_size,
    },
    Measurement {
        name: "leaf-edit",
        about: "editing a leaf crate and running its tests",
        run: leaf_edit,
    },
    Measurement {
        name: "first-screen",
        about: "from a fresh clone to the first screen, packages downloaded before",
        run: first_screen,
    },
];

/// Runs the command.
///
/// # Errors
/// When a measurement cannot be made; its own message stands above.
pub fn run(args: &[String]) -> Result<ExitCode> {
    let mut only: Option<Vec<&str>> = None;
    let mut write = false;
    let mut args = args.iter().map(String::as_str);
    while let Some(arg) = args.next() {
        match arg {
            "--list" => {
                for measurement in MEASUREMENTS {
                    println!("{:<14} {}", measurement.name, measurement.about);
                }
                return Ok(ExitCode::SUCCESS);
            }
            "--write" => write = true,
            "--only" => only = Some(args.next().unwrap_or_default().split(',').collect()),
            "--help" | "-h" => {
                print!("{HELP}");
                return Ok(ExitCode::SUCCESS);
            }
            other => bail!("unknown option `{other}`\n\n{HELP}"),
        }
    }
    if let Some(unknown) = only.iter().flatten().find(|name| {
        !MEASUREMENTS
            .iter()
            .any(|measurement| measurement.name == **name)
    }) {
        bail!("there is no measurement `{unknown}`; `cargo xtask bench --list` names them");
    }
    let mut report = format!(
        "# Measured\n\nWritten by `cargo xtask bench --write`.\n\n{}",
        machine()
    );
    for measurement in MEASUREMENTS {
        if only
            .as_ref()
            .is_some_and(|only| !only.contains(&measurement.name))
        {
            continue;
        }
        shell::heading(measurement.name);
        let text = (measurement.run)()?;
        report.push_str(&format!(
            "\n## {}\n\n{}\n\n```text\n{}\n```\n",
            measurement.name,
            measurement.about,
            text.trim()
        ));
    }
    println!("\n{report}");
    if write {
        let file = repo::root().join(MEASURED);
        fs::write(&file, &report).with_context(|| format!("cannot write `{MEASURED}`"))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What the numbers were measured on.
fn machine() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        text.lines()
            .find_map(|line| line.strip_prefix(name))
            .map(|rest| {
                rest.trim_start_matches([' ', '\t', ':', '='])
                    .trim_matches('"')
                    .to_owned()
            })
            .unwrap_or_else(|| "unknown".to_owned())
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!(
        "| machine | |\n|---|---|\n| processor | {} |\n| cores | {cores} |\n| memory | {} |\n| system | {} |\n| rustc | {} |\n",
        field(&read("/proc/cpuinfo"), "model name"),
        field(&read("/proc/meminfo"), "MemTotal"),
        field(&read("/etc/os-release"), "PRETTY_NAME"),
        shell::quiet("rustc", &["--version"])
            .unwrap_or_default()
            .trim(),
    )
}

/// One of a crate's benchmarks, without what cargo says while building it.
fn bench(package: &str, name: &str) -> Result<String> {
    // The build is not part of what is shown.
    let build = ["bench", "--package", package, "--bench", name, "--no-run"];
    if !shell::run(shell::command("cargo", &build))?.ok {
        bail!("the benchmark `{name}` of `{package}` could not be built");
    }
    let outcome = shell::run(shell::command(
        "cargo",
        &["bench", "--quiet", "--package", package, "--bench", name],
    ))?;
    if !outcome.ok {
        bail!("the benchmark `{name}` of `{package}` failed");
    }
    Ok(outcome.text)
}

fn script_size() -> Result<String> {
    console::ready()?;
    let outcome = console::script("size")?;
    if !outcome.ok {
        bail!("the script is heavier than its budget");
    }
    Ok(outcome.text)
}

/// Touches the file a developer would edit and runs that crate's tests, as `CONTRIBUTING.md` says.
fn leaf_edit() -> Result<String> {
    const TESTS: [&str; 4] = ["test", "--quiet", "--package", "signals"];
    let file = repo::root().join("crates/signals/src/lib.rs");
    let mut times = Vec::new();
    // The first round compiles what other commands have not yet, and is not counted.
    for round in 0..4 {
        let source = fs::read(&file).context("cannot read `crates/signals/src/lib.rs`")?;
        fs::write(&file, source).context("cannot touch `crates/signals/src/lib.rs`")?;
        let begun = Instant::now();
        if !shell::run(shell::command("cargo", &TESTS))?.ok {
            bail!("the tests of `signals` failed");
        }
        if round > 0 {
            times.push(begun.elapsed().as_secs_f64());
        }
    }
    times.sort_by(f64::total_cmp);
    Ok(format!(
        "signals: median {:.1} s, {:.1} to {:.1} s over {} edits",
        times[times.len() / 2],
        times[0],
        times[times.len() - 1],
        times.len()
    ))
}

/// Clones what is committed into an empty folder and runs the demo's command there, up to the moment it would serve.
fn first_screen() -> Result<String> {
    let folder: PathBuf = repo::target().join("bench/clone");
    if folder.exists() {
        fs::remove_dir_all(&folder).context("cannot remove the clone of the last time")?;
    }
    let root = repo::root();
    let begun = Instant::now();
    let clone = [
        "clone",
        "--quiet",
        &root.to_string_lossy(),
        &folder.to_string_lossy(),
    ];
    if !shell::run(shell::command("git", &clone))?.ok {
        bail!("the repository could not be cloned");
    }
    let mut demo = shell::command("cargo", &["xtask", "demo", "--no-serve"]);
    demo.current_dir(&folder).env_remove("CARGO_TARGET_DIR");
    let outcome = shell::run(demo)?;
    if !outcome.ok {
        bail!("the demo failed in the clone");
    }
    let steps: Vec<&str> = outcome
        .text
        .lines()
        .rev()
        .take_while(|line| !line.starts_with("loaded in"))
        .filter(|line| !line.trim().is_empty())
        .collect();
    let steps: Vec<&str> = steps.into_iter().rev().collect();
    Ok(format!(
        "{}\n{} from `git clone` to a server about to answer",
        steps.join("\n"),
        shell::seconds(begun)
    ))
}
