//! From one row to its counts, or to the first rule it breaks.

mod day;
mod key;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use kernel::{Day, Period};
use pack::{Expression, Layout, Pack, StratumRule, StreamOf, Variables};
use platform::counts::SeriesKey;

use crate::engine::encoding::Encoding;
use crate::engine::number::{self, NumberFault};
use crate::engine::rules::{Finding, Rule};
use crate::engine::split::Record;

pub(crate) use day::bad_date;

/// Keys remembered by the bytes that name them; beyond this many the memory starts anew.
const KEYS_MAX: usize = 100_000;

/// What a row is judged against, beside its layout.
#[derive(Debug, Clone)]
pub(crate) struct Ground {
    /// The pack in force.
    pub(crate) pack: Arc<Pack>,
    /// The last day that counts may be of.
    pub(crate) today: Day,
    /// Ancestor paths of the areas whose rows are accepted.
    pub(crate) areas: Vec<String>,
}

/// A count of a row, by the number of its series within this file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) series: u32,
    pub(crate) day: Day,
    pub(crate) value: u32,
}

/// Why a row was left out on purpose.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Reason {
    pub(crate) en: String,
    pub(crate) zh: String,
}

/// What became of a row; its counts, if any, are in the list given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    Accepted,
    /// Left out, by the number of the reason.
    Skipped(usize),
    Rejected(Box<Finding>),
}

/// A column of the layout that the file has.
#[derive(Debug, Clone)]
struct Column {
    at: usize,
    header: String,
}

/// What the cells that name a key say.
#[derive(Debug, Clone)]
enum Key {
    Known(Vec<KeySeries>),
    Broken(Box<Finding>),
}

/// The series that one value column of a key belongs to.
#[derive(Debug, Clone)]
struct KeySeries {
    key: SeriesKey,
    path: String,
    period: Period,
    stream_zh: String,
    number: Option<u32>,
}

/// The number of the reason for which a row is left out, if it is.
type Skipped = Result<Option<usize>, Box<Finding>>;

/// A rule of the layout over cells, remembered by the cells' bytes.
#[derive(Debug)]
struct Rules {
    columns: Vec<(String, Option<Column>)>,
    known: HashMap<Box<[u8]>, Skipped>,
}

/// Judges the rows of one file.
#[derive(Debug)]
pub(crate) struct Validator {
    ground: Ground,
    layout: Layout,
    encoding: Encoding,
    width: usize,
    date: Option<Column>,
    regions: Vec<Column>,
    conditions: Vec<Column>,
    values: Vec<Column>,
    /// For each value the column that names its stream.
    streams: Vec<Option<Column>>,
    /// Cells that together name the key: stream, region, condition and stratum.
    key_cells: Vec<usize>,
    stratum_fields: Vec<(String, Option<Column>)>,
    skip: Rules,
    reasons: Vec<Reason>,
    keys: Vec<Key>,
    by_bytes: HashMap<Box<[u8]>, u32>,
    last_bytes: Vec<u8>,
    last_key: Option<u32>,
    last_date: Vec<u8>,
    last_printed: Option<(Day, Period)>,
    scratch: Vec<u8>,
    series: Vec<(SeriesKey, String)>,
    series_numbers: HashMap<SeriesKey, u32>,
}

impl Validator {
    pub(crate) fn new(
        ground: Ground,
        layout: Layout,
        headers: &[String],
        encoding: Encoding,
    ) -> Self {
        let column = |id: &str| -> Option<Column> {
            let column = layout.column(id)?;
            let at = headers.iter().position(|header| column.is(header))?;
            Some(Column {
                at,
                header: headers[at].clone(),
            })
        };
        let columns =
            |ids: &[String]| -> Vec<Column> { ids.iter().filter_map(|id| column(id)).collect() };
        let fields =
            |expressions: &mut dyn Iterator<Item = &Expression>| -> Vec<(String, Option<Column>)> {
                let ids: BTreeSet<String> = expressions
                    .flat_map(|expression| expression.fields_of("row"))
                    .map(str::to_owned)
                    .collect();
                ids.into_iter()
                    .map(|id| {
                        let found = column(&id);
                        (id, found)
                    })
                    .collect()
            };
        let regions = columns(&layout.region.columns);
        let conditions = columns(&layout.condition.columns);
        let stratum_fields = match &layout.stratum {
            StratumRule::Constant(_) => Vec::new(),
            StratumRule::Column(id) => vec![(id.clone(), column(id))],
            StratumRule::Computed(expression) => fields(&mut std::iter::once(expression)),
        };
        let streams: Vec<Option<Column>> = layout
            .values
            .iter()
            .map(|value| match &value.stream {
                StreamOf::Constant(_) => None,
                StreamOf::Column(id) => column(id),
            })
            .collect();
        let key_cells: BTreeSet<usize> = streams
            .iter()
            .flatten()
            .chain(&regions)
            .chain(&conditions)
            .chain(
                stratum_fields
                    .iter()
                    .filter_map(|(_, found)| found.as_ref()),
            )
            .map(|column| column.at)
            .collect();
        let skip = Rules {
            columns: fields(&mut layout.skip.iter().map(|skip| &skip.when)),
            known: HashMap::new(),
        };
        let mut reasons: Vec<Reason> = layout
            .skip
            .iter()
            .map(|skip| Reason {
                en: skip.reason_en.clone(),
                zh: skip.reason_zh.clone(),
            })
            .collect();
        reasons.push(Reason {
            en: "the count is blank: nothing was reported".to_owned(),
            zh: "例数为空：未报告".to_owned(),
        });
        reasons.push(Reason {
            en: "the row has no values".to_owned(),
            zh: "空行".to_owned(),
        });
        Validator {
            width: headers.len(),
            date: column(&layout.date.column),
            regions,
            conditions,
            values: layout
                .values
                .iter()
                .map(|value| {
                    column(&value.column).unwrap_or(Column {
                        at: usize::MAX,
                        header: value.column.clone(),
                    })
                })
                .collect(),
            streams,
            key_cells: key_cells.into_iter().collect(),
            stratum_fields,
            skip,
            reasons,
            ground,
            layout,
            encoding,
            keys: Vec::new(),
            by_bytes: HashMap::new(),
            last_bytes: Vec::new(),
            last_key: None,
            last_date: Vec::new(),
            last_printed: None,
            scratch: Vec::new(),
            series: Vec::new(),
            series_numbers: HashMap::new(),
        }
    }

    /// Reasons for which rows were left out, by number.
    pub(crate) fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    /// Series named so far with their ancestor paths, by number.
    pub(crate) fn series(&self) -> &[(SeriesKey, String)] {
        &self.series
    }

    /// Whether rows that follow each other on one key are added up.
    pub(crate) fn is_combining(&self) -> bool {
        self.layout.combine.is_some()
    }

    /// The texts of all cells, for keeping a row whole.
    pub(crate) fn fields(&self, record: &Record<'_>) -> Vec<String> {
        record
            .iter()
            .map(|cell| match self.encoding.decode(cell) {
                Some(text) => text.into_owned(),
                None => String::from_utf8_lossy(cell).into_owned(),
            })
            .collect()
    }

    /// Judges one row; its counts are put into `counts`, which is empty unless the row is accepted.
    pub(crate) fn judge(&mut self, record: &Record<'_>, counts: &mut Vec<Counted>) -> Verdict {
        counts.clear();
        match self.try_judge(record, counts) {
            Ok(verdict) => verdict,
            Err(finding) => {
                counts.clear();
                Verdict::Rejected(finding)
            }
        }
    }

    fn try_judge(
        &mut self,
        record: &Record<'_>,
        counts: &mut Vec<Counted>,
    ) -> Result<Verdict, Box<Finding>> {
        if record.len() != self.width
            && let Some(verdict) = self.wrong_width(record)?
        {
            return Ok(verdict);
        }
        if let Some(reason) = self.skipped(record)? {
            return Ok(Verdict::Skipped(reason));
        }
        let (printed, grain) = self.date(record)?;
        let key = self.key(record)?;
        let day = self.layout.date.shifted(printed);
        for at in 0..self.values.len() {
            let column = &self.values[at];
            let bytes = record.get(column.at).unwrap_or_default();
            let parsed = if bytes.is_ascii() {
                number::parse(bytes)
            } else {
                number::parse(self.text(record, column)?.as_bytes())
            };
            let value = match parsed {
                Ok(None) => continue,
                Ok(Some(value)) => value,
                Err(fault) => return Err(Box::new(self.bad_count(fault, &self.values[at], bytes))),
            };
            let Key::Known(series) = &self.keys[key as usize] else {
                continue;
            };
            let series = &series[at];
            if let Some(finding) = self.bad_day(series, printed, grain, day) {
                return Err(Box::new(finding));
            }
            let number = match series.number {
                Some(number) => number,
                None => self.number_series(key, at),
            };
            counts.push(Counted {
                series: number,
                day,
                value,
            });
        }
        if counts.is_empty() {
            return Ok(Verdict::Skipped(self.reasons.len() - 2));
        }
        Ok(Verdict::Accepted)
    }

    fn wrong_width(&self, record: &Record<'_>) -> Result<Option<Verdict>, Box<Finding>> {
        if record.iter().all(<[u8]>::is_empty) {
            return Ok(Some(Verdict::Skipped(self.reasons.len() - 1)));
        }
        match bad_width(record, self.width) {
            Some(finding) => Err(Box::new(finding)),
            None => Ok(None),
        }
    }

    fn text<'r>(
        &self,
        record: &Record<'r>,
        column: &Column,
    ) -> Result<std::borrow::Cow<'r, str>, Box<Finding>> {
        let bytes = record.get(column.at).unwrap_or_default();
        self.encoding.decode(bytes).ok_or_else(|| {
            Box::new(undecodable(self.encoding).at(&column.header, &String::from_utf8_lossy(bytes)))
        })
    }

    /// The number of the reason for which the layout leaves the row out.
    fn skipped(&mut self, record: &Record<'_>) -> Skipped {
        if self.layout.skip.is_empty() {
            return Ok(None);
        }
        self.scratch.clear();
        for (_, column) in &self.skip.columns {
            if let Some(column) = column {
                self.scratch
                    .extend_from_slice(record.get(column.at).unwrap_or_default());
            }
            self.scratch.push(b'\n');
        }
        if let Some(known) = self.skip.known.get(self.scratch.as_slice()) {
            return known.clone();
        }
        let bytes: Box<[u8]> = self.scratch.as_slice().into();
        let found = self.evaluate_skip(record);
        if self.skip.known.len() >= KEYS_MAX {
            self.skip.known.clear();
        }
        self.skip.known.insert(bytes, found.clone());
        found
    }

    fn evaluate_skip(&self, record: &Record<'_>) -> Skipped {
        let variables = self.variables(record, &self.skip.columns)?;
        for (at, skip) in self.layout.skip.iter().enumerate() {
            match skip.when.is_true(&variables) {
                Ok(true) => return Ok(Some(at)),
                Ok(false) => {}
                Err(error) => return Err(Box::new(layout_fails(&error.to_string()))),
            }
        }
        Ok(None)
    }

    fn variables(
        &self,
        record: &Record<'_>,
        fields: &[(String, Option<Column>)],
    ) -> Result<Variables, Box<Finding>> {
        let mut entries = Vec::with_capacity(fields.len());
        for (id, column) in fields {
            let text = match column {
                Some(column) => self.text(record, column)?.into_owned(),
                None => String::new(),
            };
            entries.push((id.clone(), text));
        }
        Ok(Variables::new().with("row", entries))
    }

    /// The number of the row's key.
    fn key(&mut self, record: &Record<'_>) -> Result<u32, Box<Finding>> {
        self.scratch.clear();
        for at in &self.key_cells {
            self.scratch
                .extend_from_slice(record.get(*at).unwrap_or_default());
            self.scratch.push(b'\n');
        }
        let number = match self.last_key {
            Some(number) if self.scratch == self.last_bytes => number,
            _ => match self.by_bytes.get(self.scratch.as_slice()) {
                Some(number) => *number,
                None => self.learn(record),
            },
        };
        if self.last_key != Some(number) || self.scratch != self.last_bytes {
            self.last_bytes.clone_from(&self.scratch);
            self.last_key = Some(number);
        }
        match &self.keys[number as usize] {
            Key::Known(_) => Ok(number),
            Key::Broken(finding) => Err(finding.clone()),
        }
    }

    fn learn(&mut self, record: &Record<'_>) -> u32 {
        if self.keys.len() >= KEYS_MAX {
            self.keys.clear();
            self.by_bytes.clear();
            self.last_key = None;
        }
        let bytes: Box<[u8]> = self.scratch.as_slice().into();
        let key = match self.resolve(record) {
            Ok(series) => Key::Known(series),
            Err(finding) => Key::Broken(finding),
        };
        let number = self.keys.len() as u32;
        self.keys.push(key);
        self.by_bytes.insert(bytes, number);
        number
    }

    fn number_series(&mut self, key: u32, at: usize) -> u32 {
        let Key::Known(found) = &mut self.keys[key as usize] else {
            return 0;
        };
        let series = &mut found[at];
        let next = self.series.len() as u32;
        let number = *self
            .series_numbers
            .entry(series.key.clone())
            .or_insert(next);
        if number == next {
            self.series.push((series.key.clone(), series.path.clone()));
        }
        series.number = Some(number);
        number
    }

    fn bad_count(&self, fault: NumberFault, column: &Column, bytes: &[u8]) -> Finding {
        let text = self
            .encoding
            .decode(bytes)
            .unwrap_or_else(|| String::from_utf8_lossy(bytes));
        bad_number(fault).at(&column.header, &text)
    }
}

/// What is said of a text that is no count.
pub(crate) fn bad_number(fault: NumberFault) -> Finding {
    match fault {
        NumberFault::Negative => Finding::new(
            Rule::CountNegative,
            "a count cannot be negative; correct the count of the day it belongs to instead",
            "例数不能为负数；请改为订正其所属日期的例数",
        ),
        NumberFault::Fractional => Finding::new(
            Rule::CountFractional,
            "a count is a whole number; give the number of cases, not a rate or a mean",
            "例数必须是整数；请填写例数，不要填写率或均值",
        ),
        NumberFault::TooLarge => Finding::new(
            Rule::CountTooLarge,
            format!("a count cannot be above {}", u32::MAX),
            format!("例数不能超过 {}", u32::MAX),
        ),
        NumberFault::Unreadable => Finding::new(
            Rule::CountUnreadable,
            "this is no number; write digits, or leave the cell blank when nothing was reported",
            "不是数字；请填写数字，未报告时请留空",
        ),
    }
}

/// What is said of a text whose bytes are no characters.
pub(crate) fn undecodable(encoding: Encoding) -> Finding {
    let name = encoding.as_str();
    Finding::new(
        Rule::Undecodable,
        format!("the text is not {name}; type it again"),
        format!("文字不是有效的 {name} 编码；请重新录入"),
    )
}

/// What is said of a row that has not as many cells as its header.
pub(crate) fn bad_width(record: &Record<'_>, wanted: usize) -> Option<Finding> {
    let found = record.len();
    if found < wanted {
        return Some(Finding::new(
            Rule::TooFewCells,
            format!(
                "the row has {found} cells and the header has {wanted}; fill in the missing cells"
            ),
            format!("该行有 {found} 个单元格，表头有 {wanted} 个；请补齐"),
        ));
    }
    // Spreadsheets like to leave empty cells at the end of a row.
    (wanted..found)
        .any(|at| record.get(at).is_some_and(|cell| !cell.is_empty()))
        .then(|| {
            Finding::new(
                Rule::TooManyCells,
                format!(
                    "the row has {found} cells and the header has {wanted}; put a text that holds a separator in quotes"
                ),
                format!("该行有 {found} 个单元格，表头有 {wanted} 个；含分隔符的内容请加引号"),
            )
        })
}

fn missing(header: &str) -> Finding {
    Finding::new(
        Rule::MissingValue,
        format!("`{header}` is blank"),
        format!("“{header}”为空"),
    )
    .at(header, "")
}

fn layout_fails(reason: &str) -> Finding {
    Finding::new(
        Rule::LayoutFails,
        format!("the layout's rule gives no answer for this row: {reason}"),
        format!("版式规则无法判断该行：{reason}"),
    )
}
