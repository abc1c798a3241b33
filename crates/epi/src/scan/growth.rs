//! The cases of a thrown map, kept so that circles grow fast.
//!
//! Every point has a row of cumulative cases at the edges; a circle grows by a block of points at a time, and adding their
//! rows takes most of a search.
//! Hardly any point of a map has many cases, so the rows are bytes where that suffices: sixteen of them are added by one
//! instruction, and a row of up to 64 edges is one line of the cache.
//! A sum of rows must not exceed a byte either, so no more points are added up in bytes than the fullest point allows;
//! their sum then goes to the cases of the circle, which are wide enough for all.

use super::bounds::Count;
use super::windows::{LANES, STRIP, Stretches, Windows};

/// Fewest points that must fit in a sum of bytes; with fewer the rows are as wide as the circle's.
const POINTS_LEAST: u8 = 4;

/// What takes the point and the interval of a case.
type AddCase<'a> = dyn FnMut(usize, usize) + 'a;

/// Part of a row; it begins where the cache's lines do, so that it takes no more of them than it must.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Strip<R>([R; STRIP]);

/// Cumulative cases at the edges, a row for every point and one for the whole map, if that is tried.
#[derive(Debug, Default)]
pub(super) struct Rows<R> {
    /// Strips of all rows, one row after the other.
    strips: Vec<Strip<R>>,
    /// Strips of a row.
    per_row: usize,
    /// Whether all edges are in the first lanes, as they are without a dimension of time.
    is_short: bool,
    /// Points whose rows can be added up without overflow.
    addable: usize,
}

impl<R: Count> Rows<R> {
    /// Empties the rows of so many points, keeping their memory.
    fn clear(&mut self, points: usize, stretches: &Stretches) {
        self.per_row = stretches.stride / STRIP;
        self.is_short = stretches.edges <= LANES;
        self.addable = usize::MAX;
        self.strips.clear();
        self.strips
            .resize(points * self.per_row, Strip([R::default(); STRIP]));
    }

    /// Index of the strip with an edge of a point, and the lane in it.
    #[inline]
    fn place_of(&self, point: usize, edge: usize) -> (usize, usize) {
        (point * self.per_row + edge / STRIP, edge % STRIP)
    }

    /// Cases of a point between two edges.
    pub(super) fn cases(&self, point: u32, from: usize, end: usize) -> i32 {
        let at = |edge| {
            let (strip, lane) = self.place_of(point as usize, edge);
            self.strips[strip].0[lane].into()
        };
        at(end) - at(from)
    }

    /// Adds the rows of some points to the cases of a circle.
    #[inline]
    pub(super) fn grow<T: Count>(&self, inside: &mut [T], points: &[u32]) {
        if self.is_short {
            self.grow_by::<T, LANES>(inside, points);
        } else {
            self.grow_by::<T, STRIP>(inside, points);
        }
    }

    /// Adds so many lanes of every strip.
    #[inline]
    fn grow_by<T: Count, const N: usize>(&self, inside: &mut [T], points: &[u32]) {
        let (inside, _) = inside.as_chunks_mut::<STRIP>();
        for (strip, inside) in inside.iter_mut().enumerate() {
            for points in points.chunks(self.addable) {
                // One strip for all points, so that its sum stays in registers.
                let mut sum = [R::default(); N];
                for &point in points {
                    let Strip(row) = &self.strips[point as usize * self.per_row + strip];
                    for lane in 0..N {
                        sum[lane] = sum[lane].plus(row[lane]);
                    }
                }
                for lane in 0..N {
                    inside[lane] = inside[lane].plus(T::narrow(sum[lane].into()));
                }
            }
        }
    }
}

/// A map of cases; its memory is used again for the next.
#[derive(Debug, Default)]
pub(super) struct Thrown<T> {
    wide: Rows<T>,
    /// The same in bytes, if they suffice.
    narrow: Rows<u8>,
    is_narrow: bool,
}

impl<T: Count> Thrown<T> {
    /// Takes the cases of a new map: `throw` is to call its argument with the point and interval of each.
    pub(super) fn fill(&mut self, windows: &Windows, throw: impl FnOnce(&mut AddCase)) {
        let stretches = &windows.stretches;
        let whole = windows.points;
        let rows = whole + usize::from(windows.tries_whole_map);
        let wide = &mut self.wide;
        wide.clear(rows, stretches);
        throw(&mut |point, interval| {
            if interval < stretches.base {
                return;
            }
            let edge = interval - stretches.base + 1;
            for point in [point, whole].into_iter().take(1 + rows - whole) {
                let (strip, lane) = wide.place_of(point, edge);
                let count = &mut wide.strips[strip].0[lane];
                *count = count.plus(T::narrow(1));
            }
        });
        let mut fullest = 0;
        for row in wide.strips.chunks_exact_mut(wide.per_row) {
            let mut sum = T::default();
            for count in row.iter_mut().flat_map(|strip| &mut strip.0) {
                sum = sum.plus(*count);
                *count = sum;
            }
            fullest = fullest.max(sum.into());
        }
        self.is_narrow = fullest <= i32::from(u8::MAX / POINTS_LEAST);
        if self.is_narrow {
            self.narrow.clear(rows, stretches);
            self.narrow.addable = usize::from(u8::MAX) / fullest.max(1) as usize;
            for (narrow, wide) in self.narrow.strips.iter_mut().zip(&self.wide.strips) {
                *narrow = Strip(wide.0.map(|count| u8::narrow(count.into())));
            }
        }
    }

    /// The rows as bytes, if they suffice for this map.
    pub(super) fn narrow(&self) -> Option<&Rows<u8>> {
        self.is_narrow.then_some(&self.narrow)
    }

    pub(super) fn wide(&self) -> &Rows<T> {
        &self.wide
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINTS: usize = 50;
    const INTERVALS: usize = 99;

    /// Fifty points with a few cases each, and one with so many.
    fn cases(fullest: usize) -> Vec<(usize, usize)> {
        let few = (0..400).map(|case| (case * 7 % POINTS, case * case % INTERVALS));
        let many = (0..fullest - 8).map(|case| (11, case * 5 % INTERVALS));
        few.chain(many).collect()
    }

    fn thrown(cases: &[(usize, usize)], tries_whole_map: bool) -> Thrown<i16> {
        let stretches = Stretches {
            base: 0,
            edges: INTERVALS + 1,
            rows: Vec::new(),
            lanes: 0,
            stride: 2 * STRIP,
        };
        let windows = Windows {
            stretches,
            centres: Vec::new(),
            sides: Vec::new(),
            points: POINTS,
            tries_whole_map,
            measure: Vec::new(),
        };
        let mut thrown = Thrown::default();
        // What was there before must not stay.
        for cases in [&self::cases(30)[..], cases] {
            thrown.fill(&windows, |add| {
                cases
                    .iter()
                    .for_each(|&(point, interval)| add(point, interval));
            });
        }
        thrown
    }

    /// Grows a circle over all points and counts its cases before each edge.
    fn inside<R: Count>(rows: &Rows<R>) -> Vec<i16> {
        let mut inside = vec![0; 2 * STRIP];
        let points: Vec<u32> = (0..POINTS as u32).collect();
        rows.grow(&mut inside, &points[..20]);
        rows.grow(&mut inside, &points[20..]);
        inside.truncate(INTERVALS + 1);
        inside
    }

    #[test]
    fn sums_of_bytes_do_not_overflow() {
        for fullest in [8, 9, 40, 63, 64, 300] {
            let cases = cases(fullest);
            let thrown = thrown(&cases, false);
            let before = |edge| {
                cases
                    .iter()
                    .filter(|(_, interval)| *interval < edge)
                    .count()
            };
            let want: Vec<i16> = (0..=INTERVALS).map(|edge| before(edge) as i16).collect();
            assert_eq!(inside(thrown.wide()), want);
            assert_eq!(thrown.narrow().is_some(), fullest < 64, "{fullest}");
            if let Some(rows) = thrown.narrow() {
                assert_eq!(inside(rows), want, "{fullest}");
                assert_eq!(rows.cases(11, 0, INTERVALS), fullest as i32);
            }
        }
    }

    #[test]
    fn the_whole_map_is_a_point_of_its_own() {
        let cases = cases(8);
        let thrown = thrown(&cases, true);
        assert!(thrown.narrow().is_none());
        let whole = thrown.wide().cases(POINTS as u32, 0, INTERVALS);
        assert_eq!(whole, cases.len() as i32);
    }
}
