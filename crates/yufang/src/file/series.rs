//! A file of counts as series.

use std::collections::BTreeMap;

use epi::{CountSeries, Step};
use kernel::{Day, Period};
use surveillance::sheet::SheetRow;

use super::steps::infer;
use super::{Column, Dates, Faults, Input, Wanted};
use crate::cli::SeriesArgs;
use crate::exit::Ending;

/// A file whose dates lie further apart than this is not what it seems.
const POINTS_MAX: usize = 200_000;

/// What R and others write for a value that is not there.
const NOT_REPORTED: [&str; 3] = ["NA", "N/A", "未报告"];

/// One series of a file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NamedSeries {
    /// Its name in the column of `--by`.
    pub(crate) name: Option<String>,
    /// Its counts.
    pub(crate) counts: CountSeries,
    /// What another column says of each point, where one was asked for.
    pub(crate) beside: Vec<Option<u32>>,
}

/// All series of a file, over the same points.
#[derive(Debug)]
pub(crate) struct SeriesFile {
    pub(crate) series: Vec<NamedSeries>,
    pub(crate) dates: Dates,
    pub(crate) step: Step,
    /// What was seen and assumed, in sentences.
    pub(crate) notes: Vec<String>,
}

/// A row's share in a series.
struct Point<'i> {
    row: &'i SheetRow,
    day: i32,
    count: Option<u32>,
    beside: Option<u32>,
    population: Option<f64>,
}

/// The columns of a file of counts.
struct Columns {
    date: Column,
    count: Column,
    by: Option<Column>,
    beside: Option<Column>,
    population: Option<Column>,
}

impl SeriesFile {
    /// Reads the series of a file; `beside` is a further column of counts to bring along.
    pub(crate) fn read(
        input: &Input,
        args: &SeriesArgs,
        beside: Option<Column>,
    ) -> Result<Self, Ending> {
        let named = |header: &Option<String>, option| match header {
            Some(header) => input.named(header, option).map(Some),
            None => Ok(None),
        };
        let columns = Columns {
            date: input.require(&Wanted::DATE, args.date.as_deref())?,
            count: input.require(&Wanted::COUNT, args.count.as_deref())?,
            by: named(&args.by, "--by")?,
            population: named(&args.population, "--population")?,
            beside,
        };
        let mut faults = Faults::of(input);
        let (dates, groups) = points(input, &columns, &mut faults);
        check_order(input, &columns.date, &groups, &mut faults);
        faults.settle()?;
        if groups.is_empty() {
            return Err(input.refuse(
                input
                    .lang
                    .pick("there is no row below the header", "表头下没有数据行"),
            ));
        }
        let step = step(input, args, dates, &groups)?;
        let mut file = SeriesFile {
            series: Vec::new(),
            dates,
            step,
            notes: Vec::new(),
        };
        file.lay_out(input, &columns, groups, args.gaps_are_zero)?;
        file.describe(input, &columns, args);
        Ok(file)
    }

    /// Puts every row at its point, all series over the same points.
    fn lay_out(
        &mut self,
        input: &Input,
        columns: &Columns,
        groups: BTreeMap<Key, Vec<Point<'_>>>,
        gaps_are_zero: bool,
    ) -> Result<(), Ending> {
        let days = || groups.values().flatten().map(|point| point.day);
        let (Some(first), Some(last)) = (days().min(), days().max()) else {
            return Ok(());
        };
        let points = self.points_between(first, last).ok_or_else(|| {
            input.refuse(input.lang.pick(
                format!(
                    "the dates span more than {POINTS_MAX} points; one of them is probably wrong"
                ),
                format!("日期跨度超过 {POINTS_MAX} 期；可能有日期写错"),
            ))
        })?;
        let mut faults = Faults::of(input);
        for (key, rows) in groups {
            let absent = gaps_are_zero.then_some(0);
            let mut counts = CountSeries {
                start: first,
                step: self.step,
                observed: vec![absent; points],
                population: None,
            };
            let mut beside = vec![columns.beside.as_ref().and(absent); points];
            let mut persons: Vec<Option<f64>> = vec![None; points];
            for point in rows {
                let at = self.index(&counts, point.day);
                let Some(at) = at else {
                    let step = self.step;
                    faults.add(
                        point.row,
                        &columns.date,
                        "date_off_step",
                        format!("this date is not a whole number of {step}s after the first one"),
                        format!("该日期与首个日期相差不是整{}", step_zh(step)),
                    );
                    continue;
                };
                counts.observed[at] = point.count;
                beside[at] = point.beside;
                persons[at] = point.population;
            }
            if columns.population.is_some() {
                counts = counts
                    .with_population(carried(&persons))
                    .map_err(|error| input.refuse(error))?;
            }
            self.series.push(NamedSeries {
                name: key.name,
                counts,
                beside,
            });
        }
        faults.settle()
    }

    /// Points from the first day to the last, if they are not too many.
    fn points_between(&self, first: i32, last: i32) -> Option<usize> {
        let apart = usize::try_from(i64::from(last) - i64::from(first)).ok()?;
        let points = match (self.dates, self.step) {
            (Dates::Numbers, _) | (_, Step::Day) => apart + 1,
            (_, Step::Week) => apart / 7 + 1,
            (_, Step::Month) => apart / 28 + 1,
        };
        if points > POINTS_MAX {
            return None;
        }
        let series = CountSeries::complete(first, self.step, &vec![0; points]);
        match self.dates {
            Dates::Numbers => Some(points),
            _ => Some(series.index_of(last).map_or(points, |at| at + 1)),
        }
    }

    /// The point of a day, which must be the first of its step.
    fn index(&self, series: &CountSeries, day: i32) -> Option<usize> {
        if self.dates == Dates::Numbers {
            return usize::try_from(day.checked_sub(series.start)?).ok();
        }
        series.index_of(day).filter(|at| series.day(*at) == day)
    }

    /// Says what the file was taken for.
    fn describe(&mut self, input: &Input, columns: &Columns, args: &SeriesArgs) {
        let Some(first) = self.series.first() else {
            return;
        };
        let length = first.counts.len();
        let (from, to) = (
            self.dates.label(&first.counts, 0),
            self.dates.label(&first.counts, length.saturating_sub(1)),
        );
        let how_many = self.series.len();
        let step = self.step;
        let (date, count) = (&columns.date.header, &columns.count.header);
        let said = args.step.is_some();
        self.notes.push(input.lang.pick(
            format!(
                "{}: {length} {step}s from {from} to {to}{}, dates in `{date}`, counts in `{count}`, one point a {step} ({})",
                input.name,
                if how_many > 1 { format!(" in {how_many} series") } else { String::new() },
                if said { "as --step says" } else { "seen from the dates" },
            ),
            format!(
                "{}：{from} 至 {to} 共 {length} {}{}，日期列“{date}”，例数列“{count}”，步长为{}（{}）",
                input.name,
                step_zh(step),
                if how_many > 1 { format!("，{how_many} 个序列") } else { String::new() },
                step_zh(step),
                if said { "由 --step 指定" } else { "由日期判断" },
            ),
        ));
        let missing: usize = self
            .series
            .iter()
            .map(|series| {
                series
                    .counts
                    .observed
                    .iter()
                    .filter(|count| count.is_none())
                    .count()
            })
            .sum();
        if missing > 0 {
            let of = length * how_many;
            self.notes.push(input.lang.pick(
                format!("{missing} of {of} points were not reported; they are not taken for zero"),
                format!("{of} 期中有 {missing} 期未报告，不按 0 处理"),
            ));
        }
        if args.gaps_are_zero {
            self.notes.push(
                input
                    .lang
                    .pick(
                        "dates without a row count as zero, as --gaps-are-zero says",
                        "按 --gaps-are-zero，没有数据行的日期按 0 例处理",
                    )
                    .to_owned(),
            );
        }
    }
}

/// Series stand in the order in which the file names them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    place: usize,
    name: Option<String>,
}

/// Reads every row; faults are kept and the rows go on.
fn points<'i>(
    input: &'i Input,
    columns: &Columns,
    faults: &mut Faults<'_>,
) -> (Dates, BTreeMap<Key, Vec<Point<'i>>>) {
    let sheet = &input.sheet;
    let numbers = are_numbers(input, &columns.date);
    let mut dates = if numbers { Some(Dates::Numbers) } else { None };
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut groups: BTreeMap<Key, Vec<Point<'i>>> = BTreeMap::new();
    for row in &sheet.rows {
        let day = if numbers {
            row.cells
                .get(columns.date.at)
                .and_then(|text| text.parse().ok())
        } else {
            let period = faults.take(sheet.period(row, columns.date.at));
            period.and_then(|(day, grain)| {
                same_kind(&mut dates, grain, row, columns, faults).then_some(day.number())
            })
        };
        let count = count(input, row, columns.count.at).map(Some);
        let count = faults.take(count).flatten();
        let beside = columns
            .beside
            .as_ref()
            .map(|column| self::count(input, row, column.at));
        let beside = beside.and_then(|read| faults.take(read)).flatten();
        let population = columns.population.as_ref().and_then(|column| {
            row.cells
                .get(column.at)
                .and_then(|text| text.replace(',', "").parse::<f64>().ok())
        });
        let name = columns
            .by
            .as_ref()
            .and_then(|column| row.cells.get(column.at));
        let next = places.len();
        let place = *places
            .entry(name.map_or("", String::as_str))
            .or_insert(next);
        let (Some(day), Some(count)) = (day, count) else {
            continue;
        };
        groups
            .entry(Key {
                place,
                name: name.cloned(),
            })
            .or_default()
            .push(Point {
                row,
                day,
                count,
                beside,
                population,
            });
    }
    (dates.unwrap_or(Dates::Days), groups)
}

/// A count, or what stands for none.
fn count(
    input: &Input,
    row: &SheetRow,
    at: usize,
) -> Result<Option<u32>, surveillance::sheet::SheetFault> {
    let text = row.cells.get(at).map_or("", String::as_str);
    if NOT_REPORTED.contains(&text) {
        return Ok(None);
    }
    input.sheet.count(row, at)
}

/// Whether the dates merely number the points: whole numbers of at most four digits that rise by one somewhere.
fn are_numbers(input: &Input, date: &Column) -> bool {
    let mut texts = input
        .sheet
        .rows
        .iter()
        .map(|row| row.cells.get(date.at).map_or("", String::as_str));
    !input.sheet.rows.is_empty()
        && texts.all(|text| {
            (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// Days, weeks and months do not mix in one column.
fn same_kind(
    dates: &mut Option<Dates>,
    grain: Period,
    row: &SheetRow,
    columns: &Columns,
    faults: &mut Faults<'_>,
) -> bool {
    let kind = Dates::of(grain);
    let is_same = *dates.get_or_insert(kind) == kind;
    if !is_same {
        faults.add(
            row,
            &columns.date,
            "date_mixed",
            "the dates above are of another kind; write all of them as days, weeks or months"
                .to_owned(),
            "与上方日期的写法不同；请统一写成日、周或月".to_owned(),
        );
    }
    is_same
}

/// Dates must rise, so that a row pasted twice or in the wrong place is seen.
fn check_order(
    input: &Input,
    date: &Column,
    groups: &BTreeMap<Key, Vec<Point<'_>>>,
    faults: &mut Faults<'_>,
) {
    for rows in groups.values() {
        let mut seen: BTreeMap<i32, u64> = BTreeMap::new();
        for point in rows {
            if let Some(first) = seen.insert(point.day, point.row.number) {
                let _: Option<()> =
                    faults.take(Err(input.sheet.duplicate(point.row, date.at, first)));
            } else if let Some((_, before)) = seen.range(point.day + 1..).next() {
                faults.add(
                    point.row,
                    date,
                    "date_unordered",
                    format!("this date lies before that of row {before}; sort the rows by date"),
                    format!("该日期早于第 {before} 行；请按日期排序"),
                );
            }
        }
    }
}

fn step(
    input: &Input,
    args: &SeriesArgs,
    dates: Dates,
    groups: &BTreeMap<Key, Vec<Point<'_>>>,
) -> Result<Step, Ending> {
    let days: Vec<Vec<i32>> = groups
        .values()
        .map(|rows| rows.iter().map(|point| point.day).collect())
        .collect();
    args.step
        .map(Step::from)
        .or_else(|| infer(dates, &days))
        .ok_or_else(|| {
            input.refuse(input.lang.pick(
                "how far the points lie apart cannot be seen from the dates; say it with --step day, week or month",
                "无法由日期判断步长；请用 --step day、week 或 month 指明",
            ))
        })
}

/// Populations hold until the next one is given; before the first one, the first one holds.
fn carried(persons: &[Option<f64>]) -> Vec<f64> {
    let mut last = persons.iter().flatten().next().copied().unwrap_or(f64::NAN);
    persons
        .iter()
        .map(|person| {
            last = person.unwrap_or(last);
            last
        })
        .collect()
}

/// The step in Chinese, as a measure word.
pub(crate) fn step_zh(step: Step) -> &'static str {
    match step {
        Step::Day => "天",
        Step::Week => "周",
        Step::Month => "个月",
    }
}

/// The first day of an index, for JSON; `None` for plain numbers.
pub(crate) fn first_day(dates: Dates, series: &CountSeries, at: usize) -> Option<Day> {
    (dates != Dates::Numbers).then(|| Day::from_number(series.day(at)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use surveillance::sheet::Sheet;

    use super::*;
    use crate::lang::Lang;

    fn read(text: &str, gaps_are_zero: bool) -> Result<SeriesFile, Ending> {
        let input = Input {
            name: "file".to_owned(),
            sheet: Sheet::read(text.as_bytes()).unwrap(),
            lang: Lang::En,
        };
        let args = SeriesArgs {
            date: None,
            count: None,
            by: None,
            only: Vec::new(),
            population: None,
            step: None,
            gaps_are_zero,
        };
        SeriesFile::read(&input, &args, None)
    }

    #[test]
    fn a_missing_week_is_missing_and_a_blank_one_too() {
        let text = "week,count\n2026-W01,1\n2026-W02,\n2026-W04,NA\n2026-W05,4\n";
        let counts = |zero| read(text, zero).unwrap().series[0].counts.observed.clone();
        assert_eq!(counts(false), [Some(1), None, None, None, Some(4)]);
        // A blank cell was looked at and not filled in; only the week without a row becomes 0.
        assert_eq!(counts(true), [Some(1), None, Some(0), None, Some(4)]);
    }

    proptest! {
        /// Every count of a file stands at its date, and nothing else stands anywhere.
        #[test]
        fn no_count_is_lost(counts in proptest::collection::btree_map(0..400_i32, 0..1000_u32, 2..60)) {
            let first = *counts.keys().next().unwrap();
            let rows: String = counts
                .iter()
                .map(|(day, count)| format!("{},{count}\n", Day::from_number(20_000 + day)))
                .collect();
            let file = read(&format!("date,count\n{rows}"), false).unwrap();
            let series = &file.series[0].counts;
            for (at, observed) in series.observed.iter().enumerate() {
                prop_assert_eq!(*observed, counts.get(&(series.day(at) - 20_000)).copied());
            }
            prop_assert_eq!(series.day(0) - 20_000, first);
            prop_assert_eq!(series.observed.iter().flatten().count(), counts.len());
        }

        #[test]
        fn any_table_gets_an_answer(
            rows in proptest::collection::vec(("[0-9W年月日/-]{0,10}", "[0-9.,A-Z-]{0,6}"), 0..20),
            zero in any::<bool>(),
        ) {
            let rows: String = rows.iter().map(|(date, count)| format!("{date};{count}\n")).collect();
            let _ = read(&format!("date;count\n{rows}"), zero);
        }
    }
}
