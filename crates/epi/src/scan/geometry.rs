//! Places as points, distances between them, and the circles round each.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::input::{Place, Position};
use super::{ScanError, ScanInput};

/// Radius of the earth in kilometres with which the established program measures distances.
const EARTH_RADIUS_KM: f64 = 6367.0;

/// Distances that differ by less count as the same: a tenth of a millimetre on the globe.
const DISTANCE_GRAIN: f64 = 1e-7;

/// Places at the same point are one; everything is in the order of place ids, so that the order of rows has no effect.
#[derive(Debug)]
pub(super) struct Map<'a> {
    /// Positions of the points.
    positions: Vec<Position>,
    /// Ids of the places at each point.
    pub(super) ids: Vec<Vec<&'a str>>,
    point_of: HashMap<&'a str, usize>,
}

impl<'a> Map<'a> {
    pub(super) fn new(input: &'a ScanInput) -> Result<Self, ScanError> {
        let mut places: Vec<&Place> = input.places.iter().collect();
        places.sort_by(|a, b| a.id.cmp(&b.id));
        if let Some(pair) = places.windows(2).find(|pair| pair[0].id == pair[1].id) {
            return Err(ScanError::DuplicatePlace {
                place: pair[0].id.clone(),
            });
        }
        let mut map = Self {
            positions: Vec::new(),
            ids: Vec::new(),
            point_of: HashMap::with_capacity(places.len()),
        };
        let mut at: BTreeMap<[u64; 2], usize> = BTreeMap::new();
        for place in places {
            check(place, map.positions.first())?;
            let point = *at
                .entry(coordinates(place.position).map(|v| (v + 0.0).to_bits())) // −0 is 0
                .or_insert(map.positions.len());
            if point == map.positions.len() {
                map.positions.push(place.position);
                map.ids.push(Vec::new());
            }
            map.ids[point].push(&place.id);
            map.point_of.insert(&place.id, point);
        }
        Ok(map)
    }

    /// Number of points.
    pub(super) fn len(&self) -> usize {
        self.positions.len()
    }

    /// The point of a place named by a row of `table`.
    pub(super) fn point_of(&self, place: &str, table: &'static str) -> Result<usize, ScanError> {
        let known = self.point_of.get(place).copied();
        known.ok_or_else(|| ScanError::UnknownPlace {
            place: place.to_owned(),
            table,
        })
    }

    /// Distance between two points.
    pub(super) fn distance(&self, a: usize, b: usize) -> f64 {
        distance(self.positions[a], self.positions[b])
    }

    /// For every point, the points of its largest circle, nearest first and itself at the beginning.
    ///
    /// A circle grows while the sum of `weight` stays within `weight_max` and its radius within `radius_max`; points at
    /// the same distance are added one by one in the order of their coordinates.
    pub(super) fn circles(
        &self,
        weight: &[f64],
        weight_max: f64,
        radius_max: f64,
    ) -> Vec<Vec<u32>> {
        let circle = |centre: usize| {
            let mut by_distance: Vec<(i64, usize)> = (0..self.len())
                .map(|point| (self.distance(centre, point), point))
                .filter(|(distance, _)| *distance <= radius_max)
                .map(|(distance, point)| ((distance / DISTANCE_GRAIN).round() as i64, point))
                .collect();
            by_distance.sort_unstable_by(|a, b| {
                let coordinates = |point: usize| coordinates(self.positions[point]);
                let [a0, a1] = coordinates(a.1);
                let [b0, b1] = coordinates(b.1);
                a.0.cmp(&b.0)
                    .then(a0.total_cmp(&b0))
                    .then(a1.total_cmp(&b1))
            });
            let mut sum = 0.0;
            by_distance
                .into_iter()
                .map(|(_, point)| point)
                .take_while(|&point| {
                    sum += weight[point];
                    sum <= weight_max
                })
                .map(|point| point as u32)
                .collect()
        };
        (0..self.len()).into_par_iter().map(circle).collect()
    }
}

fn coordinates(position: Position) -> [f64; 2] {
    match position {
        Position::Globe {
            latitude,
            longitude,
        } => [latitude, longitude],
        Position::Plane { x, y } => [x, y],
    }
}

/// Whether a place lies on the map of the first one.
fn check(place: &Place, first: Option<&Position>) -> Result<(), ScanError> {
    let is_on_map = match place.position {
        Position::Globe {
            latitude,
            longitude,
        } => latitude.abs() <= 90.0 && longitude.abs() <= 180.0,
        Position::Plane { x, y } => x.abs() <= 1e12 && y.abs() <= 1e12,
    };
    let id = place.id.clone();
    let is_same_kind =
        |first: &Position| std::mem::discriminant(first) == std::mem::discriminant(&place.position);
    if !is_on_map {
        Err(ScanError::BadPosition { place: id })
    } else if !first.is_none_or(is_same_kind) {
        Err(ScanError::MixedPositions { place: id })
    } else {
        Ok(())
    }
}

/// Distance between two positions of one kind.
fn distance(a: Position, b: Position) -> f64 {
    match (a, b) {
        (
            Position::Globe {
                latitude: north_a,
                longitude: east_a,
            },
            Position::Globe {
                latitude: north_b,
                longitude: east_b,
            },
        ) => {
            // The haversine keeps its digits for neighbours, where the cosine rule loses them.
            let half = |degrees: f64| libm::sin(degrees.to_radians() / 2.0).powi(2);
            let along = libm::cos(north_a.to_radians()) * libm::cos(north_b.to_radians());
            let haversine = half(north_a - north_b) + along * half(east_a - east_b);
            2.0 * EARTH_RADIUS_KM * libm::asin(haversine.sqrt().min(1.0))
        }
        _ => {
            let ([ax, ay], [bx, by]) = (coordinates(a), coordinates(b));
            libm::hypot(ax - bx, ay - by)
        }
    }
}
