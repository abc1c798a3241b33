//! Finding things by code, name, full pinyin (全拼) and initials (首字母).

use std::cmp::Reverse;
use std::collections::HashMap;

use pinyin::ToPinyin;

/// Names at least this alike are offered as "did you mean"; one wrong character in three passes.
const NEAR: f64 = 0.6;

/// Something found, with how well it fits; a lower score fits better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranked<T> {
    /// What was found.
    pub item: T,
    /// 0 for an exact match, then prefixes, initials and parts of names.
    pub score: u32,
}

/// What a stored name is, which decides how well a match counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Code,
    Name,
    Reading,
    Initials,
}

#[derive(Debug, Clone)]
struct Name {
    text: Box<str>,
    kind: Kind,
    entry: u32,
}

/// All names of a list of things, things being known by their position.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    names: Vec<Name>,
    /// Rank of each thing; of two that fit alike the lower comes first.
    ranks: Vec<u8>,
    exact: HashMap<Box<str>, Vec<u32>>,
}

/// Collects the names of one thing.
pub(crate) struct Names<'a> {
    index: &'a mut Index,
    entry: u32,
}

impl Names<'_> {
    fn push(&mut self, text: String, kind: Kind) {
        if text.is_empty() {
            return;
        }
        let text: Box<str> = text.into();
        if kind != Kind::Initials {
            let same = self.index.exact.entry(text.clone()).or_default();
            if same.last() != Some(&self.entry) {
                same.push(self.entry);
            }
        }
        let entry = self.entry;
        self.index.names.push(Name { text, kind, entry });
    }

    /// A Chinese name, with its reading where the characters alone would be read wrongly.
    pub(crate) fn chinese(&mut self, name: &str, reading: Option<&str>) {
        self.push(folded(name), Kind::Name);
        if let Some(short) = short_place(name) {
            self.push(folded(short), Kind::Name);
        }
        let syllables: Vec<&str> = match reading {
            Some(reading) => reading.split_whitespace().collect(),
            None => name
                .to_pinyin()
                .flatten()
                .map(|syllable| syllable.plain())
                .collect(),
        };
        self.push(syllables.concat(), Kind::Reading);
        let initials: String = syllables.iter().filter_map(|s| s.chars().next()).collect();
        self.push(initials, Kind::Initials);
    }

    /// A name in Latin letters.
    pub(crate) fn latin(&mut self, name: &str) {
        self.push(folded(name), Kind::Name);
    }

    /// A name in either script.
    pub(crate) fn any(&mut self, name: &str) {
        if name.is_ascii() {
            self.latin(name);
        } else {
            self.chinese(name, None);
        }
    }
}

/// Whether a query fits one of the names of something, as it would in a search: a part of a name, full pinyin or initials.
#[must_use]
pub fn fits_name(query: &str, chinese: &str, others: &[&str]) -> bool {
    let mut index = Index::default();
    index.add("", 0, |names| {
        names.any(chinese);
        for other in others {
            names.any(other);
        }
    });
    !index.search(query, 1, |_| ()).is_empty()
}

impl Index {
    /// Adds the next thing, known by `code`, with the names that `tell` supplies.
    pub(crate) fn add(&mut self, code: &str, rank: u8, tell: impl FnOnce(&mut Names<'_>)) {
        let entry = self.ranks.len() as u32;
        self.ranks.push(rank);
        let mut names = Names { index: self, entry };
        names.push(folded(code), Kind::Code);
        tell(&mut names);
    }

    /// The highest thing whose code, name or reading is exactly `text`.
    pub(crate) fn exact(&self, text: &str) -> Option<usize> {
        self.exact_all(text).first().copied()
    }

    /// All things whose code, name or reading is exactly `text`, the highest first.
    pub(crate) fn exact_all(&self, text: &str) -> Vec<usize> {
        let mut found: Vec<usize> = self
            .exact
            .get(folded(text).as_str())
            .into_iter()
            .flatten()
            .map(|at| *at as usize)
            .collect();
        found.sort_by_key(|at| (self.ranks[*at], *at));
        found
    }

    /// The best `limit` things for a query.
    pub(crate) fn search<T>(
        &self,
        query: &str,
        limit: usize,
        item: impl Fn(usize) -> T,
    ) -> Vec<Ranked<T>> {
        let query = folded(query);
        if query.is_empty() {
            return Vec::new();
        }
        // Best score and length of the matched name for each thing.
        let mut best: HashMap<u32, (u32, usize)> = HashMap::new();
        for name in &self.names {
            if let Some(score) = score(name, &query) {
                let this = (score, name.text.len());
                let held = best.entry(name.entry).or_insert(this);
                *held = (*held).min(this);
            }
        }
        let mut found: Vec<(u32, u8, usize, u32)> = best
            .into_iter()
            .map(|(entry, (score, length))| (score, self.ranks[entry as usize], length, entry))
            .collect();
        found.sort_unstable();
        found
            .into_iter()
            .take(limit)
            .map(|(score, _, _, entry)| Ranked {
                item: item(entry as usize),
                score,
            })
            .collect()
    }

    /// The thing whose name is most like `text`, if any is [`NEAR`] enough.
    pub(crate) fn nearest(&self, text: &str) -> Option<usize> {
        let text = folded(text);
        let reading: String = text
            .as_str()
            .to_pinyin()
            .flatten()
            .map(|syllable| syllable.plain())
            .collect();
        let mut best: Option<(f64, Reverse<u8>, Reverse<u32>)> = None;
        for name in &self.names {
            let alike = match name.kind {
                Kind::Name => strsim::normalized_damerau_levenshtein(&name.text, &text),
                // A homophone is the usual slip of a pinyin keyboard.
                Kind::Reading if !reading.is_empty() && *name.text == *reading => 0.95,
                Kind::Reading | Kind::Initials | Kind::Code => continue,
            };
            let rank = self.ranks[name.entry as usize];
            let this = (alike, Reverse(rank), Reverse(name.entry));
            if alike >= NEAR && best.is_none_or(|best| this > best) {
                best = Some(this);
            }
        }
        best.map(|(_, _, Reverse(entry))| entry as usize)
    }
}

/// How well a name fits a folded query; `None` where it does not.
fn score(name: &Name, query: &str) -> Option<u32> {
    let (prefix, same) = (name.text.starts_with(query), *name.text == *query);
    // One or two letters inside a long reading say nothing.
    let within = query.chars().count() >= 2 && name.text.contains(query);
    match name.kind {
        Kind::Code | Kind::Name if same => Some(0),
        Kind::Code | Kind::Name if prefix => Some(1),
        Kind::Reading if same => Some(1),
        Kind::Reading if prefix => Some(2),
        Kind::Initials if same => Some(3),
        Kind::Initials if prefix => Some(4),
        Kind::Name if within => Some(5),
        Kind::Reading if within && query.len() >= 4 => Some(6),
        _ => None,
    }
}

/// A text without case, blanks, quotes, hyphens and full-width forms, for comparing.
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

/// A place name without its type, where two characters or more remain: 忻州 for 忻州市.
fn short_place(name: &str) -> Option<&str> {
    let short = ["省", "市", "县", "区", "镇", "乡", "街道"]
        .iter()
        .find_map(|kind| name.strip_suffix(kind))?;
    (short.chars().count() >= 2).then_some(short)
}

/// The candidate most like `text`, if one is near enough to be meant.
pub(crate) fn nearest_word<'a>(
    text: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|word| (strsim::normalized_damerau_levenshtein(word, text), word))
        .filter(|(alike, _)| *alike >= NEAR)
        .max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(one.1)))
        .map(|(_, word)| word)
}
