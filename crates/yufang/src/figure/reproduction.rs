//! R(t): a ribbon with the line of 1, the counts above it, and how probably R is above 1 below it.

use super::canvas::{Mark, Picture};
use super::panel::{Panel, Span};
use crate::lang::Lang;

/// R above this is cut off: early estimates rest on few cases and have no upper end worth showing.
const R_MAX: f64 = 6.0;

/// R at one day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RtPoint {
    /// The day whose R it is.
    pub(crate) at: usize,
    pub(crate) median: f64,
    /// Ends of the 50 % interval, where the method gives them.
    pub(crate) half: Option<(f64, f64)>,
    /// Ends of the 95 % interval.
    pub(crate) most: (f64, f64),
    /// Probability that R is above 1, where the method gives one.
    pub(crate) above_one: Option<f64>,
}

/// Draws the counts and R below them.
pub(crate) fn draw(
    title: &str,
    subtitle: &str,
    span: &Span<'_>,
    points: &[RtPoint],
    lang: Lang,
) -> String {
    let mut picture = Picture::new(title, subtitle);
    let mut entries = vec![
        (
            Mark::Box("observed"),
            lang.pick("cases", "病例数").to_owned(),
        ),
        (
            Mark::Line("line"),
            lang.pick("R, median", "R 中位数").to_owned(),
        ),
    ];
    if points.iter().any(|point| point.half.is_some()) {
        entries.push((
            Mark::Box("ribbon2"),
            lang.pick("50 % interval", "50%区间").to_owned(),
        ));
    }
    entries.push((
        Mark::Box("ribbon"),
        lang.pick("95 % interval", "95%区间").to_owned(),
    ));
    entries.push((Mark::Line("one"), "R = 1".to_owned()));
    let has_probability = points.iter().any(|point| point.above_one.is_some());
    if has_probability {
        let text = lang.pick("probability that R is above 1", "R 大于 1 的概率");
        entries.push((Mark::Box("likely"), text.to_owned()));
    }
    picture.legend(&entries);

    let counts = || {
        let observed = span.series.observed.iter().enumerate();
        observed
            .filter(|(at, _)| span.shown.contains(at))
            .filter_map(|(at, count)| Some((at, f64::from((*count)?))))
    };
    let high = counts().map(|(_, count)| count).fold(1.0, f64::max);
    let above = Panel::over_dates(
        &mut picture,
        span,
        lang.pick("cases", "病例数"),
        high,
        110.0,
    );
    above.bars(&mut picture, "observed", counts());

    let by_day: Vec<(usize, Option<RtPoint>)> = span
        .shown
        .clone()
        .map(|at| (at, points.iter().find(|point| point.at == at).copied()))
        .collect();
    let highest = points.iter().map(|point| point.most.1).fold(1.5, f64::max);
    let panel = Panel::over_dates(&mut picture, span, "R", highest.min(R_MAX), 200.0);
    let pick = |of: fn(&RtPoint) -> Option<(f64, f64)>| -> Vec<(usize, Option<(f64, f64)>)> {
        by_day
            .iter()
            .map(|(at, point)| (*at, point.as_ref().and_then(of)))
            .collect()
    };
    panel.ribbon(&mut picture, "ribbon", &pick(|point| Some(point.most)));
    panel.ribbon(&mut picture, "ribbon2", &pick(|point| point.half));
    let medians: Vec<(usize, Option<f64>)> = by_day
        .iter()
        .map(|(at, point)| (*at, point.map(|point| point.median)))
        .collect();
    panel.line(&mut picture, "line", &medians);
    panel.level(&mut picture, "one", 1.0);

    if has_probability {
        let name = lang.pick("probability that R is above 1", "R 大于 1 的概率");
        let below = Panel::over_dates(&mut picture, span, name, 1.0, 60.0);
        let likely = by_day
            .iter()
            .filter_map(|(at, point)| Some((*at, (*point)?.above_one?)));
        below.bars(&mut picture, "likely", likely);
    }
    picture.finish()
}
