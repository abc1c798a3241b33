//! EARS C1, C2 and C3: the Early Aberration Reporting System's control charts for short histories.
//!
//! **Question.** Is today's count far above the last one or two weeks?
//!
//! **Equations.** Mean and standard deviation (n − 1) of the `baseline` points before the current one, the standard
//! deviation being at least `min_sd`; z is the 1 − `alpha` quantile of the normal distribution.
//! - **C1**: baseline directly before the current point; alarm when count > mean + z · sd.
//! - **C2**: the same with a gap of two points, so that a beginning outbreak does not raise its own limit.
//! - **C3**: the excess of a point is how many standard deviations beyond one it lies above its C2 baseline, or 0;
//!   alarm when the excesses of the current and the two preceding points add up to more than z.
//!   Solved for the current count: count > mean + sd · (1 + z − excess(t−1) − excess(t−2)).
//!   When the two preceding excesses alone exceed z, the bound is 0: any case alarms, no case does not.
//!
//! **Sources.** Hutwagner L. et al., J Urban Health 2003;80(2 Suppl 1):i89–i96, doi:10.1007/PL00022319;
//! Fricker R. et al., Stat Med 2008;27:3407–3429, doi:10.1002/sim.3197.
//! The original limits are 3, 3 and 2 standard deviations; `alpha` 0.001 and 0.025 give 3.09, 3.09 and 1.96.
//!
//! **Units.** Cases per step; `baseline` in steps; `min_sd` in cases.
//!
//! **Assumptions.** Counts of the last weeks are independent and normal around one mean.
//! Weekday patterns and seasons break that; sparse counts make the sd 0, and then one case alarms unless `min_sd` is set.
//!
//! **Missing points** are left out of the baseline, of which at least half must be reported.
//! A preceding point that is missing, or lacks a baseline, adds no excess to C3.
//!
//! **Compatibility.** R's surveillance 1.20 computes the C3 bound from the current *count* instead of the baseline mean,
//! so that its alarm does not depend on the current count at all: count + sd · (z − excess(t−1) − excess(t−2)), cut at 0.
//! `compat = "surveillance_1_20"` repeats that; it does not change C1 and C2.
//!
//! **Not for** series with a season or a trend over the baseline, or for months.

pub mod info;

use crate::detect::{
    Answer, Assessment, DetectError, Detector, NotEnoughData, Reason, Why, check_step, reported,
};
use crate::methods::{BASELINE_POINTS, enough_reported};
use crate::series::{CountSeries, Step};
use crate::spec::{Method, Reader, SpecError};
use crate::stats::{normal_quantile, normal_upper_tail};

/// Points left out between baseline and current point by C2 and C3.
const GAP: usize = 2;

/// The detector, in one of its three variants.
#[derive(Debug, Clone)]
pub struct Ears {
    method: Method,
    baseline: usize,
    min_sd: f64,
    z: f64,
    repeats_c3_defect: bool,
}

/// Mean and standard deviation of a baseline.
#[derive(Clone, Copy)]
struct Baseline {
    mean: f64,
    sd: f64,
    points: usize,
}

impl Ears {
    pub(crate) fn read(reader: &Reader) -> Result<Self, SpecError> {
        let method = reader.method();
        Ok(Self {
            method,
            baseline: reader.count("baseline")?,
            min_sd: reader.number("min_sd")?,
            z: normal_quantile(1.0 - reader.number("alpha")?),
            repeats_c3_defect: method == Method::EarsC3
                && reader.choice("compat")? == "surveillance_1_20",
        })
    }

    /// Points between baseline and current point.
    fn gap(&self) -> usize {
        if self.method == Method::EarsC1 {
            0
        } else {
            GAP
        }
    }

    /// The baseline that ends before the gap before `at`.
    fn baseline(&self, series: &CountSeries, at: usize) -> Result<Baseline, NotEnoughData> {
        let end = at.saturating_sub(self.gap());
        let Some(first) = end.checked_sub(self.baseline) else {
            return Err(NotEnoughData {
                needed: self.baseline,
                found: end,
                of: BASELINE_POINTS,
            });
        };
        let window = &series.observed[first..end];
        let (mut points, mut sum) = (0_usize, 0_u64);
        for &count in window.iter().flatten() {
            points += 1;
            sum += u64::from(count);
        }
        enough_reported(self.baseline, 2, points)?;
        let mean = sum as f64 / points as f64;
        let squares: f64 = window
            .iter()
            .flatten()
            .map(|&count| (f64::from(count) - mean).powi(2))
            .sum();
        let sd = (squares / (points - 1) as f64).sqrt().max(self.min_sd);
        Ok(Baseline { mean, sd, points })
    }

    /// Standard deviations beyond one by which the count at `at` exceeds its baseline; 0 where that cannot be said.
    fn excess(&self, series: &CountSeries, at: usize) -> f64 {
        let (Some(count), Ok(baseline)) = (series.observed[at], self.baseline(series, at)) else {
            return 0.0;
        };
        let above = f64::from(count) - baseline.mean;
        if above <= 0.0 {
            0.0
        } else {
            (above / baseline.sd - 1.0).max(0.0)
        }
    }

    /// The bound of C3 at `at`, given its baseline.
    fn c3_bound(&self, series: &CountSeries, at: usize, baseline: Baseline) -> f64 {
        let before = self.excess(series, at - 1) + self.excess(series, at - 2);
        let room = self.z - before; // −∞ after a count above a baseline without any spread
        if self.repeats_c3_defect {
            let count = f64::from(series.observed[at].unwrap_or(0));
            return if baseline.sd > 0.0 {
                (count + baseline.sd * room).max(0.0)
            } else {
                count
            };
        }
        if room < 0.0 {
            0.0
        } else {
            baseline.mean + baseline.sd * (1.0 + room)
        }
    }
}

impl Detector for Ears {
    fn method(&self) -> Method {
        self.method
    }

    fn look_back(&self, _step: Step) -> Option<usize> {
        let preceding = if self.method == Method::EarsC3 { 2 } else { 0 };
        Some(self.baseline + self.gap() + preceding)
    }

    fn assess(&self, series: &CountSeries, at: usize) -> Answer {
        check_step(series, self.method)?;
        let observed = reported(series, at)?;
        let baseline = self.baseline(series, at)?;
        let bound = if self.method == Method::EarsC3 {
            // The two points before need baselines of their own.
            if at < self.baseline + GAP + 2 {
                let found = at.saturating_sub(GAP + 2);
                return Err(DetectError::from(NotEnoughData {
                    needed: self.baseline,
                    found,
                    of: BASELINE_POINTS,
                }));
            }
            self.c3_bound(series, at, baseline)
        } else {
            baseline.mean + self.z * baseline.sd
        };
        let count = f64::from(observed);
        let is_alarm = count > bound;
        let p_value = (self.method != Method::EarsC3 && baseline.sd > 0.0)
            .then(|| normal_upper_tail((count - baseline.mean) / baseline.sd));
        Ok(Assessment {
            observed: u64::from(observed),
            expected: Some(baseline.mean),
            bound,
            p_value,
            is_alarm,
            score: Assessment::exceedance_score(count, baseline.mean, bound),
            why: Why::new(
                if is_alarm {
                    Reason::AboveBound
                } else {
                    Reason::WithinBound
                },
                baseline.points,
            ),
        })
    }
}
