//! How long lists of signals take with a million of them: `cargo bench -p signals`.
//!
//! Prints, for each question, the median and the 95th percentile of the whole request in milliseconds.
#![allow(clippy::print_stdout, missing_docs)]

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use access::App;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use kernel::{SystemClock, Timestamp};
use pack::Pack;
use platform::counts::{SeriesKey, Writer};
use testkit::TestDb;
use tower::ServiceExt;

const SIGNALS: i64 = 1_000_000;
const REPEATS: usize = 60;

const QUESTIONS: [(&str, &str); 12] = [
    ("newest", ""),
    ("city", "region=140900"),
    ("county", "region=140981"),
    ("township", "region=140902001"),
    ("condition", "condition=mumps"),
    ("county and condition", "region=140981&condition=mumps"),
    ("detector", "detector=ears_c2&region=371500"),
    ("year by rank", "sort=-score&from=2019-01-01&to=2019-12-31"),
    ("week by rank", "sort=-score&from=2019-01-01&to=2019-01-07"),
    (
        "condition by rank",
        "sort=-score&condition=mumps&from=2019-01-01&to=2019-12-31",
    ),
    ("rank", "sort=-score&region=140900"),
    (
        "oldest of condition",
        "sort=day&condition=hfmd&region=140000",
    ),
];

fn main() {
    testkit::run(async {
        measure("SQLite", TestDb::sqlite().await).await;
        measure("PostgreSQL", TestDb::postgres().await).await;
    });
}

async fn measure(database: &str, db: TestDb) {
    let app = application(&db).await;
    let begun = Instant::now();
    fill(&app).await;
    println!(
        "{database}: {SIGNALS} signals stored in {:.1} s",
        begun.elapsed().as_secs_f64()
    );
    let (router, _) = access::routes().merge(signals::routes()).split_for_parts();
    let router = router.with_state(app.clone());
    let cookie = sign_in(&router).await;
    for (name, query) in QUESTIONS {
        let mut times = Vec::with_capacity(REPEATS);
        let mut rows = 0;
        for _ in 0..REPEATS {
            let request = Request::get(format!("/api/signals?{query}"))
                .header(header::COOKIE, &cookie)
                .body(Body::empty())
                .unwrap();
            let begun = Instant::now();
            let answer = router.clone().oneshot(request).await.unwrap();
            let status = answer.status();
            let bytes = to_bytes(answer.into_body(), 1 << 24).await.unwrap();
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
            assert!(status.is_success(), "{query}");
            let page: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            rows = page["items"].as_array().unwrap().len();
        }
        times.sort_by(f64::total_cmp);
        println!(
            "{name:22} {rows:3} rows  median {:6.1} ms  p95 {:6.1} ms",
            times[REPEATS / 2],
            times[REPEATS * 95 / 100]
        );
    }
    db.remove().await;
}

async fn sign_in(router: &Router) -> String {
    let request = Request::post("/api/session")
        .header("x-yufang", "1")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(
            r#"{"username":"data","password":"Yufang-demo-2026"}"#,
        ))
        .unwrap();
    let answer = router.clone().oneshot(request).await.unwrap();
    let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

async fn application(db: &TestDb) -> App {
    let clock = Arc::new(SystemClock);
    let migrations = [
        &platform::MIGRATIONS,
        &access::MIGRATIONS,
        &surveillance::MIGRATIONS,
        &signals::MIGRATIONS,
    ];
    db.migrate(&migrations, clock.as_ref()).await.unwrap();
    let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let app = App::new(
        (**db).clone(),
        Arc::new(Pack::load(&packs, "demo").unwrap()),
        clock,
    );
    access::load_demo_accounts(&app.db, &app.pack, app.clock.as_ref())
        .await
        .unwrap();
    app
}

/// A million signals over every region of the two cities and six conditions, ten years of days, two detectors.
async fn fill(app: &App) {
    let now = Timestamp::from_millis(1_772_409_600_000);
    let conditions = [
        "mumps",
        "hfmd",
        "influenza",
        "varicella",
        "measles",
        "plague",
    ];
    let keys: Vec<(SeriesKey, String)> = app
        .pack
        .regions
        .iter()
        .filter_map(|region| Some((region.code, app.pack.regions.path(region.code)?)))
        .flat_map(|(region, path)| {
            conditions.map(|condition| {
                let key = SeriesKey {
                    stream: "notifiable_cases".into(),
                    condition: condition.into(),
                    region,
                    stratum: "all".into(),
                };
                (key, path.clone())
            })
        })
        .collect();
    let mut tx = app.db.begin().await.unwrap();
    let writer = Writer::begin(&app.db, &mut tx, "bench", "bench", now)
        .await
        .unwrap();
    for chunk in keys.chunks(5_000) {
        writer.series(&mut tx, chunk).await.unwrap();
    }
    let texts = [
        "INSERT INTO detection_run (id, cause, state, requested_by, region, streams, detectors, pack_version, queued_at, finished_at) \
         VALUES ('0190b5f5-0000-7000-8000-000000000000', 'request', 'done', 'bench', '100000', '[]', '[]', 'x', 0, 0)",
        "INSERT INTO detector_setting (id, detector, method, params) VALUES (1, 'ears_c2', 'ears_c2', '{}')",
    ];
    for text in texts {
        sqlx::query(text).execute(&mut *tx).await.unwrap();
    }
    let series = i64::try_from(keys.len()).unwrap();
    // Multiplying by a prime scatters series over days.
    let sql = format!(
        "INSERT INTO signal (id, series, day, detector, setting, stream, condition, region, region_path, stratum, \
         observed, expected, bound, p, score, why_zh, why_en, pack_version, run, created_at, changed_at) \
         WITH RECURSIVE n(i) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < {SIGNALS} - 1) \
         SELECT '0190b5f5-0000-7000-8000-' || substr('000000000000' || CAST(i AS TEXT), -12, 12), \
         series.id, 16000 + (i * 7919 + i / {series}) % 3650, CASE WHEN i % 50 = 0 THEN 'ears_c2' ELSE 'ears_c1' END, 1, \
         series.stream, series.condition, series.region, series.region_path, series.stratum, 9, 3.0, 5.0, 0.001, \
         1 + (i * 31 % 1000) / 100.0, '超过', 'above', 'x', '0190b5f5-0000-7000-8000-000000000000', 0, 0 \
         FROM n JOIN count_series AS series ON series.id = 1 + i % {series} WHERE 1 = 1 \
         ON CONFLICT (series, day, detector) DO NOTHING"
    );
    let sql = if app.db.kind() == platform::DbKind::Postgres {
        sql.replace(
            "substr('000000000000' || CAST(i AS TEXT), -12, 12)",
            "lpad(CAST(i AS TEXT), 12, '0')",
        )
    } else {
        sql
    };
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .execute(&mut *tx)
        .await
        .unwrap();
    // What the databases do by themselves some minutes after such a load.
    sqlx::query("ANALYZE").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}
