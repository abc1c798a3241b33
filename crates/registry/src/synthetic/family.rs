//! Households and the people in them.

use std::collections::HashMap;

use kernel::{Day, Id, Level, RegionCode, Timestamp};
use pack::Pack;
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use vault::identity_check_character;

use super::draw::Shares;
use crate::engine::RESIDENT_CARD;
use crate::model::{
    Address, Birth, Document, Guardian, GuardianRelation, Household, Identity, NameKind, Person,
    PersonName, Precision, Sex,
};

/// The first sequence in identity numbers of synthetic people.
const SEQUENCE_MIN: u32 = 900;
/// The first age at which somebody heads a household.
const HEAD_AGE_MIN: i16 = 22;
const DAYS_PER_YEAR: i32 = 365;

/// Somebody made up.
#[derive(Debug, Clone)]
pub struct MadePerson {
    /// The id.
    pub id: Id<Person>,
    /// What names them.
    pub identity: Identity,
    /// Their sex.
    pub sex: Sex,
    /// Code of the set `family_relation`.
    pub relation: &'static str,
}

/// A household made up.
#[derive(Debug, Clone)]
pub struct MadeHousehold {
    /// The id.
    pub id: Id<Household>,
    /// Ancestor path of its village.
    pub region_path: String,
    /// Its people, the head first.
    pub people: Vec<MadePerson>,
}

#[derive(Debug, Clone)]
struct Village {
    code: RegionCode,
    path: String,
    county: RegionCode,
}

/// A stream of households of one region, the same for the same seed, packs and time.
#[derive(Debug)]
pub struct Population<'a> {
    pack: &'a Pack,
    rng: Pcg64Mcg,
    now: Timestamp,
    today: Day,
    villages: Shares<Village>,
    surnames: Shares<&'a str>,
    sizes: Shares<usize>,
    ages: Shares<(i16, i16)>,
    numbers: HashMap<(RegionCode, Day, Sex), u32>,
}

impl<'a> Population<'a> {
    /// The people of a region of the pack; `None` when the pack knows no village there or not what to draw from.
    #[must_use]
    pub fn new(pack: &'a Pack, region: RegionCode, seed: u64, now: Timestamp) -> Option<Self> {
        let today = crate::api::day_of(now);
        let villages = villages(pack, region, today);
        let demography = &pack.demography;
        let ages = nearest(pack, region, &demography.ages)?;
        let sizes = nearest(pack, region, &demography.household_sizes)?;
        if villages.is_empty() || demography.surnames.is_empty() {
            return None;
        }
        Some(Population {
            pack,
            rng: Pcg64Mcg::seed_from_u64(seed),
            now,
            today,
            villages: Shares::new(villages),
            surnames: Shares::new(
                demography
                    .surnames
                    .iter()
                    .map(|one| (one.surname.as_str(), one.share_percent)),
            ),
            sizes: Shares::new(sizes.iter().enumerate().map(|(at, share)| (at + 1, *share))),
            ages: Shares::new(ages.iter().map(|band| {
                let last = band
                    .age_to
                    .unwrap_or(band.age_from.saturating_add(9).max(94));
                // Numbers of people are far below where a float loses whole ones.
                (
                    (i16::from(band.age_from), i16::from(last)),
                    band.persons as f64,
                )
            })),
            numbers: HashMap::new(),
        })
    }

    fn id<T>(&mut self) -> Id<T> {
        let mut bytes = [0_u8; 10];
        self.rng.fill_bytes(&mut bytes);
        let millis = u64::try_from(self.now.millis()).unwrap_or(0);
        Id::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid())
    }

    /// An age between two, by the region's age structure.
    fn age(&mut self, from: i16, to: i16) -> i16 {
        for _ in 0..50 {
            if let Some((first, last)) = self.ages.draw(&mut self.rng).copied() {
                let age = self.rng.random_range(first..=last);
                if (from..=to).contains(&age) {
                    return age;
                }
            }
        }
        self.rng.random_range(from..=to)
    }

    fn born(&mut self, age: i16) -> Day {
        self.today
            .plus_years(-age)
            .plus(-self.rng.random_range(0..DAYS_PER_YEAR))
    }

    fn surname(&mut self) -> &'a str {
        self.surnames.draw(&mut self.rng).copied().unwrap_or("王")
    }

    fn given_name(&mut self, sex: Sex, born: Day) -> String {
        let Some(known) = self.pack.demography.given(sex.as_str(), born) else {
            return String::new();
        };
        // The n-th character is used n^-0.5 as often as the first, which is what drawing by the square gives.
        let mut character = || {
            let at = self.rng.random::<f64>();
            let index = (at * at * known.characters.len() as f64) as usize;
            known.characters.get(index).copied()
        };
        let (first, second) = (character(), character());
        let is_single = self.rng.random_bool(0.2);
        first
            .into_iter()
            .chain(second.filter(|_| !is_single))
            .collect()
    }

    /// An identity number nobody else of this stream has; `None` when those of the day and county are used up.
    fn id_number(&mut self, county: RegionCode, born: Day, sex: Sex) -> Option<String> {
        let used = self.numbers.entry((county, born, sex)).or_insert(0);
        let sequence = SEQUENCE_MIN + *used * 2 + u32::from(sex == Sex::Male);
        if sequence > 999 {
            return None;
        }
        *used += 1;
        let date = born.date();
        let digits = format!(
            "{county}{:04}{:02}{:02}{sequence}",
            date.year(),
            date.month(),
            date.day()
        );
        identity_check_character(&digits).map(|check| format!("{digits}{check}"))
    }

    fn phone(&mut self) -> String {
        format!("100{:08}", self.rng.random_range(0..100_000_000_u32))
    }

    /// Occupation group (人群分类) by age: children and pupils by age, farmers and workers by the shares of a rural prefecture.
    fn occupation(&mut self, age: i16) -> &'static str {
        match age {
            ..=2 => "2",
            3..=5 => "1",
            6..=19 => "3",
            20..=59 => {
                let at = self.rng.random::<f64>();
                match at {
                    at if at < 0.45 => "18",
                    at if at < 0.65 => "16",
                    at if at < 0.77 => "17",
                    at if at < 0.87 => "8",
                    at if at < 0.95 => "22",
                    at if at < 0.98 => "4",
                    _ => "9",
                }
            }
            _ if self.rng.random_bool(0.7) => "18",
            _ => "23",
        }
    }

    fn person(
        &mut self,
        home: &Home,
        surname: &str,
        sex: Sex,
        born: Day,
        relation: &'static str,
    ) -> MadePerson {
        let age = crate::engine::age_on(born, self.today).unwrap_or(0);
        let name = format!("{surname}{}", self.given_name(sex, born));
        // Of newborns some have no number yet.
        let has_number = age > 0 || self.rng.random_bool(0.7);
        let number = has_number
            .then(|| self.id_number(home.village.county, born, sex))
            .flatten();
        let own_phone = age >= 14 && self.rng.random_bool(0.9);
        let phone = if own_phone {
            self.phone()
        } else {
            home.phone.clone()
        };
        let is_minority = self.rng.random_bool(0.005);
        let occupation = self.occupation(age);
        let registered = self.rng.random_bool(0.8);
        let address = Address {
            region: home.village.code,
            grid: Some(home.grid.clone()),
            detail: Some(home.detail.clone()),
        };
        MadePerson {
            id: self.id(),
            sex,
            relation,
            identity: Identity {
                names: vec![PersonName {
                    kind: NameKind::Current,
                    text: name,
                }],
                birth: Birth {
                    date: Some(born),
                    precision: Precision::Day,
                },
                documents: number
                    .map(|number| Document {
                        kind: RESIDENT_CARD.to_owned(),
                        number,
                    })
                    .into_iter()
                    .collect(),
                phones: vec![phone],
                ethnicity: Some(if is_minority { "03" } else { "01" }.to_owned()),
                occupation: Some(occupation.to_owned()),
                registered_address: registered.then(|| Address {
                    grid: None,
                    ..address.clone()
                }),
                current_address: address,
                guardians: Vec::new(),
                died_on: None,
            },
        }
    }

    fn household(&mut self) -> Option<MadeHousehold> {
        let village = self.villages.draw(&mut self.rng)?.clone();
        let size = self.sizes.draw(&mut self.rng).copied()?;
        let home = Home {
            phone: self.phone(),
            grid: format!("{:02}", self.rng.random_range(1..=8_u8)),
            detail: format!("{}号", self.rng.random_range(1..=300_u16)),
            village,
        };
        let surname = self.surname();
        let is_pair = size >= 2;
        let head_sex = if is_pair || self.rng.random_bool(0.5) {
            Sex::Male
        } else {
            Sex::Female
        };
        let head_age = match size {
            1 | 2 => self.age(HEAD_AGE_MIN, 94),
            _ => self.age(25, 65),
        };
        let head_born = self.born(head_age);
        let mut people = vec![self.person(&home, surname, head_sex, head_born, "02")];
        let mut mother = None;
        if is_pair {
            let wife_age = (head_age - self.rng.random_range(-2..=5)).max(20);
            let (wife_surname, born) = (self.surname(), self.born(wife_age));
            let wife = self.person(&home, wife_surname, Sex::Female, born, "10");
            mother = Some((wife.id, wife_age));
            people.push(wife);
        }
        for place in 2..size {
            people.push(self.further(&home, surname, (head_age, place), mother));
        }
        Some(MadeHousehold {
            id: self.id(),
            region_path: home.village.path,
            people,
        })
    }

    /// A child of the couple where one of its age would still be at home, else a parent of the head.
    fn further(
        &mut self,
        home: &Home,
        surname: &str,
        (head_age, place): (i16, usize),
        mother: Option<(Id<Person>, i16)>,
    ) -> MadePerson {
        let mother_age = mother.map_or(head_age, |(_, age)| age);
        let child_age = mother_age - self.rng.random_range(21..=35);
        let sex = if self.rng.random_bool(0.515) {
            Sex::Male
        } else {
            Sex::Female
        };
        // One in six lives with a parent rather than with one more child.
        let is_child = place < 5 && (head_age < 30 || self.rng.random_bool(0.83));
        if (0..=30).contains(&child_age) && is_child {
            let born = self.born(child_age);
            let relation = if sex == Sex::Male { "20" } else { "30" };
            let mut child = self.person(home, surname, sex, born, relation);
            if let Some((mother, _)) = mother.filter(|_| child_age < 18) {
                child.identity.guardians.push(Guardian {
                    person: mother,
                    relation: GuardianRelation::Mother,
                });
            }
            return child;
        }
        let parent_age = (head_age + self.rng.random_range(21..=32)).min(99);
        let born = self.born(parent_age);
        let own = self.surname();
        let surname = if sex == Sex::Male { surname } else { own };
        self.person(home, surname, sex, born, "50")
    }
}

impl Iterator for Population<'_> {
    type Item = MadeHousehold;

    fn next(&mut self) -> Option<MadeHousehold> {
        self.household()
    }
}

/// Where a household lives and how it is reached.
struct Home {
    village: Village,
    phone: String,
    grid: String,
    detail: String,
}

/// The figures of a region, or of the nearest one above it that has some.
fn nearest<'p, T>(
    pack: &Pack,
    region: RegionCode,
    figures: &'p std::collections::BTreeMap<RegionCode, T>,
) -> Option<&'p T> {
    figures.get(&region).or_else(|| {
        pack.regions
            .ancestors(region)
            .iter()
            .rev()
            .find_map(|above| figures.get(&above.code))
    })
}

/// Villages at or below a region; those of one county share its population equally.
fn villages(pack: &Pack, region: RegionCode, today: Day) -> Vec<(Village, f64)> {
    let mut found = Vec::new();
    let own = pack
        .regions
        .get(region)
        .filter(|one| one.level == Level::Village);
    let below = pack.regions.descendants(region, Level::Village);
    let mut by_county: HashMap<RegionCode, Vec<Village>> = HashMap::new();
    for village in own.into_iter().chain(below) {
        let county = village
            .code
            .to_string()
            .get(..6)
            .and_then(|code| code.parse().ok());
        if let (Some(county), Some(path)) = (county, pack.regions.path(village.code)) {
            by_county.entry(county).or_default().push(Village {
                code: village.code,
                path,
                county,
            });
        }
    }
    let mut counties: Vec<(RegionCode, Vec<Village>)> = by_county.into_iter().collect();
    counties.sort_unstable_by_key(|(county, _)| *county);
    for (county, villages) in counties {
        let population = pack
            .regions
            .population(county, today)
            .map_or(1.0, |known| known.value as f64);
        let share = population / villages.len() as f64;
        found.extend(villages.into_iter().map(|village| (village, share)));
    }
    found
}
