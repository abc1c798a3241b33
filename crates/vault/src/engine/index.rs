//! Looking an identifier up without opening it (盲索引): a keyed digest, HMAC (GB/T 15852.2, RFC 2104) with SM3 (GB/T 32905-2016).
//!
//! A plain digest would be no protection: there are few enough identity numbers to try them all.
//! The key is independent of the one that seals; the field's domain is digested with the value,
//! so the same telephone as patient's and as contact's number has unrelated tokens.
//!
//! 16 of the 32 bytes are kept.
//! Fewer would bring false hits, and a false hit here is another person's record:
//! among 10 million people two share a token of 128 bits with a probability of 1.5e-25, so a unique index may stand on it.
//! More would only make rows and indexes longer: SM4 and its keys are no stronger than 128 bits.

use hmac::{Hmac, KeyInit, Mac};
use sm3::Sm3;

use super::framed;

/// Bytes kept of a digest.
pub(crate) const TOKEN_BYTES: usize = 16;

/// A key that makes tokens; wiped from memory when dropped.
pub(crate) struct IndexKey(Hmac<Sm3>);

impl IndexKey {
    pub(crate) fn new(key: &[u8]) -> Self {
        IndexKey(keyed(key))
    }

    pub(crate) fn digest(&self, domain: &str, value: &str) -> [u8; TOKEN_BYTES] {
        truncated(
            self.0.clone(),
            &framed(&[b"yufang.index", domain.as_bytes(), value.as_bytes()]),
        )
    }
}

/// Pseudonyms (假名) for one data set that leaves the house: linkable inside it, not with any other.
///
/// Rule `pseudonym` of [`crate::mask::RULES`]: SM3-HMAC of the identity number, a key per data set, 32 hexadecimal digits.
pub struct Pseudonyms(Hmac<Sm3>);

impl Pseudonyms {
    /// Pseudonyms under the data set's own key.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        Pseudonyms(keyed(key))
    }

    /// Pseudonyms of one project under a secret that serves several: those of two projects cannot be linked.
    ///
    /// `None` where the secret is shorter than 32 bytes.
    #[must_use]
    pub fn of_project(secret: &[u8], project: &str) -> Option<Self> {
        if secret.len() < 32 {
            return None;
        }
        let mut mac = keyed(secret);
        mac.update(&framed(&[b"yufang.project", project.as_bytes()]));
        Some(Pseudonyms(keyed(&mac.finalize().into_bytes())))
    }

    /// The pseudonym of a person.
    #[must_use]
    pub fn of(&self, identity_number: &str) -> String {
        let value = super::normal::normal_identity_number(identity_number);
        hex::encode(truncated(self.0.clone(), value.as_bytes()))
    }
}

impl std::fmt::Debug for Pseudonyms {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Pseudonyms(hidden)")
    }
}

pub(crate) fn keyed(key: &[u8]) -> Hmac<Sm3> {
    // HMAC takes a key of any length, so this cannot fail.
    Hmac::new_from_slice(key).expect("HMAC takes a key of any length")
}

pub(crate) fn truncated(mut mac: Hmac<Sm3>, bytes: &[u8]) -> [u8; TOKEN_BYTES] {
    mac.update(bytes);
    let digest = mac.finalize().into_bytes();
    let mut kept = [0_u8; TOKEN_BYTES];
    kept.copy_from_slice(&digest[..TOKEN_BYTES]);
    kept
}
