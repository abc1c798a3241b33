//! How many contacts people have where, and who they are on a given day.

use serde::{Deserialize, Serialize};

use super::actions::Rules;
use super::population::{GroupKind, Population};
use crate::check;
use crate::error::SimError;
use crate::random::{Key, below};

/// Five-year age bands: 0–4 … 80–84, 85 and older.
const BANDS: usize = 18;

/// Where a contact happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// At home.
    Household,
    /// In class or school.
    School,
    /// At work.
    Workplace,
    /// Elsewhere: shops, buses, feasts.
    Community,
    /// In a home for the elderly.
    CareHome,
    /// In hospital, from a patient to staff.
    Ward,
    /// Outside the city: an imported case (输入病例).
    Import,
}

/// Settings within the city.
pub(crate) const SETTINGS: usize = 6;

/// Contacts a day outside the household; at home everybody meets everybody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactRates {
    /// In school, on a school day.
    pub school: f64,
    /// Share of school contacts within the own class; the others anywhere in the school.
    pub class_share: f64,
    /// At work, on a working day.
    pub workplace: f64,
    /// In a home for the elderly.
    pub care_home: f64,
    /// Of a patient with health workers.
    pub ward: f64,
    /// Elsewhere, by five-year age band; the last holds for all older ages.
    pub community: Vec<f64>,
    /// Share of contacts elsewhere with people of the own township.
    pub township_share: f64,
    /// Share with people of the own county, the township included; the rest with anybody in the city.
    pub county_share: f64,
    /// School and work contacts on Saturday and Sunday, as a share of those on other days.
    pub weekend: f64,
}

/// Contact matrices by setting in five-year bands, per head as Mistry et al. publish them (doi:10.1038/s41467-020-20544-y).
#[derive(Debug, Clone, PartialEq)]
pub struct SettingMatrices<'m> {
    /// School.
    pub school: &'m [Vec<f64>],
    /// Workplace.
    pub workplace: &'m [Vec<f64>],
    /// Community.
    pub community: &'m [Vec<f64>],
}

impl ContactRates {
    /// Nothing but this many contacts a day with anybody in the city.
    pub fn well_mixed(contacts: f64) -> Self {
        Self {
            school: 0.0,
            class_share: 1.0,
            workplace: 0.0,
            care_home: 0.0,
            ward: 0.0,
            community: vec![contacts],
            township_share: 0.0,
            county_share: 0.0,
            weekend: 1.0,
        }
    }

    /// Sets rates outside the household from contact matrices: how many contacts somebody of an age has in a setting is
    /// the sum of the age's row times the setting's mean number of contacts a day.
    ///
    /// With whom, the population itself decides: classmates are of one age and colleagues are grown up by construction,
    /// and published community matrices are nearly those of random mixing.
    pub fn set_from_matrices(
        &mut self,
        matrices: &SettingMatrices<'_>,
        [school, workplace, community]: [f64; 3],
    ) -> Result<(), SimError> {
        for (name, matrix) in [
            ("matrices.school", matrices.school),
            ("matrices.workplace", matrices.workplace),
            ("matrices.community", matrices.community),
        ] {
            check::square(name, matrix, BANDS)?;
        }
        let sum = |row: &Vec<f64>| row.iter().sum::<f64>();
        let most = |matrix: &[Vec<f64>]| matrix.iter().map(sum).fold(0.0, f64::max);
        // Members of a class or workplace have the contacts of the ages that are nearly all in one.
        self.school = school * most(matrices.school);
        self.workplace = workplace * most(matrices.workplace);
        self.community = matrices
            .community
            .iter()
            .map(|row| community * sum(row))
            .collect();
        Ok(())
    }

    /// Refuses what cannot be, naming the field.
    pub(crate) fn check(&self) -> Result<(), SimError> {
        const CONTACTS_MAX: f64 = 200.0;
        let rates = [
            ("contacts.school".to_owned(), self.school),
            ("contacts.workplace".to_owned(), self.workplace),
            ("contacts.care_home".to_owned(), self.care_home),
            ("contacts.ward".to_owned(), self.ward),
        ];
        let community = self
            .community
            .iter()
            .enumerate()
            .map(|(i, &rate)| (format!("contacts.community[{i}]"), rate));
        for (field, rate) in rates.into_iter().chain(community) {
            if !(0.0..=CONTACTS_MAX).contains(&rate) {
                return Err(SimError::parameter(
                    field,
                    rate,
                    format!("from 0 to {CONTACTS_MAX} contacts a day"),
                ));
            }
        }
        if self.community.is_empty() || self.community.len() > BANDS {
            return Err(SimError::parameter(
                "contacts.community",
                format!("of {} bands", self.community.len()),
                format!("of 1 to {BANDS} five-year age bands"),
            ));
        }
        check::share("contacts.class_share", self.class_share)?;
        check::share("contacts.township_share", self.township_share)?;
        check::share("contacts.county_share", self.county_share)?;
        check::share("contacts.weekend", self.weekend)?;
        if self.county_share < self.township_share {
            return Err(SimError::contradiction(
                "contacts.county_share",
                "contacts.township_share",
                "the county includes the township, so its share cannot be smaller",
            ));
        }
        Ok(())
    }

    /// Contacts elsewhere of somebody of this age.
    #[inline]
    pub(crate) fn community_at(&self, age: u8) -> f64 {
        let band = usize::from(age / 5).min(self.community.len() - 1);
        self.community[band]
    }
}

/// Where a person is that day, as far as contacts go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whereabouts {
    /// Going about as always.
    Free,
    /// At home, isolated or quarantined.
    Home,
    /// In a bed of this county's hospitals.
    Bed { county: u16 },
}

/// The contacts of a day, drawn from the key of the run.
#[derive(Clone, Copy)]
pub(crate) struct Meetings<'a> {
    pub people: &'a Population,
    pub rates: &'a ContactRates,
    pub key: Key,
    /// Ends of the township's and the county's share of contacts elsewhere, in units of 2⁻³².
    pub near: [u64; 2],
}

/// Slots of a day: the household from 0, the day's group, contacts elsewhere, and two that say how many.
const GROUP_SLOT: u64 = 16;
const COMMUNITY_SLOT: u64 = 512;
const COUNT_SLOT: u64 = 1024;
/// Added to a slot for the further numbers of a contact.
const FAR_SLOT: u64 = 2048;

/// 2³².
const UNIT: f64 = 4_294_967_296.0;

impl<'a> Meetings<'a> {
    pub(crate) fn new(people: &'a Population, rates: &'a ContactRates, seed: u64) -> Self {
        Self {
            people,
            rates,
            key: Key::named(seed, "contacts"),
            near: [rates.township_share, rates.county_share].map(|share| (share * UNIT) as u64),
        }
    }

    /// Hands out the contacts of an agent's day whose chance number lies below the setting's limit (of 2³²), and says
    /// how many contacts there were in all.
    ///
    /// The partner is looked up only for those handed out: the others cannot transmit, whoever they are.
    #[inline]
    pub(crate) fn of_day(
        &self,
        agent: u32,
        day: u16,
        whereabouts: Whereabouts,
        rules: &Rules,
        limits: &[u64; SETTINGS],
        mut meet: impl FnMut(u32, Setting),
    ) -> u32 {
        let key = self.key.of(u64::from(agent)).of(u64::from(day));
        let mut contacts = 0;
        if let Whereabouts::Bed { county } = whereabouts {
            return self.on_ward(key, county, limits, meet);
        }
        let household = self.people.household(agent);
        if household.len() > 1 {
            for member in household {
                if member == agent {
                    continue;
                }
                contacts += 1;
                // The slot is the member's place, so that a contact keeps its luck when others move out.
                let place = self.people.home[member as usize] & 15;
                if is_below(key.bits(place.into()), limits[Setting::Household as usize]) {
                    meet(member, Setting::Household);
                }
            }
        }
        if whereabouts == Whereabouts::Home {
            return contacts;
        }
        let group = self.people.group[agent as usize];
        if let Some(group) = self.people.groups.get(group as usize) {
            let (setting, rate) = match group.kind {
                GroupKind::Class => (Setting::School, self.rates.school * rules.school(day)),
                GroupKind::Workplace | GroupKind::Hospital => (
                    Setting::Workplace,
                    self.rates.workplace * rules.workplace(day),
                ),
                GroupKind::CareHome => (Setting::CareHome, self.rates.care_home),
            };
            let count = whole(rate, key.bits(COUNT_SLOT));
            contacts += count;
            let class_end = (self.rates.class_share * UNIT) as u64;
            for slot in GROUP_SLOT..GROUP_SLOT + u64::from(count) {
                let bits = key.bits(slot);
                if !is_below(bits, limits[setting as usize]) {
                    continue;
                }
                let (start, end) = if is_below(key.bits(slot + FAR_SLOT), class_end) {
                    (group.start, group.end)
                } else {
                    (group.parent_start, group.parent_end)
                };
                let at = start + below((bits >> 32) as u32, end - start);
                let partner = self.people.members[at as usize];
                if partner != agent {
                    meet(partner, setting);
                }
            }
        }
        let age = self.people.age[agent as usize];
        let rate = self.rates.community_at(age) * f64::from(rules.community);
        let count = whole(rate, key.bits(COUNT_SLOT + 1));
        let limit = limits[Setting::Community as usize];
        for slot in COMMUNITY_SLOT..COMMUNITY_SLOT + u64::from(count) {
            let bits = key.bits(slot);
            if is_below(bits, limit)
                && let Some(partner) = self.elsewhere(agent, bits >> 32, rules, key, slot)
            {
                meet(partner, Setting::Community);
            }
        }
        contacts + count
    }

    /// Whom an agent meets elsewhere; nobody when travel is limited and the partner lives too far away.
    fn elsewhere(
        &self,
        agent: u32,
        number: u64,
        rules: &Rules,
        key: Key,
        slot: u64,
    ) -> Option<u32> {
        let [township_end, county_end] = self.near;
        let people = self.people;
        let within = |range: std::ops::Range<u32>, from: u64, end: u64| {
            range.start + ((number - from) * range.len() as u64 / (end - from)) as u32
        };
        let partner = if number < township_end {
            within(people.township(people.township_of(agent)), 0, township_end)
        } else {
            if rules.far < 1.0 && key.uniform(slot + FAR_SLOT) >= f64::from(rules.far) {
                return None;
            }
            if number < county_end {
                let county = people.township_county[people.township_of(agent)];
                within(people.county(county.into()), township_end, county_end)
            } else {
                within(0..people.len() as u32, county_end, 1 << 32)
            }
        };
        (partner != agent).then_some(partner)
    }

    fn on_ward(
        &self,
        key: Key,
        county: u16,
        limits: &[u64; SETTINGS],
        mut meet: impl FnMut(u32, Setting),
    ) -> u32 {
        let hospital = self.people.hospital[usize::from(county)];
        let Some(staff) = self.people.groups.get(hospital as usize) else {
            return 0;
        };
        let count = whole(self.rates.ward, key.bits(COUNT_SLOT));
        for slot in GROUP_SLOT..GROUP_SLOT + u64::from(count) {
            let bits = key.bits(slot);
            if is_below(bits, limits[Setting::Ward as usize]) {
                let at = staff.start + below((bits >> 32) as u32, staff.end - staff.start);
                meet(self.people.members[at as usize], Setting::Ward);
            }
        }
        count
    }
}

/// Whether the lower half of the bits lies below this limit (of 2³²).
#[inline(always)]
const fn is_below(bits: u64, limit: u64) -> bool {
    bits & 0xFFFF_FFFF < limit
}

/// A rate as a whole number that has it as its mean.
#[inline(always)]
fn whole(rate: f64, bits: u64) -> u32 {
    (rate + crate::random::unit(bits)) as u32
}
