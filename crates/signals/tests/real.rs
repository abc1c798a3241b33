//! The real data of the repository, imported as a user would, under the detectors that are shipped.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kernel::{Day, Level, Period, RegionCode};
use signals::{DetectionRequest, RunState};
use sqlx::Row;
use surveillance::{ImportFile, ImportState};
use testkit::TestDb;

use crate::fixture::{Fixture, day};

const CITIES: &str = "covid19-2020/covid2020_shanxi_shandong_city_daily.csv";
const PROVINCES: &str = "covid19-2020/covid2020_shanxi_shandong_province_daily.csv";
const TWO_PROVINCES: &str = "notifiable-monthly/china_nidr_monthly_shanxi_shandong_2004_2019.csv";
const CHINA: &str = "notifiable-monthly/china_national_monthly_ccdcw.csv";

/// The day of the jump: the cases of a prison, announced on 2020-02-21 for the day before.
const JUMP: &str = "2020-02-20";

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../data")
        .join(name)
}

async fn import(fixture: &Fixture, path: PathBuf) {
    let file = ImportFile {
        path,
        layout: None,
        requested_by: "test".into(),
        areas: vec!["/".into()],
    };
    let view = surveillance::import_file(&fixture.app, &file, &mut |_| {})
        .await
        .unwrap();
    assert_eq!(view.state, ImportState::Done, "{view:?}");
    // Published totals that went down after a revision leave a negative count, which is no count.
    assert!(view.rows_rejected <= 10, "{view:?}");
    fixture.clock.advance_millis(1000);
}

/// A standing signal.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
struct Standing {
    day: Day,
    region: RegionCode,
    stream: String,
    condition: String,
    detector: String,
    observed: i64,
    expected: Option<f64>,
    bound: f64,
}

async fn standing(fixture: &Fixture) -> Vec<Standing> {
    let rows = sqlx::query(
        "SELECT day, region, stream, condition, detector, observed, expected, bound FROM signal \
         WHERE withdrawn_at IS NULL ORDER BY region, stream, condition, stratum, day, detector",
    )
    .fetch_all(fixture.app.db.read())
    .await
    .unwrap();
    rows.iter()
        .map(|row| Standing {
            day: Day::from_number(row.get::<i64, _>(0) as i32),
            region: row.get::<String, _>(1).parse().unwrap(),
            stream: row.get(2),
            condition: row.get(3),
            detector: row.get(4),
            observed: row.get(5),
            expected: row.get(6),
            bound: row.get(7),
        })
        .collect()
}

/// The city file without the one jump.
fn without_the_jump(folder: &Path) -> PathBuf {
    let text = std::fs::read_to_string(data(CITIES)).unwrap();
    let jump = "2020-02-21,山东省,济宁市,370800,201,253,29,0,1";
    assert_eq!(text.matches(jump).count(), 1);
    let path = folder.join("corrected.csv");
    std::fs::write(
        &path,
        text.replace(jump, "2020-02-21,山东省,济宁市,370800,0,52,29,0,1"),
    )
    .unwrap();
    path
}

testkit::on_both! {
    /// Jining's jump alarms on its day, and what other prefectures say does not depend on it.
    ///
    /// On 2020-02-21 the Shandong Health Commission announced some 200 cases of Rencheng Prison (任城监狱) in Jining,
    /// counted for 20 February.
    async fn the_jump_of_jining_is_its_own(db) {
        let fixture = Fixture::new(db).await;
        import(&fixture, data(CITIES)).await;
        let runs = fixture.follow_counts().await;
        assert!(runs.iter().all(|run| run.state == RunState::Done && run.warning.is_none()), "{runs:?}");
        let daily: Vec<&str> = fixture.app.pack.detectors.iter()
            .filter(|detector| detector.method.starts_with("ears"))
            .map(|detector| detector.id.as_str())
            .collect();
        assert_eq!(fixture.standing("370800", JUMP).await, daily);
        let before = standing(&fixture).await;

        // Running everything again changes nothing.
        let again = fixture.detect(DetectionRequest::default()).await;
        assert_eq!(again.signals_found as usize, before.len());
        assert_eq!((again.signals_new, again.signals_changed, again.signals_withdrawn), (0, 0, 0));

        // The corrected file takes the ground away from Jining's signals and from nothing else.
        let folder = tempfile::tempdir().unwrap();
        import(&fixture, without_the_jump(folder.path())).await;
        let runs = fixture.follow_counts().await;
        assert_eq!(runs.iter().map(|run| run.series_total).sum::<u64>(), 1);
        assert!(runs[0].signals_withdrawn > 0);
        assert!(fixture.standing("370800", JUMP).await.is_empty());
        let jining: RegionCode = "370800".parse().unwrap();
        let others = |signals: Vec<Standing>| -> Vec<Standing> {
            signals.into_iter().filter(|signal| signal.region != jining).collect()
        };
        assert_eq!(others(standing(&fixture).await), others(before));
        fixture.assert_whole().await;
    }
}

#[test]
fn a_database_that_never_saw_the_jump_says_the_same_elsewhere() {
    testkit::run(async {
        let (with, without) = (TestDb::sqlite().await, TestDb::sqlite().await);
        let folder = tempfile::tempdir().unwrap();
        let mut said = Vec::new();
        for (db, path) in [
            (&with, data(CITIES)),
            (&without, without_the_jump(folder.path())),
        ] {
            let fixture = Fixture::new(db).await;
            import(&fixture, path).await;
            fixture.detect(DetectionRequest::default()).await;
            let mut signals = standing(&fixture).await;
            signals.retain(|signal| signal.region.level() == Level::Prefecture);
            said.push(signals);
        }
        let jining: RegionCode = "370800".parse().unwrap();
        let elsewhere = |signals: &[Standing]| -> Vec<Standing> {
            signals
                .iter()
                .filter(|signal| signal.region != jining)
                .cloned()
                .collect()
        };
        assert_eq!(elsewhere(&said[0]), elsewhere(&said[1]));
        assert!(!elsewhere(&said[0]).is_empty());
        with.remove().await;
        without.remove().await;
    });
}

#[test]
#[expect(
    clippy::print_stdout,
    reason = "the numbers are for whoever tunes the packs"
)]
fn known_events_are_found_and_signals_are_few() {
    testkit::run(async {
        let db = TestDb::sqlite().await;
        let fixture = Fixture::new(&db).await;
        for name in [CITIES, PROVINCES, TWO_PROVINCES, CHINA] {
            import(&fixture, data(name)).await;
        }
        let run = fixture.detect(DetectionRequest::default()).await;
        assert_eq!((run.state, &run.warning), (RunState::Done, &None));
        let signals = standing(&fixture).await;
        for event in EVENTS {
            let found = signals.iter().any(|signal| {
                signal.region.to_string() == event.region
                    && (signal.condition.as_str(), signal.detector.as_str())
                        == (event.condition, event.detector)
                    && signal.stream == "notifiable_cases"
                    && signal.day == day(event.month)
            });
            assert!(found, "{} is not found: {event:?}", event.what);
        }
        let weekly = weekly_load(&signals);
        for (stream, (signals, weeks, busiest)) in &weekly {
            println!(
                "{stream}: {signals} signals in {weeks} region-weeks with any; the busiest region-week had {busiest}"
            );
        }
        // A duty officer can look at tens of signals a week, not at thousands.
        assert!(
            weekly.values().all(|(_, _, busiest)| *busiest <= 60),
            "{weekly:?}"
        );
        db.remove().await;
    });
}

/// Something that is known to have happened.
#[derive(Debug)]
struct Event {
    what: &'static str,
    region: &'static str,
    condition: &'static str,
    detector: &'static str,
    month: &'static str,
}

/// The influenza pandemic of 2009 (WHO: from June 2009 to August 2010; its wave in China peaked in late autumn);
/// the acute haemorrhagic conjunctivitis epidemic of September 2023 and the return of pertussis in early 2024,
/// both in the figures of China CDC that are imported here.
const EVENTS: [Event; 8] = [
    event(
        "pandemic influenza",
        "140000",
        "influenza",
        "farrington_flexible",
        "2009-11-01",
    ),
    event(
        "pandemic influenza",
        "140000",
        "influenza",
        "cidars_moving_percentile",
        "2009-11-01",
    ),
    event(
        "pandemic influenza",
        "370000",
        "influenza",
        "farrington_flexible",
        "2009-11-01",
    ),
    event(
        "pandemic influenza",
        "370000",
        "influenza",
        "cidars_moving_percentile",
        "2009-11-01",
    ),
    event(
        "conjunctivitis of 2023",
        "100000",
        "ahc",
        "farrington_flexible",
        "2023-09-01",
    ),
    event(
        "conjunctivitis of 2023",
        "100000",
        "ahc",
        "cidars_moving_percentile",
        "2023-09-01",
    ),
    event(
        "pertussis of 2024",
        "100000",
        "pertussis",
        "farrington_flexible",
        "2024-03-01",
    ),
    event(
        "pertussis of 2024",
        "100000",
        "pertussis",
        "cidars_moving_percentile",
        "2024-03-01",
    ),
];

const fn event(
    what: &'static str,
    region: &'static str,
    condition: &'static str,
    detector: &'static str,
    month: &'static str,
) -> Event {
    Event {
        what,
        region,
        condition,
        detector,
        month,
    }
}

/// By stream: signals, weeks of a region with any, and the most in one week of one region.
fn weekly_load(signals: &[Standing]) -> BTreeMap<&str, (usize, usize, usize)> {
    let mut by_week: BTreeMap<(&str, RegionCode, Day), usize> = BTreeMap::new();
    for signal in signals {
        let week = Period::Week.start_of(signal.day);
        *by_week
            .entry((&signal.stream, signal.region, week))
            .or_default() += 1;
    }
    let mut load: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for ((stream, _, _), count) in by_week {
        let (signals, weeks, busiest) = load.entry(stream).or_default();
        *signals += count;
        *weeks += 1;
        *busiest = (*busiest).max(count);
    }
    load
}
