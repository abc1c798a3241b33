//! Polygons: closed rings that do not cross themselves, inside the box of the parent, none forgotten.

use std::collections::BTreeMap;

use geojson::{Geometry, GeometryValue};
use kernel::RegionCode;

use crate::load::draft::Draft;
use crate::load::findings::{Findings, Placed};

/// Simplified outlines of neighbours differ by about this much, in degrees.
const BOX_TOLERANCE: f64 = 0.1;

type Point = (f64, f64);

pub(super) fn check(draft: &Draft, findings: &Findings) {
    let mut boxes = BTreeMap::new();
    for (code, placed) in &draft.polygons {
        if !draft.regions.contains_key(code) {
            findings.error_with(
                &placed.place,
                "code",
                "unknown-reference",
                format!("there is no region `{code}`"),
                "add the region to this pack or one it includes",
            );
        }
        match rings(&placed.item) {
            Ok(rings) => {
                for ring in &rings {
                    if let Err(message) = valid(ring) {
                        invalid(placed, *code, &message, findings);
                    }
                }
                boxes.extend(Bounds::around(&rings).map(|found| (*code, found)));
            }
            Err(message) => invalid(placed, *code, &message, findings),
        }
    }
    for (code, placed) in &draft.polygons {
        let parent = draft
            .regions
            .get(code)
            .and_then(|region| region.item.parent);
        let parent_box = parent.and_then(|parent| boxes.get(&parent));
        if let (Some(own), Some(outer)) = (boxes.get(code), parent_box)
            && !own.lies_in(outer)
        {
            findings.error_with(
                &placed.place,
                "geometry",
                "polygon-outside",
                format!("the outline of `{code}` reaches beyond the box of its parent"),
                "check the coordinate order (longitude first) and the coordinate system (WGS 84)",
            );
        }
    }
    missing(draft, findings);
}

fn invalid(placed: &Placed<Geometry>, code: RegionCode, message: &str, findings: &Findings) {
    findings.error_with(
        &placed.place,
        "geometry",
        "polygon-invalid",
        format!("the outline of `{code}` {message}"),
        "mend the outline, for example with mapshaper's -clean",
    );
}

/// A region without an outline leaves a hole in the map of its siblings.
fn missing(draft: &Draft, findings: &Findings) {
    let mut drawn: BTreeMap<RegionCode, usize> = BTreeMap::new();
    for code in draft.polygons.keys() {
        if let Some(parent) = draft.regions.get(code).and_then(|one| one.item.parent) {
            *drawn.entry(parent).or_default() += 1;
        }
    }
    for (code, placed) in &draft.regions {
        let region = &placed.item;
        let has_siblings = region
            .parent
            .is_some_and(|parent| drawn.contains_key(&parent));
        if has_siblings && region.valid_to.is_none() && !draft.polygons.contains_key(code) {
            findings.warning(
                &placed.place,
                "code",
                "polygon-missing",
                format!(
                    "{} has no outline though its neighbours have",
                    region.name_zh
                ),
                "add a feature with its code to a file in maps/",
            );
        }
    }
}

/// All rings of a polygon or multipolygon.
fn rings(geometry: &Geometry) -> Result<Vec<Vec<Point>>, String> {
    let polygons = match &geometry.value {
        GeometryValue::Polygon { coordinates } => std::slice::from_ref(coordinates),
        GeometryValue::MultiPolygon { coordinates } => coordinates.as_slice(),
        _ => return Err("is neither a polygon nor a multipolygon".to_owned()),
    };
    polygons
        .iter()
        .flatten()
        .map(|ring| {
            ring.iter()
                .map(|position| match position.as_slice() {
                    [lon, lat, ..] => Ok((*lon, *lat)),
                    _ => Err("has a point without two coordinates".to_owned()),
                })
                .collect()
        })
        .collect()
}

fn valid(ring: &[Point]) -> Result<(), String> {
    if ring.len() < 4 {
        return Err("has a ring of fewer than four points".to_owned());
    }
    if ring.first() != ring.last() {
        return Err("has a ring that is not closed".to_owned());
    }
    if let Some((lon, lat)) = ring
        .iter()
        .find(|(lon, lat)| !(-180.0..=180.0).contains(lon) || !(-90.0..=90.0).contains(lat))
    {
        return Err(format!("has the impossible point {lon}, {lat}"));
    }
    match crossing(ring) {
        Some((lon, lat)) => Err(format!("crosses itself near {lon:.3}, {lat:.3}")),
        None => Ok(()),
    }
}

/// A point near which two edges of the ring cross. Edges are swept from west to east, so that few pairs are compared.
fn crossing(ring: &[Point]) -> Option<Point> {
    let last = ring.len() - 2;
    let mut edges: Vec<(usize, Point, Point)> = ring
        .windows(2)
        .enumerate()
        .map(|(at, pair)| (at, pair[0], pair[1]))
        .collect();
    edges.sort_by(|one, other| west(one).total_cmp(&west(other)));
    for (at, one) in edges.iter().enumerate() {
        let east = one.1.0.max(one.2.0);
        for other in edges[at + 1..].iter().take_while(|edge| west(edge) <= east) {
            let apart = one.0.abs_diff(other.0);
            let neighbours = apart == 1 || apart == last;
            if !neighbours && cross(one.1, one.2, other.1, other.2) {
                return Some(one.1);
            }
        }
    }
    None
}

fn west(edge: &(usize, Point, Point)) -> f64 {
    edge.1.0.min(edge.2.0)
}

/// Whether two segments cross in a point inside both; touching is allowed.
fn cross(a: Point, b: Point, c: Point, d: Point) -> bool {
    let side = |p: Point, q: Point, r: Point| (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

#[derive(Debug, Clone, Copy)]
struct Bounds {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

impl Bounds {
    fn around(rings: &[Vec<Point>]) -> Option<Bounds> {
        let mut points = rings.iter().flatten();
        let (lon, lat) = points.next()?;
        let start = Bounds {
            west: *lon,
            south: *lat,
            east: *lon,
            north: *lat,
        };
        Some(points.fold(start, |held, (lon, lat)| Bounds {
            west: held.west.min(*lon),
            south: held.south.min(*lat),
            east: held.east.max(*lon),
            north: held.north.max(*lat),
        }))
    }

    fn lies_in(&self, outer: &Bounds) -> bool {
        self.west >= outer.west - BOX_TOLERANCE
            && self.south >= outer.south - BOX_TOLERANCE
            && self.east <= outer.east + BOX_TOLERANCE
            && self.north <= outer.north + BOX_TOLERANCE
    }
}
