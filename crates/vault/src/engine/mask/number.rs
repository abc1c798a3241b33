//! Identity numbers and telephones.

use super::stars;
use crate::engine::normal::{normal_identity_number, normal_phone};

/// First 6 and last 2 of 18 or 15 characters; of any other document the last 2, and nothing of one too short to hide the rest.
#[must_use]
pub fn identity_number(number: &str) -> String {
    // As it was written: a number of 15 digits must not come back as one of 18.
    let characters: Vec<char> = compact(number);
    match characters.len() {
        15 | 18 => keep(&characters, 6, 2),
        length if length >= 6 => keep(&characters, 0, 2),
        length => stars(length),
    }
}

/// Last 4 only, for what the public sees.
#[must_use]
pub fn identity_number_public(number: &str) -> String {
    let characters = compact(number);
    match characters.len() {
        15 | 18 => keep(&characters, 0, 4),
        length => stars(length),
    }
}

/// First 3 and last 4 of 11 digits or more, last 2 of a shorter number.
#[must_use]
pub fn phone(phone: &str) -> String {
    let characters: Vec<char> = normal_phone(phone).chars().collect();
    match characters.len() {
        length if length >= 11 => keep(&characters, 3, 4),
        length if length >= 7 => keep(&characters, 0, 2),
        length => stars(length),
    }
}

fn compact(number: &str) -> Vec<char> {
    let count = number.chars().filter(|c| c.is_ascii_digit()).count();
    if count == 15 {
        return number.chars().filter(char::is_ascii_digit).collect();
    }
    normal_identity_number(number).chars().collect()
}

fn keep(characters: &[char], first: usize, last: usize) -> String {
    let hidden = characters.len() - first - last;
    let mut masked: String = characters[..first].iter().collect();
    masked.push_str(&stars(hidden));
    masked.extend(&characters[characters.len() - last..]);
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_kept_and_the_middle_is_not() {
        for (whole, masked) in [
            ("14090219500101001x", "140902**********1X"),
            ("140902 19500101 0012", "140902**********12"),
            ("140902500101001", "140902*******01"),
            ("E12345678", "*******78"),
            ("12345", "*****"),
            ("", ""),
        ] {
            assert_eq!(identity_number(whole), masked, "{whole}");
        }
        assert_eq!(
            identity_number_public("14090219500101001X"),
            "**************001X"
        );
        assert_eq!(identity_number_public("E12345678"), "*********");
        for (whole, masked) in [
            ("138 1234 5678", "138****5678"),
            ("+8613812345678", "138****5678"),
            ("0350-3031234", "035****1234"),
            ("3031234", "*****34"),
            ("110", "***"),
            ("none", "****"),
        ] {
            assert_eq!(phone(whole), masked, "{whole}");
        }
    }
}
