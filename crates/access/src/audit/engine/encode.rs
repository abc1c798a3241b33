//! From an entry to its hash.
//!
//! An entry has two hashes so that verification can use all cores.
//! Its *digest* is SM3 (GB/T 32905-2016) over a canonical encoding of its own content and needs no other entry;
//! its *hash* is SM3 over a tag byte, the hash of the entry before and its digest, and makes the chain.
//!
//! The encoding begins with its version, then come number and time (8 bytes each, big-endian) and the texts in a
//! fixed order, each with its length before it (LEB128).
//! Two different contents therefore never have the same encoding.

use std::fmt;

use sm3::{Digest, Sm3};

/// First bytes of every encoding; another version would begin differently.
const VERSION: &[u8] = b"yufang-audit/1\n";
/// First byte of a link, so that a link can never be taken for a content.
const LINK: u8 = 1;
/// Texts of an entry: account, role, region, organisation, action, purpose, subject kind, subject id, outcome,
/// request, detail, pack version.
pub(crate) const FIELDS: usize = 12;

/// An SM3 hash.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hash(pub(crate) [u8; 32]);

impl Hash {
    /// What the first entry follows.
    pub(crate) const NONE: Hash = Hash([0; 32]);

    /// Reads lower-case hexadecimal digits, the only form in which hashes are stored.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        text.bytes()
            .all(|byte| !byte.is_ascii_uppercase())
            .then_some(Hash(bytes))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// What an entry says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Content<'a> {
    /// Its number, counted from 1.
    pub(crate) sequence: i64,
    /// When, in milliseconds.
    pub(crate) at: i64,
    /// Its texts, in the order of [`FIELDS`].
    pub(crate) texts: [&'a str; FIELDS],
}

/// The digest of a content; `scratch` is kept between calls for its memory only.
pub(crate) fn digest(content: &Content<'_>, scratch: &mut Vec<u8>) -> Hash {
    scratch.clear();
    scratch.extend_from_slice(VERSION);
    scratch.extend_from_slice(&content.sequence.to_be_bytes());
    scratch.extend_from_slice(&content.at.to_be_bytes());
    for text in content.texts {
        let mut length = text.len();
        while length >= 0x80 {
            scratch.push((length & 0x7f) as u8 | 0x80);
            length >>= 7;
        }
        scratch.push(length as u8);
        scratch.extend_from_slice(text.as_bytes());
    }
    Hash(Sm3::digest(&scratch).into())
}

/// The hash of an entry with this digest that follows an entry with this hash.
pub(crate) fn link(previous: Hash, digest: Hash) -> Hash {
    let mut bytes = [LINK; 65];
    bytes[1..33].copy_from_slice(&previous.0);
    bytes[33..].copy_from_slice(&digest.0);
    Hash(Sm3::digest(bytes).into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// GB/T 32905-2016, appendix A.
    #[test]
    fn sm3_gives_the_published_hash() {
        assert_eq!(
            Hash(Sm3::digest(b"abc").into()).to_string(),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
    }

    fn of(sequence: i64, at: i64, texts: &[String]) -> Hash {
        let texts = std::array::from_fn(|index| texts[index].as_str());
        let content = Content {
            sequence,
            at,
            texts,
        };
        digest(&content, &mut Vec::new())
    }

    /// Also computed outside this program, from the description above and another implementation of SM3.
    /// An encoding that changes makes every chain ever written unverifiable: this is version 1 for good.
    #[test]
    fn version_one_stays_as_it_is() {
        let texts: Vec<String> = (0..FIELDS).map(|field| "x".repeat(field * 20)).collect();
        let one = of(1, 1_772_409_600_000, &texts);
        assert_eq!(
            [one.to_string(), link(Hash::NONE, one).to_string()],
            [
                "398f583e5b08f5a85cdd1bc20f4ecce42d21e6d3f5fa8e8253982b926f771354",
                "7ba3f87c12bdb9f1a75a670547251da6b7b27a342d8cbdc7a76c2362546ba19a",
            ]
        );
    }

    proptest! {
        /// Text that moves from one field to the next is another content.
        #[test]
        fn different_contents_have_different_digests(
            texts in prop::collection::vec("[a-c]{0,3}", FIELDS),
            others in prop::collection::vec("[a-c]{0,3}", FIELDS),
        ) {
            prop_assert_eq!(texts == others, of(1, 2, &texts) == of(1, 2, &others));
            prop_assert_ne!(of(1, 2, &texts), of(2, 1, &texts));
        }
    }
}
