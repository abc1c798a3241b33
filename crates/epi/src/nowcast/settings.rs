//! What a nowcast can be asked for, and why it may decline.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::ReportingTriangle;
use super::triangle::TriangleError;
use crate::detect::NotEnoughData;

/// How a nowcast is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NowcastMethod {
    /// A smooth epidemic curve and delays that depend on the day of report, estimated together; the default.
    #[default]
    Smooth,
    /// Lawless 1994: reported cases divided by the share of delays seen so far, corrected for right truncation.
    Lawless,
    /// Höhle & an der Heiden 2014 without truncation: every day on its own, delays taken as if all were in.
    ///
    /// Too low when the epidemic grows; for comparison.
    Dirichlet,
}

impl NowcastMethod {
    /// All methods, the recommended one first.
    pub const ALL: [NowcastMethod; 3] = [
        NowcastMethod::Smooth,
        NowcastMethod::Lawless,
        NowcastMethod::Dirichlet,
    ];

    /// The word used in files and messages.
    pub fn id(self) -> &'static str {
        match self {
            NowcastMethod::Smooth => "smooth",
            NowcastMethod::Lawless => "lawless",
            NowcastMethod::Dirichlet => "dirichlet",
        }
    }
}

impl std::fmt::Display for NowcastMethod {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}

/// What is believed of a step's final count before any report: a negative-binomial distribution.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountPrior {
    /// Its mean, in cases.
    pub mean: f64,
    /// Its variance, in cases squared; above the mean.
    pub variance: f64,
    /// Greatest count thought possible; `None` = no limit.
    #[serde(default)]
    pub max: Option<u64>,
}

/// Settings of [`nowcast`](super::nowcast); the defaults suit daily data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NowcastSettings {
    /// Which method.
    pub method: NowcastMethod,
    /// Levels of the quantiles, each strictly between 0 and 1; the median is always given.
    pub levels: Vec<f64>,
    /// Names the random draws of [`NowcastMethod::Smooth`].
    pub seed: u64,
    /// Draws from the posterior of [`NowcastMethod::Smooth`], 100 to 100,000.
    pub draws: usize,
    /// Event steps before those still incomplete from which [`NowcastMethod::Smooth`] learns, 7 to 365.
    ///
    /// More make delays and weekdays more certain and the answer slower.
    pub history: usize,
    /// Prior of [`NowcastMethod::Dirichlet`] for a step's final count.
    pub count_prior: CountPrior,
}

impl Default for NowcastSettings {
    fn default() -> Self {
        Self {
            method: NowcastMethod::Smooth,
            levels: vec![0.025, 0.25, 0.5, 0.75, 0.975],
            seed: 1,
            draws: 1000,
            history: 28,
            count_prior: CountPrior {
                mean: 50.0,
                variance: 3000.0,
                max: None,
            },
        }
    }
}

/// Cases without which nothing can be said of delays.
const CASES_MIN: u64 = 5;

/// A nowcast was not made, and why.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum NowcastError {
    /// The reports make no triangle.
    #[error(transparent)]
    Triangle(#[from] TriangleError),
    /// A setting is out of bounds.
    #[error("`{name}` must be {wanted}; `{given}` is not")]
    Setting {
        /// The setting.
        name: &'static str,
        /// Its bounds, in words.
        wanted: &'static str,
        /// What was given.
        given: String,
    },
    /// Too few cases or steps to learn delays from.
    #[error(transparent)]
    NotEnoughData(#[from] NotEnoughData),
    /// No curve and delays could be found that explain the counts.
    #[error(
        "no epidemic curve fits these counts; check them for one enormous report among small ones"
    )]
    NoFit,
}

impl NowcastSettings {
    /// Whether the settings are within bounds and the triangle holds enough for them.
    pub(super) fn check(&self, triangle: &ReportingTriangle) -> Result<(), NowcastError> {
        let out = |name, wanted, given: String| {
            Err(NowcastError::Setting {
                name,
                wanted,
                given,
            })
        };
        let in_between = |level: &&f64| !(**level > 0.0 && **level < 1.0);
        if let Some(level) = self.levels.iter().find(in_between) {
            return out("levels", "numbers between 0 and 1", level.to_string());
        }
        if !(100..=100_000).contains(&self.draws) {
            return out("draws", "from 100 to 100000", self.draws.to_string());
        }
        if !(7..=365).contains(&self.history) {
            return out("history", "from 7 to 365", self.history.to_string());
        }
        let CountPrior {
            mean,
            variance,
            max,
        } = self.count_prior;
        if !(mean > 0.0 && variance > mean && variance.is_finite()) {
            let given = format!("mean {mean}, variance {variance}");
            let wanted = "a mean above 0 and a finite variance above the mean";
            return out("count_prior", wanted, given);
        }
        let greatest = (0..triangle.len()).map(|row| triangle.reported(row)).max();
        if let Some(max) = max.filter(|&max| Some(max) < greatest) {
            let wanted = "none, or at least the greatest count reported";
            return out("count_prior.max", wanted, max.to_string());
        }
        self.check_data(triangle)
    }

    fn check_data(&self, triangle: &ReportingTriangle) -> Result<(), NowcastError> {
        let cases: u64 = (0..triangle.len()).map(|row| triangle.reported(row)).sum();
        let too_few = |needed, found, of| Err(NotEnoughData { needed, found, of }.into());
        if cases < CASES_MIN {
            return too_few(CASES_MIN as usize, cases as usize, "reported cases");
        }
        let steps = match self.method {
            NowcastMethod::Smooth => 2,
            // Their delay distribution ends at the longest delay and must have been seen that far.
            NowcastMethod::Lawless | NowcastMethod::Dirichlet => triangle.delay_max() + 1,
        };
        if triangle.len() < steps {
            return too_few(steps, triangle.len(), "event steps");
        }
        Ok(())
    }
}
