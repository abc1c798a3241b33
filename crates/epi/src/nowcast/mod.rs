//! How many cases of the last days have happened, though not all are reported yet (现时预测)?
//!
//! **Question.** Cases become known some days after they happen, so the last days of an epidemic curve always fall.
//! Is the epidemic falling, or are reports still on their way?
//!
//! **For whom.** Whoever reads an epidemic curve by day of onset, admission or death before its last days are complete.
//!
//! **Face.** A [`ReportingTriangle`] (from a line list, from incremental reports or from a table) and one
//! [`NowcastSettings`] go into [`nowcast`]; a [`Nowcast`] comes out, with one [`NowcastPoint`] an event day: what is reported,
//! and the [`Estimate`] of what will be, with quantiles of any level.
//! [`crate::score`] measures how good nowcasts were.
//!
//! **Methods.** [`NowcastMethod::Smooth`], the default, is described in `smooth`: a smooth epidemic curve, delays by hazards that
//! depend on the day of report and change slowly, everything estimated together.
//! [`NowcastMethod::Lawless`] and [`NowcastMethod::Dirichlet`] are published comparisons: they scale up what is reported by the
//! delays seen so far, and know neither a curve nor a weekday.
//!
//! **Units.** Cases an event step; steps are days or weeks; days are counted since 1970-01-01.
//!
//! **Assumptions.** Every case is reported sooner or later, at most `delay_max` steps late; reports are not withdrawn.
//!
//! **Not for** counts that go down when they are corrected, for forecasts beyond the present, or for a change of what is
//! reported at all: a new case definition looks like an epidemic to every method here.

mod dirichlet;
mod lawless;
mod predictive;
mod settings;
mod smooth;
mod triangle;

use serde::Serialize;

use crate::series::Step;

pub use predictive::Estimate;
pub use settings::{CountPrior, NowcastError, NowcastMethod, NowcastSettings};
pub use triangle::{DELAY_MAX, Report, ReportingTriangle, TriangleError, TriangleFrame};

use predictive::Predictive;

/// What is known and expected of every event step of a triangle.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Nowcast {
    /// How it was made.
    pub method: NowcastMethod,
    /// Last day whose reports were in, in days since 1970-01-01.
    pub now: i32,
    /// Length of the event steps.
    pub step: Step,
    /// Levels of the quantiles of every estimate, as asked for.
    pub levels: Vec<f64>,
    /// One a event step of the triangle, oldest first.
    pub points: Vec<NowcastPoint>,
    /// Share of the cases of today that will be known after a delay of 0, 1, 2 … `delay_max` steps.
    pub delay_cdf: Vec<f64>,
}

/// One event step of a nowcast.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NowcastPoint {
    /// First day of the event step, in days since 1970-01-01.
    pub day: i32,
    /// Cases known so far.
    pub reported: u64,
    /// Whether all delays have passed, so that `reported` is the final count.
    pub is_complete: bool,
    /// Share of the step's cases that is expected to be known by now, 0 to 1.
    pub reported_share: f64,
    /// Cases that will be known in the end; `None` where the method cannot say, as when it scales up from nothing.
    pub estimate: Option<Estimate>,
}

/// What a method makes of one event step.
struct Outlook {
    reported_share: f64,
    predictive: Option<Predictive>,
}

/// What a method makes of a triangle: its incomplete event steps, oldest first, and today's delays.
struct Outcome {
    recent: Vec<Outlook>,
    delay_cdf: Vec<f64>,
}

/// Estimates the final counts of all event steps of a triangle.
///
/// The same triangle and settings give the same answer, bit for bit.
///
/// # Errors
/// [`NowcastError::Setting`] names the setting that is out of bounds; [`NowcastError::NotEnoughData`] says how many cases or steps
/// are needed; [`NowcastError::NoFit`] if counts are so contradictory that no fit exists.
pub fn nowcast(
    triangle: &ReportingTriangle,
    settings: &NowcastSettings,
) -> Result<Nowcast, NowcastError> {
    settings.check(triangle)?;
    let outcome = match settings.method {
        NowcastMethod::Smooth => smooth::outcome(triangle, settings)?,
        NowcastMethod::Lawless => lawless::outcome(triangle),
        NowcastMethod::Dirichlet => dirichlet::outcome(triangle, settings),
    };
    let complete = triangle.len() - outcome.recent.len();
    let past = (0..complete).map(|row| Outlook {
        reported_share: 1.0,
        predictive: Some(Predictive::Certain(triangle.reported(row))),
    });
    let point = |(row, outlook): (usize, Outlook)| NowcastPoint {
        day: triangle.day(row),
        reported: triangle.reported(row),
        is_complete: triangle.is_complete(row),
        reported_share: outlook.reported_share,
        estimate: outlook
            .predictive
            .map(|predictive| Estimate::new(predictive, &settings.levels)),
    };
    Ok(Nowcast {
        method: settings.method,
        now: triangle.now(),
        step: triangle.step(),
        levels: settings.levels.clone(),
        points: past.chain(outcome.recent).enumerate().map(point).collect(),
        delay_cdf: outcome.delay_cdf,
    })
}

impl Nowcast {
    /// The final count of the event steps from `first` to the present together, for example of the last seven days.
    ///
    /// Counts of neighbouring days err together, so their quantiles must not be added up; only
    /// [`NowcastMethod::Smooth`] knows how they hang together, and the others answer `None`.
    pub fn total_since(&self, first: usize) -> Option<Estimate> {
        let points = self.points.get(first..).filter(|rest| !rest.is_empty())?;
        let parts = points
            .iter()
            .map(|point| point.estimate.as_ref().map(Estimate::predictive))
            .collect::<Option<Vec<_>>>()?;
        Predictive::sum(&parts).map(|sum| Estimate::new(sum, &self.levels))
    }
}
