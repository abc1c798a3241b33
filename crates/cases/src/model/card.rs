//! Cards as stored.

use std::collections::BTreeMap;
use std::fmt;

use kernel::{Day, Id, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::step::words;
use super::{State, Step, Timeliness};

/// Values of a card by field, as written on it.
pub type Values = BTreeMap<String, String>;

/// What is sealed of a card.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Content {
    /// Values by field.
    #[serde(rename = "v")]
    pub values: Values,
    /// What was written as the reason of the step, besides its code.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

/// Everything in it may name somebody, so nothing of it is shown.
impl fmt::Debug for Content {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Content(hidden)")
    }
}

/// What follows from a card's values and stands in the clear.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// Code of the disease, or of its subtype.
    pub condition: Option<String>,
    /// Code of the disease itself.
    pub root: Option<String>,
    /// Code of the case classification.
    pub case_class: Option<String>,
    /// Sensitivity, 1 to 5.
    pub level: u8,
    /// Day of onset.
    pub onset: Option<Day>,
    /// Day of the diagnosis.
    pub diagnosis: Option<Day>,
    /// First and last instant at which the diagnosis may have been made.
    pub diagnosed: Option<(Timestamp, Timestamp)>,
    /// Day of death.
    pub death: Option<Day>,
    /// Ancestor path of the region of the present address.
    pub residence_path: String,
}

/// A card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Number inside this database; never shown.
    pub number: i64,
    /// The id.
    pub id: Id<Card>,
    /// 1 when first saved, one more with each step.
    pub version: i64,
    /// Where it stands.
    pub state: State,
    /// What stands in the clear of its values.
    pub facts: Facts,
    /// The person it is about, once reported and recognised.
    pub person: Option<String>,
    /// The reporting organisation.
    pub organisation: String,
    /// Ancestor path of the region where that lies.
    pub organisation_path: String,
    /// Whether it was made up.
    pub is_synthetic: bool,
    /// Whether it was ever corrected.
    pub is_corrected: bool,
    /// How often it was returned.
    pub returned_count: i64,
    /// When it was first saved.
    pub created_at: Timestamp,
    /// When it was first reported.
    pub reported_at: Option<Timestamp>,
    /// When it was last handed to the county.
    pub submitted_at: Option<Timestamp>,
    /// When it was reviewed.
    pub reviewed_at: Option<Timestamp>,
    /// Within how many minutes of the diagnosis it has to be reported.
    pub report_limit_minutes: Option<u32>,
    /// Until when it has to be reported.
    pub report_due_at: Option<Timestamp>,
    /// From when it is overdue, whatever the hour of the diagnosis was.
    pub overdue_at: Option<Timestamp>,
    /// Until when it has to be reviewed.
    pub review_due_at: Option<Timestamp>,
    /// Whether it was reported in time; `running` for a draft, whatever the time.
    pub report_timeliness: Timeliness,
    /// Whether it was reviewed in time; `running` until it is.
    pub review_timeliness: Timeliness,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// What is sealed.
    pub content: Content,
}

/// A version of a card: a step and the card after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardVersion {
    /// Its number.
    pub version: i64,
    /// What was done.
    pub step: Step,
    /// Where the card stood before; absent for the first.
    pub before: Option<State>,
    /// Where it stood after.
    pub after: State,
    /// Code of the reason.
    pub reason: Option<String>,
    /// Account that did it, or the program.
    pub account: String,
    /// As holder of which role.
    pub role: String,
    /// For which organisation.
    pub organisation: Option<String>,
    /// When.
    pub at: Timestamp,
    /// The card after it.
    pub content: Content,
}

/// Where a pair of possible duplicates stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DuplicateState {
    /// Nobody has decided.
    Open,
    /// One illness; one of the two cards was withdrawn.
    Duplicate,
    /// Two illnesses, or two people.
    Distinct,
}

words! { DuplicateState:
    Open = "open",
    Duplicate = "duplicate",
    Distinct = "distinct",
}

/// Two cards that may be of one illness (疑似重卡).
#[derive(Debug, Clone, PartialEq)]
pub struct Duplicate {
    /// Number inside this database.
    pub number: i64,
    /// The id.
    pub id: Id<Duplicate>,
    /// Number of the older card.
    pub earlier: i64,
    /// Number of the newer card.
    pub later: i64,
    /// How well the two patients agree, in bits.
    pub score: f64,
    /// Days between the onsets.
    pub onset_gap_days: i64,
    /// How well each field agrees.
    pub evidence: Vec<registry::Evidence>,
    /// Where it stands.
    pub state: DuplicateState,
    /// Ancestor path of the newer card's organisation.
    pub organisation_path: String,
    /// Sensitivity.
    pub level: u8,
    /// When it was found.
    pub found_at: Timestamp,
}
