//! What a password must be (NIST SP 800-63B, 5.1.1.2): long, and not one of those guessed first.
//!
//! Kinds of characters and expiry make passwords worse, and are asked for only where a city's pack does.

use pack::SignIn;

/// Longest password, in characters; it bounds the work of hashing.
const CHARACTERS_MAX: usize = 128;
/// Fewer different characters than this is a pattern, not a password.
const DIFFERENT_MIN: usize = 5;

/// Long passwords that are guessed first, folded to lower case; shorter ones fail by their length.
const COMMON: [&str; 24] = [
    "0123456789ab",
    "1234567890ab",
    "1234567890qwerty",
    "1q2w3e4r5t6y",
    "1q2w3e4r5t6y7u8i",
    "1qaz2wsx3edc",
    "1qaz2wsx3edc4rfv",
    "a1b2c3d4e5f6",
    "abc123456789",
    "abcd12345678",
    "administrator",
    "changemeplease",
    "iloveyou1234",
    "passw0rd1234",
    "password1234",
    "password12345",
    "password123456",
    "passwordpassword",
    "q1w2e3r4t5y6",
    "qwerty123456",
    "qwertyuiop123",
    "qwertyuiopasdfgh",
    "woaini1314520",
    "yufang123456",
];

/// Runs on a keyboard or in a row; a password that is a piece of one is refused.
const RUNS: [&str; 3] = [
    "01234567890123456789012345678901234567890123456789",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnmqwertyuiopasdfghjklzxcvbnm",
];

/// Why a password will not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too few characters.
    #[error(
        "the password has fewer than {0} characters; choose a longer one, a sentence is easy to keep in mind"
    )]
    TooShort(u32),
    /// Too many characters.
    #[error("the password has more than {CHARACTERS_MAX} characters; choose a shorter one")]
    TooLong,
    /// Too few kinds of characters, where the pack asks for several.
    #[error(
        "the password has fewer than {0} of the four kinds of characters: small letters, capitals, digits, others; add what is missing"
    )]
    TooFewClasses(u32),
    /// It is the account's name, or little more.
    #[error(
        "the password is made of the account's name; choose one that has nothing to do with it"
    )]
    IsUsername,
    /// It is among the first that are guessed.
    #[error("the password is one that is guessed first; choose another")]
    Common,
    /// It equals the password before.
    #[error("the new password is the same as the old one; choose another")]
    Same,
    /// It was the account's password not long ago.
    #[error(
        "the password is one of the last {0} of this account; choose one you have not used here"
    )]
    UsedBefore(u32),
}

impl PasswordError {
    /// A stable word for the rule.
    #[must_use]
    pub fn rule(self) -> &'static str {
        match self {
            PasswordError::TooShort(_) => "too_short",
            PasswordError::TooLong => "too_long",
            PasswordError::TooFewClasses(_) => "too_few_classes",
            PasswordError::IsUsername => "is_username",
            PasswordError::Common => "common",
            PasswordError::Same => "same",
            PasswordError::UsedBefore(_) => "used_before",
        }
    }
}

/// Checks a password that somebody wants to use.
pub(crate) fn check_password(
    password: &str,
    username: &str,
    rules: &SignIn,
) -> Result<(), PasswordError> {
    let length = password.chars().count();
    if length < rules.length_min as usize {
        return Err(PasswordError::TooShort(rules.length_min));
    }
    if length > CHARACTERS_MAX {
        return Err(PasswordError::TooLong);
    }
    if classes(password) < rules.classes_min {
        return Err(PasswordError::TooFewClasses(rules.classes_min));
    }
    let folded = password.to_lowercase();
    let username = username.to_lowercase();
    if !username.is_empty() && folded.replace(&username, "").chars().count() < 4 {
        return Err(PasswordError::IsUsername);
    }
    let mut different: Vec<char> = folded.chars().collect();
    let backwards: String = different.iter().rev().collect();
    different.sort_unstable();
    different.dedup();
    let is_run = RUNS
        .iter()
        .any(|run| run.contains(&folded) || run.contains(&backwards));
    if different.len() < DIFFERENT_MIN || is_run || COMMON.contains(&folded.as_str()) {
        return Err(PasswordError::Common);
    }
    Ok(())
}

/// How many of the four kinds of characters there are; Chinese characters are of the fourth.
fn classes(password: &str) -> u32 {
    let kinds: [fn(char) -> bool; 4] = [
        |c| c.is_lowercase(),
        |c| c.is_uppercase(),
        |c| c.is_ascii_digit(),
        |c| !c.is_lowercase() && !c.is_uppercase() && !c.is_ascii_digit(),
    ];
    kinds
        .iter()
        .map(|kind| u32::from(password.chars().any(kind)))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_city_may_ask_for_several_kinds_of_characters() {
        let rules = SignIn {
            classes_min: 3,
            ..SignIn::default()
        };
        for (password, outcome) in [
            (
                "correct horse battery",
                Err(PasswordError::TooFewClasses(3)),
            ),
            ("correct Horse battery", Ok(())),
            ("correct horse battery 7", Ok(())),
            (
                "晋北的冬天比聊城冷得多呀",
                Err(PasswordError::TooFewClasses(3)),
            ),
            ("晋北的冬天比聊城冷 7 度 C", Ok(())),
        ] {
            assert_eq!(check_password(password, "x", &rules), outcome, "{password}");
        }
    }

    #[test]
    fn a_password_is_long_and_not_guessed_first() {
        for (password, outcome) in [
            ("短了", Err(PasswordError::TooShort(12))),
            ("elevenchars", Err(PasswordError::TooShort(12))),
            ("晋北的冬天比聊城冷得多呀", Ok(())),
            ("correct horse battery staple", Ok(())),
            ("Yufang-demo-2026", Ok(())),
            ("PassWord1234", Err(PasswordError::Common)),
            ("aaaaaaaaaaaa", Err(PasswordError::Common)),
            ("ababababababab", Err(PasswordError::Common)),
            ("123456789012", Err(PasswordError::Common)),
            ("zyxwvutsrqpo", Err(PasswordError::Common)),
            ("lixiaoming_88lixiaoming_88", Err(PasswordError::IsUsername)),
            ("LiXiaoMing_88!", Err(PasswordError::IsUsername)),
        ] {
            assert_eq!(
                check_password(password, "lixiaoming_88", &SignIn::default()),
                outcome,
                "{password}"
            );
        }
        assert_eq!(
            check_password(&"长".repeat(129), "x", &SignIn::default()),
            Err(PasswordError::TooLong)
        );
    }

    #[test]
    fn the_list_holds_only_what_the_length_lets_through() {
        for common in COMMON {
            assert!(
                common.chars().count() >= SignIn::default().length_min as usize,
                "{common}"
            );
            assert_eq!(common, common.to_lowercase());
        }
    }
}
