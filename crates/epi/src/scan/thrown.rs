//! The cases of a thrown map.

use super::lanes::{LANES, Lane, STRIP, Strip};
use super::windows::Windows;

/// What takes the point and the interval of a case.
pub(super) type AddCase<'a> = dyn FnMut(usize, usize) + 'a;

/// A map of cases: a row for every point and one for the whole map, if that is tried.
///
/// Its memory is used again for the next.
#[derive(Debug, Default)]
pub(super) struct Thrown<R> {
    /// Edges of a row.
    edges: usize,
    /// Cumulative cases at the edges.
    cumulative: Vec<i32>,
    /// Cases of every row.
    totals: Vec<i32>,
    /// What a search adds up, filled up to whole strips: the first strips of all rows, then the second, and so on.
    strips: Vec<Strip<R>>,
    /// Rows.
    rows: usize,
    /// Points whose numbers can be added up without overflow.
    pub(super) addable: usize,
}

impl<R: Lane> Thrown<R> {
    /// Takes the cases of a new map: `throw` is to call its argument with the point and interval of each.
    pub(super) fn fill(&mut self, windows: &Windows, throw: impl FnOnce(&mut AddCase)) {
        let (base, edges) = (windows.stretches.base, windows.stretches.edges);
        let whole = windows.points;
        let rows = whole + usize::from(windows.tries_whole_map);
        self.edges = edges;
        self.cumulative.clear();
        self.cumulative.resize(rows * edges, 0);
        let cumulative = &mut self.cumulative;
        throw(&mut |point, interval| {
            if interval >= base {
                cumulative[point * edges + interval - base + 1] += 1;
            }
        });
        let (points, last) = cumulative.split_at_mut(whole * edges);
        for row in points.chunks_exact_mut(edges) {
            for edge in 1..edges {
                row[edge] += row[edge - 1];
            }
            for (sum, cases) in last.iter_mut().zip(row) {
                *sum += *cases;
            }
        }
        self.totals.clear();
        let rows = self.cumulative.chunks_exact(edges);
        self.totals.extend(rows.map(|row| row[edges - 1]));
    }

    /// Works out what a search adds up: of every row `lanes` numbers, made of the cumulative cases.
    pub(super) fn lay_out(&mut self, lanes: usize, row: impl Fn(&[i32], &mut [R])) {
        let per_row = lanes.div_ceil(STRIP);
        let rows = self.cumulative.chunks_exact(self.edges);
        self.rows = rows.len();
        self.strips.clear();
        self.strips
            .resize(self.rows * per_row, Strip([R::default(); STRIP]));
        let mut numbers = vec![R::default(); per_row * STRIP];
        for (at, cumulative) in rows.enumerate() {
            row(cumulative, &mut numbers);
            let strips = self.strips[at..].iter_mut().step_by(self.rows);
            for (strip, numbers) in strips.zip(numbers.as_chunks::<STRIP>().0) {
                strip.0 = *numbers;
            }
        }
    }

    /// Cases of a point between two edges.
    pub(super) fn cases(&self, point: u32, from: usize, end: usize) -> i32 {
        let row = &self.cumulative[point as usize * self.edges..][..self.edges];
        row[end] - row[from]
    }

    /// Cases of a point between the first edge and the last.
    pub(super) fn total(&self, point: u32) -> i32 {
        self.totals[point as usize]
    }

    /// Cumulative cases by row.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[i32]> {
        self.cumulative.chunks_exact(self.edges)
    }

    /// The sum of the first `N` numbers of one strip over some points.
    #[inline(always)]
    pub(super) fn sum<const N: usize>(&self, strip: usize, points: &[u32]) -> [R; N] {
        // One strip for all points, so that its sum stays in registers.
        let mut sum = [R::default(); N];
        let strips = &self.strips[strip * self.rows..][..self.rows];
        for &point in points {
            let Strip(row) = &strips[point as usize];
            for lane in 0..N {
                sum[lane] = sum[lane].plus(row[lane]);
            }
        }
        sum
    }
}

/// Whether so many numbers are all in the first lanes of a strip, as they are without a dimension of time.
pub(super) fn is_short(lanes: usize) -> bool {
    lanes <= LANES
}
