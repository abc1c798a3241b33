//! Synthetic people: the marginals they were made from, and where they stand.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sim::city::Marginals;
use sim::city::population::{GroupKind, household_sizes_with_mean};

use crate::city_support::town;
use crate::vectors::assert_close;

#[test]
fn ages_and_townships_are_kept_to_the_person() {
    let people = town(90_000);
    assert_eq!(people.len(), 90_000);
    assert_eq!(people.township(2).len(), 36_000);
    for township in 0..people.townships() {
        let residents = people.township(township);
        let of_age = residents.clone().filter(|&id| people.age(id) == 30).count();
        assert!(of_age.abs_diff(residents.len() / 90) <= 1);
        assert!(
            residents
                .clone()
                .all(|id| people.township_of(id) == township)
        );
    }
}

#[test]
fn households_have_the_published_sizes_and_somebody_grown_up() {
    let people = town(90_000);
    let (mut sizes, mut without) = ([0.0; 7], 0);
    let mut id = 0;
    while (id as usize) < people.len() {
        let home = people.household(id);
        assert!(home.clone().all(|member| people.household(member) == home));
        sizes[home.len()] += 1.0;
        without += usize::from(home.clone().all(|member| people.age(member) < 18));
        id = home.end;
    }
    let all: f64 = sizes.iter().sum();
    for (size, share) in [(1, 0.2), (2, 0.3), (3, 0.25), (4, 0.15), (5, 0.06)] {
        // Four standard errors of a share among 36,000 households.
        assert_close(sizes[size] / all, share, 0.01);
    }
    assert!(
        (without as f64) < 0.01 * all,
        "{without} homes without a grown-up"
    );
}

#[test]
fn classes_workplaces_and_care_homes_hold_whom_they_should() {
    let people = town(90_000);
    let mut kinds = BTreeSet::new();
    let (mut pupils, mut workers) = (0, 0);
    for id in 0..people.len() as u32 {
        let Some((kind, members)) = people.day_group(id) else {
            continue;
        };
        assert!(members.contains(&id));
        kinds.insert(format!("{kind:?}"));
        match kind {
            GroupKind::Class => {
                pupils += usize::from(people.age(id) < 18);
                assert!(members.len() <= 40 + 2);
            }
            GroupKind::Workplace | GroupKind::Hospital => {
                workers += 1;
                assert!((18..65).contains(&people.age(id)));
            }
            GroupKind::CareHome => assert!(people.age(id) >= 75 && members.len() <= 50),
        }
    }
    assert_eq!(kinds.len(), 4);
    assert_close(pupils as f64, 90_000.0 * 15.0 / 90.0 * 0.95, 300.0);
    // 70 % of those aged 18 to 64, less the teachers.
    assert_close(workers as f64, 90_000.0 * 47.0 / 90.0 * 0.7, 2000.0);
}

#[test]
fn the_same_seed_makes_the_same_people_in_few_bytes() {
    let (a, b) = (town(30_000), town(30_000));
    let same = (0..30_000).all(|id| {
        a.age(id) == b.age(id)
            && a.household(id) == b.household(id)
            && a.day_group(id).map(|group| group.1) == b.day_group(id).map(|group| group.1)
    });
    assert!(same);
    assert!(a.bytes_per_agent() < 16.0, "{}", a.bytes_per_agent());
}

#[test]
fn household_sizes_move_to_a_published_mean() {
    let shares = [
        0.1075, 0.2189, 0.2782, 0.2187, 0.1073, 0.0483, 0.0135, 0.0043, 0.0018, 0.0013,
    ];
    let moved = household_sizes_with_mean(&shares, 2.52).unwrap();
    let mean: f64 = moved.iter().zip(1..).map(|(p, n)| p * f64::from(n)).sum();
    assert_close(mean, 2.52, 1e-9);
    assert_close(moved.iter().sum(), 1.0, 1e-12);
    assert!(moved[0] > shares[0] && moved[5] < shares[5]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn every_city_however_odd_has_all_its_people(
        sizes in prop::collection::vec(1_u32..400, 1..6),
        ages in prop::collection::vec(0.0_f64..1.0, 1..101),
        homes in prop::collection::vec(0.0_f64..1.0, 1..16),
        seed: u64,
    ) {
        prop_assume!(ages.iter().sum::<f64>() > 0.1 && homes.iter().sum::<f64>() > 0.1);
        let whole = |shares: &[f64]| -> Vec<f64> {
            let sum: f64 = shares.iter().sum();
            shares.iter().map(|share| share / sum).collect()
        };
        let mut marginals = Marginals::well_mixed(1);
        let township = marginals.townships[0].clone();
        marginals.townships = sizes.iter().enumerate().map(|(i, &population)| {
            sim::city::population::Township { county: i as u16 / 2, population, ..township.clone() }
        }).collect();
        marginals.ages = whole(&ages);
        marginals.household_sizes = whole(&homes);
        let people = marginals.populate(seed).unwrap();
        prop_assert_eq!(people.len() as u32, sizes.iter().sum::<u32>());
        for id in 0..people.len() as u32 {
            let home = people.household(id);
            prop_assert!(home.contains(&id));
            let township = people.township_of(id);
            prop_assert!(home.clone().all(|member| people.township_of(member) == township));
        }
    }
}
