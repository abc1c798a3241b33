//! `yufang analyse backtest FILE`

use std::ops::Range;

use epi::backtest::{Backtest as Replay, LabelledSeries, Share, sweep};
use epi::{CountSeries, DetectorSpec, Step};
use kernel::Day;
use platform::{Cell, Table};
use serde::Serialize;

use super::detect::window;
use super::{Answer, ROWS_SHOWN, setting};
use crate::cli::Backtest;
use crate::exit::Ending;
use crate::figure::tradeoff::{self, Tried};
use crate::file::{Input, SeriesFile, Wanted, flagged, read_events};
use crate::lang::Lang;
use crate::output::Output;

/// Settings tried in one call; more are a search and belong into a program.
const SETTINGS_MAX: usize = 500;

/// One method with one choice of settings, and how it did.
#[derive(Serialize)]
struct Row<'a> {
    detector: &'a DetectorSpec,
    /// What differs from row to row.
    tried: String,
    alarms_per_week: Option<f64>,
    false_alarm_rate: Option<f64>,
    positive_predictive_value: Option<f64>,
    sensitivity: Option<f64>,
    detection_probability: Option<f64>,
    delay_days_mean: Option<f64>,
    lead_days_mean: Option<f64>,
    #[serde(flatten)]
    replay: &'a Replay,
}

#[derive(Serialize)]
struct Report<'a> {
    file: &'a str,
    notes: &'a [String],
    events: usize,
    settings: Vec<Row<'a>>,
}

/// Holds detectors against known events.
pub(super) fn run(out: Output, asked: &Backtest) -> Result<(), Ending> {
    let lang = asked.print.lang();
    let input = Input::open(&asked.file, &asked.series.only, lang)?;
    let mark = match &asked.events {
        Some(_) => None,
        None => Some(input.require(&Wanted::EVENT, asked.event_column.as_deref())?),
    };
    let mut file = SeriesFile::read(&input, &asked.series, mark)?;
    let panel = labelled(asked, &file, lang)?;
    let events: usize = panel.iter().map(|labelled| labelled.events.len()).sum();
    if events == 0 {
        return Err(input.refuse(lang.pick(
            "there is no event to hold the alarms against",
            "没有可供对照的已知事件",
        )));
    }
    file.notes.push(lang.pick(
        format!("{events} known event{}", if events == 1 { "" } else { "s" }),
        format!("已知事件 {events} 起"),
    ));
    let specs = settings(asked, file.step)?;
    let range = |series: &CountSeries| judged(series, &specs, asked.from, asked.to);
    let only: Vec<DetectorSpec> = specs.iter().map(|(spec, _)| spec.clone()).collect();
    let replays = sweep(&only, &panel, range).map_err(|error| Ending::Usage(error.to_string()))?;
    let rows: Vec<Row<'_>> = specs
        .iter()
        .zip(&replays)
        .map(|((spec, tried), replay)| Row {
            detector: spec,
            tried: tried.clone(),
            alarms_per_week: replay.alarms_per_week(),
            false_alarm_rate: replay.false_alarms.proportion(),
            positive_predictive_value: replay.positive_predictive_value.proportion(),
            sensitivity: replay.sensitivity.proportion(),
            detection_probability: replay.detection.proportion(),
            delay_days_mean: replay.delay_days_mean(),
            lead_days_mean: replay.lead_days_mean(),
            replay,
        })
        .collect();
    let words = rows.iter().map(|row| sentence(row, lang)).collect();
    let curves = curves(&rows, lang);
    let answer = Answer {
        csv: table(&rows, None),
        table: table(&rows, Some(lang)),
        telling: (0..rows.len()).collect(),
        whole: ROWS_SHOWN,
        notes: file.notes.clone(),
        words,
        json: Report {
            file: &input.name,
            notes: &file.notes,
            events,
            settings: rows,
        },
    };
    answer.print(out, &asked.print, || {
        let title = lang.pick(
            format!("{}: detection against false alarms", input.title()),
            format!("{}：检出率与误报率", input.title()),
        );
        tradeoff::draw(&title, &subtitle(asked, events, lang), &curves, lang)
    })
}

/// The series with their events, from the events' file or from the column that marks them.
fn labelled(
    asked: &Backtest,
    file: &SeriesFile,
    lang: Lang,
) -> Result<Vec<LabelledSeries>, Ending> {
    let Some(path) = &asked.events else {
        return Ok(file
            .series
            .iter()
            .map(|named| LabelledSeries {
                series: named.counts.clone(),
                events: flagged(named),
            })
            .collect());
    };
    let input = Input::whole(path, lang)?;
    let mut events = read_events(&input)?;
    let everywhere = events.remove(&None).unwrap_or_default();
    let panel = file
        .series
        .iter()
        .map(|named| {
            let own = events.remove(&named.name).unwrap_or_default();
            LabelledSeries {
                series: named.counts.clone(),
                events: everywhere.iter().copied().chain(own).collect(),
            }
        })
        .collect();
    let unknown: Vec<String> = events.into_keys().flatten().collect();
    if unknown.is_empty() {
        return Ok(panel);
    }
    let names = unknown.join(", ");
    Err(input.refuse(lang.pick(
        format!("no series is called {names}; --by names the column that tells the series apart"),
        format!("没有名为 {names} 的序列；请用 --by 指明区分序列的列"),
    )))
}

/// Every method with every combination of the swept values, and what was tried in words.
fn settings(asked: &Backtest, step: Step) -> Result<Vec<(DetectorSpec, String)>, Ending> {
    let usual = if step == Step::Day {
        "ears_c2"
    } else {
        "farrington_flexible"
    };
    let methods = if asked.methods.is_empty() {
        vec![usual.to_owned()]
    } else {
        asked.methods.clone()
    };
    let mut combinations: Vec<Vec<String>> = vec![Vec::new()];
    for sweep in &asked.sweep {
        let (key, values) = setting::pair(sweep, "--sweep")?;
        let values: Vec<&str> = values
            .split(',')
            .map(str::trim)
            .filter(|value| !value.is_empty())
            .collect();
        combinations = combinations
            .iter()
            .flat_map(|before| {
                values.iter().map(move |value| {
                    let mut set = before.clone();
                    set.push(format!("{key}={value}"));
                    set
                })
            })
            .collect();
        if combinations.len() * methods.len() > SETTINGS_MAX {
            return Err(Ending::Usage(format!(
                "more than {SETTINGS_MAX} settings; give --sweep fewer values"
            )));
        }
    }
    let mut specs = Vec::new();
    for method in &methods {
        for combination in &combinations {
            let all: Vec<String> = asked.set.iter().chain(combination).cloned().collect();
            specs.push((setting::spec(method, &all)?, combination.join(", ")));
        }
    }
    Ok(specs)
}

/// The points asked for, or all from which on some method has its history.
fn judged(
    series: &CountSeries,
    specs: &[(DetectorSpec, String)],
    from: Option<Day>,
    to: Option<Day>,
) -> Range<usize> {
    let range = window(series, from, to);
    if from.is_some() {
        return range;
    }
    // The same points for every setting, or their rates could not be compared.
    let history = specs
        .iter()
        .filter_map(|(spec, _)| spec.build().ok()?.look_back(series.step))
        .max()
        .unwrap_or_default();
    range.start.max(history.min(range.end))..range.end
}

fn curves(rows: &[Row<'_>], lang: Lang) -> Vec<(String, Vec<Tried>)> {
    let mut curves: Vec<(String, Vec<Tried>)> = Vec::new();
    for row in rows {
        let info = row.detector.method().info();
        let name = lang.pick(info.name_en, info.name_zh);
        let (Some(false_alarm_rate), Some(detection_probability)) =
            (row.false_alarm_rate, row.detection_probability)
        else {
            continue;
        };
        let tried = Tried {
            label: short(&row.tried),
            false_alarm_rate,
            detection_probability,
        };
        match curves.iter_mut().find(|(known, _)| known == name) {
            Some((_, curve)) => curve.push(tried),
            None => curves.push((name.to_owned(), vec![tried])),
        }
    }
    curves
}

/// Values without their names, which stand in the title.
fn short(tried: &str) -> String {
    let values = tried
        .split(", ")
        .map(|set| set.split_once('=').map_or(set, |(_, value)| value));
    values.collect::<Vec<_>>().join(", ")
}

/// What the figure rests on, and what the numbers beside its dots are.
fn subtitle(asked: &Backtest, events: usize, lang: Lang) -> String {
    let keys = asked
        .sweep
        .iter()
        .filter_map(|sweep| Some(sweep.split_once('=')?.0.trim()));
    let keys = keys.collect::<Vec<_>>().join(", ");
    let mut text = lang.pick(
        format!("known events: {events}"),
        format!("已知事件：{events}"),
    );
    if !keys.is_empty() {
        text.push_str(&lang.pick(
            format!("; beside the dots: {keys}"),
            format!("；点旁数字为 {keys}"),
        ));
    }
    text
}

fn table(rows: &[Row<'_>], lang: Option<Lang>) -> Table {
    let titles = match lang {
        None => [
            "method",
            "setting",
            "alarms_per_week",
            "false_alarm_rate",
            "positive_predictive_value",
            "sensitivity",
            "detection_probability",
            "delay_days_mean",
            "lead_days_mean",
            "unanswered_count",
        ],
        Some(Lang::En) => [
            "method",
            "setting",
            "alarms/week",
            "FPR",
            "PPV",
            "sensitivity",
            "POD",
            "delay, d",
            "lead, d",
            "unanswered",
        ],
        Some(Lang::Zh) => [
            "方法",
            "设定",
            "每周预警数",
            "误报率",
            "阳性预测值",
            "灵敏度",
            "检出率",
            "延迟（天）",
            "提前（天）",
            "未判断",
        ],
    };
    let cells = |row: &Row<'_>| -> Vec<Cell> {
        vec![
            row.detector.method().id().into(),
            row.tried.clone().into(),
            row.alarms_per_week.into(),
            row.false_alarm_rate.into(),
            row.positive_predictive_value.into(),
            row.sensitivity.into(),
            row.detection_probability.into(),
            row.delay_days_mean.into(),
            row.lead_days_mean.into(),
            i64::try_from(row.replay.unanswered_count)
                .unwrap_or(i64::MAX)
                .into(),
        ]
    };
    Table {
        name: "backtest".to_owned(),
        notes: Vec::new(),
        columns: titles.map(str::to_owned).to_vec(),
        rows: rows.iter().map(cells).collect(),
    }
}

/// How one setting did.
fn sentence(row: &Row<'_>, lang: Lang) -> String {
    let replay = row.replay;
    let share = |share: Share| format!("{}/{}", share.hits, share.of);
    let (events, outside) = (share(replay.detection), share(replay.false_alarms));
    let right = share(replay.positive_predictive_value);
    let delay = row
        .delay_days_mean
        .map(|days| {
            lang.pick(
                format!(", {days:.0} days after their first day"),
                format!("，平均延迟 {days:.0} 天"),
            )
        })
        .unwrap_or_default();
    let name = [row.detector.method().id(), row.tried.as_str()].join(" ");
    let name = name.trim_end();
    lang.pick(
        format!("{name}: {events} events seen{delay}; {right} alarms right; alarms at {outside} points outside events"),
        format!("{name}：检出事件 {events}{delay}；预警正确 {right}；事件外误报 {outside} 期"),
    )
}
