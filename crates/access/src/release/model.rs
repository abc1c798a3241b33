//! The words of exports.

use kernel::{Id, Timestamp};
use pack::Limit;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::grants::{AccountRef, Decision};

/// What is taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExportKind {
    /// Counts.
    Counts,
    /// Signals.
    Signals,
    /// Rejected rows of an import.
    RejectedRows,
    /// Entries of the audit trail.
    Audit,
    /// Records of persons.
    Persons,
    /// Report cards.
    Cards,
}

impl ExportKind {
    /// All kinds.
    pub const ALL: [ExportKind; 6] = [
        ExportKind::Counts,
        ExportKind::Signals,
        ExportKind::RejectedRows,
        ExportKind::Audit,
        ExportKind::Persons,
        ExportKind::Cards,
    ];

    /// The name in the database and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ExportKind::Counts => "counts",
            ExportKind::Signals => "signals",
            ExportKind::RejectedRows => "rejected_rows",
            ExportKind::Audit => "audit",
            ExportKind::Persons => "persons",
            ExportKind::Cards => "cards",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        ExportKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }

    /// The limit above which somebody else has to approve.
    #[must_use]
    pub fn limit(self) -> Limit {
        match self {
            ExportKind::Counts | ExportKind::Signals | ExportKind::RejectedRows => {
                Limit::ExportFigures
            }
            ExportKind::Audit | ExportKind::Persons | ExportKind::Cards => Limit::ExportRecords,
        }
    }
}

/// Where an export stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExportState {
    /// Too large to go without approval; nobody asked for one yet.
    Held,
    /// Waits for an approval.
    Waiting,
    /// May be fetched, once.
    Approved,
    /// Refused.
    Refused,
    /// Handed out.
    HandedOut,
}

impl ExportState {
    const ALL: [ExportState; 5] = [
        ExportState::Held,
        ExportState::Waiting,
        ExportState::Approved,
        ExportState::Refused,
        ExportState::HandedOut,
    ];

    /// The name in the database and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ExportState::Held => "held",
            ExportState::Waiting => "waiting",
            ExportState::Approved => "approved",
            ExportState::Refused => "refused",
            ExportState::HandedOut => "handed_out",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        ExportState::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
    }
}

/// One condition of a filter in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FilterPart {
    /// What is narrowed, for example `地区 region`.
    pub label: String,
    /// To what.
    pub text: String,
}

/// One export: what was asked for, who let it go, and when it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// Its id, written onto the file.
    pub id: Id<Export>,
    /// Whose it is.
    pub account: AccountRef,
    /// Ancestor path of the area of the asker's post.
    pub path: String,
    /// What.
    pub kind: ExportKind,
    /// `csv` or `xlsx`.
    pub format: String,
    /// Which of it.
    pub filter: Vec<FilterPart>,
    /// Binds an approval to kind and filter.
    pub filter_digest: String,
    /// When the figures were last changed.
    pub as_of: Option<Timestamp>,
    /// Rows.
    pub rows_count: u64,
    /// Cells of free text in which numbers of persons were masked.
    pub masked_count: u64,
    /// What for, a code.
    pub purpose: String,
    /// Version of the packs.
    pub pack_version: String,
    /// Where it stands.
    pub state: ExportState,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Why so many rows are needed.
    pub reason: Option<String>,
    /// What somebody else decided.
    pub decision: Option<Decision>,
    /// Until when an approved one can be fetched.
    pub expires_at: Option<Timestamp>,
    /// When it went.
    pub handed_out_at: Option<Timestamp>,
}
