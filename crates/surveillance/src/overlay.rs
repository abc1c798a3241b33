//! What the signals capability lays over counts. It stands on a higher floor, so it comes in as an axum extension.

use async_trait::async_trait;
use kernel::{Day, Period, RegionCode};
use platform::Problem;

use crate::model::Detection;

/// A series as detectors see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesInput {
    /// Stream id.
    pub stream: String,
    /// Condition code.
    pub condition: String,
    /// Region.
    pub region: RegionCode,
    /// Stratum.
    pub stratum: String,
    /// The stream's own period.
    pub period: Period,
    /// Every period from the first count of the series to `to`, in order; `None`: nothing was reported.
    pub points: Vec<(Day, Option<u64>)>,
    /// First day on which a verdict is wanted.
    pub from: Day,
    /// Last day on which a verdict is wanted.
    pub to: Day,
}

/// Whose signals are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignalQuestion {
    /// Only this stream.
    pub stream: Option<String>,
    /// Only this condition.
    pub condition: Option<String>,
    /// Only this stratum.
    pub stratum: Option<String>,
    /// Areas by code and ancestor path; a signal counts for an area at or above its region.
    pub areas: Vec<(RegionCode, String)>,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

/// Signals of one stream and condition in one area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignalCount {
    /// Stream id.
    pub stream: String,
    /// Condition code.
    pub condition: String,
    /// The area asked about.
    pub area: RegionCode,
    /// How many signals.
    pub signals: u64,
}

/// Answers what detectors say of counts.
///
/// The server registers it as `axum::Extension(Arc<dyn SignalOverlay>)`; without it there are no detections and no signals.
#[async_trait]
pub trait SignalOverlay: Send + Sync {
    /// Runs detectors over one series, in the order of `detectors`.
    ///
    /// # Errors
    /// When a detector is not known, or does not fit the series.
    async fn detections(
        &self,
        series: &SeriesInput,
        detectors: &[String],
    ) -> Result<Vec<Detection>, Problem>;

    /// Counts stored signals; what has none may be absent.
    ///
    /// # Errors
    /// When the signals cannot be read.
    async fn signal_counts(&self, question: &SignalQuestion) -> Result<Vec<SignalCount>, Problem>;
}
