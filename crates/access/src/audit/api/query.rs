//! What can be searched for.

use kernel::Timestamp;
use platform::Problem;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::audit::model::Action;
use crate::audit::store::Filter;

/// What entries have to match.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct AuditQuery {
    /// Id or sign-in name of the account that acted.
    account: Option<String>,
    /// What was done, for example `counts.exported`.
    action: Option<String>,
    /// What it was done for: access, administration, care, surveillance, audit or operations.
    purpose: Option<String>,
    /// Kind of what it was about, for example `import`.
    subject_kind: Option<String>,
    /// Id of what it was about.
    subject_id: Option<String>,
    /// First instant, RFC 3339.
    from: Option<Timestamp>,
    /// Instant behind the last, RFC 3339.
    to: Option<Timestamp>,
}

impl AuditQuery {
    /// The filter in words, for an export.
    pub(crate) fn notes(&self) -> Vec<(String, String)> {
        let at = |instant: Option<Timestamp>| instant.map(|instant| instant.to_string());
        [
            ("账号 account", self.account.clone()),
            ("行为 action", self.action.clone()),
            ("目的 purpose", self.purpose.clone()),
            ("对象类型 subject_kind", self.subject_kind.clone()),
            ("对象 subject_id", self.subject_id.clone()),
            ("起 from", at(self.from)),
            ("止 to", at(self.to)),
        ]
        .into_iter()
        .filter_map(|(label, text)| Some((label.to_owned(), text?)))
        .collect()
    }

    /// The filter, unless it asks for what cannot be.
    pub(crate) fn filter(self) -> Result<Filter, Problem> {
        if let Some(action) = &self.action
            && !Action::ALL.iter().any(|known| known.as_str() == action)
        {
            let known: Vec<&str> = Action::ALL.iter().map(|known| known.as_str()).collect();
            return Err(Problem::invalid(
                "action",
                "unknown_action",
                format!("there is no such action; there are {}", known.join(", ")),
            ));
        }
        if let (Some(from), Some(to)) = (self.from, self.to)
            && to <= from
        {
            return Err(Problem::invalid(
                "to",
                "backwards",
                "`to` lies before `from`; exchange them",
            ));
        }
        Ok(Filter {
            account: self.account.map(|account| account.to_lowercase()),
            action: self.action,
            purpose: self.purpose,
            subject_kind: self.subject_kind,
            subject_id: self.subject_id,
            from: self.from,
            to: self.to,
        })
    }
}
