//! Every crate introduces itself.

use crate::support::{paths, read, report, root};

fn crates() -> Vec<String> {
    paths("crates")
        .into_iter()
        .filter(|path| path.split('/').count() == 3)
        .filter_map(|path| path.strip_suffix("/Cargo.toml").map(str::to_owned))
        .chain(["xtask".to_owned()])
        .collect()
}

#[test]
fn every_crate_has_a_readme_that_is_its_documentation() {
    let mut findings = Vec::new();
    for folder in crates() {
        let readme = read(&format!("{folder}/README.md"));
        if readme
            .lines()
            .filter(|line| !line.trim().is_empty())
            .count()
            < 3
        {
            findings.push(format!("{folder}/README.md: missing or empty"));
            continue;
        }
        let main = ["src/lib.rs", "src/main.rs"]
            .map(|file| format!("{folder}/{file}"))
            .into_iter()
            .find(|file| root().join(file).is_file())
            .unwrap_or_default();
        if !read(&main).contains("#![doc = include_str!(\"../README.md\")]") {
            findings.push(format!(
                "{main}: does not include ../README.md as its documentation"
            ));
        }
    }
    report(
        "a README says what question the crate answers, for whom, by which method and source, and where to start reading; \
         as the crate's documentation it is one text that cannot disagree with itself",
        &findings,
    );
}

#[test]
fn every_crate_has_one_integration_test_binary() {
    let findings: Vec<String> = crates()
        .iter()
        .filter(|folder| !read(&format!("{folder}/Cargo.toml")).contains("autotests = false"))
        .flat_map(|folder| paths(&format!("{folder}/tests")))
        .filter(|path| path.ends_with(".rs") && !path.ends_with("/tests/main.rs"))
        .filter(|path| {
            path.split("/tests/")
                .nth(1)
                .is_some_and(|rest| !rest.contains('/'))
        })
        .collect();
    report(
        "cargo links every file beside tests/main.rs into a program of its own, some hundred megabytes and seconds each; \
         put modules of tests/main.rs into a folder below tests/",
        &findings,
    );
}

#[test]
fn every_crate_takes_the_common_lints() {
    let findings: Vec<String> = crates()
        .iter()
        .map(|folder| format!("{folder}/Cargo.toml"))
        .filter(|path| {
            let manifest = read(path);
            // A program that prints has a list of its own, which still must have these two.
            let own = manifest.contains("unsafe_code = \"forbid\"")
                && manifest.contains("missing_docs = \"warn\"");
            !own && !manifest.contains("[lints]\nworkspace = true")
        })
        .collect();
    report(
        "lints that hold in one crate only are found out about too late; write `[lints] workspace = true`",
        &findings,
    );
}
