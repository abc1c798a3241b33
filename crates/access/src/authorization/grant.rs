//! What was decided: the permission, as the holder of which post, for which purpose, and how far it reaches.

use kernel::Timestamp;

use crate::audit::{Action, Author, Entry};
use crate::{Permission, Purpose, Resource};

/// That somebody may do what they asked for. Entries of the audit trail come from it, so that they name the post and
/// the purpose by which it was allowed.
#[derive(Debug, Clone)]
#[must_use = "the entry of the audit trail is made from the grant"]
pub struct Grant {
    pub(crate) permission: Permission,
    pub(crate) purpose: Purpose,
    pub(crate) author: Author,
    pub(crate) policies: Vec<String>,
    pub(crate) temporary: Option<String>,
}

impl Grant {
    /// The permission that was granted.
    #[must_use]
    pub fn permission(&self) -> Permission {
        self.permission
    }

    /// What it was granted for.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// Who acts, as the holder of the post that carries the permission.
    #[must_use]
    pub fn author(&self) -> Author {
        self.author.clone()
    }

    /// Ids of the policies that allowed it; none where a temporary grant did.
    #[must_use]
    pub fn policies(&self) -> &[String] {
        &self.policies
    }

    /// Id of the temporary grant that allowed it, where no post did.
    #[must_use]
    pub fn temporary(&self) -> Option<&str> {
        self.temporary.as_deref()
    }

    /// An entry of the audit trail that says this was done.
    #[must_use]
    pub fn entry(&self, action: Action) -> Entry {
        Entry::new(self.author(), action).for_purpose(self.purpose)
    }
}

/// A right that ends by itself (临时授权), such as emergency access (紧急调阅) to one record.
///
/// Policies still have the last word: what they forbid, no grant allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemporaryGrant {
    /// Its id, for the audit trail.
    pub id: String,
    /// The permission it gives.
    pub permission: Permission,
    /// What it gives it for.
    pub over: Over,
    /// The only purpose it holds for.
    pub purpose: Purpose,
    /// The instant from which it holds no longer.
    pub until: Timestamp,
}

/// What a temporary grant is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Over {
    /// The record with this id.
    Record(String),
    /// The records that belong to the event with this code.
    Event(String),
}

impl TemporaryGrant {
    /// Whether it gives the permission at this instant, for this purpose where one is named.
    pub(crate) fn holds(
        &self,
        permission: Permission,
        purpose: Option<Purpose>,
        now: Timestamp,
    ) -> bool {
        self.permission == permission
            && purpose.is_none_or(|purpose| purpose == self.purpose)
            && now < self.until
    }

    /// Whether a resource is among what it is about.
    pub(crate) fn covers(&self, resource: &Resource) -> bool {
        match &self.over {
            Over::Record(id) => resource.id.as_ref() == Some(id),
            Over::Event(code) => resource.events.contains(code),
        }
    }
}
