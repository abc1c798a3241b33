//! Every figure has a source.

use crate::support::{files, paths, read, report};

const WHY: &str = "a figure nobody can trace cannot be corrected, defended or updated; \
    write where it comes from next to it: a `source` in a pack, the file's name with its source and licence in data/…/README.md";

/// Files of a pack that say how things are called and shown, not how many there are.
const WITHOUT_FIGURES: &[&str] = &["pack.toml", "roles.toml", "views.toml", "accounts.toml"];

#[test]
fn published_data_have_sources() {
    let mut findings = Vec::new();
    for path in paths("data")
        .into_iter()
        .filter(|path| !path.ends_with("README.md"))
    {
        let (folder, name) = path.rsplit_once('/').unwrap_or_default();
        let readme = read(&format!("{folder}/README.md"));
        if readme.is_empty() {
            findings.push(format!("{path}: {folder}/README.md is missing"));
        } else if !readme.contains(name) {
            findings.push(format!("{path}: {folder}/README.md does not name it"));
        } else if !readme.contains("](http") {
            findings.push(format!("{folder}/README.md: links to no source"));
        }
    }
    report(WHY, &findings);
}

#[test]
fn packs_carry_sources() {
    let mut findings = Vec::new();
    for file in files("packs", &[".toml"]) {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        let is_layout = file.path.contains("/layouts/");
        let has_figures = file
            .text
            .chars()
            .any(|character| character.is_ascii_digit());
        if has_figures
            && !is_layout
            && !WITHOUT_FIGURES.contains(&name)
            && !file.text.contains("source")
        {
            findings.push(format!("{}: has figures and no `source`", file.path));
        }
    }
    let tables_and_maps = paths("packs")
        .into_iter()
        .filter(|path| !path.ends_with(".toml") && !path.ends_with(".md"));
    for path in tables_and_maps {
        // `packs/PACK/…`: a map's source stands in its pack's own file, a table's in a column.
        let pack: Vec<&str> = path.split('/').take(2).collect();
        let of_maps = path.contains("/maps/")
            && read(&format!("{}/pack.toml", pack.join("/"))).contains("map_source");
        let text = read(&path);
        // A rule's source is the law it stands in, its `basis`.
        if !of_maps && !text.contains("source") && !text.contains("basis") {
            findings.push(format!("{path}: says no source"));
        }
    }
    report(WHY, &findings);
}
