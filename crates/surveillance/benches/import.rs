//! How fast is an import with validation beside a bare bulk insert of the same rows into the same table?
//!
//! `cargo bench -p surveillance --bench import [-- ROWS REPEATS]` prints rows per second of both, and the ratio.
//! SQLite's floor is one prepared statement in one transaction, PostgreSQL's is `COPY`; both through sqlx's own drivers.
#![allow(clippy::print_stdout)]

mod common;

use std::fmt::Write as _;
use std::time::Instant;

use common::{App, days_and_regions, fresh, medians};
use platform::DbKind;
use sqlx::{Connection, Executor};
use surveillance::{ImportFile, import_file};
use testkit::TestDb;

const ROWS: usize = 300_000;
const REPEATS: usize = 3;

fn main() {
    let numbers: Vec<usize> = std::env::args()
        .filter_map(|word| word.parse().ok())
        .collect();
    let rows = numbers.first().copied().unwrap_or(ROWS);
    let repeats = numbers.get(1).copied().unwrap_or(REPEATS);
    let folder = tempfile::tempdir().expect("a folder for the file");
    let path = folder.path().join("counts.csv");
    let mut text = String::from("stream,condition,region,date,count\n");
    for (region, day, value) in days_and_regions(rows) {
        let _ = writeln!(text, "covid19_confirmed,covid19,{region},{day},{value}");
    }
    std::fs::write(&path, &text).expect("the file can be written");
    println!("{rows} rows, {} bytes, {repeats} repeats", text.len());
    let file = ImportFile {
        path,
        layout: None,
        requested_by: "bench".to_owned(),
        areas: vec!["/".to_owned()],
    };
    for kind in [DbKind::Sqlite, DbKind::Postgres] {
        let (mut ours, mut floor) = (Vec::new(), Vec::new());
        for _ in 0..repeats {
            testkit::run(async {
                let db = fresh(kind).await;
                floor.push(rows as f64 / bare(&db, kind, rows).await);
                db.remove().await;
                let db = fresh(kind).await;
                let app = App::over(&db).await;
                let begun = Instant::now();
                let view = import_file(&app.0, &file, &mut |_| {})
                    .await
                    .expect("the file is imported");
                ours.push(rows as f64 / begun.elapsed().as_secs_f64());
                assert_eq!(view.rows_new, rows as u64);
                db.remove().await;
            });
        }
        let (ours, floor) = (medians(&mut ours), medians(&mut floor));
        println!(
            "{kind:?}: import {} rows/s, bare insert {} rows/s, ratio {:.2}",
            ours.1,
            floor.1,
            ours.0 / floor.0
        );
    }
}

/// Seconds that the bare insert takes, the series being there already.
async fn bare(db: &TestDb, kind: DbKind, rows: usize) -> f64 {
    let _app = App::over(db).await;
    let mut tx = db.begin().await.expect("a transaction");
    sqlx::raw_sql(
        "INSERT INTO count_batch (source, reference, recorded_at) VALUES ('bench', 'bench', 0)",
    )
    .execute(&mut *tx)
    .await
    .expect("a batch");
    for series in 0..common::REGIONS {
        let sql = format!(
            "INSERT INTO count_series (stream, condition, region, region_path, stratum, changed_at) \
             VALUES ('s', 'c', '{series}', '/', 'all', 0)"
        );
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql))
            .execute(&mut *tx)
            .await
            .expect("a series");
    }
    tx.commit().await.expect("series are stored");
    let points: Vec<(i64, i64, i64, i64)> = days_and_regions(rows)
        .enumerate()
        .map(|(at, (_, day, value))| {
            let series = (at / rows.div_ceil(common::REGIONS)) as i64 + 1;
            (series, i64::from(day.number()), value, at as i64 + 2)
        })
        .collect();
    match kind {
        DbKind::Sqlite => {
            let url = db.url().replacen("sqlite:", "sqlite://", 1);
            let mut connection = sqlx::SqliteConnection::connect(&url).await.expect("SQLite");
            connection
                .execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768; PRAGMA foreign_keys = ON")
                .await
                .expect("pragmas");
            let begun = Instant::now();
            let mut tx = connection.begin().await.expect("a transaction");
            for (series, day, value, line) in points {
                sqlx::query("INSERT INTO count_point (series, day, value, batch, line) VALUES (?, ?, ?, 1, ?)")
                    .bind(series)
                    .bind(day)
                    .bind(value)
                    .bind(line)
                    .execute(&mut *tx)
                    .await
                    .expect("a row");
            }
            tx.commit().await.expect("rows are stored");
            begun.elapsed().as_secs_f64()
        }
        DbKind::Postgres => {
            let mut connection = sqlx::PgConnection::connect(db.url())
                .await
                .expect("PostgreSQL");
            let begun = Instant::now();
            let mut copy = connection
                .copy_in_raw("COPY count_point (series, day, value, batch, line) FROM STDIN")
                .await
                .expect("COPY begins");
            let mut block = String::new();
            for (series, day, value, line) in points {
                let _ = writeln!(block, "{series}\t{day}\t{value}\t1\t{line}");
                if block.len() > 60_000 {
                    copy.send(block.as_bytes()).await.expect("a block");
                    block.clear();
                }
            }
            copy.send(block.as_bytes()).await.expect("the last block");
            copy.finish().await.expect("rows are stored");
            begun.elapsed().as_secs_f64()
        }
    }
}
