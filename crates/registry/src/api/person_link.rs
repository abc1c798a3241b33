//! What merging and splitting take and give.

use platform::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::model::{LinkReason, Resident};

/// Which record, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkChange {
    /// Id of the record that becomes part of the person, or is split from it.
    pub(super) member: String,
    /// Why.
    reason: LinkReason,
}

impl LinkChange {
    /// The reason, unless it is the one that only the program may give.
    pub(super) fn checked_reason(&self) -> Result<LinkReason, Problem> {
        checked_reason(self.reason)
    }
}

/// A person's reason; the program's own is refused.
pub(super) fn checked_reason(reason: LinkReason) -> Result<LinkReason, Problem> {
    if reason == LinkReason::Score {
        let message = "`score` is the program's own reason; choose another";
        return Err(Problem::invalid("reason", "unknown_code", message));
    }
    Ok(reason)
}

/// The two records.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LinkChanged {
    person: String,
    member: String,
}

impl LinkChanged {
    pub(super) fn of(person: &Resident, member: &Resident) -> Self {
        LinkChanged {
            person: person.id.to_string(),
            member: member.id.to_string(),
        }
    }
}
