//! What a person is found by: texts that become keyed digests (`docs/adr/0003-searching-sealed-names.md`).
//!
//! Keys for searching people by what is typed are bound to the county they live in, so that how often a digest occurs
//! tells nothing about the whole city, and so that a search inside an area reads a range of the index.
//! Keys for matching hold everywhere, because people move; each of them is rare by itself.

use kernel::{Day, RegionCode};
use pack::Pack;
use vault::{Indexed, Normal, normal_phone};

use super::{normal_name, normal_number, syllables};
use crate::model::{Birth, Identity};

const fn indexed(domain: &'static str) -> Indexed {
    Indexed {
        domain,
        // Values are brought into one form here, where their kind is known.
        normal: Normal::Exact,
    }
}
const DOCUMENT: Indexed = indexed("person.document");
const PHONE: Indexed = indexed("person.phone");
const NAME: Indexed = indexed("person.name");
const INITIALS: Indexed = indexed("person.initials");
const INITIALS_START: Indexed = indexed("person.initials_start");
const BIRTH: Indexed = indexed("person.birth");
/// Reading of the name in any order, with the year of birth: bears other characters, transposed ones, a wrong day.
const NAME_AND_YEAR: Indexed = indexed("person.match.name_year");
/// The same with day and month in any order: bears a wrong year and swapped day and month.
const NAME_AND_DAY: Indexed = indexed("person.match.name_day");

/// A key: its domain and the text that is digested.
pub(crate) type Key = (Indexed, String);

/// Letters that begin every search by initials.
const INITIALS_START_LETTERS: usize = 2;

/// The county part of a region's code, to which keys for searching are bound.
fn county_of(region: RegionCode) -> String {
    region.to_string().chars().take(6).collect()
}

/// All county parts at or below a region: what a search there has to try.
#[must_use]
pub(crate) fn county_keys(pack: &Pack, area: RegionCode) -> Vec<String> {
    let code = county_of(area);
    let mut keys: Vec<String> = pack
        .regions
        .iter()
        .map(|region| region.code)
        .filter(|region| region.to_string().len() == 6 && pack.regions.is_within(*region, area))
        .map(|region| region.to_string())
        .collect();
    if area.to_string().len() > 6 {
        keys = vec![code];
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn initials(name: &str) -> String {
    syllables(name)
        .iter()
        .filter_map(|syllable| syllable.chars().next())
        .collect()
}

/// The reading with its syllables in order of the alphabet.
fn sorted_reading(name: &str) -> String {
    let mut read = syllables(name);
    read.sort_unstable();
    read.join(" ")
}

fn searching(out: &mut Vec<Key>, county: &str, name: &str) {
    out.push((NAME, format!("{county}|{name}")));
    let letters = initials(name);
    let count = letters.chars().count();
    if count > INITIALS_START_LETTERS {
        out.push((INITIALS, format!("{county}|{letters}")));
    }
    if count >= INITIALS_START_LETTERS {
        let start: String = letters.chars().take(INITIALS_START_LETTERS).collect();
        out.push((INITIALS_START, format!("{county}|{start}")));
    }
}

fn matching(out: &mut Vec<Key>, name: &str, birth: Birth) {
    let reading = sorted_reading(name);
    if reading.is_empty() {
        return;
    }
    if let Some(year) = birth.year() {
        out.push((NAME_AND_YEAR, format!("{reading}|{year}")));
    }
    if let Some(day) = birth.exact() {
        let (month, day) = (day.month(), day.date().day());
        let (low, high) = (month.min(day), month.max(day));
        out.push((NAME_AND_DAY, format!("{reading}|{low}|{high}")));
    }
}

fn identifiers(out: &mut Vec<Key>, identity: &Identity) {
    for document in &identity.documents {
        let number = normal_number(&document.kind, &document.number);
        out.push((DOCUMENT, number));
    }
    for phone in &identity.phones {
        out.push((PHONE, normal_phone(phone)));
    }
}

fn birth_key(county: &str, day: Day) -> Key {
    (BIRTH, format!("{county}|{day}"))
}

/// Everything a record is found by.
#[must_use]
pub(crate) fn lookup_keys(identity: &Identity) -> Vec<Key> {
    let mut keys = blocking_keys(identity);
    let county = county_of(identity.current_address.region);
    for name in &identity.names {
        searching(&mut keys, &county, &normal_name(&name.text));
    }
    keys.sort_unstable_by(|a, b| (a.0.domain, &a.1).cmp(&(b.0.domain, &b.1)));
    keys.dedup_by(|a, b| a.0.domain == b.0.domain && a.1 == b.1);
    keys
}

/// What records that may be the same person are gathered by.
#[must_use]
pub(crate) fn blocking_keys(identity: &Identity) -> Vec<Key> {
    let mut keys = Vec::with_capacity(10);
    identifiers(&mut keys, identity);
    for name in &identity.names {
        matching(&mut keys, &normal_name(&name.text), identity.birth);
    }
    if let Some(day) = identity.birth.exact() {
        let county = county_of(identity.current_address.region);
        keys.push(birth_key(&county, day));
    }
    keys
}

/// The same from the sealed text, as a rotation asks for it.
#[must_use]
pub(crate) fn lookups_of(_field: &str, text: &str) -> Vec<Key> {
    serde_json::from_str::<Identity>(text)
        .map(|identity| lookup_keys(&identity))
        .unwrap_or_default()
}

/// One thing people are searched by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchBy {
    /// A whole name.
    Name,
    /// Initials of the reading.
    Initials,
    /// A document's number.
    IdNumber,
    /// A telephone.
    Phone,
    /// A day of birth.
    BirthDate,
}

impl SearchBy {
    /// What somebody would type to find this person; `None` where they have none.
    #[must_use]
    pub fn text_of(self, identity: &Identity) -> Option<String> {
        match self {
            SearchBy::Name => Some(identity.current_name().to_owned()),
            SearchBy::Initials => Some(initials(identity.current_name())),
            SearchBy::IdNumber => identity.id_number().map(str::to_owned),
            SearchBy::Phone => identity.phones.first().cloned(),
            SearchBy::BirthDate => identity.birth.exact().map(|day| day.to_string()),
        }
        .filter(|text| !text.is_empty())
    }

    /// The name in JSON and in the audit trail.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            SearchBy::Name => "name",
            SearchBy::Initials => "initials",
            SearchBy::IdNumber => "id_number",
            SearchBy::Phone => "phone",
            SearchBy::BirthDate => "birth_date",
        }
    }

    /// What free text most likely is.
    pub(crate) fn guess(text: &str) -> Self {
        let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let digits = compact.chars().filter(char::is_ascii_digit).count();
        if compact.parse::<Day>().is_ok() {
            SearchBy::BirthDate
        } else if vault::check_identity_number(&vault::normal_identity_number(text)).is_ok()
            || digits >= 15
        {
            SearchBy::IdNumber
        } else if digits >= 7
            && digits + 4 >= compact.chars().count()
            && !starts_with_letter(&compact)
        {
            SearchBy::Phone
        } else if digits >= 4 {
            SearchBy::IdNumber
        } else if compact.is_ascii() && compact.len() <= 4 {
            SearchBy::Initials
        } else {
            SearchBy::Name
        }
    }

    /// The key to look up, for keys that hold everywhere or in one county; `None` when the text is too short to find anybody.
    pub(crate) fn key(self, text: &str, county: &str) -> Option<Key> {
        match self {
            SearchBy::Name => {
                let name = normal_name(text);
                (name.chars().count() >= 2).then(|| (NAME, format!("{county}|{name}")))
            }
            SearchBy::Initials => {
                let letters: String = text
                    .chars()
                    .filter(|c| !c.is_whitespace())
                    .flat_map(char::to_lowercase)
                    .collect();
                match letters.chars().count() {
                    0 | 1 => None,
                    INITIALS_START_LETTERS => Some((INITIALS_START, format!("{county}|{letters}"))),
                    _ => Some((INITIALS, format!("{county}|{letters}"))),
                }
            }
            SearchBy::IdNumber => {
                let number = normal_number(super::RESIDENT_CARD, text);
                (number.len() >= 4).then_some((DOCUMENT, number))
            }
            SearchBy::Phone => {
                let phone = normal_phone(text);
                (phone.len() >= 7).then_some((PHONE, phone))
            }
            SearchBy::BirthDate => text.trim().parse().ok().map(|day| birth_key(county, day)),
        }
    }

    /// Whether its keys are bound to a county.
    pub(crate) fn is_by_county(self) -> bool {
        !matches!(self, SearchBy::IdNumber | SearchBy::Phone)
    }

    /// Whether a record really is what was asked for; digests are long enough, so this judges several questions at once.
    pub(crate) fn fits(self, text: &str, identity: &Identity) -> bool {
        let county = county_of(identity.current_address.region);
        let Some(wanted) = self.key(text, &county) else {
            return false;
        };
        lookup_keys(identity)
            .iter()
            .any(|key| key.0.domain == wanted.0.domain && key.1 == wanted.1)
    }
}

fn starts_with_letter(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// What was asked for, the rarest first: that one is looked up and the others judge what it finds.
pub(crate) fn asked_in(fields: &[(SearchBy, Option<&str>)]) -> Vec<(SearchBy, String)> {
    let rarest_first = [
        SearchBy::IdNumber,
        SearchBy::Phone,
        SearchBy::BirthDate,
        SearchBy::Name,
        SearchBy::Initials,
    ];
    let mut asked = Vec::new();
    for kind in rarest_first {
        for (one, text) in fields {
            if let Some(text) = text.filter(|text| *one == kind && !text.trim().is_empty()) {
                asked.push((kind, text.to_owned()));
            }
        }
    }
    asked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Precision;

    /// A birth known to the day.
    fn born(day: &str) -> Birth {
        Birth {
            date: day.parse().ok(),
            precision: Precision::Day,
        }
    }

    #[test]
    fn what_was_typed_is_guessed() {
        for (typed, asked) in [
            ("140902195001010012", SearchBy::IdNumber),
            ("11010519491231002x", SearchBy::IdNumber),
            ("110105491231002", SearchBy::IdNumber),
            ("13800005678", SearchBy::Phone),
            ("0350-3031234", SearchBy::Phone),
            ("1950-01-01", SearchBy::BirthDate),
            ("zsf", SearchBy::Initials),
            ("ZS", SearchBy::Initials),
            ("张三", SearchBy::Name),
            ("John Smith", SearchBy::Name),
            ("E12345678", SearchBy::IdNumber),
        ] {
            assert_eq!(SearchBy::guess(typed), asked, "{typed}");
        }
    }

    #[test]
    fn a_homophone_a_swapped_day_and_a_wrong_year_still_share_a_key() {
        let keys = |name: &str, day: &str| {
            let mut keys = Vec::new();
            matching(&mut keys, name, born(day));
            keys.into_iter()
                .map(|(indexed, text)| format!("{}{text}", indexed.domain))
                .collect::<Vec<_>>()
        };
        let shared = |a: Vec<String>, b: Vec<String>| a.iter().any(|key| b.contains(key));
        let stored = || keys("王建国", "1980-03-04");
        assert!(shared(stored(), keys("王建帼", "1980-03-05")));
        assert!(shared(stored(), keys("王国建", "1980-04-03")));
        assert!(shared(stored(), keys("王建国", "1981-03-04")));
        assert!(!shared(stored(), keys("李建国", "1980-03-04")));
    }
}
