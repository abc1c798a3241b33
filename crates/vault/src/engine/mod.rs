//! Decisions without a database, a file, a clock or chance of their own.

pub mod deidentify;
mod identity_number;
mod index;
mod keyring;
pub mod mask;
mod master;
mod normal;
mod scan;
mod sm4_gcm;

pub use identity_number::{IdentityNumberError, check_identity_number, identity_check_character};
pub use index::Pseudonyms;
pub use keyring::{DataKey, KeyRing};
pub use master::{MasterKey, MasterKeys};
pub use normal::{normal_identity_number, normal_phone};
pub use scan::{Found, FoundKind, find_identifiers, mask_free_text};

/// Puts parts one after the other so that no two lists of parts give the same bytes.
fn framed(parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.len() + 8).sum());
    for part in parts {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}
