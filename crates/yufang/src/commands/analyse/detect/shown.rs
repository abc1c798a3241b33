//! Judgements as a table, words and a figure.

use platform::{Cell, Table};

use super::judgement::{Judgement, unanswered};
use crate::figure::detection::{self, Judged, Shown};
use crate::figure::panel::Span;
use crate::file::Dates;
use crate::lang::Lang;

/// Series whose panels fit into one figure.
const PANELS_MAX: usize = 12;
/// Series that are spoken of one by one.
const SPOKEN_MAX: usize = 10;
/// Points at the end that are shown beside the alarms.
const LAST_SHOWN: usize = 8;

/// One row a point: for programs with every figure, for people in their language with those they read.
pub(super) fn table(judgements: &[Judgement<'_>], dates: Dates, lang: Option<Lang>) -> Table {
    let has_names = judgements.iter().any(|judged| judged.series.name.is_some());
    let titles: Vec<&str> = match lang {
        None => vec![
            "series", "date", "count", "observed", "expected", "bound", "p_value", "score",
            "is_alarm", "why",
        ],
        Some(Lang::En) => vec![
            "series", "date", "observed", "expected", "bound", "p", "alarm",
        ],
        Some(Lang::Zh) => vec!["序列", "日期", "观察值", "期望值", "界值", "p值", "预警"],
    };
    let skipped = usize::from(!has_names);
    let mut rows = Vec::new();
    for judged in judgements {
        let counts = &judged.series.counts;
        for (at, verdict) in judged.points() {
            let said = verdict.as_ref().ok();
            let count = counts.observed[at].map(i64::from);
            let observed = said.map(|said| i64::try_from(said.observed).unwrap_or(i64::MAX));
            let is_alarm = said.map(|said| said.is_alarm);
            let expected: Cell = said.and_then(|said| said.expected).into();
            let bound: Cell = said.map(|said| said.bound).into();
            let p_value: Cell = said.and_then(|said| said.p_value).into();
            let mut row: Vec<Cell> = vec![judged.name().into(), dates.label(counts, at).into()];
            match lang {
                None => row.extend([
                    count.into(),
                    observed.into(),
                    expected,
                    bound,
                    p_value,
                    said.and_then(|said| said.score).into(),
                    is_alarm.map(|alarm| alarm.to_string()).into(),
                    match verdict {
                        Ok(said) => said.why.text_en().into(),
                        Err(error) => unanswered(error, Lang::En).into(),
                    },
                ]),
                Some(_) => row.extend([
                    observed.or(count).into(),
                    expected,
                    bound,
                    p_value,
                    if is_alarm == Some(true) {
                        "▲".into()
                    } else {
                        "".into()
                    },
                ]),
            }
            rows.push(row.split_off(skipped));
        }
    }
    Table {
        name: "detect".to_owned(),
        notes: Vec::new(),
        columns: titles
            .into_iter()
            .skip(skipped)
            .map(str::to_owned)
            .collect(),
        rows,
    }
}

/// The alarms, and the last points of every series.
pub(super) fn telling(judgements: &[Judgement<'_>]) -> Vec<usize> {
    let mut rows = Vec::new();
    let mut first = 0;
    for judged in judgements {
        let length = judged.verdicts.len();
        let last = if judgements.len() > 1 { 1 } else { LAST_SHOWN };
        let is_telling = |at: &usize| {
            let is_alarm = judged.verdicts[*at]
                .as_ref()
                .is_ok_and(|said| said.is_alarm);
            is_alarm || at + last >= length
        };
        rows.extend((0..length).filter(is_telling).map(|at| first + at));
        first += length;
    }
    rows
}

pub(super) fn words(judgements: &[Judgement<'_>], dates: Dates, lang: Lang) -> Vec<String> {
    if let [only] = judgements {
        return vec![only.sentence(dates, lang)];
    }
    let mut order: Vec<&Judgement<'_>> = judgements.iter().collect();
    order.sort_by_key(|judged| std::cmp::Reverse(judged.alarms().next_back().map(|(at, _)| at)));
    let with = judgements
        .iter()
        .filter(|judged| judged.alarms().next().is_some())
        .count();
    let alarms: usize = judgements
        .iter()
        .map(|judged| judged.alarms().count())
        .sum();
    let mut lines = vec![lang.pick(
        format!(
            "{alarms} alarms in {with} of {} series; the latest:",
            judgements.len()
        ),
        format!(
            "{} 个序列中 {with} 个有预警信号，共 {alarms} 次；最近的：",
            judgements.len()
        ),
    )];
    let spoken = order
        .into_iter()
        .filter(|judged| judged.alarms().next().is_some());
    lines.extend(
        spoken
            .take(SPOKEN_MAX)
            .map(|judged| format!("  {}", judged.sentence(dates, lang))),
    );
    lines
}

pub(super) fn figure(
    name: &str,
    method: &str,
    judgements: &[Judgement<'_>],
    dates: Dates,
    lang: Lang,
) -> String {
    let mut order: Vec<usize> = (0..judgements.len()).collect();
    if order.len() > PANELS_MAX {
        // The series with the most alarms, in the order of the file.
        order.sort_by_key(|number| std::cmp::Reverse(judgements[*number].alarms().count()));
        order.truncate(PANELS_MAX);
        order.sort_unstable();
    }
    let shown: Vec<Shown<'_>> = order
        .into_iter()
        .map(|number| {
            let judged = &judgements[number];
            let step = judged.series.counts.step;
            let unit = lang.pick(
                format!("cases per {step}"),
                format!("例数（每{}）", unit_zh(step)),
            );
            Shown {
                name: match &judged.series.name {
                    Some(name) => format!("{name} · {unit}"),
                    None => unit,
                },
                span: Span {
                    series: &judged.series.counts,
                    dates,
                    shown: judged.range.clone(),
                },
                points: judged.drawn(),
            }
        })
        .collect();
    detection::draw(name, method, &shown, lang)
}

fn unit_zh(step: epi::Step) -> &'static str {
    match step {
        epi::Step::Day => "日",
        epi::Step::Week => "周",
        epi::Step::Month => "月",
    }
}

impl Judgement<'_> {
    fn drawn(&self) -> Vec<Judged> {
        let mut points: Vec<Judged> = self
            .series
            .counts
            .observed
            .iter()
            .map(|count| Judged {
                observed: count.map(f64::from),
                ..Judged::default()
            })
            .collect();
        for (at, verdict) in self.points() {
            if let Ok(said) = verdict {
                points[at] = Judged {
                    observed: Some(said.observed as f64),
                    expected: said.expected,
                    bound: said.bound.is_finite().then_some(said.bound),
                    is_alarm: said.is_alarm,
                    is_event: false,
                };
            }
        }
        points
    }
}
