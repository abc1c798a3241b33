//! Which windows are searched: circles round centres, and stretches of time.
//!
//! Time is looked at as *edges*: edge i is the beginning of interval `base` + i, and a stretch runs from one edge to
//! another, so that any count or measure in it is a difference of two cumulative sums.

use super::geometry::Map;
use super::periods::Periods;
use super::problem::Problem;
use super::settings::{Analysis, Monitoring, ScanSettings};
use super::statistic::Side;

/// Stretches with one end: from every edge of `from..to` until `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) end: usize,
    pub(super) from: usize,
    pub(super) to: usize,
    /// Stretches of the rows before.
    pub(super) offset: usize,
}

/// All stretches of time.
#[derive(Debug)]
pub(super) struct Stretches {
    /// Interval at edge 0; what lies before belongs to no stretch.
    pub(super) base: usize,
    /// Number of edges.
    pub(super) edges: usize,
    /// By end, then by beginning.
    pub(super) rows: Vec<Row>,
    /// Number of stretches.
    pub(super) lanes: usize,
}

impl Stretches {
    pub(super) fn new(periods: &Periods, settings: &ScanSettings) -> Self {
        let intervals = periods.len();
        let has_whole = settings.with_spatial && settings.analysis == Analysis::SpaceTime;
        let is_alive = settings.monitoring == Monitoring::Prospective;
        let base = if is_alive && !has_whole {
            intervals - periods.longest
        } else {
            0
        };
        let last = intervals - base;
        let ends = if is_alive {
            last..last + 1
        } else {
            1..last + 1
        };
        let mut spans: Vec<(usize, usize, usize)> = ends
            .filter(|end| *end >= periods.shortest)
            .map(|end| {
                let from = end.saturating_sub(periods.longest);
                (end, from, end - periods.shortest + 1)
            })
            .collect();
        if has_whole && periods.longest < intervals {
            spans.push((last, 0, 1));
        }
        let mut offset = 0;
        let rows = spans.into_iter().map(|(end, from, to)| {
            offset += to - from;
            Row {
                end,
                from,
                to,
                offset: offset - (to - from),
            }
        });
        let rows: Vec<Row> = rows.collect();
        Self {
            base,
            edges: last + 1,
            rows,
            lanes: offset,
        }
    }

    /// Intervals of the longest stretch.
    pub(super) fn longest(&self) -> usize {
        let longest = self.rows.iter().map(|row| row.end - row.from).max();
        longest.unwrap_or(1)
    }

    /// Cumulative sums at the edges of values by interval.
    pub(super) fn cumulate(&self, by_interval: &[f64], into: &mut [f64]) {
        let mut sum = 0.0;
        into[0] = 0.0;
        for (edge, value) in into[1..].iter_mut().zip(&by_interval[self.base..]) {
            sum += value;
            *edge = sum;
        }
    }
}

/// Consecutive circles round one centre that are first looked at together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    /// Circles, as numbers of points: `first` + 1 to `last`.
    pub(super) first: usize,
    pub(super) last: usize,
}

/// The circles round one centre.
#[derive(Debug)]
pub(super) struct Centre {
    /// Points, the nearest first; the number of all points stands for the whole map.
    pub(super) points: Vec<u32>,
    pub(super) blocks: Vec<Block>,
}

/// The whole search: every centre with every stretch.
#[derive(Debug)]
pub(super) struct Windows {
    pub(super) stretches: Stretches,
    /// In the order of place ids; the whole map, if it is tried, comes last.
    pub(super) centres: Vec<Centre>,
    pub(super) sides: Vec<Side>,
    /// Number of points.
    pub(super) points: usize,
    /// Whether the whole map is tried.
    pub(super) tries_whole_map: bool,
    /// Largest share of the map in a circle.
    pub(super) share_max: f64,
    /// Cumulative measure at the edges, a row for every point and one for the whole map.
    pub(super) measure: Vec<f64>,
}

/// How far the expected cases of the first and the last circle of a block may lie apart, in standard deviations.
///
/// Wide blocks are few but their bounds let more windows through; measured best between 1 and 1.5.
const BLOCK_WIDTH: f64 = 1.1;

impl Windows {
    pub(super) fn new(
        problem: &Problem,
        map: &Map,
        periods: &Periods,
        settings: &ScanSettings,
    ) -> Self {
        let stretches = Stretches::new(periods, settings);
        let weights = problem.weights();
        let longest = periods.longest as f64 / periods.len() as f64;
        let expected = |point: &u32| match weights.get(*point as usize) {
            Some(weight) => problem.statistic.expected(*weight) * longest,
            None => 0.0,
        };
        let mut circles = Vec::new();
        if settings.analysis != Analysis::Temporal {
            // A circle of just half the map must not be lost to rounding.
            let weight_max = settings.share_max * problem.measure_total * (1.0 + 1e-12);
            let radius_max = settings.radius_max.unwrap_or(f64::INFINITY);
            circles = map.circles(&weights, weight_max, radius_max);
        }
        let tries_whole_map = settings.analysis == Analysis::Temporal || settings.with_temporal;
        if tries_whole_map {
            circles.push(vec![problem.points as u32]);
        }
        let centre = |points: Vec<u32>| Centre {
            blocks: blocks(points.iter().map(expected)),
            points,
        };
        Self {
            measure: measure(problem, &stretches),
            centres: circles.into_iter().map(centre).collect(),
            sides: super::sides(settings.rates),
            points: problem.points,
            share_max: if tries_whole_map {
                1.0
            } else {
                settings.share_max
            },
            tries_whole_map,
            stretches,
        }
    }

    /// Cumulative measures at the edges of the first and the last circle of every block round a centre.
    pub(super) fn block_measures(
        &self,
        centre: &Centre,
    ) -> impl Iterator<Item = (Vec<f64>, Vec<f64>)> {
        let mut sum = vec![0.0; self.stretches.edges];
        centre.blocks.iter().map(move |&Block { first, last }| {
            let mut grow = |points: &[u32]| {
                for &point in points {
                    let row = self.measure_of(point);
                    sum.iter_mut()
                        .zip(row)
                        .for_each(|(sum, value)| *sum += value);
                }
                sum.clone()
            };
            let smallest = grow(&centre.points[first..first + 1]);
            (smallest, grow(&centre.points[first + 1..last]))
        })
    }

    /// Index of a side among those that are searched.
    pub(super) fn side_index(&self, side: Side) -> Option<usize> {
        self.sides.iter().position(|&known| known == side)
    }

    /// Cumulative measure of a point at the edges.
    pub(super) fn measure_of(&self, point: u32) -> &[f64] {
        &self.measure[point as usize * self.stretches.edges..][..self.stretches.edges]
    }
}

fn measure(problem: &Problem, stretches: &Stretches) -> Vec<f64> {
    let edges = stretches.edges;
    let mut measure = vec![0.0; (problem.points + 1) * edges];
    let rows = problem.measure.chunks_exact(problem.intervals);
    for (row, into) in rows.zip(measure.chunks_exact_mut(edges)) {
        stretches.cumulate(row, into);
    }
    let (points, whole) = measure.split_at_mut(problem.points * edges);
    for row in points.chunks_exact(edges) {
        whole
            .iter_mut()
            .zip(row)
            .for_each(|(sum, value)| *sum += value);
    }
    measure
}

/// Cuts growing circles into blocks of nearly the same expectation.
fn blocks(expected: impl Iterator<Item = f64>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let (mut inside, mut innermost) = (0.0_f64, 0.0_f64);
    for (point, added) in expected.enumerate() {
        inside += added;
        match blocks.last_mut() {
            Some(block) if inside - innermost <= BLOCK_WIDTH * innermost.max(1.0).sqrt() => {
                block.last = point + 1;
            }
            _ => {
                innermost = inside;
                blocks.push(Block {
                    first: point,
                    last: point + 1,
                });
            }
        }
    }
    blocks
}
