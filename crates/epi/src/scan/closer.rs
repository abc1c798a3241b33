//! A closer look at the circles of a block in one stretch of time.

use super::problem::Problem;
use super::statistic::{Levels, Side};
use super::thrown::Thrown;
use super::windows::{Block, Centre, Windows};

/// The circles round one centre of a map, with the largest ratio found so far.
pub(super) struct Closer<'a, R> {
    pub(super) windows: &'a Windows,
    pub(super) problem: &'a Problem,
    /// By side.
    pub(super) levels: &'a [Levels<'a>],
    pub(super) centre: &'a Centre,
    /// Cumulative measure of the first circle of every block.
    pub(super) measure: &'a [f64],
    pub(super) map: &'a Thrown<R>,
    pub(super) maximum: f64,
}

impl<R: super::lanes::Lane> Closer<'_, R> {
    /// Raises the maximum to the largest ratio among the circles of a block in the stretch from one edge to another.
    ///
    /// `cases` are those of the last circle (high) or of the first (low) if that is exactly known, else at least or at most
    /// so many.
    #[inline(never)]
    pub(super) fn look(
        &mut self,
        side: usize,
        block: usize,
        (from, end): (usize, usize),
        cases: i32,
        is_exact: bool,
    ) {
        let Self { windows, map, .. } = *self;
        let levels = &self.levels[side];
        let side = windows.sides[side];
        let mut critical = levels.below(self.maximum);
        let edges = windows.stretches.edges;
        let row = &self.measure[block * edges..][..edges];
        let mut measure = row[end] - row[from];
        let most = (cases as usize).min(critical.len() - 1);
        if side == Side::High && measure >= critical[most] {
            return;
        }
        let Block { first, last } = self.centre.blocks[block];
        let (inner, outer) = self.centre.points[..last].split_at(first + 1);
        let cases_at = |point: &u32| map.cases(*point, from, end);
        let mut cases: i32 = match side {
            Side::High if is_exact => cases - outer.iter().map(cases_at).sum::<i32>(),
            Side::Low if is_exact => cases,
            _ => inner.iter().map(cases_at).sum(),
        };
        let mut outer = outer.iter();
        loop {
            let passes = match side {
                Side::High => measure < critical[cases as usize],
                Side::Low => measure > critical[cases as usize],
            };
            if passes {
                let llr = self.problem.statistic.llr(cases as u32, measure);
                if llr > self.maximum {
                    self.maximum = llr;
                    critical = levels.below(llr);
                }
            }
            let Some(point) = outer.next() else { return };
            let added = windows.measure_of(*point);
            measure += added[end] - added[from];
            cases += cases_at(point);
        }
    }

    /// Whether some points have no cases between the first edge and the last.
    pub(super) fn has_no_cases(&self, points: &[u32]) -> bool {
        points.iter().all(|point| self.map.total(*point) == 0)
    }

    /// Looks at every window of the centre.
    pub(super) fn look_everywhere(&mut self) {
        for block in 0..self.centre.blocks.len() {
            for side in 0..self.windows.sides.len() {
                for row in &self.windows.stretches.rows {
                    for from in row.from..row.to {
                        self.look(side, block, (from, row.end), i32::MAX, false);
                    }
                }
            }
        }
    }
}
