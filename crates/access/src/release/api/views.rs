//! What the wire shows of an export.

use kernel::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Actor;
use crate::grants::{AccountRef, Decision, lies_in};
use crate::release::model::{Export, ExportKind, ExportState, FilterPart};

/// One export: what was asked for, who let it go, and when it went.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Export)]
pub(crate) struct ExportView {
    /// Its id, written onto the file.
    id: String,
    /// Whose it is.
    account: AccountRef,
    kind: ExportKind,
    /// `csv` or `xlsx`.
    format: String,
    /// Which of it, in words.
    filter: Vec<FilterPart>,
    /// When the figures were last changed.
    as_of: Option<Timestamp>,
    rows_count: u64,
    /// Cells of free text in which numbers of persons were masked.
    masked_count: u64,
    /// What for, a code.
    purpose: String,
    state: ExportState,
    asked_at: Timestamp,
    /// Why so many rows are needed.
    reason: Option<String>,
    decision: Option<Decision>,
    /// Until when an approved one can be fetched.
    expires_at: Option<Timestamp>,
    handed_out_at: Option<Timestamp>,
    pack_version: String,
    /// Whether the caller may decide about it.
    may_decide: bool,
}

impl ExportView {
    pub(crate) fn of(actor: &Actor, areas: &[String], export: Export) -> Self {
        ExportView {
            id: export.id.to_string(),
            may_decide: export.state == ExportState::Waiting
                && export.account.id != actor.user_id
                && lies_in(areas, &export.path),
            account: export.account,
            kind: export.kind,
            format: export.format,
            filter: export.filter,
            as_of: export.as_of,
            rows_count: export.rows_count,
            masked_count: export.masked_count,
            purpose: export.purpose,
            state: export.state,
            asked_at: export.asked_at,
            reason: export.reason,
            decision: export.decision,
            expires_at: export.expires_at,
            handed_out_at: export.handed_out_at,
            pack_version: export.pack_version,
        }
    }
}
