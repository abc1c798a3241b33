//! How long do the reading endpoints take with 1 million and with 10 million counts?
//!
//! `cargo bench -p surveillance --bench queries [-- SET…]` fills fresh databases and prints p50 and p95 in milliseconds of
//! each endpoint, through the router with a signed-in account, and how the median grows from the first set to the others.
//!
//! A database grows in two ways. With `years` it holds ten times the days, and a question has the same answer as before.
//! With `regions` it holds ten times the regions, most of them below those asked about, and the answers are made of more.
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

/// A set of counts: its name, how many, and how many days each series has.
#[derive(Clone, Copy)]
struct Set {
    name: &'static str,
    counts: usize,
    days: usize,
}

const SETS: [Set; 3] = [
    Set {
        name: "base",
        counts: 1_000_000,
        days: 1_461,
    },
    Set {
        name: "years",
        counts: 10_000_000,
        days: 14_610,
    },
    Set {
        name: "regions",
        counts: 10_000_000,
        days: 1_461,
    },
];

/// Last day of every series, 2024-12-31.
const LAST_DAY: usize = 20_088;
const REPEATS: usize = 200;
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
    let named: Vec<String> = std::env::args().collect();
    let sets: Vec<Set> = SETS
        .into_iter()
        .filter(|set| named.iter().any(|word| word == set.name))
        .collect();
    let sets = if sets.is_empty() { SETS.to_vec() } else { sets };
    for kind in [DbKind::Sqlite, DbKind::Postgres] {
        let mut table: Vec<Vec<(f64, f64)>> = Vec::new();
        for set in &sets {
            table.push(testkit::run(async {
                let db = fresh(kind).await;
                let measured = measure(&db, kind, *set).await;
                db.remove().await;
                measured
            }));
        }
        let heads: Vec<String> = sets.iter().map(|set| format!("{:>22}", set.name)).collect();
        println!(
            "\n{kind:?}, p50 / p95 in ms, and how the median grows\n{:42}{}",
            "",
            heads.join("")
        );
        for (at, (name, _)) in ENDPOINTS.iter().enumerate() {
            let base = table[0][at].0;
            let cells: Vec<String> = table
                .iter()
                .map(|set| {
                    let (p50, p95) = set[at];
                    format!("{p50:6.1} /{p95:6.1} x{:5.2}", p50 / base)
                })
                .collect();
            println!("{name:42}  {}", cells.join("  "));
        }
    }
}

async fn measure(db: &TestDb, kind: DbKind, set: Set) -> Vec<(f64, f64)> {
    let app = App::over(db).await.0;
    fill(db, kind, &app, set).await;
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
async fn fill(db: &TestDb, kind: DbKind, app: &access::App, set: Set) {
    let pack = &app.pack;
    let root = kernel::RegionCode::CHINA;
    // The two cities' counties first, then townships and villages.
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
    let wanted = set.counts / set.days;
    let first_day = LAST_DAY + 1 - set.days;
    let mut series = String::new();
    let mut count = 0;
    'full: for region in &regions {
        for condition in &conditions {
            let path = pack.regions.path(region.code).unwrap_or_default();
            let comma = if count == 0 { "" } else { ", " };
            let code = region.code;
            series.push_str(&format!(
                "{comma}('covid19_confirmed', '{condition}', '{code}', '{path}', 'all', {first_day}, {LAST_DAY}, 0)"
            ));
            count += 1;
            if count == wanted {
                break 'full;
            }
        }
    }
    println!(
        "{kind:?}, {}: {} counts in {count} series over {} regions",
        set.name,
        count * set.days,
        count.div_ceil(CONDITIONS)
    );
    let days = match kind {
        DbKind::Sqlite => format!(
            "WITH RECURSIVE days (day) AS (SELECT {first_day} UNION ALL SELECT day + 1 FROM days WHERE day < {LAST_DAY}) "
        ),
        DbKind::Postgres => {
            format!("WITH days (day) AS (SELECT generate_series({first_day}, {LAST_DAY})) ")
        }
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
