//! Households (家庭).

use kernel::{Id, Timestamp};

use super::Person;

/// People who live together as one household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Household {
    /// The id.
    pub id: Id<Household>,
    /// Ancestor path of its region.
    pub region_path: String,
    /// 1 when recorded, one more with each change of members.
    pub version: i64,
    /// When it was recorded like this.
    pub recorded_at: Timestamp,
    /// Account that recorded it, or the program.
    pub recorded_by: String,
}

/// One member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The person.
    pub person: Id<Person>,
    /// Code of the set `family_relation`: what they are to the head (户主).
    pub relation: String,
}
