//! Detectors over a curve on a screen, and signals on a map.

use kernel::{Day, Period};
use signals::DetectionRequest;
use surveillance::{SeriesInput, SignalQuestion};

use crate::fixture::{Fixture, JUMP_FIRST, covid, daily, day, with_a_jump};

fn curve(period: Period, values: &[u32]) -> SeriesInput {
    let points: Vec<(Day, Option<u64>)> = (0..)
        .zip(values)
        .map(|(offset, value)| (day(JUMP_FIRST).plus(offset), Some(u64::from(*value))))
        .collect();
    let stream = if period == Period::Day {
        "covid19_confirmed"
    } else {
        "notifiable_cases"
    };
    SeriesInput {
        stream: stream.into(),
        condition: "covid19".into(),
        region: "370800".parse().unwrap(),
        stratum: "all".into(),
        period,
        from: day("2020-02-18"),
        to: points.last().unwrap().0,
        points,
    }
}

#[test]
fn a_curve_shows_its_limits_where_asked() {
    testkit::run(async {
        let db = testkit::TestDb::sqlite().await;
        let fixture = Fixture::new(&db).await;
        let overlay = signals::overlay(&fixture.app);
        let asked = ["ears_c2".to_owned(), "farrington_flexible".to_owned()];
        let said = overlay
            .detections(&curve(Period::Day, &with_a_jump(201)), &asked)
            .await
            .unwrap();
        let days: Vec<String> = said[0]
            .points
            .iter()
            .map(|point| point.day.to_string())
            .collect();
        assert_eq!(days.first().map(String::as_str), Some("2020-02-18"));
        let alarms: Vec<&String> = days
            .iter()
            .zip(&said[0].points)
            .filter(|(_, point)| point.alarm)
            .map(|(day, _)| day)
            .collect();
        assert_eq!(alarms, ["2020-02-20"]);
        assert_eq!(said[0].note, None);
        assert!(said[1].points.is_empty());
        assert!(
            said[1]
                .note
                .as_deref()
                .unwrap()
                .contains("is for week/month counts"),
            "{:?}",
            said[1].note
        );
        db.remove().await;
    });
}

#[test]
fn too_short_a_history_is_said_and_not_taken_for_quiet() {
    testkit::run(async {
        let db = testkit::TestDb::sqlite().await;
        let fixture = Fixture::new(&db).await;
        let mut short = curve(Period::Day, &[1, 2, 1, 9]);
        short.from = day(JUMP_FIRST);
        let said = signals::overlay(&fixture.app)
            .detections(&short, &["ears_c1".to_owned()])
            .await
            .unwrap();
        assert!(
            said[0].note.as_deref().unwrap().contains("历史数据不足"),
            "{:?}",
            said[0].note
        );
        assert!(
            said[0]
                .points
                .iter()
                .all(|point| !point.alarm && point.bound.is_none() && point.why.is_some())
        );
        let error = signals::overlay(&fixture.app)
            .detections(&short, &["ears".to_owned()])
            .await
            .unwrap_err();
        assert_eq!(error.errors[0].rule, "unknown_detector");
        db.remove().await;
    });
}

testkit::on_both! {
    /// A signal counts for its region and for every area above it; a withdrawn one does not count.
    async fn signals_count_for_the_areas_above_them(db) {
        let fixture = Fixture::new(db).await;
        fixture.store("one", &daily(&covid("370800"), JUMP_FIRST, &with_a_jump(201))).await;
        fixture.detect(DetectionRequest { detectors: vec!["ears_c2".into()], ..DetectionRequest::default() }).await;
        let path = |code: &str| (code.parse().unwrap(), fixture.app.pack.regions.path(code.parse().unwrap()).unwrap());
        let question = SignalQuestion {
            stream: None,
            condition: Some("covid19".into()),
            stratum: Some("all".into()),
            areas: vec![path("370000"), path("370800"), path("371500")],
            from: day("2020-02-20"),
            to: day("2020-02-20"),
        };
        let counted = |counts: Vec<surveillance::SignalCount>| -> Vec<(String, u64)> {
            counts.into_iter().map(|count| (count.area.to_string(), count.signals)).collect()
        };
        let overlay = signals::overlay(&fixture.app);
        let counts = overlay.signal_counts(&question).await.unwrap();
        assert_eq!(counted(counts), [("370000".to_owned(), 1), ("370800".to_owned(), 1)]);
        fixture.store("two", &[(covid("370800"), day("2020-02-20"), 2)]).await;
        fixture.follow_counts().await;
        assert!(overlay.signal_counts(&question).await.unwrap().is_empty());
    }
}
