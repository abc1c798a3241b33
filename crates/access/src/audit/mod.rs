//! The audit trail (审计日志): who did or read what, when, as whom and why, in a chain that cannot be altered unseen.
//!
//! Entries are appended last in the transaction they tell of, see [`App::record`](crate::App::record).
//! `docs/adr/0001-audit-chain.md` says why the chain is as it is.

mod api;
mod checkpoints;
mod engine;
mod layer;
mod looks;
mod model;
mod start;
mod store;
mod verify;

pub(crate) use api::routes;
pub use checkpoints::{Checkpointer, SignError, export_checkpoints};
pub use engine::{Checkpoint, CheckpointError, Damage, PublicKey, SigningKey};
pub use layer::note_refusals;
pub(crate) use layer::{Caller, request_id};
pub(crate) use looks::{PersonLook, looks_at_person};
pub use model::{Action, Author, Detail, Entry, Outcome, Subject};
pub use start::{note_restore, note_start};
pub use store::{Stamp, append};
pub use verify::{Verification, VerifyError, note_verification, verify};
