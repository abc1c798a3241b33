//! Identities and answers of agency requests are sealed: what the table holds, only the program can read.

use axum::http::StatusCode;
use platform::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use vault::{KeyRing, Place, SealedField, SealedTable, Vault};

use crate::App;

/// The encrypted columns of this capability.
pub const SEALED: &[SealedTable] = &[
    SealedTable {
        table: "agency_person",
        kind: "agency_person",
        id: "id",
        fields: &[SealedField {
            field: "identity",
            column: "identity",
            index: None,
        }],
        lookups: None,
    },
    SealedTable {
        table: "agency_answer",
        kind: "agency_answer",
        id: "id",
        fields: &[SealedField {
            field: "field_values",
            column: "field_values",
            index: None,
        }],
        lookups: None,
    },
];

/// Who is asked about.
pub(crate) const PERSON: (&str, &str) = ("agency_person", "identity");
/// What came back.
pub(crate) const ANSWER: (&str, &str) = ("agency_answer", "field_values");

/// The vault, or why there is none.
pub(crate) fn vault(app: &App) -> Result<&Vault, Problem> {
    app.vault.as_ref().ok_or_else(|| {
        Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "keys_missing",
            "the program has no keys",
            "data on persons are sealed; ask whoever runs the server to start it with its keys",
        )
    })
}

fn failed(error: &vault::SealedError) -> Problem {
    tracing::error!(%error, "a sealed field could not be sealed or opened");
    Problem::internal()
}

/// Seals a value for one row.
pub(crate) fn seal(
    ring: &KeyRing,
    (kind, field): (&str, &str),
    record: &str,
    value: &impl Serialize,
) -> Result<Vec<u8>, Problem> {
    let text = serde_json::to_string(value).map_err(|_| Problem::internal())?;
    let place = Place {
        kind,
        record,
        field,
    };
    ring.seal(place, &text, &mut vault::system_random())
        .map_err(|error| failed(&error))
}

/// Opens sealed rows, each an id and its ciphertext.
pub(crate) async fn open<T: DeserializeOwned>(
    vault: &Vault,
    (kind, field): (&str, &str),
    rows: &[(String, Vec<u8>)],
) -> Result<Vec<T>, Problem> {
    let ring = vault
        .ring_for(rows.iter().map(|(_, sealed)| sealed.as_slice()))
        .await
        .map_err(|error| {
            tracing::error!(%error, "the keys could not be read anew");
            Problem::internal()
        })?;
    rows.iter()
        .map(|(record, sealed)| {
            let place = Place {
                kind,
                record,
                field,
            };
            let text = ring.open(place, sealed).map_err(|error| failed(&error))?;
            serde_json::from_str(text.expose()).map_err(|_| Problem::internal())
        })
        .collect()
}
