//! What the wire shows of the trail.

use std::collections::HashMap;

use kernel::Timestamp;
use pack::Pack;
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
    /// Its sign-in name as it is now; empty where nobody signed in acted, or the account is gone.
    account_name: String,
    /// Role it acted in; `door`, `command_line` and `program` where no post was needed.
    role: String,
    /// The role's name in the pack; empty where it is none.
    role_name_zh: String,
    role_name_en: String,
    /// Area of the post.
    region: String,
    region_name_zh: String,
    region_name_en: String,
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

impl AuditEntryView {
    /// An entry with the names of what it holds ids of; the chain itself holds ids only.
    pub(crate) fn of(stored: Stored, accounts: &HashMap<String, String>, pack: &Pack) -> Self {
        let mut texts = stored.texts.into_iter();
        let mut text = || texts.next().unwrap_or_default();
        let (account, role, region) = (text(), text(), text());
        let role_names = pack.role(&role);
        let region_names = region.parse().ok().and_then(|code| pack.regions.get(code));
        AuditEntryView {
            sequence: stored.sequence,
            at: stored.at,
            account_name: accounts.get(&account).cloned().unwrap_or_default(),
            account,
            role_name_zh: role_names.map_or_else(String::new, |named| named.name_zh.clone()),
            role_name_en: role_names.map_or_else(String::new, |named| named.name_en.clone()),
            role,
            region_name_zh: region_names.map_or_else(String::new, |named| named.name_zh.clone()),
            region_name_en: region_names.map_or_else(String::new, |named| named.name_en.clone()),
            region,
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
