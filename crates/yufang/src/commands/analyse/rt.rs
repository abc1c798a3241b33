//! `yufang analyse rt FILE`

use epi::rt::{
    DailyRt, Incidence, IntervalSetting, Reporting, RtAnalysis, RtSettings,
    UncertainSerialInterval, WindowRt, analyse,
};
use epi::{CountSeries, NotEnoughData, Step};
use kernel::Day;
use platform::{Cell, Table};
use serde::Serialize;

use super::{Answer, ROWS_SHOWN};
use crate::cli::{Rt, RtMethod};
use crate::exit::Ending;
use crate::figure::panel::Span;
use crate::figure::reproduction::{self, RtPoint};
use crate::file::{Dates, Input, NamedSeries, SeriesFile, Wanted, first_day};
use crate::grid::real;
use crate::lang::Lang;
use crate::output::Output;

/// Days at the end that are shown.
const LAST_SHOWN: usize = 14;

#[derive(Serialize)]
struct Report<'a> {
    file: &'a str,
    method: &'static str,
    first_day: Option<Day>,
    counts: &'a [Option<u32>],
    notes: &'a [String],
    summary: &'a str,
    #[serde(flatten)]
    analysis: &'a RtAnalysis,
}

/// Estimates R from a file of daily counts.
pub(super) fn run(out: Output, asked: &Rt) -> Result<(), Ending> {
    let lang = asked.print.lang();
    let input = Input::open(&asked.file, &asked.series.only, lang)?;
    let imported = input.find(&Wanted::IMPORTED, asked.imported.as_deref())?;
    let mut file = SeriesFile::read(&input, &asked.series, imported)?;
    let named = only_daily(&input, &file)?.clone();
    file.notes.push(lang.pick(
        format!(
            "serial interval: mean {} days, sd {} days",
            asked.si_mean, asked.si_sd
        ),
        format!(
            "序列间隔：均值 {} 天，标准差 {} 天",
            asked.si_mean, asked.si_sd
        ),
    ));
    let analysis = analyse(&incidence(&input, &named)?, &settings(asked, &named.counts))
        .map_err(|error| input.refuse(error))?;
    let points = points(asked.method, &analysis);
    let summary = sentence(
        asked.method,
        &analysis,
        &points,
        file.dates,
        &named.counts,
        lang,
    );
    let rows = points.iter().enumerate();
    let told = rows
        .rev()
        .filter(|(_, point)| point.is_ok())
        .map(|(row, _)| row);
    let mut telling: Vec<usize> = told.take(LAST_SHOWN).collect();
    telling.reverse();
    let answer = Answer {
        json: Report {
            file: &input.name,
            method: word(asked.method),
            first_day: first_day(file.dates, &named.counts, 0),
            counts: &named.counts.observed,
            notes: &file.notes,
            summary: &summary,
            analysis: &analysis,
        },
        csv: table(&points, &named, file.dates, None),
        table: table(&points, &named, file.dates, Some(lang)),
        telling,
        whole: ROWS_SHOWN,
        notes: file.notes.clone(),
        words: vec![summary.clone()],
    };
    answer.print(out, &asked.print, || {
        let span = Span {
            series: &named.counts,
            dates: file.dates,
            shown: 0..named.counts.len(),
        };
        let drawn: Vec<RtPoint> = points
            .iter()
            .filter_map(|point| point.as_ref().ok())
            .copied()
            .collect();
        reproduction::draw(
            input.title(),
            &method_in_words(asked, lang),
            &span,
            &drawn,
            lang,
        )
    })
}

/// The one series of a file of days.
fn only_daily<'f>(input: &Input, file: &'f SeriesFile) -> Result<&'f NamedSeries, Ending> {
    if file.step != Step::Day {
        return Err(input.refuse(input.lang.pick(
            format!("R needs daily counts and these are by {}", file.step),
            "R 需要逐日病例数，而文件不是逐日数据".to_owned(),
        )));
    }
    match file.series.as_slice() {
        [only] => Ok(only),
        several => {
            let names: Vec<&str> = several
                .iter()
                .filter_map(|named| named.name.as_deref())
                .take(5)
                .collect();
            Err(input.refuse(input.lang.pick(
                format!("R is estimated for one series at a time ({} …); choose with --where COLUMN=VALUE", names.join(", ")),
                format!("一次只能估计一个序列的 R（{} 等）；请用 --where 列=值 选择", names.join("、")),
            )))
        }
    }
}

/// Local and imported cases; the file's counts are those of all cases.
fn incidence(input: &Input, named: &NamedSeries) -> Result<Incidence, Ending> {
    let mut local = Vec::new();
    let mut imported = Vec::new();
    for (count, elsewhere) in named.counts.observed.iter().zip(&named.beside) {
        let (all, elsewhere) = (count.unwrap_or(0), elsewhere.unwrap_or(0));
        let here = all.checked_sub(elsewhere).ok_or_else(|| {
            input.refuse(input.lang.pick(
                format!("a day has {elsewhere} imported cases and only {all} cases; the count is that of all cases"),
                format!("某日输入病例 {elsewhere} 例多于病例总数 {all} 例；例数应包括输入病例"),
            ))
        })?;
        local.push(f64::from(here));
        imported.push(f64::from(elsewhere));
    }
    Incidence::new(local, imported).map_err(|error| input.refuse(error))
}

fn settings(asked: &Rt, counts: &CountSeries) -> RtSettings {
    let (mean, sd) = (asked.si_mean, asked.si_sd);
    let interval = match (asked.si_mean_error, asked.si_sd_error) {
        (Some(mean_error), Some(sd_error)) => IntervalSetting::Uncertain(
            UncertainSerialInterval::with_errors(mean, mean_error, sd, sd_error),
        ),
        _ => IntervalSetting::Gamma { mean, sd },
    };
    let mut settings = RtSettings::with_interval(interval);
    settings.window_days = asked.window;
    settings.seed = asked.seed;
    let mut shares: Vec<f64> = counts
        .observed
        .iter()
        .map(|count| if count.is_some() { 1.0 } else { 0.0 })
        .collect();
    for (share, told) in shares.iter_mut().rev().zip(asked.completeness.iter().rev()) {
        *share *= told;
    }
    if shares.iter().any(|share| *share != 1.0) {
        settings.reporting = Reporting::Completeness(shares);
    }
    settings
}

/// The answers of the method asked for, each at the last day it is about.
fn points(method: RtMethod, analysis: &RtAnalysis) -> Vec<Result<RtPoint, NotEnoughData>> {
    let of_window = |answer: &Result<WindowRt, NotEnoughData>| {
        answer.as_ref().map_err(|lack| *lack).map(|window| RtPoint {
            at: window.end,
            median: window.median,
            half: None,
            most: (window.lower, window.upper),
            above_one: None,
        })
    };
    let of_day = |answer: &Result<DailyRt, NotEnoughData>| {
        answer.as_ref().map_err(|lack| *lack).map(|day| RtPoint {
            at: day.day,
            median: day.median,
            half: Some((day.lower_half, day.upper_half)),
            most: (day.lower, day.upper),
            above_one: Some(day.probability_above_one),
        })
    };
    match method {
        RtMethod::Daily => analysis.daily.iter().map(of_day).collect(),
        RtMethod::Cori => analysis.windows.iter().map(of_window).collect(),
        RtMethod::WallingaTeunis => analysis.cohorts.iter().map(of_window).collect(),
    }
}

fn word(method: RtMethod) -> &'static str {
    match method {
        RtMethod::Daily => "daily",
        RtMethod::Cori => "cori",
        RtMethod::WallingaTeunis => "wallinga_teunis",
    }
}

fn method_in_words(asked: &Rt, lang: Lang) -> String {
    let window = asked.window;
    let what = match asked.method {
        RtMethod::Daily => lang.pick("R of every day".to_owned(), "逐日 R".to_owned()),
        RtMethod::Cori => lang.pick(
            format!("instantaneous R over {window} days (Cori et al.)"),
            format!("{window} 天窗口的瞬时 R（Cori 等）"),
        ),
        RtMethod::WallingaTeunis => lang.pick(
            format!("cohort R of the cases of {window} days (Wallinga & Teunis)"),
            format!("{window} 天病例的队列 R（Wallinga & Teunis）"),
        ),
    };
    let (mean, sd) = (asked.si_mean, asked.si_sd);
    lang.pick(
        format!("{what}; serial interval {mean} ± {sd} days"),
        format!("{what}；序列间隔 {mean} ± {sd} 天"),
    )
}

fn table(
    points: &[Result<RtPoint, NotEnoughData>],
    named: &NamedSeries,
    dates: Dates,
    lang: Option<Lang>,
) -> Table {
    let titles = match lang {
        None => [
            "date",
            "cases",
            "r_median",
            "r_lower",
            "r_upper",
            "probability_above_one",
        ],
        Some(Lang::En) => ["date", "cases", "R", "2.5 %", "97.5 %", "P(R > 1)"],
        Some(Lang::Zh) => ["日期", "病例数", "R", "2.5%", "97.5%", "P(R>1)"],
    };
    let cells = |point: &RtPoint| -> Vec<Cell> {
        vec![
            dates.label(&named.counts, point.at).into(),
            named
                .counts
                .observed
                .get(point.at)
                .copied()
                .flatten()
                .map(i64::from)
                .into(),
            point.median.into(),
            point.most.0.into(),
            point.most.1.into(),
            point.above_one.into(),
        ]
    };
    // Windows and days follow one another, so that one answer tells the day of those without.
    let first = points
        .iter()
        .enumerate()
        .find_map(|(row, point)| point.as_ref().ok()?.at.checked_sub(row))
        .unwrap_or_default();
    let rows = points
        .iter()
        .enumerate()
        .map(|(row, point)| match point {
            Ok(point) => cells(point),
            Err(_) => {
                let label = dates.label(&named.counts, first + row);
                std::iter::once(label.into())
                    .chain(std::iter::repeat_n(Cell::Empty, titles.len() - 1))
                    .collect()
            }
        })
        .collect();
    Table {
        name: "rt".to_owned(),
        notes: Vec::new(),
        columns: titles.map(str::to_owned).to_vec(),
        rows,
    }
}

/// The latest R and what it means.
fn sentence(
    method: RtMethod,
    analysis: &RtAnalysis,
    points: &[Result<RtPoint, NotEnoughData>],
    dates: Dates,
    counts: &CountSeries,
    lang: Lang,
) -> String {
    let Some(last) = points.iter().rev().find_map(|point| point.as_ref().ok()) else {
        let lack = points.iter().find_map(|point| point.as_ref().err());
        let reason = lack.map(|lack| lang.lack(lack)).unwrap_or_default();
        return lang.pick(
            format!("R cannot be estimated: {reason}"),
            format!("无法估计 R：{reason}"),
        );
    };
    let label = dates.label(counts, last.at);
    let (median, lower, upper) = (real(last.median), real(last.most.0), real(last.most.1));
    let mut text = lang.pick(
        format!("R on {label} is {median} (95 %: {lower} to {upper})"),
        format!("{label} 的 R 为 {median}（95%：{lower} 至 {upper}）"),
    );
    let verdict = match last.most {
        (low, _) if low > 1.0 => lang.pick("above 1, the epidemic grows", "大于 1，疫情在增长"),
        (_, high) if high < 1.0 => lang.pick("below 1, the epidemic shrinks", "小于 1，疫情在下降"),
        _ => lang.pick("whether it is above 1 is not clear", "是否大于 1 尚不明确"),
    };
    text.push_str(&lang.pick(format!(": {verdict}"), format!("：{verdict}")));
    if method == RtMethod::WallingaTeunis {
        text.push_str(lang.pick(
            "; the last days are too low, because those whom these cases will infect are not counted yet",
            "；最近几天偏低，因为由这些病例感染者尚未计入",
        ));
    }
    if let (RtMethod::Daily, Some(probability)) = (method, last.above_one) {
        text.push_str(&lang.pick(
            format!(" (probability {})", real(probability)),
            format!("（概率 {}）", real(probability)),
        ));
        if let Ok(today) = analysis.today() {
            text.push_str(&growth(today, lang));
        }
    }
    text
}

fn growth(today: &DailyRt, lang: Lang) -> String {
    let growth = today.growth;
    match (growth.doubling_days, growth.halving_days) {
        (Some(days), _) => lang.pick(
            format!("; at this rate cases double in {days:.0} days"),
            format!("；按此速度 {days:.0} 天翻一番"),
        ),
        (_, Some(days)) => lang.pick(
            format!("; at this rate cases halve in {days:.0} days"),
            format!("；按此速度 {days:.0} 天减半"),
        ),
        _ => String::new(),
    }
}
