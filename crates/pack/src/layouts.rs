//! Layouts (文件版式): how the columns of a published file become counts.
//!
//! A layout is data; the importer walks a file row by row: skip rules, date (parsed, then shifted), region, condition,
//! stratum, then one count for each value column that is not blank.

use std::collections::BTreeMap;

use kernel::{Day, RegionCode};

use crate::expression::Expression;

/// How one kind of file is read.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Stable id, for example `covid19-2020-city-daily`.
    pub id: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// What the file is, in English.
    pub description: String,
    /// Ids of columns that must all be present for a file to be taken for this layout.
    pub detect: Vec<String>,
    /// The columns; a header not listed here is kept with a rejected row but otherwise ignored.
    pub columns: Vec<LayoutColumn>,
    /// Where the day comes from.
    pub date: DateRule,
    /// Where the region comes from.
    pub region: RegionRule,
    /// Where the condition comes from.
    pub condition: ConditionRule,
    /// Where the stratum comes from.
    pub stratum: StratumRule,
    /// The columns that hold counts.
    pub values: Vec<ValueRule>,
    /// Rows that are left out, with the reason shown to the user; the first that holds wins.
    pub skip: Vec<Skip>,
    /// How rows that land on the same key are joined; `None`: they are duplicates.
    pub combine: Option<Combine>,
    /// Where such files are published.
    pub source: String,
}

impl Layout {
    /// The column with this id.
    #[must_use]
    pub fn column(&self, id: &str) -> Option<&LayoutColumn> {
        self.columns.iter().find(|column| column.id == id)
    }

    /// Whether a file with these headers is of this layout: each column of `detect` is present.
    #[must_use]
    pub fn fits<S: AsRef<str>>(&self, headers: &[S]) -> bool {
        !self.detect.is_empty()
            && self.detect.iter().all(|id| {
                self.column(id)
                    .is_some_and(|column| headers.iter().any(|header| column.is(header.as_ref())))
            })
    }

    /// For each column of the layout in order, the position of its header in `headers`.
    #[must_use]
    pub fn positions<S: AsRef<str>>(&self, headers: &[S]) -> Vec<Option<usize>> {
        self.columns
            .iter()
            .map(|column| headers.iter().position(|header| column.is(header.as_ref())))
            .collect()
    }
}

/// A column of a layout and the headers it is known by.
#[derive(Debug, Clone)]
pub struct LayoutColumn {
    /// The name expressions use: `row.<id>`.
    pub id: String,
    /// Headers, Chinese or English, compared without regard to case and surrounding blanks.
    pub headers: Vec<String>,
    /// Whether a file without the column cannot be read.
    pub required: bool,
}

impl LayoutColumn {
    /// Whether `header` names this column.
    #[must_use]
    pub fn is(&self, header: &str) -> bool {
        let header = header.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        self.headers
            .iter()
            .any(|known| known.to_lowercase() == header.to_lowercase())
    }
}

/// Where the day of a count comes from.
#[derive(Debug, Clone)]
pub struct DateRule {
    /// Column id.
    pub column: String,
    /// Accepted `strftime` formats beside the importer's usual ones; empty: the usual ones only.
    pub formats: Vec<String>,
    /// Corrections of the printed day; the first whose window holds the printed day applies.
    pub shift: Vec<Shift>,
}

impl DateRule {
    /// The day counted by a row that prints `printed`.
    #[must_use]
    pub fn shifted(&self, printed: Day) -> Day {
        self.shift
            .iter()
            .find(|shift| {
                shift.from.is_none_or(|from| from <= printed)
                    && shift.to.is_none_or(|to| printed <= to)
            })
            .map_or(printed, |shift| printed.plus(shift.days))
    }
}

/// A correction of printed days.
#[derive(Debug, Clone)]
pub struct Shift {
    /// First printed day concerned.
    pub from: Option<Day>,
    /// Last printed day concerned.
    pub to: Option<Day>,
    /// Days to add.
    pub days: i32,
    /// Why, in English.
    pub reason: String,
}

/// Where the region of a count comes from.
#[derive(Debug, Clone, Default)]
pub struct RegionRule {
    /// Column ids; the first that is not blank is used.
    pub columns: Vec<String>,
    /// The region of every row, where no column tells it.
    pub constant: Option<RegionCode>,
    /// Spellings of this publisher.
    pub aliases: BTreeMap<String, RegionCode>,
}

/// Where the condition of a count comes from.
#[derive(Debug, Clone, Default)]
pub struct ConditionRule {
    /// Column ids; the first that is not blank is used.
    pub columns: Vec<String>,
    /// The condition of every row, where no column tells it.
    pub constant: Option<String>,
    /// Spellings of this publisher, to condition codes.
    pub aliases: BTreeMap<String, String>,
}

/// Where the stratum of a count comes from.
#[derive(Debug, Clone)]
pub enum StratumRule {
    /// The same for every row; `all` unless the layout says otherwise.
    Constant(String),
    /// A column; blank means `all`.
    Column(String),
    /// An expression over `row`.
    Computed(Expression),
}

/// A column that holds counts.
#[derive(Debug, Clone)]
pub struct ValueRule {
    /// Column id.
    pub column: String,
    /// Which stream the counts belong to.
    pub stream: StreamOf,
}

/// Which stream a value belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamOf {
    /// Always this stream.
    Constant(String),
    /// The stream that this column names.
    Column(String),
}

/// Rows that are left out.
#[derive(Debug, Clone)]
pub struct Skip {
    /// An expression over `row`, a map of column ids to texts.
    pub when: Expression,
    /// Why, in Chinese.
    pub reason_zh: String,
    /// Why, in English.
    pub reason_en: String,
}

/// How rows that land on the same key are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Combine {
    /// Rows that follow each other in the file, skipped rows aside, are added up.
    Adjacent,
}
