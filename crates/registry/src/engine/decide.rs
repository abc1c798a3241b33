//! Whether an incoming record is somebody known, may be, or is not (身份比对).
//!
//! A document whose number passes its check decides by itself, unless everything else speaks against it: cards are lent and mistyped.
//! Otherwise the sum of weights is held against the purpose's thresholds, with three guards no sum can overrule:
//! two different checked numbers never link; a name that does not read alike never links (twins share everything else);
//! and two people that both fit are for somebody to look at.

use pack::{MatchPurpose, Matching};

use super::{Comparable, Comparison};
use crate::model::Evidence;

/// What the other fields may say against a shared document before somebody has to look, in bits.
const DOCUMENT_DOUBT_BITS: f64 = -4.0;

/// A record that shares a key with the incoming one.
pub(crate) struct Candidate {
    /// Number of the record that speaks for it.
    pub(crate) root: i64,
    /// What is compared of it.
    pub(crate) comparable: Comparable,
}

/// A candidate that fits.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    /// Number of the record that speaks for the candidate.
    pub(crate) root: i64,
    /// Sum of weights, in bits.
    pub(crate) score: f64,
    /// How well each field agrees.
    pub(crate) evidence: Vec<Evidence>,
    shares_document: bool,
    may_link: bool,
    is_refuted: bool,
}

/// What to do with an incoming record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Decision {
    /// It is this one.
    Link(Found),
    /// It may be one of these, best first.
    Queue(Vec<Found>),
    /// It is nobody known.
    New,
}

/// Decides about an incoming record among candidates.
pub(crate) fn decide(
    incoming: &Comparable,
    candidates: &[Candidate],
    matching: &Matching,
    purpose: &MatchPurpose,
) -> Decision {
    let mut found: Vec<Found> = Vec::new();
    for candidate in candidates {
        let one = judge(incoming, candidate, matching, purpose);
        // Records merged with one another speak with their best voice.
        match found.iter_mut().find(|held| held.root == one.root) {
            Some(held) => {
                let is_refuted = held.is_refuted || one.is_refuted;
                if (one.may_link, one.score) > (held.may_link, held.score) {
                    *held = one;
                }
                held.is_refuted = is_refuted;
            }
            None => found.push(one),
        }
    }
    found.retain(|one| one.shares_document || one.may_link || one.score >= purpose.queue_bits);
    for one in &mut found {
        // What one of the merged records shows refutes what another lacks.
        one.may_link &= one.shares_document || !one.is_refuted;
    }
    found.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| a.root.cmp(&b.root))
    });
    match found.iter().filter(|one| one.may_link).count() {
        1 => found
            .into_iter()
            .find(|one| one.may_link)
            .map_or(Decision::New, Decision::Link),
        _ if found.is_empty() => Decision::New,
        _ => Decision::Queue(found),
    }
}

/// What one candidate says.
fn judge(
    incoming: &Comparable,
    candidate: &Candidate,
    matching: &Matching,
    purpose: &MatchPurpose,
) -> Found {
    let comparison = Comparison::of(incoming, &candidate.comparable, matching);
    let score = comparison.score();
    let shares_document = incoming.shares_document(&candidate.comparable);
    let reads_alike = matches!(
        comparison.level("name"),
        "same" | "homophone" | "transposed"
    );
    let is_refuted = comparison.level("id_number") == "different";
    let may_link = if shares_document {
        score - comparison.weight("id_number") >= DOCUMENT_DOUBT_BITS
    } else {
        score >= purpose.link_bits && reads_alike && !is_refuted
    };
    Found {
        root: candidate.root,
        score,
        evidence: comparison.evidence(),
        shares_document,
        may_link,
        is_refuted,
    }
}
