//! A crate uses only what stands below it.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{in_backticks, paths, read, report, table_after};

const WHY: &str = "data flow one way; a crate that reaches up cannot be understood, tested or built without what it serves. \
    The table under `## Who may use whom` in docs/ARCHITECTURE.md is the rule; change it first, with a reason";

/// What only tests may use.
const FOR_TESTS: &[&str] = &["testkit", "pgharness"];

fn table() -> BTreeMap<String, BTreeSet<String>> {
    table_after(&read("docs/ARCHITECTURE.md"), "## Who may use whom")
        .iter()
        .filter_map(|row| {
            let name = in_backticks(row.first()?).first()?.to_string();
            let uses = in_backticks(row.get(1)?)
                .into_iter()
                .map(str::to_owned)
                .collect();
            Some((name, uses))
        })
        .collect()
}

fn manifests() -> BTreeMap<String, toml::Table> {
    paths("crates")
        .into_iter()
        .filter(|path| path.split('/').count() == 3 && path.ends_with("/Cargo.toml"))
        .chain(["xtask/Cargo.toml".to_owned()])
        .map(|path| {
            let manifest: toml::Table = read(&path)
                .parse()
                .expect("a manifest cargo accepts is TOML");
            (
                path.rsplit('/').nth(1).unwrap_or_default().to_owned(),
                manifest,
            )
        })
        .collect()
}

fn names<'m>(manifest: &'m toml::Table, section: &str) -> Vec<&'m str> {
    manifest
        .get(section)
        .and_then(toml::Value::as_table)
        .map(|table| table.keys().map(String::as_str).collect())
        .unwrap_or_default()
}

#[test]
fn crates_use_only_what_the_table_allows() {
    let allowed = table();
    let manifests = manifests();
    let mut findings = Vec::new();
    for (name, manifest) in &manifests {
        let Some(allowed) = allowed.get(name) else {
            findings.push(format!("`{name}` has no row in the table"));
            continue;
        };
        for section in ["dependencies", "build-dependencies", "dev-dependencies"] {
            for used in names(manifest, section) {
                let for_tests =
                    section == "dev-dependencies" && (FOR_TESTS.contains(&used) || used == name);
                if manifests.contains_key(used) && !allowed.contains(used) && !for_tests {
                    findings.push(format!(
                        "`{name}` uses `{used}` in [{section}]; the table does not allow it"
                    ));
                }
            }
        }
    }
    for name in allowed.keys().filter(|name| !manifests.contains_key(*name)) {
        findings.push(format!(
            "the table has a row for `{name}`, which does not exist"
        ));
    }
    report(WHY, &findings);
}

#[test]
fn the_table_has_no_circle() {
    let allowed = table();
    let mut findings = Vec::new();
    for (name, uses) in &allowed {
        for used in uses {
            if used == name || allowed.get(used).is_some_and(|back| back.contains(name)) {
                findings.push(format!("`{name}` and `{used}` may use each other"));
            }
            // What a crate may use is all that stands below it, so the rows below must be contained in its own.
            for below in allowed.get(used).into_iter().flatten() {
                if !uses.contains(below) && !FOR_TESTS.contains(&name.as_str()) {
                    findings.push(format!("`{name}` may use `{used}`, which may use `{below}`, but not `{below}` itself"));
                }
            }
        }
    }
    report(WHY, &findings);
}

#[test]
fn third_party_versions_stand_in_one_place() {
    let mut findings = Vec::new();
    for (name, manifest) in manifests() {
        for section in ["dependencies", "build-dependencies", "dev-dependencies"] {
            let table = manifest.get(section).and_then(toml::Value::as_table);
            for (used, value) in table.into_iter().flatten() {
                if value.get("workspace").and_then(toml::Value::as_bool) != Some(true) {
                    findings.push(format!(
                        "`{name}` names a version of `{used}` itself in [{section}]"
                    ));
                }
            }
        }
    }
    report(
        "two versions of one library are built, shipped and kept safe twice; \
         write it into [workspace.dependencies] and take it from there with `.workspace = true`",
        &findings,
    );
}
