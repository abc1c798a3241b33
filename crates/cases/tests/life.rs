//! A card's life over HTTP.

use serde_json::{Value, json};

use crate::fixture::{Fixture, measles, with};

testkit::on_both! {
    async fn a_card_goes_from_the_hospital_to_the_county_and_back(db) {
        let hospital = Fixture::signed_in(db, "hospital").await;
        let county = hospital.again("county").await;

        // A draft may lack anything, and cannot be reported like that.
        let id = hospital.begun(&with(&[("phone", "")])).await;
        let refused = hospital.step(&id, "report", json!({ "version": 1 })).await;
        assert_eq!((refused.status, refused.body["errors"][0]["field"].as_str()), (422, Some("values.phone")), "{refused:?}");
        let saved = hospital.send("PUT", &format!("/api/cards/{id}"), json!({ "version": 1, "values": measles() })).await;
        assert_eq!((saved.status, &saved.body["state"]), (200, &json!("draft")), "{saved:?}");
        let stale = hospital.step(&id, "report", json!({ "version": 1 })).await;
        assert_eq!((stale.status, &stale.body["code"]), (409, &json!("changed_meanwhile")));
        let reported = hospital.step(&id, "report", json!({ "version": 2 })).await;
        assert_eq!((reported.status, &reported.body["state"]), (200, &json!("reported")), "{reported:?}");
        assert_eq!(reported.body["report_clock"]["timeliness"], "on_time");
        assert_eq!(reported.body["review_clock"]["timeliness"], "running");

        // The county sees it in its queue, returns it with a reason, and the hospital mends it.
        let queue = county.get("/api/card-reviews?sort=review_due").await;
        assert_eq!(queue.body["items"][0]["id"], json!(id), "{queue:?}");
        let bare = county.step(&id, "return", json!({ "version": 3 })).await;
        assert_eq!(bare.status, 422, "a return without a reason");
        let returned = county.step(&id, "return", json!({ "version": 3, "reason": "1", "remark": "请补充科室" })).await;
        assert_eq!((returned.status, &returned.body["state"]), (200, &json!("returned")), "{returned:?}");
        let again = hospital.send("PUT", &format!("/api/cards/{id}"), json!({ "version": 4, "values": with(&[("department", "感染科")]) })).await;
        assert_eq!((again.status, &again.body["state"]), (200, &json!("returned")), "{again:?}");
        assert_eq!(hospital.step(&id, "report", json!({ "version": 5 })).await.status, 200);
        let reviewed = county.step(&id, "review", json!({ "version": 6 })).await;
        assert_eq!((reviewed.status, &reviewed.body["state"]), (200, &json!("final")), "{reviewed:?}");
        assert_eq!(reviewed.body["review_clock"]["timeliness"], "on_time");

        // A correction keeps the former disease and waits for a review again.
        let corrected = with(&[("disease", "rubella")]);
        let body = json!({ "version": 7, "values": corrected, "reason": "1" });
        let corrected = hospital.step(&id, "correct", body).await;
        assert_eq!((corrected.status, &corrected.body["state"]), (200, &json!("reported")), "{corrected:?}");
        let card = county.get(&format!("/api/cards/{id}")).await.body;
        assert_eq!((&card["values"]["corrected_from"], &card["values"]["card_kind"], &card["is_corrected"]), (&json!("measles"), &json!("2"), &json!(true)));
        let early = hospital.step(&id, "supplement", json!({ "version": 8, "death_date": "2026-04-01", "is_related": true })).await;
        assert_eq!(early.status, 422, "a death before the onset");
        let died = hospital.step(&id, "supplement", json!({ "version": 8, "death_date": "2026-05-01", "is_related": true })).await;
        assert_eq!(died.status, 200, "{died:?}");
        assert_eq!(county.step(&id, "review", json!({ "version": 9 })).await.status, 200);

        // What was reviewed is withdrawn by the county only.
        let body = json!({ "version": 10, "reason": "2" });
        assert_eq!(hospital.step(&id, "withdraw", body.clone()).await.status, 403);
        assert_eq!(county.step(&id, "withdraw", body).await.body["state"], json!("withdrawn"));
        for step in ["report", "review"] {
            let who = if step == "review" { &county } else { &hospital };
            let late = who.step(&id, step, json!({ "version": 11 })).await;
            assert_eq!((late.status, &late.body["code"]), (409, &json!("wrong_state")), "{step}");
        }

        let versions = county.get(&format!("/api/cards/{id}/versions")).await.body;
        let steps: Vec<&str> = versions["items"].as_array().unwrap().iter().map(|one| one["step"].as_str().unwrap()).collect();
        assert_eq!(steps, ["withdraw", "review", "supplement", "correct", "review", "report", "save", "return", "report", "save", "save"]);
        let correction = &versions["items"][3];
        assert_eq!(correction["role"], "hospital_reporter");
        let disease = correction["changes"].as_array().unwrap().iter().find(|one| one["field"] == "disease").unwrap();
        assert_eq!((&disease["before"], &disease["after"]), (&json!("measles"), &json!("rubella")));
        let mended = versions["items"][9]["changes"].as_array().unwrap();
        assert_eq!((&mended[0]["field"], &mended[0]["before"]), (&json!("phone"), &Value::Null));
        county.holds().await;
    }

    async fn a_page_of_versions_tells_the_same_as_the_whole(db) {
        let hospital = Fixture::signed_in(db, "hospital").await;
        let id = hospital.begun(&measles()).await;
        for version in 1..6 {
            let values = with(&[("department", &format!("{version}科"))]);
            let saved = hospital.send("PUT", &format!("/api/cards/{id}"), json!({ "version": version, "values": values })).await;
            assert_eq!(saved.status, 200, "{saved:?}");
        }
        let path = format!("/api/cards/{id}/versions");
        let whole = hospital.get(&path).await.body["items"].as_array().unwrap().clone();
        assert_eq!(hospital.pages(&path, 2).await, whole);
        assert_eq!(whole.len(), 6);
    }
}
