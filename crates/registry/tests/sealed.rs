//! Nothing that names a person stands in the clear, and keys change under people who are searched and corrected.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::Clock;
use platform::jobs::{Runner, Waker};
use registry::synthetic::{Population, load};
use registry::{People, SEALED, SearchBy};
use sqlx::Row;

use crate::fixture::{clock, migrated, pack, vault};

const QUESTIONS: [SearchBy; 5] = [
    SearchBy::Name,
    SearchBy::Initials,
    SearchBy::IdNumber,
    SearchBy::Phone,
    SearchBy::BirthDate,
];

testkit::on_both! {
    /// No column of any table of people holds a name, a number, a telephone, a birth or a house.
    async fn nothing_direct_is_in_the_clear(db) {
        let db = migrated(db).await;
        let (pack, now) = (pack(), clock().now());
        let vault = vault(&db, SEALED).await;
        let mut made = Population::new(&pack, "140902".parse().unwrap(), 1, now).unwrap();
        let sample: Vec<_> = Population::new(&pack, "140902".parse().unwrap(), 1, now).unwrap().take(20).collect();
        load(&db, &vault, &mut made, 60, now, &mut |_| {}).await.unwrap();
        let mut stored = Vec::new();
        for table in ["person", "person_token", "household"] {
            let sql = format!("SELECT * FROM {table}");
            for row in sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(db.read()).await.unwrap() {
                for column in 0..row.len() {
                    if let Ok(bytes) = row.try_get::<Vec<u8>, _>(column) {
                        stored.extend(bytes);
                    } else if let Ok(text) = row.try_get::<String, _>(column) {
                        stored.extend(text.into_bytes());
                    }
                    stored.push(b'\n');
                }
            }
        }
        let holds = |text: &str| stored.windows(text.len()).any(|part| part == text.as_bytes());
        assert!(holds("140902"), "regions stand in the clear");
        for person in sample.iter().flat_map(|household| &household.people) {
            let it = &person.identity;
            let day = it.birth.date.unwrap().to_string();
            let detail = it.current_address.detail.clone().unwrap();
            for text in [it.current_name(), day.as_str(), detail.as_str()] {
                assert!(!holds(text));
            }
            for text in it.phones.iter().map(String::as_str).chain(it.id_number()) {
                assert!(!holds(text));
            }
        }
    }

    /// After a new key everybody is found by everything as before, and no old token is left.
    async fn everybody_is_found_after_a_rotation(db) {
        let db = migrated(db).await;
        let (pack, clock) = (pack(), Arc::new(clock()));
        let now = clock.now();
        let vault = vault(&db, SEALED).await;
        let county = "140902".parse().unwrap();
        let mut made = Population::new(&pack, county, 2, now).unwrap();
        load(&db, &vault, &mut made, 450, now, &mut |_| {}).await.unwrap();
        let areas = [pack.regions.path(county).unwrap()];
        let count = async || -> i64 {
            let row = sqlx::query("SELECT count(*) FROM person_token").fetch_one(db.read()).await.unwrap();
            row.get(0)
        };
        let before = count().await;
        let found = async || {
            let people = People::new(&db, &pack, &vault, now, "tester");
            let all = people.list(&areas, None, (None, None), None, None, None, 12).await.unwrap();
            let mut found = Vec::new();
            for one in &all {
                for by in QUESTIONS {
                    let Some(text) = by.text_of(&one.identity) else { continue };
                    let hits = people.search_by(&areas, &[(by, text)], |_| true, None, 500).await.unwrap();
                    assert!(hits.iter().any(|hit| hit.record.id == one.id), "{by:?}");
                    found.push(hits.len());
                }
            }
            found
        };
        let first = found().await;
        let mut random = vault::system_random();
        let job = vault.rotate(&mut random).await.unwrap();
        // While old rows wait for the job, they are found by their old tokens.
        assert_eq!(found().await, first);
        let handlers: HashMap<_, _> = vault::job_handlers(&vault).into_iter().collect();
        let runner = Runner::new(db.clone(), clock.clone(), Waker::default(), handlers);
        runner.run_now(job).await.unwrap();
        assert_eq!(found().await, first);
        assert_eq!(count().await, before);
        let status = vault.status().await.unwrap();
        assert_eq!(status.old_count(), 0, "{status:?}");
        assert_eq!(db.verify(&[platform::CHECKS, registry::CHECKS]).await.unwrap(), []);
    }
}
