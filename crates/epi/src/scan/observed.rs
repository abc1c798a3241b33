//! The best window of every centre in the data as they are.

use rayon::prelude::*;

use super::problem::Problem;
use super::statistic::{Levels, Side};
use super::windows::{Centre, Windows};

/// A window and its ratio.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    /// Index of the centre.
    pub(super) centre: usize,
    /// Points in the circle.
    pub(super) points: usize,
    /// First and last edge.
    pub(super) from: usize,
    pub(super) end: usize,
    pub(super) cases: u32,
    pub(super) measure: f64,
    pub(super) llr: f64,
}

/// A later window must be better than an earlier one by more than rounding: of equals the smallest circle stays, then the
/// earliest end, then the longest stretch.
const BETTER: f64 = 1.0 + 1e-11;

/// The window with the largest ratio round each centre; centres without any departure from expectation are left out.
pub(super) fn best_by_centre(problem: &Problem, windows: &Windows) -> Vec<Found> {
    let levels: Vec<(Side, Levels)> = windows
        .sides
        .iter()
        .map(|&side| (side, Levels::new(&problem.statistic, side, 0.0)))
        .collect();
    let edges = windows.stretches.edges;
    let mut cases = vec![0_u32; (problem.points + 1) * edges];
    for (row, into) in problem
        .cases
        .chunks_exact(problem.intervals)
        .zip(cases.chunks_exact_mut(edges))
    {
        for edge in 1..edges {
            into[edge] = into[edge - 1] + row[windows.stretches.base + edge - 1];
        }
    }
    let (points, whole) = cases.split_at_mut(problem.points * edges);
    for row in points.chunks_exact(edges) {
        whole
            .iter_mut()
            .zip(row)
            .for_each(|(sum, value)| *sum += value);
    }
    let best = |(index, centre): (usize, &Centre)| {
        best_round(problem, windows, &levels, &cases, index, centre)
    };
    let centres = windows.centres.par_iter().enumerate();
    centres.filter_map(best).collect()
}

fn best_round(
    problem: &Problem,
    windows: &Windows,
    levels: &[(Side, Levels)],
    cases: &[u32],
    index: usize,
    centre: &Centre,
) -> Option<Found> {
    let edges = windows.stretches.edges;
    let (mut inside, mut measure) = (vec![0_u32; edges], vec![0.0; edges]);
    let mut best: Option<Found> = None;
    for (before, &point) in centre.points.iter().enumerate() {
        let row = &cases[point as usize * edges..][..edges];
        inside
            .iter_mut()
            .zip(row)
            .for_each(|(sum, value)| *sum += value);
        let row = windows.measure_of(point);
        measure
            .iter_mut()
            .zip(row)
            .for_each(|(sum, value)| *sum += value);
        for (side, levels) in levels {
            // More people and no further case make a high rate lower.
            if *side == Side::High && before > 0 && cases[point as usize * edges + edges - 1] == 0 {
                continue;
            }
            let mut critical = levels.below(best.map_or(0.0, |found| found.llr));
            for row in &windows.stretches.rows {
                for from in row.from..row.to {
                    let cases = inside[row.end] - inside[from];
                    let measure = measure[row.end] - measure[from];
                    let passes = match side {
                        Side::High => measure < critical[cases as usize],
                        Side::Low => measure > critical[cases as usize],
                    };
                    if !passes || !problem.statistic.is_on(*side, cases, measure) {
                        continue;
                    }
                    let llr = problem.statistic.llr(cases, measure);
                    if llr > best.map_or(1e-12, |found| found.llr * BETTER) {
                        best = Some(Found {
                            centre: index,
                            points: before + 1,
                            from,
                            end: row.end,
                            cases,
                            measure,
                            llr,
                        });
                        critical = levels.below(llr);
                    }
                }
            }
        }
    }
    best
}
