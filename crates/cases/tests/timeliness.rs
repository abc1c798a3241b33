//! Statutory clocks, and lists that equal their counts.

use serde_json::{Value, json};

use crate::fixture::{Fixture, with};

fn clock(answer: &Value) -> (String, Option<String>) {
    let clock = &answer["report_clock"];
    (
        clock["timeliness"].as_str().unwrap().to_owned(),
        clock["doubt"].as_str().map(str::to_owned),
    )
}

testkit::on_both! {
    async fn two_hours_for_plague_a_day_for_measles_and_none_for_others(db) {
        let hospital = Fixture::signed_in(db, "hospital").await;
        // It is 08:00; the diagnosis was made at another hour.
        for (disease, diagnosis, timeliness) in [
            ("plague", "2026-05-01T06", "on_time"),
            ("plague", "2026-05-01T05", "late"),
            ("measles", "2026-05-01T05", "on_time"),
            ("measles", "2026-04-30T08", "on_time"),
            ("measles", "2026-04-30T07", "late"),
            ("anthrax_pulmonary", "2026-05-01T05", "late"),
            ("anthrax_cutaneous", "2026-05-01T05", "on_time"),
            ("ebola", "2026-05-01T05", "late"),
            ("varicella", "2026-04-28T05", "no_limit"),
            ("measles", "2026-04-30", "unknown"),
            ("measles", "2026-04-28", "late"),
        ] {
            let values = with(&[("disease", disease), ("diagnosis_time", diagnosis), ("onset_date", "2026-04-20"), ("case_class", "2"), ("phone", "10000000009")]);
            let id = hospital.begun(&values).await;
            let done = hospital.step(&id, "report", json!({ "version": 1 })).await;
            assert_eq!(done.status, 200, "{disease} {done:?}");
            let (found, doubt) = clock(&done.body);
            assert_eq!(found, timeliness, "{disease} {diagnosis}");
            assert_eq!(doubt.as_deref(), (timeliness == "unknown").then_some("no_hour"));
        }
        let outside = hospital.begun(&with(&[("disease", ""), ("disease_other", "某种少见病")])).await;
        let outside = hospital.get(&format!("/api/cards/{outside}")).await.body;
        assert_eq!(clock(&outside), ("no_limit".to_owned(), None));
        let nothing = hospital.begun(&with(&[("disease", "")])).await;
        let nothing = hospital.get(&format!("/api/cards/{nothing}")).await.body;
        assert_eq!(clock(&nothing), ("unknown".to_owned(), Some("no_disease".to_owned())));
    }

    async fn every_number_is_that_of_its_list(db) {
        let hospital = Fixture::signed_in(db, "hospital").await;
        let county = hospital.again("county").await;
        let name = |name: &str| with(&[("patient_name", name), ("id_number", ""), ("id_type", ""), ("comments", "无证件")]);
        let late = {
            let mut values = name("赵一");
            values.insert("diagnosis_time".to_owned(), "2026-04-29T07".to_owned());
            hospital.reported(&values).await
        };
        let timely = hospital.reported(&name("钱二")).await;
        let returned = hospital.reported(&name("孙三")).await;
        hospital.begun(&name("李四")).await;
        assert_eq!(county.step(&returned, "return", json!({ "version": 2, "reason": "2" })).await.status, 200);
        assert_eq!(county.step(&timely, "review", json!({ "version": 2 })).await.status, 200);
        // A day and an hour later the draft is overdue, and so is the county's review.
        hospital.clock.advance_millis(25 * 3_600_000);
        // Sessions of yesterday have ended.
        let county = hospital.again("county").await;
        assert_eq!(county.step(&late, "review", json!({ "version": 2 })).await.status, 200);

        let sums = county.get("/api/card-timeliness?month=2026-05").await.body;
        let facility = &sums["facilities"][0];
        assert_eq!(facility["organisation"]["code"], "140902-h1");
        for (key, count, filter) in [
            ("cards", 4, ""),
            ("drafts", 1, "state=draft"),
            ("overdue", 1, "report=overdue"),
            ("late", 1, "report=late"),
            ("on_time", 2, "report=on_time"),
            ("returned", 1, "state=returned"),
            ("was_returned", 1, "was_returned=true"),
            ("review_late", 1, "review=late"),
            ("review_on_time", 2, "review=on_time"),
            ("review_overdue", 0, "review=overdue&state=reported"),
            ("waiting", 0, "state=reported"),
            ("withdrawn", 0, "state=withdrawn"),
        ] {
            assert_eq!(facility[key], json!(count), "{key}: {facility}");
            assert_eq!(sums["all"][key], json!(count), "{key}");
            let list = county.pages(&format!("/api/cards?month=2026-05&{filter}"), 1).await;
            assert_eq!(list.len(), count, "{filter}");
        }
        assert_eq!(facility["on_time_proportion"], json!(2.0 / 3.0));
        let other = county.get("/api/card-timeliness?month=2026-06").await.body;
        assert_eq!(other["facilities"], json!([]));
        assert_eq!(county.get("/api/card-timeliness?month=2026-6").await.status, 422);
    }

    async fn every_order_reads_on_where_it_stopped(db) {
        let hospital = Fixture::signed_in(db, "hospital").await;
        for (number, onset) in ["2026-04-20", "2026-04-28", "2026-04-20", "", "2026-04-25"].iter().enumerate() {
            hospital.begun(&with(&[("onset_date", onset), ("phone", &format!("1000000000{number}"))])).await;
            hospital.clock.advance_millis(1000);
        }
        for sort in ["changed", "onset", "diagnosis", "reported", "review_due", "report_due"] {
            let path = format!("/api/cards?sort={sort}");
            let whole = hospital.pages(&path, 50).await;
            assert_eq!(whole.len(), 5);
            assert_eq!(hospital.pages(&path, 2).await, whole, "{sort}");
        }
        let onsets: Vec<Value> = hospital.pages("/api/cards?sort=onset", 2).await.iter().map(|one| one["onset_date"].clone()).collect();
        assert_eq!(json!(onsets), json!(["2026-04-28", "2026-04-25", "2026-04-20", "2026-04-20", null]));
        for (query, rule) in [("state=nowhere", "unknown_state"), ("disease=x", "unknown_disease"), ("region=1", "unknown_region"), ("from=2026-05-02&to=2026-05-01", "date_order"), ("organisation=x", "unknown_organisation")] {
            let answer = hospital.get(&format!("/api/cards?{query}")).await;
            assert_eq!((answer.status, answer.body["errors"][0]["rule"].as_str()), (422, Some(rule)), "{answer:?}");
        }
    }
}
