//! SQL stands in stores.

use crate::support::{code_lines, files, report};

const WHY: &str = "a table has one reader and one writer to look at when it changes: the crate's `store.rs` (or `store/`), \
    its migrations, and `platform` for the mechanism";

/// Words that begin or make up a statement, as they stand in a string.
const STATEMENTS: &[&str] = &[
    "SELECT ",
    "INSERT INTO ",
    "UPDATE ",
    "DELETE FROM ",
    "CREATE TABLE ",
    "ON CONFLICT ",
];

fn is_store(path: &str) -> bool {
    let inside = path.split("/src/").nth(1).unwrap_or_default();
    inside
        .split('/')
        .any(|part| part == "store" || part == "store.rs")
}

/// The lines of a crate's `CHECKS`, which say in SQL what must hold between its tables and stand beside its `MIGRATIONS`.
fn is_in_checks(lines: &[(usize, &str)], index: usize) -> bool {
    lines[..=index]
        .iter()
        .rev()
        .find(|(_, line)| line.starts_with("pub const ") || line.trim() == "];")
        .is_some_and(|(_, line)| line.starts_with("pub const CHECKS"))
}

#[test]
fn sql_is_written_in_stores_only() {
    let mut findings = Vec::new();
    for file in files("crates", &[".rs"]) {
        let mechanism = ["crates/platform/", "crates/testkit/", "crates/pgharness/"];
        if !file.path.contains("/src/")
            || is_store(&file.path)
            || mechanism.iter().any(|crate_| file.path.starts_with(crate_))
        {
            continue;
        }
        let lines: Vec<(usize, &str)> = code_lines(&file).collect();
        for (index, (number, line)) in lines.iter().enumerate() {
            // Turning the driver's error into one of ours is no SQL.
            let line = line.replace("sqlx::Error", "");
            let found = ["sqlx::", "use sqlx"]
                .into_iter()
                .find(|driver| line.contains(driver))
                .or_else(|| {
                    STATEMENTS
                        .iter()
                        .copied()
                        .find(|statement| line.contains(&format!("\"{statement}")))
                });
            if let Some(found) = found.filter(|_| !is_in_checks(&lines, index)) {
                findings.push(format!("{}:{number}: `{}`", file.path, found.trim()));
            }
        }
    }
    report(WHY, &findings);
}
