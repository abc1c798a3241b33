//! A card's values as the packs' expressions see them.

use kernel::{Day, RegionCode, Timestamp};
use pack::{CardDisease, CardType, Condition, Pack, Scalar, Variables};
use vault::{check_identity_number, normal_identity_number, normal_phone};

use super::field;
use crate::model::Values;

const HOUR_MILLIS: i64 = 3_600_000;
const SHANGHAI_HOURS: i64 = 8;
/// `id_type`: the resident identity card.
pub(crate) const RESIDENT_CARD: &str = "01";

/// A time to the hour, or a day whose hour is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HourText {
    pub(crate) day: Day,
    pub(crate) hour: Option<i64>,
}

impl HourText {
    /// Reads `YYYY-MM-DD`, `YYYY-MM-DDTHH` or `YYYY-MM-DDTHH:MM`; minutes say nothing more than their hour.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let day = text.get(..10)?.parse().ok()?;
        let rest = text.get(10..)?;
        if rest.is_empty() {
            return Some(HourText { day, hour: None });
        }
        let rest = rest.strip_prefix(['T', ' '])?;
        let (hour, minutes) = rest.split_once(':').unwrap_or((rest, "0"));
        let is_digits = |text: &str| {
            (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !is_digits(hour) || !is_digits(minutes) {
            return None;
        }
        let (hour, minutes): (i64, i64) = (hour.parse().ok()?, minutes.parse().ok()?);
        (hour < 24 && minutes < 60).then_some(HourText {
            day,
            hour: Some(hour),
        })
    }

    /// Whole hours since 1970-01-01 in China; of a day, its first hour.
    pub(crate) fn number(self) -> i64 {
        i64::from(self.day.number()) * 24 + self.hour.unwrap_or(0)
    }

    /// The first and the last instant it may mean.
    pub(crate) fn span(self) -> (Timestamp, Timestamp) {
        let first = Timestamp::from_millis((self.number() - SHANGHAI_HOURS) * HOUR_MILLIS);
        match self.hour {
            Some(_) => (first, first),
            None => (first, first.plus_millis(24 * HOUR_MILLIS - 1)),
        }
    }
}

/// Values in the form they are kept in: no blanks around them, none empty, digits and the disease in one spelling.
pub(crate) fn normal(pack: &Pack, values: &Values) -> Values {
    let mut kept = Values::new();
    for (id, text) in values {
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        let kind = pack.cards.field(id).map(|field| field.kind);
        let text = match (id.as_str(), kind) {
            (field::ID_NUMBER, _) => normal_identity_number(text),
            (field::PHONE, _) => normal_phone(text),
            (_, Some(CardType::Condition)) => {
                condition(pack, text).map_or_else(|| text.to_owned(), |one| one.code.clone())
            }
            (_, Some(CardType::Text) | None) => text.to_owned(),
            _ => text.chars().map(half_width).collect(),
        };
        kept.insert(id.clone(), text);
    }
    kept
}

/// The ASCII character that a full-width one stands for.
fn half_width(character: char) -> char {
    match u32::from(character) {
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(character),
        _ => character,
    }
}

/// The condition with this code, name or code of the card.
pub(crate) fn condition<'a>(pack: &'a Pack, text: &str) -> Option<&'a Condition> {
    pack.conditions.get(text).or_else(|| {
        pack.conditions.find(text).or_else(|| {
            pack.conditions
                .iter()
                .find(|one| one.card_code.as_deref() == Some(text))
        })
    })
}

/// The ancestor path of a region, or of what is known above it.
pub(crate) fn path_of_region(pack: &Pack, code: RegionCode) -> String {
    let mut at = Some(code);
    while let Some(code) = at {
        if let Some(path) = pack.regions.path(code) {
            return path;
        }
        at = code.parent_hint();
    }
    format!("/{}/", RegionCode::CHINA)
}

/// A card's values with what follows from them.
pub(crate) struct Reading<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) values: &'a Values,
    pub(crate) now: Timestamp,
    /// The region of the reporting organisation.
    pub(crate) organisation: Option<RegionCode>,
    pub(crate) condition: Option<&'a Condition>,
    pub(crate) disease: Option<&'a CardDisease>,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(
        pack: &'a Pack,
        values: &'a Values,
        now: Timestamp,
        organisation: Option<RegionCode>,
    ) -> Self {
        let condition = values
            .get(field::DISEASE)
            .and_then(|text| pack.conditions.get(text));
        Reading {
            pack,
            values,
            now,
            organisation,
            condition,
            disease: pack.cards.disease(condition),
        }
    }

    pub(crate) fn text(&self, id: &str) -> Option<&'a str> {
        self.values.get(id).map(String::as_str)
    }

    pub(crate) fn day(&self, id: &str) -> Option<Day> {
        self.text(id)?.parse().ok()
    }

    pub(crate) fn hour(&self, id: &str) -> Option<HourText> {
        HourText::parse(self.text(id)?)
    }

    pub(crate) fn whole(&self, id: &str) -> Option<i64> {
        self.text(id)?.parse().ok()
    }

    pub(crate) fn region(&self) -> Option<RegionCode> {
        self.text(field::REGION)?.parse().ok()
    }

    fn today(&self) -> Day {
        Day::in_shanghai(self.now)
    }

    fn now_hour(&self) -> i64 {
        self.now.millis().div_euclid(HOUR_MILLIS) + SHANGHAI_HOURS
    }

    /// The variables of the packs' expressions.
    pub(crate) fn variables(&self) -> Variables {
        let card = self.pack.cards.fields.iter().map(|one| {
            let value = self
                .text(&one.id)
                .map_or(Scalar::Empty, |text| self.scalar(&one.id, one.kind, text));
            (one.id.as_str(), value)
        });
        Variables::new()
            .with("card", card)
            .with("derived", self.derived())
            .with("disease", self.disease_facts())
    }

    /// The variables of the clocks alone.
    pub(crate) fn disease_variables(&self) -> Variables {
        Variables::new().with("disease", self.disease_facts())
    }

    fn scalar(&self, id: &str, kind: CardType, text: &str) -> Scalar {
        match kind {
            CardType::Date => text
                .parse::<Day>()
                .map_or(Scalar::Empty, |day| i64::from(day.number()).into()),
            CardType::Hour => HourText::parse(text)
                .map_or(Scalar::Empty, |hour| self.hour_number(id, hour).into()),
            CardType::Whole => text.parse::<i64>().map_or(Scalar::Empty, Into::into),
            CardType::Number => text.parse::<f64>().map_or(Scalar::Empty, Into::into),
            _ => text.into(),
        }
    }

    /// A card filled in on a day may have been filled in at any hour of it that has passed; of all others the day begins.
    fn hour_number(&self, id: &str, hour: HourText) -> i64 {
        let number = hour.number();
        if id == field::FILL && hour.hour.is_none() {
            (number + 23).min(self.now_hour().max(number))
        } else {
            number
        }
    }

    fn derived(&self) -> Vec<(&'static str, Scalar)> {
        let (diagnosis, valid) = (self.hour(field::DIAGNOSIS), self.id_is_valid());
        let number = self.text(field::ID_NUMBER).filter(|_| valid == Some(true));
        let region = self.region();
        let is_one_of = |id: &str, allowed: fn(&CardDisease) -> &Vec<String>| {
            let text = self.text(id)?;
            Some(allowed(self.disease?).iter().any(|one| one == text))
        };
        vec![
            ("today", i64::from(self.today().number()).into()),
            ("now_hour", self.now_hour().into()),
            (
                "diagnosis_day",
                diagnosis.map(|one| i64::from(one.day.number())).into(),
            ),
            ("age_years", self.age_years().into()),
            ("age_days", self.age_days().into()),
            ("age_gap", self.age_gap().into()),
            ("id_is_valid", valid.into()),
            (
                "id_birth_day",
                number
                    .and_then(birth_of)
                    .map(|day| i64::from(day.number()))
                    .into(),
            ),
            ("id_sex", number.and_then(sex_of).into()),
            (
                "region_level",
                region.map(|code| code.level().as_str()).into(),
            ),
            (
                "region_is_known",
                region.is_some_and(|code| self.is_known(code)).into(),
            ),
            ("patient_area", self.patient_area().into()),
            (
                "class_is_allowed",
                is_one_of(field::CASE_CLASS, |one| &one.classes).into(),
            ),
            (
                "case_type_is_allowed",
                is_one_of(field::CASE_TYPE, |one| &one.case_types).into(),
            ),
        ]
    }

    fn disease_facts(&self) -> Vec<(&'static str, Scalar)> {
        let on = self
            .hour(field::DIAGNOSIS)
            .map_or_else(|| self.today(), |one| one.day);
        let conditions = &self.pack.conditions;
        let code = self.condition.map(|one| one.code.as_str());
        let root = self
            .condition
            .map(|one| one.parent.as_deref().unwrap_or(&one.code));
        let class = code
            .and_then(|code| conditions.class(code, on))
            .map_or("other", pack::Class::as_str);
        // A subtype is managed as its disease is, unless it was listed by itself.
        let listing = self.condition.and_then(|one| {
            one.listing(on)
                .or_else(|| conditions.get(one.parent.as_deref()?)?.listing(on))
        });
        let hours = self.condition.and_then(|one| one.report_hours);
        let disease = |pick: fn(&CardDisease) -> bool| self.disease.is_some_and(pick);
        let annex = |name: &str| {
            self.disease
                .is_some_and(|one| one.annexes.iter().any(|known| known == name))
        };
        vec![
            ("code", code.into()),
            ("root", root.into()),
            ("class", class.into()),
            (
                "managed_as_a",
                listing.is_some_and(|one| one.managed_as_a).into(),
            ),
            ("report_hours", hours.map(i64::from).into()),
            ("is_known", self.condition.is_some().into()),
            (
                "is_group",
                code.is_some_and(|code| self.pack.cards.is_group(code))
                    .into(),
            ),
            ("is_chronic", disease(|one| one.is_chronic).into()),
            (
                "takes_carrier",
                disease(|one| one.classes.iter().any(|class| class == super::CARRIER)).into(),
            ),
            (
                "has_case_types",
                disease(|one| !one.case_types.is_empty()).into(),
            ),
            ("annex_std", annex("std").into()),
            ("annex_hbv", annex("hbv").into()),
            ("annex_afp", annex("afp").into()),
            ("annex_hfmd", annex("hfmd").into()),
            ("annex_covid", annex("covid").into()),
        ]
    }

    /// The day on which the age is told: of the onset, else of the diagnosis, else today.
    fn age_day(&self) -> Day {
        self.day(field::ONSET)
            .or_else(|| self.hour(field::DIAGNOSIS).map(|one| one.day))
            .unwrap_or_else(|| self.today())
    }

    /// Whole years at the onset, by the date of birth or the age that was given.
    pub(crate) fn age_years(&self) -> Option<i64> {
        if let Some(born) = self.day(field::BIRTH) {
            return Some(whole_years(born, self.age_day()));
        }
        let age = self.whole(field::AGE)?;
        Some(match self.text(field::AGE_UNIT) {
            Some("2") => age / 12,
            Some("3") => age / 365,
            _ => age,
        })
    }

    /// Days of life at the onset, where they are known.
    fn age_days(&self) -> Option<i64> {
        if let Some(born) = self.day(field::BIRTH) {
            return Some(i64::from(self.age_day().since(born)));
        }
        let age = self.whole(field::AGE)?;
        match self.text(field::AGE_UNIT) {
            Some("3") => Some(age),
            Some("2") => age.checked_mul(30),
            _ => age.checked_mul(365),
        }
    }

    /// By how much the given age differs from the date of birth, in the given unit.
    fn age_gap(&self) -> Option<i64> {
        let (born, age) = (self.day(field::BIRTH)?, self.whole(field::AGE)?);
        let on = self.age_day();
        let true_age = match self.text(field::AGE_UNIT)? {
            "1" => whole_years(born, on),
            "2" => {
                let months =
                    i64::from(on.year() - born.year()) * 12 + i64::from(on.month() - born.month());
                months - i64::from(on.date().day() < born.date().day())
            }
            "3" => i64::from(on.since(born)),
            _ => return None,
        };
        age.checked_sub(true_age)?.checked_abs()
    }

    /// Whether the number of a resident identity card passes its check; nothing of another document.
    fn id_is_valid(&self) -> Option<bool> {
        let number = self.text(field::ID_NUMBER)?;
        (self.text(field::ID_TYPE)? == RESIDENT_CARD)
            .then(|| number.len() == 18 && check_identity_number(number).is_ok())
    }

    /// Whether the pack knows a region, or knows too little of its county to say it does not.
    fn is_known(&self, code: RegionCode) -> bool {
        if self.pack.regions.get(code).is_some() {
            return true;
        }
        let mut above = code.parent_hint();
        while let Some(parent) = above {
            if self.pack.regions.get(parent).is_some() {
                return !self.pack.regions.has_children(parent);
            }
            above = parent.parent_hint();
        }
        false
    }

    /// What `patient_area` has to be by address and reporting organisation; nothing where the two do not tell.
    fn patient_area(&self) -> Option<&'static str> {
        let (home, unit) = (self.region()?.to_string(), self.organisation?.to_string());
        let shares = |digits: usize| home.get(..digits) == unit.get(..digits);
        // An organisation of the whole prefecture has no county of its own.
        let unit_has_county = unit.get(4..6).is_some_and(|county| county != "00");
        Some(match (shares(6), shares(4), shares(2)) {
            (true, ..) if unit_has_county => "1",
            (_, true, _) if unit_has_county => "2",
            (_, true, _) => return None,
            (.., true) => "3",
            _ => "4",
        })
    }
}

/// Completed years between two days.
fn whole_years(born: Day, on: Day) -> i64 {
    let years = i64::from(on.year()) - i64::from(born.year());
    let has_come = (on.month(), on.date().day()) >= (born.month(), born.date().day());
    if has_come { years } else { years - 1 }
}

/// The day of birth in an identity number.
fn birth_of(number: &str) -> Option<Day> {
    let part = |from: usize, to: usize| number.get(from..to);
    Day::from_ymd(
        part(6, 10)?.parse().ok()?,
        part(10, 12)?.parse().ok()?,
        part(12, 14)?.parse().ok()?,
    )
    .ok()
}

/// The sex in an identity number, as a code of GB/T 2261.1.
fn sex_of(number: &str) -> Option<&'static str> {
    let digit: u32 = number.chars().nth(16)?.to_digit(10)?;
    Some(if digit % 2 == 1 { "1" } else { "2" })
}
