//! After counts have changed, what they touch is assessed, and nothing else.

use crate::fixture::{Fixture, JUMP_FIRST, covid, daily, day, monthly, with_a_jump};

testkit::on_both! {
    /// The first import is assessed whole; a new day costs that day alone.
    async fn a_new_day_costs_only_itself(db) {
        let fixture = Fixture::new(db).await;
        for region in ["370800", "371500"] {
            fixture.store(region, &daily(&covid(region), JUMP_FIRST, &with_a_jump(201))).await;
        }
        let runs = fixture.follow_counts().await;
        assert_eq!(runs.len(), 1, "notices that come together share a run");
        assert_eq!((runs[0].series_total, runs[0].series_done), (2, 2));
        assert!(runs[0].signals_new > 0);
        let before = fixture.signals().await;

        fixture.store("next", &[(covid("370800"), day("2020-02-25"), 300)]).await;
        let runs = fixture.follow_counts().await;
        assert_eq!((runs[0].from, runs[0].to), (Some(day("2020-02-25")), Some(day("2020-02-25"))));
        assert_eq!(runs[0].series_total, 1);
        let after = fixture.signals().await;
        assert!(before.iter().all(|signal| after.contains(signal)));
        assert!(after.len() > before.len());
        fixture.assert_whole().await;
    }

    /// A changed past count alters the baselines after it, up to where methods look back.
    async fn a_changed_count_is_felt_as_far_as_methods_look_back(db) {
        let fixture = Fixture::new(db).await;
        let key = covid("370800");
        fixture.store("one", &daily(&key, JUMP_FIRST, &with_a_jump(201))).await;
        fixture.follow_counts().await;
        // The jump moves one day ahead: what is stored must be what a whole run would store.
        fixture.store("two", &[(key.clone(), day("2020-02-10"), 90)]).await;
        let runs = fixture.follow_counts().await;
        assert_eq!(runs[0].from, Some(day("2020-02-10")));
        // EARS C3 looks back 7 + 2 + 2 days.
        assert_eq!(runs[0].to, Some(day("2020-02-21")));
        let run = fixture.detect(signals::DetectionRequest::default()).await;
        assert_eq!((run.signals_new, run.signals_changed, run.signals_withdrawn), (0, 0, 0));
        fixture.assert_whole().await;
    }

    /// Importing the same values again touches nothing.
    async fn unchanged_counts_ask_for_nothing(db) {
        let fixture = Fixture::new(db).await;
        let counts = daily(&covid("370800"), JUMP_FIRST, &with_a_jump(201));
        fixture.store("one", &counts).await;
        fixture.follow_counts().await;
        fixture.store("again", &counts).await;
        let runs = fixture.follow_counts().await;
        assert_eq!((runs[0].series_total, runs[0].signals_found), (0, 0));
    }

    /// Monthly series are assessed by month, and a month's change is felt five years on.
    async fn months_are_assessed_by_month(db) {
        let fixture = Fixture::new(db).await;
        let key = monthly("mumps", "140000");
        let mut counts = Vec::new();
        for month in 0..96_i32 {
            let first = day("2008-01-01").plus_years((month / 12) as i16).plus(31 * (month % 12));
            let value = 100 + ((month * 7) % 13) as u32 + if month == 90 { 400 } else { 0 };
            counts.push((key.clone(), kernel::Period::Month.start_of(first), value));
        }
        fixture.store("months", &counts).await;
        let runs = fixture.follow_counts().await;
        assert_eq!(runs[0].series_total, 1);
        let july = "2015-07-01";
        assert_eq!(
            fixture.standing("140000", july).await,
            ["cidars_moving_percentile", "farrington_flexible"]
        );
        fixture.store("corrected", &[(key, day(july), 100)]).await;
        fixture.follow_counts().await;
        assert!(fixture.standing("140000", july).await.is_empty());
        fixture.assert_whole().await;
    }
}
