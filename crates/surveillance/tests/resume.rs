//! An import whose process is killed leaves a whole database and goes on from there.

use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use platform::Db;
use surveillance::ImportState;
use testkit::TestDb;

use crate::fixture::{Fixture, all_counts, clock, open, operator, tallies};

const CHILD: &str = "YUFANG_TEST_IMPORT";

/// Does nothing by itself: the killed process of the test below is this one.
#[test]
fn child() {
    let Ok(told) = std::env::var(CHILD) else {
        return;
    };
    let (url, path) = told.split_once('|').unwrap();
    testkit::run(async {
        let db = Db::connect(url).await.unwrap();
        let app = open(&db, &clock()).await;
        let _ = surveillance::import_file(&app, &operator(path.as_ref()), &mut |_| {}).await;
    });
}

/// Two transactions and a part of a third, with rows of every fate.
fn file() -> String {
    let mut text = "stream,condition,region,date,count\n".to_owned();
    let first = kernel::Day::from_number(0);
    for at in 0..75_000_usize {
        let region = ["140900", "371500", "370800", "140100", "370100", "忻洲市"][at % 6];
        let day = first.plus((at / 6) as i32);
        let count = if at % 1000 == 7 {
            String::new()
        } else {
            (at % 11).to_string()
        };
        writeln!(text, "covid19_confirmed,covid19,{region},{day},{count}").unwrap();
    }
    text
}

async fn rows_read(db: &Db) -> i64 {
    sqlx::query_scalar("SELECT coalesce(max(rows_read), 0) FROM import")
        .fetch_one(db.read())
        .await
        .unwrap_or_default()
}

async fn killed_and_resumed(db: &TestDb, undisturbed: &TestDb) {
    let fixture = Fixture::new(db).await;
    let path = fixture.write("counts.csv", file());
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "resume::child", "--nocapture"])
        .env(CHILD, format!("{}|{}", db.url(), path.display()))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while rows_read(db).await == 0 {
        assert!(
            begun.elapsed() < Duration::from_secs(120),
            "the child never stored anything"
        );
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    // SIGKILL on Unix: no destructor runs.
    child.kill().unwrap();
    child.wait().unwrap();
    fixture.check_whole().await;
    let stored = rows_read(db).await;
    assert!(
        stored > 0 && stored < 75_000,
        "{stored} rows were stored before the kill"
    );
    assert!(all_counts(db).await.len() as i64 <= stored);

    let view = fixture.import(&path).await;
    assert_eq!(view.state, ImportState::Done);
    fixture.check_whole().await;
    let imports: i64 = sqlx::query_scalar("SELECT count(*) FROM import")
        .fetch_one(db.read())
        .await
        .unwrap();
    assert_eq!(imports, 1, "the same import went on");

    let other = Fixture::new(undisturbed).await;
    let smooth = other.import(&path).await;
    assert_eq!(tallies(&view), tallies(&smooth));
    assert_eq!(view.skipped, smooth.skipped);
    assert_eq!(fixture.rejected(&view).await, other.rejected(&smooth).await);
    assert_eq!(all_counts(db).await, all_counts(undisturbed).await);
}

#[test]
fn a_killed_import_goes_on_in_sqlite() {
    testkit::run(async {
        let (db, undisturbed) = (TestDb::sqlite().await, TestDb::sqlite().await);
        killed_and_resumed(&db, &undisturbed).await;
        db.remove().await;
        undisturbed.remove().await;
    });
}

#[test]
fn a_killed_import_goes_on_in_postgres() {
    testkit::run(async {
        let (db, undisturbed) = (TestDb::postgres().await, TestDb::postgres().await);
        killed_and_resumed(&db, &undisturbed).await;
        db.remove().await;
        undisturbed.remove().await;
    });
}
