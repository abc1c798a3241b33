//! What both benchmarks need: an application over a fresh database, rows, and medians.
#![allow(dead_code)]

use std::path::Path;
use std::sync::Arc;

use kernel::{Day, SystemClock};
use pack::Pack;
use platform::DbKind;
use testkit::TestDb;

/// Regions that the rows of the import are of.
pub const REGIONS: usize = 27;

/// The application over a migrated database.
pub struct App(pub access::App);

impl App {
    /// Migrates the database and loads the repository's packs.
    pub async fn over(db: &TestDb) -> App {
        let clock = Arc::new(SystemClock);
        db.migrate(
            &[
                &platform::MIGRATIONS,
                &access::MIGRATIONS,
                &surveillance::MIGRATIONS,
            ],
            clock.as_ref(),
        )
        .await
        .expect("the tables are made");
        App(access::App::new((**db).clone(), pack(), clock))
    }
}

/// The repository's packs.
pub fn pack() -> Arc<Pack> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    Arc::new(Pack::load(&dir, "demo").expect("the repository's packs are sound"))
}

/// An empty database.
pub async fn fresh(kind: DbKind) -> TestDb {
    match kind {
        DbKind::Sqlite => TestDb::sqlite().await,
        DbKind::Postgres => TestDb::postgres().await,
    }
}

/// Rows of the prefectures of Shanxi and Shandong, region after region and day after day.
pub fn days_and_regions(rows: usize) -> impl Iterator<Item = (String, Day, i64)> {
    let pack = pack();
    let codes: Vec<String> = ["140000", "370000"]
        .iter()
        .filter_map(|code| code.parse().ok())
        .flat_map(|province| {
            pack.regions
                .children(province)
                .map(|region| region.code.to_string())
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(codes.len(), REGIONS);
    let each = rows.div_ceil(REGIONS);
    (0..rows).map(move |at| {
        // Day 0 is 1970-01-01; more rows than days since then would reach into the future.
        let day = Day::from_number((at % each) as i32 + 20_000 - each as i32);
        (codes[at / each].clone(), day, (at * 7919 % 50) as i64)
    })
}

/// The median, and it with its spread as text.
pub fn medians(values: &mut [f64]) -> (f64, String) {
    values.sort_by(f64::total_cmp);
    let middle = values[values.len() / 2];
    let (low, high) = (values[0], values[values.len() - 1]);
    (middle, format!("{middle:.0} ({low:.0}–{high:.0})"))
}
