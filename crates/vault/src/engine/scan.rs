//! Identifiers in free text (自由文本): where identity numbers and telephones stand, so that they can be masked.
//!
//! Digits are read full-width or half-width, in groups parted by one blank or hyphen.
//! An identity number of 18 characters needs a province, a day of birth and the check character of GB 11643;
//! one whose check character does not fit is most likely mistyped and names a person all the same, so it is found and called doubtful,
//! as is one of 15 digits, which has no check character.
//! When in doubt the text is masked: a wrong star costs less than a person's number.
//!
//! It does not find names, addresses, or numbers written as words.

use std::ops::Range;

use super::identity_number::{IdentityNumberError, check, from_15_digits, half_width};
use super::mask;

/// What kind of identifier was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundKind {
    /// An identity number with a fitting check character.
    IdentityNumber,
    /// What looks like an identity number: 18 characters whose check does not fit, or 15 digits.
    IdentityNumberDoubtful,
    /// A mobile or fixed-line telephone.
    Phone,
}

/// An identifier in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its bytes in the text, on character boundaries.
    pub span: Range<usize>,
    /// What it is.
    pub kind: FoundKind,
}

/// One digit, or a final X, and where it stands.
#[derive(Clone, Copy)]
struct Digit {
    byte: u8,
    begins: usize,
    ends: usize,
    /// Whether a blank or hyphen stands before it.
    is_parted: bool,
}

/// Finds identifiers, in order and without overlaps.
#[must_use]
pub fn find_identifiers(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for run in runs(text) {
        look_into(&run, &mut found);
    }
    found
}

/// The text with every identifier masked by its rule.
#[must_use]
pub fn mask_free_text(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    for Found { span, kind } in find_identifiers(text) {
        masked.push_str(&text[at..span.start]);
        masked.push_str(&match kind {
            FoundKind::Phone => mask::phone(&text[span.clone()]),
            FoundKind::IdentityNumber | FoundKind::IdentityNumberDoubtful => {
                mask::identity_number(&text[span.clone()])
            }
        });
        at = span.end;
    }
    masked.push_str(&text[at..]);
    masked
}

/// Digits that stand together, parted by at most one blank or hyphen (or the brackets of an area code).
fn runs(text: &str) -> Vec<Vec<Digit>> {
    let mut runs: Vec<Vec<Digit>> = Vec::new();
    let mut run: Vec<Digit> = Vec::new();
    let mut parted = 0;
    for (begins, c) in text.char_indices() {
        let ends = begins + c.len_utf8();
        let c = half_width(c);
        let is_check = matches!(c, 'x' | 'X') && run.len() >= 17 && parted == 0;
        if c.is_ascii_digit() || is_check {
            let byte = if is_check { b'X' } else { c as u8 };
            run.push(Digit {
                byte,
                begins,
                ends,
                is_parted: parted > 0,
            });
            parted = 0;
            if is_check {
                runs.push(std::mem::take(&mut run));
            }
        } else if !run.is_empty() && parted == 0 && matches!(c, ' ' | '-' | ')' | '.') {
            parted += 1;
        } else if !run.is_empty() {
            runs.push(std::mem::take(&mut run));
            parted = 0;
        }
    }
    runs.push(run);
    runs
}

/// Takes identifiers out of a run, left to right.
fn look_into(run: &[Digit], found: &mut Vec<Found>) {
    let mut at = 0;
    // Where the last identifier ended: a telephone may begin there without a gap.
    let mut free_from = 0;
    while at < run.len() {
        let begins_apart = at == free_from || run[at].is_parted;
        match longest_at(run, at, begins_apart) {
            Some((kind, length)) => {
                let span = run[at].begins..run[at + length - 1].ends;
                found.push(Found { span, kind });
                at += length;
                free_from = at;
            }
            None => at += 1,
        }
    }
}

/// The identifier that begins here, and how many digits it takes.
fn longest_at(run: &[Digit], at: usize, begins_apart: bool) -> Option<(FoundKind, usize)> {
    let rest = &run[at..];
    let bytes: Vec<u8> = rest.iter().take(18).map(|digit| digit.byte).collect();
    let ends_apart = |length: usize| rest.get(length).is_none_or(|next| next.is_parted);
    if let Ok(whole) = <&[u8; 18]>::try_from(bytes.as_slice()) {
        match check(whole) {
            // A fitting check character is found inside longer numbers too.
            Ok(()) => return Some((FoundKind::IdentityNumber, 18)),
            Err(IdentityNumberError::Checksum) if begins_apart && ends_apart(18) => {
                return Some((FoundKind::IdentityNumberDoubtful, 18));
            }
            Err(_) => {}
        }
    }
    if !begins_apart {
        return None;
    }
    let digits = std::str::from_utf8(&bytes).unwrap_or_default();
    let first = |length: usize| digits.get(..length).filter(|_| ends_apart(length));
    if first(15).is_some_and(|number| from_15_digits(number).is_some()) {
        return Some((FoundKind::IdentityNumberDoubtful, 15));
    }
    for (country, length) in [("0086", 15), ("86", 13), ("", 11)] {
        let is_mobile = first(length)
            .and_then(|number| number.strip_prefix(country))
            .is_some_and(|number| {
                let bytes = number.as_bytes();
                bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1])
            });
        if is_mobile {
            return Some((FoundKind::Phone, length));
        }
    }
    // Area code and number of a fixed line: 0350-3031234, (010)65001234, 03503031234.
    let is_line = |length: usize| {
        first(length).is_some_and(|number| {
            number.starts_with('0') && !number.starts_with("00") && !number[3..].starts_with("000")
        })
    };
    [12, 11, 10]
        .into_iter()
        .find(|length| is_line(*length))
        .map(|length| (FoundKind::Phone, length))
}
