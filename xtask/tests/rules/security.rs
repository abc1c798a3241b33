//! What `docs/security.md` says is proven is proven by a test that exists, and nothing that is asked is left out.

use std::collections::BTreeSet;

use crate::support::{cells, files, in_backticks, read, report};

const PAGE: &str = "docs/security.md";
const STATES: [&str; 5] = ["met", "partly", "open", "office", "n/a"];

/// Requirements of Chinese laws and standards, as the page numbers them.
const LAWS: [&str; 62] = [
    "PIPL-13",
    "PIPL-17",
    "PIPL-19",
    "PIPL-28",
    "PIPL-29",
    "PIPL-31",
    "PIPL-34",
    "PIPL-36",
    "PIPL-38",
    "PIPL-44",
    "PIPL-51",
    "PIPL-54",
    "PIPL-55",
    "PIPL-57",
    "DSL-21",
    "DSL-30",
    "DSL-39",
    "CSL-21",
    "NDR-12",
    "NDR-28",
    "NDR-11",
    "ERL-84",
    "ERL-85",
    "IDL-2025a",
    "IDL-2013-12",
    "IDL-2025b",
    "PHEL-2025",
    "AIDS-39",
    "MHL-4",
    "VAL-46",
    "BHL-92",
    "HD-2014",
    "HD-2018",
    "HN-2022",
    "MLPS-IA-a",
    "MLPS-IA-b",
    "MLPS-IA-c",
    "MLPS-IA-d",
    "MLPS-AC-a",
    "MLPS-AC-d",
    "MLPS-AC-f",
    "MLPS-AC-g",
    "MLPS-AU-a",
    "MLPS-AU-c",
    "MLPS-INT",
    "MLPS-TRU",
    "MLPS-DI",
    "MLPS-DC",
    "MLPS-BK",
    "MLPS-RI",
    "MLPS-PI",
    "MLPS-MC",
    "MLPS-YEAR",
    "CRY-39786",
    "CRY-REG38",
    "CRY-ALG",
    "PIS-35273",
    "PIS-45574",
    "HDS-39725",
    "ANON-37964",
    "ELEC-SIG",
    "INC-2025",
];

/// Requirements of ASVS 4.0.3 at levels 1 and 2, by section; those that were deleted or are of level 3 only are not among them.
const ASVS: &[(&str, &[u8])] = &[
    ("1.1", &[1, 2, 3, 4, 5, 6, 7]),
    ("1.2", &[1, 2, 3, 4]),
    ("1.4", &[1, 4, 5]),
    ("1.5", &[1, 2, 3, 4]),
    ("1.6", &[1, 2, 3, 4]),
    ("1.7", &[1, 2]),
    ("1.8", &[1, 2]),
    ("1.9", &[1, 2]),
    ("1.10", &[1]),
    ("1.11", &[1, 2]),
    ("1.12", &[2]),
    ("1.14", &[1, 2, 3, 4, 5, 6]),
    ("2.1", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
    ("2.2", &[1, 2, 3]),
    ("2.3", &[1, 2, 3]),
    ("2.4", &[1, 2, 3, 4, 5]),
    ("2.5", &[1, 2, 3, 4, 5, 6, 7]),
    ("2.6", &[1, 2, 3]),
    ("2.7", &[1, 2, 3, 4, 5, 6]),
    ("2.8", &[1, 2, 3, 4, 5, 6, 7]),
    ("2.9", &[1, 2, 3]),
    ("2.10", &[1, 2, 3, 4]),
    ("3.1", &[1]),
    ("3.2", &[1, 2, 3, 4]),
    ("3.3", &[1, 2, 3, 4]),
    ("3.4", &[1, 2, 3, 4, 5]),
    ("3.5", &[1, 2, 3]),
    ("3.7", &[1]),
    ("4.1", &[1, 2, 3, 5]),
    ("4.2", &[1, 2]),
    ("4.3", &[1, 2, 3]),
    ("5.1", &[1, 2, 3, 4, 5]),
    ("5.2", &[1, 2, 3, 4, 5, 6, 7, 8]),
    ("5.3", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    ("5.4", &[1, 2, 3]),
    ("5.5", &[1, 2, 3, 4]),
    ("6.1", &[1, 2, 3]),
    ("6.2", &[1, 2, 3, 4, 5, 6]),
    ("6.3", &[1, 2]),
    ("6.4", &[1, 2]),
    ("7.1", &[1, 2, 3, 4]),
    ("7.2", &[1, 2]),
    ("7.3", &[1, 3, 4]),
    ("7.4", &[1, 2, 3]),
    ("8.1", &[1, 2, 3, 4]),
    ("8.2", &[1, 2, 3]),
    ("8.3", &[1, 2, 3, 4, 5, 6, 7, 8]),
    ("9.1", &[1, 2, 3]),
    ("9.2", &[1, 2, 3, 4]),
    ("10.2", &[1, 2]),
    ("10.3", &[1, 2, 3]),
    ("11.1", &[1, 2, 3, 4, 5, 6, 7, 8]),
    ("12.1", &[1, 2, 3]),
    ("12.2", &[1]),
    ("12.3", &[1, 2, 3, 4, 5, 6]),
    ("12.4", &[1, 2]),
    ("12.5", &[1, 2]),
    ("12.6", &[1]),
    ("13.1", &[1, 3, 4, 5]),
    ("13.2", &[1, 2, 3, 5, 6]),
    ("13.3", &[1, 2]),
    ("13.4", &[1, 2]),
    ("14.1", &[1, 2, 3, 4]),
    ("14.2", &[1, 2, 3, 4, 5, 6]),
    ("14.3", &[2, 3]),
    ("14.4", &[1, 2, 3, 4, 5, 6, 7]),
    ("14.5", &[1, 2, 3, 4]),
];

/// A row that says of requirements how they are met.
struct Row {
    ids: Vec<String>,
    state: String,
    proof: String,
}

/// The rows of the tables that have a state and a proof.
fn rows(page: &str) -> Vec<Row> {
    page.lines()
        .filter(|line| line.starts_with('|'))
        .map(cells)
        .filter(|cells| cells.len() == 5 && cells[0] != "id" && cells[0] != "numbers")
        .filter(|cells| !cells[0].starts_with("---"))
        .map(|cells| Row {
            ids: cells[0].split(", ").map(str::to_owned).collect(),
            state: cells[2].clone(),
            proof: cells[4].clone(),
        })
        .collect()
}

fn asked() -> BTreeSet<String> {
    let numbers = ASVS
        .iter()
        .flat_map(|(section, numbers)| numbers.iter().map(move |one| format!("{section}.{one}")));
    LAWS.into_iter().map(str::to_owned).chain(numbers).collect()
}

/// Names of Rust tests, and titles of the console's.
fn tests() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for folder in ["crates", "xtask"] {
        for file in files(folder, &[".rs"]) {
            let is_tests = file.path.contains("/tests/") || file.path.ends_with("/tests.rs");
            let text = match file.text.split_once("#[cfg(test)]") {
                Some((_, tests)) if !is_tests => tests,
                _ if is_tests => &file.text,
                _ => continue,
            };
            for part in text.split("fn ").skip(1) {
                names.extend(part.split_once('(').map(|(name, _)| name.to_owned()));
            }
        }
    }
    for file in files("console", &[".test.ts", ".test.tsx"]) {
        for call in ["test('", "it('"] {
            for part in file.text.split(call).skip(1) {
                names.extend(part.split_once("',").map(|(title, _)| title.to_owned()));
            }
        }
    }
    names
}

/// What is wrong with the page, given the tests there are.
fn findings(page: &str, tests: &BTreeSet<String>) -> Vec<String> {
    let mut findings = Vec::new();
    let mut left = asked();
    for row in rows(page) {
        let named = row.ids.join(", ");
        for id in &row.ids {
            if !left.remove(id) {
                findings.push(format!("`{id}` is answered twice, or asked by nobody"));
            }
        }
        if !STATES.contains(&row.state.as_str()) {
            findings.push(format!("{named}: `{}` is no state", row.state));
        }
        let proofs = in_backticks(&row.proof);
        if row.state == "met" && proofs.is_empty() {
            findings.push(format!("{named}: met, and no test says so"));
        }
        for proof in proofs {
            if !tests.contains(proof) {
                findings.push(format!("{named}: there is no test `{proof}`"));
            }
        }
    }
    findings.extend(left.into_iter().map(|id| format!("`{id}` is not answered")));
    findings
}

#[test]
fn what_is_said_to_be_secure_is_tested() {
    report(
        "an assessor reads that page instead of the code; a requirement it leaves out, or a proof that is gone, makes it untrue. \
         Write the test, or say what is open",
        &findings(&read(PAGE), &tests()),
    );
}

#[test]
fn a_requirement_left_out_and_a_proof_that_is_gone_are_seen() {
    let tests = BTreeSet::from(["a_test".to_owned()]);
    let page = "| id | asks for | state | where | proof |\n|---|---|---|---|---|\n\
        | PIPL-13, 1.1.1 | a | met | b | `a_test` |\n| PIPL-13 | a | good | b | `no_test` |\n| PIPL-17 | a | met | b | – |\n";
    let found = findings(page, &tests);
    for expected in [
        "`PIPL-13` is answered twice, or asked by nobody",
        "PIPL-13: `good` is no state",
        "PIPL-13: there is no test `no_test`",
        "PIPL-17: met, and no test says so",
        "`14.5.4` is not answered",
    ] {
        assert!(
            found.iter().any(|one| one == expected),
            "{expected}: {found:?}"
        );
    }
    assert!(!found.iter().any(|one| one.contains("`1.1.1`")));
    assert_eq!(asked().len(), 62 + 259);
}
