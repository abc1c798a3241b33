//! Names for searching: folded, in full pinyin (全拼) and as initials (首字母).

use pinyin::ToPinyin;

/// How a Chinese name is typed on a Latin keyboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reading {
    /// `xinzhoushi`.
    pub(crate) pinyin: String,
    /// `xzs`.
    pub(crate) initials: String,
}

/// A text without case, blanks, quotes, hyphens and full-width forms.
pub(crate) fn folded(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            // Full-width ASCII (全角) stands 0xFEE0 above the usual form.
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            other => other,
        })
        .filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’' | '-' | '·' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Reads a name; `places` are names inside it whose reading is known, as 莘县 is read `shen xian`.
pub(crate) fn reading(name: &str, places: &[(&str, &str)]) -> Reading {
    let mut syllables: Vec<&str> = Vec::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        if let Some((place, known)) = places
            .iter()
            .find(|(place, _)| !place.is_empty() && rest.starts_with(place))
        {
            syllables.extend(known.split_whitespace());
            rest = &rest[place.len()..];
        } else {
            syllables.extend(first.to_pinyin().map(|syllable| syllable.plain()));
            rest = &rest[first.len_utf8()..];
        }
    }
    Reading {
        pinyin: syllables.concat(),
        initials: syllables.iter().filter_map(|s| s.chars().next()).collect(),
    }
}

/// How well names fit a folded query, on the scale of the pack's own search; `None` where they do not.
pub(crate) fn rank(query: &str, code: &str, name_zh: &str, name_en: &str) -> Option<u32> {
    let names = [folded(code), folded(name_zh), folded(name_en)];
    let Reading { pinyin, initials } = reading(name_zh, &[]);
    let is_long = query.chars().count() >= 2;
    if query.is_empty() {
        None
    } else if names.iter().any(|name| name == query) {
        Some(0)
    } else if names.iter().any(|name| name.starts_with(query)) || pinyin == query {
        Some(1)
    } else if pinyin.starts_with(query) {
        Some(2)
    } else if initials == query {
        Some(3)
    } else if initials.starts_with(query) {
        Some(4)
    } else if is_long && names.iter().any(|name| name.contains(query)) {
        Some(5)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_with_a_reading_of_its_own_is_read_by_it() {
        let places = [("莘县", "shen xian")];
        let read = reading("莘县疾病预防控制中心", &places);
        assert_eq!(read.pinyin, "shenxianjibingyufangkongzhizhongxin");
        assert_eq!(read.initials, "sxjbyfkzzx");
        assert_eq!(reading("120急救A区", &[]).initials, "jjq");
    }

    #[test]
    fn a_query_ranks_code_then_name_then_reading_then_part() {
        let of = |query: &str| rank(&folded(query), "signals", "预警信号", "Signals");
        assert_eq!(of("Signals"), Some(0));
        assert_eq!(of("预警"), Some(1));
        assert_eq!(of("yujing"), Some(2));
        assert_eq!(of("yjxh"), Some(3));
        assert_eq!(of("yj"), Some(4));
        assert_eq!(of("信号"), Some(5));
        assert_eq!(of("号"), None);
        assert_eq!(of(" "), None);
    }
}
