//! From the header row to the columns of a layout.

use pack::{Layout, Pack};

use crate::error::FileError;

/// Which layout a file has: the one asked for, or the one its headers fit.
pub(crate) fn choose<'p>(
    pack: &'p Pack,
    asked: Option<&str>,
    headers: &[String],
) -> Result<&'p Layout, FileError> {
    let layout = match asked {
        Some(id) => pack.layout(id).ok_or_else(|| FileError::UnknownLayout {
            asked: id.to_owned(),
            known: listed(pack.layouts.iter().map(|layout| layout.id.as_str())),
        })?,
        None => pack
            .detect_layout(headers)
            .ok_or_else(|| no_layout(pack, headers))?,
    };
    for column in &layout.columns {
        let mut found = headers
            .iter()
            .enumerate()
            .filter(|(_, header)| column.is(header));
        match (found.next(), found.next()) {
            (None, _) if column.required => {
                return Err(FileError::MissingColumn {
                    column: quoted(column.headers.first().unwrap_or(&column.id)),
                    accepted: listed(column.headers.iter().map(String::as_str)),
                    found: listed(headers.iter().map(String::as_str)),
                });
            }
            (Some((first_at, first)), Some((second_at, second))) => {
                return Err(FileError::DuplicateColumn {
                    first: quoted(first),
                    second: quoted(second),
                    first_at: first_at + 1,
                    second_at: second_at + 1,
                });
            }
            _ => {}
        }
    }
    Ok(layout)
}

/// Names the layout that misses least, and what it misses.
fn no_layout(pack: &Pack, headers: &[String]) -> FileError {
    let nearest = pack
        .layouts
        .iter()
        .map(|layout| {
            let missing: Vec<&str> = layout
                .detect
                .iter()
                .filter_map(|id| layout.column(id))
                .filter(|column| !headers.iter().any(|header| column.is(header)))
                .map(|column| {
                    column
                        .headers
                        .first()
                        .map_or(column.id.as_str(), String::as_str)
                })
                .collect();
            (missing.len(), layout.detect.len(), layout, missing)
        })
        .filter(|(missing, wanted, ..)| missing < wanted)
        .min_by_key(|(missing, ..)| *missing);
    let hint = match nearest {
        Some((_, _, layout, missing)) => format!(
            "the nearest layout `{}` also needs {}",
            layout.id,
            listed(missing.into_iter())
        ),
        None => format!(
            "a counts file needs the columns of one of the layouts {}",
            listed(pack.layouts.iter().map(|layout| layout.id.as_str()))
        ),
    };
    FileError::UnknownColumns {
        found: listed(headers.iter().map(String::as_str)),
        hint,
    }
}

/// Headers without blanks, marks and repetitions, so that each names one cell of a row.
pub(crate) fn named(headers: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (at, header) in headers.enumerate() {
        let trimmed = header.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let name = if trimmed.is_empty() {
            format!("#{}", at + 1)
        } else {
            trimmed.to_owned()
        };
        names.push(name);
    }
    names
}

/// The separator that occurs most often in a header row outside quotes.
pub(crate) fn delimiter_of(header: &[u8]) -> u8 {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    let mut in_quotes = false;
    for byte in header {
        if *byte == b'"' {
            in_quotes = !in_quotes;
        } else if !in_quotes
            && let Some((_, count)) = counts.iter_mut().find(|(known, _)| known == byte)
        {
            *count += 1;
        }
    }
    // Of equals the first wins, which is the comma.
    counts
        .into_iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map_or(b',', |(byte, _)| byte)
}

fn quoted(text: &str) -> String {
    format!("`{text}`")
}

fn listed<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    texts.map(quoted).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_seen_in_the_header() {
        for (header, delimiter) in [
            ("a,b,c", b','),
            ("a;b;c", b';'),
            ("a\tb\tc", b'\t'),
            ("\"a,b,c\";d", b';'),
            ("alone", b','),
        ] {
            assert_eq!(delimiter_of(header.as_bytes()), delimiter, "{header}");
        }
    }

    #[test]
    fn every_header_names_something() {
        let names = named(
            ["\u{feff}地区", " ", "例数 "]
                .into_iter()
                .map(str::to_owned),
        );
        assert_eq!(names, ["地区", "#2", "例数"]);
    }
}
