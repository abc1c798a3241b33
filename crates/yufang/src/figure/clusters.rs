//! Clusters: a map of the places with a circle for each cluster, and when each of them was.

use kernel::Day;

use super::canvas::{MARGIN, Mark, Picture, WIDTH};
use super::scale::Scale;
use crate::lang::Lang;

/// Height of the map.
const MAP: f64 = 420.0;
/// Height of the bar of one cluster in time.
const BAR: f64 = 20.0;

/// A place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot {
    /// Kilometres, or units of the map, to the right and upwards.
    pub(crate) at: (f64, f64),
    pub(crate) cases: f64,
    pub(crate) is_inside: bool,
}

/// A cluster.
#[derive(Debug, Clone)]
pub(crate) struct Circle {
    pub(crate) label: String,
    /// Its centre; none when it is the whole map.
    pub(crate) at: Option<(f64, f64)>,
    pub(crate) radius: f64,
    /// First and last day.
    pub(crate) days: (i32, i32),
    pub(crate) text: String,
}

/// Draws the map and, where time was searched, the bars in time; `days` are the first and last of the study period.
pub(crate) fn draw(
    title: &str,
    subtitle: &str,
    spots: &[Spot],
    circles: &[Circle],
    days: Option<(i32, i32)>,
    lang: Lang,
) -> String {
    let mut picture = Picture::new(title, subtitle);
    picture.legend(&[
        (
            Mark::Box("place"),
            lang.pick("place, its area by its cases", "地点（面积表示病例数）")
                .to_owned(),
        ),
        (
            Mark::Box("inside"),
            lang.pick("place in a cluster", "聚集区内的地点").to_owned(),
        ),
    ]);
    map(&mut picture, spots, circles);
    if let Some(days) = days {
        time(&mut picture, circles, days, lang);
    }
    picture.finish()
}

fn map(picture: &mut Picture, spots: &[Spot], circles: &[Circle]) {
    let (left, right) = extent(spots, circles, |at| at.0);
    let (low, high) = extent(spots, circles, |at| at.1);
    let top = picture.height + 24.0;
    let room = WIDTH - 2.0 * MARGIN - 60.0;
    // One unit is as long to the right as it is upwards.
    let unit = (room / (right - left)).min((MAP - 20.0) / (high - low));
    let centre = WIDTH / 2.0;
    let x = |value: f64| centre + (value - (left + right) / 2.0) * unit;
    let y = |value: f64| top + MAP / 2.0 - (value - (low + high) / 2.0) * unit;
    let clip = picture.clip(MARGIN, top - 14.0, WIDTH - 2.0 * MARGIN, MAP + 28.0);
    for circle in circles {
        if let Some((cx, cy)) = circle.at {
            picture.clipped_circle(
                "circle",
                x(cx),
                y(cy),
                (circle.radius * unit).max(6.0),
                clip,
            );
        }
    }
    let most = spots.iter().map(|spot| spot.cases).fold(1.0, f64::max);
    for spot in spots {
        let class = if spot.is_inside { "inside" } else { "place" };
        let radius = 2.0 + 9.0 * (spot.cases / most).sqrt();
        picture.circle(class, x(spot.at.0), y(spot.at.1), radius);
    }
    for circle in circles {
        if let Some((cx, cy)) = circle.at {
            picture.text(x(cx) + 9.0, y(cy) - 9.0, "name", &circle.label);
        }
    }
    picture.height = top + MAP + 14.0;
}

/// The least and greatest coordinate of all places and circles.
fn extent(spots: &[Spot], circles: &[Circle], of: fn((f64, f64)) -> f64) -> (f64, f64) {
    let reach = |circle: &Circle| circle.at.map(|at| (of(at), circle.radius));
    let values = || {
        let edges = circles.iter().filter_map(reach);
        let edges = edges.flat_map(|(at, radius)| [at - radius, at + radius]);
        spots.iter().map(|spot| of(spot.at)).chain(edges)
    };
    let low = values().fold(f64::INFINITY, f64::min);
    let high = values().fold(f64::NEG_INFINITY, f64::max);
    if low.is_finite() && high > low {
        (low, high)
    } else {
        (0.0, 1.0)
    }
}

fn time(picture: &mut Picture, circles: &[Circle], days: (i32, i32), lang: Lang) {
    picture.height += 20.0;
    let name = lang.pick("when", "时段");
    picture.text(MARGIN, picture.height, "name", name);
    let scale = Scale {
        values: (f64::from(days.0), f64::from(days.1) + 1.0),
        places: (MARGIN + 24.0, WIDTH - MARGIN),
    };
    for circle in circles {
        picture.height += BAR;
        let y = picture.height;
        picture.text(MARGIN, y, "name", &circle.label);
        let (from, to) = (
            scale.at(f64::from(circle.days.0)),
            scale.at(f64::from(circle.days.1) + 1.0),
        );
        picture.rectangle(
            "missing",
            scale.places.0,
            y - 11.0,
            scale.places.1 - scale.places.0,
            13.0,
        );
        picture.rectangle("span", from, y - 11.0, (to - from).max(2.0), 13.0);
        // The words stand where the bar leaves room for them.
        let share = (from - scale.places.0) / (scale.places.1 - scale.places.0);
        if share > 0.5 {
            picture.text(from - 6.0, y, "end", &circle.text);
        } else {
            picture.text(to + 6.0, y, "note", &circle.text);
        }
    }
    picture.height += 18.0;
    let (from, to) = (Day::from_number(days.0), Day::from_number(days.1));
    picture.text(scale.places.0, picture.height, "note", &from.to_string());
    picture.text(scale.places.1, picture.height, "end", &to.to_string());
}
