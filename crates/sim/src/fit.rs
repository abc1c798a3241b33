//! Fitting: the parameters for which a model lies nearest to what was observed.
//!
//! Nelder & Mead's simplex (1965, doi:10.1093/comjnl/7.4.308), which needs no derivatives and forgives a model that cannot
//! be computed somewhere. For a handful of parameters on scales of about 1: fit logarithms of what must be positive.
//! It finds the valley it starts in; begin from several points when there may be more than one.

/// Where the search ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// Parameters of the best point.
    pub parameters: Vec<f64>,
    /// The distance there.
    pub distance: f64,
    /// Whether the simplex has shrunk to a point; otherwise the evaluations were used up before.
    pub has_converged: bool,
}

/// Minimises a distance, beginning at `start` with steps of `step`, with at most `evaluations` of it.
///
/// A point whose distance is not a number counts as infinitely far.
pub fn minimise(
    start: &[f64],
    step: f64,
    evaluations: usize,
    mut distance: impl FnMut(&[f64]) -> f64,
) -> Fitted {
    let n = start.len();
    let mut far = |point: &[f64]| {
        let value = distance(point);
        if value.is_nan() { f64::INFINITY } else { value }
    };
    let mut simplex: Vec<(f64, Vec<f64>)> = (0..=n)
        .map(|i| {
            let mut point = start.to_vec();
            if i > 0 {
                point[i - 1] += step;
            }
            (far(&point), point)
        })
        .collect();
    let mut used = n + 1;
    let mut has_converged = false;
    while used < evaluations {
        simplex.sort_by(|a, b| a.0.total_cmp(&b.0));
        let width = simplex[1..]
            .iter()
            .flat_map(|(_, point)| point.iter().zip(&simplex[0].1))
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f64::max);
        if width < 1e-9 {
            has_converged = true;
            break;
        }
        let centre: Vec<f64> = (0..n)
            .map(|k| simplex[..n].iter().map(|(_, point)| point[k]).sum::<f64>() / n as f64)
            .collect();
        let worst = simplex[n].clone();
        let mut along = |factor: f64| {
            let point: Vec<f64> = centre
                .iter()
                .zip(&worst.1)
                .map(|(c, w)| c + factor * (w - c))
                .collect();
            used += 1;
            (far(&point), point)
        };
        let mirrored = along(-1.0);
        let next = if mirrored.0 < simplex[0].0 {
            let farther = along(-2.0);
            if farther.0 < mirrored.0 {
                farther
            } else {
                mirrored
            }
        } else if mirrored.0 < simplex[n - 1].0 {
            mirrored
        } else if mirrored.0 < worst.0 {
            let nearer = along(-0.5);
            if nearer.0 < mirrored.0 {
                nearer
            } else {
                mirrored
            }
        } else {
            along(0.5)
        };
        if next.0 < worst.0 {
            simplex[n] = next;
            continue;
        }
        let best = simplex[0].1.clone();
        for (value, point) in &mut simplex[1..] {
            for (coordinate, best) in point.iter_mut().zip(&best) {
                *coordinate = 0.5 * (*coordinate + best);
            }
            *value = far(point);
            used += 1;
        }
    }
    simplex.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (distance, parameters) = simplex.swap_remove(0);
    Fitted {
        parameters,
        distance,
        has_converged,
    }
}
