//! What more detection costs in false alarms: a curve for each method through its swept settings.

use super::canvas::{Mark, Picture, px, width};
use super::panel::Panel;
use super::style::CURVES;
use crate::lang::Lang;

/// One setting of a method.
#[derive(Debug, Clone)]
pub(crate) struct Tried {
    /// What was set, as `alpha=0.01`.
    pub(crate) label: String,
    pub(crate) false_alarm_rate: f64,
    pub(crate) detection_probability: f64,
}

/// Draws probability of detection over the false-alarm rate.
pub(crate) fn draw(
    title: &str,
    subtitle: &str,
    methods: &[(String, Vec<Tried>)],
    lang: Lang,
) -> String {
    let mut picture = Picture::new(title, subtitle);
    let class = |number: usize| CURVES[number % CURVES.len()];
    let entries: Vec<(Mark, String)> = methods
        .iter()
        .enumerate()
        .map(|(number, (name, _))| (Mark::Line(class(number).0), name.clone()))
        .collect();
    picture.legend(&entries);
    let highest = methods
        .iter()
        .flat_map(|(_, tried)| tried)
        .map(|tried| tried.false_alarm_rate)
        .fold(0.01, f64::max);
    let panel = Panel::over_numbers(
        &mut picture,
        (
            lang.pick(
                "false-alarm rate: share of quiet points with an alarm",
                "误报率：无事件时段中产生预警信号的比例",
            ),
            highest,
        ),
        (
            lang.pick(
                "probability of detection: share of events with an alarm",
                "检出率：有预警信号的事件比例",
            ),
            1.0,
        ),
        320.0,
    );
    let mut labels = Labels::default();
    for (number, (_, tried)) in methods.iter().enumerate() {
        let mut order: Vec<&Tried> = tried.iter().collect();
        order.sort_by(|a, b| {
            a.false_alarm_rate
                .total_cmp(&b.false_alarm_rate)
                .then(a.detection_probability.total_cmp(&b.detection_probability))
        });
        let place = |tried: &Tried| {
            (
                panel.x.at(tried.false_alarm_rate),
                panel.y.at(tried.detection_probability),
            )
        };
        let path: String = order
            .iter()
            .enumerate()
            .map(|(at, tried)| {
                let (x, y) = place(tried);
                format!("{}{} {}", if at == 0 { 'M' } else { 'L' }, px(x), px(y))
            })
            .collect();
        picture.path(class(number).0, &path);
        for tried in order {
            let (x, y) = place(tried);
            picture.circle(class(number).1, x, y, 4.0);
            labels.add(&mut picture, x, y, &tried.label);
        }
    }
    picture.finish()
}

/// Labels beside dots; one that finds no free place is left out, since the table has it too.
#[derive(Debug, Default)]
struct Labels {
    /// Left, right and baseline of those written.
    taken: Vec<(f64, f64, f64)>,
}

impl Labels {
    fn add(&mut self, picture: &mut Picture, x: f64, y: f64, text: &str) {
        let wide = width(text);
        let left = x + 8.0;
        let is_free = |baseline: f64| {
            self.taken.iter().all(|(from, to, at)| {
                left > *to || left + wide < *from || (baseline - at).abs() > 13.0
            })
        };
        let below = [15.0, 29.0, 43.0];
        if let Some(baseline) = below
            .into_iter()
            .map(|down| y + down)
            .find(|place| is_free(*place))
        {
            picture.text(left, baseline, "note", text);
            self.taken.push((left, left + wide, baseline));
        }
    }
}
