//! Sealing and opening cards; the only place that knows how they are written down.

use rand::CryptoRng;
use vault::{KeyRing, Place, SealedError, SealedField, SealedTable};

use crate::model::Content;

const CARD: &str = "card";
const VERSION: &str = "card_version";
const FIELD: &str = "content";

const FIELDS: &[SealedField] = &[SealedField {
    field: FIELD,
    column: "content",
    index: None,
}];

/// The encrypted columns of this capability, for the vault.
pub const SEALED: &[SealedTable] = &[
    SealedTable {
        table: "card",
        kind: CARD,
        id: "id",
        fields: FIELDS,
        lookups: None,
    },
    SealedTable {
        table: "card_version",
        kind: VERSION,
        id: "id",
        fields: FIELDS,
        lookups: None,
    },
];

fn place<'a>(kind: &'a str, record: &'a str) -> Place<'a> {
    Place {
        kind,
        record,
        field: FIELD,
    }
}

/// Seals a card.
pub(crate) fn seal(
    ring: &KeyRing,
    id: &str,
    content: &Content,
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<Vec<u8>, SealedError> {
    ring.seal(place(CARD, id), &written(content), rng)
}

/// Seals a version.
pub(crate) fn seal_version(
    ring: &KeyRing,
    id: &str,
    content: &Content,
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<Vec<u8>, SealedError> {
    ring.seal(place(VERSION, id), &written(content), rng)
}

/// Opens a card.
pub(crate) fn open(ring: &KeyRing, id: &str, sealed: &[u8]) -> Result<Content, SealedError> {
    read(ring, place(CARD, id), sealed)
}

/// Opens a version.
pub(crate) fn open_version(
    ring: &KeyRing,
    id: &str,
    sealed: &[u8],
) -> Result<Content, SealedError> {
    read(ring, place(VERSION, id), sealed)
}

fn written(content: &Content) -> String {
    // Texts always have a form in JSON.
    serde_json::to_string(content).unwrap_or_default()
}

fn read(ring: &KeyRing, place: Place<'_>, sealed: &[u8]) -> Result<Content, SealedError> {
    let text = ring.open(place, sealed)?;
    // Sealed by us is always a card; what is none was sealed by somebody else who has the key.
    serde_json::from_str(text.expose()).map_err(|_| SealedError::Altered)
}
