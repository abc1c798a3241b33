//! What the wire shows of access that ends by itself.

use kernel::{Day, Timestamp};
use pack::Limit;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::shared::{lies_in, today};
use crate::grants::model::{
    AccountRef, AgencyRequest, Choice, Decision, Direction, EmergencyAccess, EndCause, NamedPerson,
    RequestState, Review, Verdict,
};
use crate::{Actor, App};

/// A reason, and nothing else.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReasonInput {
    /// Why, in one's own words; numbers of persons are refused.
    pub(crate) reason: String,
}

/// Yes or no, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecisionInput {
    /// Yes or no.
    pub(crate) decision: Choice,
    /// Why, in one's own words.
    pub(crate) reason: String,
}

/// Sight of one record or one event's records for a while.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EmergencyAccess)]
pub(crate) struct EmergencyAccessView {
    id: String,
    /// Who asked.
    account: AccountRef,
    /// Kind of record.
    kind: String,
    /// Id of the record or event.
    subject: String,
    /// The permission given.
    permission: String,
    /// What for, a code.
    purpose: String,
    /// The event it ends with.
    event: Option<String>,
    /// Why, in the asker's words.
    reason: String,
    opened_at: Timestamp,
    /// Until when at the latest.
    expires_at: Timestamp,
    ended_at: Option<Timestamp>,
    end_cause: Option<EndCause>,
    /// Whether it opens anything now.
    is_active: bool,
    review: Option<Review>,
    /// Whole days it has waited for a review.
    waiting_days: i64,
    /// Whether its review is late.
    is_overdue: bool,
    /// Whether the caller may review it.
    may_review: bool,
    /// Whether the caller may end it.
    may_end: bool,
}

impl EmergencyAccessView {
    pub(crate) fn of(app: &App, actor: &Actor, areas: &[String], access: EmergencyAccess) -> Self {
        let now = app.clock.now();
        let is_approver = lies_in(areas, &access.path);
        let is_active = access.is_active(now);
        EmergencyAccessView {
            id: access.id.to_string(),
            ended_at: access.ended_at(now),
            end_cause: access.end_cause(now),
            is_active,
            waiting_days: access.waiting_days(now),
            is_overdue: access.is_overdue(now, app.pack.privacy.limit(Limit::ReviewDays)),
            may_review: is_approver
                && access
                    .may_review(&actor.user_id, Verdict::Improper, now)
                    .is_ok(),
            may_end: is_active && (is_approver || access.account.id == actor.user_id),
            account: access.account,
            kind: access.kind,
            subject: access.subject,
            permission: access.permission,
            purpose: access.purpose,
            event: access.event,
            reason: access.reason,
            opened_at: access.opened_at,
            expires_at: access.expires_at,
            review: access.review,
        }
    }
}

/// One person an agency request names.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AgencyPersonView {
    /// Position in the request, counted from 1; answers refer to it.
    position: u32,
    person: Option<String>,
    name: Option<String>,
    document_number: Option<String>,
}

/// When an answer came and how long it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AnswerMarkView {
    received_at: Timestamp,
    rows_count: u32,
}

/// A request to or from another agency.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AgencyRequest)]
pub(crate) struct AgencyRequestView {
    id: String,
    direction: Direction,
    /// Agency of the catalogue.
    agency: String,
    /// Legal basis of the catalogue.
    basis: String,
    /// The event it serves.
    event: String,
    /// What for, in words.
    purpose_text: String,
    /// Fields asked for.
    fields: Vec<String>,
    people_count: u32,
    /// Who it is about; only where one request is shown, and only until its data are destroyed.
    #[serde(skip_serializing_if = "Option::is_none")]
    people: Option<Vec<AgencyPersonView>>,
    /// First day asked about.
    from: Day,
    /// Last day asked about.
    to: Day,
    /// Last day on which it can be answered and read.
    expires_on: Day,
    state: RequestState,
    asked_by: AccountRef,
    asked_at: Timestamp,
    /// What was decided, oldest first.
    decisions: Vec<Decision>,
    approvals_missing: u32,
    answer: Option<AnswerMarkView>,
    /// Answers that held more than was asked, and were not stored.
    refused_answers_count: u32,
    /// When its data were destroyed.
    destroyed_at: Option<Timestamp>,
    /// Whether the caller may decide about it.
    may_decide: bool,
}

impl AgencyRequestView {
    pub(crate) fn of(app: &App, actor: &Actor, areas: &[String], request: AgencyRequest) -> Self {
        let today = today(app);
        AgencyRequestView {
            id: request.id.to_string(),
            may_decide: lies_in(areas, &request.path)
                && request
                    .decided(&actor.user_id, Choice::Refuse, today)
                    .is_ok(),
            state: request.state(today),
            approvals_missing: u32::try_from(request.approvals_missing()).unwrap_or_default(),
            direction: request.direction,
            agency: request.agency,
            basis: request.basis,
            event: request.event,
            purpose_text: request.purpose_text,
            fields: request.fields,
            people_count: request.people_count,
            people: None,
            from: request.from,
            to: request.to,
            expires_on: request.expires_on,
            asked_by: request.asked_by,
            asked_at: request.asked_at,
            decisions: request.decisions,
            answer: request
                .answer
                .map(|(received_at, rows_count)| AnswerMarkView {
                    received_at,
                    rows_count,
                }),
            refused_answers_count: request.refused_answers_count,
            destroyed_at: request.destroyed_at,
        }
    }

    /// The same with those it is about.
    pub(crate) fn about(mut self, people: Vec<NamedPerson>) -> Self {
        self.people = Some(
            (1..)
                .zip(people)
                .map(|(position, person)| AgencyPersonView {
                    position,
                    person: person.person,
                    name: person.name,
                    document_number: person.document_number,
                })
                .collect(),
        );
        self
    }
}
