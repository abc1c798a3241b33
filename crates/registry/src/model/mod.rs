//! The words: organisations, people, households, practitioners and what identity matching says of them.

mod household;
mod input;
mod matching;
mod organisation;
mod person;
mod practitioner;

pub use household::{Household, Member};
pub use input::PersonInput;
pub use matching::{Evidence, Link, LinkReason, MatchState, PersonMatch};
pub use organisation::{Organisation, OrganisationRevision};
pub use person::{
    Address, Birth, Document, Guardian, GuardianRelation, Identity, NameKind, Person, PersonName,
    Precision, Resident, Revision, Sex, Standing,
};
pub use practitioner::{Practitioner, PractitionerPost};
