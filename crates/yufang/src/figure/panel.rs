//! A box with axes, and the marks in it.

use std::fmt::Write;
use std::ops::Range;

use epi::CountSeries;

use super::canvas::{MARGIN, Picture, WIDTH, dot, px};
use super::scale::{Scale, round_ticks, tick_text, time_ticks};
use crate::file::Dates;

/// Room for the numbers of the vertical axis.
const NUMBERS: f64 = 48.0;
/// Room below for the dates.
const BELOW: f64 = 22.0;
/// Ticks on an axis of dates.
const DATES_MAX: usize = 11;

/// How many values an axis of this height has room for.
fn ticks_for(height: f64) -> usize {
    if height < 80.0 { 2 } else { 5 }
}

/// Where marks are drawn.
#[derive(Debug)]
pub(crate) struct Panel {
    pub(crate) x: Scale,
    pub(crate) y: Scale,
    clip: usize,
}

/// The points of a series that are shown, on a horizontal axis of dates.
#[derive(Debug, Clone)]
pub(crate) struct Span<'s> {
    pub(crate) series: &'s CountSeries,
    pub(crate) dates: Dates,
    pub(crate) shown: Range<usize>,
}

impl Panel {
    /// A panel over dates, below what is drawn already; `name` stands above it, `high` is the largest value it must hold.
    pub(crate) fn over_dates(
        picture: &mut Picture,
        span: &Span<'_>,
        name: &str,
        high: f64,
        height: f64,
    ) -> Self {
        let points = span.shown.len().max(1) as f64;
        let first = span.shown.start as f64;
        let x = Scale {
            values: (first, first + points),
            places: (MARGIN + NUMBERS, WIDTH - MARGIN),
        };
        let panel = Self::framed(picture, x, name, (0.0, high), height);
        let y = panel.y.places.0;
        for (at, text) in time_ticks(span.series, span.dates, span.shown.clone(), DATES_MAX) {
            let x = panel.x.at(at as f64 + 0.5);
            picture.path("axis", &format!("M{} {}v4", px(x), px(y)));
            picture.text(x, y + 17.0, "middle", &text);
        }
        panel
    }

    /// A panel over numbers, with a name for either axis.
    pub(crate) fn over_numbers(
        picture: &mut Picture,
        horizontal: (&str, f64),
        vertical: (&str, f64),
        height: f64,
    ) -> Self {
        let ticks = round_ticks(0.0, horizontal.1, 8);
        let high = ticks.last().copied().unwrap_or(1.0);
        let x = Scale {
            values: (0.0, high),
            places: (MARGIN + NUMBERS, WIDTH - MARGIN),
        };
        let panel = Self::framed(picture, x, vertical.0, (0.0, vertical.1), height);
        let y = panel.y.places.0;
        let step = ticks.get(1).copied().unwrap_or(1.0);
        for tick in &ticks {
            let x = panel.x.at(*tick);
            picture.path("axis", &format!("M{} {}v4", px(x), px(y)));
            picture.text(x, y + 17.0, "middle", &tick_text(*tick, step));
        }
        picture.text(
            (x.places.0 + x.places.1) / 2.0,
            y + 36.0,
            "middle",
            horizontal.0,
        );
        picture.height += 20.0;
        panel
    }

    fn framed(
        picture: &mut Picture,
        x: Scale,
        name: &str,
        values: (f64, f64),
        height: f64,
    ) -> Self {
        picture.height += 20.0;
        picture.text(MARGIN, picture.height, "name", name);
        let top = picture.height + 12.0;
        let bottom = top + height;
        let ticks = round_ticks(values.0, values.1.max(1e-9), ticks_for(height));
        let y = Scale {
            values: (
                ticks.first().copied().unwrap_or(0.0),
                ticks.last().copied().unwrap_or(1.0),
            ),
            places: (bottom, top),
        };
        let step = ticks.get(1).copied().unwrap_or(1.0) - ticks.first().copied().unwrap_or(0.0);
        let (left, right) = x.places;
        let mut lines = String::new();
        for tick in &ticks {
            let place = y.at(*tick);
            let _ = write!(lines, "M{} {}H{}", px(left), px(place), px(right));
            picture.text(left - 8.0, place + 4.0, "end", &tick_text(*tick, step));
        }
        picture.path("grid", &lines);
        picture.path(
            "axis",
            &format!("M{} {}H{}", px(left), px(bottom), px(right)),
        );
        picture.height = bottom + BELOW;
        let clip = picture.clip(left, top - 1.0, right - left, height + 1.0);
        Panel { x, y, clip }
    }

    /// Bars from the axis up, one for each point that has a value.
    pub(crate) fn bars(
        &self,
        picture: &mut Picture,
        class: &str,
        values: impl Iterator<Item = (usize, f64)>,
    ) {
        let wide = self.width();
        let bar = if wide > 2.5 { wide * 0.82 } else { wide };
        let mut path = String::new();
        for (at, value) in values.filter(|(_, value)| *value > 0.0) {
            let left = self.x.at(at as f64 + 0.5) - bar / 2.0;
            let (top, bottom) = (self.y.at(value), self.y.places.0);
            let _ = write!(
                path,
                "M{} {}V{}h{}V{}z",
                px(left),
                px(bottom),
                px(top),
                px(bar.max(0.6)),
                px(bottom)
            );
        }
        picture.clipped(class, &path, self.clip);
    }

    /// The whole height behind each of these points.
    pub(crate) fn behind(
        &self,
        picture: &mut Picture,
        class: &str,
        points: impl Iterator<Item = usize>,
    ) {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for at in points {
            match runs.last_mut() {
                Some(run) if run.1 == at => run.1 += 1,
                _ => runs.push((at, at + 1)),
            }
        }
        let (bottom, top) = self.y.places;
        for (from, to) in runs {
            let (left, right) = (self.x.at(from as f64), self.x.at(to as f64));
            picture.rectangle(class, left, top, right - left, bottom - top);
        }
    }

    /// A line through the middle of the points; it breaks where there is no value.
    pub(crate) fn line(&self, picture: &mut Picture, class: &str, values: &[(usize, Option<f64>)]) {
        let mut path = String::new();
        let mut is_open = false;
        for (at, value) in values {
            let Some(value) = value else {
                is_open = false;
                continue;
            };
            let letter = if is_open { 'L' } else { 'M' };
            let _ = write!(
                path,
                "{letter}{} {}",
                px(self.x.at(*at as f64 + 0.5)),
                px(self.y.at(*value))
            );
            is_open = true;
        }
        picture.clipped(class, &path, self.clip);
    }

    /// A line of steps, as wide as the points; it breaks where there is no value.
    pub(crate) fn steps(
        &self,
        picture: &mut Picture,
        class: &str,
        values: &[(usize, Option<f64>)],
    ) {
        let mut path = String::new();
        let mut is_open = false;
        for (at, value) in values {
            let Some(value) = value else {
                is_open = false;
                continue;
            };
            let (left, right) = (self.x.at(*at as f64), self.x.at(*at as f64 + 1.0));
            // A bound far above the panel is drawn just above it, where it is cut off.
            let place = px(self.y.at(*value).max(self.y.places.1 - 20.0));
            let _ = if is_open {
                write!(path, "V{place}H{}", px(right))
            } else {
                write!(path, "M{} {place}H{}", px(left), px(right))
            };
            is_open = true;
        }
        picture.clipped(class, &path, self.clip);
    }

    /// A ribbon between two lines; it breaks where there is no value.
    pub(crate) fn ribbon(
        &self,
        picture: &mut Picture,
        class: &str,
        values: &[(usize, Option<(f64, f64)>)],
    ) {
        let mut path = String::new();
        for run in values
            .split(|(_, ends)| ends.is_none())
            .filter(|run| !run.is_empty())
        {
            let edge = |upper: bool| {
                run.iter().filter_map(move |(at, ends)| {
                    let (low, high) = (*ends)?;
                    let value = if upper { high } else { low };
                    let place = self.y.at(value).max(self.y.places.1 - 20.0);
                    Some((px(self.x.at(*at as f64 + 0.5)), px(place)))
                })
            };
            let lower: Vec<(f64, f64)> = edge(false).collect();
            for (number, (x, y)) in edge(true).chain(lower.into_iter().rev()).enumerate() {
                let _ = write!(path, "{}{x} {y}", if number == 0 { 'M' } else { 'L' });
            }
            path.push('z');
        }
        picture.clipped(class, &path, self.clip);
    }

    /// A dot at every point that has a value.
    pub(crate) fn dots(
        &self,
        picture: &mut Picture,
        class: &str,
        values: impl Iterator<Item = (usize, f64)>,
    ) {
        let path: String = values
            .map(|(at, value)| dot(self.x.at(at as f64 + 0.5), self.y.at(value)))
            .collect();
        picture.clipped(class, &path, self.clip);
    }

    /// A level across the panel.
    pub(crate) fn level(&self, picture: &mut Picture, class: &str, value: f64) {
        let (left, right) = self.x.places;
        picture.path(
            class,
            &format!("M{} {}H{}", px(left), px(self.y.at(value)), px(right)),
        );
    }

    /// Width of a point.
    pub(crate) fn width(&self) -> f64 {
        self.x.at(1.0) - self.x.at(0.0)
    }
}
