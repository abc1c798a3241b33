//! A nowcast: what is reported as bars, what has happened as a fan over the incomplete days.

use super::canvas::{Mark, Picture};
use super::panel::{Panel, Span};
use crate::lang::Lang;

/// One step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    pub(crate) reported: f64,
    /// The estimate, where the step is incomplete.
    pub(crate) median: Option<f64>,
    /// Ends of the 50 % interval.
    pub(crate) half: Option<(f64, f64)>,
    /// Ends of the 95 % interval.
    pub(crate) most: Option<(f64, f64)>,
    /// What was reported later.
    pub(crate) later: Option<f64>,
}

/// Draws reported and estimated cases.
pub(crate) fn draw(
    title: &str,
    subtitle: &str,
    span: &Span<'_>,
    points: &[Known],
    lang: Lang,
) -> String {
    let mut picture = Picture::new(title, subtitle);
    let mut entries = vec![
        (
            Mark::Box("observed"),
            lang.pick("reported so far", "已报告").to_owned(),
        ),
        (
            Mark::Line("line"),
            lang.pick("estimate, median", "估计中位数").to_owned(),
        ),
        (
            Mark::Box("ribbon2"),
            lang.pick("50 % interval", "50%区间").to_owned(),
        ),
        (
            Mark::Box("ribbon"),
            lang.pick("95 % interval", "95%区间").to_owned(),
        ),
    ];
    let has_later = points.iter().any(|point| point.later.is_some());
    if has_later {
        entries.push((
            Mark::Line("bound"),
            lang.pick("reported in the end", "最终报告").to_owned(),
        ));
    }
    picture.legend(&entries);
    let visible: Vec<(usize, Known)> = points
        .iter()
        .enumerate()
        .filter(|(at, _)| span.shown.contains(at))
        .map(|(at, point)| (at, *point))
        .collect();
    let largest = |of: fn(&Known) -> f64| {
        visible
            .iter()
            .map(|(_, point)| of(point))
            .fold(1.0, f64::max)
    };
    let known = largest(|point| point.reported.max(point.later.unwrap_or(0.0)));
    let likely = largest(|point| point.half.map_or(0.0, |(_, high)| high)).max(known);
    // The last day's upper end may be anything; what lies far above all that is likely is cut off.
    let high =
        likely.max(largest(|point| point.most.map_or(0.0, |(_, high)| high)).min(2.5 * likely));
    let panel = Panel::over_dates(
        &mut picture,
        span,
        lang.pick("cases", "病例数"),
        high,
        300.0,
    );
    panel.bars(
        &mut picture,
        "observed",
        visible.iter().map(|(at, point)| (*at, point.reported)),
    );
    let ends = |of: fn(&Known) -> Option<(f64, f64)>| -> Vec<(usize, Option<(f64, f64)>)> {
        visible.iter().map(|(at, point)| (*at, of(point))).collect()
    };
    panel.ribbon(&mut picture, "ribbon", &ends(|point| point.most));
    panel.ribbon(&mut picture, "ribbon2", &ends(|point| point.half));
    let line = |of: fn(&Known) -> Option<f64>| -> Vec<(usize, Option<f64>)> {
        visible.iter().map(|(at, point)| (*at, of(point))).collect()
    };
    panel.line(&mut picture, "line", &line(|point| point.median));
    panel.steps(&mut picture, "bound", &line(|point| point.later));
    picture.finish()
}
