#![doc = include_str!("../README.md")]

mod engine;
mod error;
mod jobs;
mod keeper;
mod model;
mod source;
mod store;

pub use engine::{
    DataKey, Found, FoundKind, IdentityNumberError, KeyRing, MasterKey, MasterKeys, Pseudonyms,
    check_identity_number, find_identifiers, identity_check_character, mask_free_text,
    normal_identity_number, normal_phone,
};
pub use engine::{deidentify, mask};
pub use error::{MasterKeyError, SealedError, SourceError, VaultError};
pub use jobs::{JOB_RESEAL, job_handlers};
pub use keeper::{Vault, system_random};
pub use model::{
    FieldStatus, Indexed, KeyStatus, Lookups, Normal, Place, Plaintext, Rotation, SealedField,
    SealedTable, Status,
};
pub use source::KeySource;

/// The tables of this capability.
pub const MIGRATIONS: platform::Migrations = platform::Migrations {
    capability: "vault",
    steps: &[platform::Step {
        number: 1,
        name: "data_keys",
        sql: include_str!("../migrations/0001_data_keys.sql"),
    }],
};

/// What must hold between the tables.
pub const CHECKS: &[platform::Check] = &[platform::Check {
    claim: "every rotation leads to a data key that is there",
    offences: "SELECT 'rotation ' || key_rotation.job FROM key_rotation \
               LEFT JOIN data_key ON data_key.number = key_rotation.key_number \
               WHERE data_key.number IS NULL LIMIT 10",
}];
