//! The chain without a database: encoding, hashing, following it, and signed heads.

mod chain;
mod checkpoint;
mod encode;

pub use chain::Damage;
pub(crate) use chain::{Follower, Link};
pub use checkpoint::{Checkpoint, CheckpointError, PublicKey, SigningKey};
pub(crate) use encode::{Content, FIELDS, Hash, digest, link};
