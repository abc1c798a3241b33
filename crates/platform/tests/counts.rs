//! Counts are stored once, corrected with history, and read by series.

use std::collections::BTreeMap;

use kernel::{Clock, Day};
use platform::counts::{
    CountWrite, Outcome, Reach, STRATUM_ALL, SeriesFilter, SeriesId, SeriesKey, Writer,
    find_series, history, points, rows, totals,
};
use platform::{CHECKS, Db};
use proptest::prelude::*;

use crate::{clock, migrate};

fn key(region: &str) -> SeriesKey {
    SeriesKey {
        stream: "notifiable_cases".into(),
        condition: "measles".into(),
        region: region.parse().unwrap(),
        stratum: STRATUM_ALL.into(),
    }
}

/// Stores `(day number, value)` for one region as a batch of its own.
async fn store(db: &Db, region: &str, path: &str, given: &[(i32, u32)]) -> (SeriesId, Outcome) {
    let mut tx = db.begin().await.unwrap();
    let writer = Writer::begin(db, &mut tx, "test", "1", clock().now())
        .await
        .unwrap();
    let ids = writer
        .series(&mut tx, &[(key(region), path.into())])
        .await
        .unwrap();
    let series = ids[&key(region)];
    let counts: Vec<CountWrite> = (1..)
        .zip(given)
        .map(|(line, (day, value))| CountWrite {
            series,
            day: Day::from_number(*day),
            value: *value,
            line,
        })
        .collect();
    let outcome = writer.store(&mut tx, &counts).await.unwrap();
    tx.commit().await.unwrap();
    (series, outcome)
}

const SHANDONG: &str = "/100000/370000/";
const JINING: &str = "/100000/370000/370800/";

testkit::on_both! {
    async fn the_same_counts_again_change_nothing(db) {
        migrate(db).await;
        let given = [(18_312, 201), (18_313, 0), (18_314, 4)];
        let (_, first) = store(db, "370800", JINING, &given).await;
        let (_, again) = store(db, "370800", JINING, &given).await;
        assert_eq!((first.new, first.changed, first.unchanged), (3, 0, 0));
        assert_eq!((again.new, again.changed, again.unchanged), (0, 0, 3));
    }

    async fn a_correction_replaces_and_keeps_what_was_said(db) {
        migrate(db).await;
        let day = Day::from_number(18_312);
        let (series, _) = store(db, "370800", JINING, &[(18_312, 2), (18_313, 5)]).await;
        let (_, outcome) = store(db, "370800", JINING, &[(18_312, 202), (18_313, 5)]).await;
        assert_eq!((outcome.new, outcome.changed, outcome.unchanged), (0, 1, 1));
        let said: Vec<(i64, bool)> = history(db, series, day)
            .await
            .unwrap()
            .iter()
            .map(|past| (past.value, past.replaced_at.is_some()))
            .collect();
        assert_eq!(said, [(2, true), (202, false)]);
        let lines = rows(db, &[series], day, day).await.unwrap();
        assert_eq!((lines[0].value, lines[0].revision_count), (202, 1));
    }

    async fn a_batch_that_contradicts_itself_keeps_the_first_and_says_so(db) {
        migrate(db).await;
        let (series, outcome) = store(db, "370800", JINING, &[(1, 7), (1, 7), (1, 8), (2, 1)]).await;
        assert_eq!((outcome.new, outcome.unchanged), (2, 1));
        assert_eq!(outcome.conflicts.len(), 1);
        assert_eq!((outcome.conflicts[0].index, outcome.conflicts[0].stored), (2, 7));
        assert_eq!(totals(db, &[series], Day::from_number(0), Day::from_number(9)).await.unwrap()[0].value, 8);
    }

    async fn a_batch_contradicting_itself_in_a_later_call_is_noticed(db) {
        migrate(db).await;
        let mut tx = db.begin().await.unwrap();
        let writer = Writer::begin(db, &mut tx, "test", "1", clock().now()).await.unwrap();
        let ids = writer.series(&mut tx, &[(key("370800"), JINING.into())]).await.unwrap();
        let count = |value, line| CountWrite {
            series: ids[&key("370800")],
            day: Day::from_number(1),
            value,
            line,
        };
        writer.store(&mut tx, &[count(7, 1)]).await.unwrap();
        let later = writer.store(&mut tx, &[count(8, 90)]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(later.conflicts.len(), 1);
        assert_eq!((later.conflicts[0].stored, later.conflicts[0].stored_line), (7, 1));
        assert_eq!((later.new, later.changed, later.unchanged), (0, 0, 0));
    }

    async fn an_area_holds_its_own_series_and_those_below(db) {
        migrate(db).await;
        store(db, "370800", JINING, &[(1, 1)]).await;
        store(db, "370000", SHANDONG, &[(1, 1)]).await;
        store(db, "140900", "/100000/140000/140900/", &[(1, 1)]).await;
        let found = find_series(db, &SeriesFilter {
            stream: Some("notifiable_cases".into()),
            condition: None,
            stratum: None,
            reach: Reach::Below(SHANDONG.into()),
        }).await.unwrap();
        let regions: Vec<String> = found.iter().map(|series| series.key.region.to_string()).collect();
        assert_eq!(regions, ["370000", "370800"]);
        assert_eq!(found[1].first_day, Some(Day::from_number(1)));
    }

    async fn a_rolled_back_transaction_leaves_nothing(db) {
        migrate(db).await;
        {
            let mut tx = db.begin().await.unwrap();
            let writer = Writer::begin(db, &mut tx, "test", "1", clock().now()).await.unwrap();
            writer.series(&mut tx, &[(key("370800"), JINING.into())]).await.unwrap();
            tx.rollback().await.unwrap();
        }
        let filter = SeriesFilter { stream: None, condition: None, stratum: None, reach: Reach::Below("/".into()) };
        assert!(find_series(db, &filter).await.unwrap().is_empty());
    }

    async fn a_whole_database_verifies_and_a_damaged_one_does_not(db) {
        migrate(db).await;
        store(db, "370800", JINING, &[(1, 1), (5, 2)]).await;
        assert_eq!(db.verify(&[CHECKS]).await.unwrap(), []);
        let mut tx = db.begin().await.unwrap();
        sqlx::query("DELETE FROM count_point WHERE day = 5").execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        let damage = db.verify(&[CHECKS]).await.unwrap();
        assert_eq!(damage.len(), 1);
        assert!(damage[0].claim.contains("first and the last day"), "{damage:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is stored in whatever order of batches, the table says what the last batch with that day said.
    #[test]
    fn the_last_batch_stands(
        batches in proptest::collection::vec(proptest::collection::btree_map(0..20_i32, 0..5_u32, 0..20), 1..5)
    ) {
        testkit::run(async {
            let db = testkit::TestDb::sqlite().await;
            migrate(&db).await;
            let mut expected = BTreeMap::new();
            let mut series = None;
            let mut replaced = 0;
            for batch in &batches {
                let given: Vec<(i32, u32)> = batch.iter().map(|(day, value)| (*day, *value)).collect();
                let (id, outcome) = store(&db, "370800", JINING, &given).await;
                assert_eq!(outcome.new + outcome.changed + outcome.unchanged, given.len() as u64);
                replaced += outcome.changed;
                series = Some(id);
                expected.extend(batch.iter().map(|(day, value)| (*day, i64::from(*value))));
            }
            let found: BTreeMap<i32, i64> = points(&db, &[series.unwrap()], Day::MIN, Day::MAX)
                .await
                .unwrap()
                .into_iter()
                .map(|(_, day, value)| (day.number(), value))
                .collect();
            assert_eq!(found, expected);
            let kept = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM count_revision")
                .fetch_one(db.read())
                .await
                .unwrap();
            assert_eq!(kept as u64, replaced);
            db.remove().await;
        });
    }
}
