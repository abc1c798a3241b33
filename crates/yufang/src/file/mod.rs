//! Files of counts and cases that people bring: found, read, checked; nothing is guessed silently and nothing is lost.

mod columns;
mod events;
mod faults;
mod line_list;
mod neighbours;
mod places;
mod series;
mod steps;

use std::fs::File;
use std::path::Path;

use surveillance::sheet::Sheet;

use crate::exit::Ending;
use crate::lang::Lang;

pub(crate) use columns::{Column, Wanted};
pub(crate) use events::{flagged, read_events};
pub(crate) use faults::Faults;
pub(crate) use line_list::read_reports;
pub(crate) use neighbours::read_neighbours;
pub(crate) use places::ScanFiles;
pub(crate) use series::{NamedSeries, SeriesFile, first_day, step_zh};
pub(crate) use steps::Dates;

/// Command lines know standard input by this name.
const STANDARD_INPUT: &str = "-";

/// A file and the table in it.
#[derive(Debug)]
pub(crate) struct Input {
    /// The file as it was named.
    pub(crate) name: String,
    /// What it holds.
    pub(crate) sheet: Sheet,
    /// Language of what is said about it.
    pub(crate) lang: Lang,
}

impl Input {
    /// Reads a file, or standard input for `-`, and keeps the rows asked for as `COLUMN=VALUE`.
    pub(crate) fn open(path: &Path, only: &[String], lang: Lang) -> Result<Self, Ending> {
        let mut input = Self::whole(path, lang)?;
        for condition in only {
            let (header, value) = condition.split_once('=').ok_or_else(|| {
                Ending::Usage(format!("--where `{condition}`: write it as COLUMN=VALUE"))
            })?;
            let column = input.named(header.trim(), "--where")?;
            let value = value.trim();
            input
                .sheet
                .rows
                .retain(|row| row.cells.get(column.at).is_some_and(|cell| cell == value));
            if input.sheet.rows.is_empty() {
                return Err(input.refuse(lang.pick(
                    format!("no row has `{value}` in the column `{}`", column.header),
                    format!("列“{}”中没有“{value}”", column.header),
                )));
            }
        }
        Ok(input)
    }

    /// Reads a whole file.
    pub(crate) fn whole(path: &Path, lang: Lang) -> Result<Self, Ending> {
        let is_standard_input = path.as_os_str() == STANDARD_INPUT;
        let name = if is_standard_input {
            lang.pick("standard input", "标准输入").to_owned()
        } else {
            path.display().to_string()
        };
        let read = if is_standard_input {
            Sheet::read_from(std::io::stdin().lock())
        } else {
            File::open(path).and_then(Sheet::read_from)
        };
        let sheet = read
            .map_err(|error| Ending::Failed(anyhow::anyhow!("`{name}` cannot be read: {error}")))?
            .map_err(|error| Ending::Invalid(format!("{name}: {error}")))?;
        Ok(Input { name, sheet, lang })
    }

    /// Its name without folders, for titles.
    pub(crate) fn title(&self) -> &str {
        let name = Path::new(&self.name).file_name();
        name.and_then(|name| name.to_str()).unwrap_or(&self.name)
    }

    /// The file cannot be used, for this reason.
    pub(crate) fn refuse(&self, reason: impl std::fmt::Display) -> Ending {
        Ending::Invalid(format!("{}: {reason}", self.name))
    }
}
