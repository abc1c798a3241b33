//! Master keys (主密钥, key-encryption keys): they wrap data keys and nothing else, and never enter the database.
//!
//! A list of them is a text: one key of 32 hexadecimal digits per line, the newest last; blank lines and `#` comments are passed over.

use std::fmt;

use rand::CryptoRng;
use zeroize::{Zeroize, Zeroizing};

use super::framed;
use super::index::{keyed, truncated};
use super::keyring::{DataKey, MATERIAL_BYTES};
use super::sm4_gcm::{Cipher, KEY_BYTES};
use crate::error::MasterKeyError;

/// A key that wraps data keys.
pub struct MasterKey {
    fingerprint: String,
    cipher: Cipher,
}

impl MasterKey {
    fn new(key: &[u8; KEY_BYTES]) -> Self {
        let digest = truncated(keyed(key), b"yufang.master-key.fingerprint");
        MasterKey {
            fingerprint: hex::encode(&digest[..6]),
            cipher: Cipher::new(key),
        }
    }

    /// A new key as it stands in a key file.
    #[must_use]
    pub fn draw_text(rng: &mut (impl CryptoRng + ?Sized)) -> Zeroizing<String> {
        let mut key = Zeroizing::new([0_u8; KEY_BYTES]);
        rng.fill_bytes(key.as_mut_slice());
        Zeroizing::new(hex::encode(*key))
    }
}

/// Master keys, the newest last; never empty.
pub struct MasterKeys(Vec<MasterKey>);

impl MasterKeys {
    /// Reads a list of keys.
    ///
    /// # Errors
    /// When there is none, or a line is no key.
    pub fn parse(text: &str) -> Result<Self, MasterKeyError> {
        let mut keys = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let mut key = [0_u8; KEY_BYTES];
            hex::decode_to_slice(line, &mut key).map_err(|_| MasterKeyError::Line(index + 1))?;
            keys.push(MasterKey::new(&key));
            key.zeroize();
        }
        if keys.is_empty() {
            return Err(MasterKeyError::Empty);
        }
        Ok(MasterKeys(keys))
    }

    /// Fingerprint of the newest key, which wraps.
    #[must_use]
    pub fn newest(&self) -> &str {
        self.0.last().map_or("", |key| key.fingerprint.as_str())
    }

    /// Wraps the material of a data key under the newest master key.
    pub(crate) fn wrap(
        &self,
        number: u32,
        material: &[u8; MATERIAL_BYTES],
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<u8>, MasterKeyError> {
        let mut wrapped = vec![1_u8];
        self.0
            .last()
            .ok_or(MasterKeyError::Empty)?
            .cipher
            .seal_into(&mut wrapped, &bound(number), material, rng)
            .map_err(|_| MasterKeyError::Altered(number))?;
        Ok(wrapped)
    }

    /// Unwraps the material of a data key.
    pub(crate) fn unwrap(
        &self,
        number: u32,
        fingerprint: &str,
        wrapped: &[u8],
    ) -> Result<Zeroizing<[u8; MATERIAL_BYTES]>, MasterKeyError> {
        let key = self
            .0
            .iter()
            .find(|key| key.fingerprint == fingerprint)
            .ok_or_else(|| MasterKeyError::Unknown {
                number,
                master_key: fingerprint.to_owned(),
            })?;
        let material = match wrapped {
            [1, rest @ ..] => key.cipher.open(&bound(number), rest).ok(),
            _ => None,
        }
        .ok_or(MasterKeyError::Altered(number))?;
        let mut fixed = Zeroizing::new([0_u8; MATERIAL_BYTES]);
        if material.len() != MATERIAL_BYTES {
            return Err(MasterKeyError::Altered(number));
        }
        fixed.copy_from_slice(&material);
        Ok(fixed)
    }

    /// Unwraps a data key.
    pub(crate) fn data_key(
        &self,
        number: u32,
        fingerprint: &str,
        wrapped: &[u8],
    ) -> Result<DataKey, MasterKeyError> {
        Ok(DataKey::from_material(&*self.unwrap(
            number,
            fingerprint,
            wrapped,
        )?))
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "MasterKey({})", self.fingerprint)
    }
}

impl fmt::Debug for MasterKeys {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(&self.0).finish()
    }
}

fn bound(number: u32) -> Vec<u8> {
    framed(&[b"yufang.data-key", &[1], &number.to_be_bytes()])
}
