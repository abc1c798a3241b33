//! One word per thing.

use std::collections::BTreeMap;

use crate::support::{cells, files, in_backticks, read, report};

const PAGE: &str = "docs/GLOSSARY.md";
const COLUMNS: usize = 5;

/// Rows of all tables on the page: English, 中文, code, definition, source.
fn entries() -> Vec<(usize, Vec<String>)> {
    let page = read(PAGE);
    page.lines()
        .enumerate()
        .filter(|(_, line)| {
            line.starts_with('|') && !line.starts_with("|---") && !line.starts_with("| English")
        })
        .map(|(index, line)| (index + 1, cells(line)))
        .collect()
}

#[test]
fn every_entry_is_complete() {
    let mut findings = Vec::new();
    let entries = entries();
    if entries.is_empty() {
        findings.push(format!("{PAGE}: no entries"));
    }
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (number, cells) in &entries {
        if cells.len() != COLUMNS || cells.iter().any(String::is_empty) {
            findings.push(format!("{PAGE}:{number}: every row has {COLUMNS} filled columns: English, 中文, code, definition, source"));
        }
        if let Some(first) = cells
            .first()
            .and_then(|english| seen.insert(english.to_lowercase(), *number))
        {
            findings.push(format!(
                "{PAGE}:{number}: stands there already, in line {first}"
            ));
        }
    }
    report(
        "a term without its Chinese, its definition or its source is a guess, and two people guess differently",
        &findings,
    );
}

#[test]
fn every_code_term_is_really_in_the_code() {
    let sources = files("crates", &[".rs", ".sql"])
        .into_iter()
        .chain(files("packs", &[".toml"]))
        .map(|file| file.text)
        .collect::<Vec<String>>()
        .join("\n");
    let mut findings = Vec::new();
    for (number, cells) in entries() {
        for term in cells
            .get(2)
            .map(|code| in_backticks(code))
            .unwrap_or_default()
        {
            if !sources.contains(term) {
                findings.push(format!(
                    "{PAGE}:{number}: `{term}` is neither in crates/ nor in packs/"
                ));
            }
        }
    }
    report(
        "the glossary says what the code calls a thing; a word the code does not use sends the reader searching in vain",
        &findings,
    );
}
