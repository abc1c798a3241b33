//! What must not be written down.

use crate::support::{File, files, read, report};

const TEXT: &[&str] = &[
    ".rs", ".ts", ".tsx", ".mjs", ".md", ".toml", ".json", ".sql", ".yml", ".css", ".html", ".csv",
    "/run",
];

fn is_rule(file: &File) -> bool {
    // The rules have to name what they forbid.
    file.path.starts_with("xtask/tests/")
}

#[test]
fn no_machine_is_named() {
    // Folders in which machines keep people's and programs' own things.
    let paths = ["work", "tmp", "home", "root"].map(|folder| format!("/{folder}/"));
    let hosts = [
        "registry.npmjs.org",
        "static.crates.io",
        "index.crates.io",
        "deb.debian.org",
        "pypi.org",
        "files.pythonhosted.org",
    ];
    let mut findings = Vec::new();
    for file in files("", TEXT) {
        let is_test = file.path.contains("/tests/")
            || file.path.contains(".test.")
            || file.path.contains("/e2e/");
        if is_rule(&file) || file.path == "Cargo.lock" {
            continue;
        }
        for (number, line) in file.lines() {
            for path in paths.iter().filter(|_| !is_test) {
                let at_start = line.match_indices(path.as_str()).any(|(at, _)| {
                    !line[..at].ends_with(|before: char| {
                        before.is_alphanumeric() || "._-}/*)".contains(before)
                    })
                });
                if at_start {
                    findings.push(format!("{}:{number}: `{path}`", file.path));
                }
            }
            for host in hosts.iter().filter(|host| line.contains(*host)) {
                findings.push(format!("{}:{number}: `{host}`", file.path));
            }
        }
    }
    report(
        "a path or a registry of one machine is wrong on every other; take it from the environment or an argument",
        &findings,
    );
}

#[test]
fn nothing_is_left_for_later() {
    let marks = ["TODO", "FIXME", "XXX", "HACK", "todo!(", "unimplemented!("];
    let mut findings = Vec::new();
    for file in files("", &[".rs", ".ts", ".tsx", ".mjs", ".sql", ".md", ".toml"]) {
        if is_rule(&file) || file.path == "Cargo.toml" {
            continue;
        }
        for (number, line) in file.lines() {
            let words: Vec<&str> = line
                .split(|character: char| {
                    !(character.is_alphanumeric() || "!(_".contains(character))
                })
                .collect();
            if let Some(mark) = marks.iter().find(|mark| {
                words
                    .iter()
                    .any(|word| word == *mark || (mark.ends_with('(') && word.contains(*mark)))
            }) {
                findings.push(format!("{}:{number}: `{mark}`", file.path));
            }
        }
    }
    report(
        "a note in the code is seen by nobody who plans; do it now, or write down as a known limit what it does not do",
        &findings,
    );
}

#[test]
fn every_test_runs() {
    let rust = ["#[ignore"];
    let console = [
        "it.only(",
        "test.only(",
        "describe.only(",
        "it.skip(",
        "test.skip(",
        "describe.skip(",
        "it.todo(",
        "test.todo(",
        "xit(",
        "xdescribe(",
    ];
    let mut findings = Vec::new();
    for file in files("", &[".rs", ".ts", ".tsx", ".mjs"]) {
        if is_rule(&file) {
            continue;
        }
        let marks: &[&str] = if file.path.ends_with(".rs") {
            &rust
        } else {
            &console
        };
        for (number, line) in file.lines() {
            if let Some(mark) = marks
                .iter()
                .find(|mark| line.trim_start().starts_with(*mark))
            {
                findings.push(format!("{}:{number}: `{mark}`", file.path));
            }
        }
    }
    report(
        "a test that is passed over proves nothing and hides the others (`only`); mend it or take it out",
        &findings,
    );
}

#[test]
fn the_lock_files_are_free_of_addresses() {
    let lock = read("console/package-lock.json");
    let findings: Vec<String> = lock
        .lines()
        .enumerate()
        .filter(|(_, line)| line.contains("\"resolved\": \"http"))
        .map(|(index, line)| format!("console/package-lock.json:{}: {}", index + 1, line.trim()))
        .take(5)
        .collect();
    report(
        "an address in the lock file sends every machine to the registry of the one that wrote it; console/.npmrc leaves it out",
        &findings,
    );
}
