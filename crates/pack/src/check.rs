//! `pack check`: every finding about every pack in a folder.

use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::load;

/// Checks each pack below `dir` with what it includes; findings in the order of file, line and key.
///
/// An empty list means that every pack loads and nothing is doubtful.
#[must_use]
pub fn check(dir: &Path) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = match load::pack_names(dir) {
        Ok(names) => names
            .iter()
            .flat_map(|city| match load::load(dir, city) {
                Ok(pack) => pack.warnings,
                Err(found) => found,
            })
            .collect(),
        Err(finding) => vec![finding],
    };
    found.sort();
    found.dedup();
    found
}
