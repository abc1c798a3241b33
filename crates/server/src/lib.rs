#![doc = include_str!("../README.md")]

mod background;
mod console;
mod document;
mod health;
mod layers;
mod live;
mod open;
mod router;
mod serve;

use platform::{Check, Migrations};

pub use background::Background;
pub use open::{OpenError, Options, open};
pub use router::{api_document, router};
pub use serve::{ServeError, serve};

/// The tables of every capability, lowest floor first.
pub const MIGRATIONS: &[&Migrations] = &[
    &platform::MIGRATIONS,
    &vault::MIGRATIONS,
    &access::MIGRATIONS,
    &registry::MIGRATIONS,
    &surveillance::MIGRATIONS,
    &signals::MIGRATIONS,
];

/// The encrypted columns of every capability, for the vault.
pub const SEALED: &[vault::SealedTable] = registry::SEALED;

/// What must hold in a whole database, by capability.
pub const CHECKS: &[&[Check]] = &[
    platform::CHECKS,
    vault::CHECKS,
    access::CHECKS,
    registry::CHECKS,
    surveillance::CHECKS,
    signals::CHECKS,
];
