//! Decisions and science do no I/O and know no clock.

use crate::support::{code_lines, files, identifiers, report};

const WHY: &str = "an engine is a pure function of its arguments: the same input gives the same result in a test, \
    in a replay years later and on another machine. Rows, requests, `now` and a named random stream come in as arguments";

/// Words that only code with effects needs.
const EFFECTS: &[&str] = &[
    "sqlx",
    "AnyPool",
    "axum",
    "hyper",
    "reqwest",
    "tokio",
    "SystemTime",
    "Instant",
    "SystemClock",
    "Zoned",
    "thread_rng",
    "from_os_rng",
    "from_entropy",
    "OsRng",
    "ThreadRng",
    "SysRng",
    "OpenOptions",
    "TcpStream",
    "println",
    "eprintln",
];

/// Calls that only code with effects makes.
const CALLS: &[&str] = &[
    "rand::rng(",
    "rand::random",
    "std::env::",
    "env::var",
    "std::fs::",
    "File::open",
    "File::create",
    "fs::read",
    "fs::write",
    "Timestamp::now",
    "Day::today",
];

#[test]
fn engines_and_science_are_pure() {
    let science = files("crates/epi/src", &[".rs"])
        .into_iter()
        .chain(files("crates/sim/src", &[".rs"]));
    let engines = files("crates", &[".rs"])
        .into_iter()
        .filter(|file| file.path.contains("/src/engine/") || file.path.ends_with("/src/engine.rs"));
    let mut findings = Vec::new();
    for file in science.chain(engines) {
        for (number, line) in code_lines(&file) {
            let word = identifiers(line).find(|word| EFFECTS.contains(word));
            let call = CALLS.iter().copied().find(|call| line.contains(call));
            if let Some(found) = word.or(call) {
                findings.push(format!("{}:{number}: `{found}`", file.path));
            }
        }
    }
    report(WHY, &findings);
}
