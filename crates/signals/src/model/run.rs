//! Detection runs (预警运行).

use std::fmt;

use kernel::{Day, Id, RegionCode, Timestamp};
use platform::jobs::Job;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Id of a run: that of the job that carries it out.
pub type RunId = Id<Job>;

/// What a run is asked to assess; what is left out is not narrowed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DetectionRequest {
    /// First day; the first day with counts unless given.
    pub from: Option<Day>,
    /// Last day; the last day with counts unless given.
    pub to: Option<Day>,
    /// Series of this region and those below it; the whole country unless given.
    pub region: Option<RegionCode>,
    /// Streams; all unless given.
    pub streams: Vec<String>,
    /// Detectors; all unless given.
    pub detectors: Vec<String>,
}

/// Why a run was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Cause {
    /// Somebody asked for it.
    Request,
    /// Counts had changed.
    Counts,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RunState {
    /// Waiting for the runner.
    Queued,
    /// At work.
    Running,
    /// Everything was assessed.
    Done,
    /// It could not be done; `error` says why.
    Failed,
    /// Somebody stopped it.
    Cancelled,
}

impl RunState {
    /// The word in JSON and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            RunState::Queued => "queued",
            RunState::Running => "running",
            RunState::Done => "done",
            RunState::Failed => "failed",
            RunState::Cancelled => "cancelled",
        }
    }

    /// Whether nothing more will happen.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(
            self,
            RunState::Done | RunState::Failed | RunState::Cancelled
        )
    }
}

impl fmt::Display for RunState {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// A detection run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DetectionRunView {
    /// Id.
    #[schema(value_type = String, format = Uuid)]
    pub id: RunId,
    /// How far it is.
    pub state: RunState,
    /// Why it was made.
    pub cause: Cause,
    /// First day assessed; `null` while there was nothing to assess.
    pub from: Option<Day>,
    /// Last day assessed.
    pub to: Option<Day>,
    /// Series of this region and those below it.
    pub region: RegionCode,
    /// Streams; empty means all.
    pub streams: Vec<String>,
    /// Detectors; empty means all.
    pub detectors: Vec<String>,
    /// Series to assess.
    pub series_total: u64,
    /// Series assessed.
    pub series_done: u64,
    /// Alarms found, those known before included.
    pub signals_found: u64,
    /// Of these, signals that did not stand before.
    pub signals_new: u64,
    /// Signals that now say something else.
    pub signals_changed: u64,
    /// Signals that the present counts no longer support.
    pub signals_withdrawn: u64,
    /// What could not be assessed and why, where the pack is at fault.
    pub warning: Option<String>,
    /// Why it failed.
    pub error: Option<String>,
    /// Sign-in name of who asked, `command line`, or `counts` when changed counts did.
    pub requested_by: String,
    /// Version of the packs it follows.
    pub pack_version: String,
    /// When it was asked for.
    pub queued_at: Timestamp,
    /// When work began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}
