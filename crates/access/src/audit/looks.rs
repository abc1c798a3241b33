//! What the trail says of one person: for the person.

use kernel::Timestamp;
use platform::{Db, DbError};

use super::store::{self, Filter};

/// One entry about a person, without the account and the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PersonLook {
    pub(crate) at: Timestamp,
    pub(crate) role: String,
    pub(crate) organisation: String,
    pub(crate) action: String,
    pub(crate) purpose: String,
    pub(crate) outcome: String,
}

/// The newest entries about a person.
pub(crate) async fn looks_at_person(
    db: &Db,
    person: &str,
    limit: u32,
) -> Result<Vec<PersonLook>, DbError> {
    let filter = Filter {
        subject_kind: Some("person".to_owned()),
        subject_id: Some(person.to_owned()),
        ..Filter::default()
    };
    let found = store::list(db, &filter, None, limit).await?;
    Ok(found
        .into_iter()
        .map(|entry| {
            // Texts stand in the order of the trail's columns.
            let text = |at: usize| entry.texts.get(at).cloned().unwrap_or_default();
            PersonLook {
                at: entry.at,
                role: text(1),
                organisation: text(3),
                action: text(4),
                purpose: text(5),
                outcome: text(8),
            }
        })
        .collect())
}
