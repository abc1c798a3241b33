//! What files bring in practice: each case keeps the good rows and says precisely what is wrong with the bad ones.

use std::fmt::Write as _;

use platform::{Db, DbError};
use surveillance::{FileError, ImportError, ImportFile, ImportState, check_file, import_file};

use crate::fixture::{Fixture, operator, tallies};

const HEADER: &str = "stream,condition,region,date,count\n";

fn rows(rows: &[&str]) -> String {
    let mut text = HEADER.to_owned();
    for row in rows {
        writeln!(text, "covid19_confirmed,{row}").unwrap();
    }
    text
}

fn told(found: &[(i64, String, String, String)]) -> Vec<(i64, &str, &str, &str)> {
    found
        .iter()
        .map(|(row, rule, column, suggestion)| {
            (*row, rule.as_str(), column.as_str(), suggestion.as_str())
        })
        .collect()
}

testkit::on_both! {
    async fn gb18030_is_read_without_being_told(db) {
        let fixture = Fixture::new(db).await;
        let text = "监测流,病种,地区,日期,例数\ncovid19_confirmed,新型冠状病毒感染,忻州市,2020年2月20日,７\n";
        let (bytes, _, _) = encoding_rs::GB18030.encode(text);
        let view = fixture.import_text(&bytes).await;
        assert_eq!(view.encoding.as_deref(), Some("GB18030"));
        assert_eq!(tallies(&view), [1, 1, 0, 0, 0, 0]);
        assert_eq!(fixture.value("covid19", "140900", "2020-02-20").await, Some(7));
    }

    async fn a_mark_reordered_columns_and_unknown_columns_do_not_matter(db) {
        let fixture = Fixture::new(db).await;
        let view = fixture
            .import_text("\u{feff}count;note;date;region;condition;stream\n3;\"a;b\";2020-02-20;140900;covid19;covid19_confirmed\n")
            .await;
        assert_eq!(tallies(&view), [1, 1, 0, 0, 0, 0]);
    }

    async fn a_file_as_a_whole_is_refused_with_what_to_do(db) {
        let fixture = Fixture::new(db).await;
        for (text, part) in [
            ("", "the file is empty"),
            ("stream,condition,region,count\n", "the nearest layout `counts` also needs `date`"),
            ("stream,condition,region,date,count,例数\n", "both say the same"),
            ("PK\u{3}\u{4}", "save its sheet as CSV"),
        ] {
            let path = fixture.write("counts.csv", text);
            let error = fixture.try_import(&path).await.unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
        let asked = ImportFile { layout: Some("count".to_owned()), ..operator(&fixture.write("c.csv", HEADER)) };
        let error = import_file(&fixture.app, &asked, &mut |_| {}).await.unwrap_err();
        assert!(error.to_string().contains("there is no layout `count`"), "{error}");
        let gone = fixture.try_import(std::path::Path::new("/nowhere/counts.csv")).await.unwrap_err();
        assert!(matches!(gone, ImportError::Unreadable { .. }));
        let header_only = fixture.import_text(HEADER).await;
        assert_eq!((header_only.state, tallies(&header_only)), (ImportState::Done, [0; 6]));
    }

    async fn unknown_names_suggest_the_nearest(db) {
        let fixture = Fixture::new(db).await;
        let text = rows(&[
            "covid19,忻洲市,2020-02-20,1",
            "measels,140900,2020-02-20,1",
            "covid19,999999,2020-02-20,1",
            "covid19,,2020-02-20,1",
            "covid19,140900,2020-02-20,4",
        ]) + "covid19_confirmd,covid19,140900,2020-02-21,1\n";
        let view = fixture.import_text(text).await;
        assert_eq!(tallies(&view), [6, 1, 0, 0, 0, 5]);
        assert_eq!(
            told(&fixture.rejected(&view).await),
            [
                (2, "unknown_region", "region", "忻州市"),
                (3, "unknown_condition", "condition", "麻疹"),
                (4, "unknown_region", "region", ""),
                (5, "missing_value", "region", ""),
                (7, "unknown_stream", "stream", "covid19_confirmed"),
            ]
        );
    }

    async fn counts_and_dates_that_cannot_be_are_told_apart(db) {
        let fixture = Fixture::new(db).await;
        let text = rows(&[
            "covid19,140900,2020-02-20,-1",
            "covid19,140900,2020-02-20,1.5",
            "covid19,140900,2020-02-20,many",
            "covid19,140900,20-02-20,1",
            "covid19,140900,43881,1",
            "covid19,140900,2020-02,1",
            "covid19,140900,2027-01-01,1",
            "covid19,140900,2020-02-30,1",
            "covid19,140900,2020-02-21,",
            "covid19,140900,2020/2/22,\"1,234\"",
        ]) + "notifiable_cases,measles,140000,2019-02-15,3\nnotifiable_cases,measles,140000,2019年2月,3\n";
        let view = fixture.import_text(text).await;
        assert_eq!(tallies(&view), [12, 2, 0, 0, 1, 9]);
        assert_eq!(view.skipped[0].reason_zh, "例数为空：未报告");
        assert_eq!(
            told(&fixture.rejected(&view).await),
            [
                (2, "count_negative", "count", ""),
                (3, "count_fractional", "count", ""),
                (4, "count_unreadable", "count", ""),
                (5, "date_two_digit_year", "date", "2020-02-20"),
                (6, "date_excel_serial", "date", "2020-02-20"),
                (7, "date_too_coarse", "date", ""),
                (8, "date_future", "date", ""),
                (9, "date_unreadable", "date", ""),
                (12, "date_not_period_start", "date", "2019-02-01"),
            ]
        );
        assert_eq!(fixture.value("covid19", "140900", "2020-02-22").await, Some(1234));
        assert_eq!(fixture.value("covid19", "140900", "2020-02-21").await, None);
    }

    /// Also when one of the two stands in an earlier transaction.
    async fn rows_that_contradict_each_other_keep_the_first(db) {
        let fixture = Fixture::new(db).await;
        let mut text = rows(&[
            "covid19,140900,2020-02-20,1",
            "covid19,140900,2020-02-20,1",
            "covid19,140900,2020-02-20,2",
        ]);
        let regions: Vec<String> = fixture.app.pack.regions.iter().take(40).map(|one| one.code.to_string()).collect();
        let first = kernel::Day::from_number(16_000);
        for at in 0..40_000_usize {
            let day = first.plus((at / 40) as i32);
            writeln!(text, "covid19_confirmed,covid19,{},{day},{}", regions[at % 40], at % 7).unwrap();
        }
        text.push_str("covid19_confirmed,covid19,140900,2020-02-20,9\n");
        let view = fixture.import_text(text).await;
        assert_eq!((view.rows_read, view.rows_rejected, view.rows_unchanged), (40_004, 2, 1));
        assert_eq!(
            told(&fixture.rejected(&view).await),
            [(4, "duplicate_key", "", ""), (40_005, "duplicate_key", "", "")]
        );
        let fields: String = sqlx::query_scalar("SELECT fields FROM import_rejected WHERE row_number = 40005")
            .fetch_one(db.read()).await.unwrap();
        assert_eq!(fields, r#"["covid19_confirmed","covid19","140900","2020-02-20","9"]"#);
        assert_eq!(fixture.value("covid19", "140900", "2020-02-20").await, Some(1));
    }

    async fn a_file_that_stops_half_way_keeps_its_good_rows(db) {
        let fixture = Fixture::new(db).await;
        let whole = rows(&["covid19,140900,2020-02-20,1", "covid19,140900,2020-02-21,2"]);
        let view = fixture.import_text(format!("{whole}covid19_confirmed,covid19,1409")).await;
        assert_eq!(tallies(&view), [3, 2, 0, 0, 0, 1]);
        assert_eq!(told(&fixture.rejected(&view).await), [(4, "truncated", "", "")]);
        let view = fixture.import_text(format!("{whole}covid19_confirmed,\"covid19,140900,2020-02-22,1\n")).await;
        assert_eq!(tallies(&view), [3, 0, 0, 2, 0, 1]);
        assert_eq!(told(&fixture.rejected(&view).await), [(4, "unclosed_quote", "", "")]);
    }

    async fn a_correction_keeps_what_was_said_before(db) {
        let fixture = Fixture::new(db).await;
        fixture.import_text(rows(&["covid19,140900,2020-02-20,1", "covid19,140900,2020-02-21,2"])).await;
        let view = fixture.import_text(rows(&["covid19,140900,2020-02-20,5", "covid19,140900,2020-02-22,2"])).await;
        assert_eq!(tallies(&view), [2, 1, 1, 0, 0, 0]);
        let view = fixture.import_text(rows(&["covid19,140900,2020-02-20,6", "covid19,140900,2020-02-21,2"])).await;
        assert_eq!(tallies(&view), [2, 0, 1, 1, 0, 0]);
        assert_eq!(fixture.value("covid19", "140900", "2020-02-20").await, Some(6));
        let said: Vec<i64> = sqlx::query_scalar("SELECT value FROM count_revision ORDER BY id")
            .fetch_all(db.read()).await.unwrap();
        assert_eq!(said, [1, 5]);
    }

    async fn rows_outside_the_area_are_rejected(db) {
        let fixture = Fixture::new(db).await;
        let path = fixture.write("c.csv", rows(&["covid19,140900,2020-02-20,1", "covid19,371500,2020-02-20,1"]));
        let file = ImportFile { areas: vec!["/100000/140000/140900/".to_owned()], ..operator(&path) };
        let view = import_file(&fixture.app, &file, &mut |_| {}).await.unwrap();
        assert_eq!(tallies(&view), [2, 1, 0, 0, 0, 1]);
        assert_eq!(told(&fixture.rejected(&view).await), [(3, "outside_area", "region", "")]);
    }

    async fn a_dry_run_stores_nothing(db) {
        let fixture = Fixture::new(db).await;
        let path = fixture.write("c.csv", rows(&["covid19,140900,2020-02-20,1", "covid19,忻洲市,2020-02-20,x"]));
        let mut calls = 0;
        let check = check_file(&fixture.app, &operator(&path), &mut |_| calls += 1).await.unwrap();
        assert_eq!((check.rows_read, check.rows_accepted, check.rows_rejected, calls), (2, 1, 1, 1));
        assert_eq!(check.rejected[0].fields["region"], "忻洲市");
        assert!(fixture.all_counts().await.is_empty());
    }
}

/// SQLite alone has a file that another program may lock.
#[test]
fn a_locked_database_stops_the_import_and_running_it_again_goes_on() {
    testkit::run(async {
        let db = testkit::TestDb::sqlite().await;
        let fixture = Fixture::new(&db).await;
        let path = fixture.write("c.csv", rows(&["covid19,140900,2020-02-20,1"]));
        let other = Db::connect(db.url()).await.unwrap();
        let lock = other.begin().await.unwrap();
        let error = fixture.try_import(&path).await.unwrap_err();
        assert!(
            matches!(error, ImportError::Database(DbError::Locked)),
            "{error}"
        );
        lock.rollback().await.unwrap();
        assert_eq!(tallies(&fixture.import(&path).await), [1, 1, 0, 0, 0, 0]);
        other.close().await;
        db.remove().await;
    });
}

/// A page limit of SQLite stands for a full disk.
#[test]
fn a_full_database_keeps_what_was_stored_and_goes_on_when_there_is_room() {
    testkit::run(async {
        let db = testkit::TestDb::sqlite().await;
        let fixture = Fixture::new(&db).await;
        let mut text = HEADER.to_owned();
        let first = kernel::Day::from_number(0);
        for at in 0..90_000 {
            let region = ["140900", "371500", "370800", "140100", "370100"][at % 5];
            let day = first.plus((at / 5) as i32);
            writeln!(text, "covid19_confirmed,covid19,{region},{day},1").unwrap();
        }
        let path = fixture.write("c.csv", &text);
        let limit = async |pages: i64| {
            // The writing pool has one connection, so the limit holds for what follows.
            let mut tx = db.begin().await.unwrap();
            let sql = format!("PRAGMA max_page_count = {pages}");
            sqlx::query(sqlx::AssertSqlSafe(sql))
                .fetch_all(&mut *tx)
                .await
                .unwrap();
            tx.commit().await.unwrap();
        };
        let used: i64 = sqlx::query_scalar("SELECT page_count FROM pragma_page_count")
            .fetch_one(db.read())
            .await
            .unwrap();
        limit(used + 150).await;
        let error = fixture.try_import(&path).await.unwrap_err();
        assert!(
            matches!(error, ImportError::Database(DbError::Full)),
            "{error}"
        );
        let stored = fixture.all_counts().await.len();
        assert!(stored > 0 && stored < 90_000, "{stored}");
        fixture.check_whole().await;
        limit(1_000_000).await;
        let view = fixture.import(&path).await;
        assert_eq!(
            (view.state, tallies(&view)),
            (ImportState::Done, [90_000, 90_000, 0, 0, 0, 0])
        );
        fixture.check_whole().await;
        db.remove().await;
    });
}

/// A file error names the file's fault and not a row's.
#[test]
fn text_in_no_known_encoding_is_refused() {
    testkit::run(async {
        let db = testkit::TestDb::sqlite().await;
        let fixture = Fixture::new(&db).await;
        let path = fixture.write("c.csv", b"r\xe9gion,caf\xe9 ,\xe9\xe8 \n");
        let error = fixture.try_import(&path).await.unwrap_err();
        assert!(
            matches!(error, ImportError::File(FileError::Encoding { at: 1, .. })),
            "{error}"
        );
        db.remove().await;
    });
}
