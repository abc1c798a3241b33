//! Imports (导入) of counts files.

use std::collections::BTreeMap;

use kernel::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ImportState {
    /// Waiting for its turn.
    Queued,
    /// Being read.
    Running,
    /// Read to its end; rows may have been rejected.
    Done,
    /// Stopped by an error; what was stored stays.
    Failed,
    /// Stopped by somebody; what was stored stays.
    Cancelled,
    /// Stopped with the program; it goes on when the program runs again.
    Interrupted,
}

impl ImportState {
    /// The word in JSON and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ImportState::Queued => "queued",
            ImportState::Running => "running",
            ImportState::Done => "done",
            ImportState::Failed => "failed",
            ImportState::Cancelled => "cancelled",
            ImportState::Interrupted => "interrupted",
        }
    }

    /// The state with this word; an unknown word counts as failed.
    pub(crate) fn parse(word: &str) -> Self {
        match word {
            "queued" => ImportState::Queued,
            "running" => ImportState::Running,
            "done" => ImportState::Done,
            "cancelled" => ImportState::Cancelled,
            "interrupted" => ImportState::Interrupted,
            _ => ImportState::Failed,
        }
    }
}

/// One import.
///
/// `rows_read` is the sum of new, changed, unchanged, skipped and rejected rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportView {
    /// Id.
    pub id: String,
    /// Name of the file.
    pub file_name: String,
    /// The layout it is read by, once known.
    pub layout: Option<String>,
    /// Its character encoding, once known.
    pub encoding: Option<String>,
    /// How far it is.
    pub state: ImportState,
    /// Size of the file.
    pub bytes_total: u64,
    /// How much of it is stored.
    pub bytes_done: u64,
    /// Rows read, the header and blank lines aside.
    pub rows_read: u64,
    /// Rows with a count for a key that had none.
    pub rows_new: u64,
    /// Rows that corrected a count.
    pub rows_changed: u64,
    /// Rows that said what was known.
    pub rows_unchanged: u64,
    /// Rows left out on purpose.
    pub rows_skipped: u64,
    /// Rows that broke a rule; they can be corrected and replayed.
    pub rows_rejected: u64,
    /// Why rows were left out.
    pub skipped: Vec<SkippedView>,
    /// When reading began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// Who asked for it.
    pub requested_by: String,
    /// Why it failed and what to do.
    pub error: Option<String>,
    /// SHA-256 of the file.
    pub digest: String,
}

/// Rows left out for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SkippedView {
    /// The reason, English.
    pub reason: String,
    /// The reason, Chinese.
    pub reason_zh: String,
    /// How many rows.
    pub rows: u64,
}

/// What a dry run (试运行) found; nothing was stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportCheck {
    /// Name of the file.
    pub file_name: String,
    /// The layout it would be read by.
    pub layout: String,
    /// Its character encoding.
    pub encoding: String,
    /// Size of the file.
    pub bytes_total: u64,
    /// How much was read.
    pub bytes_done: u64,
    /// Rows read.
    pub rows_read: u64,
    /// Rows that would be stored.
    pub rows_accepted: u64,
    /// Rows left out on purpose.
    pub rows_skipped: u64,
    /// Rows that break a rule.
    pub rows_rejected: u64,
    /// Why rows were left out.
    pub skipped: Vec<SkippedView>,
    /// The first rejected rows.
    pub rejected: Vec<RejectedRow>,
    /// SHA-256 of the file.
    pub digest: String,
}

/// What became of a rejected row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RejectedState {
    /// Waiting to be corrected or replayed.
    Open,
    /// Its counts were stored after all.
    Replayed,
    /// Given up.
    Dismissed,
}

/// A row that broke a rule, kept whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RejectedRow {
    /// Id within its import.
    pub id: String,
    /// Row as a spreadsheet shows it; the header is row 1.
    pub row: u64,
    /// Header of the column at fault.
    pub column: Option<String>,
    /// The rule it breaks; `null` once a correction keeps all rules.
    pub rule: Option<String>,
    /// What is wrong and what to do, Chinese.
    pub message_zh: Option<String>,
    /// What is wrong and what to do, English.
    pub message_en: Option<String>,
    /// The text at fault.
    pub value: Option<String>,
    /// What may have been meant.
    pub suggestion: Option<String>,
    /// The whole row by header.
    pub fields: BTreeMap<String, String>,
    /// What became of it.
    pub state: RejectedState,
    /// Who corrected it.
    pub corrected_by: Option<String>,
    /// When it was corrected.
    pub corrected_at: Option<Timestamp>,
}

/// What a replay did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReplayView {
    /// Rows whose counts are stored now.
    pub accepted: u64,
    /// Rows that still break a rule.
    pub still_rejected: u64,
}
