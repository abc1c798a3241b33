//! Searches a centre with all stretches of time side by side, as suits the few stretches that have one end.
//!
//! Every stretch has a *margin* (余量): how many more (high rates) or fewer (low rates) cases the block of circles could have
//! without exceeding the floor.
//! From block to block the margin widens by what the limit rises and narrows by the cases that come in, or the other way
//! round; as long as no margin is negative, no window of the block exceeds the floor.
//! Margins stop at the largest number they can hold, which makes them narrower than they are and therefore only sends
//! more blocks to a closer look; if one stops at the smallest, the centre is searched window by window.

use super::closer::Closer;
use super::lanes::{LANES, Lane, STRIP, Strip};
use super::replicate::{Bounds, Plan};
use super::statistic::{Levels, Side};
use super::thrown::{Thrown, is_short};
use super::windows::{Block, Centre, Row, Windows};

/// Most cases expected in a window for which bytes are taken: their chance deviations and the limit must fit.
const BYTE_EXPECTED: f64 = 500.0;

/// Most cases expected at one point for which bytes are taken.
const BYTE_POINT: f64 = 30.0;

/// Points whose numbers must fit in one sum.
const POINTS_LEAST: i32 = 2;

pub(super) struct ByStretch<R> {
    lanes: usize,
    number: std::marker::PhantomData<R>,
}

/// Limits of one centre, for every block and side a row of stretches.
pub(super) struct Limits<R> {
    measure: Vec<f64>,
    /// Cases above (high) or below (low) which a window may exceed the floor.
    cases: Vec<i32>,
    /// By how much they rise from block to block.
    rises: Vec<Strip<R>>,
    /// Whether a rise does not fit.
    is_too_steep: bool,
}

/// Whether bytes suffice, from the largest expected numbers of cases of a window and of a point.
pub(super) fn fits_bytes(window: f64, point: f64) -> bool {
    window <= BYTE_EXPECTED && point <= BYTE_POINT
}

impl<R: Lane> ByStretch<R> {
    pub(super) fn new(windows: &Windows) -> Self {
        Self {
            lanes: windows.stretches.lanes,
            number: std::marker::PhantomData,
        }
    }
}

impl<R> Bounds for Limits<R> {
    fn measure(&self) -> &[f64] {
        &self.measure
    }
}

impl<R: Lane> Plan for ByStretch<R> {
    type Number = R;
    type Bounds = Limits<R>;

    fn block_bytes(&self, windows: &Windows) -> usize {
        let strips = self.lanes.next_multiple_of(STRIP);
        windows.sides.len() * strips * (size_of::<i32>() + size_of::<R>())
    }

    fn bounds(&self, windows: &Windows, levels: &[Levels], centre: &Centre) -> Limits<R> {
        let stretches = &windows.stretches;
        let padded = self.lanes.next_multiple_of(STRIP);
        let per_block = windows.sides.len() * padded;
        let rows = centre.blocks.len() * per_block;
        let mut limits = Limits {
            measure: Vec::with_capacity(centre.blocks.len() * stretches.edges),
            cases: vec![0; rows],
            rises: Vec::with_capacity(rows / STRIP),
            is_too_steep: false,
        };
        let mut before = vec![0; per_block];
        let blocks = windows
            .block_measures(centre)
            .zip(limits.cases.chunks_mut(per_block));
        for ((smallest, largest), limits_of_block) in blocks {
            let sides = windows.sides.iter().zip(levels);
            for ((side, levels), limits) in sides.zip(limits_of_block.chunks_mut(padded)) {
                let critical = levels.lowest();
                match side {
                    Side::High => high(&stretches.rows, critical, &smallest, limits),
                    Side::Low => low(&stretches.rows, critical, &largest, limits),
                }
            }
            for (strip, before) in limits_of_block.chunks(STRIP).zip(before.chunks_mut(STRIP)) {
                let mut rises = Strip([R::default(); STRIP]);
                for ((rise, limit), before) in rises.0.iter_mut().zip(strip).zip(before) {
                    // A high limit that rises by less than it does only narrows the margin.
                    *rise = R::nearest(limit - *before);
                    *before = *limit;
                }
                limits.rises.push(rises);
            }
            limits.measure.extend_from_slice(&smallest);
        }
        if let Some(low) = windows.side_index(Side::Low) {
            let mut before = vec![0; padded];
            limits.is_too_steep = limits.cases.chunks(per_block).any(|block| {
                let now = &block[low * padded..][..padded];
                let is_steep = now
                    .iter()
                    .zip(&before)
                    .any(|(now, before)| now - before > R::MAX);
                before.copy_from_slice(now);
                is_steep
            });
        }
        limits
    }

    /// The cases of every stretch.
    fn lay_out(&self, windows: &Windows, map: &mut Thrown<R>) -> bool {
        let rows = &windows.stretches.rows;
        let cases =
            |cumulative: &[i32], row: &Row, from: usize| cumulative[row.end] - cumulative[from];
        let longest = |cumulative: &[i32]| {
            let of_row = |row: &Row| cases(cumulative, row, row.from);
            rows.iter().map(of_row).max().unwrap_or(0)
        };
        let fullest = map.rows().map(longest).max().unwrap_or(0);
        if fullest > R::MAX / POINTS_LEAST {
            return false;
        }
        map.lay_out(self.lanes, |cumulative, into| {
            for row in rows {
                for from in row.from..row.to {
                    into[row.offset + from - row.from] = R::nearest(cases(cumulative, row, from));
                }
            }
        });
        map.addable = (R::MAX / fullest.max(1)) as usize;
        true
    }

    #[inline(always)]
    fn search(&self, limits: &Limits<R>, room: &mut Vec<R>, closer: &mut Closer<R>) {
        let is_fine = !limits.is_too_steep
            && if is_short(self.lanes) {
                self.search_by::<LANES>(limits, room, closer)
            } else {
                self.search_by::<STRIP>(limits, room, closer)
            };
        if !is_fine {
            closer.look_everywhere();
        }
    }
}

impl<R: Lane> ByStretch<R> {
    /// Searches with so many lanes of every strip; `false` if a margin was too narrow for its number.
    #[inline(always)]
    fn search_by<const N: usize>(
        &self,
        limits: &Limits<R>,
        margins: &mut Vec<R>,
        closer: &mut Closer<R>,
    ) -> bool {
        let sides = closer.windows.sides.len();
        let strips = self.lanes.div_ceil(STRIP);
        // Margins of every side, and behind each whether they have ever stopped at the largest number.
        margins.clear();
        margins.resize(2 * sides * strips * STRIP, R::default());
        let mut rises = limits.rises.chunks_exact(strips);
        let mut begin = [0; 2];
        for (block, &Block { first, last }) in closer.centre.blocks.iter().enumerate() {
            for (side, margins) in margins.chunks_exact_mut(2 * strips * STRIP).enumerate() {
                let (margins, stopped) = margins.split_at_mut(strips * STRIP);
                let is_high = closer.windows.sides[side] == Side::High;
                // Most cases are in the last circle, fewest in the first.
                let until = if is_high { last } else { first + 1 };
                let points = &closer.centre.points[begin[side]..until];
                begin[side] = until;
                let Some(rises) = rises.next() else {
                    return false;
                };
                let mut is_narrow = false;
                let strips = margins.as_chunks_mut::<STRIP>().0.iter_mut();
                let strips = strips.zip(stopped.as_chunks_mut::<STRIP>().0).zip(rises);
                for (strip, ((margins, stopped), rises)) in strips.enumerate() {
                    is_narrow |= if is_high {
                        narrow::<R, N>(closer.map, strip, points, margins, rises)
                    } else {
                        widen::<R, N>(closer.map, strip, points, margins, rises)
                    };
                    for lane in 0..N {
                        stopped[lane] = stopped[lane].max(margins[lane]);
                    }
                }
                // Without a further case the circles of a block have no higher rate than the one before it.
                if is_narrow
                    && !(is_high && closer.has_no_cases(points))
                    && !self.look_along(limits, (side, block), (margins, stopped), closer)
                {
                    return false;
                }
            }
        }
        true
    }

    /// Searches the stretches with a negative margin; rare, so kept out of the way of the rest.
    #[inline(never)]
    fn look_along(
        &self,
        limits: &Limits<R>,
        (side, block): (usize, usize),
        (margins, stopped): (&[R], &[R]),
        closer: &mut Closer<R>,
    ) -> bool {
        if margins.contains(&R::MIN) {
            return false;
        }
        let windows = closer.windows;
        let limits = &limits.cases[(block * windows.sides.len() + side) * margins.len()..];
        let is_high = windows.sides[side] == Side::High;
        for row in &windows.stretches.rows {
            let lanes = row.offset..row.offset + row.to - row.from;
            for group in lanes.clone().step_by(LANES) {
                let lanes = group..(group + LANES).min(lanes.end);
                let signs = margins[lanes.clone()].iter();
                if signs.fold(R::default(), |signs, margin| signs.or(*margin)) >= R::default() {
                    continue;
                }
                for lane in lanes {
                    let margin: i32 = margins[lane].into();
                    if margin < 0 {
                        let off = if is_high { -margin } else { margin };
                        let is_exact = stopped[lane].into() < R::MAX;
                        let stretch = (row.from + lane - row.offset, row.end);
                        closer.look(side, block, stretch, limits[lane] + off, is_exact);
                    }
                }
            }
        }
        true
    }
}

/// Margins of high rates: wider by what the limit rises, narrower by the cases of some points. Whether any is negative.
#[inline(always)]
fn narrow<R: Lane, const N: usize>(
    map: &Thrown<R>,
    strip: usize,
    points: &[u32],
    margins: &mut [R; STRIP],
    Strip(rises): &Strip<R>,
) -> bool {
    let mut margin = [R::default(); N];
    for lane in 0..N {
        margin[lane] = margins[lane].plus_until(rises[lane]);
    }
    for points in points.chunks(map.addable) {
        let cases = map.sum::<N>(strip, points);
        for lane in 0..N {
            margin[lane] = margin[lane].minus_until(cases[lane]);
        }
    }
    let mut is_negative = false;
    for lane in 0..N {
        margins[lane] = margin[lane];
        is_negative |= margin[lane] < R::default();
    }
    is_negative
}

/// Margins of low rates: wider by the cases of some points, narrower by what the limit rises. Whether any is negative.
#[inline(always)]
fn widen<R: Lane, const N: usize>(
    map: &Thrown<R>,
    strip: usize,
    points: &[u32],
    margins: &mut [R; STRIP],
    Strip(rises): &Strip<R>,
) -> bool {
    for points in points.chunks(map.addable) {
        let cases = map.sum::<N>(strip, points);
        for lane in 0..N {
            margins[lane] = margins[lane].plus_until(cases[lane]);
        }
    }
    let mut is_negative = false;
    for lane in 0..N {
        margins[lane] = margins[lane].minus_until(rises[lane]);
        is_negative |= margins[lane] < R::default();
    }
    is_negative
}

/// The largest number of cases that does not exceed, given the measure of the first circle.
fn high(rows: &[Row], critical: &[f64], measure: &[f64], limits: &mut [i32]) {
    for row in rows {
        let mut exceeding = critical.len();
        for from in row.from..row.to {
            // A later beginning means a smaller measure, so the limit only falls along the row.
            let measure = measure[row.end] - measure[from];
            while exceeding > 0 && critical[exceeding - 1] > measure {
                exceeding -= 1;
            }
            limits[row.offset + from - row.from] = exceeding.saturating_sub(1) as i32;
        }
    }
}

/// The smallest number of cases that does not exceed, given the measure of the last circle.
fn low(rows: &[Row], critical: &[f64], measure: &[f64], limits: &mut [i32]) {
    for row in rows {
        for from in row.from..row.to {
            let measure = measure[row.end] - measure[from];
            let limit = critical.partition_point(|&critical| critical < measure);
            limits[row.offset + from - row.from] = limit as i32;
        }
    }
}
