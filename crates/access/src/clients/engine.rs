//! The form of a key, and how often a client may ask.

use kernel::Timestamp;
use sha2::{Digest, Sha256};

/// Random bytes of a client's id; eight letters in base 32.
pub(crate) const ID_BYTES: usize = 5;
/// Random bytes of a secret.
pub(crate) const SECRET_BYTES: usize = 32;

const MARK: &str = "yf";
/// Small letters and digits that are not taken for one another.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A client's id made of random bytes.
pub(crate) fn id(random: [u8; ID_BYTES]) -> String {
    let bits = random
        .iter()
        .fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
    (0..ID_BYTES * 8 / 5)
        .rev()
        .map(|place| LETTERS[((bits >> (place * 5)) & 31) as usize] as char)
        .collect()
}

/// A key as its owner keeps it.
pub(crate) fn key(id: &str, secret: [u8; SECRET_BYTES]) -> String {
    format!("{MARK}_{id}_{}", hex::encode(secret))
}

/// What is stored of a key. A random secret needs no salt and no slow hash.
pub(crate) fn key_hash(key: &str) -> String {
    hex::encode(Sha256::digest(key.as_bytes()))
}

/// The id in a key that has the form of one.
pub(crate) fn id_of(key: &str) -> Option<&str> {
    let mut parts = key.split('_');
    let (mark, id, secret) = (parts.next()?, parts.next()?, parts.next()?);
    let is_formed = mark == MARK
        && parts.next().is_none()
        && id.len() == ID_BYTES * 8 / 5
        && id.bytes().all(|byte| LETTERS.contains(&byte))
        && secret.len() == SECRET_BYTES * 2
        && secret
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    is_formed.then_some(id)
}

/// When a client's quiet minute would be used up (generic cell rate algorithm): requests may come in a burst of a
/// minute's worth, and after it no faster than they are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Pace {
    /// In thousandths of a millisecond.
    full_at_micros: i64,
}

const MINUTE_MICROS: i64 = 60_000_000;

impl Pace {
    /// The pace after one more request, or the whole seconds to wait before there may be one.
    pub(crate) fn ask(self, per_minute: u32, now: Timestamp) -> Result<Pace, u64> {
        let now_micros = now.millis() * 1000;
        let each = MINUTE_MICROS / i64::from(per_minute.max(1));
        let full_at_micros = self.full_at_micros.max(now_micros) + each;
        let over = full_at_micros - now_micros - MINUTE_MICROS;
        if over > 0 {
            return Err(u64::try_from(over).unwrap_or(0).div_ceil(1_000_000).max(1));
        }
        Ok(Pace { full_at_micros })
    }

    /// Whether it is as if the client had never asked.
    pub(crate) fn is_rested(self, now: Timestamp) -> bool {
        self.full_at_micros <= now.millis() * 1000
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_key_names_its_client_and_only_its_form_is_accepted() {
        let id = id([1, 2, 3, 4, 255]);
        let key = key(&id, [7; SECRET_BYTES]);
        assert_eq!(key.len(), 3 + 8 + 1 + 64);
        assert_eq!(id_of(&key), Some(id.as_str()));
        for wrong in [
            "",
            "yf",
            "yf__",
            &key[1..],
            &key[..key.len() - 1],
            &format!("{key}_"),
            &key.to_uppercase(),
            &key.replace("yf", "ab"),
        ] {
            assert_eq!(id_of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_burst_of_a_minute_and_then_one_a_second() {
        let at = |millis: i64| Timestamp::from_millis(1_700_000_000_000 + millis);
        let mut pace = Pace::default();
        for _ in 0..60 {
            pace = pace.ask(60, at(0)).unwrap();
        }
        assert_eq!(pace.ask(60, at(0)), Err(1));
        assert_eq!(pace.ask(60, at(999)), Err(1));
        pace = pace.ask(60, at(1000)).unwrap();
        assert!(pace.ask(60, at(1000)).is_err());
        assert!(pace.is_rested(at(61_000)) && !pace.is_rested(at(60_999)));
    }

    proptest! {
        /// However requests are spread, no minute holds more than twice what is allowed, and an hour no more than its share and one burst.
        #[test]
        fn an_hour_holds_its_share(per_minute in 1_u32..200, steps in prop::collection::vec(0_i64..2000, 4000)) {
            let (mut pace, mut now, mut heard) = (Pace::default(), 0_i64, 0_i64);
            for step in steps {
                now += step;
                if let Ok(next) = pace.ask(per_minute, Timestamp::from_millis(now)) {
                    pace = next;
                    heard += 1;
                }
            }
            let share = i64::from(per_minute) * (now / 60_000 + 2);
            prop_assert!(heard <= share, "{heard} of {share}");
        }
    }
}
