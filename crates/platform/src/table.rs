//! Tables for export: one description of the columns feeds CSV and XLSX alike.

use std::borrow::Cow;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Problem;

/// Rows an XLSX sheet can hold below the notes and the header.
const XLSX_ROWS_MAX: usize = 1_000_000;

/// File format of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    /// UTF-8 with a byte-order mark, so that spreadsheet programs read Chinese.
    #[default]
    Csv,
    /// Office Open XML workbook.
    Xlsx,
}

impl ExportFormat {
    /// The name in queries and the ending of the file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ExportFormat::Csv => "csv",
            ExportFormat::Xlsx => "xlsx",
        }
    }
}

/// One value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// No value.
    Empty,
    /// Text.
    Text(String),
    /// Whole number.
    Integer(i64),
    /// Number with a fraction.
    Real(f64),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::Text(text)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Cell::Integer(number)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Cell::Real(number)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Cell::Empty, Into::into)
    }
}

/// A table with the notes that make it understandable later: filter, cut-off, source.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Name of the file without its ending, and of the sheet.
    pub name: String,
    /// Notes above the header, each a label and its text.
    pub notes: Vec<(String, String)>,
    /// Column titles.
    pub columns: Vec<String>,
    /// Rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

/// Characters at the start of a text that make a spreadsheet program compute it; the last two are the full-width forms.
const FORMULA_STARTS: [char; 9] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋'];

/// Whether a spreadsheet program would compute the text instead of showing it; a number such as `-4` is what it shows.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches(' ').starts_with(FORMULA_STARTS) && text.parse::<f64>().is_err()
}

/// The text with a quote mark in front where a spreadsheet program would compute it.
///
/// A text that begins with such a quote mark already gets a second one, so that [`plain`] gives every text back as it was.
#[must_use]
pub fn inert(text: &str) -> Cow<'_, str> {
    if is_formula(text.trim_start_matches('\'')) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text before [`inert`] made it harmless; anything else is left as it is.
#[must_use]
pub fn plain(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

impl Table {
    /// The table as CSV (RFC 4180) with a byte-order mark; notes become lines that start with `#`.
    #[must_use]
    pub fn to_csv(&self) -> Vec<u8> {
        let mut out = "\u{feff}".as_bytes().to_vec();
        for (label, text) in &self.notes {
            let line = format!("# {label}: {text}").replace(['\r', '\n'], " ");
            out.extend_from_slice(line.as_bytes());
            out.extend_from_slice(b"\r\n");
        }
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(&mut out);
        let lines = std::iter::once(
            self.columns
                .iter()
                .map(|title| inert(title).into_owned())
                .collect(),
        )
        .chain(self.rows.iter().map(|row| {
            row.iter()
                .map(|cell| match cell {
                    Cell::Empty => String::new(),
                    Cell::Text(text) => inert(text).into_owned(),
                    Cell::Integer(number) => number.to_string(),
                    Cell::Real(number) => number.to_string(),
                })
                .collect::<Vec<_>>()
        }));
        for line in lines {
            // Writing to memory cannot fail, and rows of another length are written as they are.
            let _ = writer.write_record(&line);
        }
        drop(writer);
        out
    }

    /// The table as an XLSX workbook with one sheet.
    ///
    /// # Errors
    /// When it has more rows than a sheet can hold.
    pub fn to_xlsx(&self) -> Result<Vec<u8>, XlsxError> {
        if self.rows.len() > XLSX_ROWS_MAX {
            return Err(XlsxError::RowColumnLimitError);
        }
        let mut workbook = Workbook::new();
        let bold = Format::new().set_bold();
        // What a quote mark does in CSV, this does in a workbook: typed over or saved as CSV, the text stays a text.
        let quoted = Format::new().set_quote_prefix();
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        let title: String = self
            .name
            .chars()
            .filter(|c| !"[]:*?/\\'".contains(*c))
            .take(31)
            .collect();
        sheet.set_name(title)?;
        let mut line = 0;
        for (label, text) in &self.notes {
            sheet.write_with_format(line, 0, label, &bold)?;
            if is_formula(text) {
                sheet.write_with_format(line, 1, text, &quoted)?;
            } else {
                sheet.write(line, 1, text)?;
            }
            line += 1;
        }
        for (column, title) in (0_u16..).zip(&self.columns) {
            sheet.write_with_format(line, column, title, &bold)?;
        }
        for row in &self.rows {
            line += 1;
            for (column, cell) in (0_u16..).zip(row) {
                match cell {
                    Cell::Empty => continue,
                    Cell::Text(text) if is_formula(text) => {
                        sheet.write_with_format(line, column, text, &quoted)?
                    }
                    Cell::Text(text) => sheet.write(line, column, text)?,
                    Cell::Integer(number) => sheet.write(line, column, *number)?,
                    Cell::Real(number) => sheet.write(line, column, *number)?,
                };
            }
        }
        workbook.save_to_buffer()
    }

    /// The table as a download.
    ///
    /// # Errors
    /// When it has more rows than the format can hold.
    pub fn into_download(self, format: ExportFormat) -> Result<Response, Problem> {
        let (bytes, media, ending) = match format {
            ExportFormat::Csv => (self.to_csv(), "text/csv; charset=utf-8", "csv"),
            ExportFormat::Xlsx => (
                self.to_xlsx().map_err(|_| {
                    Problem::invalid(
                        "format",
                        "too_many_rows",
                        "a sheet holds a million rows; narrow the dates or export CSV",
                    )
                })?,
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "xlsx",
            ),
        };
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
        let plain: String = self
            .name
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || c == '-' {
                    c
                } else {
                    '_'
                }
            })
            .collect();
        if let Ok(value) =
            HeaderValue::from_str(&format!("attachment; filename=\"{plain}.{ending}\""))
        {
            headers.insert(header::CONTENT_DISPOSITION, value);
        }
        Ok((headers, bytes).into_response())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        Table {
            name: "counts 2020".into(),
            notes: vec![("截至".into(), "2020-03-31".into())],
            columns: vec!["地区".into(), "例数".into()],
            rows: vec![
                vec!["忻州市".into(), 7_i64.into()],
                vec!["=cmd()".into(), Cell::Empty],
            ],
        }
    }

    #[test]
    fn csv_reads_back_and_is_inert() {
        let bytes = table().to_csv();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(
            text,
            "\u{feff}# 截至: 2020-03-31\r\n地区,例数\r\n忻州市,7\r\n'=cmd(),\r\n"
        );
    }

    #[test]
    fn what_would_be_computed_is_made_harmless_and_comes_back_as_it_was() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("+86 10", "'+86 10"),
            ("-3", "-3"),
            ("+3.5e-2", "+3.5e-2"),
            ("'-3", "'-3"),
            ("-3+1", "'-3+1"),
            ("-A1", "'-A1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            (" =1", "' =1"),
            ("＝1", "'＝1"),
            ("'=1", "''=1"),
            ("'quoted'", "'quoted'"),
            ("a=1", "a=1"),
            ("", ""),
        ] {
            assert_eq!(inert(text), written, "{text:?}");
            assert_eq!(plain(written), text, "{written:?}");
        }
    }

    #[test]
    fn xlsx_is_a_zip_archive() {
        assert_eq!(&table().to_xlsx().unwrap()[..4], b"PK\x03\x04");
    }
}
