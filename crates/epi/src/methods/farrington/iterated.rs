//! The fit where R's `glm` leaves it: iterated weighted least squares from mean = count + 0.1, ended when the deviance
//! changes by less than 1e-8 of itself.
//!
//! Where every group has cases this is the maximum to four digits and more.
//! A group without cases should end at mean 0 and instead ends wherever the iteration stopped, at 0.1 · e^(−steps);
//! that shows in the dispersion and in the limits of rare diseases, and is repeated here only for comparison with R.

use super::fit::{Design, Fit, GROUPS_MAX, Group};

/// Iterations after which R gives up.
const STEPS_MAX: usize = 25;

/// Relative change of the deviance that ends the iteration.
const TOLERANCE: f64 = 1e-8;

/// Fits the model; `None` if the iteration does not end or no freedom remains.
pub(super) fn fit(design: &mut Design, with_trend: bool) -> Option<Fit> {
    design.mean.clear();
    design
        .mean
        .extend(design.count.iter().map(|count| count + 0.1));
    let mut deviance = deviance_of(design);
    for _ in 0..STEPS_MAX {
        let (groups, slope) = solve(design, with_trend);
        let previous = deviance;
        deviance = deviance_of(design);
        if !deviance.is_finite() {
            return None;
        }
        if (deviance - previous).abs() < TOLERANCE * (deviance.abs() + 0.1) {
            return Fit::new(design.len(), groups, slope);
        }
    }
    None
}

/// One weighted least-squares step; leaves the new means and the weights it used in the design.
fn solve(design: &mut Design, with_trend: bool) -> ([Group; GROUPS_MAX], Option<f64>) {
    let mut groups = [Group::default(); GROUPS_MAX];
    let mut response_means = [0.0; GROUPS_MAX];
    let mut cross = 0.0;
    design.working.clear();
    for i in 0..design.len() {
        let g = usize::from(design.group[i]);
        let (group, mean, x) = (&mut groups[g], design.mean[i], design.x[i]);
        let working = design.weight[i] * mean;
        let response = (mean / design.exposure[i]).ln() + design.count[i] / mean - 1.0;
        design.working.push(working);
        group.points += 1;
        group.information += working;
        let (x_off, response_off) = (x - group.x_mean, response - response_means[g]);
        group.x_mean += x_off * working / group.information;
        response_means[g] += response_off * working / group.information;
        group.x_squares += working * x_off * (x - group.x_mean);
        cross += working * x_off * (response - response_means[g]);
    }
    let squares: f64 = groups.iter().map(|g| g.x_squares).sum();
    let slope = with_trend.then(|| cross / squares);
    for (group, response) in groups.iter_mut().zip(response_means) {
        group.rate = (response - slope.unwrap_or(0.0) * group.x_mean).exp();
    }
    for i in 0..design.len() {
        let growth = (slope.unwrap_or(0.0) * design.x[i]).exp();
        let group = &mut groups[usize::from(design.group[i])];
        design.mean[i] = design.exposure[i] * growth * group.rate;
        group.exposure += design.weight[i] * design.exposure[i] * growth;
    }
    (groups, slope)
}

fn deviance_of(design: &Design) -> f64 {
    let unit = |i: usize| {
        let (count, mean) = (design.count[i], design.mean[i]);
        let log = if count > 0.0 {
            count * (count / mean).ln()
        } else {
            0.0
        };
        design.weight[i] * (log - (count - mean))
    };
    2.0 * (0..design.len()).map(unit).sum::<f64>()
}
