//! Checkpoints (检查点): signed heads of the chain, one JSON object a line.
//!
//! Signatures are SM2 (GB/T 32918.2-2016) over a text of four lines, with the standard's default identity.
//! Whoever has the public key and the lines can tell whether the chain of today still holds what it held then.

use kernel::Timestamp;
use serde::{Deserialize, Serialize};
use sm2::dsa::signature::{RandomizedSigner, Verifier};
use sm2::dsa::{Signature, SigningKey as Sm2SigningKey, VerifyingKey};
use sm3::{Digest, Sm3};
use zeroize::Zeroizing;

/// First line of what is signed, and `format` of the line that is published.
const FORMAT: &str = "yufang-audit-checkpoint/1";
/// The identity GM/T 0009-2012 uses unless two parties agree on another.
const IDENTITY: &str = "1234567812345678";

/// Why a key or a checkpoint cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CheckpointError {
    /// The secret key is not one.
    #[error(
        "the signing key is not an SM2 key; give 32 random bytes, or 64 hexadecimal digits, for example from `openssl rand -hex 32`"
    )]
    SecretKey,
    /// The public key is not one.
    #[error(
        "the public key is not an SM2 point of 130 hexadecimal digits; `yufang audit public-key` prints it"
    )]
    PublicKey,
    /// No random numbers for a signature.
    #[error("the checkpoint could not be signed because the system gives no random numbers")]
    Random,
    /// A line is not a checkpoint.
    #[error(
        "line {0} is not a checkpoint; each line is one JSON object with format, sequence, hash, at, key and signature"
    )]
    Line(usize),
}

/// A signed head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    format: String,
    /// Number of the entry it stands at.
    pub sequence: i64,
    /// Hash of that entry.
    pub hash: String,
    /// When it was signed.
    pub at: Timestamp,
    /// Id of the key: the first 16 digits of the SM3 of the public key.
    pub key: String,
    /// SM2 signature, r and s.
    pub signature: String,
}

impl Checkpoint {
    /// A checkpoint as stored.
    pub(crate) fn stored(
        sequence: i64,
        hash: String,
        at: Timestamp,
        key: String,
        signature: String,
    ) -> Self {
        Checkpoint {
            format: FORMAT.to_owned(),
            sequence,
            hash,
            at,
            key,
            signature,
        }
    }

    fn message(&self) -> String {
        format!(
            "{FORMAT}\n{}\n{}\n{}\n",
            self.sequence,
            self.hash,
            self.at.millis()
        )
    }

    /// Reads checkpoints, one a line; empty lines are passed over.
    ///
    /// # Errors
    /// [`CheckpointError::Line`] with the first line that is none.
    pub fn parse_lines(text: &str) -> Result<Vec<Checkpoint>, CheckpointError> {
        text.lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty())
            .map(|(index, line)| {
                serde_json::from_str::<Checkpoint>(line)
                    .ok()
                    .filter(|checkpoint| checkpoint.format == FORMAT && checkpoint.sequence > 0)
                    .ok_or(CheckpointError::Line(index + 1))
            })
            .collect()
    }
}

/// Signs checkpoints.
pub struct SigningKey(Sm2SigningKey);

impl SigningKey {
    /// A key of 32 bytes, or of the 64 hexadecimal digits that stand for them.
    ///
    /// # Errors
    /// [`CheckpointError::SecretKey`].
    pub fn from_bytes(material: &[u8]) -> Result<Self, CheckpointError> {
        let bytes = match material.len() {
            32 => Zeroizing::new(material.to_vec()),
            _ => {
                let digits = std::str::from_utf8(material)
                    .map_err(|_| CheckpointError::SecretKey)?
                    .trim();
                Zeroizing::new(hex::decode(digits).map_err(|_| CheckpointError::SecretKey)?)
            }
        };
        Sm2SigningKey::from_slice(IDENTITY, &bytes)
            .map(SigningKey)
            .map_err(|_| CheckpointError::SecretKey)
    }

    /// The key others verify with.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().clone())
    }

    /// Signs a head with randomness from `random`.
    ///
    /// # Errors
    /// [`CheckpointError::Random`].
    pub fn sign<R: rand::TryCryptoRng>(
        &self,
        sequence: i64,
        hash: String,
        at: Timestamp,
        random: &mut R,
    ) -> Result<Checkpoint, CheckpointError> {
        let mut checkpoint =
            Checkpoint::stored(sequence, hash, at, self.public_key().id(), String::new());
        let signature: Signature = self
            .0
            .try_sign_with_rng(random, checkpoint.message().as_bytes())
            .map_err(|_| CheckpointError::Random)?;
        checkpoint.signature = hex::encode(signature.to_bytes());
        Ok(checkpoint)
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_tuple("SigningKey")
            .field(&self.public_key().id())
            .finish()
    }
}

/// Verifies checkpoints.
#[derive(Debug, Clone)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// An uncompressed point as hexadecimal digits.
    ///
    /// # Errors
    /// [`CheckpointError::PublicKey`].
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let bytes = hex::decode(text.trim()).map_err(|_| CheckpointError::PublicKey)?;
        VerifyingKey::from_sec1_bytes(IDENTITY, &bytes)
            .map(PublicKey)
            .map_err(|_| CheckpointError::PublicKey)
    }

    /// The point as hexadecimal digits.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex::encode(self.0.to_sec1_bytes())
    }

    /// The first 16 digits of the point's SM3.
    #[must_use]
    pub fn id(&self) -> String {
        hex::encode(&Sm3::digest(self.0.to_sec1_bytes())[..8])
    }

    /// Whether a checkpoint was signed by this key's owner.
    #[must_use]
    pub fn verifies(&self, checkpoint: &Checkpoint) -> bool {
        let signature = hex::decode(&checkpoint.signature)
            .ok()
            .and_then(|bytes| Signature::from_slice(&bytes).ok());
        signature.is_some_and(|signature| {
            self.0
                .verify(checkpoint.message().as_bytes(), &signature)
                .is_ok()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_signed_is_verified() {
        let key = SigningKey::from_bytes("5a".repeat(32).as_bytes()).unwrap();
        let public = PublicKey::parse(&key.public_key().to_hex()).unwrap();
        let signed = key
            .sign(
                7,
                "ab".repeat(32),
                Timestamp::from_millis(1),
                &mut rand::rngs::SysRng,
            )
            .unwrap();
        assert!(public.verifies(&signed));
        let line = serde_json::to_string(&signed).unwrap();
        assert_eq!(
            Checkpoint::parse_lines(&format!("\n{line}\n")).unwrap(),
            std::slice::from_ref(&signed)
        );
        let other = SigningKey::from_bytes(&[7; 32]).unwrap().public_key();
        assert!(!other.verifies(&signed));
        for forged in [
            Checkpoint {
                sequence: 8,
                ..signed.clone()
            },
            Checkpoint {
                hash: "ac".repeat(32),
                ..signed.clone()
            },
            Checkpoint {
                at: Timestamp::from_millis(2),
                ..signed.clone()
            },
            Checkpoint {
                signature: "00".repeat(64),
                ..signed.clone()
            },
            Checkpoint {
                signature: "zz".to_owned(),
                ..signed.clone()
            },
        ] {
            assert!(!public.verifies(&forged), "{forged:?}");
        }
        assert_eq!(Checkpoint::parse_lines("{}"), Err(CheckpointError::Line(1)));
        for bad in [&[0_u8; 32][..], &[0xff; 32], b"short", &[1; 33]] {
            assert_eq!(
                SigningKey::from_bytes(bad).err(),
                Some(CheckpointError::SecretKey)
            );
        }
    }
}
