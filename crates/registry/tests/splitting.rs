//! Splitting takes back what merging did, whatever happened in between.

use std::collections::BTreeMap;

use kernel::Id;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use registry::synthetic::{Population, load};
use registry::{LinkReason, People, Person, PersonInput, Resident, SEALED};

use crate::fixture::{clock, migrated, pack, vault};

const PEOPLE: usize = 10;
const STEPS: usize = 50;

/// Everything a record says, apart from which record it is part of.
fn content(record: &Resident) -> String {
    format!(
        "{} {:?} {} {} {}",
        record.version,
        record.standing,
        serde_json::to_string(&record.identity).unwrap(),
        record.recorded_at,
        record.recorded_by
    )
}

fn input(record: &Resident, phone: String) -> PersonInput {
    let it = record.identity.clone();
    PersonInput {
        names: it.names,
        sex: record.standing.sex,
        birth: it.birth,
        documents: it.documents,
        phones: vec![phone],
        ethnicity: it.ethnicity,
        occupation: it.occupation,
        current_address: it.current_address,
        registered_address: it.registered_address,
        household: record.standing.household,
        relation: record.standing.relation.clone(),
        family_doctor: None,
        guardians: it.guardians,
        died_on: None,
    }
}

testkit::on_both! {
    /// Random merges, edits and splits, then every split: each record is what its own edits made it, and stands alone.
    async fn a_split_undoes_a_merge_after_any_history(db) {
        let db = migrated(db).await;
        let (pack, now) = (pack(), kernel::Clock::now(&clock()));
        let vault = vault(&db, SEALED).await;
        let city = "140900".parse().unwrap();
        let mut made = Population::new(&pack, city, 5, now).unwrap();
        load(&db, &vault, &mut made, PEOPLE as u64, now, &mut |_| {}).await.unwrap();
        let people = People::new(&db, &pack, &vault, now, "tester");
        let areas = [pack.regions.path(city).unwrap()];
        let all = people.list(&areas, None, (None, None), None, None, None, 50).await.unwrap();
        let ids: Vec<Id<Person>> = all.iter().map(|one| one.id).collect();
        // What each record must say: changed by its own edits and by nothing else.
        let mut wanted: BTreeMap<Id<Person>, String> = all.iter().map(|one| (one.id, content(one))).collect();
        let mut parent: BTreeMap<Id<Person>, Id<Person>> = BTreeMap::new();
        let root = |parent: &BTreeMap<_, _>, mut id: Id<Person>| {
            while let Some(into) = parent.get(&id) {
                id = *into;
            }
            id
        };
        let mut rng = Pcg64Mcg::seed_from_u64(7);
        let (mut merges, mut splits, mut edits, mut chains) = (0, 0, 0, 0);
        for step in 0..STEPS {
            let step_kind = rng.random_range(0..10);
            let (mut one, mut other) = (ids[rng.random_range(0..ids.len())], ids[rng.random_range(0..ids.len())]);
            // Half of the splits are of records that are merged, the others of any two.
            if step_kind == 5 && let Some(member) = parent.keys().nth(rng.random_range(0..parent.len().max(1))) {
                (one, other) = (root(&parent, *member), *member);
            }
            let mut tx = db.begin().await.unwrap();
            let a = people.find_in(&mut tx, one).await.unwrap().unwrap();
            let b = people.find_in(&mut tx, other).await.unwrap().unwrap();
            match step_kind {
                0..=3 => {
                    let can = one != other && !parent.contains_key(&one) && !parent.contains_key(&other);
                    let done = people.merge(&mut tx, &a, &b, LinkReason::PaperRecord).await;
                    assert_eq!(done.is_ok(), can, "{done:?}");
                    if can {
                        chains += usize::from(parent.values().any(|into| *into == other));
                        parent.insert(other, one);
                        merges += 1;
                    }
                }
                4..=5 => {
                    let can = parent.contains_key(&other) && root(&parent, other) == one;
                    let done = people.split(&mut tx, &a, &b, LinkReason::WrongMerge).await;
                    assert_eq!(done.is_ok(), can, "{done:?}");
                    if can {
                        parent.remove(&other);
                        splits += 1;
                    }
                }
                _ => {
                    let can = !parent.contains_key(&one);
                    let change = input(&a, format!("100{:08}", step));
                    let done = people.correct(&mut tx, &a, a.version, &change).await;
                    assert_eq!(done.is_ok(), can, "{done:?}");
                    if can {
                        edits += 1;
                        let after = people.find_in(&mut tx, one).await.unwrap().unwrap();
                        assert_eq!(after.version, a.version + 1);
                        wanted.insert(one, content(&after));
                    }
                }
            }
            tx.commit().await.unwrap();
            // Every other step is enough to see which one went wrong.
            for id in ids.iter().filter(|_| step % 2 == 0) {
                let record = people.find(*id).await.unwrap().unwrap();
                assert_eq!(content(&record), wanted[id], "step {step}");
                let whole = people.whole(*id).await.unwrap().unwrap();
                assert_eq!(whole.record.id, root(&parent, *id), "step {step}");
            }
        }
        assert!(merges > 3 && splits > 0 && edits > 3 && chains > 0, "{merges} {splits} {edits} {chains}");
        assert_eq!(db.verify(&[platform::CHECKS, registry::CHECKS]).await.unwrap(), []);

        while let Some((member, _)) = parent.iter().next().map(|(member, into)| (*member, *into)) {
            let mut tx = db.begin().await.unwrap();
            let b = people.find_in(&mut tx, member).await.unwrap().unwrap();
            let a = people.find_in(&mut tx, root(&parent, member)).await.unwrap().unwrap();
            people.split(&mut tx, &a, &b, LinkReason::WrongMerge).await.unwrap();
            tx.commit().await.unwrap();
            parent.remove(&member);
        }
        let after = people.list(&areas, None, (None, None), None, None, None, 50).await.unwrap();
        assert_eq!(after.len(), ids.len());
        for record in &after {
            assert_eq!(content(record), wanted[&record.id]);
            assert_eq!((record.merged_into, record.root), (None, record.number));
            assert!(people.whole(record.id).await.unwrap().unwrap().links.is_empty());
        }
        assert_eq!(db.verify(&[platform::CHECKS, registry::CHECKS]).await.unwrap(), []);
    }
}
