//! A text table with any columns, read as an import reads one.
//!
//! For commands that work on a file and keep nothing: the same encodings, separators, quotes, dates and counts as an import
//! takes, and the same words about what cannot be taken, but no layout, no pack and no database.

use std::io::Read;

use jiff::civil::{ISOWeekDate, Weekday};
use kernel::{Day, Period};

use crate::engine::encoding::Survey;
use crate::engine::read::{ReadError, header, unsplit};
use crate::engine::rules::{Finding, Rule};
use crate::engine::transcode::Splittable;
use crate::engine::validate::{bad_date, bad_number, bad_width, undecodable};
use crate::engine::{date, number};
use crate::error::FileError;

/// A table as it stands in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Headers, none of them blank.
    pub columns: Vec<String>,
    /// The rows below the header that hold anything.
    pub rows: Vec<SheetRow>,
    /// Rows that could not be split or decoded; they are not among `rows`.
    pub faults: Vec<SheetFault>,
    /// Name of the encoding, for example `GB18030`.
    pub encoding: &'static str,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// Its number as a spreadsheet shows it.
    pub number: u64,
    /// Its cells without blanks around them, as many as there are columns.
    pub cells: Vec<String>,
}

/// A rule that a row or one of its cells breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetFault {
    /// Row as a spreadsheet shows it.
    pub row: u64,
    /// Header of the column at fault.
    pub column: Option<String>,
    /// The text at fault.
    pub value: Option<String>,
    /// Stable code of the rule; the README lists them.
    pub rule: &'static str,
    /// What is wrong and what to do, in English.
    pub message_en: String,
    /// The same in Chinese.
    pub message_zh: String,
}

impl SheetFault {
    fn new(row: u64, finding: Finding) -> Self {
        SheetFault {
            row,
            column: finding.column,
            value: finding.value,
            rule: finding.rule.code(),
            message_en: finding.message_en,
            message_zh: finding.message_zh,
        }
    }
}

impl Sheet {
    /// Reads a whole table.
    ///
    /// # Errors
    /// When the bytes as a whole are no table: empty, no text, or without a header row.
    pub fn read(bytes: &[u8]) -> Result<Self, FileError> {
        let mut survey = Survey::new();
        survey.feed(bytes);
        let encoding = survey.finish()?.encoding;
        let in_memory = |error: ReadError| match error {
            ReadError::File(error) => error,
            ReadError::Input(error) => FileError::Header(error.to_string()),
        };
        let input: Splittable<&[u8]> = Splittable::new(bytes, encoding);
        let (mut splitter, head) = header(input, encoding).map_err(in_memory)?;
        let mut sheet = Sheet {
            columns: head.names,
            rows: Vec::new(),
            faults: Vec::new(),
            encoding: encoding.as_str(),
        };
        while let Some(row) = splitter.next_row().map_err(|e| in_memory(e.into()))? {
            let record = match &row.cells {
                Ok(record) => record,
                Err((fault, _)) => {
                    sheet
                        .faults
                        .push(SheetFault::new(row.number, unsplit(*fault, &row)));
                    continue;
                }
            };
            if record.iter().all(<[u8]>::is_empty) || record.line().starts_with(b"#") {
                continue;
            }
            if let Some(finding) = bad_width(record, sheet.columns.len()) {
                sheet.faults.push(SheetFault::new(row.number, finding));
                continue;
            }
            let mut cells = Vec::with_capacity(sheet.columns.len());
            for (cell, column) in record.iter().zip(&sheet.columns) {
                match encoding.decode(cell) {
                    Some(text) => cells.push(text.trim().to_owned()),
                    None => sheet.faults.push(SheetFault::new(
                        row.number,
                        undecodable(encoding).at(column, &String::from_utf8_lossy(cell)),
                    )),
                }
            }
            if cells.len() == sheet.columns.len() {
                sheet.rows.push(SheetRow {
                    number: row.number,
                    cells,
                });
            }
        }
        Ok(sheet)
    }

    /// Reads a whole table out of a stream of bytes.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub fn read_from(mut input: impl Read) -> std::io::Result<Result<Self, FileError>> {
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes)?;
        Ok(Self::read(&bytes))
    }

    /// The period that a cell names, by its first day: a day, a week (`2026-W05`, `2026年第5周`) or a month.
    ///
    /// # Errors
    /// When the cell names none; what is said is what an import says.
    pub fn period(&self, row: &SheetRow, column: usize) -> Result<(Day, Period), SheetFault> {
        let text = row.cells.get(column).map_or("", String::as_str);
        if let Some(week) = week(text) {
            return week
                .map(|day| (day, Period::Week))
                .ok_or_else(|| self.fault(row, column, bad_date(date::DateFault::NoSuchDay)));
        }
        match date::parse(text) {
            Ok(printed) => Ok((printed.day, printed.grain)),
            Err(fault) => Err(self.fault(row, column, bad_date(fault))),
        }
    }

    /// The count in a cell; `None` for a blank, which means that nothing was reported.
    ///
    /// # Errors
    /// When the cell holds no count; what is said is what an import says.
    pub fn count(&self, row: &SheetRow, column: usize) -> Result<Option<u32>, SheetFault> {
        let text = row.cells.get(column).map_or("", String::as_str);
        number::parse(text.as_bytes()).map_err(|fault| self.fault(row, column, bad_number(fault)))
    }

    /// A second row for what an earlier row has said already.
    pub fn duplicate(&self, row: &SheetRow, column: usize, first: u64) -> SheetFault {
        self.fault(
            row,
            column,
            Finding::new(
                Rule::DuplicateKey,
                format!("row {first} says this already; keep one of them"),
                format!("与第 {first} 行重复；请只保留一行"),
            ),
        )
    }

    fn fault(&self, row: &SheetRow, column: usize, finding: Finding) -> SheetFault {
        let header = self.columns.get(column).map_or("", String::as_str);
        let text = row.cells.get(column).map_or("", String::as_str);
        SheetFault::new(row.number, finding.at(header, text))
    }
}

/// The Monday of an ISO 8601 week; `None` when the text names no week, `Some(None)` when the year has no such week.
fn week(text: &str) -> Option<Option<Day>> {
    let text: String = text.chars().map(date::ascii_digit).collect();
    let (year, week) = match text.split_once(['W', 'w']) {
        Some((year, week)) => (year.trim_end_matches('-'), week),
        None => {
            let (year, week) = text.split_once('第')?;
            (year.trim_end_matches('年'), week.strip_suffix('周')?)
        }
    };
    if year.len() != 4 || week.is_empty() || week.len() > 2 {
        return None;
    }
    let (year, week) = (year.parse().ok()?, week.parse().ok()?);
    let monday = ISOWeekDate::new(year, week, Weekday::Monday).ok();
    Some(monday.map(|week| Day::from_date(week.date())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str) -> Sheet {
        Sheet::read(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_table_is_read_in_either_encoding_and_any_separator() {
        let text = "日期;例数\n2020-02-20;7\n\n# note\n2020-02-21;\n";
        let (gb, _, _) = encoding_rs::GB18030.encode(text);
        let (utf8, gb) = (sheet(text), Sheet::read(&gb).unwrap());
        assert_eq!(gb.encoding, "GB18030");
        assert_eq!(utf8.columns, ["日期", "例数"]);
        assert_eq!((&utf8.columns, &utf8.rows), (&gb.columns, &gb.rows));
        assert_eq!(
            utf8.rows.iter().map(|row| row.number).collect::<Vec<_>>(),
            [2, 5]
        );
        assert_eq!(utf8.count(&utf8.rows[0], 1), Ok(Some(7)));
        assert_eq!(utf8.count(&utf8.rows[1], 1), Ok(None));
    }

    #[test]
    fn days_weeks_and_months_are_told_apart() {
        let read = |text: &str| {
            let sheet = sheet(&format!("date,count\n{text},1\n"));
            sheet
                .period(&sheet.rows[0], 0)
                .map(|(day, period)| (day.to_string(), period))
                .map_err(|fault| fault.rule)
        };
        for text in [
            "2026-W05",
            "2026W05",
            "2026-w5",
            "2026年第5周",
            "2026第05周",
        ] {
            assert_eq!(read(text), Ok(("2026-01-26".to_owned(), Period::Week)));
        }
        assert_eq!(
            read("2026年1月5日"),
            Ok(("2026-01-05".to_owned(), Period::Day))
        );
        assert_eq!(
            read("2026-01"),
            Ok(("2026-01-01".to_owned(), Period::Month))
        );
        for text in ["2026-W54", "2025-W53", "W05", "2026-Wx", "week 5"] {
            assert_eq!(read(text), Err("date_unreadable"), "{text}");
        }
    }

    #[test]
    fn a_bad_row_names_itself_and_hides_no_other() {
        let sheet =
            sheet("date,count\n2020-01-01,1,2\n2020-01-02\n2020-01-03,-3\n2020-01-04,\"4\n");
        let rules: Vec<(u64, &str)> = sheet.faults.iter().map(|f| (f.row, f.rule)).collect();
        assert_eq!(
            rules,
            [
                (2, "too_many_cells"),
                (3, "too_few_cells"),
                (5, "unclosed_quote")
            ]
        );
        let fault = sheet.count(&sheet.rows[0], 1).unwrap_err();
        assert_eq!(
            (fault.row, fault.column.as_deref(), fault.rule),
            (4, Some("count"), "count_negative")
        );
        assert!(fault.message_zh.contains("负数"));
    }
}
