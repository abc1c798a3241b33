//! Access that ends by itself: emergency access and agency requests.

use kernel::{Day, Id, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Actor;

/// An account as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AccountRef {
    /// Id.
    pub id: String,
    /// Sign-in name.
    pub username: String,
    /// Chinese display name.
    pub display_name_zh: String,
    /// English display name.
    pub display_name_en: String,
}

impl AccountRef {
    /// The account that asks now; its names are read with the row.
    pub(crate) fn asking(actor: &Actor) -> Self {
        AccountRef {
            id: actor.user_id.clone(),
            username: actor.username.clone(),
            display_name_zh: String::new(),
            display_name_en: String::new(),
        }
    }
}

/// Sight of one record or one event's records beyond one's posts, for a while (紧急调阅).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmergencyAccess {
    /// Its id.
    pub id: Id<EmergencyAccess>,
    /// Who asked.
    pub account: AccountRef,
    /// Ancestor path of the area of the asker's post.
    pub path: String,
    /// Kind of record, for example `person`.
    pub kind: String,
    /// Id of the record or event.
    pub subject: String,
    /// The permission given, for example `persons.read`.
    pub permission: String,
    /// What for, a code.
    pub purpose: String,
    /// The event it ends with.
    pub event: Option<String>,
    /// Why, in the asker's words.
    pub reason: String,
    /// Since when.
    pub opened_at: Timestamp,
    /// Until when at the latest.
    pub expires_at: Timestamp,
    /// When and why it ended before that.
    pub ended: Option<(Timestamp, EndCause)>,
    /// What somebody else thought of it afterwards.
    pub review: Option<Review>,
}

/// Why an emergency access is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EndCause {
    /// Its time was up.
    Expired,
    /// Whoever asked gave it back.
    GivenBack,
    /// Somebody who may approve took it away.
    Revoked,
    /// The event it was bound to is over.
    EventOver,
    /// A review found it improper.
    FoundImproper,
}

impl EndCause {
    /// All causes that are stored; expiry is not, it follows from the time.
    const STORED: [EndCause; 4] = [
        EndCause::GivenBack,
        EndCause::Revoked,
        EndCause::EventOver,
        EndCause::FoundImproper,
    ];

    /// The name in the database and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            EndCause::Expired => "expired",
            EndCause::GivenBack => "given_back",
            EndCause::Revoked => "revoked",
            EndCause::EventOver => "event_over",
            EndCause::FoundImproper => "found_improper",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        EndCause::STORED
            .into_iter()
            .find(|cause| cause.as_str() == text)
    }
}

/// What a reviewer found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It was needed and used for what it was asked for.
    Proper,
    /// It was not.
    Improper,
}

impl Verdict {
    /// The name in the database and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Proper => "proper",
            Verdict::Improper => "improper",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Verdict::Proper, Verdict::Improper]
            .into_iter()
            .find(|verdict| verdict.as_str() == text)
    }
}

/// A review after the fact (事后审查).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Review {
    /// What was found.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: AccountRef,
    /// When.
    pub at: Timestamp,
}

/// Which way data go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// We ask another agency.
    Outgoing,
    /// Another agency asks us.
    Incoming,
}

impl Direction {
    /// The name in the database and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Outgoing => "outgoing",
            Direction::Incoming => "incoming",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Direction::Outgoing, Direction::Incoming]
            .into_iter()
            .find(|direction| direction.as_str() == text)
    }
}

/// One person an agency request names; at least one of the three is given.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NamedPerson {
    /// Id of the person's record here, where there is one.
    #[serde(default)]
    pub person: Option<String>,
    /// Name.
    #[serde(default)]
    pub name: Option<String>,
    /// Number of the identity document.
    #[serde(default)]
    pub document_number: Option<String>,
}

impl std::fmt::Debug for NamedPerson {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("NamedPerson(hidden)")
    }
}

/// What is asked of an agency or by one, before it was judged.
#[derive(Debug, Clone)]
pub struct NewAgencyRequest {
    /// Which way.
    pub direction: Direction,
    /// Agency of the pack.
    pub agency: String,
    /// Legal basis of the pack.
    pub basis: String,
    /// The event it serves.
    pub event: String,
    /// What for, in words.
    pub purpose_text: String,
    /// Fields of the agency.
    pub fields: Vec<String>,
    /// About whom.
    pub people: Vec<NamedPerson>,
    /// First day asked about.
    pub from: Day,
    /// Last day asked about.
    pub to: Day,
    /// Last day on which it can be answered and read.
    pub expires_on: Day,
}

/// Where an agency request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// Waits for two approvals.
    Waiting,
    /// Approved twice: may be answered and read.
    Open,
    /// Refused by somebody.
    Refused,
    /// Taken back.
    Withdrawn,
    /// Its time or its event is over.
    Over,
}

impl RequestState {
    const ALL: [RequestState; 5] = [
        RequestState::Waiting,
        RequestState::Open,
        RequestState::Refused,
        RequestState::Withdrawn,
        RequestState::Over,
    ];

    /// The name in the database and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            RequestState::Waiting => "waiting",
            RequestState::Open => "open",
            RequestState::Refused => "refused",
            RequestState::Withdrawn => "withdrawn",
            RequestState::Over => "over",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        RequestState::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
    }
}

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Yes.
    Approve,
    /// No.
    Refuse,
}

impl Choice {
    /// The name in the database and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Choice::Approve => "approve",
            Choice::Refuse => "refuse",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Choice::Approve, Choice::Refuse]
            .into_iter()
            .find(|choice| choice.as_str() == text)
    }
}

/// What somebody decided about a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Decision {
    /// Who.
    pub by: AccountRef,
    /// What.
    pub decision: Choice,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// A request to or from another agency (协查函).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyRequest {
    /// Its id.
    pub id: Id<AgencyRequest>,
    /// Ancestor path of the area of the asker's post.
    pub path: String,
    /// Which way.
    pub direction: Direction,
    /// Agency of the pack.
    pub agency: String,
    /// Legal basis of the pack.
    pub basis: String,
    /// The event it serves.
    pub event: String,
    /// What for, in words.
    pub purpose_text: String,
    /// Fields asked for.
    pub fields: Vec<String>,
    /// How many people it names.
    pub people_count: u32,
    /// First day asked about.
    pub from: Day,
    /// Last day asked about.
    pub to: Day,
    /// Last day on which it can be answered and read.
    pub expires_on: Day,
    /// Where it stands, expiry by time aside.
    pub stored_state: RequestState,
    /// Who asked.
    pub asked_by: AccountRef,
    /// When.
    pub asked_at: Timestamp,
    /// What was decided, oldest first.
    pub decisions: Vec<Decision>,
    /// When an answer came and how many rows it holds.
    pub answer: Option<(Timestamp, u32)>,
    /// Answers that held more than was asked, and were not stored.
    pub refused_answers_count: u32,
    /// When what it collected was destroyed.
    pub destroyed_at: Option<Timestamp>,
}

/// One row of an answer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerRow {
    /// Position of the person in the request, counted from 1.
    pub person: u32,
    /// Values by field.
    pub values: std::collections::BTreeMap<String, String>,
}

impl std::fmt::Debug for AnswerRow {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "AnswerRow(person {}, hidden)", self.person)
    }
}

/// Destruction of what was collected for an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Purge {
    /// Id of the job.
    pub id: String,
    /// The event.
    pub event: String,
    /// When it was asked for.
    pub at: Timestamp,
    /// Requests whose data were destroyed.
    pub requests_count: u64,
    /// People whose identities were destroyed.
    pub people_count: u64,
    /// Rows of answers destroyed.
    pub rows_count: u64,
    /// When it was done.
    pub finished_at: Option<Timestamp>,
}
