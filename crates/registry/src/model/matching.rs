//! What identity matching found, and what became of it.

use kernel::{Id, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Person;

/// How well one field of two records agrees; it names the level, never the values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Evidence {
    /// `name`, `sex`, `birth_date`, `phone`, `address` or `id_number`.
    pub field: String,
    /// Level of agreement; `missing` where one of the two has no value.
    pub level: String,
    /// What it says, in bits: above 0 for one person, below 0 for two.
    pub weight: f64,
}

/// Where a pair in the queue stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum MatchState {
    /// Nobody has decided.
    Open,
    /// One person.
    Same,
    /// Two people; the pair is never queued again.
    Distinct,
}

impl MatchState {
    /// The name in the database and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            MatchState::Open => "open",
            MatchState::Same => "same",
            MatchState::Distinct => "distinct",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [MatchState::Open, MatchState::Same, MatchState::Distinct]
            .into_iter()
            .find(|state| state.as_str() == text)
    }
}

/// Two records that may be one person, waiting to be looked at or decided.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonMatch {
    /// The id.
    pub id: Id<PersonMatch>,
    /// Number of the older record.
    pub left: i64,
    /// Number of the newer one.
    pub right: i64,
    /// Sum of weights, in bits.
    pub score: f64,
    /// Purpose whose thresholds were used.
    pub purpose: String,
    /// How well each field agrees.
    pub evidence: Vec<Evidence>,
    /// Where it stands.
    pub state: MatchState,
    /// When the pair was found.
    pub made_at: Timestamp,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// Account that decided it.
    pub decided_by: Option<String>,
}

/// Why records were linked or split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LinkReason {
    /// By the program, from the sum of weights or the same checked document.
    Score,
    /// Both show the same document.
    SameDocument,
    /// Asked by telephone.
    ConfirmedByPhone,
    /// Asked in person.
    ConfirmedInPerson,
    /// A paper record shows it.
    PaperRecord,
    /// The merge was a mistake.
    WrongMerge,
    /// Anything else.
    Other,
}

impl LinkReason {
    /// The name in the database and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            LinkReason::Score => "score",
            LinkReason::SameDocument => "same_document",
            LinkReason::ConfirmedByPhone => "confirmed_by_phone",
            LinkReason::ConfirmedInPerson => "confirmed_in_person",
            LinkReason::PaperRecord => "paper_record",
            LinkReason::WrongMerge => "wrong_merge",
            LinkReason::Other => "other",
        }
    }
}

/// That one record became part of another; kept for ever, with its end when they were split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The record that became part of another.
    pub member: Id<Person>,
    /// The record it became part of.
    pub into: Id<Person>,
    /// When.
    pub linked_at: Timestamp,
    /// By whom.
    pub linked_by: String,
    /// Whether the program did it without asking.
    pub is_automatic: bool,
    /// When they were split again.
    pub split_at: Option<Timestamp>,
}
