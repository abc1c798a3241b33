//! Everything this module has to say about one epidemic, in one call.

use serde::{Serialize, Serializer};

use super::cori::windows;
use super::error::check;
use super::{
    DailyRt, DailySettings, Incidence, Prior, Reporting, RtError, SerialInterval,
    UncertainSerialInterval, WindowQuantiles, cori, cori_uncertain, daily, wallinga_teunis,
};
use crate::detect::NotEnoughData;

/// What is known of the serial interval (序列间隔设定).
#[derive(Debug, Clone, PartialEq)]
pub enum IntervalSetting {
    /// A gamma distribution of this mean and standard deviation in days, shifted by one day.
    Gamma {
        /// Mean in days; above 1.
        mean: f64,
        /// Standard deviation in days.
        sd: f64,
    },
    /// The same, mean and sd being uncertain; R by window takes it into account, the rest uses the central values.
    Uncertain(UncertainSerialInterval),
    /// Probabilities of a serial interval of 0, 1, 2 … days, the first being 0.
    Weights(Vec<f64>),
}

/// What is asked and assumed.
#[derive(Debug, Clone, PartialEq)]
pub struct RtSettings {
    /// The serial interval.
    pub serial_interval: IntervalSetting,
    /// Length of the windows of [`RtAnalysis::windows`] and [`RtAnalysis::cohorts`] in days.
    pub window_days: usize,
    /// What is believed about R of a window before seeing cases.
    pub prior: Prior,
    /// What is believed about R of a day before seeing cases.
    pub daily: DailySettings,
    /// How much of each day's cases is in the counts.
    pub reporting: Reporting,
    /// Serial intervals drawn where it is uncertain.
    pub draws: usize,
    /// Seed of the drawn serial intervals.
    pub seed: u64,
}

impl RtSettings {
    /// A serial interval of this mean and sd (days), windows of a week, complete counts, and the default priors.
    pub fn new(mean: f64, sd: f64) -> Self {
        Self::with_interval(IntervalSetting::Gamma { mean, sd })
    }

    /// The same settings with another kind of serial interval.
    pub fn with_interval(serial_interval: IntervalSetting) -> Self {
        Self {
            serial_interval,
            window_days: 7,
            prior: Prior::default(),
            daily: DailySettings::default(),
            reporting: Reporting::Complete,
            draws: 200,
            seed: 1,
        }
    }

    /// The serial interval, or the one at the centre of an uncertain one, with all lags that have a probability or that a
    /// series of `days` days can show.
    fn interval(&self, days: usize) -> Result<SerialInterval, RtError> {
        let (mean, sd) = match &self.serial_interval {
            IntervalSetting::Weights(weights) => {
                return Ok(SerialInterval::from_weights(weights.clone())?);
            }
            IntervalSetting::Gamma { mean, sd } => (*mean, *sd),
            IntervalSetting::Uncertain(interval) => {
                interval.check()?;
                (interval.mean.mean, interval.sd.mean)
            }
        };
        let wanted = "a number of days up to 1000";
        check("si mean", mean, mean <= INTERVAL_DAYS_MAX, wanted)?;
        check("si sd", sd, sd <= INTERVAL_DAYS_MAX, wanted)?;
        let lag_max = days.saturating_sub(1).max((mean + 10.0 * sd) as usize);
        Ok(SerialInterval::discretised_gamma(mean, sd, lag_max)?)
    }
}

/// Serial intervals of years are mistakes.
const INTERVAL_DAYS_MAX: f64 = 1000.0;

/// Reproduction numbers of one epidemic.
///
/// A window or day that has no answer is serialised as what it would need: `{"needed", "found", "of"}`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RtAnalysis {
    /// Probabilities of a serial interval of 0, 1, 2 … days.
    pub serial_interval: Vec<f64>,
    /// R of every day by what was known on that day; the last one is today's.
    #[serde(serialize_with = "flat")]
    pub daily: Vec<Result<DailyRt, NotEnoughData>>,
    /// R of every window (Cori et al.), the first starting on the second day.
    #[serde(serialize_with = "flat")]
    pub windows: Vec<Result<WindowRt, NotEnoughData>>,
    /// How many people the cases of every window went on to infect (Wallinga & Teunis).
    #[serde(serialize_with = "flat")]
    pub cohorts: Vec<Result<WindowRt, NotEnoughData>>,
}

impl RtAnalysis {
    /// R of the latest day.
    ///
    /// # Errors
    /// If there is no day, or nothing can be said about the last one.
    pub fn today(&self) -> Result<&DailyRt, NotEnoughData> {
        let nothing = NotEnoughData {
            needed: 1,
            found: 0,
            of: "days",
        };
        let latest = self.daily.last().ok_or(nothing)?;
        latest.as_ref().map_err(|error| *error)
    }
}

/// R of a window of days.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct WindowRt {
    /// First day of the window.
    pub start: usize,
    /// Last day of the window.
    pub end: usize,
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
    /// Median.
    pub median: f64,
    /// 2.5 % quantile.
    pub lower: f64,
    /// 97.5 % quantile.
    pub upper: f64,
}

/// An answer is its object, and so is the reason for having none.
fn flat<T: Serialize, S: Serializer>(
    answers: &[Result<T, NotEnoughData>],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    #[serde(untagged)]
    enum Flat<'a, T> {
        Answer(&'a T),
        Reason(&'a NotEnoughData),
    }
    serializer.collect_seq(answers.iter().map(|answer| match answer {
        Ok(answer) => Flat::Answer(answer),
        Err(reason) => Flat::Reason(reason),
    }))
}

/// The longest window: more than a year is no window.
const WINDOW_DAYS_MAX: usize = 400;

/// Share of the cases behind a window that must have been reported for it to be answered.
const REPORTED_SHARE_MIN: f64 = 0.95;

/// Probabilities of the quantiles of a window.
const PROBABILITIES: [f64; 3] = [0.025, 0.5, 0.975];

/// Daily R, R by window and cohort R of an epidemic.
///
/// # Errors
/// If a setting, the serial interval or the reporting lies outside its bounds; the message says which.
pub fn analyse(incidence: &Incidence, settings: &RtSettings) -> Result<RtAnalysis, RtError> {
    let window = settings.window_days;
    let is_fine = (1..=WINDOW_DAYS_MAX).contains(&window);
    check("window days", window as f64, is_fine, "from 1 to 400")?;
    let interval = settings.interval(incidence.len())?;
    let daily = daily(incidence, &interval, &settings.reporting, &settings.daily)?;
    let shares = reported_shares(incidence.len(), &interval, &settings.reporting);
    let complete = |answers: Vec<Result<WindowRt, NotEnoughData>>| {
        let ranges = windows(incidence.len(), window);
        let both = answers.into_iter().zip(ranges);
        both.map(|(answer, (start, end))| {
            let reported = shares[start..=end].iter();
            let found = reported
                .filter(|share| **share >= REPORTED_SHARE_MIN)
                .count();
            if found < window {
                return Err(NotEnoughData {
                    needed: window,
                    found,
                    of: "days of the window with at least 95 % of the cases reported",
                });
            }
            answer
        })
        .collect()
    };
    Ok(RtAnalysis {
        daily,
        windows: complete(by_window(incidence, &interval, settings)?),
        cohorts: complete(by_cohort(incidence, &interval, window)),
        serial_interval: interval.support().to_vec(),
    })
}

/// For every day the lesser of the reported share of its cases and of those that could have infected them.
fn reported_shares(days: usize, interval: &SerialInterval, reporting: &Reporting) -> Vec<f64> {
    let of_day = |day: usize| {
        let lags = interval.support().iter().enumerate().take(day + 1);
        let missing =
            |(lag, weight): (usize, &f64)| weight * (1.0 - reporting.completeness(day - lag));
        let infectors: f64 = 1.0 - lags.map(missing).sum::<f64>();
        infectors.min(reporting.completeness(day))
    };
    (0..days).map(of_day).collect()
}

fn by_window(
    incidence: &Incidence,
    interval: &SerialInterval,
    settings: &RtSettings,
) -> Result<Vec<Result<WindowRt, NotEnoughData>>, RtError> {
    let (prior, window) = (settings.prior, settings.window_days);
    if let IntervalSetting::Uncertain(interval) = &settings.serial_interval {
        let (draws, seed) = (settings.draws, settings.seed);
        let estimates = cori_uncertain(incidence, interval, prior, window, draws, seed)?;
        let summary = |pooled: super::PooledRt| {
            let quantiles = pooled.quantiles(&PROBABILITIES);
            WindowRt {
                start: pooled.start,
                end: pooled.end,
                mean: pooled.mean(),
                sd: pooled.sd(),
                lower: quantiles[0],
                median: quantiles[1],
                upper: quantiles[2],
            }
        };
        return Ok(estimates
            .into_iter()
            .map(|estimate| estimate.map(summary))
            .collect());
    }
    let mut quantiles = WindowQuantiles::new(PROBABILITIES);
    let mut summary = |estimate: super::RtEstimate| {
        let [lower, median, upper] = quantiles.of(&estimate);
        WindowRt {
            start: estimate.start,
            end: estimate.end,
            mean: estimate.mean(),
            sd: estimate.sd(),
            median,
            lower,
            upper,
        }
    };
    Ok(cori(incidence, interval, prior, window)
        .into_iter()
        .map(|estimate| estimate.map(&mut summary))
        .collect())
}

fn by_cohort(
    incidence: &Incidence,
    interval: &SerialInterval,
    window: usize,
) -> Vec<Result<WindowRt, NotEnoughData>> {
    let summary = |cohort: super::CohortRt| {
        let [lower, median, upper] = PROBABILITIES.map(|p| cohort.quantile(p));
        WindowRt {
            start: cohort.start,
            end: cohort.end,
            mean: cohort.mean,
            sd: cohort.sd,
            median,
            lower,
            upper,
        }
    };
    wallinga_teunis(incidence, interval, window)
        .into_iter()
        .map(|cohort| cohort.map(summary))
        .collect()
}
