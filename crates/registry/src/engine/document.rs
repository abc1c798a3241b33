//! Identity documents (身份证件): one form per number, and whether it can be checked.

use vault::{IdentityNumberError, check_identity_number, normal_identity_number};

/// Code of the resident identity card (居民身份证) in the set `id_type`.
pub(crate) const RESIDENT_CARD: &str = "01";
/// Other documents whose numbers are built like it: 外国人永久居留身份证, 港澳台居民居住证.
const BUILT_ALIKE: &[&str] = &["08", "09"];

/// A document's number in one form: half-width, upper case, without blanks and hyphens.
#[must_use]
pub(crate) fn normal_number(kind: &str, number: &str) -> String {
    let normal = normal_identity_number(number);
    if kind == RESIDENT_CARD {
        return normal;
    }
    // Only a resident card of the first generation has 15 digits that stand for 18.
    let typed = number.chars().filter(char::is_ascii_alphanumeric).count();
    if typed == normal.chars().count() {
        normal
    } else {
        number
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .flat_map(char::to_uppercase)
            .collect()
    }
}

/// Whether a document's number carries a check that it passes: only such a number identifies by itself.
#[must_use]
pub(crate) fn is_checked(kind: &str, number: &str) -> bool {
    (kind == RESIDENT_CARD || BUILT_ALIKE.contains(&kind)) && check_identity_number(number).is_ok()
}

/// What is wrong with a number of a kind of document, as rule and message.
pub(super) fn fault(kind: &str, number: &str) -> Option<(&'static str, String)> {
    let is_card = kind == RESIDENT_CARD || (BUILT_ALIKE.contains(&kind) && number.len() == 18);
    if is_card {
        let error: IdentityNumberError = check_identity_number(number).err()?;
        return Some(("id_number", error.to_string()));
    }
    let is_number =
        (4..=30).contains(&number.chars().count()) && number.chars().all(char::is_alphanumeric);
    (!is_number).then(|| {
        (
            "id_number",
            "a document's number has 4 to 30 letters and digits; look at the document again"
                .to_owned(),
        )
    })
}
