//! Policies (权限策略): which post may do what with which resource, for which purpose.
//!
//! They are Cedar, one language with a schema, a validator and a published semantics. A policy names one role and the
//! actions it allows; what it may depend on is the resource's area, organisation, event and level, and the purpose.
//! Because it can depend on nothing else, how far a role reaches ([`Extent`]) can be found by asking the policies
//! themselves, and lists, the access matrix and explanations follow from the same text as single decisions.

mod compile;
mod decide;
mod extent;

use std::collections::HashMap;
use std::sync::OnceLock;

use cedar_policy::{EntityTypeName, EntityUid, PolicySet};

pub use decide::{Asking, Holder, Kept};
pub use extent::{Extent, LEVELS, Place};

pub(crate) use compile::compile;

/// Purposes (使用目的) a request may name; the schema lists the same.
pub const PURPOSES: [&str; 10] = [
    "treatment",
    "follow_up",
    "surveillance",
    "investigation",
    "quality",
    "planning",
    "own_request",
    "administration",
    "audit",
    "operations",
];

/// One policy, as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyText {
    /// Its id, `role.what`.
    pub id: String,
    /// What it says, in Chinese.
    pub zh: String,
    /// What it says, in English.
    pub en: String,
    /// Whether it forbids.
    pub forbids: bool,
    /// The role it is about; `None` where it is about every role.
    pub role: Option<String>,
    /// The permissions it is about.
    pub permissions: Vec<&'static str>,
}

/// The compiled policies of one snapshot. Packs without a schema have none, and nothing is allowed.
#[derive(Debug, Default)]
pub struct Policies {
    roles: Vec<String>,
    texts: Vec<PolicyText>,
    slices: HashMap<(usize, usize), Slice>,
    names: Option<Names>,
    extents: Vec<OnceLock<Extent>>,
}

/// The policies that can matter when a role asks for a permission; all others cannot change the answer.
#[derive(Debug, Default)]
struct Slice {
    set: PolicySet,
    permits: bool,
}

/// Names of the schema, made once.
#[derive(Debug)]
struct Names {
    post: EntityUid,
    region: EntityTypeName,
    organisation: EntityTypeName,
    event: EntityTypeName,
    roles: Vec<EntityUid>,
    actions: Vec<EntityUid>,
    resources: Vec<EntityUid>,
    purposes: Vec<EntityUid>,
}

impl Policies {
    /// What the policies say, in the order of the packs, files and lines.
    #[must_use]
    pub fn texts(&self) -> &[PolicyText] {
        &self.texts
    }

    /// The policy with this id.
    #[must_use]
    pub fn text(&self, id: &str) -> Option<&PolicyText> {
        self.texts.iter().find(|text| text.id == id)
    }

    fn role(&self, id: &str) -> Option<usize> {
        self.roles.iter().position(|role| role == id)
    }
}

/// The place of a word in a list of the program's own words.
fn index(words: &[&str], word: &str) -> Option<usize> {
    words.iter().position(|one| *one == word)
}
