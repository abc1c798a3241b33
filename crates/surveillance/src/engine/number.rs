//! Counts as files print them.

use super::date::ascii_digit;

/// Why a text is no count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumberFault {
    /// Below zero: usually a correction that belongs to an earlier day.
    Negative,
    /// Not whole.
    Fractional,
    /// More than can be counted here.
    TooLarge,
    /// No number.
    Unreadable,
}

/// Reads a count; `Ok(None)` for a blank, which means that nothing was reported.
///
/// Thousands may be separated by commas, a spreadsheet's `12.0` is 12, and full-width digits are digits.
pub(crate) fn parse(bytes: &[u8]) -> Result<Option<u32>, NumberFault> {
    if bytes.is_empty() {
        return Ok(None);
    }
    if bytes.len() <= 9 && bytes.iter().all(u8::is_ascii_digit) {
        let value = bytes
            .iter()
            .fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
        return Ok(Some(value));
    }
    let text: String = String::from_utf8_lossy(bytes)
        .chars()
        .map(ascii_digit)
        .collect();
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let (is_negative, digits) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest.trim()),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let whole = ungrouped(whole).ok_or(NumberFault::Unreadable)?;
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NumberFault::Unreadable);
    }
    let is_zero = whole.bytes().all(|byte| byte == b'0');
    let is_whole = fraction.bytes().all(|byte| byte == b'0');
    if is_negative && !(is_zero && is_whole) {
        return Err(NumberFault::Negative);
    }
    if !is_whole {
        return Err(NumberFault::Fractional);
    }
    whole.parse().map(Some).map_err(|_| NumberFault::TooLarge)
}

/// Digits without the commas between groups of three; `None` when they are grouped otherwise.
fn ungrouped(text: &str) -> Option<String> {
    let mut groups = text.split(',');
    let first = groups.next()?;
    if first.is_empty() || !first.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut whole = first.to_owned();
    for group in groups {
        if first.len() > 3 || group.len() != 3 || !group.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        whole.push_str(group);
    }
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn counts_are_read_as_people_write_them() {
        for (text, value) in [
            ("0", Some(0)),
            ("12", Some(12)),
            ("12.0", Some(12)),
            ("1,234,567", Some(1_234_567)),
            ("１２", Some(12)),
            ("+3", Some(3)),
            ("-0", Some(0)),
            ("", None),
        ] {
            assert_eq!(parse(text.as_bytes()), Ok(value), "{text}");
        }
    }

    #[test]
    fn what_is_no_count_says_why() {
        for (text, fault) in [
            ("-1", NumberFault::Negative),
            ("-1.5", NumberFault::Negative),
            ("1.5", NumberFault::Fractional),
            ("99999999999", NumberFault::TooLarge),
            ("1,23", NumberFault::Unreadable),
            ("1234,567", NumberFault::Unreadable),
            ("十二", NumberFault::Unreadable),
            ("-", NumberFault::Unreadable),
            ("1e3", NumberFault::Unreadable),
            ("NA", NumberFault::Unreadable),
        ] {
            assert_eq!(parse(text.as_bytes()), Err(fault), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_count_survives_its_text(value in any::<u32>()) {
            prop_assert_eq!(parse(value.to_string().as_bytes()), Ok(Some(value)));
        }

        #[test]
        fn any_bytes_get_an_answer(bytes in proptest::collection::vec(any::<u8>(), 0..30)) {
            let _ = parse(&bytes);
        }
    }
}
