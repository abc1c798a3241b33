//! Identity numbers and telephones in text.

use proptest::prelude::*;
use vault::{
    Found, FoundKind, IdentityNumberError, check_identity_number, find_identifiers, mask,
    mask_free_text,
};

const NUMBERS: &str = include_str!("data/identity_numbers.csv");

#[test]
fn identity_numbers_are_told_from_others() {
    let mut seen = 0;
    for line in NUMBERS.lines().skip(1) {
        let cells: Vec<&str> = line.splitn(3, ',').collect();
        let expected = match cells[1] {
            "valid" => Ok(()),
            "invalid_checksum" => Err(IdentityNumberError::Checksum),
            "invalid_date" => Err(IdentityNumberError::Date),
            other => panic!("{other}"),
        };
        assert_eq!(check_identity_number(cells[0]), expected, "{line}");
        seen += 1;
    }
    assert_eq!(seen, 12);
    for (text, error) in [
        ("", IdentityNumberError::Length),
        ("1101051949123100", IdentityNumberError::Length),
        ("1101051949123100２", IdentityNumberError::Length),
        ("11010519491231O02X", IdentityNumberError::Character),
        ("99010519491231002X", IdentityNumberError::Province),
    ] {
        assert_eq!(check_identity_number(text), Err(error), "{text}");
    }
}

/// The texts found and what they are.
fn found(text: &str) -> Vec<(&str, FoundKind)> {
    find_identifiers(text)
        .into_iter()
        .map(|Found { span, kind }| (&text[span], kind))
        .collect()
}

#[test]
fn identifiers_are_found_in_sentences() {
    use FoundKind::{IdentityNumber, IdentityNumberDoubtful, Phone};
    for (text, expected) in [
        (
            "患者身份证11010519491231002X，电话13800005678。",
            vec![
                ("11010519491231002X", IdentityNumber),
                ("13800005678", Phone),
            ],
        ),
        (
            "11010519491231002x",
            vec![("11010519491231002x", IdentityNumber)],
        ),
        (
            "１１０１０５１９４９１２３１００２Ｘ",
            vec![("１１０１０５１９４９１２３１００２Ｘ", IdentityNumber)],
        ),
        (
            "110105 19491231 002X",
            vec![("110105 19491231 002X", IdentityNumber)],
        ),
        (
            "14090219500101001213800005678",
            vec![
                ("140902195001010012", IdentityNumber),
                ("13800005678", Phone),
            ],
        ),
        (
            "140902195001010010",
            vec![("140902195001010010", IdentityNumberDoubtful)],
        ),
        (
            "110105491231002",
            vec![("110105491231002", IdentityNumberDoubtful)],
        ),
        (
            "138 0000 5678 / 138-0000-5678",
            vec![("138 0000 5678", Phone), ("138-0000-5678", Phone)],
        ),
        ("+86 13800005678", vec![("86 13800005678", Phone)]),
        ("2020-01-31 13800005678", vec![("13800005678", Phone)]),
        (
            "座机0350-3031234或(010)65001234",
            vec![("0350-3031234", Phone), ("010)65001234", Phone)],
        ),
        // Not a province, not a day, too long for a telephone, too short, a count.
        ("990105194912310020", vec![]),
        ("140902202302290014", vec![]),
        ("138000056781234567890", vec![]),
        ("12345", vec![]),
        ("2020年1月31日新增125例，体温38.5", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(found(text), expected, "{text}");
    }
}

#[test]
fn free_text_is_masked_by_the_rules() {
    assert_eq!(
        mask_free_text("身份证 11010519491231002X 电话 138-0000-5678 发热3天"),
        "身份证 110105**********2X 电话 138****5678 发热3天"
    );
}

#[test]
fn the_rules_give_their_examples_and_say_where_they_come_from() {
    let of = |field: &str| mask::RULES.iter().find(|rule| rule.field == field).unwrap();
    assert_eq!(mask::name("张三丰"), of("name").example);
    assert_eq!(
        mask::identity_number("14090219500101001X"),
        of("id_no").example
    );
    assert_eq!(mask::phone("13812345678"), of("phone").example);
    assert_eq!(
        mask::address("忻府区秀容街道九原社区3号", mask::AddressDepth::Township),
        of("address").example
    );
    assert_eq!(
        mask::geo_point(112.7349, 38.4049).as_deref(),
        Some(of("geo_point").example)
    );
    assert!(
        mask::RULES
            .iter()
            .all(|rule| !rule.source.is_empty() && rule.confidence == 'C')
    );
}

/// An identity number of this place, day and sequence, with its check character worked out by the standard's formula.
fn identity_number(place: u32, day: (u32, u32, u32), sequence: u32) -> String {
    let body = format!(
        "{place:06}{:04}{:02}{:02}{sequence:03}",
        day.0, day.1, day.2
    );
    // 2^(18-i) mod 11 is the weight of the i-th digit, counted from 1.
    let sum: u32 = body
        .bytes()
        .enumerate()
        .map(|(index, digit)| u32::from(digit - b'0') * (2_u32.pow(17 - index as u32) % 11))
        .sum();
    format!(
        "{body}{}",
        ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'][(sum % 11) as usize]
    )
}

proptest! {
    /// Whatever stands around it, a number is found and its middle does not get through.
    #[test]
    fn a_number_in_any_text_is_masked(
        before in "\\PC{0,20}", after in "\\PC{0,20}",
        place in 140_900_u32..141_000, day in (1920_u32..2025, 1_u32..13, 1_u32..29), sequence in 1_u32..999,
    ) {
        let number = identity_number(place, day, sequence);
        prop_assert_eq!(check_identity_number(&number), Ok(()));
        let (before, after) = (before.trim_end_matches(char::is_numeric), after.trim_start_matches(char::is_numeric));
        let masked = mask_free_text(&format!("{before}，{number}，{after}"));
        prop_assert!(!masked.contains(&number[6..16]), "{}", masked);
    }

    /// One wrong digit or two neighbours swapped is never taken for right (what the check character is for).
    #[test]
    fn a_mistyped_number_is_noticed(
        place in 140_900_u32..141_000, sequence in 100_u32..999, at in 0_usize..17, wrong in 1_u8..10,
    ) {
        let number = identity_number(place, (1950, 1, 1), sequence);
        let mut mistyped = number.clone().into_bytes();
        mistyped[at] = b'0' + (mistyped[at] - b'0' + wrong) % 10;
        prop_assert!(check_identity_number(std::str::from_utf8(&mistyped).unwrap()).is_err());
        let mut swapped = number.clone().into_bytes();
        swapped.swap(at, at + 1);
        prop_assert!(swapped == number.as_bytes() || check_identity_number(std::str::from_utf8(&swapped).unwrap()).is_err());
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in ".*") {
        let found = find_identifiers(&text);
        for pair in found.windows(2) {
            prop_assert!(pair[0].span.end <= pair[1].span.start);
        }
        for Found { span, .. } in found {
            prop_assert!(text.get(span).is_some());
        }
        let _ = mask_free_text(&text);
        let _ = (mask::name(&text), mask::phone(&text), mask::identity_number(&text), mask::identity_number_public(&text));
        let _ = mask::address(&text, mask::AddressDepth::Village);
    }

    #[test]
    fn digits_with_anything_between_are_read_without_a_panic(text in "[0-9xX １-９+() -]{0,60}") {
        let _ = mask_free_text(&text);
    }
}
