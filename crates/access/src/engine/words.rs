//! Free text that people give as a reason: words of their own, and nothing that names a person.

/// Longest text that is taken.
const CHARS_MAX: usize = 2_000;
/// A reason of one character typed over and over is none.
const DISTINCT_MIN: usize = 4;

/// Why a text is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// Too few characters, blanks not counted.
    #[error("write at least {0} characters that say why; blanks do not count")]
    TooShort(u32),
    /// Too many characters.
    #[error("write at most {CHARS_MAX} characters")]
    TooLong,
    /// The same few characters over and over.
    #[error("say why in words of your own; this repeats a few characters")]
    NoWords,
    /// An identity number or a telephone stands in it.
    #[error(
        "an identity number or a telephone stands in the text; leave it out, the record is named by its id"
    )]
    Identifier,
}

impl WordsError {
    /// The rule's name in problem documents.
    #[must_use]
    pub fn rule(self) -> &'static str {
        match self {
            WordsError::TooShort(_) => "reason_too_short",
            WordsError::TooLong => "reason_too_long",
            WordsError::NoWords => "reason_no_words",
            WordsError::Identifier => "identifier_in_text",
        }
    }
}

/// The text without blanks around it, if it says something and names nobody by number.
///
/// Names cannot be told from other words, so they are not found here.
///
/// # Errors
/// See [`WordsError`].
pub fn own_words(text: &str, chars_min: u32) -> Result<String, WordsError> {
    let text = text.trim();
    if text.chars().count() > CHARS_MAX {
        return Err(WordsError::TooLong);
    }
    let mut letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    if letters.len() < chars_min as usize {
        return Err(WordsError::TooShort(chars_min));
    }
    letters.sort_unstable();
    letters.dedup();
    if letters.len() < DISTINCT_MIN {
        return Err(WordsError::NoWords);
    }
    if !vault::find_identifiers(text).is_empty() {
        return Err(WordsError::Identifier);
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_says_something_and_names_nobody_by_number() {
        assert_eq!(
            own_words("  核对密接者的末次接触日期  ", 10).as_deref(),
            Ok("核对密接者的末次接触日期")
        );
        for (text, why) in [
            ("工作需要", WordsError::TooShort(10)),
            ("工 作 需 要        ", WordsError::TooShort(10)),
            ("哈哈哈哈哈哈哈哈哈哈哈哈", WordsError::NoWords),
            ("......................", WordsError::NoWords),
            (
                "请核对电话13900001111的机主是否到过医院",
                WordsError::Identifier,
            ),
            (
                "身份证 11010519491231002X 的患者需要核实",
                WordsError::Identifier,
            ),
        ] {
            assert_eq!(own_words(text, 10), Err(why), "{text}");
        }
        assert_eq!(
            own_words(&"核对名单".repeat(501), 10),
            Err(WordsError::TooLong)
        );
    }
}
