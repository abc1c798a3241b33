//! What the wire shows of residents' requests.

use kernel::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;
use crate::grants::AccountRef;
use crate::rights::model::{Outcome, PersonRight, RightsDecision, RightsRequest};

/// What was decided about a request.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RightsDecisionView {
    decision: RightsDecision,
    reason: String,
    by: AccountRef,
    at: Timestamp,
}

/// A request of a resident about their own data.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RightsRequest)]
pub(crate) struct RightsRequestView {
    id: String,
    /// Id of the person's record.
    person: String,
    right: PersonRight,
    /// What the person said.
    request: String,
    received_at: Timestamp,
    /// Until when it has to be answered.
    due_at: Timestamp,
    /// Whole days left, negative when late.
    days_left: Option<i64>,
    is_overdue: bool,
    /// `open` or `closed`.
    state: &'static str,
    decision: Option<RightsDecisionView>,
    /// What the holders of the person's data did.
    outcomes: Vec<Outcome>,
    /// Who took it in.
    handled_by: AccountRef,
}

impl RightsRequestView {
    pub(crate) fn of(app: &App, request: RightsRequest) -> Self {
        let now = app.clock.now();
        RightsRequestView {
            id: request.id.to_string(),
            days_left: request.days_left(now),
            is_overdue: request.is_overdue(now),
            state: if request.decision.is_some() {
                "closed"
            } else {
                "open"
            },
            person: request.person,
            right: request.right,
            request: request.request,
            received_at: request.received_at,
            due_at: request.due_at,
            decision: request
                .decision
                .map(|(decision, reason, by, at)| RightsDecisionView {
                    decision,
                    reason,
                    by,
                    at,
                }),
            outcomes: request.outcomes,
            handled_by: request.handled_by,
        }
    }
}
