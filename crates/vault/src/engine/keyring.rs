//! The ring of data keys (密钥环): the newest seals, all open.
//!
//! A sealed field is `1 | key number | nonce | ciphertext | tag`: one byte of version, four of the key's number, highest first,
//! 12 of nonce, as many as the text has, 16 of tag.
//! Version, number, kind of record, record and field are bound into the tag, so a ciphertext opens only where it was sealed.
//! The number stands in front in the clear and in order, so rows under older keys are found by comparing bytes.

use std::collections::BTreeMap;
use std::fmt;

use rand::CryptoRng;
use zeroize::{Zeroize, Zeroizing};

use super::index::{IndexKey, TOKEN_BYTES};
use super::sm4_gcm::{Cipher, KEY_BYTES, OVERHEAD_BYTES};
use super::{framed, normal};
use crate::error::SealedError;
use crate::model::{Indexed, Place, Plaintext};

const VERSION: u8 = 1;
const HEAD_BYTES: usize = 5;
/// Key material of one generation: a key that seals and one that makes tokens.
pub(crate) const MATERIAL_BYTES: usize = KEY_BYTES + 32;

/// One generation: a key that seals and, independent of it, one that makes lookup tokens.
pub struct DataKey {
    cipher: Cipher,
    index: IndexKey,
}

impl DataKey {
    pub(crate) fn from_material(material: &[u8; MATERIAL_BYTES]) -> Self {
        let mut seal = [0_u8; KEY_BYTES];
        let (first, second) = material.split_at(KEY_BYTES);
        seal.copy_from_slice(first);
        let key = DataKey {
            cipher: Cipher::new(&seal),
            index: IndexKey::new(second),
        };
        seal.zeroize();
        key
    }

    /// New key material from a cryptographic random source.
    pub(crate) fn draw(rng: &mut (impl CryptoRng + ?Sized)) -> Zeroizing<[u8; MATERIAL_BYTES]> {
        let mut material = Zeroizing::new([0_u8; MATERIAL_BYTES]);
        rng.fill_bytes(material.as_mut_slice());
        material
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("DataKey(hidden)")
    }
}

/// All data keys by number; never empty.
#[derive(Debug)]
pub struct KeyRing {
    newest: u32,
    keys: BTreeMap<u32, DataKey>,
}

impl KeyRing {
    /// A ring of these keys; `None` when there are none.
    #[must_use]
    pub fn new(keys: BTreeMap<u32, DataKey>) -> Option<Self> {
        let newest = *keys.last_key_value()?.0;
        Some(KeyRing { newest, keys })
    }

    /// A ring of one new key, for tests and benchmarks of those who seal.
    #[must_use]
    pub fn draw(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let key = DataKey::from_material(&DataKey::draw(rng));
        KeyRing {
            newest: 1,
            keys: BTreeMap::from([(1, key)]),
        }
    }

    /// Number of the key that seals.
    #[must_use]
    pub fn newest(&self) -> u32 {
        self.newest
    }

    /// Whether there is a key of this number.
    #[must_use]
    pub fn holds(&self, number: u32) -> bool {
        self.keys.contains_key(&number)
    }

    /// Seals a text for one place, under the newest key.
    ///
    /// # Errors
    /// [`SealedError::TooLong`] beyond 64 GiB.
    pub fn seal(
        &self,
        place: Place<'_>,
        text: &str,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<u8>, SealedError> {
        let head = head(self.newest);
        let mut sealed = Vec::with_capacity(HEAD_BYTES + OVERHEAD_BYTES + text.len());
        sealed.extend_from_slice(&head);
        self.key(self.newest)?
            .cipher
            .seal_into(&mut sealed, &bound(&head, place), text.as_bytes(), rng)
            .map_err(|_| SealedError::TooLong)?;
        Ok(sealed)
    }

    /// Opens what was sealed for this place.
    ///
    /// # Errors
    /// When it is no ciphertext, its key is not there, or it was altered or moved.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Plaintext, SealedError> {
        let number = Self::number_of(sealed)?;
        let (head, rest) = sealed.split_at(HEAD_BYTES);
        let mut bytes = self
            .key(number)?
            .cipher
            .open(&bound(head, place), rest)
            .map_err(|_| SealedError::Altered)?;
        match String::from_utf8(std::mem::take(&mut *bytes)) {
            Ok(text) => Ok(Plaintext::new(text)),
            // Sealed by us is always text; what is none was sealed by somebody else who has the key.
            Err(error) => {
                error.into_bytes().zeroize();
                Err(SealedError::Altered)
            }
        }
    }

    /// Number of the key a ciphertext is under.
    ///
    /// # Errors
    /// [`SealedError::NotSealed`] when it is no ciphertext of this program.
    pub fn number_of(sealed: &[u8]) -> Result<u32, SealedError> {
        match sealed {
            [VERSION, a, b, c, d, rest @ ..] if rest.len() >= OVERHEAD_BYTES => {
                Ok(u32::from_be_bytes([*a, *b, *c, *d]))
            }
            _ => Err(SealedError::NotSealed),
        }
    }

    /// The lookup token of a value under the newest key; this is what a row stores.
    #[must_use]
    pub fn token(&self, indexed: Indexed, value: &str) -> Vec<u8> {
        self.keys.get(&self.newest).map_or_else(Vec::new, |key| {
            token(
                self.newest,
                key,
                indexed,
                &normal::normal(indexed.normal, value),
            )
        })
    }

    /// The tokens a row with this value may have, newest first: during a rotation some rows still have older ones.
    #[must_use]
    pub fn tokens(&self, indexed: Indexed, value: &str) -> Vec<Vec<u8>> {
        let value = normal::normal(indexed.normal, value);
        self.keys
            .iter()
            .rev()
            .map(|(number, key)| token(*number, key, indexed, &value))
            .collect()
    }

    /// Every ciphertext under an older key is less than this, byte by byte.
    pub(crate) fn sealed_floor(&self) -> Vec<u8> {
        head(self.newest).to_vec()
    }

    /// Every token of an older key is less than this, byte by byte.
    pub(crate) fn token_floor(&self) -> Vec<u8> {
        self.newest.to_be_bytes().to_vec()
    }

    fn key(&self, number: u32) -> Result<&DataKey, SealedError> {
        self.keys
            .get(&number)
            .ok_or(SealedError::UnknownKey(number))
    }
}

fn head(number: u32) -> [u8; HEAD_BYTES] {
    let [a, b, c, d] = number.to_be_bytes();
    [VERSION, a, b, c, d]
}

fn bound(head: &[u8], place: Place<'_>) -> Vec<u8> {
    framed(&[
        b"yufang.field",
        head,
        place.kind.as_bytes(),
        place.record.as_bytes(),
        place.field.as_bytes(),
    ])
}

fn token(number: u32, key: &DataKey, indexed: Indexed, value: &str) -> Vec<u8> {
    let mut token = Vec::with_capacity(4 + TOKEN_BYTES);
    token.extend_from_slice(&number.to_be_bytes());
    token.extend_from_slice(&key.index.digest(indexed.domain, value));
    token
}
