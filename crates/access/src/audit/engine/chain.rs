//! Following the chain from its beginning, and stopping at the first thing that does not hold.

use std::collections::BTreeMap;

use super::encode::{Hash, link};

/// The first thing about the chain that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// An entry's content, its place or its hash is not what was appended.
    #[error("entry {0} is not what was appended, or does not follow from the entry before it")]
    Altered(i64),
    /// An entry is gone; after the last one present, the chain was cut short.
    #[error("entry {0} is missing")]
    Missing(i64),
    /// An entry stands where the chain has none.
    #[error("entry {0} was not appended: it lies outside the chain")]
    Foreign(i64),
    /// The head does not say what the last entry says.
    #[error("the chain's head is not the hash of entry {0}, the last one")]
    Head(i64),
    /// A signed head says something else.
    #[error(
        "the checkpoint of entry {0} names another hash: entries up to it were rewritten, or the checkpoint is of another database"
    )]
    Rewritten(i64),
    /// A checkpoint's signature is not of the given key.
    #[error("the signature of the checkpoint of entry {0} is not of this key")]
    Signature(i64),
}

/// What following needs of an entry.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    /// Its number as stored; `None` when the row cannot be read.
    pub(crate) sequence: Option<i64>,
    /// Digest of its content.
    pub(crate) digest: Hash,
    /// Its hash as stored, if it is one.
    pub(crate) hash: Option<Hash>,
}

/// Follows the chain link by link.
#[derive(Debug)]
pub(crate) struct Follower {
    sequence: i64,
    hash: Hash,
    /// Hashes that signed heads name, by number.
    anchors: BTreeMap<i64, Vec<Hash>>,
}

impl Follower {
    pub(crate) fn new(anchors: BTreeMap<i64, Vec<Hash>>) -> Self {
        Follower {
            sequence: 0,
            hash: Hash::NONE,
            anchors,
        }
    }

    /// Takes the next link, in the order of numbers.
    pub(crate) fn follow(&mut self, next: Link) -> Result<(), Damage> {
        let expected = self.sequence + 1;
        match next.sequence {
            Some(sequence) if sequence > expected => return Err(Damage::Missing(expected)),
            Some(sequence) if sequence == expected => {}
            _ => return Err(Damage::Altered(expected)),
        }
        let hash = link(self.hash, next.digest);
        if next.hash != Some(hash) {
            return Err(Damage::Altered(expected));
        }
        if let Some(named) = self.anchors.remove(&expected)
            && named.iter().any(|named| *named != hash)
        {
            return Err(Damage::Rewritten(expected));
        }
        (self.sequence, self.hash) = (expected, hash);
        Ok(())
    }

    /// The chain ends here according to its head; checkpoints beyond it prove that it once was longer.
    pub(crate) fn end(self, head: i64, hash: Option<Hash>) -> Result<(), Damage> {
        if self.sequence < head || !self.anchors.is_empty() {
            return Err(Damage::Missing(self.sequence + 1));
        }
        if hash != Some(self.hash) {
            return Err(Damage::Head(self.sequence));
        }
        Ok(())
    }

    /// Number of the last entry that held.
    pub(crate) fn sequence(&self) -> i64 {
        self.sequence
    }
}
