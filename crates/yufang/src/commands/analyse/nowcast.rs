//! `yufang analyse nowcast FILE`

use epi::nowcast::{
    DELAY_MAX, Nowcast as Answered, NowcastMethod, NowcastSettings, Report, ReportingTriangle,
    TriangleFrame, nowcast,
};
use epi::{CountSeries, Step};
use kernel::{Day, Period};
use platform::{Cell, Table};
use serde::Serialize;

use super::{Answer, ROWS_SHOWN, setting};
use crate::cli::Nowcast;
use crate::exit::Ending;
use crate::figure::nowcast::{self as figure, Known};
use crate::figure::panel::Span;
use crate::file::{Dates, Input, read_reports};
use crate::lang::Lang;
use crate::output::Output;

/// Levels of the 95 % and 50 % intervals.
const LEVELS: [f64; 4] = [0.025, 0.25, 0.75, 0.975];
/// Share of the delays that the longest delay shall hold, and the least it is.
const DELAYS_HELD: f64 = 0.99;
const DELAY_MIN: usize = 3;
/// Steps drawn and shown before those that are incomplete.
const BEFORE: usize = 14;

#[derive(Serialize)]
struct Document<'a> {
    file: &'a str,
    notes: &'a [String],
    summary: &'a str,
    delay_max: usize,
    #[serde(flatten)]
    nowcast: &'a Answered,
    /// What later reports in the file made of each point, where the present was set into the past.
    reported_later: &'a [Option<u64>],
}

/// Estimates how many cases of the last days have happened.
pub(super) fn run(out: Output, asked: &Nowcast) -> Result<(), Ending> {
    let lang = asked.print.lang();
    let input = Input::open(&asked.file, &asked.only, lang)?;
    let (reports, note) = read_reports(&input, asked)?;
    let frame = frame(&reports, asked);
    let triangle = ReportingTriangle::from_reports(reports.iter().copied(), frame)
        .map_err(|error| input.refuse(error))?;
    let answered = nowcast(&triangle, &settings(asked)?).map_err(|error| input.refuse(error))?;
    let later = known_later(&reports, &triangle);
    let now = Day::from_number(frame.now);
    let notes = vec![
        note,
        lang.pick(
            format!(
                "the present is {now}; delays up to {} {}s; method: {}",
                frame.delay_max, frame.step, answered.method
            ),
            format!(
                "截至 {now}；最长延迟 {} 期；方法：{}",
                frame.delay_max, answered.method
            ),
        ),
    ];
    let summary = sentence(&answered, lang);
    let incomplete = answered
        .points
        .iter()
        .position(|point| !point.is_complete)
        .unwrap_or(0);
    let first = incomplete.saturating_sub(BEFORE);
    let answer = Answer {
        json: Document {
            file: &input.name,
            notes: &notes,
            summary: &summary,
            delay_max: frame.delay_max,
            nowcast: &answered,
            reported_later: &later,
        },
        csv: table(&answered, &later, None),
        table: table(&answered, &later, Some(lang)),
        telling: (incomplete..answered.points.len()).collect(),
        whole: ROWS_SHOWN,
        notes: notes.clone(),
        words: vec![summary.clone()],
    };
    answer.print(out, &asked.print, || {
        draw(input.title(), &notes[1], &answered, &later, first, lang)
    })
}

fn settings(asked: &Nowcast) -> Result<NowcastSettings, Ending> {
    let method = NowcastMethod::ALL
        .into_iter()
        .find(|method| method.id() == asked.method)
        .ok_or_else(|| {
            let known: Vec<&str> = NowcastMethod::ALL
                .iter()
                .map(|method| method.id())
                .collect();
            Ending::Usage(format!(
                "--method `{}`: choose one of {}",
                asked.method,
                known.join(", ")
            ))
        })?;
    let settings = NowcastSettings {
        method,
        levels: LEVELS.to_vec(),
        seed: asked.seed,
        ..NowcastSettings::default()
    };
    setting::changed(settings, &asked.set)
}

/// From the first event to the present, in whole steps; weeks begin on Mondays.
fn frame(reports: &[Report], asked: &Nowcast) -> TriangleFrame {
    let step = Step::from(asked.step);
    let events = reports.iter().map(|report| report.event_day);
    let first = Day::from_number(events.min().unwrap_or_default());
    let last = reports
        .iter()
        .map(|report| report.report_day)
        .max()
        .unwrap_or_default();
    let now = asked.now.unwrap_or(Day::from_number(last));
    let (start, now) = match step {
        // Only weeks that are over, or their missing days would look like late reports.
        Step::Week => (
            Period::Week.start_of(first),
            Period::Week.start_of(now.plus(1)).plus(-1),
        ),
        Step::Day | Step::Month => (first, now),
    };
    let length = if step == Step::Week { 7 } else { 1 };
    let known = reports
        .iter()
        .filter(|report| report.report_day <= now.number());
    let delays = known.map(|report| {
        (
            (report.report_day - report.event_day) / length,
            report.count,
        )
    });
    TriangleFrame {
        start: start.number(),
        now: now.number(),
        step,
        delay_max: asked.delay_max.unwrap_or_else(|| holding(delays.collect())),
    }
}

/// The least delay that holds nearly all cases.
fn holding(mut delays: Vec<(i32, u32)>) -> usize {
    delays.sort_unstable();
    let all: u64 = delays.iter().map(|(_, count)| u64::from(*count)).sum();
    let wanted = all as f64 * DELAYS_HELD;
    let mut held = 0;
    let delay = delays.iter().find_map(|(delay, count)| {
        held += u64::from(*count);
        (held as f64 >= wanted).then_some(*delay)
    });
    let delay = usize::try_from(delay.unwrap_or_default()).unwrap_or_default();
    delay.clamp(DELAY_MIN, DELAY_MAX)
}

/// All cases the file holds of each step, where it holds reports from after the present.
fn known_later(reports: &[Report], triangle: &ReportingTriangle) -> Vec<Option<u64>> {
    let has_later = reports
        .iter()
        .any(|report| report.report_day > triangle.now());
    let length = i64::from(triangle.day(1)) - i64::from(triangle.day(0));
    let mut totals = vec![0_u64; triangle.len()];
    for report in reports {
        let elapsed = i64::from(report.event_day) - i64::from(triangle.day(0));
        let row = usize::try_from(elapsed.div_euclid(length)).ok();
        if let Some(total) = row.and_then(|row| totals.get_mut(row)) {
            *total += u64::from(report.count);
        }
    }
    totals
        .into_iter()
        .map(|total| has_later.then_some(total))
        .collect()
}

fn label(step: Step, day: i32) -> String {
    let day = Day::from_number(day);
    match step {
        Step::Week => Period::Week.label(day),
        Step::Day | Step::Month => day.to_string(),
    }
}

fn table(answered: &Answered, later: &[Option<u64>], lang: Option<Lang>) -> Table {
    let has_later = later.iter().any(Option::is_some);
    let titles = match lang {
        None => [
            "date",
            "reported",
            "reported_share",
            "median",
            "lower_95",
            "lower_50",
            "upper_50",
            "upper_95",
            "reported_later",
        ],
        Some(Lang::En) => [
            "date", "reported", "share", "estimate", "2.5 %", "25 %", "75 %", "97.5 %", "later",
        ],
        Some(Lang::Zh) => [
            "日期",
            "已报告",
            "已报告比例",
            "估计",
            "2.5%",
            "25%",
            "75%",
            "97.5%",
            "后来报告",
        ],
    };
    let whole = |count: u64| Cell::Integer(i64::try_from(count).unwrap_or(i64::MAX));
    let cells = |(row, point): (usize, &epi::nowcast::NowcastPoint)| {
        let estimate = point.estimate.as_ref();
        let quantile = |number: usize| -> Cell {
            estimate
                .and_then(|estimate| estimate.quantiles.get(number))
                .map_or(Cell::Empty, |count| whole(*count))
        };
        let mut cells = vec![
            label(answered.step, point.day).into(),
            whole(point.reported),
            point.reported_share.into(),
            estimate.map_or(Cell::Empty, |estimate| whole(estimate.median)),
            quantile(0),
            quantile(1),
            quantile(2),
            quantile(3),
        ];
        if has_later {
            cells.push(later.get(row).copied().flatten().map_or(Cell::Empty, whole));
        }
        cells
    };
    let columns = if has_later {
        titles.len()
    } else {
        titles.len() - 1
    };
    Table {
        name: "nowcast".to_owned(),
        notes: Vec::new(),
        columns: titles
            .into_iter()
            .take(columns)
            .map(str::to_owned)
            .collect(),
        rows: answered.points.iter().enumerate().map(cells).collect(),
    }
}

/// The last week (or the last step) as it is known and as it will be.
fn sentence(answered: &Answered, lang: Lang) -> String {
    let steps = if answered.step == Step::Week { 1 } else { 7 };
    let first = answered.points.len().saturating_sub(steps);
    let recent = answered.points.get(first..).unwrap_or_default();
    let reported: u64 = recent.iter().map(|point| point.reported).sum();
    let steps = recent.len();
    match answered.total_since(first) {
        Some(total) => {
            let (low, high) = (total.quantile(LEVELS[0]), total.quantile(LEVELS[3]));
            lang.pick(
                format!(
                    "in the last {steps} {}s {reported} cases are known; about {} have happened (95 %: {low} to {high})",
                    answered.step, total.median
                ),
                format!("最近 {steps} 期已知 {reported} 例，估计实际约 {} 例（95%：{low} 至 {high}）", total.median),
            )
        }
        None => lang.pick(
            format!(
                "in the last {steps} {}s {reported} cases are known; see the estimate of each",
                answered.step
            ),
            format!("最近 {steps} 期已知 {reported} 例；各期估计见表"),
        ),
    }
}

fn draw(
    name: &str,
    method: &str,
    answered: &Answered,
    later: &[Option<u64>],
    first: usize,
    lang: Lang,
) -> String {
    let series = CountSeries {
        start: answered.points.first().map_or(0, |point| point.day),
        step: answered.step,
        observed: vec![None; answered.points.len()],
        population: None,
    };
    let points: Vec<Known> = answered
        .points
        .iter()
        .zip(later)
        .map(|(point, later)| {
            let incomplete = point.estimate.as_ref().filter(|_| !point.is_complete);
            let pair = |low: usize, high: usize| {
                let ends = incomplete?;
                Some((
                    *ends.quantiles.get(low)? as f64,
                    *ends.quantiles.get(high)? as f64,
                ))
            };
            Known {
                reported: point.reported as f64,
                median: incomplete.map(|estimate| estimate.median as f64),
                half: pair(1, 2),
                most: pair(0, 3),
                later: later.map(|later| later as f64),
            }
        })
        .collect();
    let span = Span {
        series: &series,
        dates: if answered.step == Step::Week {
            Dates::Weeks
        } else {
            Dates::Days
        },
        shown: first..points.len(),
    };
    figure::draw(name, method, &span, &points, lang)
}
