//! Whether something was done in time.

use kernel::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::step::words;

/// Whether a step was done in time (及时性).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Timeliness {
    /// Not done yet, and there is time.
    Running,
    /// Not done yet, and the limit has passed.
    Overdue,
    /// Done in time.
    OnTime,
    /// Done late.
    Late,
    /// The disease has no limit.
    NoLimit,
    /// It cannot be judged.
    Unknown,
}

words! { Timeliness:
    Running = "running",
    Overdue = "overdue",
    OnTime = "on_time",
    Late = "late",
    NoLimit = "no_limit",
    Unknown = "unknown",
}

/// Why timeliness cannot be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// The card names no diagnosis (无诊断时间).
    NoDiagnosis,
    /// The hour of the diagnosis is missing, and it decides (诊断时间未精确到小时).
    NoHour,
    /// The step was done before what it is counted from (报告早于诊断).
    BeforeDiagnosis,
    /// The card names no disease (无病种).
    NoDisease,
}

/// A clock of one card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Clock {
    /// How it stands.
    pub timeliness: Timeliness,
    /// Until when the step is in time; absent where there is no limit or no start.
    pub due_at: Option<Timestamp>,
    /// Within how many minutes it has to be done.
    pub limit_minutes: Option<u32>,
    /// Why it cannot be judged.
    pub doubt: Option<Doubt>,
}
