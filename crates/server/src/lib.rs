#![doc = include_str!("../README.md")]

mod background;
mod connections;
mod console;
mod document;
mod health;
mod layers;
mod live;
mod open;
mod router;
mod serve;
mod tls;

use std::sync::Arc;

use access::rights::{AgencyData, Holders, TransferLog};
use platform::{Check, Migrations};

pub use background::Background;
pub use open::{OpenError, Options, open};
pub use router::{api_document, router};
pub use serve::{ServeError, serve};
pub use tls::{Tls, TlsError, TlsFiles, TlsListener};

/// The tables of every capability, lowest floor first.
pub const MIGRATIONS: &[&Migrations] = &[
    &platform::MIGRATIONS,
    &vault::MIGRATIONS,
    &access::MIGRATIONS,
    &registry::MIGRATIONS,
    &cases::MIGRATIONS,
    &surveillance::MIGRATIONS,
    &signals::MIGRATIONS,
];

/// The encrypted columns of every capability, for the vault.
pub const SEALED: &[vault::SealedTable] = &[
    access::SEALED[0],
    access::SEALED[1],
    access::SEALED[2],
    registry::SEALED[0],
    registry::SEALED[1],
    cases::SEALED[0],
    cases::SEALED[1],
];

// A table that is left out would keep its old key for ever.
const _: () =
    assert!(access::SEALED.len() + registry::SEALED.len() + cases::SEALED.len() == SEALED.len());

/// The capabilities that hold data of persons, or records that are removed when they were kept long enough.
#[must_use]
pub fn holders() -> Holders {
    Holders {
        persons: vec![
            Arc::new(registry::PeopleRights),
            Arc::new(cases::CardRights),
        ],
        retained: vec![Arc::new(TransferLog), Arc::new(AgencyData)],
    }
}

/// What must hold in a whole database, by capability.
pub const CHECKS: &[&[Check]] = &[
    platform::CHECKS,
    vault::CHECKS,
    access::CHECKS,
    registry::CHECKS,
    cases::CHECKS,
    surveillance::CHECKS,
    signals::CHECKS,
];
