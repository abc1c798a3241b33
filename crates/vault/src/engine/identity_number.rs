//! Identity numbers (公民身份号码), GB 11643-1999: six digits of place, eight of birth, three of sequence, one check character.
//!
//! The place may be an abolished code, so of it only the province is looked at.
//! Whether the birth lies in the future is not asked; that would need a clock.

use kernel::Day;

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: [u8; 11] = *b"10X98765432";

/// Why a text is no identity number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentityNumberError {
    /// Not 18 characters.
    #[error("an identity number has 18 characters; count them again")]
    Length,
    /// Something else than digits and a final X.
    #[error("an identity number has 17 digits and a digit or X; look for a mistyped character")]
    Character,
    /// The first two digits are no province.
    #[error("an identity number begins with the code of a province; look at its first two digits")]
    Province,
    /// Digits 7 to 14 are no day.
    #[error("digits 7 to 14 of an identity number are a day of birth; look for a mistyped one")]
    Date,
    /// The check character does not fit.
    #[error("the check character does not fit; look for a mistyped or swapped digit")]
    Checksum,
}

/// Checks an identity number of 18 characters; `x` counts as `X`.
///
/// # Errors
/// The first rule it breaks.
pub fn check_identity_number(text: &str) -> Result<(), IdentityNumberError> {
    let bytes: &[u8; 18] = text
        .as_bytes()
        .try_into()
        .map_err(|_| IdentityNumberError::Length)?;
    check(bytes)
}

pub(crate) fn check(bytes: &[u8; 18]) -> Result<(), IdentityNumberError> {
    let (check, digits) = (bytes[17].to_ascii_uppercase(), &bytes[..17]);
    if !digits.iter().all(u8::is_ascii_digit) || !(check.is_ascii_digit() || check == b'X') {
        return Err(IdentityNumberError::Character);
    }
    if !is_province(number(&digits[..2])) {
        return Err(IdentityNumberError::Province);
    }
    if !is_day(number(&digits[6..10]), &digits[10..14]) {
        return Err(IdentityNumberError::Date);
    }
    if check_character(digits) == check {
        Ok(())
    } else {
        Err(IdentityNumberError::Checksum)
    }
}

/// The 18 characters of a number of 15 digits (before 1999; births from 1900); `None` when it is none.
pub(crate) fn from_15_digits(text: &str) -> Option<String> {
    let bytes: &[u8; 15] = text.as_bytes().try_into().ok()?;
    let is_number = bytes.iter().all(u8::is_ascii_digit)
        && is_province(number(&bytes[..2]))
        && is_day(1900 + number(&bytes[6..8]), &bytes[8..12]);
    if !is_number {
        return None;
    }
    let mut whole = format!("{}19{}", &text[..6], &text[6..]);
    whole.push(char::from(check_character(whole.as_bytes())));
    Some(whole)
}

/// The check character that belongs to the first 17 digits of an identity number; `None` when they are not 17 digits.
#[must_use]
pub fn identity_check_character(digits: &str) -> Option<char> {
    let is_whole = digits.len() == 17 && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_whole.then(|| char::from(check_character(digits.as_bytes())))
}

fn check_character(digits: &[u8]) -> u8 {
    let sum: u32 = digits
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    CHECKS[sum as usize % CHECKS.len()]
}

fn number(digits: &[u8]) -> u32 {
    digits
        .iter()
        .fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
}

fn is_province(code: u32) -> bool {
    // 81 to 83 stand on residence permits of Hong Kong, Macao and Taiwan people, 91 on those of foreigners.
    matches!(code, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83 | 91)
}

fn is_day(year: u32, month_and_day: &[u8]) -> bool {
    let (month, day) = (number(&month_and_day[..2]), number(&month_and_day[2..]));
    (1800..2200).contains(&year)
        && match (i16::try_from(year), i8::try_from(month), i8::try_from(day)) {
            (Ok(year), Ok(month), Ok(day)) => Day::from_ymd(year, month, day).is_ok(),
            _ => false,
        }
}

/// Characters of Chinese input methods that mean an ASCII one.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        _ => c,
    }
}
