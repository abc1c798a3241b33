//! What is sealed opens in its place and nowhere else.

use proptest::prelude::*;
use vault::{Indexed, KeyRing, Normal, Place, SealedError};

use crate::TestRng;

const PLACE: Place<'_> = Place {
    kind: "person",
    record: "1",
    field: "phone",
};
const PHONE: Indexed = Indexed {
    domain: "person.phone",
    normal: Normal::Phone,
};

proptest! {
    #[test]
    fn a_text_comes_back(text in ".*", seed: u64, kind in ".*", record in ".*", field in ".*") {
        let mut rng = TestRng::new(seed);
        let ring = KeyRing::draw(&mut rng);
        let place = Place { kind: &kind, record: &record, field: &field };
        let sealed = ring.seal(place, &text, &mut rng).unwrap();
        prop_assert_eq!(sealed.len(), text.len() + 33);
        let opened = ring.open(place, &sealed).unwrap();
        prop_assert_eq!(opened.expose(), text);
    }

    /// Whichever bit of whichever byte is turned, also of version, key number and nonce.
    #[test]
    fn an_altered_byte_is_refused(text in ".{0,40}", seed: u64, bit in 0_u8..8) {
        let mut rng = TestRng::new(seed);
        let ring = KeyRing::draw(&mut rng);
        let sealed = ring.seal(PLACE, &text, &mut rng).unwrap();
        for at in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[at] ^= 1 << bit;
            prop_assert!(ring.open(PLACE, &altered).is_err(), "byte {}", at);
        }
        for length in 0..sealed.len() {
            prop_assert!(ring.open(PLACE, &sealed[..length]).is_err(), "cut to {}", length);
        }
    }

    #[test]
    fn a_moved_ciphertext_is_refused(
        from in ("[a-c]{0,3}", "[a-c]{0,3}", "[a-c]{0,3}"),
        to in ("[a-c]{0,3}", "[a-c]{0,3}", "[a-c]{0,3}"),
        seed: u64,
    ) {
        let mut rng = TestRng::new(seed);
        let ring = KeyRing::draw(&mut rng);
        let place = |(kind, record, field): &(String, String, String)| (kind.clone(), record.clone(), field.clone());
        let (a, b) = (place(&from), place(&to));
        let from_place = Place { kind: &a.0, record: &a.1, field: &a.2 };
        let to_place = Place { kind: &b.0, record: &b.1, field: &b.2 };
        let sealed = ring.seal(from_place, "13800005678", &mut rng).unwrap();
        let outcome = ring.open(to_place, &sealed).map(|text| text.expose().to_owned());
        if from == to {
            prop_assert_eq!(outcome, Ok("13800005678".to_owned()));
        } else {
            prop_assert_eq!(outcome, Err(SealedError::Altered));
        }
    }

    #[test]
    fn another_key_is_refused(seed: u64) {
        let mut rng = TestRng::new(seed);
        let (ring, other) = (KeyRing::draw(&mut rng), KeyRing::draw(&mut rng));
        let sealed = ring.seal(PLACE, "13800005678", &mut rng).unwrap();
        prop_assert_eq!(other.open(PLACE, &sealed), Err(SealedError::Altered));
        prop_assert_ne!(ring.token(PHONE, "13800005678"), other.token(PHONE, "13800005678"));
    }

    #[test]
    fn any_bytes_are_refused_without_a_panic(bytes: Vec<u8>) {
        let ring = KeyRing::draw(&mut TestRng::new(1));
        prop_assert!(ring.open(PLACE, &bytes).is_err());
    }
}

#[test]
fn the_same_text_is_never_sealed_the_same_way() {
    let mut rng = TestRng::new(1);
    let ring = KeyRing::draw(&mut rng);
    let first = ring.seal(PLACE, "13800005678", &mut rng).unwrap();
    let second = ring.seal(PLACE, "13800005678", &mut rng).unwrap();
    assert_ne!(first, second);
}

#[test]
fn a_token_finds_a_value_however_it_is_written_and_in_its_field_only() {
    let ring = KeyRing::draw(&mut TestRng::new(1));
    let token = ring.token(PHONE, "13800005678");
    assert_eq!(token.len(), 20);
    assert_eq!(token, ring.token(PHONE, "+86 138-0000-5678"));
    assert_ne!(token, ring.token(PHONE, "13800005679"));
    let contact = Indexed {
        domain: "contact.phone",
        ..PHONE
    };
    assert_ne!(token[4..], ring.token(contact, "13800005678")[4..]);
    assert_eq!(ring.tokens(PHONE, "13800005678"), [token]);
}

#[test]
fn nothing_in_the_clear_is_shown() {
    let mut rng = TestRng::new(1);
    let ring = KeyRing::draw(&mut rng);
    let sealed = ring.seal(PLACE, "13800005678", &mut rng).unwrap();
    let opened = ring.open(PLACE, &sealed).unwrap();
    assert_eq!(format!("{opened:?}"), "Plaintext(hidden)");
    assert_eq!(
        format!("{ring:?}"),
        "KeyRing { newest: 1, keys: {1: DataKey(hidden)} }"
    );
    let refused = ring
        .open(
            Place {
                record: "2",
                ..PLACE
            },
            &sealed,
        )
        .unwrap_err();
    assert!(!refused.to_string().contains("13800005678"));
}
