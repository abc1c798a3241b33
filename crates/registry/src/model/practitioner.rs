//! Practitioners (卫生技术人员) and their posts.
//!
//! Their names stand in the clear: whoever practises is published with name, kind and place of practice,
//! and patients have to find their doctor. Nothing else of them as persons is kept here.

use kernel::{Day, Id};

/// Somebody who practises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practitioner {
    /// The id.
    pub id: Id<Practitioner>,
    /// Name as published.
    pub name: String,
    /// Code of the set `practitioner_kind`.
    pub kind: String,
    /// Where they work and worked.
    pub posts: Vec<PractitionerPost>,
}

/// A post at an organisation (执业地点).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PractitionerPost {
    /// Id of the organisation.
    pub organisation: String,
    /// Ancestor path of the organisation's region.
    pub region_path: String,
    /// First day.
    pub valid_from: Day,
    /// Last day; open when absent.
    pub valid_to: Option<Day>,
}
