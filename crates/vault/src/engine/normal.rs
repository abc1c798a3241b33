//! One form per value, so that a number is found however it was typed.

use std::borrow::Cow;

use super::identity_number::{from_15_digits, half_width};
use crate::model::Normal;

pub(crate) fn normal(how: Normal, value: &str) -> Cow<'_, str> {
    match how {
        Normal::IdentityNumber => Cow::Owned(normal_identity_number(value)),
        Normal::Phone => Cow::Owned(normal_phone(value)),
        Normal::Exact => Cow::Borrowed(value.trim()),
    }
}

/// An identity number half-width, upper case, without blanks and hyphens; the 15 digits of the first generation become 18.
#[must_use]
pub fn normal_identity_number(value: &str) -> String {
    let kept: String = value
        .chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace() && *c != '-')
        .flat_map(char::to_uppercase)
        .collect();
    from_15_digits(&kept).unwrap_or(kept)
}

/// A telephone as digits, without the country's 86; what is no telephone stays as it is, without blanks around it.
#[must_use]
pub fn normal_phone(value: &str) -> String {
    let folded: String = value.chars().map(half_width).collect();
    let is_number = folded
        .chars()
        .all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-()·.".contains(c));
    if !is_number {
        return folded.trim().to_owned();
    }
    let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
    for country in ["0086", "86"] {
        if let Some(rest) = digits.strip_prefix(country) {
            // 11 digits are a mobile number, 10 to 12 with a leading 0 a fixed line; written abroad the 0 is left out.
            if rest.len() == 11 && rest.starts_with('1') {
                return rest.to_owned();
            }
            if folded.trim_start().starts_with(['+', '0']) && (9..=11).contains(&rest.len()) {
                return format!("0{rest}");
            }
        }
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_number_has_one_form() {
        for text in [
            "11010519491231002X",
            " 11010519491231002x ",
            "110105 19491231 002x",
            "１１０１０５１９４９１２３１００２Ｘ",
            "110105491231002",
        ] {
            assert_eq!(normal_identity_number(text), "11010519491231002X", "{text}");
        }
        for text in [
            "13800005678",
            "138-0000-5678",
            "+86 138 0000 5678",
            "008613800005678",
            "８６１３８００００５６７８",
        ] {
            assert_eq!(normal_phone(text), "13800005678", "{text}");
        }
        for (text, phone) in [
            ("0350-3031234", "03503031234"),
            ("(0350) 3031234", "03503031234"),
            ("+86 350 3031234", "03503031234"),
            ("none", "none"),
            (" wechat a_b ", "wechat a_b"),
            ("", ""),
        ] {
            assert_eq!(normal_phone(text), phone, "{text}");
        }
    }
}
