//! `yufang detect FILE`

mod judgement;
mod shown;

use std::ops::Range;
use std::path::Path;

use epi::{CountSeries, DetectorSpec, Method, assess_panel};
use kernel::Day;
use serde::Serialize;

use self::judgement::{Judgement, SeriesReport};
use super::{Answer, ROWS_SHOWN, setting};
use crate::cli::{Detect, MethodArgs};
use crate::exit::Ending;
use crate::file::{Input, NamedSeries, SeriesFile};
use crate::lang::Lang;
use crate::output::Output;

/// Methods tried when none is named, the first that can judge the last point wins.
const PREFERRED: [Method; 3] = [Method::FarringtonFlexible, Method::EarsC2, Method::Rki];

#[derive(Serialize)]
struct Report<'a> {
    file: &'a str,
    detector: &'a DetectorSpec,
    step: &'static str,
    notes: &'a [String],
    series: Vec<SeriesReport<'a>>,
}

/// Judges a file of counts.
pub(crate) fn run(out: Output, asked: &Detect, path: &Path) -> Result<(), Ending> {
    let lang = asked.print.lang();
    let input = Input::open(path, &asked.series.only, lang)?;
    let mut file = SeriesFile::read(&input, &asked.series, None)?;
    let range = |series: &CountSeries| window(series, asked.from, asked.to);
    if let Some(first) = file.series.first()
        && range(&first.counts).is_empty()
    {
        return Err(input.refuse(lang.pick(
            "no point lies between --from and --to",
            "--from 与 --to 之间没有数据",
        )));
    }
    let (spec, why) = choose(&asked.method, &file, &range, lang)?;
    let method = setting::described(&spec, lang);
    file.notes.push(lang.pick(
        format!("method: {method}{why}"),
        format!("方法：{method}{why}"),
    ));
    let judgements = judge(&spec, &file.series, &range)?;
    let answer = Answer {
        json: Report {
            file: &input.name,
            detector: &spec,
            step: file.step.id(),
            notes: &file.notes,
            series: judgements
                .iter()
                .map(|judged| judged.report(file.dates, lang))
                .collect(),
        },
        csv: shown::table(&judgements, file.dates, None),
        table: shown::table(&judgements, file.dates, Some(lang)),
        telling: shown::telling(&judgements),
        whole: ROWS_SHOWN,
        notes: file.notes.clone(),
        words: shown::words(&judgements, file.dates, lang),
    };
    answer.print(out, &asked.print, || {
        shown::figure(input.title(), &method, &judgements, file.dates, lang)
    })
}

/// The points from the one that holds `from` to the one that holds `to`.
pub(super) fn window(series: &CountSeries, from: Option<Day>, to: Option<Day>) -> Range<usize> {
    let first = from.map_or(0, |from| {
        (0..series.len())
            .find(|at| series.day(at + 1) > from.number())
            .unwrap_or(series.len())
    });
    let end = to.map_or(series.len(), |to| {
        (0..series.len())
            .find(|at| series.day(*at) > to.number())
            .unwrap_or(series.len())
    });
    first..end.max(first)
}

/// The method asked for, or the first of the preferred ones that can judge the last point of a series.
fn choose(
    asked: &MethodArgs,
    file: &SeriesFile,
    range: &impl Fn(&CountSeries) -> Range<usize>,
    lang: Lang,
) -> Result<(DetectorSpec, &'static str), Ending> {
    if let Some(method) = &asked.method {
        return Ok((setting::spec(method, &asked.set)?, ""));
    }
    let can_judge = |method: Method| {
        let detector = DetectorSpec::new(method).build().ok()?;
        let answers = |named: &NamedSeries| {
            let mut points = range(&named.counts).rev();
            points
                .find(|at| named.counts.observed[*at].is_some())
                .is_some_and(|at| detector.assess(&named.counts, at).is_ok())
        };
        file.series.iter().any(answers).then_some(method)
    };
    let able = PREFERRED.into_iter().find_map(can_judge);
    let method = able.unwrap_or(PREFERRED[0]);
    let why = if method == PREFERRED[0] {
        lang.pick("", "")
    } else {
        lang.pick(
            "; the default for this step and this length of history, --method chooses another",
            "；按步长和历史长度自动选用，可用 --method 另选",
        )
    };
    Ok((setting::spec(method.id(), &asked.set)?, why))
}

fn judge<'s>(
    spec: &DetectorSpec,
    series: &'s [NamedSeries],
    range: &(impl Fn(&CountSeries) -> Range<usize> + Sync),
) -> Result<Vec<Judgement<'s>>, Ending> {
    let detector = spec
        .build()
        .map_err(|error| Ending::Usage(error.to_string()))?;
    let panel: Vec<&CountSeries> = series.iter().map(|named| &named.counts).collect();
    let verdicts = assess_panel(&*detector, &panel, |series| range(series));
    Ok(series
        .iter()
        .zip(verdicts)
        .map(|(series, verdicts)| Judgement {
            series,
            range: range(&series.counts),
            verdicts,
        })
        .collect())
}
