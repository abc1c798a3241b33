//! How many cases a block of circles may have before it needs a closer look.
//!
//! The circles of a block grow from the first to the last.
//! Whatever circle of the block a window has, it has at most the cases of the last circle and at least the measure of the
//! first (high rates), or at least the cases of the first and at most the measure of the last (low rates).
//! If even that combination does not exceed a given ratio, no window of the block does.
//! The combination is decided by one comparison of integers, because the measures are the same in every replication.

use std::ops::Range;

use rayon::prelude::*;

use super::statistic::{Levels, Side};
use super::windows::{Block, Centre, LANES, Row, Windows};

/// Numbers of cases: as narrow as the total allows, since as many more are compared at a time.
pub(super) trait Count: Copy + Default + Ord + Into<i32> + Send + Sync {
    /// Narrows a number known to fit.
    fn narrow(value: i32) -> Self;
    /// Sum of numbers known to fit.
    fn plus(self, other: Self) -> Self;
}

macro_rules! count {
    ($type:ty) => {
        impl Count for $type {
            fn narrow(value: i32) -> Self {
                value as $type
            }
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }
        }
    };
}
count!(u8);
count!(i16);
count!(i32);

/// Bytes of bounds held at a time.
const CHUNK_BYTES: usize = 24 << 20;

/// Bounds and first measures for the blocks of some centres.
pub(super) struct Chunk<T> {
    pub(super) centres: Range<usize>,
    by_centre: Vec<CentreBounds<T>>,
}

/// Bounds of one centre.
pub(super) struct CentreBounds<T> {
    edges: usize,
    per_block: usize,
    /// Cumulative measure of the first circle of every block.
    measure: Vec<f64>,
    /// For every block, side and stretch: cases above (high) or below (low) which to look closer.
    cases: Vec<T>,
}

impl<T: Count> CentreBounds<T> {
    /// Measure of the first circle of a block in a stretch.
    pub(super) fn first_measure(&self, block: usize, from: usize, end: usize) -> f64 {
        let row = &self.measure[block * self.edges..][..self.edges];
        row[end] - row[from]
    }

    /// Bounds of a block for the stretches of a row.
    #[inline]
    pub(super) fn row(&self, block: usize, side: usize, lanes: usize, row: &Row) -> &[T] {
        let start = block * self.per_block + side * lanes + row.offset;
        &self.cases[start..start + row.lanes]
    }
}

impl<T: Count> Chunk<T> {
    pub(super) fn of(&self, centre: usize) -> &CentreBounds<T> {
        &self.by_centre[centre - self.centres.start]
    }

    /// Works out the bounds of the centres from `start` on, of as many as fit in memory.
    pub(super) fn new(windows: &Windows, levels: &[Levels], start: usize) -> Self {
        let stretches = &windows.stretches;
        let block_bytes = stretches.edges * size_of::<f64>()
            + windows.sides.len() * stretches.lanes * size_of::<T>();
        let mut bytes = 0;
        let fitting = windows.centres[start..].iter().take_while(|centre| {
            bytes += centre.blocks.len() * block_bytes;
            bytes <= CHUNK_BYTES
        });
        let centres = start..start + fitting.count().max(1);
        let by_centre = windows.centres[centres.clone()]
            .par_iter()
            .map(|centre| bounds(windows, levels, centre))
            .collect();
        Self { centres, by_centre }
    }
}

fn bounds<T: Count>(windows: &Windows, levels: &[Levels], centre: &Centre) -> CentreBounds<T> {
    let stretches = &windows.stretches;
    let per_block = windows.sides.len() * stretches.lanes;
    let mut bounds = CentreBounds {
        edges: stretches.edges,
        per_block,
        measure: Vec::with_capacity(centre.blocks.len() * stretches.edges),
        cases: vec![T::default(); centre.blocks.len() * per_block],
    };
    let mut sum = vec![0.0; stretches.edges];
    let blocks = centre.blocks.iter();
    for (&Block { first, last }, cases) in blocks.zip(bounds.cases.chunks_mut(per_block.max(1))) {
        let mut grow = |points: &[u32]| {
            for &point in points {
                let row = windows.measure_of(point);
                sum.iter_mut()
                    .zip(row)
                    .for_each(|(sum, value)| *sum += value);
            }
            sum.clone()
        };
        let smallest = grow(&centre.points[first..first + 1]);
        let largest = grow(&centre.points[first + 1..last]);
        let sides = windows.sides.iter().zip(levels);
        for ((side, levels), cases) in sides.zip(cases.chunks_mut(stretches.lanes)) {
            let critical = levels.lowest();
            let total = critical.len() as i32 - 1;
            // Whatever the cases, lanes that only fill up a row do not pass.
            match side {
                Side::High => {
                    cases.fill(T::narrow(total + 1));
                    high(&stretches.rows, critical, &smallest, cases);
                }
                Side::Low => {
                    cases.fill(T::narrow(-total));
                    low(&stretches.rows, critical, &largest, cases);
                }
            }
        }
        bounds.measure.extend_from_slice(&smallest);
    }
    bounds
}

/// Whether any stretch of a row, from these beginnings, is on the other side of its bound.
#[inline(always)] // a call costs as much as the comparison
pub(super) fn any_passes<T: Count>(side: Side, begins: &[T], bounds: &[T], until: T) -> bool {
    let (begins, bounds) = (begins.as_chunks::<LANES>().0, bounds.as_chunks::<LANES>().0);
    // The extreme of each lane, without a branch between lanes, so that they are compared together.
    let mut extreme = [until; LANES];
    for (begins, bounds) in begins.iter().zip(bounds) {
        for lane in 0..LANES {
            let limit = begins[lane].plus(bounds[lane]);
            extreme[lane] = match side {
                Side::High => extreme[lane].min(limit),
                Side::Low => extreme[lane].max(limit),
            };
        }
    }
    extreme
        .iter()
        .fold(false, |any, lane| any | (*lane != until))
}

/// Whether the cases between two cumulative numbers are on the other side of a bound.
#[inline]
pub(super) fn passes<T: Count>(side: Side, begin: T, bound: T, until: T) -> bool {
    match side {
        Side::High => begin.plus(bound) < until,
        Side::Low => begin.plus(bound) > until,
    }
}

/// The largest number of cases that does not exceed, given the measure of the first circle.
fn high<T: Count>(rows: &[Row], critical: &[f64], measure: &[f64], bounds: &mut [T]) {
    for row in rows {
        let mut exceeding = critical.len();
        for from in row.from..row.to {
            // A later beginning means a smaller measure, so the bound only falls along the row.
            let measure = measure[row.end] - measure[from];
            while exceeding > 0 && critical[exceeding - 1] > measure {
                exceeding -= 1;
            }
            let bound = exceeding.saturating_sub(1);
            bounds[row.offset + from - row.from] = T::narrow(bound as i32);
        }
    }
}

/// The smallest number of cases that does not exceed, given the measure of the last circle.
fn low<T: Count>(rows: &[Row], critical: &[f64], measure: &[f64], bounds: &mut [T]) {
    for row in rows {
        for from in row.from..row.to {
            let measure = measure[row.end] - measure[from];
            let bound = critical.partition_point(|&critical| critical < measure);
            bounds[row.offset + from - row.from] = T::narrow(bound as i32);
        }
    }
}
