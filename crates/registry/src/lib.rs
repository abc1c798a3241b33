#![doc = include_str!("../README.md")]

mod api;
mod engine;
mod error;
mod load;
mod model;
mod people;
mod records;
mod rights;
mod sealed;
mod store;
pub mod synthetic;

pub use api::routes;
pub use engine::{SearchBy, agreement};
pub use error::PeopleError;
pub use load::{OrganisationsLoaded, load_organisations};
pub use model::{
    Address, Birth, Document, Evidence, Guardian, GuardianRelation, Household, Identity, Link,
    LinkReason, MatchState, Member, NameKind, Organisation, OrganisationRevision, Person,
    PersonInput, PersonMatch, PersonName, Practitioner, PractitionerPost, Precision, Resident,
    Revision, Sex, Standing,
};
pub use people::{
    HouseholdChange, MatchPair, MatchVerdict, Outcome, People, PersonHit, Recognised, Recorded,
    SearchKey, WholePerson,
};
pub use records::PersonRecords;
pub use rights::PeopleRights;
pub use sealed::SEALED;
pub use store::organisation_history;

/// The tables of this capability.
pub const MIGRATIONS: platform::Migrations = platform::Migrations {
    capability: "registry",
    steps: &[
        platform::Step {
            number: 1,
            name: "organisations",
            sql: include_str!("../migrations/0001_organisations.sql"),
        },
        platform::Step {
            number: 2,
            name: "people",
            sql: include_str!("../migrations/0002_people.sql"),
        },
        platform::Step {
            number: 3,
            name: "restriction",
            sql: include_str!("../migrations/0003_restriction.sql"),
        },
    ],
};

/// What must hold between the tables.
pub const CHECKS: &[platform::Check] = &[
    platform::Check {
        claim: "every organisation's parent exists",
        offences: "SELECT 'organisation ' || child.id FROM organisation AS child \
                   LEFT JOIN organisation AS parent ON parent.id = child.parent \
                   WHERE child.parent IS NOT NULL AND parent.id IS NULL LIMIT 10",
    },
    platform::Check {
        claim: "every organisation's path ends with its region",
        offences: "SELECT 'organisation ' || id FROM organisation \
                   WHERE region_path NOT LIKE '%/' || region || '/' LIMIT 10",
    },
    platform::Check {
        claim: "no organisation ended before it began",
        offences: "SELECT 'organisation ' || id FROM organisation WHERE valid_to < valid_from LIMIT 10",
    },
    platform::Check {
        claim: "every merged record is part of one that is there, and both are spoken for by the same one",
        offences: "SELECT 'person ' || member.id FROM person AS member \
                   LEFT JOIN person AS survivor ON survivor.number = member.merged_into \
                   WHERE member.merged_into IS NOT NULL AND (survivor.number IS NULL \
                   OR member.root IS NULL OR coalesce(survivor.root, survivor.number) <> member.root) LIMIT 10",
    },
    platform::Check {
        claim: "every record that speaks for itself is part of no other",
        offences: "SELECT 'person ' || id FROM person WHERE (merged_into IS NULL) <> (root IS NULL) LIMIT 10",
    },
    platform::Check {
        claim: "every merged record has one link that holds it, and no other has one",
        offences: "SELECT 'person ' || member.id FROM (SELECT person.id, person.merged_into, \
                   (SELECT count(*) FROM person_link WHERE member = person.number AND split_at IS NULL) AS links \
                   FROM person) AS member \
                   WHERE member.links <> CASE WHEN member.merged_into IS NULL THEN 0 ELSE 1 END LIMIT 10",
    },
    platform::Check {
        claim: "what people are found by belongs to people that are there",
        offences: "SELECT 'token of person ' || CAST(person AS TEXT) FROM person_token \
                   WHERE person NOT IN (SELECT number FROM person) LIMIT 10",
    },
    platform::Check {
        claim: "every person's household is there",
        offences: "SELECT 'person ' || person.id FROM person LEFT JOIN household ON household.id = person.household \
                   WHERE person.household IS NOT NULL AND household.id IS NULL LIMIT 10",
    },
    platform::Check {
        claim: "a record's version follows the former ones without a gap",
        offences: "SELECT 'person ' || person.id FROM person JOIN (SELECT person, count(*) AS held, max(version) AS last \
                   FROM person_revision GROUP BY person) AS former ON former.person = person.number \
                   WHERE former.held <> person.version - 1 OR former.last <> person.version - 1 LIMIT 10",
    },
];
