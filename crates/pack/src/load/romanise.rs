//! English names for places that have none in the pack: pinyin and the type translated.

use pinyin::ToPinyin;

/// Endings of place names, the longest first, with their English.
const TYPES: [(&str, &str); 12] = [
    ("社区居民委员会", " Community"),
    ("居民委员会", " Community"),
    ("社区居委会", " Community"),
    ("居委会", " Community"),
    ("社区", " Community"),
    ("村民委员会", " Village"),
    ("村委会", " Village"),
    ("街道办事处", " Subdistrict"),
    ("街道", " Subdistrict"),
    ("村", " Village"),
    ("镇", " Town"),
    ("乡", " Township"),
];

/// 秀容街道 becomes `Xiurong Subdistrict`.
pub(crate) fn english(name: &str) -> String {
    let (stem, kind) = TYPES
        .iter()
        .find_map(|(ending, english)| Some((name.strip_suffix(ending)?, *english)))
        .filter(|(stem, _)| !stem.is_empty())
        .unwrap_or((name, ""));
    let mut english = String::with_capacity(stem.len() + kind.len());
    for (character, syllable) in stem.chars().zip(stem.to_pinyin()) {
        match syllable {
            Some(syllable) => english.push_str(syllable.plain()),
            None => english.push(character),
        }
    }
    if let Some(first) = english.get(..1) {
        english = first.to_uppercase() + &english[1..];
    }
    english + kind
}

#[cfg(test)]
mod tests {
    use super::english;

    #[test]
    fn a_place_is_read_and_its_type_translated() {
        for (name, want) in [
            ("秀容街道", "Xiurong Subdistrict"),
            ("台怀镇", "Taihuai Town"),
            ("东大街社区居民委员会", "Dongdajie Community"),
            ("村", "Cun"),
        ] {
            assert_eq!(english(name), want);
        }
    }
}
