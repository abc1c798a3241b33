//! How well identity matching does on people whose truth is known.
//!
//! A copy of each of some people is written down again with the mistakes clerks make and held against all of them;
//! strangers of the same city are held against them too. Printed with `--nocapture`; the floors keep it from getting worse.

use std::collections::HashMap;

use kernel::Clock;
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;
use registry::synthetic::{Population, load, spoil};
use registry::{People, Recognised, SEALED};
use testkit::TestDb;

use crate::fixture::{clock, migrated, pack, vault};

const KNOWN: u64 = 6_000;
const COPIES: usize = 1_500;
const STRANGERS: usize = 1_500;

#[derive(Debug, Default)]
struct Tally {
    linked_right: f64,
    linked_wrong: f64,
    queued_right: f64,
    queued_wrong: f64,
    missed: f64,
}

impl Tally {
    fn precision(&self) -> f64 {
        self.linked_right / (self.linked_right + self.linked_wrong)
    }

    fn recall_linked(&self) -> f64 {
        self.linked_right / COPIES as f64
    }

    fn recall_seen(&self) -> f64 {
        (self.linked_right + self.queued_right) / COPIES as f64
    }
}

/// A city with few villages has the same names in fewer places, so one county is harder than the whole.
async fn measured(db: &TestDb, seed: u64) -> (Tally, usize) {
    let db = migrated(db).await;
    let (pack, now) = (pack(), clock().now());
    let vault = vault(&db, SEALED).await;
    let county = "140902".parse().unwrap();
    let mut source = Population::new(&pack, county, seed, now).unwrap();
    load(&db, &vault, &mut source, KNOWN, now, &mut |_| {})
        .await
        .unwrap();
    let people = People::new(&db, &pack, &vault, now, "tester");
    let areas = [pack.regions.path(county).unwrap()];
    let known = people
        .list(&areas, None, (None, None), None, None, None, KNOWN as usize)
        .await
        .unwrap();
    let mut rng = Pcg64Mcg::seed_from_u64(seed + 100);
    let mut tally = Tally::default();
    let mut mistakes: HashMap<_, usize> = HashMap::new();
    let step = known.len() / COPIES;
    for index in 0..COPIES {
        let one = &known[index * step];
        let elsewhere = &known[(index * step + 997) % known.len()]
            .identity
            .current_address;
        let (copy, made) = spoil(&one.identity, elsewhere, &mut rng);
        for mistake in made {
            *mistakes.entry(mistake).or_default() += 1;
        }
        match people
            .recognise(&copy, one.standing.sex, "case_report")
            .await
            .unwrap()
        {
            Recognised::Known(id) if id == one.id => tally.linked_right += 1.0,
            Recognised::Known(_) => tally.linked_wrong += 1.0,
            Recognised::Maybe(ids) if ids.contains(&one.id) => tally.queued_right += 1.0,
            _ => tally.missed += 1.0,
        }
    }
    for stranger in source
        .flat_map(|household| household.people)
        .take(STRANGERS)
    {
        match people
            .recognise(&stranger.identity, stranger.sex, "case_report")
            .await
            .unwrap()
        {
            Recognised::Known(_) => tally.linked_wrong += 1.0,
            Recognised::Maybe(_) => tally.queued_wrong += 1.0,
            Recognised::Nobody => {}
        }
    }
    (tally, mistakes.len())
}

#[test]
fn people_are_recognised_in_spite_of_clerks() {
    for seed in [11, 12] {
        testkit::run(async {
            let db = TestDb::sqlite().await;
            let (tally, kinds) = measured(&db, seed).await;
            assert!(kinds >= 9, "nearly every kind of mistake was made: {kinds}");
            assert!(tally.precision() >= 0.995, "{tally:?}");
            assert!(tally.recall_linked() >= 0.75, "{tally:?}");
            assert!(tally.recall_seen() >= 0.93, "{tally:?}");
            assert!(tally.queued_wrong / STRANGERS as f64 <= 0.05, "{tally:?}");
            db.remove().await;
        });
    }
}
