//! Reading the repository.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold what others wrote or what a program made.
const NOT_OURS: &[&str] = &["target", "node_modules", ".git", "dist", "coverage"];

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the repository")
        .to_path_buf()
}

/// A file of the repository.
pub struct File {
    /// Path from the root, with `/`.
    pub path: String,
    /// All of it.
    pub text: String,
}

impl File {
    /// Lines with their numbers, counted from 1.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
    }

    /// The path without the file's name.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

/// All text files below a folder (`""`: the root) whose names end in one of the endings, in order.
pub fn files(below: &str, endings: &[&str]) -> Vec<File> {
    paths(below)
        .into_iter()
        .filter(|path| endings.iter().any(|ending| path.ends_with(ending)))
        .filter_map(|path| {
            let text = fs::read_to_string(root().join(&path)).ok()?;
            Some(File { path, text })
        })
        .collect()
}

/// Paths from the root of all files below a folder, in order.
pub fn paths(below: &str) -> Vec<String> {
    let mut found = Vec::new();
    walk(&root().join(below), &mut found);
    let root = root();
    let mut found: Vec<String> = found
        .into_iter()
        .filter_map(|path| Some(path.strip_prefix(&root).ok()?.to_str()?.to_owned()))
        .collect();
    found.sort();
    found
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() {
            if !NOT_OURS.iter().any(|not_ours| name == *not_ours) {
                walk(&path, found);
            }
        } else {
            found.push(path);
        }
    }
}

/// One file of the repository; empty if it is not there.
pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_default()
}

/// Rows of the first Markdown table after a heading, without its head; cells without blanks around them.
pub fn table_after(text: &str, heading: &str) -> Vec<Vec<String>> {
    text.lines()
        .skip_while(|line| line.trim() != heading)
        .skip_while(|line| !line.starts_with('|'))
        .take_while(|line| line.starts_with('|'))
        .skip(2)
        .map(cells)
        .collect()
}

/// Cells of one row of a Markdown table.
pub fn cells(row: &str) -> Vec<String> {
    let row = row.trim().trim_start_matches('|').trim_end_matches('|');
    row.split('|').map(|cell| cell.trim().to_owned()).collect()
}

/// Words between backticks.
pub fn in_backticks(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// Identifiers in a line of code.
pub fn identifiers(line: &str) -> impl Iterator<Item = &str> {
    line.split(|character: char| !(character.is_alphanumeric() || character == '_'))
        .filter(|word| !word.is_empty())
}

/// The code of a Rust file up to its unit tests, line by line, comments left out.
///
/// Unit tests stand last in our files, behind `#[cfg(test)]`.
pub fn code_lines(file: &File) -> impl Iterator<Item = (usize, &str)> {
    file.lines()
        .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
        .map(|(number, line)| (number, line.split("//").next().unwrap_or_default()))
}

/// Fails with every finding and the reason for the rule.
#[track_caller]
pub fn report(why: &str, findings: &[String]) {
    assert!(
        findings.is_empty(),
        "\n{}\n\nwhy: {why}\n",
        findings.join("\n")
    );
}
