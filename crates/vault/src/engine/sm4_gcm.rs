//! SM4 (GB/T 32907-2016) in Galois/Counter Mode with a 96-bit nonce and a 128-bit tag, as RFC 8998 defines it.
//!
//! The mode comes from the crate `aes-gcm`, whose type is generic over any cipher of 128-bit blocks;
//! the vectors of RFC 8998 hold the combination to its definition.
//! A nonce must never come twice under one key: it is drawn at random, which is safe for 2^32 messages per key
//! (NIST SP 800-38D, 8.3).

use aes_gcm::aead::AeadInOut;
use aes_gcm::aead::consts::U12;
use aes_gcm::{AesGcm, KeyInit, Nonce, Tag};
use rand::CryptoRng;
use sm4::Sm4;
use zeroize::Zeroizing;

pub(crate) const KEY_BYTES: usize = 16;
const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;
/// What sealing adds: nonce and tag.
pub(crate) const OVERHEAD_BYTES: usize = NONCE_BYTES + TAG_BYTES;

/// The tag does not fit, or the message is longer than the mode allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refused;

/// One key, its round keys worked out; wiped from memory when dropped.
pub(crate) struct Cipher(AesGcm<Sm4, U12>);

impl Cipher {
    pub(crate) fn new(key: &[u8; KEY_BYTES]) -> Self {
        Cipher(AesGcm::new(key.into()))
    }

    /// Appends nonce, ciphertext and tag to `out`.
    pub(crate) fn seal_into(
        &self,
        out: &mut Vec<u8>,
        bound: &[u8],
        message: &[u8],
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<(), Refused> {
        let mut nonce = [0_u8; NONCE_BYTES];
        rng.fill_bytes(&mut nonce);
        self.seal_with(out, &nonce, bound, message)
    }

    fn seal_with(
        &self,
        out: &mut Vec<u8>,
        nonce: &[u8; NONCE_BYTES],
        bound: &[u8],
        message: &[u8],
    ) -> Result<(), Refused> {
        out.extend_from_slice(nonce);
        let begins = out.len();
        out.extend_from_slice(message);
        let tag = self
            .0
            .encrypt_inout_detached(&Nonce::from(*nonce), bound, (&mut out[begins..]).into())
            .map_err(|_| Refused)?;
        out.extend_from_slice(&tag);
        Ok(())
    }

    /// Opens nonce, ciphertext and tag.
    pub(crate) fn open(&self, bound: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Refused> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(Refused)?;
        let (message, tag) = rest.split_last_chunk::<TAG_BYTES>().ok_or(Refused)?;
        let mut message = Zeroizing::new(message.to_vec());
        self.0
            .decrypt_inout_detached(
                &Nonce::from(*nonce),
                bound,
                message.as_mut_slice().into(),
                &Tag::from(*tag),
            )
            .map_err(|_| Refused)?;
        Ok(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8998, appendix A.1.
    #[test]
    fn the_vector_of_rfc_8998() {
        let bytes = |text: &str| hex::decode(text).unwrap();
        let key: [u8; 16] = bytes("0123456789abcdeffedcba9876543210")
            .try_into()
            .unwrap();
        let nonce: [u8; 12] = bytes("00001234567800000000abcd").try_into().unwrap();
        let bound = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let message = bytes(
            "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd\
             eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
        );
        let expected = "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735\
                        d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d\
                        83de3541e4c2b58177e065a9bf7b62ec";
        let cipher = Cipher::new(&key);
        let mut sealed = Vec::new();
        cipher
            .seal_with(&mut sealed, &nonce, &bound, &message)
            .unwrap();
        assert_eq!(hex::encode(&sealed[12..]), expected);
        assert_eq!(*cipher.open(&bound, &sealed).unwrap(), message);
    }
}
