//! Synthetic people: the same for the same seed, believable, and recognisable.

use std::collections::{BTreeSet, HashMap};

use kernel::{Clock, Level};
use registry::synthetic::{MadeHousehold, Population, load, load_practitioners, synthetic_count};
use registry::{People, SEALED, Sex};

use crate::fixture::{clock, migrated, pack, vault};

fn made(seed: u64, count: usize) -> Vec<MadeHousehold> {
    let pack = pack();
    Population::new(&pack, "140900".parse().unwrap(), seed, clock().now())
        .unwrap()
        .take(count)
        .collect()
}

fn told(households: &[MadeHousehold]) -> Vec<String> {
    households
        .iter()
        .flat_map(|household| &household.people)
        .map(|person| {
            format!(
                "{} {}",
                person.id,
                serde_json::to_string(&person.identity).unwrap()
            )
        })
        .collect()
}

#[test]
fn the_same_seed_makes_the_same_people() {
    assert_eq!(told(&made(1, 50)), told(&made(1, 50)));
    assert_ne!(told(&made(1, 50)), told(&made(2, 50)));
}

#[test]
fn a_region_without_villages_has_no_people() {
    let pack = pack();
    assert!(Population::new(&pack, "110000".parse().unwrap(), 1, clock().now()).is_none());
}

#[test]
fn synthetic_people_are_like_the_citys() {
    let pack = pack();
    for seed in [1, 2, 3] {
        let households = made(seed, 8_000);
        let people: Vec<_> = households.iter().flat_map(|one| &one.people).collect();
        let count = people.len() as f64;
        let share = |what: &dyn Fn(&&&registry::synthetic::MadePerson) -> bool| {
            people.iter().filter(what).count() as f64 / count
        };
        // Shanxi 2020: 2.52 people a family household.
        let size = count / households.len() as f64;
        assert!((2.45..2.6).contains(&size), "{size}");
        // Shares of 王 and of all hundred surnames together are 7.25 and 80 percent of the population, so 9 of those drawn.
        let wang = share(&|one| one.identity.current_name().starts_with('王'));
        assert!((0.08..0.10).contains(&wang), "{wang}");
        // Census 2020: 51.5 percent male; children 16, over 60 23 percent. Families follow from their heads, so wide bands.
        let male = share(&|one| one.sex == Sex::Male);
        assert!((0.46..0.56).contains(&male), "{male}");
        let born = |from: i16, to: i16| {
            share(&|one| (from..=to).contains(&one.identity.birth.date.unwrap().year()))
        };
        let (children, old) = (born(2012, 2026), born(1900, 1965));
        assert!((0.08..0.24).contains(&children), "{children}");
        assert!((0.15..0.35).contains(&old), "{old}");

        let mut numbers = BTreeSet::new();
        for person in &people {
            let it = &person.identity;
            assert!(
                it.phones
                    .iter()
                    .all(|phone| phone.starts_with("100") && phone.len() == 11)
            );
            assert_eq!(
                pack.regions.get(it.current_address.region).unwrap().level,
                Level::Village
            );
            let Some(number) = it.id_number() else {
                continue;
            };
            assert_eq!(vault::check_identity_number(number), Ok(()));
            assert!(numbers.insert(number.to_owned()), "a number twice");
            assert!(number[14..17].parse::<u32>().unwrap() >= 900);
            let is_male = number.as_bytes()[16] % 2 == 1;
            assert_eq!(is_male, person.sex == Sex::Male);
        }
        // Nearly everybody has a number, newborns apart.
        assert!(numbers.len() as f64 / count > 0.98, "{}", numbers.len());
        for household in &households {
            assert_eq!(household.people[0].relation, "02");
            assert_eq!(
                household
                    .people
                    .iter()
                    .filter(|one| one.relation == "02")
                    .count(),
                1
            );
        }
    }
}

testkit::on_both! {
    /// People are stored in batches with what they are found by; counties get their shares.
    async fn synthetic_people_are_stored(db) {
        let db = migrated(db).await;
        let (pack, now) = (pack(), clock().now());
        registry::load_organisations(&db, &pack, &clock()).await.unwrap();
        let vault = vault(&db, SEALED).await;
        let city = "140900".parse().unwrap();
        let mut source = Population::new(&pack, city, 1, now).unwrap();
        let mut told = 0;
        let loaded = load(&db, &vault, &mut source, 1_200, now, &mut |people| told = people).await.unwrap();
        assert!((1_200..1_230).contains(&loaded.people), "{loaded:?}");
        assert_eq!(told, loaded.people);
        assert_eq!(synthetic_count(&db, 10_000).await.unwrap(), loaded.people);
        assert_eq!(synthetic_count(&db, 5).await.unwrap(), 5);
        let people = People::new(&db, &pack, &vault, now, "tester");
        let areas = [pack.regions.path(city).unwrap()];
        let all = people.list(&areas, None, (None, None), None, None, None, 2_000).await.unwrap();
        assert_eq!(all.len() as u64, loaded.people);
        let mut counties: HashMap<String, usize> = HashMap::new();
        for one in &all {
            assert!(one.standing.is_synthetic);
            *counties.entry(one.identity.current_address.region.to_string()[..6].to_owned()).or_default() += 1;
        }
        // 忻府区 has a fifth of the city's people, 岢岚县 a thirtieth.
        assert!(counties["140902"] > 3 * counties["140929"], "{counties:?}");
        let household = all[0].standing.household.unwrap();
        let (_, members) = people.household(household).await.unwrap().unwrap();
        assert_eq!(members[0].standing.relation.as_deref(), Some("02"));
        assert!(load_practitioners(&db, &pack, &mut source, now).await.unwrap() > 50);
        assert_eq!(db.verify(&[platform::CHECKS, registry::CHECKS]).await.unwrap(), []);
    }
}
