#![doc = include_str!("../README.md")]

mod api;
mod desk;
mod engine;
mod error;
mod line_list;
mod model;
mod records;
mod rights;
mod sealed;
mod store;
pub mod synthetic;

pub use api::routes;
pub use desk::{By, Desk, Draft, Reason};
pub use error::CardError;
pub use model::{
    Card, CardVersion, Clock, Content, Doubt, Duplicate, DuplicateState, Facts, Finding, Severity,
    State, Step, Timeliness, Values,
};
pub use records::CardRecords;
pub use rights::CardRights;
pub use sealed::SEALED;

/// The tables of this capability.
pub const MIGRATIONS: platform::Migrations = platform::Migrations {
    capability: "cases",
    steps: &[platform::Step {
        number: 1,
        name: "cards",
        sql: include_str!("../migrations/0001_cards.sql"),
    }],
};

/// What must hold between the tables.
pub const CHECKS: &[platform::Check] = &[
    platform::Check {
        claim: "every version of every report card is kept, from the first to the one in place",
        offences: "SELECT 'card ' || card.id FROM card LEFT JOIN (SELECT card, count(*) AS held, min(version) AS first, \
                   max(version) AS last FROM card_version GROUP BY card) AS kept ON kept.card = card.number \
                   WHERE kept.held IS NULL OR kept.held <> card.version OR kept.first <> 1 OR kept.last <> card.version LIMIT 10",
    },
    platform::Check {
        claim: "every report card stands where its last step led",
        offences: "SELECT 'card ' || card.id FROM card JOIN card_version AS last \
                   ON last.card = card.number AND last.version = card.version WHERE last.state_after <> card.state LIMIT 10",
    },
    platform::Check {
        claim: "every step of a report card began where the one before it led",
        offences: "SELECT 'version ' || later.id FROM card_version AS later JOIN card_version AS earlier \
                   ON earlier.card = later.card AND earlier.version = later.version - 1 \
                   WHERE later.state_before IS NULL OR later.state_before <> earlier.state_after LIMIT 10",
    },
    platform::Check {
        claim: "every reviewed report card was reported before",
        offences: "SELECT 'card ' || id FROM card WHERE state = 'final' AND (submitted_at IS NULL OR reviewed_at IS NULL \
                   OR reviewed_at < submitted_at) LIMIT 10",
    },
];
