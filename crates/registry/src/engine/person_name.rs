//! Names of persons (姓名): one form to compare them in, and their reading.

use pinyin::ToPinyin;

/// Surnames that are read differently from the character's usual reading.
///
/// Source: 现代汉语词典, entries marked 姓; GB/T 28039-2011 leaves them to the dictionary.
const SURNAME_READINGS: &[(&str, &[&str])] = &[
    ("尉迟", &["yu", "chi"]),
    ("万俟", &["mo", "qi"]),
    ("单于", &["chan", "yu"]),
    ("长孙", &["zhang", "sun"]),
    ("澹台", &["tan", "tai"]),
    ("单", &["shan"]),
    ("解", &["xie"]),
    ("仇", &["qiu"]),
    ("曾", &["zeng"]),
    ("查", &["zha"]),
    ("任", &["ren"]),
    ("华", &["hua"]),
    ("区", &["ou"]),
    ("盖", &["ge"]),
    ("翟", &["zhai"]),
    ("朴", &["piao"]),
    ("纪", &["ji"]),
    ("宁", &["ning"]),
    ("燕", &["yan"]),
    ("种", &["chong"]),
    ("折", &["she"]),
    ("乐", &["yue"]),
    ("员", &["yun"]),
    ("黑", &["he"]),
    ("秘", &["bi"]),
    ("冼", &["xian"]),
    ("洗", &["xian"]),
    ("召", &["shao"]),
    ("缪", &["miao"]),
    ("覃", &["qin"]),
    ("尹", &["yin"]),
    ("逄", &["pang"]),
    ("晁", &["chao"]),
    ("仉", &["zhang"]),
    ("么", &["yao"]),
];

/// Dots that are typed between the parts of a name (姓名间隔号, U+00B7 by 国办 2003).
const DOTS: &[char] = &['·', '•', '‧', '・', '･', '∙', '⋅', '●', '．', '.'];

/// A name as it is kept: half-width, one kind of dot, single blanks, none around it and none between Chinese characters.
#[must_use]
pub(crate) fn normal_name(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    let mut blank = false;
    for character in text.chars() {
        let character = match character {
            '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => {
                char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
            }
            other => other,
        };
        if character.is_whitespace() || character == '\u{feff}' {
            blank = true;
            continue;
        }
        let character = if DOTS.contains(&character) {
            '·'
        } else {
            character
        };
        // Forms are filled with blanks between two characters (王　伟); in Latin script a blank parts words.
        let parts_words = name.ends_with(|last: char| last.is_ascii_alphabetic())
            && character.is_ascii_alphabetic();
        if blank && parts_words {
            name.push(' ');
        }
        blank = false;
        name.push(character);
    }
    name
}

/// How a name is read, one syllable a character; words of Latin script stand for themselves.
#[must_use]
pub(crate) fn syllables(name: &str) -> Vec<String> {
    let mut syllables = Vec::new();
    let mut rest = name;
    let surname = SURNAME_READINGS
        .iter()
        .find(|(surname, _)| name.starts_with(surname));
    if let Some((surname, known)) = surname {
        syllables.extend(known.iter().map(|one| (*one).to_owned()));
        rest = &name[surname.len()..];
    }
    let mut word = String::new();
    for character in rest.chars() {
        let read = character.to_pinyin();
        if read.is_some() || !character.is_alphabetic() {
            if !word.is_empty() {
                syllables.push(std::mem::take(&mut word));
            }
            syllables.extend(read.map(|read| read.plain().to_owned()));
        } else {
            word.extend(character.to_lowercase());
        }
    }
    if !word.is_empty() {
        syllables.push(word);
    }
    syllables
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_form_however_it_was_typed() {
        for (typed, kept) in [
            (" 王 伟 ", "王伟"),
            ("王　伟", "王伟"),
            ("买买提•艾力", "买买提·艾力"),
            ("买买提.艾力", "买买提·艾力"),
            ("阿依古丽 · 吐尔逊", "阿依古丽·吐尔逊"),
            ("John   Smith", "John Smith"),
            ("Ｊｏｈｎ Smith", "John Smith"),
            ("", ""),
        ] {
            assert_eq!(normal_name(typed), kept, "{typed}");
        }
    }

    #[test]
    fn a_surname_is_read_as_a_surname() {
        for (name, read) in [
            ("单田芳", "shan tian fang"),
            ("尉迟恭", "yu chi gong"),
            ("曾国华", "zeng guo hua"),
            ("王单", "wang dan"),
            ("买买提·艾力", "mai mai ti ai li"),
            ("John Smith", "john smith"),
            ("𠮷野", "𠮷 ye"),
        ] {
            assert_eq!(syllables(name).join(" "), read, "{name}");
        }
    }
}
