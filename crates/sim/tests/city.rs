//! The city of agents against exact results.

use std::collections::{BTreeMap, BTreeSet};

use sim::city::{ContactRates, Infection, Marginals, Place, Setting, contacts_per_day};
use sim::theory::extinction::Offspring;
use sim::theory::final_size::final_size;
use sim::theory::growth::{GenerationInterval, growth_rate};
use sim::theory::household::HouseholdModel;

use crate::city_support::{
    disease, everyday_contacts, known, mean_and_error, play, severe_disease, town, well_mixed,
};
use crate::vectors::assert_close;

/// Two hundred runs against the closed form, at four standard errors and the bias of order 1 / N.
fn has_the_final_size(r: f64, immune: f64, persons: u32) {
    let people = Marginals::well_mixed(persons).populate(1).unwrap();
    let sizes: Vec<f64> = (0..200)
        .map(|seed| {
            let cases = 0.001 * f64::from(persons);
            let mut scenario = well_mixed(disease(r, 2.0, 4.0), seed, cases);
            scenario.days = 250;
            scenario.immune_at_start = immune;
            play(&people, &scenario).total(|day| day.infections) as f64 / f64::from(persons)
        })
        .collect();
    let (mean, error) = mean_and_error(&sizes);
    let end = final_size(r, 1.0 - immune - 0.001, 0.001).unwrap();
    let want = end.attack_of_total + 0.001;
    assert_close(mean, want, 4.0 * error + 50.0 / f64::from(persons));
}

#[test]
fn a_well_mixed_city_has_the_final_size_of_the_closed_form() {
    has_the_final_size(1.6, 0.0, 50_000);
}

#[test]
fn a_partly_immune_city_has_the_final_size_of_the_closed_form() {
    has_the_final_size(2.5, 0.3, 20_000);
}

#[test]
fn an_epidemic_grows_as_its_generation_interval_says() {
    // Latent for 2 days and infectious for 4: infections 2, 3, 4 and 5 days after infection, equally many.
    let when = GenerationInterval::Discrete(vec![0.0, 0.25, 0.25, 0.25, 0.25]);
    let want = growth_rate(2.0, &when).unwrap();
    let people = Marginals::well_mixed(400_000).populate(1).unwrap();
    let rates: Vec<f64> = (0..60)
        .map(|seed| {
            let mut scenario = well_mixed(disease(2.0, 2.0, 4.0), seed, 50.0);
            scenario.days = 25;
            let days = play(&people, &scenario).by_day(|day| day.infections);
            // Sums over a generation smooth what the common start leaves.
            let around = |day: usize| days[day - 3..=day].iter().sum::<u64>() as f64;
            (around(24) / around(14)).ln() / 10.0
        })
        .collect();
    let (mean, error) = mean_and_error(&rates);
    // The one in a hundred already infected at the end slow growth by about as much.
    assert_close(mean, want, 4.0 * error + 0.015 * want);
}

#[test]
fn introductions_die_out_as_often_as_unequal_infectiousness_says() {
    const RUNS: u64 = 1500;
    let people = Marginals::well_mixed(5_000).populate(1).unwrap();
    let outbreaks = (0..RUNS)
        .filter(|&seed| {
            let mut unequal = disease(2.5, 1.0, 4.0);
            unequal.dispersion = Some(known(0.16));
            let mut scenario = well_mixed(unequal, seed, 1.0);
            // Many contacts of small probability make the number infected negative binomial.
            scenario.contacts = ContactRates::well_mixed(60.0);
            scenario.days = 30;
            play(&people, &scenario).total(|day| day.infections) > 100
        })
        .count() as f64;
    let offspring = Offspring::NegativeBinomial {
        mean: 2.5,
        dispersion: 0.16,
    };
    let want = offspring.outbreak_probability(1).unwrap();
    let error = (want * (1.0 - want) / RUNS as f64).sqrt();
    assert_close(outbreaks / RUNS as f64, want, 4.0 * error);
}

#[test]
fn households_have_reed_frost_chains() {
    let mut homes = Marginals::well_mixed(400_000);
    homes.household_sizes = vec![0.0, 0.0, 0.0, 1.0];
    let people = homes.populate(1).unwrap();
    // Infectious for one day and in contact at home only: a chance of 0.2 for each of three others.
    let mut scenario = well_mixed(disease(0.6, 1.0, 1.0), 1, 30_000.0);
    scenario.contacts = ContactRates::well_mixed(0.0);
    scenario.days = 30;
    scenario.keeps_infections = true;
    let outcome = play(&people, &scenario);
    assert_close(outcome.transmission, 0.2, 1e-9);
    let mut cases: BTreeMap<u32, (u32, usize)> = BTreeMap::new();
    for infection in &outcome.infections {
        let home = cases
            .entry(people.household(infection.agent).start)
            .or_default();
        if infection.setting == Setting::Import {
            home.0 += 1;
        } else {
            home.1 += 1;
        }
    }
    let mut counts = [0.0; 4];
    for &(imports, others) in cases.values() {
        if imports == 1 {
            counts[others] += 1.0;
        }
    }
    let pmf = HouseholdModel::ReedFrost { probability: 0.2 }
        .secondary_cases_pmf(4, 1)
        .unwrap();
    let homes: f64 = counts.iter().sum();
    assert!(homes > 20_000.0);
    let chi: f64 = counts
        .iter()
        .zip(pmf)
        .map(|(count, p)| (count - homes * p).powi(2) / (homes * p))
        .sum();
    // The 99.9 % point of chi-square with 3 degrees of freedom.
    assert!(chi < 16.3, "chi-square {chi}: {counts:?}");
}

#[test]
fn average_persons_infect_as_many_as_the_reproduction_number_says() {
    let people = town(300_000);
    let mut scenario = well_mixed(severe_disease(), 5, 1500.0);
    scenario.contacts = everyday_contacts();
    scenario.days = 25;
    scenario.keeps_infections = true;
    let means: Vec<f64> = (0..10)
        .map(|seed| {
            scenario.seed = seed;
            let outcome = play(&people, &scenario);
            let (imported, others): (Vec<&Infection>, Vec<&Infection>) = outcome
                .infections
                .iter()
                .partition(|infection| infection.setting == Setting::Import);
            let imported: BTreeSet<u32> =
                imported.iter().map(|infection| infection.agent).collect();
            let by_them = others
                .iter()
                .filter(|infection| imported.contains(&infection.infector))
                .count();
            by_them as f64 / imported.len() as f64
        })
        .collect();
    let (mean, error) = mean_and_error(&means);
    // What the others infect meanwhile takes a few per cent of the susceptible away.
    assert!(
        (2.5 * 0.93..2.5 + 4.0 * error).contains(&mean),
        "{mean} ± {error}"
    );
    let contacts = contacts_per_day(&people, &scenario.contacts, &scenario.disease);
    assert!((8.0..16.0).contains(&contacts), "{contacts}");
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let people = town(60_000);
    let mut scenario = crate::city_support::everything(3);
    scenario.keeps_infections = true;
    let with = |threads| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap()
            .install(|| play(&people, &scenario))
    };
    let one = with(1);
    assert!(one.total(|day| day.infections) > 5000);
    for threads in [2, 3, 7] {
        assert_eq!(with(threads), one);
    }
    scenario.seed = 4;
    assert_ne!(play(&people, &scenario).county_days, one.county_days);
}

#[test]
fn an_outbreak_in_one_township_begins_there() {
    let people = town(60_000);
    let mut scenario = well_mixed(disease(2.0, 2.0, 4.0), 1, 20.0);
    scenario.contacts = everyday_contacts();
    scenario.imports[0].place = Place::Township(3);
    scenario.days = 1;
    scenario.keeps_infections = true;
    let outcome = play(&people, &scenario);
    assert_eq!(outcome.infections.len(), 20);
    assert!(
        outcome
            .infections
            .iter()
            .all(|infection| people.township_of(infection.agent) == 3)
    );
}
