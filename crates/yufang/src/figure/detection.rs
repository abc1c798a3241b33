//! What a detector said of a series: bars, the expected line, the bound as steps, a triangle over every alarm.

use super::canvas::{Mark, Picture, triangle};
use super::panel::{Panel, Span};
use crate::lang::Lang;

/// Height of a panel when there is one series, and when there are several.
const TALL: f64 = 300.0;
const LOW: f64 = 130.0;

/// One point of a series.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Judged {
    /// The count shown; `None` was not reported.
    pub(crate) observed: Option<f64>,
    pub(crate) expected: Option<f64>,
    /// The bound, where the point was judged.
    pub(crate) bound: Option<f64>,
    pub(crate) is_alarm: bool,
    /// Whether the point lies inside a known event.
    pub(crate) is_event: bool,
}

/// One series with what was said of each of its points.
#[derive(Debug)]
pub(crate) struct Shown<'s> {
    pub(crate) name: String,
    pub(crate) span: Span<'s>,
    /// As many as the series has points.
    pub(crate) points: Vec<Judged>,
}

/// Draws the series below each other.
pub(crate) fn draw(title: &str, subtitle: &str, series: &[Shown<'_>], lang: Lang) -> String {
    let mut picture = Picture::new(title, subtitle);
    picture.legend(&legend(series, lang));
    let height = if series.len() > 1 { LOW } else { TALL };
    for shown in series {
        panel(&mut picture, shown, height);
    }
    picture.finish()
}

fn legend(series: &[Shown<'_>], lang: Lang) -> Vec<(Mark, String)> {
    let any = |what: fn(&Judged) -> bool| {
        series
            .iter()
            .flat_map(Shown::visible)
            .any(|(_, point)| what(point))
    };
    let mut entries = vec![(
        Mark::Box("observed"),
        lang.pick("observed", "观察值").to_owned(),
    )];
    let mut add = |is_there: bool, mark: Mark, en: &str, zh: &str| {
        if is_there {
            entries.push((mark, lang.pick(en, zh).to_owned()));
        }
    };
    add(
        any(|p| p.bound.is_none()),
        Mark::Box("history"),
        "not judged (history)",
        "未判断（历史基线）",
    );
    add(
        any(|p| p.expected.is_some()),
        Mark::Line("expected"),
        "expected",
        "期望值",
    );
    add(
        any(|p| p.bound.is_some()),
        Mark::Line("bound"),
        "bound",
        "界值",
    );
    add(any(|p| p.is_alarm), Mark::Alarm, "alarm", "预警信号");
    add(
        any(|p| p.is_event),
        Mark::Box("event"),
        "known event",
        "已知事件",
    );
    add(
        any(|p| p.observed.is_none()),
        Mark::Box("missing"),
        "not reported",
        "未报告",
    );
    entries
}

impl Shown<'_> {
    fn visible(&self) -> impl Iterator<Item = (usize, &Judged)> {
        self.points
            .iter()
            .enumerate()
            .filter(|(at, _)| self.span.shown.contains(at))
    }
}

fn panel(picture: &mut Picture, shown: &Shown<'_>, height: f64) {
    let points: Vec<(usize, Judged)> = shown.visible().map(|(at, point)| (at, *point)).collect();
    let largest = |of: fn(&Judged) -> Option<f64>| {
        points
            .iter()
            .filter_map(|(_, point)| of(point))
            .fold(0.0, f64::max)
    };
    let counts = largest(|point| point.observed).max(largest(|point| point.expected));
    // A bound that leaps would flatten the counts; what lies far above them is cut off.
    let high = counts
        .max(largest(|point| point.bound).min(1.5 * counts))
        .max(1.0);
    // Room for the triangles.
    let high = high * 1.04;
    let panel = Panel::over_dates(picture, &shown.span, &shown.name, high, height);
    let where_ = |what: fn(&Judged) -> bool| {
        points
            .iter()
            .filter(move |(_, point)| what(point))
            .map(|(at, _)| *at)
    };
    panel.behind(picture, "event", where_(|point| point.is_event));
    panel.behind(picture, "missing", where_(|point| point.observed.is_none()));
    let bars = |what: fn(&Judged) -> bool| {
        points
            .iter()
            .filter(move |(_, point)| what(point))
            .filter_map(|(at, point)| Some((*at, point.observed?)))
    };
    panel.bars(picture, "history", bars(|point| point.bound.is_none()));
    panel.bars(
        picture,
        "observed",
        bars(|point| point.bound.is_some() && !point.is_alarm),
    );
    panel.bars(picture, "alarmed", bars(|point| point.is_alarm));
    let line = |of: fn(&Judged) -> Option<f64>| -> Vec<(usize, Option<f64>)> {
        points.iter().map(|(at, point)| (*at, of(point))).collect()
    };
    panel.line(picture, "expected", &line(|point| point.expected));
    panel.steps(picture, "bound", &line(|point| point.bound));
    let alarms: String = points
        .iter()
        .filter(|(_, point)| point.is_alarm)
        .map(|(at, point)| {
            let tip = panel.y.at(point.observed.unwrap_or_default()) - 3.0;
            triangle(panel.x.at(*at as f64 + 0.5), tip)
        })
        .collect();
    picture.path("alarmed", &alarms);
}
