//! CSV tables of packs; lines that begin with `#` are comments.

use std::str::FromStr;
use std::sync::Arc;

use csv::StringRecord;
use kernel::Day;

use crate::load::findings::{Findings, Place};
use crate::load::folder::Folder;
use crate::marks::Confidence;
use crate::search::nearest_word;

/// One row of a table: cells by column name.
pub(crate) struct Row<'a> {
    pub(crate) place: Place,
    columns: &'a [(&'static str, Option<usize>)],
    cells: &'a StringRecord,
    pub(crate) findings: &'a Findings,
}

/// Reads a table of the pack and calls `each` for every row; an absent file has no rows.
///
/// `columns` names all columns; those marked `true` must be there.
pub(crate) fn read(
    folder: &Folder,
    path: &str,
    columns: &[(&'static str, bool)],
    findings: &Findings,
    mut each: impl FnMut(&Row<'_>),
) {
    let Some(text) = folder.text(path) else {
        return;
    };
    let label: Arc<str> = folder.label(path).into();
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .flexible(true)
        .from_reader(text.as_bytes());
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => {
            let place = Place::new(&label, 1);
            let message = format!("not a CSV table: {error}");
            return findings.error(&place, "", "csv-syntax", message);
        }
    };
    let top = Place {
        file: Arc::clone(&label),
        line: header_line(text),
    };
    check_headers(&headers, columns, &top, findings);
    let positions: Vec<(&'static str, Option<usize>)> = columns
        .iter()
        .map(|(name, _)| (*name, headers.iter().position(|header| header == *name)))
        .collect();
    for record in reader.records() {
        match record {
            Ok(cells) => {
                let place = Place {
                    file: Arc::clone(&label),
                    line: cells
                        .position()
                        .map_or(1, |position| row_line(text, position)),
                };
                if cells.len() != headers.len() {
                    let message = format!(
                        "the row has {} cells and the header {}",
                        cells.len(),
                        headers.len()
                    );
                    let hint = "quote cells that hold a comma";
                    findings.error_with(&place, "", "csv-syntax", message, hint);
                    continue;
                }
                each(&Row {
                    place,
                    columns: &positions,
                    cells: &cells,
                    findings,
                });
            }
            Err(error) => {
                let line = error.position().map_or(1, csv::Position::line) as u32;
                let place = Place {
                    file: Arc::clone(&label),
                    line,
                };
                let message = format!("not a CSV row: {error}");
                findings.error(&place, "", "csv-syntax", message);
            }
        }
    }
}

/// The line a record stands on; the reader's own position is that of the comments before it.
fn row_line(text: &str, position: &csv::Position) -> u32 {
    let before = usize::try_from(position.byte()).unwrap_or(0);
    let skipped = text
        .get(before..)
        .unwrap_or_default()
        .lines()
        .take_while(|line| line.is_empty() || line.starts_with('#'));
    position.line() as u32 + skipped.count() as u32
}

fn header_line(text: &str) -> u32 {
    let comments = text.lines().take_while(|line| line.starts_with('#'));
    comments.count() as u32 + 1
}

fn check_headers(
    headers: &StringRecord,
    columns: &[(&'static str, bool)],
    top: &Place,
    findings: &Findings,
) {
    for header in headers {
        if !columns.iter().any(|(name, _)| *name == header) {
            let hint = match nearest_word(header, columns.iter().map(|(name, _)| *name)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "remove it, or see the schema in packs/README.md".to_owned(),
            };
            let message = format!("the column `{header}` is not known here");
            findings.error_with(top, header, "unknown-key", message, hint);
        }
    }
    for (name, required) in columns {
        if *required && !headers.iter().any(|header| header == *name) {
            let message = format!("the column `{name}` is missing");
            findings.error(top, name, "missing-key", message);
        }
    }
}

impl Row<'_> {
    /// A cell without surrounding blanks; empty where the column is absent.
    pub(crate) fn cell(&self, column: &str) -> &str {
        self.columns
            .iter()
            .find(|(name, _)| *name == column)
            .and_then(|(_, position)| self.cells.get((*position)?))
            .unwrap_or_default()
            .trim()
    }

    /// A cell that may be blank.
    pub(crate) fn text_opt(&self, column: &str) -> Option<String> {
        let text = self.cell(column);
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// A cell that must not be blank.
    pub(crate) fn text(&self, column: &str) -> String {
        self.require(column);
        self.cell(column).to_owned()
    }

    /// Reports a blank cell.
    pub(crate) fn require(&self, column: &str) {
        if self.cell(column).is_empty() {
            let message = format!("the cell `{column}` is blank");
            self.findings
                .error(&self.place, column, "missing-key", message);
        }
    }

    /// A cell split at `;`.
    pub(crate) fn list(&self, column: &str) -> Vec<String> {
        self.cell(column)
            .split(';')
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// A cell that is blank or of a type.
    pub(crate) fn parsed<T: FromStr>(&self, column: &str, wanted: &str) -> Option<T> {
        let text = self.cell(column);
        if text.is_empty() {
            return None;
        }
        let value = text.parse().ok();
        if value.is_none() {
            let message = format!("`{text}` is not {wanted}");
            self.findings
                .error(&self.place, column, "wrong-type", message);
        }
        value
    }

    pub(crate) fn day(&self, column: &str) -> Option<Day> {
        self.parsed(column, "a day written as YYYY-MM-DD")
    }

    /// The confidence mark of the row.
    pub(crate) fn confidence(&self) -> Confidence {
        let text = self.cell("confidence");
        Confidence::parse(text).unwrap_or_else(|| {
            let (rule, message) = if text.is_empty() {
                ("unsourced", "the row has no confidence mark".to_owned())
            } else {
                ("wrong-type", format!("`{text}` is not a confidence mark"))
            };
            let hint = "use A, B, C or D; D where in doubt";
            self.findings
                .error_with(&self.place, "confidence", rule, message, hint);
            Confidence::D
        })
    }
}
