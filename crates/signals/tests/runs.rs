//! What a run stores, and what it leaves alone.

use signals::{DetectionRequest, RunState};

use crate::fixture::{Fixture, JUMP_FIRST, covid, daily, day, with_a_jump};

testkit::on_both! {
    /// A jump alarms on its day, in its region, and in no other.
    async fn a_jump_is_found_where_it_is(db) {
        let fixture = Fixture::new(db).await;
        fixture.store("one", &daily(&covid("370800"), JUMP_FIRST, &with_a_jump(201))).await;
        fixture.store("two", &daily(&covid("371500"), JUMP_FIRST, &with_a_jump(2))).await;
        let run = fixture.detect(DetectionRequest::default()).await;
        assert_eq!(run.state, RunState::Done);
        assert_eq!((run.series_total, run.series_done), (2, 2));
        assert_eq!((run.from, run.to), (Some(day(JUMP_FIRST)), Some(day("2020-02-24"))));
        assert_eq!(run.signals_found, run.signals_new);
        assert_eq!(fixture.standing("370800", "2020-02-20").await, ["ears_c1", "ears_c2", "ears_c3"]);
        assert!(fixture.standing("371500", "2020-02-20").await.is_empty());
        fixture.assert_whole().await;
    }

    /// Running again, whole or in parts, leaves every row as it was.
    async fn the_same_run_again_changes_nothing(db) {
        let fixture = Fixture::new(db).await;
        fixture.store("one", &daily(&covid("370800"), JUMP_FIRST, &with_a_jump(201))).await;
        fixture.detect(DetectionRequest::default()).await;
        let before = fixture.signals().await;
        for from in [None, Some(day("2020-02-18")), Some(day("2020-02-20"))] {
            let run = fixture.detect(DetectionRequest { from, ..DetectionRequest::default() }).await;
            assert!(run.signals_found > 0);
            assert_eq!((run.signals_new, run.signals_changed, run.signals_withdrawn), (0, 0, 0));
        }
        assert_eq!(fixture.signals().await, before);
        assert_eq!(fixture.count("signal_revision").await, 0);
    }

    /// A correction that takes the ground away withdraws the signal; one that brings it back raises it again.
    async fn a_correction_withdraws_and_restores(db) {
        let fixture = Fixture::new(db).await;
        let key = covid("370800");
        fixture.store("one", &daily(&key, JUMP_FIRST, &with_a_jump(201))).await;
        fixture.detect(DetectionRequest::default()).await;
        let signals = fixture.count("signal").await;
        fixture.store("two", &[(key.clone(), day("2020-02-20"), 2)]).await;
        let run = fixture.detect(DetectionRequest::default()).await;
        assert!(run.signals_withdrawn >= 3, "{run:?}");
        assert!(fixture.standing("370800", "2020-02-20").await.is_empty());
        fixture.assert_whole().await;

        fixture.store("three", &[(key, day("2020-02-20"), 180)]).await;
        let run = fixture.detect(DetectionRequest::default()).await;
        assert!(run.signals_changed >= 3, "{run:?}");
        assert_eq!(fixture.standing("370800", "2020-02-20").await.len(), 3);
        assert!(fixture.count("signal").await >= signals, "a signal is never deleted");
        fixture.assert_whole().await;
    }

    /// A run keeps to the region, stream, detectors and days it was asked for.
    async fn a_run_keeps_to_its_request(db) {
        let fixture = Fixture::new(db).await;
        for region in ["370800", "140900"] {
            fixture.store(region, &daily(&covid(region), JUMP_FIRST, &with_a_jump(201))).await;
        }
        let run = fixture.detect(DetectionRequest {
            from: Some(day("2020-02-20")),
            to: Some(day("2020-02-20")),
            region: Some("140000".parse().unwrap()),
            streams: vec!["covid19_confirmed".into()],
            detectors: vec!["ears_c2".into()],
        }).await;
        assert_eq!((run.series_total, run.signals_new), (1, 1));
        assert_eq!(fixture.standing("140900", "2020-02-20").await, ["ears_c2"]);
        assert!(fixture.standing("370800", "2020-02-20").await.is_empty());
    }
}

#[test]
fn what_is_not_known_is_refused_by_name() {
    testkit::run(async {
        let db = testkit::TestDb::sqlite().await;
        let fixture = Fixture::new(&db).await;
        let request = DetectionRequest {
            detectors: vec!["ears_c4".into()],
            ..DetectionRequest::default()
        };
        let error = signals::detect(&fixture.app, &request, |_| {})
            .await
            .unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("there is no detector `ears_c4`; choose among "),
            "{error}"
        );
        db.remove().await;
    });
}
