//! Links lead somewhere.

use std::collections::BTreeSet;

use crate::support::{File, files, read, report, root};

#[test]
fn every_link_in_markdown_leads_somewhere() {
    let mut findings = Vec::new();
    for file in files("", &[".md"]) {
        for (number, target) in links(&file) {
            if let Some(problem) = problem(&file, &target) {
                findings.push(format!("{}:{number}: `{target}`: {problem}", file.path));
            }
        }
    }
    report(
        "a reader who follows a link and finds nothing trusts the rest of the page less",
        &findings,
    );
}

/// Targets of links and pictures, with their lines; code is left out.
fn links(file: &File) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut in_code = false;
    for (number, line) in file.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        // What stands in backticks is code; only the even parts are text.
        let text: String = line.split('`').step_by(2).collect::<Vec<_>>().join(" ");
        for part in text.split("](").skip(1) {
            if let Some(target) = part.split(')').next() {
                found.push((
                    number,
                    target
                        .split_whitespace()
                        .next()
                        .unwrap_or_default()
                        .to_owned(),
                ));
            }
        }
        for part in text.split("src=\"").skip(1) {
            if let Some(target) = part.split('"').next() {
                found.push((number, target.to_owned()));
            }
        }
    }
    found
}

fn problem(file: &File, target: &str) -> Option<String> {
    if target.is_empty() {
        return Some("empty".to_owned());
    }
    if target.starts_with("http://")
        || target.starts_with("https://")
        || target.starts_with("mailto:")
    {
        return None;
    }
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let path = if path.is_empty() {
        file.path.clone()
    } else {
        join(file.folder(), path)
    };
    if !root().join(&path).exists() {
        return Some("there is no such file".to_owned());
    }
    if !anchor.is_empty() && path.ends_with(".md") && !anchors(&read(&path)).contains(anchor) {
        return Some(format!("`{path}` has no such heading"));
    }
    None
}

fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Anchors of the headings, made as code hosts make them.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut in_code = false;
    let mut found = BTreeSet::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if !in_code && line.starts_with('#') {
            let heading = line.trim_start_matches('#').trim().to_lowercase();
            found.insert(
                heading
                    .chars()
                    .filter(|character| {
                        character.is_alphanumeric() || matches!(character, ' ' | '-' | '_')
                    })
                    .map(|character| if character == ' ' { '-' } else { character })
                    .collect(),
            );
        }
    }
    found
}

#[test]
fn anchors_are_made_as_code_hosts_make_them() {
    let made = anchors("# Who may use whom\n## A detection run: from counts (计数) to signal\n");
    assert!(made.contains("who-may-use-whom"));
    assert!(made.contains("a-detection-run-from-counts-计数-to-signal"));
    assert_eq!(join("docs/api", "../images/./a.png"), "docs/images/a.png");
}
