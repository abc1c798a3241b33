//! Sign-in names (用户名).

/// Longest name, in characters.
const CHARACTERS_MAX: usize = 64;

/// Why a text is not a sign-in name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a user name has 2 to {CHARACTERS_MAX} letters, digits, `.`, `-` or `_` and begins with a letter or digit"
)]
pub struct UsernameError;

/// The form in which names are compared: `Xinzhou ` is `xinzhou`.
pub(crate) fn fold_username(text: &str) -> String {
    text.trim().to_lowercase()
}

/// A sign-in name in the form it is stored in.
pub(crate) fn parse_username(text: &str) -> Result<String, UsernameError> {
    let name = fold_username(text);
    let length = name.chars().count();
    let begins_well = name.starts_with(char::is_alphanumeric);
    let is_well_made = name
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
    if (2..=CHARACTERS_MAX).contains(&length) && begins_well && is_well_made {
        Ok(name)
    } else {
        Err(UsernameError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_folded_and_checked() {
        for (text, name) in [
            (" Xinzhou ", Some("xinzhou")),
            ("li.xiao-ming_2", Some("li.xiao-ming_2")),
            ("王小明", Some("王小明")),
            ("x", None),
            ("-rf", None),
            ("two words", None),
            ("a'b", None),
        ] {
            assert_eq!(parse_username(text).ok().as_deref(), name, "{text}");
        }
        assert!(parse_username(&"a".repeat(65)).is_err());
    }
}
