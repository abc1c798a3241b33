//! What the wire shows of the trail.

use kernel::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::audit::store::Stored;

/// Names of an entry's texts in their order, the hash last; column titles of the export.
pub(crate) const TITLES: [&str; 13] = [
    "账号 account",
    "角色 role",
    "辖区 region",
    "机构 organisation",
    "行为 action",
    "目的 purpose",
    "对象类型 subject_kind",
    "对象 subject_id",
    "结果 outcome",
    "请求 request",
    "明细 detail",
    "规则包 pack_version",
    "摘要 hash",
];

/// An entry of the audit trail; empty texts mean "none".
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditEntryView {
    /// Its number in the chain, counted from 1.
    sequence: i64,
    at: Timestamp,
    /// Id of the account that acted.
    account: String,
    /// Role it acted in; `door`, `command_line` and `program` where no post was needed.
    role: String,
    /// Area of the post.
    region: String,
    /// Organisation of the post.
    organisation: String,
    action: String,
    purpose: String,
    subject_kind: String,
    /// Pseudonymous id of what it was about.
    subject_id: String,
    /// `done` or `refused`.
    outcome: String,
    /// Id of the request, as logs show it.
    request: String,
    /// Further codes and numbers.
    #[schema(value_type = Object)]
    detail: Value,
    pack_version: String,
    /// SM3 hash of this entry and all before it.
    hash: String,
}

impl From<Stored> for AuditEntryView {
    fn from(stored: Stored) -> Self {
        let mut texts = stored.texts.into_iter();
        let mut text = || texts.next().unwrap_or_default();
        AuditEntryView {
            sequence: stored.sequence,
            at: stored.at,
            account: text(),
            role: text(),
            region: text(),
            organisation: text(),
            action: text(),
            purpose: text(),
            subject_kind: text(),
            subject_id: text(),
            outcome: text(),
            request: text(),
            detail: serde_json::from_str(&text()).unwrap_or(Value::Null),
            pack_version: text(),
            hash: text(),
        }
    }
}

/// Where the chain stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditStatusView {
    /// Number of the last entry.
    pub(crate) sequence: i64,
    /// Its hash; empty where there is none.
    pub(crate) hash: String,
    pub(crate) checkpoint: Option<AuditCheckpointView>,
    pub(crate) verification: Option<AuditVerificationView>,
}

/// The last signed head.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditCheckpointView {
    pub(crate) sequence: i64,
    pub(crate) at: Timestamp,
    /// Id of the key.
    pub(crate) key: String,
}

/// The last verification.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditVerificationView {
    pub(crate) at: Timestamp,
    /// Number of the last entry that held.
    pub(crate) sequence: i64,
    /// The first thing that did not hold.
    pub(crate) damage: Option<String>,
}
