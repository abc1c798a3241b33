//! What happens to one patient: disease, days, facility, and how the card goes on.

use kernel::{Day, Timestamp};
use pack::{Organisation, Pack, SyntheticCards};
use rand::{Rng, RngExt};

use super::annex;
use super::patient::Pool;
use crate::engine::field;
use crate::model::{Step, Values};

const HOUR_MILLIS: i64 = 3_600_000;
const MINUTE_MILLIS: i64 = 60_000;
/// The clock in China shows eight hours more.
const SHANGHAI_MILLIS: i64 = 8 * HOUR_MILLIS;

/// One step of a card that is to be.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) step: Step,
    pub(super) at: Timestamp,
    pub(super) reason: Option<&'static str>,
    /// What it writes onto the card.
    pub(super) sets: Vec<(&'static str, String)>,
}

/// A card that is to be.
#[derive(Clone)]
pub(super) struct Plan<'a> {
    pub(super) person: String,
    pub(super) organisation: &'a Organisation,
    pub(super) values: Values,
    pub(super) events: Vec<Event>,
    /// Whether it is the second card of the illness planned right before it.
    pub(super) repeats: bool,
}

/// Draws cards of a span of days.
pub(super) struct Planner<'a> {
    pub(super) pack: &'a Pack,
    pub(super) pool: &'a Pool,
    /// Reporting organisations by the county's code.
    pub(super) facilities: &'a [(String, Vec<&'a Organisation>)],
    pub(super) diseases: &'a [(&'a SyntheticCards, f64)],
    pub(super) from: Day,
    pub(super) days: i32,
    pub(super) now: Timestamp,
}

impl<'a> Planner<'a> {
    /// The next card, now and then with a second one of the same illness; nothing where nobody of the age is there.
    pub(super) fn draw(&self, rng: &mut impl Rng) -> Vec<Plan<'a>> {
        let Some(kind) = self.disease(rng) else {
            return Vec::new();
        };
        let onset = self.from.plus(self.day_of(kind, rng));
        let Some(patient) = self.pool.draw((kind.age_from, kind.age_to), onset, rng) else {
            return Vec::new();
        };
        let Some(plan) = self.plan(kind, onset, patient, rng) else {
            return Vec::new();
        };
        let mut plans = vec![plan];
        if rng.random_bool(0.015) {
            // The same illness, seen elsewhere a few days later.
            let again = self.plan(kind, onset.plus(rng.random_range(0..3)), patient, rng);
            plans.extend(again.map(|plan| Plan {
                repeats: true,
                ..plan
            }));
        }
        plans
    }

    fn disease(&self, rng: &mut impl Rng) -> Option<&'a SyntheticCards> {
        let whole = self.diseases.last()?.1;
        let at = rng.random::<f64>() * whole;
        let index = self.diseases.partition_point(|(_, sum)| *sum <= at);
        self.diseases
            .get(index)
            .or(self.diseases.last())
            .map(|(kind, _)| *kind)
    }

    /// A day of the span, more often near the peak of the disease's year.
    fn day_of(&self, kind: &SyntheticCards, rng: &mut impl Rng) -> i32 {
        loop {
            let day = rng.random_range(0..self.days.max(1));
            let month = f64::from(self.from.plus(day).month());
            let phase = (month - f64::from(kind.peak_month)) / 12.0 * std::f64::consts::TAU;
            let weight = 1.0 + kind.swing * phase.cos();
            if rng.random::<f64>() * (1.0 + kind.swing) < weight {
                return day;
            }
        }
    }

    fn plan(
        &self,
        kind: &SyntheticCards,
        onset: Day,
        patient: usize,
        rng: &mut impl Rng,
    ) -> Option<Plan<'a>> {
        let condition = self.pack.conditions.get(&kind.condition)?;
        let disease = self.pack.cards.disease(Some(condition))?;
        let person = self.pool.person(patient);
        let mut values = self.pool.values(patient, onset, self.pack, rng)?;
        let county = values.get(field::REGION)?.get(..6)?.to_owned();
        let organisation = self.facility(&county, rng)?;
        let delay = if disease.is_chronic {
            rng.random_range(3..60)
        } else {
            rng.random_range(0..4)
        };
        let (day, hour) = (onset.plus(delay), rng.random_range(8..18));
        let diagnosed = instant(day, hour);
        if diagnosed > self.now {
            return None;
        }
        annex::fill(&mut values, disease, day, person.standing.sex.code(), rng);
        let has_hour = !rng.random_bool(0.004);
        let diagnosis = if has_hour {
            format!("{day}T{hour:02}")
        } else {
            day.to_string()
        };
        let area = if organisation.region.to_string().get(..6) == Some(county.as_str()) {
            "1"
        } else {
            "2"
        };
        for (id, text) in [
            (field::DISEASE, condition.code.clone()),
            (field::ONSET, onset.to_string()),
            (field::DIAGNOSIS, diagnosis),
            (field::FILL, format!("{day}T{hour:02}")),
            ("patient_area", area.to_owned()),
            ("doctor", "演示医生".to_owned()),
        ] {
            values.insert(id.to_owned(), text);
        }
        let events = self.events(diagnosed, &mut values, rng);
        Some(Plan {
            person: person.id.to_string(),
            organisation,
            values,
            events,
            repeats: false,
        })
    }

    /// A facility of the county; some go to another county's.
    fn facility(&self, county: &str, rng: &mut impl Rng) -> Option<&'a Organisation> {
        let own = self.facilities.iter().find(|(code, _)| code == county);
        let list = match own {
            Some((_, list)) if !rng.random_bool(0.08) => list,
            _ => {
                &self
                    .facilities
                    .get(rng.random_range(0..self.facilities.len()))?
                    .1
            }
        };
        list.get(rng.random_range(0..list.len())).copied()
    }

    /// The card's way, as far as it lies in the past.
    fn events(&self, diagnosed: Timestamp, values: &mut Values, rng: &mut impl Rng) -> Vec<Event> {
        let after = |at: Timestamp, minutes: i64| at.plus_millis(minutes * MINUTE_MILLIS);
        let saved = after(diagnosed, rng.random_range(2..50));
        let mut events = vec![event(Step::Save, saved)];
        let fate = rng.random_range(0..1000);
        if fate < 12 {
            // Forgotten in the drawer; half of these lack something that has to be there.
            if fate < 6 {
                values.remove(field::PHONE);
            }
            if fate < 3 {
                events.push(Event {
                    reason: Some("2"),
                    ..event(Step::Withdraw, after(saved, 3000))
                });
            }
            return self.past(events);
        }
        let delay = if rng.random_bool(0.94) {
            rng.random_range(5..100)
        } else {
            rng.random_range(1500..9000)
        };
        let mut at = after(saved, delay);
        events.push(event(Step::Report, at));
        if rng.random_bool(0.04) {
            at = after(at, rng.random_range(20..600));
            let reason = ["1", "2", "4"][rng.random_range(0..3_usize)];
            events.push(Event {
                reason: Some(reason),
                ..event(Step::Return, at)
            });
            if rng.random_bool(0.15) {
                return self.past(events);
            }
            at = after(at, rng.random_range(60..2500));
            events.push(event(Step::Report, at));
        }
        at = after(
            at,
            if rng.random_bool(0.93) {
                rng.random_range(10..1200)
            } else {
                rng.random_range(1450..4000)
            },
        );
        events.push(event(Step::Review, at));
        let later = rng.random_range(0..1000);
        if later >= 992 {
            // The county has overlooked it.
            events.pop();
            return self.past(events);
        }
        if later < 40 {
            at = after(at, rng.random_range(1000..8000));
            let mut corrected = Event {
                reason: Some("3"),
                ..event(Step::Correct, at)
            };
            if values
                .get(field::CASE_CLASS)
                .is_some_and(|class| class == "3")
            {
                corrected.reason = Some("2");
                corrected.sets.push((field::CASE_CLASS, "2".to_owned()));
            } else {
                corrected.sets.push(("department", "感染科".to_owned()));
            }
            events.push(corrected);
            events.push(event(Step::Review, after(at, rng.random_range(10..900))));
        } else if later < 44 {
            at = after(at, rng.random_range(1500..12_000));
            let mut died = event(Step::Supplement, at);
            died.sets = vec![
                (field::DEATH, Day::in_shanghai(at).to_string()),
                (field::DEATH_RELATED, "1".to_owned()),
            ];
            if values
                .get(field::CASE_CLASS)
                .is_none_or(|class| class != "4")
            {
                events.push(died);
                events.push(event(Step::Review, after(at, rng.random_range(10..100))));
            }
        } else if later < 52 {
            at = after(at, rng.random_range(500..6000));
            events.push(Event {
                reason: Some("3"),
                ..event(Step::Withdraw, at)
            });
        }
        self.past(events)
    }

    fn past(&self, events: Vec<Event>) -> Vec<Event> {
        events
            .into_iter()
            .take_while(|event| event.at <= self.now)
            .collect()
    }
}

fn event(step: Step, at: Timestamp) -> Event {
    Event {
        step,
        at,
        reason: None,
        sets: Vec::new(),
    }
}

/// The instant at which an hour of a day begins in China.
fn instant(day: Day, hour: i64) -> Timestamp {
    Timestamp::from_millis(
        i64::from(day.number()) * 24 * HOUR_MILLIS + hour * HOUR_MILLIS - SHANGHAI_MILLIS,
    )
}
