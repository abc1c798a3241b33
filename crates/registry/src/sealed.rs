//! Sealing and opening what names a person; the only place that knows how it is written down.

use rand::CryptoRng;
use vault::{KeyRing, Lookups, Place, SealedError, SealedField, SealedTable};

use crate::engine;
use crate::model::{Identity, Resident, Standing};
use crate::store::StoredPerson;

const KIND: &str = "person";
const REVISION: &str = "person_revision";
const FIELD: &str = "identity";

const FIELDS: &[SealedField] = &[SealedField {
    field: FIELD,
    column: "identity",
    index: None,
}];

/// The encrypted columns of this capability, for the vault.
pub const SEALED: &[SealedTable] = &[
    SealedTable {
        table: "person",
        kind: KIND,
        id: "id",
        fields: FIELDS,
        lookups: Some(Lookups {
            table: "person_token",
            token: "token",
            owner: "person",
            number: "number",
            of: engine::lookups_of,
        }),
    },
    SealedTable {
        table: "person_revision",
        kind: REVISION,
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

/// Seals a person's identity for their record.
pub(crate) fn seal(
    ring: &KeyRing,
    id: &str,
    identity: &Identity,
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<Vec<u8>, SealedError> {
    ring.seal(place(KIND, id), &written(identity), rng)
}

/// Seals it for a former version.
pub(crate) fn seal_revision(
    ring: &KeyRing,
    id: &str,
    identity: &Identity,
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<Vec<u8>, SealedError> {
    ring.seal(place(REVISION, id), &written(identity), rng)
}

/// Opens a record.
pub(crate) fn open(ring: &KeyRing, stored: StoredPerson) -> Result<Resident, SealedError> {
    let identity = read(ring, place(KIND, &stored.id.to_string()), &stored.identity)?;
    Ok(Resident {
        number: stored.number,
        id: stored.id,
        version: stored.version,
        standing: stored.standing,
        identity,
        merged_into: stored.merged_into,
        root: stored.root.unwrap_or(stored.number),
        is_restricted: stored.is_restricted,
        recorded_at: stored.recorded_at,
        recorded_by: stored.recorded_by,
    })
}

/// Opens a former version.
pub(crate) fn open_revision(
    ring: &KeyRing,
    id: &str,
    standing: Standing,
    sealed: &[u8],
) -> Result<(Standing, Identity), SealedError> {
    Ok((standing, read(ring, place(REVISION, id), sealed)?))
}

/// The tokens a record is found by.
pub(crate) fn tokens(ring: &KeyRing, identity: &Identity) -> Vec<Vec<u8>> {
    engine::lookup_keys(identity)
        .iter()
        .map(|(indexed, text)| ring.token(*indexed, text))
        .collect()
}

fn written(identity: &Identity) -> String {
    // Texts, days and numbers always have a form in JSON.
    serde_json::to_string(identity).unwrap_or_default()
}

fn read(ring: &KeyRing, place: Place<'_>, sealed: &[u8]) -> Result<Identity, SealedError> {
    let text = ring.open(place, sealed)?;
    // Sealed by us is always an identity; what is none was sealed by somebody else who has the key.
    serde_json::from_str(text.expose()).map_err(|_| SealedError::Altered)
}
