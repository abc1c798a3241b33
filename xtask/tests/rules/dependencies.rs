//! Every dependency has a reason.

use std::collections::BTreeSet;

use crate::support::{in_backticks, read, report, table_after};

const PAGE: &str = "docs/dependencies.md";
const WHY: &str = "every dependency is code we ship, build, update and answer for; docs/dependencies.md says what it is for, \
    and what is not used any more goes from there and from the manifest";

/// Names in the first column of the table under a heading, and those without a reason.
fn described(heading: &str, findings: &mut Vec<String>) -> BTreeSet<String> {
    let page = read(PAGE);
    let mut names = BTreeSet::new();
    for row in table_after(&page, heading) {
        for name in in_backticks(row.first().map_or("", String::as_str)) {
            if row.get(1).is_none_or(String::is_empty) {
                findings.push(format!("{PAGE}: `{name}` has no reason"));
            }
            names.insert(name.to_owned());
        }
    }
    names
}

fn compare(
    manifest: &str,
    used: &BTreeSet<String>,
    described: &BTreeSet<String>,
    findings: &mut Vec<String>,
) {
    for name in used.difference(described) {
        findings.push(format!("{manifest}: `{name}` is not in {PAGE}"));
    }
    for name in described.difference(used) {
        findings.push(format!("{PAGE}: `{name}` is not in {manifest}"));
    }
}

#[test]
fn rust_dependencies_have_reasons() {
    let mut findings = Vec::new();
    let manifest: toml::Table = read("Cargo.toml")
        .parse()
        .expect("a manifest cargo accepts is TOML");
    let used: BTreeSet<String> = manifest["workspace"]["dependencies"]
        .as_table()
        .into_iter()
        .flatten()
        .filter(|(_, value)| value.get("path").is_none())
        .map(|(name, _)| name.clone())
        .collect();
    let described = described("## Rust", &mut findings);
    compare("Cargo.toml", &used, &described, &mut findings);
    report(WHY, &findings);
}

#[test]
fn console_dependencies_have_reasons() {
    let mut findings = Vec::new();
    let manifest: serde_json::Value =
        serde_json::from_str(&read("console/package.json")).unwrap_or_default();
    let used: BTreeSet<String> = ["dependencies", "devDependencies"]
        .iter()
        .filter_map(|section| manifest[*section].as_object())
        .flat_map(|table| table.keys().cloned())
        .collect();
    let described = described("## Console", &mut findings);
    compare("console/package.json", &used, &described, &mut findings);
    report(WHY, &findings);
}

#[test]
fn every_rust_dependency_is_used_by_a_crate() {
    let manifest: toml::Table = read("Cargo.toml")
        .parse()
        .expect("a manifest cargo accepts is TOML");
    let mut used = BTreeSet::new();
    for file in crate::support::files("", &["Cargo.toml"]) {
        let manifest: toml::Table = file.text.parse().expect("a manifest cargo accepts is TOML");
        for section in ["dependencies", "build-dependencies", "dev-dependencies"] {
            let names = manifest.get(section).and_then(toml::Value::as_table);
            used.extend(names.into_iter().flatten().map(|(name, _)| name.clone()));
        }
    }
    let findings: Vec<String> = manifest["workspace"]["dependencies"]
        .as_table()
        .into_iter()
        .flatten()
        .filter(|(name, _)| !used.contains(*name))
        .map(|(name, _)| format!("Cargo.toml: no crate uses `{name}`"))
        .collect();
    report(WHY, &findings);
}
