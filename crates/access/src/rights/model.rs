//! The words of residents' rights.

use kernel::{Id, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::grants::AccountRef;

/// What a person may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PersonRight {
    /// A copy of what is held (查阅、复制).
    Copy,
    /// That something wrong is put right (更正、补充).
    Correction,
    /// That it is not used any more (限制处理).
    Restriction,
    /// That it is used again (解除限制).
    RestrictionEnd,
    /// That it is removed (删除).
    Deletion,
    /// Who looked at it.
    WhoLooked,
}

impl PersonRight {
    /// All rights.
    pub const ALL: [PersonRight; 6] = [
        PersonRight::Copy,
        PersonRight::Correction,
        PersonRight::Restriction,
        PersonRight::RestrictionEnd,
        PersonRight::Deletion,
        PersonRight::WhoLooked,
    ];

    /// The name in the database and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            PersonRight::Copy => "copy",
            PersonRight::Correction => "correction",
            PersonRight::Restriction => "restriction",
            PersonRight::RestrictionEnd => "restriction_end",
            PersonRight::Deletion => "deletion",
            PersonRight::WhoLooked => "who_looked",
        }
    }

    /// Chinese name, English name, and the article of 个人信息保护法 it stands in.
    #[must_use]
    pub fn described(self) -> [&'static str; 3] {
        match self {
            PersonRight::Copy => ["查阅、复制", "Copy", "45"],
            PersonRight::Correction => ["更正、补充", "Correction", "46"],
            PersonRight::Restriction => ["限制处理", "Restriction", "44"],
            PersonRight::RestrictionEnd => ["解除限制", "End of restriction", "44"],
            PersonRight::Deletion => ["删除", "Deletion", "47"],
            PersonRight::WhoLooked => ["谁看过我的信息", "Who looked", "44"],
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        PersonRight::ALL
            .into_iter()
            .find(|right| right.as_str() == text)
    }
}

/// What was decided about a person's request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RightsDecision {
    /// All of it.
    Granted,
    /// Some of it.
    Partly,
    /// None of it.
    Refused,
}

impl RightsDecision {
    /// The name in the database and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            RightsDecision::Granted => "granted",
            RightsDecision::Partly => "partly",
            RightsDecision::Refused => "refused",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [
            RightsDecision::Granted,
            RightsDecision::Partly,
            RightsDecision::Refused,
        ]
        .into_iter()
        .find(|decision| decision.as_str() == text)
    }
}

/// What one holder of a person's data did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Outcome {
    /// The holder, for example `registry`.
    pub holder: String,
    /// `done`, `kept` or `nothing`.
    pub result: String,
    /// Why it was kept, in Chinese.
    pub reason_zh: Option<String>,
    /// Why it was kept, in English.
    pub reason_en: Option<String>,
    /// Records it concerned.
    pub records_count: u64,
}

/// A request of a resident about their own data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RightsRequest {
    /// Its id.
    pub id: Id<RightsRequest>,
    /// Ancestor path of the region the person belongs to.
    pub path: String,
    /// Id of the person's record.
    pub person: String,
    /// What is asked for.
    pub right: PersonRight,
    /// What the person said.
    pub request: String,
    /// When it came.
    pub received_at: Timestamp,
    /// Until when it has to be answered.
    pub due_at: Timestamp,
    /// Who took it in.
    pub handled_by: AccountRef,
    /// What was decided, why, by whom and when.
    pub decision: Option<(RightsDecision, String, AccountRef, Timestamp)>,
    /// What the holders did.
    pub outcomes: Vec<Outcome>,
}

/// What a retention run found of one kind of record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RetentionItem {
    /// Kind of record.
    pub rule: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Days it is kept at least.
    pub days_min: u32,
    /// Records older than that; none where no capability can tell.
    pub due_count: Option<u64>,
    /// Records removed.
    pub removed_count: u64,
    /// Why nothing was removed: `report_only`, `no_capability`, `append_only`.
    pub held_reason: Option<String>,
}

/// One look for records that have been kept long enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RetentionRun {
    /// Id of the job.
    pub id: String,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Whether what is due is removed.
    pub purge: bool,
    /// When it was done.
    pub finished_at: Option<Timestamp>,
    /// What it found.
    pub items: Vec<RetentionItem>,
}
