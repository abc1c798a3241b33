//! A file holds one idea.

use crate::support::{files, report};

const LINES_MAX: usize = 600;

/// Made from code, read by nobody.
const GENERATED: &[&str] = &["console/src/api/schema.d.ts"];

#[test]
fn no_file_is_longer_than_it_can_be_read() {
    let findings: Vec<String> = files("", &[".rs", ".ts", ".tsx"])
        .iter()
        .filter(|file| !GENERATED.contains(&file.path.as_str()))
        .map(|file| (file.text.lines().count(), &file.path))
        .filter(|(lines, _)| *lines > LINES_MAX)
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    report(
        &format!(
            "past {LINES_MAX} lines there is a second idea in the file; find it and give it a file of its own"
        ),
        &findings,
    );
}
