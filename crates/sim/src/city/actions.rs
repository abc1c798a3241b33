//! What is done about it, where, and from when to when (干预措施).

use serde::{Deserialize, Serialize};

use super::population::Population;
use crate::check;
use crate::error::SimError;

/// Where an action is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Everywhere.
    City,
    /// In one county, by index.
    County(u16),
    /// In one township, by index.
    Township(u16),
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// Confirmed cases stay at home (病例隔离), until they are admitted or recover.
    IsolateCases,
    /// Contacts of confirmed cases are looked for and quarantined (密切接触者追踪).
    Trace {
        /// Cases whose contacts the tracers can name in a day; the others wait.
        cases_per_day: u32,
        /// Days from a case's confirmation until its contacts are reached.
        delay_days: u16,
        /// How many days before onset (or the test) are asked about.
        days_back: u16,
        /// Days of quarantine (隔离医学观察).
        quarantine_days: u16,
        /// Whether contacts are tested when they are reached.
        tests: bool,
    },
    /// Everybody is tested in turn (全员核酸检测), round after round.
    MassTest {
        /// Persons the teams can swab in a day.
        samples_per_day: u32,
    },
    /// Vaccination of those not yet vaccinated, in order of ids.
    Vaccinate {
        /// Doses given in a day.
        doses_per_day: u32,
        /// Youngest age in years.
        age_min: u8,
        /// Oldest age.
        age_max: u8,
    },
    /// Schools are closed.
    CloseSchools,
    /// This share of work contacts ends.
    CloseWorkplaces {
        /// Share.
        share: f64,
    },
    /// This share of contacts elsewhere ends.
    LimitGatherings {
        /// Share.
        share: f64,
    },
    /// Masks outside the household.
    Masks {
        /// Share of transmissions prevented when both wear one.
        effect: f64,
    },
    /// This share of contacts beyond the township ends.
    LimitTravel {
        /// Share.
        share: f64,
    },
}

/// An action on the timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// What.
    pub kind: ActionKind,
    /// First day in force; 0 is the start.
    pub first_day: u16,
    /// Last day in force.
    pub last_day: u16,
    /// Where.
    pub place: Place,
    /// Share of those concerned who do as they are told (依从性).
    pub compliance: f64,
}

impl Action {
    pub(crate) fn is_on(&self, day: u16) -> bool {
        (self.first_day..=self.last_day).contains(&day)
    }

    /// Refuses what cannot be, naming the field.
    pub(crate) fn check(&self, field: &str, people: &Population) -> Result<(), SimError> {
        if self.last_day < self.first_day {
            return Err(SimError::contradiction(
                format!("{field}.last_day"),
                format!("{field}.first_day"),
                "it would end before it begins; exchange the two",
            ));
        }
        check::share(format!("{field}.compliance"), self.compliance)?;
        let (name, index, count) = match self.place {
            Place::City => ("", 0, 1),
            Place::County(index) => ("counties", usize::from(index), people.counties()),
            Place::Township(index) => ("townships", usize::from(index), people.townships()),
        };
        if index >= count {
            return Err(SimError::parameter(
                format!("{field}.place"),
                index,
                format!("below {count}, the number of {name}"),
            ));
        }
        let share =
            |name: &str, value: f64| check::share(format!("{field}.kind.{name}"), value).map(drop);
        match &self.kind {
            ActionKind::CloseWorkplaces { share: value }
            | ActionKind::LimitGatherings { share: value }
            | ActionKind::LimitTravel { share: value } => share("share", *value),
            ActionKind::Masks { effect } => share("effect", *effect),
            ActionKind::Vaccinate {
                age_min, age_max, ..
            } if age_min > age_max => Err(SimError::contradiction(
                format!("{field}.kind.age_max"),
                format!("{field}.kind.age_min"),
                "the oldest age is below the youngest; exchange the two",
            )),
            ActionKind::Trace {
                delay_days,
                days_back,
                quarantine_days,
                ..
            } => {
                check::days(format!("{field}.kind.delay_days"), *delay_days)?;
                check::days(format!("{field}.kind.days_back"), *days_back)?;
                check::days(format!("{field}.kind.quarantine_days"), *quarantine_days)
            }
            _ => Ok(()),
        }
    }
}

/// What is in force in one township on one day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rules {
    /// Shares of contacts that remain.
    pub school: f32,
    pub workplace: f32,
    pub community: f32,
    /// Of contacts elsewhere beyond the township.
    pub far: f32,
    /// Factor of transmission outside the household.
    pub mask: f32,
    /// Share of confirmed cases who isolate.
    pub isolate: f32,
    /// School and work contacts on a weekend; day 0's weekday, Monday being 0.
    weekend: f32,
    first_weekday: u8,
}

impl Rules {
    /// No action in force.
    pub(crate) const fn none(weekend: f32, first_weekday: u8) -> Self {
        Self {
            school: 1.0,
            workplace: 1.0,
            community: 1.0,
            far: 1.0,
            mask: 1.0,
            isolate: 0.0,
            weekend,
            first_weekday,
        }
    }

    fn weekday_factor(&self, day: u16) -> f64 {
        let is_weekend = (day + u16::from(self.first_weekday)) % 7 >= 5;
        if is_weekend { self.weekend.into() } else { 1.0 }
    }

    /// Share of school contacts on a day.
    #[inline]
    pub(crate) fn school(&self, day: u16) -> f64 {
        f64::from(self.school) * self.weekday_factor(day)
    }

    /// Share of work contacts on a day.
    #[inline]
    pub(crate) fn workplace(&self, day: u16) -> f64 {
        f64::from(self.workplace) * self.weekday_factor(day)
    }

    fn apply(&mut self, action: &Action) {
        let compliance = action.compliance;
        let less = |value: &mut f32, share: f64| *value *= (1.0 - share * compliance) as f32;
        match action.kind {
            ActionKind::CloseSchools => less(&mut self.school, 1.0),
            ActionKind::CloseWorkplaces { share } => less(&mut self.workplace, share),
            ActionKind::LimitGatherings { share } => less(&mut self.community, share),
            ActionKind::LimitTravel { share } => less(&mut self.far, share),
            // Both must wear one for the whole effect.
            ActionKind::Masks { effect } => {
                self.mask *= (1.0 - effect * compliance * compliance) as f32;
            }
            ActionKind::IsolateCases => self.isolate = self.isolate.max(compliance as f32),
            ActionKind::Trace { .. }
            | ActionKind::MassTest { .. }
            | ActionKind::Vaccinate { .. } => {}
        }
    }
}

/// The rules of every township on one day.
pub(crate) fn rules_of_day(
    actions: &[Action],
    people: &Population,
    plain: Rules,
    day: u16,
) -> Vec<Rules> {
    let mut rules = vec![plain; people.townships()];
    for action in actions.iter().filter(|action| action.is_on(day)) {
        for (township, rules) in rules.iter_mut().enumerate() {
            if is_in(action.place, people, township) {
                rules.apply(action);
            }
        }
    }
    rules
}

/// Whether a township belongs to a place.
pub(crate) fn is_in(place: Place, people: &Population, township: usize) -> bool {
    match place {
        Place::City => true,
        Place::County(county) => people.township_county[township] == county,
        Place::Township(index) => usize::from(index) == township,
    }
}
