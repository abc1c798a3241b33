//! From a reproduction number to the probability that a contact transmits.

use super::actions::Rules;
use super::contacts::ContactRates;
use super::delay::Delay;
use super::disease::Disease;
use super::population::{GroupKind, Population};
use crate::error::SimError;
use crate::random::Stream;
use crate::theory::false_position;

/// Persons looked at; the mean number of contacts is then known to about one in a hundred.
const SAMPLE: usize = 4000;

/// The persons whose contacts stand for everybody's: all of a small population, a random sample of a large one.
fn sample(people: &Population) -> Vec<u32> {
    if people.len() <= SAMPLE {
        return (0..people.len() as u32).collect();
    }
    // The seed is fixed, so that the transmission probability is a property of the scenario and not of the run.
    let mut stream = Stream::named(0, "calibration", 0);
    (0..SAMPLE)
        .map(|_| stream.below(people.len() as u32))
        .collect()
}

/// Contacts a day in a group of so many, as a share of all others there.
struct Circle {
    others: f64,
    contacts_each: f64,
    weight: f64,
}

/// The groups somebody meets again and again, and the contacts with strangers.
fn circles(
    people: &Population,
    rates: &ContactRates,
    disease: &Disease,
    agent: u32,
) -> (Vec<Circle>, f64) {
    let week = (5.0 + 2.0 * rates.weekend) / 7.0;
    let weights = &disease.settings;
    let mut circles = vec![Circle {
        others: people.household(agent).len() as f64 - 1.0,
        contacts_each: 1.0,
        weight: weights.household,
    }];
    let mut add = |persons: u32, contacts: f64, weight: f64| {
        // A slot that falls on oneself is lost.
        circles.push(Circle {
            others: f64::from(persons) - 1.0,
            contacts_each: contacts / f64::from(persons),
            weight,
        });
    };
    if let Some(group) = people.groups.get(people.group[agent as usize] as usize) {
        let own = group.end - group.start;
        let parent = group.parent_end - group.parent_start;
        match group.kind {
            GroupKind::Class => {
                let contacts = rates.school * week;
                add(own, contacts * rates.class_share, weights.school);
                add(parent, contacts * (1.0 - rates.class_share), weights.school);
            }
            GroupKind::Workplace | GroupKind::Hospital => {
                add(own, rates.workplace * week, weights.workplace);
            }
            GroupKind::CareHome => add(own, rates.care_home, weights.care_home),
        }
    }
    circles.retain(|circle| circle.others > 0.0 && circle.contacts_each > 0.0);
    let strangers = rates.community_at(people.age(agent));
    (circles, strangers)
}

/// Contacts a day of an average person, household included.
pub fn contacts_per_day(people: &Population, rates: &ContactRates, disease: &Disease) -> f64 {
    let sample = sample(people);
    let sum: f64 = sample
        .iter()
        .map(|&agent| {
            let (circles, strangers) = circles(people, rates, disease, agent);
            let known: f64 = circles
                .iter()
                .map(|circle| circle.others * circle.contacts_each)
                .sum();
            known + strangers
        })
        .sum();
    sum / sample.len() as f64
}

/// The probability that a contact in the community transmits, so that an average person without measures, in a
/// population without immunity, infects as many as the reproduction number says.
///
/// Contacts with strangers count each; in a household, class or workplace the same people are met again, and nobody is
/// infected twice: others · (1 − E[(1 − p · contacts)^days]).
pub(super) fn transmission(
    people: &Population,
    rates: &ContactRates,
    disease: &Disease,
    infectious: &Delay,
) -> Result<f64, SimError> {
    let sample: Vec<(Vec<Circle>, f64, f64)> = sample(people)
        .into_iter()
        .map(|agent| {
            let (circles, strangers) = circles(people, rates, disease, agent);
            let symptomatic = disease.band(people.age(agent)).symptomatic;
            (circles, strangers * disease.settings.community, symptomatic)
        })
        .collect();
    let susceptibility: f64 = self::sample(people)
        .iter()
        .map(|&agent| disease.band(people.age(agent)).susceptibility)
        .sum::<f64>()
        / sample.len() as f64;
    let asymptomatic = disease.asymptomatic_infectiousness.value;
    let infected = |p: f64, circles: &[Circle], strangers: f64| -> f64 {
        let known: f64 = circles
            .iter()
            .map(|circle| {
                let daily = (p * circle.weight * circle.contacts_each).min(1.0);
                circle.others * (1.0 - infectious.generating(1.0 - daily))
            })
            .sum();
        known + strangers * p.min(1.0) * infectious.mean()
    };
    let reproduction = |p: f64| -> f64 {
        let sum: f64 = sample
            .iter()
            .map(|(circles, strangers, ill)| {
                ill * infected(p, circles, *strangers)
                    + (1.0 - ill) * infected(p * asymptomatic, circles, *strangers)
            })
            .sum();
        susceptibility * sum / sample.len() as f64
    };
    let wanted = disease.reproduction_number.value;
    let most = reproduction(1.0);
    if most < wanted {
        return Err(SimError::contradiction(
            "disease.reproduction_number",
            "contacts",
            format!(
                "even if every contact transmitted, a case would infect only {most:.2}; give more contacts or a longer infectious period"
            ),
        ));
    }
    Ok(false_position(0.0, 1.0, |p| reproduction(p) - wanted))
}

/// Rules without any action, for the scenario's week.
pub(super) fn plain_rules(rates: &ContactRates, first_weekday: u8) -> Rules {
    Rules::none(rates.weekend as f32, first_weekday)
}
