//! What counts are made of: endemic part, own earlier cases and those of others stacked, counts as dots, a bound above.

use super::canvas::{Mark, Picture};
use super::panel::{Panel, Span};
use crate::lang::Lang;

/// Height of a panel when there is one series, and when there are several.
const TALL: f64 = 300.0;
const LOW: f64 = 130.0;

/// Classes of the parts, from the axis up.
const PARTS: [&str; 3] = ["endemic", "own", "others"];

/// What was to be expected of one count.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Made {
    /// Endemic cases, those after own earlier cases, those after cases of others.
    pub(crate) parts: [f64; 3],
    /// Bound above the count.
    pub(crate) bound: f64,
}

/// One series with what was to be expected of each of its points.
#[derive(Debug)]
pub(crate) struct Shown<'s> {
    pub(crate) name: String,
    pub(crate) span: Span<'s>,
    /// As many as the series has points.
    pub(crate) points: Vec<Option<Made>>,
}

/// Draws the series below each other; `has` says which parts the model has.
pub(crate) fn draw(
    title: &str,
    subtitle: &str,
    series: &[Shown<'_>],
    has: [bool; 3],
    lang: Lang,
) -> String {
    let mut picture = Picture::new(title, subtitle);
    let words = [
        lang.pick("from outside and season", "外部与季节（地方性）"),
        lang.pick("after earlier cases here", "本地既往病例引起"),
        lang.pick("after earlier cases elsewhere", "其他地区既往病例引起"),
    ];
    let mut entries: Vec<(Mark, String)> = PARTS
        .into_iter()
        .zip(words)
        .zip(has)
        .filter(|(_, has)| *has)
        .map(|((class, text), _)| (Mark::Box(class), text.to_owned()))
        .collect();
    entries.push((Mark::Dot("count"), lang.pick("cases", "病例数").to_owned()));
    entries.push((
        Mark::Line("bound"),
        lang.pick("95 % quantile", "95%分位数").to_owned(),
    ));
    picture.legend(&entries);
    let height = if series.len() > 1 { LOW } else { TALL };
    for shown in series {
        panel(&mut picture, shown, height);
    }
    picture.finish()
}

fn panel(picture: &mut Picture, shown: &Shown<'_>, height: f64) {
    let visible = || shown.span.shown.clone();
    let counts = || {
        let observed = &shown.span.series.observed;
        visible().filter_map(|at| Some((at, f64::from((*observed.get(at)?)?))))
    };
    let made = |at: usize| shown.points.get(at).copied().flatten();
    let most = counts().map(|(_, count)| count).fold(1.0, f64::max);
    let mean = |at: usize| made(at).map_or(0.0, |made| made.parts.iter().sum());
    let high = visible().map(mean).fold(most, f64::max) * 1.04;
    let panel = Panel::over_dates(picture, &shown.span, &shown.name, high, height);
    for (part, class) in PARTS.into_iter().enumerate() {
        let ends = |made: Made| {
            let low: f64 = made.parts[..part].iter().sum();
            (made.parts[part] > 0.0).then_some((low, low + made.parts[part]))
        };
        let values: Vec<_> = visible().map(|at| (at, made(at).and_then(ends))).collect();
        panel.ribbon(picture, class, &values);
    }
    let bound: Vec<_> = visible()
        .map(|at| (at, made(at).map(|made| made.bound)))
        .collect();
    panel.steps(picture, "bound", &bound);
    panel.dots(picture, "count", counts());
}
