#![doc = include_str!("../README.md")]

mod api;
mod engine;
mod load;
mod model;
mod store;

pub use api::routes;
pub use load::{OrganisationsLoaded, load_organisations};
pub use model::{Organisation, OrganisationRevision};
pub use store::organisation_history;

/// The tables of this capability.
pub const MIGRATIONS: platform::Migrations = platform::Migrations {
    capability: "registry",
    steps: &[platform::Step {
        number: 1,
        name: "organisations",
        sql: include_str!("../migrations/0001_organisations.sql"),
    }],
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
];
