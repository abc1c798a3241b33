//! Decisions without a database, a clock or HTTP.

mod check;
mod cluster;
mod compare;
mod decide;
mod document;
mod keeping;
mod keys;
mod names;
mod person_name;
mod revisions;
mod view;

pub(crate) use check::{Checked, check_person};
pub(crate) use cluster::{merged, subtree};
pub use compare::agreement;
pub(crate) use compare::{Comparable, Comparison};
pub(crate) use decide::{Candidate, Decision, Found, decide};
pub(crate) use document::{RESIDENT_CARD, is_checked, normal_number};
pub(crate) use keeping::must_keep;
pub use keys::SearchBy;
pub(crate) use keys::{asked_in, blocking_keys, county_keys, lookup_keys, lookups_of};
pub(crate) use names::{Reading, folded, rank, reading};
pub(crate) use person_name::{normal_name, syllables};
pub(crate) use revisions::changed_fields;
pub(crate) use view::{age_on, masked_address, masked_document};
