//! What a detector said of one series, and how that is told.

use std::ops::Range;

use epi::{Answer as Verdict, Assessment, DetectError};
use kernel::Day;
use serde::Serialize;

use crate::file::{Dates, NamedSeries, first_day};
use crate::grid::real;
use crate::lang::Lang;

/// What was said of one series.
pub(super) struct Judgement<'s> {
    pub(super) series: &'s NamedSeries,
    pub(super) range: Range<usize>,
    pub(super) verdicts: Vec<Verdict>,
}

#[derive(Serialize)]
pub(super) struct SeriesReport<'a> {
    name: Option<&'a str>,
    points_judged: usize,
    points_unanswered: usize,
    alarms: usize,
    summary: String,
    points: Vec<PointReport<'a>>,
}

#[derive(Serialize)]
struct PointReport<'a> {
    date: Option<Day>,
    label: String,
    count: Option<u32>,
    #[serde(flatten)]
    assessment: Option<&'a Assessment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unanswered: Option<String>,
}

impl Judgement<'_> {
    pub(super) fn points(&self) -> impl DoubleEndedIterator<Item = (usize, &Verdict)> {
        self.range.clone().zip(&self.verdicts)
    }

    pub(super) fn alarms(&self) -> impl DoubleEndedIterator<Item = (usize, &Assessment)> {
        self.points().filter_map(|(at, verdict)| {
            let assessment = verdict.as_ref().ok()?;
            assessment.is_alarm.then_some((at, assessment))
        })
    }

    pub(super) fn answered(&self) -> usize {
        self.verdicts
            .iter()
            .filter(|verdict| verdict.is_ok())
            .count()
    }

    pub(super) fn name(&self) -> &str {
        self.series.name.as_deref().unwrap_or_default()
    }

    pub(super) fn report(&self, dates: Dates, lang: Lang) -> SeriesReport<'_> {
        let counts = &self.series.counts;
        SeriesReport {
            name: self.series.name.as_deref(),
            points_judged: self.answered(),
            points_unanswered: self.verdicts.len() - self.answered(),
            alarms: self.alarms().count(),
            summary: self.sentence(dates, lang),
            points: self
                .points()
                .map(|(at, verdict)| PointReport {
                    date: first_day(dates, counts, at),
                    label: dates.label(counts, at),
                    count: counts.observed[at],
                    assessment: verdict.as_ref().ok(),
                    unanswered: verdict.as_ref().err().map(|error| unanswered(error, lang)),
                })
                .collect(),
        }
    }

    /// How many alarms there were, which was the last, and why.
    pub(super) fn sentence(&self, dates: Dates, lang: Lang) -> String {
        let counts = &self.series.counts;
        let (judged, alarms) = (self.answered(), self.alarms().count());
        let step = counts.step;
        let mut text = match alarms {
            0 => lang.pick(
                format!("no alarm in {judged} {step}s judged"),
                format!("判断 {judged} 期，无预警信号"),
            ),
            1 => lang.pick(
                format!("1 alarm in {judged} {step}s judged"),
                format!("判断 {judged} 期，1 次预警信号"),
            ),
            _ => lang.pick(
                format!("{alarms} alarms in {judged} {step}s judged"),
                format!("判断 {judged} 期，{alarms} 次预警信号"),
            ),
        };
        if let Some((at, last)) = self.alarms().next_back() {
            let label = dates.label(counts, at);
            let expected = last.expected.map(real).unwrap_or_else(|| "–".to_owned());
            let (observed, bound) = (last.observed, real(last.bound));
            text.push_str(&lang.pick(
                format!(
                    "; the last on {label}: {observed} cases, expected {expected}, bound {bound}: {}",
                    last.why.text_en()
                ),
                format!(
                    "；最近一次为 {label}：{observed} 例，期望 {expected}，界值 {bound}：{}",
                    last.why.text_zh()
                ),
            ));
        }
        let silent = self.verdicts.len() - judged;
        let reason = self
            .verdicts
            .iter()
            .find_map(|verdict| verdict.as_ref().err());
        if let Some(error) = reason {
            let reason = unanswered(error, lang);
            text.push_str(&lang.pick(
                format!("; {silent} {step}s could not be judged, the first because {reason}"),
                format!("；{silent} 期无法判断，首个原因：{reason}"),
            ));
        }
        if self.series.name.is_some() {
            return format!("{}: {text}", self.name());
        }
        text
    }
}

/// Why a point was not judged.
pub(super) fn unanswered(error: &DetectError, lang: Lang) -> String {
    match error {
        DetectError::NotReported { .. } => {
            lang.pick("it was not reported", "该期未报告").to_owned()
        }
        DetectError::NotEnoughData(lack) => lang.lack(lack),
        other => other.to_string(),
    }
}
