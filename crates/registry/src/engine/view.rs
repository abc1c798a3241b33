//! What is shown of a person.

use kernel::Day;
use vault::mask;

use super::{RESIDENT_CARD, normal_number};
use crate::model::Document;

/// Completed years on a day; `None` before the birth.
#[must_use]
pub(crate) fn age_on(born: Day, today: Day) -> Option<i16> {
    if today < born {
        return None;
    }
    let had_birthday = (today.month(), today.date().day()) >= (born.month(), born.date().day());
    Some(today.year() - born.year() - i16::from(!had_birthday))
}

/// A document's number with its middle hidden; of other documents than the resident card only the last two characters stay.
#[must_use]
pub(crate) fn masked_document(document: &Document) -> String {
    let number = normal_number(&document.kind, &document.number);
    let length = number.chars().count();
    if document.kind == RESIDENT_CARD || length < 15 {
        mask::identity_number(&number)
    } else {
        let last: String = number.chars().skip(length - 2).collect();
        format!("{}{last}", "*".repeat(length - 2))
    }
}

/// Street and house are hidden whole; the region beside them says enough.
#[must_use]
pub(crate) fn masked_address(detail: &str) -> String {
    if detail.is_empty() {
        String::new()
    } else {
        "***".to_owned()
    }
}
