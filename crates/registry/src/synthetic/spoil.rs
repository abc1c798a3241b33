//! Mistakes clerks make (录入差错), for measuring identity matching against known truth.

use rand::{Rng, RngExt};

use crate::model::{Birth, Identity, Precision};

/// One kind of mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mistake {
    /// No document was shown.
    NoDocument,
    /// Another character of the same reading.
    Homophone,
    /// Characters of the given name swapped.
    Transposed,
    /// A character left out.
    CharacterLost,
    /// Day and month swapped.
    DaySwapped,
    /// The day before or after.
    DayOff,
    /// Another year.
    YearOff,
    /// Another telephone.
    OtherPhone,
    /// No telephone.
    NoPhone,
    /// Another village.
    Moved,
}

/// Characters of one reading that stand for each other in names; given names of synthetic people hold the first of each.
const HOMOPHONES: &[(char, char)] = &[
    ('伟', '炜'),
    ('建', '健'),
    ('国', '帼'),
    ('军', '君'),
    ('明', '铭'),
    ('丽', '莉'),
    ('静', '净'),
    ('艳', '燕'),
    ('芳', '方'),
    ('英', '瑛'),
    ('玲', '铃'),
    ('华', '骅'),
    ('霞', '侠'),
    ('宇', '雨'),
    ('浩', '皓'),
    ('涵', '函'),
    ('轩', '萱'),
    ('欣', '新'),
    ('佳', '嘉'),
    ('文', '雯'),
    ('志', '智'),
    ('秀', '绣'),
    ('兰', '蓝'),
    ('鹏', '朋'),
];

/// How often each mistake is made in records that come from elsewhere without a card reader.
///
/// A choice of this project after what linkage studies of names and days typed by hand tell: a few percent each.
const RATES: &[(Mistake, f64)] = &[
    (Mistake::NoDocument, 0.6),
    (Mistake::Homophone, 0.05),
    (Mistake::Transposed, 0.01),
    (Mistake::CharacterLost, 0.01),
    (Mistake::DaySwapped, 0.01),
    (Mistake::DayOff, 0.02),
    (Mistake::YearOff, 0.02),
    (Mistake::OtherPhone, 0.25),
    (Mistake::NoPhone, 0.10),
    (Mistake::Moved, 0.10),
];

/// Writes a person down once more as a clerk would, and tells which mistakes were made.
///
/// `elsewhere` is the address of those who moved.
pub fn spoil(
    identity: &Identity,
    elsewhere: &crate::model::Address,
    rng: &mut impl Rng,
) -> (Identity, Vec<Mistake>) {
    let mut copy = identity.clone();
    let mut made = Vec::new();
    for (mistake, rate) in RATES {
        if rng.random_bool(*rate) && apply(*mistake, &mut copy, elsewhere, rng) {
            made.push(*mistake);
        }
    }
    (copy, made)
}

/// Makes one mistake; returns whether the record allowed it.
fn apply(
    mistake: Mistake,
    copy: &mut Identity,
    elsewhere: &crate::model::Address,
    rng: &mut impl Rng,
) -> bool {
    match mistake {
        Mistake::NoDocument => {
            let had = !copy.documents.is_empty();
            copy.documents.clear();
            had
        }
        Mistake::Homophone => in_name(copy, |characters| {
            for character in characters.iter_mut().skip(1) {
                if let Some((_, other)) = HOMOPHONES.iter().find(|(one, _)| one == character) {
                    *character = *other;
                    return true;
                }
            }
            false
        }),
        Mistake::Transposed => in_name(copy, |characters| {
            let can = characters.len() == 3 && characters[1] != characters[2];
            if can {
                characters.swap(1, 2);
            }
            can
        }),
        Mistake::CharacterLost => in_name(copy, |characters| {
            let can = characters.len() >= 3;
            if can {
                characters.pop();
            }
            can
        }),
        Mistake::DaySwapped => on_day(copy, |year, month, day| (year, day, month)),
        Mistake::DayOff => {
            let off = if rng.random_bool(0.5) { 1 } else { -1 };
            let moved = copy.birth.exact().map(|day| day.plus(off));
            copy.birth = moved.map_or(copy.birth, born);
            moved.is_some()
        }
        Mistake::YearOff => {
            let off = if rng.random_bool(0.5) { 1 } else { -1 };
            on_day(copy, |year, month, day| (year + off, month, day))
        }
        Mistake::OtherPhone => {
            copy.phones = vec![format!("100{:08}", rng.random_range(0..100_000_000_u32))];
            true
        }
        Mistake::NoPhone => {
            copy.phones.clear();
            true
        }
        Mistake::Moved => {
            copy.current_address = elsewhere.clone();
            true
        }
    }
}

fn in_name(copy: &mut Identity, change: impl FnOnce(&mut Vec<char>) -> bool) -> bool {
    let Some(name) = copy.names.first_mut() else {
        return false;
    };
    let mut characters: Vec<char> = name.text.chars().collect();
    let done = change(&mut characters);
    name.text = characters.into_iter().collect();
    done
}

/// Writes another day; nothing happens where the calendar has none or it is the same.
fn on_day(copy: &mut Identity, change: impl FnOnce(i16, i8, i8) -> (i16, i8, i8)) -> bool {
    let Some(day) = copy.birth.exact() else {
        return false;
    };
    let (year, month, date) = change(day.year(), day.month(), day.date().day());
    match kernel::Day::from_ymd(year, month, date) {
        Ok(other) if other != day => {
            copy.birth = born(other);
            true
        }
        _ => false,
    }
}

fn born(day: kernel::Day) -> Birth {
    Birth {
        date: Some(day),
        precision: Precision::Day,
    }
}
