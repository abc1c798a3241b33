//! SQL of the audit trail. There is no statement here that changes or removes an entry, and triggers refuse any.

mod append;
mod checkpoints;
mod follow;
mod search;

pub use append::{Stamp, append};
pub(crate) use checkpoints::{
    checkpoints, insert_checkpoint, note_verification, status, verification_mark,
};
pub(crate) use follow::{chunk, head};
pub(crate) use search::{Filter, Stored, account_names, last_pack_version, list};

/// Columns of an entry in the order they are hashed, number and time first; the hash itself is last.
const COLUMNS: [&str; 15] = [
    "sequence",
    "at",
    "account",
    "role",
    "region",
    "organisation",
    "action",
    "purpose",
    "subject_kind",
    "subject_id",
    "outcome",
    "request",
    "detail",
    "pack_version",
    "hash",
];
