//! Who falls ill: people of the registry by age, with the parts of a card that are about them.

use std::collections::BTreeMap;

use kernel::{Day, RegionCode};
use pack::Pack;
use rand::{Rng, RngExt};
use registry::Resident;

use crate::engine::field;
use crate::model::Values;

/// Draws before another age is tried.
const DRAWS_MAX: usize = 40;
/// A telephone that no operator gives out.
const NO_PHONE: &str = "10000000000";
const ADULT_YEARS: i32 = 22;

/// People in the order of places, members of a household side by side, and where each year of birth stands among them.
pub(super) struct Pool {
    people: Vec<Resident>,
    by_birth_year: BTreeMap<i16, Vec<usize>>,
}

impl Pool {
    pub(super) fn new(people: Vec<Resident>) -> Self {
        let mut by_birth_year: BTreeMap<i16, Vec<usize>> = BTreeMap::new();
        for (at, person) in people.iter().enumerate() {
            if let Some(born) = person.identity.birth.exact() {
                by_birth_year.entry(born.year()).or_default().push(at);
            }
        }
        Pool {
            people,
            by_birth_year,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_birth_year.is_empty()
    }

    /// Somebody of an age on a day, who was born before it.
    pub(super) fn draw(&self, ages: (i16, i16), on: Day, rng: &mut impl Rng) -> Option<usize> {
        for _ in 0..DRAWS_MAX {
            let age = rng.random_range(ages.0..=ages.1);
            let Some(of_year) = self.by_birth_year.get(&(on.year() - age)) else {
                continue;
            };
            let at = of_year[rng.random_range(0..of_year.len())];
            let born = self.people[at].identity.birth.exact();
            if born.is_some_and(|born| born <= on) {
                return Some(at);
            }
        }
        None
    }

    pub(super) fn person(&self, at: usize) -> &Resident {
        &self.people[at]
    }

    /// An adult of the same household.
    fn adult_of(&self, at: usize, on: Day) -> Option<&Resident> {
        let household = self.people[at].standing.household?;
        let near = at.saturating_sub(8)..(at + 8).min(self.people.len());
        near.filter(|other| *other != at)
            .map(|other| &self.people[other])
            .find(|other| {
                let born = other.identity.birth.exact();
                other.standing.household == Some(household)
                    && born.is_some_and(|born| on.since(born) > ADULT_YEARS * 365)
            })
    }

    /// The part of a card that is about the patient.
    pub(super) fn values(
        &self,
        at: usize,
        on: Day,
        pack: &Pack,
        rng: &mut impl Rng,
    ) -> Option<Values> {
        let person = self.person(at);
        let identity = &person.identity;
        let born = identity.birth.exact()?;
        let age = age_on(born, on);
        let township = township_of(identity.current_address.region)?;
        let mut values = Values::new();
        let mut set = |id: &str, text: &str| values.insert(id.to_owned(), text.to_owned());
        set(field::NAME, identity.current_name());
        set(field::SEX, &person.standing.sex.code().to_string());
        set(field::BIRTH, &born.to_string());
        match identity.documents.first() {
            Some(document) => {
                set(field::ID_TYPE, &document.kind);
                set(field::ID_NUMBER, &document.number);
            }
            None => {
                set("comments", "未带证件");
            }
        }
        let adult = self.adult_of(at, on);
        if age <= 14 {
            set(
                "guardian_name",
                adult.map_or("家长", |one| one.identity.current_name()),
            );
        }
        let phones = adult.map(|one| &one.identity.phones);
        let phone = identity
            .phones
            .first()
            .or_else(|| phones.and_then(|all| all.first()));
        set(field::PHONE, phone.map_or(NO_PHONE, String::as_str));
        if let Some(ethnicity) = &identity.ethnicity {
            set(field::ETHNICITY, ethnicity);
        }
        set(field::REGION, &township.to_string());
        let place = pack
            .regions
            .get(township)
            .map_or("", |one| one.name_zh.as_str());
        let village = pack.regions.get(identity.current_address.region);
        let address = format!(
            "{place}{}{}",
            village.map_or("", |one| one.name_zh.as_str()),
            identity.current_address.detail.as_deref().unwrap_or("")
        );
        set(
            field::ADDRESS,
            &address.chars().take(100).collect::<String>(),
        );
        let (occupation, unit) = occupation(age, place, rng);
        set(field::OCCUPATION, occupation);
        if let Some(unit) = unit {
            set("work_unit", &unit);
        }
        Some(values)
    }
}

/// The township a region lies in.
fn township_of(region: RegionCode) -> Option<RegionCode> {
    region.to_string().get(..9)?.parse().ok()
}

fn age_on(born: Day, on: Day) -> i16 {
    let has_come = (on.month(), on.date().day()) >= (born.month(), born.date().day());
    on.year() - born.year() - i16::from(!has_come)
}

/// What people of an age do, and where, as the card asks it of some.
fn occupation(age: i16, place: &str, rng: &mut impl Rng) -> (&'static str, Option<String>) {
    let class = rng.random_range(1..=6);
    match age {
        ..=2 => ("2", None),
        3..=6 => (
            "1",
            Some(format!(
                "{place}中心幼儿园{}班",
                ["小", "中", "大"][(class % 3) as usize]
            )),
        ),
        7..=12 => (
            "3",
            Some(format!("{place}中心小学{}年级{class}班", age - 6)),
        ),
        13..=17 => (
            "3",
            Some(format!("{place}中学{}年级{class}班", (age - 12).min(6))),
        ),
        18..=59 => match rng.random_range(0..10) {
            0..=4 => ("18", None),
            5 => ("24", None),
            6 => ("8", None),
            7 => ("17", Some(format!("{place}建筑工地"))),
            8 => ("16", Some(format!("{place}机械厂"))),
            _ => ("6", None),
        },
        _ => match rng.random_range(0..10) {
            0..=6 => ("18", None),
            7 => ("23", None),
            _ => ("24", None),
        },
    }
}
