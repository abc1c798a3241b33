//! How long do the reading endpoints take with 1 million and with 10 million counts?
//!
//! `cargo bench -p surveillance --bench queries [-- ROWS…]` fills fresh databases and prints p50 and p95 in milliseconds of
//! each endpoint, through the router with a signed-in account, and how p95 grows from the smallest to the largest.
#![allow(clippy::print_stdout)]

mod common;

use std::time::Instant;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use common::{App, fresh};
use kernel::Level;
use platform::DbKind;
use sqlx::{Connection, Executor};
use testkit::TestDb;
use tower::ServiceExt;

/// Days of each series; more counts mean more series, as they do in a country that reports in more detail.
const DAYS: usize = 1461;
const REPEATS: usize = 60;
/// Conditions that each region counts.
const CONDITIONS: usize = 25;

const ENDPOINTS: [(&str, &str); 11] = [
    (
        "series of a county",
        "series?stream=covid19_confirmed&condition=covid19&region=140902&from=2022-01-01&to=2022-12-31",
    ),
    (
        "series of a prefecture, added up",
        "series?stream=covid19_confirmed&condition=covid19&region=140900&from=2022-01-01&to=2022-12-31",
    ),
    (
        "series of a province by month, added up",
        "series?stream=covid19_confirmed&condition=covid19&region=140000&from=2021-01-01&to=2023-12-31&period=month",
    ),
    (
        "map of a prefecture",
        "map?stream=covid19_confirmed&condition=covid19&region=140900&from=2022-12-01&to=2022-12-31",
    ),
    (
        "map of a province",
        "map?stream=covid19_confirmed&condition=covid19&region=140000&from=2022-12-01&to=2022-12-31",
    ),
    (
        "tiles of a county",
        "tiles?region=140902&from=2022-12-01&to=2022-12-31",
    ),
    (
        "tiles of a prefecture",
        "tiles?region=140900&from=2022-12-01&to=2022-12-31",
    ),
    (
        "first page of a province by day",
        "rows?stream=covid19_confirmed&condition=covid19&region=140000&limit=100",
    ),
    (
        "first page of a county by value",
        "rows?stream=covid19_confirmed&condition=covid19&region=140902&from=2022-01-01&to=2022-12-31&sort=-value&limit=100",
    ),
    (
        "history of a count",
        "history?stream=covid19_confirmed&condition=covid19&region=140902&day=2022-06-01",
    ),
    ("streams of a prefecture", "streams"),
];

fn main() {
    let sizes: Vec<usize> = std::env::args()
        .filter_map(|word| word.parse().ok())
        .collect();
    let sizes = if sizes.is_empty() {
        vec![1_000_000, 10_000_000]
    } else {
        sizes
    };
    for kind in [DbKind::Sqlite, DbKind::Postgres] {
        let mut table: Vec<Vec<(f64, f64)>> = Vec::new();
        for rows in &sizes {
            table.push(testkit::run(async {
                let db = fresh(kind).await;
                let measured = measure(&db, kind, *rows).await;
                db.remove().await;
                measured
            }));
        }
        println!("\n{kind:?}, p50 / p95 in ms with {sizes:?} counts, and how p95 grows");
        for (at, (name, _)) in ENDPOINTS.iter().enumerate() {
            let cells: Vec<String> = table
                .iter()
                .map(|size| format!("{:6.1} / {:6.1}", size[at].0, size[at].1))
                .collect();
            let growth = table[table.len() - 1][at].1 / table[0][at].1;
            println!("{name:42} {}  x {growth:.2}", cells.join("   "));
        }
    }
}

async fn measure(db: &TestDb, kind: DbKind, rows: usize) -> Vec<(f64, f64)> {
    let app = App::over(db).await.0;
    fill(db, kind, &app, rows).await;
    access::load_demo_accounts(&app.db, &app.pack, app.clock.as_ref())
        .await
        .expect("accounts");
    let (router, _) = access::routes()
        .merge(surveillance::routes())
        .split_for_parts();
    let router = router.with_state(app.clone());
    let cookie = sign_in(&router).await;
    let mut measured = Vec::new();
    for (name, path) in ENDPOINTS {
        let path = match path {
            "streams" => "/api/streams?region=140900".to_owned(),
            other => format!("/api/counts/{other}"),
        };
        let mut times = Vec::new();
        for _ in 0..REPEATS {
            let begun = Instant::now();
            let request = Request::get(&path)
                .header(header::COOKIE, &cookie)
                .body(Body::empty())
                .expect("a request");
            let response = router.clone().oneshot(request).await.expect("an answer");
            assert_eq!(response.status(), 200, "{name}");
            let bytes = to_bytes(response.into_body(), 1 << 24)
                .await
                .expect("a body");
            assert!(bytes.len() > 50, "{name} has an answer");
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
        times.sort_by(f64::total_cmp);
        measured.push((times[times.len() / 2], times[times.len() * 95 / 100]));
    }
    measured
}

async fn sign_in(router: &Router) -> String {
    let request = Request::post("/api/session")
        .header("x-yufang", "1")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(
            r#"{"username":"shanxi","password":"Yufang-demo-2026"}"#,
        ))
        .expect("a request");
    let response = router.clone().oneshot(request).await.expect("an answer");
    let cookie = response.headers()[header::SET_COOKIE]
        .to_str()
        .expect("a cookie");
    cookie.split(';').next().unwrap_or_default().to_owned()
}

/// Series by condition and county, starting with those the questions are about.
async fn fill(db: &TestDb, kind: DbKind, app: &access::App, rows: usize) {
    let pack = &app.pack;
    let root = kernel::RegionCode::CHINA;
    // The two cities' counties first, then townships and villages: more counts are counts in more detail.
    let mut regions: Vec<&pack::Region> = Vec::new();
    for level in [Level::County, Level::Township, Level::Village] {
        regions.extend(pack.regions.descendants(root, level));
    }
    let conditions: Vec<&str> = std::iter::once("covid19")
        .chain(
            pack.conditions
                .iter()
                .map(|one| one.code.as_str())
                .filter(|code| *code != "covid19"),
        )
        .take(CONDITIONS)
        .collect();
    let wanted = rows / DAYS;
    let mut series = String::new();
    let mut count = 0;
    'full: for region in &regions {
        for condition in &conditions {
            let path = pack.regions.path(region.code).unwrap_or_default();
            let comma = if count == 0 { "" } else { ", " };
            let (code, last) = (region.code, 18_628 + DAYS - 1);
            series.push_str(&format!(
                "{comma}('covid19_confirmed', '{condition}', '{code}', '{path}', 'all', 18628, {last}, 0)"
            ));
            count += 1;
            if count == wanted {
                break 'full;
            }
        }
    }
    println!(
        "{kind:?}: {} counts in {count} series over {} regions",
        count * DAYS,
        count.div_ceil(CONDITIONS)
    );
    let days = match kind {
        DbKind::Sqlite => format!(
            "WITH RECURSIVE days (day) AS (SELECT 18628 UNION ALL SELECT day + 1 FROM days WHERE day < {}) ",
            18_628 + DAYS - 1
        ),
        DbKind::Postgres => format!(
            "WITH days (day) AS (SELECT generate_series(18628, {})) ",
            18_628 + DAYS - 1
        ),
    };
    let statements = [
        "INSERT INTO count_batch (source, reference, recorded_at) VALUES ('bench', 'bench', 0)"
            .to_owned(),
        format!(
            "INSERT INTO count_series (stream, condition, region, region_path, stratum, first_day, last_day, changed_at) VALUES {series}"
        ),
        format!(
            "{days} INSERT INTO count_point (series, day, value, batch, line) SELECT id, day, (id * 7919 + day * 31) % 50, 1, day FROM count_series CROSS JOIN days ORDER BY id, day"
        ),
        match kind {
            DbKind::Sqlite => "ANALYZE".to_owned(),
            DbKind::Postgres => "VACUUM ANALYZE".to_owned(),
        },
    ];
    match kind {
        DbKind::Sqlite => {
            let url = db.url().replacen("sqlite:", "sqlite://", 1);
            let mut connection = sqlx::SqliteConnection::connect(&url).await.expect("SQLite");
            for sql in statements.iter().take(3) {
                connection
                    .execute(sqlx::AssertSqlSafe(sql.clone()))
                    .await
                    .expect("filled");
            }
        }
        DbKind::Postgres => {
            let mut connection = sqlx::PgConnection::connect(db.url())
                .await
                .expect("PostgreSQL");
            for sql in statements {
                connection
                    .execute(sqlx::AssertSqlSafe(sql))
                    .await
                    .expect("filled");
            }
        }
    }
}
