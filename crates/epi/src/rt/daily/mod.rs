//! R of every single day, the latest included.
//!
//! **Question.** How many people would a case infect if conditions stayed as they are today, is that more than one, and
//! how fast does the epidemic grow?
//!
//! **Equation.** In words: R wanders from day to day by an unknown, slowly changing amount, and now and then conditions
//! change altogether; the local cases of a day scatter by an unknown, slowly changing amount around R times the
//! infectivity of past cases.
//!
//! - Infectivity Λ(t) = Σ over lags s of w(s) · cases(t − s), w being the serial interval.
//! - Local cases of day t have mean R(t) · Λ(t) and are negative binomial: 1 / size = 1 / (k Λ(t)) + 1 / n, where k is
//!   the dispersion of how many people single cases infect (superspreading, 超级传播) and n that of reporting.
//! - log R(t) = log R(t − 1) + σ · standard normal with probability 1 − b; with the small probability b of a break R(t)
//!   comes anew from the prior, a log-normal distribution.
//! - σ, k and n are not known: each pair of a volatility and a kind of scatter is a hypothesis; hypotheses
//!   give way to each other with a small probability a day, so that calm months do not rule out a change tomorrow.
//!
//! The joint probability of log R (on a grid of 2 %) and hypothesis is carried from day to day by Bayes' rule, exactly and
//! without random numbers. What is told of a day uses the counts up to that day only.
//!
//! **Sources.** Renewal equation and infectivity: Cori A. et al., Am J Epidemiol 2013;178:1505–1512,
//! doi:10.1093/aje/kwt133. Bayesian filter on a grid: Parag K. V., PLoS Comput Biol 2021;17:e1009347,
//! doi:10.1371/journal.pcbi.1009347. Superspreading: Lloyd-Smith J. O. et al., Nature 2005;438:355–359,
//! doi:10.1038/nature04153. Growth rate from R: Wallinga J., Lipsitch M., Proc R Soc B 2007;274:599–604,
//! doi:10.1098/rspb.2006.3754.
//!
//! **Units.** Days; R is persons per person; growth rate per day.
//!
//! **Reporting delay.** Days that are not complete enter by their [completeness](Reporting::Completeness), or by a
//! [nowcast](Reporting::Nowcast). The unreported part of a day is expected from the model itself when the infectivity of
//! later days is computed, and how uncertain it is goes into the scatter of those days.
//!
//! **Assumptions.** A constant share of cases is seen; the serial interval does not change and is never negative; counts
//! are by onset, or by a date a constant time after it, by which R then lags behind.
//! Imported cases infect as others do.
//!
//! **Not for** counts by date of report with a strong weekday pattern, which this would take for changes of R; smooth or
//! re-date them first. Not for counts of weeks.

mod belief;
mod growth;
mod scatter;
mod summary;

use crate::detect::NotEnoughData;

use super::cori::long_enough;
use super::error::check;
use super::incidence::COUNT_MAX;
use super::{Incidence, RtError, SerialInterval};
use crate::stats::normal_quantile;

use belief::Belief;
use scatter::Observation;

pub use growth::Growth;
pub use summary::DailyRt;

/// Infectivities below this are the far tail of the serial interval: nobody is there to infect anybody.
const INFECTIVITY_MIN: f64 = 1e-6;

/// Completeness below which a count says nothing.
const COMPLETENESS_MIN: f64 = 0.001;

/// How R is believed to move before cases are seen (先验设定).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DailySettings {
    /// Median of R where nothing is known: at the beginning and after a break.
    pub prior_median: f64,
    /// Standard deviation of log R there.
    pub prior_log_sd: f64,
    /// Probability that conditions change altogether from one day to the next.
    pub break_probability: f64,
}

impl Default for DailySettings {
    /// R about 1 within a factor of 4 either way, and a break once in 50 days.
    fn default() -> Self {
        Self {
            prior_median: 1.0,
            prior_log_sd: 0.7,
            break_probability: 0.02,
        }
    }
}

/// How much of each day's cases is in the counts (报告完整性).
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Reporting {
    /// All of them.
    #[default]
    Complete,
    /// A proportion from 0 to 1 of each day's local cases, one for each day; 0 for a day that was not reported, and
    /// anything below 0.001 is taken for that.
    Completeness(Vec<f64>),
    /// Nowcasts in place of the counts of some days.
    Nowcast(Vec<NowcastDay>),
}

/// How many local cases a day will have once all are reported (现时预测).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NowcastDay {
    /// Index of the day.
    pub day: usize,
    /// Median.
    pub median: f64,
    /// Lower end of the interval that holds the number with a probability of 95 %.
    pub lower: f64,
    /// Its upper end.
    pub upper: f64,
}

/// What is known of the cases of a day.
#[derive(Debug, Clone, Copy)]
struct Report {
    /// Local cases reported, or expected by a nowcast.
    local: f64,
    /// Share of the local cases that is in `local`.
    completeness: f64,
    /// Variance of a nowcast.
    variance: f64,
}

impl DailySettings {
    fn check(&self) -> Result<(), RtError> {
        let median = self.prior_median;
        let is_fine = (0.1..=10.0).contains(&median);
        check("prior median", median, is_fine, "from 0.1 to 10")?;
        let sd = self.prior_log_sd;
        check(
            "prior log sd",
            sd,
            (0.1..=3.0).contains(&sd),
            "from 0.1 to 3",
        )?;
        let broken = self.break_probability;
        let is_fine = (0.0..=0.5).contains(&broken);
        check("break probability", broken, is_fine, "from 0 to 0.5")
    }
}

impl Reporting {
    /// The share of every day's local cases that is in the counts; nowcasts count as complete.
    pub(super) fn completeness(&self, day: usize) -> f64 {
        match self {
            Reporting::Completeness(shares) => shares.get(day).copied().unwrap_or(0.0),
            _ => 1.0,
        }
    }

    fn reports(&self, incidence: &Incidence) -> Result<Vec<Report>, RtError> {
        let days = incidence.len();
        let complete = |&local: &f64| Report {
            local,
            completeness: 1.0,
            variance: 0.0,
        };
        let mut reports: Vec<Report> = incidence.local_counts().iter().map(complete).collect();
        match self {
            Reporting::Complete => {}
            Reporting::Completeness(shares) => {
                if shares.len() != days {
                    return Err(RtError::Length {
                        of: "completeness proportions",
                        days,
                        found: shares.len(),
                    });
                }
                for (day, (&value, report)) in shares.iter().zip(&mut reports).enumerate() {
                    if !(0.0..=1.0).contains(&value) {
                        return Err(RtError::Completeness { day, value });
                    }
                    if value >= COMPLETENESS_MIN {
                        report.completeness = value;
                    } else {
                        (report.completeness, report.local) = (0.0, 0.0);
                    }
                }
            }
            Reporting::Nowcast(nowcasts) => {
                let sd_of_width = 0.5 / normal_quantile(0.975);
                for &NowcastDay {
                    day,
                    median,
                    lower,
                    upper,
                } in nowcasts
                {
                    let is_ordered = 0.0 <= lower && lower <= median && median <= upper;
                    match reports.get_mut(day) {
                        Some(report) if is_ordered && upper <= COUNT_MAX => {
                            report.local = median;
                            report.variance = ((upper - lower) * sd_of_width).powi(2);
                        }
                        _ => return Err(RtError::Nowcast { day, days }),
                    }
                }
            }
        }
        Ok(reports)
    }
}

/// R of every day by what was known on that day.
///
/// A day before one mean serial interval has passed, or without a case that could have infected anybody on it, cannot be
/// answered.
///
/// # Errors
/// If a setting or the reporting lies outside its bounds or does not fit the incidence.
pub fn daily(
    incidence: &Incidence,
    interval: &SerialInterval,
    reporting: &Reporting,
    settings: &DailySettings,
) -> Result<Vec<Result<DailyRt, NotEnoughData>>, RtError> {
    settings.check()?;
    let reports = reporting.reports(incidence)?;
    let mean_interval = interval.mean();
    let mut belief = Belief::new(settings);
    let mut past = Past::new(incidence, interval);
    let mut answers = Vec::with_capacity(reports.len());
    for (day, report) in reports.iter().enumerate() {
        let (infectivity, variance) = past.infectivity();
        let has_begun = long_enough(day, mean_interval);
        let is_exposed = infectivity >= INFECTIVITY_MIN;
        if has_begun.is_ok() {
            belief.predict();
        }
        if has_begun.is_ok() && is_exposed && report.completeness > 0.0 {
            belief.update(&Observation {
                cases: report.local,
                variance: report.variance,
                completeness: report.completeness,
                infectivity,
                infectivity_variance: variance,
            });
        }
        let (mean, spread) = belief.moments();
        past.push(report, mean * infectivity, spread * infectivity);
        answers.push(has_begun.and_then(|()| {
            if is_exposed {
                return Ok(summary::of(day, &belief, interval));
            }
            Err(NotEnoughData {
                needed: 1,
                found: 0,
                of: "cases within a serial interval before the day",
            })
        }));
    }
    Ok(answers)
}

/// All cases of past days with their variances, as far as they can be known.
struct Past<'a> {
    incidence: &'a Incidence,
    weights: &'a [f64],
    cases: Vec<f64>,
    variances: Vec<f64>,
}

impl<'a> Past<'a> {
    fn new(incidence: &'a Incidence, interval: &'a SerialInterval) -> Self {
        Self {
            incidence,
            weights: interval.support(),
            cases: Vec::with_capacity(incidence.len()),
            variances: Vec::with_capacity(incidence.len()),
        }
    }

    /// Infectivity of the next day and its variance.
    fn infectivity(&self) -> (f64, f64) {
        let lags = || self.weights.iter().skip(1);
        let cases = self.cases.iter().rev();
        let infectivity = lags().zip(cases).map(|(weight, count)| weight * count);
        let variances = self.variances.iter().rev();
        let variance = lags().zip(variances).map(|(w, variance)| w * w * variance);
        (infectivity.sum(), variance.sum())
    }

    /// Adds a day: what was reported, and of the rest what R times infectivity (mean and sd given) leads one to expect.
    fn push(&mut self, report: &Report, expected: f64, expected_sd: f64) {
        let missing = 1.0 - report.completeness;
        let unreported = missing * expected;
        let imported = self.incidence.imported(self.cases.len());
        let cases = report.local + unreported + imported;
        let variance = report.variance + unreported + (missing * expected_sd).powi(2);
        // Months without a report under an R above 1 would otherwise be expected to have more cases than people.
        self.cases.push(cases.min(COUNT_MAX));
        self.variances.push(variance.min(COUNT_MAX * COUNT_MAX));
    }
}
