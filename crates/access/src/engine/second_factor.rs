//! Time-based codes (动态口令, RFC 6238) and recovery codes: which proof is accepted.
//!
//! Six digits by HMAC-SHA-1, 30 seconds a step: what every authenticator app understands.
//! A code of the step before or after is accepted too (RFC 6238, 5.2), and none a second time.

use kernel::Timestamp;
use sha2::{Digest, Sha256};
use totp_rs::{Builder, Totp};

/// Length of a code.
pub(crate) const STEP_SECONDS: u64 = 30;
/// Bits of the secret, as RFC 4226 recommends, in bytes.
pub(crate) const SECRET_BYTES: usize = 20;
/// How many recovery codes are drawn.
pub(crate) const RECOVERY_CODES: usize = 10;
/// Random bytes in each: 80 bits need no slow hash.
const RECOVERY_BYTES: usize = 10;
/// Name of the program in authenticator apps.
const ISSUER: &str = "Yufang";
/// Letters and digits that are not taken for one another (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// What somebody shows to prove it is them.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Proof {
    /// The code an authenticator shows.
    Code(String),
    /// One of the recovery codes.
    Recovery(String),
}

/// What was accepted, to be marked as used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Accepted {
    /// The code of this step.
    Step(i64),
    /// The recovery code with this hash.
    Recovery(String),
}

/// What is kept of an account's second factor.
pub(crate) struct Held<'a> {
    /// Whose it is.
    pub(crate) account: &'a str,
    /// The secret.
    pub(crate) secret: &'a [u8],
    /// The last step a code was accepted of.
    pub(crate) last_step: i64,
    /// Hashes of the recovery codes not used yet.
    pub(crate) unused: &'a [String],
}

impl Held<'_> {
    /// What is accepted of a proof at `now`, and how many codes were computed to know it.
    ///
    /// The same work is done whichever kind of proof is given and whether it is right or not.
    pub(crate) fn accept(&self, proof: &Proof, now: Timestamp) -> (Option<Accepted>, u64) {
        let (code, recovery) = match proof {
            Proof::Code(text) => (text.as_str(), ""),
            Proof::Recovery(text) => ("", text.as_str()),
        };
        let (step, computed) = self.matching_step(code, now);
        let hash = recovery_hash(self.account, recovery);
        let is_held = self
            .unused
            .iter()
            .fold(false, |found, unused| found | same(unused, &hash));
        let accepted = match proof {
            Proof::Code(_) => step
                .filter(|step| *step > self.last_step)
                .map(Accepted::Step),
            Proof::Recovery(_) => is_held.then_some(Accepted::Recovery(hash)),
        };
        (accepted, computed)
    }

    /// The step whose code this is, among the present one and its neighbours, and how many codes were computed.
    fn matching_step(&self, code: &str, now: Timestamp) -> (Option<i64>, u64) {
        let (Some(totp), Ok(millis)) = (totp(self.secret, ""), u64::try_from(now.millis())) else {
            return (None, 0);
        };
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let present = millis / 1000 / STEP_SECONDS;
        let (mut found, mut computed) = (None, 0);
        // All of them, even when one fits: the time must not tell which.
        for step in present.saturating_sub(1)..=present + 1 {
            let right = same(&totp.generate(step * STEP_SECONDS).to_string(), &code);
            computed += 1;
            if right {
                found = found.or(i64::try_from(step).ok());
            }
        }
        (found, computed)
    }
}

/// Whether two texts are the same, in a time that depends on their lengths only.
fn same(one: &str, other: &str) -> bool {
    let differing = one
        .bytes()
        .zip(other.bytes())
        .fold(0_u8, |differing, (a, b)| differing | (a ^ b));
    one.len() == other.len() && differing == 0
}

/// `None` where the secret is shorter than the standard allows; ours never are.
fn totp(secret: &[u8], username: &str) -> Option<Totp> {
    Builder::new()
        .with_secret(secret.to_vec())
        .with_step_duration(STEP_SECONDS)
        .with_account_name(username)
        .with_issuer(Some(ISSUER))
        .build()
        .ok()
}

/// A secret as it is typed and as a QR code carries it.
pub(crate) struct Shown {
    /// Base 32.
    pub(crate) secret: String,
    /// `otpauth://totp/…`
    pub(crate) uri: String,
}

/// How a secret is shown to whoever enrols.
pub(crate) fn shown(secret: &[u8], username: &str) -> Option<Shown> {
    let totp = totp(secret, username)?;
    Some(Shown {
        secret: totp.secret().to_base32(),
        uri: totp.to_url().ok()?,
    })
}

/// A recovery code made of random bytes, as it is shown: `0000-0000-0000-0000`.
pub(crate) fn recovery_code(random: [u8; RECOVERY_BYTES]) -> String {
    let mut bits = random
        .iter()
        .fold(0_u128, |bits, byte| (bits << 8) | u128::from(*byte));
    let mut letters = Vec::with_capacity(16);
    for _ in 0..RECOVERY_BYTES * 8 / 5 {
        letters.push(LETTERS[(bits & 31) as usize] as char);
        bits >>= 5;
    }
    letters
        .chunks(4)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join("-")
}

/// What is kept of a recovery code; blanks, dashes and case do not matter.
pub(crate) fn recovery_hash(account: &str, code: &str) -> String {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    hex::encode(Sha256::digest(format!("recovery:{account}:{plain}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The key of RFC 6238's appendix B.
    const SECRET: &[u8] = b"12345678901234567890";

    fn held(last_step: i64, unused: &[String]) -> Held<'_> {
        Held {
            account: "a",
            secret: SECRET,
            last_step,
            unused,
        }
    }

    fn accept(held: &Held<'_>, proof: &Proof, now: Timestamp) -> Option<Accepted> {
        let (accepted, computed) = held.accept(proof, now);
        assert_eq!(computed, 3, "whatever is shown");
        accepted
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    fn code(text: &str) -> Proof {
        Proof::Code(text.to_owned())
    }

    /// RFC 6238, appendix B, the last six of its eight digits.
    #[test]
    fn the_codes_of_the_standard_are_accepted() {
        for (seconds, digits) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let accepted = accept(&held(0, &[]), &code(digits), at(seconds));
            assert_eq!(accepted, Some(Accepted::Step(seconds / 30)), "{seconds}");
        }
    }

    #[test]
    fn a_code_lives_three_steps_and_once() {
        let step = 1_111_111_111 / 30;
        for (seconds, accepted) in [
            (step * 30 - 31, None),
            (step * 30 - 30, Some(Accepted::Step(step))),
            (step * 30 + 59, Some(Accepted::Step(step))),
            (step * 30 + 60, None),
        ] {
            assert_eq!(
                accept(&held(0, &[]), &code("050471"), at(seconds)),
                accepted
            );
            assert_eq!(
                accept(&held(step, &[]), &code("050471"), at(seconds)),
                None,
                "a second time"
            );
        }
        assert!(accept(&held(0, &[]), &code(" 050 471"), at(step * 30)).is_some());
        for wrong in ["", "050472", "50471", "0504710", "０５０４７１"] {
            assert_eq!(accept(&held(0, &[]), &code(wrong), at(step * 30)), None);
        }
    }

    #[test]
    fn a_recovery_code_belongs_to_one_account_and_is_typed_freely() {
        let shown = recovery_code([7, 1, 255, 0, 16, 99, 200, 3, 42, 128]);
        assert_eq!((shown.len(), shown.matches('-').count()), (19, 3));
        let unused = [recovery_hash("a", &shown)];
        let typed = Proof::Recovery(shown.to_uppercase().replace('-', " "));
        let accepted = accept(&held(0, &unused), &typed, at(59));
        assert_eq!(accepted, Some(Accepted::Recovery(unused[0].clone())));
        assert_eq!(accept(&held(0, &[]), &typed, at(59)), None);
        let other = Held {
            account: "b",
            ..held(0, &unused)
        };
        assert_eq!(accept(&other, &typed, at(59)), None);
    }

    #[test]
    fn the_address_for_apps_names_the_program_and_the_account() {
        let shown = shown(SECRET, "zhang.san").unwrap();
        assert_eq!(shown.secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert!(
            shown.uri.starts_with("otpauth://totp/Yufang:zhang.san?"),
            "{}",
            shown.uri
        );
    }

    proptest! {
        #[test]
        fn different_random_bytes_make_different_recovery_codes(one: [u8; 10], other: [u8; 10]) {
            prop_assert_eq!(recovery_code(one) == recovery_code(other), one == other);
        }
    }
}
