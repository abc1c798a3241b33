//! Signals (预警信号).

use kernel::{Day, Id, RegionCode, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use surveillance::SeriesView;
use utoipa::ToSchema;

use super::RunId;

/// Marks ids of signals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal;

/// A signal as lists show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SignalView {
    /// Id.
    #[schema(value_type = String, format = Uuid)]
    pub id: Id<Signal>,
    /// First day of the period that alarmed.
    pub day: Day,
    /// The period as written on an axis.
    pub label: String,
    /// Stream id.
    pub stream: String,
    /// Condition code.
    pub condition: String,
    /// Its Chinese name.
    pub condition_name_zh: String,
    /// Its English name.
    pub condition_name_en: String,
    /// Region code.
    pub region: RegionCode,
    /// Its Chinese name.
    pub region_name_zh: String,
    /// Its English name.
    pub region_name_en: String,
    /// Stratum.
    pub stratum: String,
    /// Detector id.
    pub detector: String,
    /// The detector's method.
    pub method: String,
    /// The count judged: that of the period, or of the window the method looks at.
    pub observed: i64,
    /// What the baseline leads one to expect; `null` for methods without such a thing.
    pub expected: Option<f64>,
    /// The limit.
    pub bound: f64,
    /// Probability of a count at least this high if nothing unusual happens; `null` where the method has none.
    pub p: Option<f64>,
    /// Rank: 0 = as expected, 1 = at the bound, more = further beyond.
    pub score: f64,
    /// When it was first raised.
    pub created_at: Timestamp,
    /// When corrected counts took its ground away; `null` while it stands.
    pub withdrawn_at: Option<Timestamp>,
    /// Version of the packs it was computed with.
    pub pack_version: String,
    /// The run that computed what it says now.
    #[schema(value_type = String, format = Uuid)]
    pub run: RunId,
}

/// One signal with everything that explains it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SignalDetail {
    /// The signal.
    #[serde(flatten)]
    pub signal: SignalView,
    /// Chinese name of the detector.
    pub detector_name_zh: String,
    /// English name of the detector.
    pub detector_name_en: String,
    /// What the method does, in Chinese.
    pub description_zh: String,
    /// What the method does, in English.
    pub description_en: String,
    /// Where the method comes from.
    pub source: String,
    /// Every parameter with its value at the time.
    #[schema(value_type = Object)]
    pub params: Value,
    /// Why it alarmed, in English.
    pub why: String,
    /// Why it alarmed, in Chinese.
    pub why_zh: String,
    /// The counts around it with the detector's limits.
    pub series: SeriesView,
    /// Other signals of the condition on the days around it, nearest first.
    pub same_day: Vec<SignalView>,
    /// What it said before, oldest first.
    pub history: Vec<SignalSaid>,
}

/// What a signal said before it was changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SignalSaid {
    /// The count judged then.
    pub observed: i64,
    /// What was expected then.
    pub expected: Option<f64>,
    /// The limit then.
    pub bound: f64,
    /// The probability then.
    pub p: Option<f64>,
    /// The rank then.
    pub score: f64,
    /// Version of the packs then.
    pub pack_version: String,
    /// Since when it said so.
    pub said_at: Timestamp,
    /// When it had been withdrawn, if it had.
    pub withdrawn_at: Option<Timestamp>,
    /// When it was replaced.
    pub replaced_at: Timestamp,
}
