//! The cohort reproduction number of Wallinga & Teunis.
//!
//! **Question.** How many people did the cases of these days go on to infect?
//!
//! **Equation.** A case of day j was infected by a given case of day i with a probability proportional to the serial
//! interval's probability of j − i days, among all earlier cases. Adding up over later cases gives the expected number
//! infected per case of day i; a window's R is the mean over its cases.
//! Whether a later case was infected from the window is a yes-or-no with known probability, so the variance is exact and
//! nothing has to be simulated.
//!
//! **Source.** Wallinga J., Teunis P., Am J Epidemiol 2004;160:509–516, doi:10.1093/aje/kwh255.
//!
//! **Units.** Days; R is persons per person.
//!
//! **Assumptions.** All cases are seen and infected by seen cases; the serial interval does not change.
//!
//! **Not for** the last days of an ongoing epidemic: those their cases will infect are missing, and R is too low.

use super::cori::windows;
use super::{Incidence, SerialInterval, overall_infectivity};
use crate::detect::NotEnoughData;
use crate::stats::normal_quantile;

/// R of the cases of a window of days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CohortRt {
    /// First day of the window.
    pub start: usize,
    /// Last day of the window.
    pub end: usize,
    /// People infected per case.
    pub mean: f64,
    /// Its standard deviation over who infected whom.
    pub sd: f64,
    /// Skewness of the same distribution.
    skewness: f64,
}

impl CohortRt {
    /// Quantile by the Cornish–Fisher expansion, cut off at 0.
    pub fn quantile(&self, probability: f64) -> f64 {
        let z = normal_quantile(probability);
        (self.mean + self.sd * (z + self.skewness * (z * z - 1.0) / 6.0)).max(0.0)
    }
}

/// R of the cases of every window of `window` days, the first starting on the second day.
///
/// A window without cases cannot be answered.
pub fn wallinga_teunis(
    incidence: &Incidence,
    interval: &SerialInterval,
    window: usize,
) -> Vec<Result<CohortRt, NotEnoughData>> {
    let infectivity = overall_infectivity(incidence, interval);
    windows(incidence.len(), window)
        .map(|(start, end)| of_window(incidence, interval, &infectivity, start, end))
        .collect()
}

fn of_window(
    incidence: &Incidence,
    interval: &SerialInterval,
    infectivity: &[f64],
    start: usize,
    end: usize,
) -> Result<CohortRt, NotEnoughData> {
    let cases: f64 = (start..=end).map(|day| incidence.total(day)).sum();
    if cases <= 0.0 {
        return Err(NotEnoughData {
            needed: 1,
            found: 0,
            of: "cases in the window",
        });
    }
    let weights = interval.support();
    let (mut mean, mut variance, mut third) = (0.0, 0.0, 0.0);
    for (later, &infectivity) in infectivity.iter().enumerate().skip(start + 1) {
        if infectivity <= 0.0 {
            continue;
        }
        let from_window: f64 = (start..=end.min(later - 1))
            .filter_map(|day| {
                weights
                    .get(later - day)
                    .map(|weight| incidence.total(day) * weight)
            })
            .sum();
        let share = (from_window / infectivity).min(1.0);
        let infected = incidence.local_counts()[later];
        mean += infected * share;
        variance += infected * share * (1.0 - share);
        third += infected * share * (1.0 - share) * (1.0 - 2.0 * share);
    }
    let skewness = if variance > 0.0 {
        third / variance.powf(1.5)
    } else {
        0.0
    };
    Ok(CohortRt {
        start,
        end,
        mean: mean / cases,
        sd: variance.sqrt() / cases,
        skewness,
    })
}
