//! The command lines in docs/methods work, and the figures there are what they draw.
//!
//! With `YUFANG_FIGURES=write` the figures are written anew instead of compared; `cargo xtask generate` does that.

use std::path::Path;

use crate::{Desk, root};

const PAGES: &str = "docs/methods";
const FIGURES: &str = "docs/methods/images/";

/// A command line of a page, without `yufang`.
struct Line {
    page: String,
    words: Vec<String>,
}

/// Every `yufang …` line in the code blocks of the pages.
fn lines() -> Vec<Line> {
    let mut pages: Vec<_> = std::fs::read_dir(root().join(PAGES))
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    pages.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    pages.sort();
    pages.iter().flat_map(|page| lines_of(page)).collect()
}

fn lines_of(page: &Path) -> Vec<Line> {
    let text = std::fs::read_to_string(page).unwrap().replace("\\\n", " ");
    let mut is_code = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        } else if is_code && let Some(rest) = line.trim().strip_prefix("yufang ") {
            found.push(Line {
                page: page.file_name().unwrap().to_string_lossy().into_owned(),
                words: words(rest),
            });
        }
    }
    found
}

/// Words as a shell splits them, as far as the pages need it: blanks, quotes, and comments at the end.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() && !rest.starts_with('#') {
        let (word, after) = match rest.strip_prefix(['"', '\'']) {
            Some(quoted) => quoted.split_once(&rest[..1]).unwrap_or((quoted, "")),
            None => rest.split_once(' ').unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = after.trim_start();
    }
    words
}

#[test]
fn every_command_of_the_pages_succeeds_and_every_figure_is_up_to_date() {
    let is_writing = std::env::var("YUFANG_FIGURES").is_ok_and(|value| value == "write");
    let desk = Desk::new();
    let lines = lines();
    assert!(lines.len() >= 5, "the pages must show commands");
    let mut stale = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let mut words = line.words.clone();
        let drawn = desk.path(&format!("{number}.svg"));
        let kept = words
            .iter()
            .position(|word| word == "--chart")
            .map(|at| std::mem::replace(&mut words[at + 1], drawn.to_string_lossy().into_owned()));
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let ran = desk.run(&words);
        assert_eq!(
            ran.code(),
            0,
            "{}: yufang {}\n{}",
            line.page,
            line.words.join(" "),
            ran.err()
        );
        let Some(kept) = kept.filter(|kept| kept.starts_with(FIGURES)) else {
            continue;
        };
        let now = std::fs::read_to_string(&drawn).unwrap();
        if is_writing {
            std::fs::write(root().join(&kept), now).unwrap();
        } else if std::fs::read_to_string(root().join(&kept)).unwrap_or_default() != now {
            stale.push(kept);
        }
    }
    assert!(
        stale.is_empty(),
        "not what the commands draw: {}; run `cargo xtask generate`",
        stale.join(", ")
    );
}

#[test]
fn every_figure_is_drawn_by_a_command_of_a_page() {
    let drawn: Vec<String> = lines().into_iter().flat_map(|line| line.words).collect();
    let figures = std::fs::read_dir(root().join(FIGURES)).unwrap().flatten();
    for figure in figures {
        let path = format!("{FIGURES}{}", figure.file_name().to_string_lossy());
        assert!(drawn.contains(&path), "no command in {PAGES} draws {path}");
    }
}

#[test]
fn every_method_has_a_page() {
    let pages: String = std::fs::read_dir(root().join(PAGES))
        .unwrap()
        .flatten()
        .filter(|entry| {
            entry
                .path()
                .extension()
                .is_some_and(|ending| ending == "md")
        })
        .map(|entry| std::fs::read_to_string(entry.path()).unwrap())
        .collect();
    for method in epi::Method::ALL {
        assert!(
            pages.contains(&format!("`{}`", method.id())),
            "no page names `{}`",
            method.id()
        );
    }
}

#[test]
fn words_are_split_as_a_shell_does() {
    assert_eq!(
        words("detect a.csv  --where 'state=North Rhine' # note"),
        ["detect", "a.csv", "--where", "state=North Rhine"]
    );
}
