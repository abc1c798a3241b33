//! Who sees and does what with which card.

use serde_json::json;

use crate::fixture::{Fixture, measles, with};

testkit::on_both! {
    async fn a_card_is_seen_by_its_hospital_its_county_and_its_city(db) {
        let hospital = Fixture::signed_in(db, "hospital").await;
        let id = hospital.reported(&measles()).await;
        let path = format!("/api/cards/{id}");
        for (username, status) in [
            ("hospital", 200), ("county", 200), ("xinzhou", 200), ("liaocheng", 404), ("shanxi", 200),
            ("viewer", 403), ("commander", 403), ("system", 403), ("security", 403), ("audit", 403),
        ] {
            let who = hospital.again(username).await;
            assert_eq!(who.get(&path).await.status, status, "{username}");
            let missing = who.get("/api/cards/0190a5f0-7a5e-7b6e-9d0e-112233445566").await;
            assert_eq!(missing.status, if status == 200 { 404 } else { status }, "{username}");
        }
        let steps = json!({ "version": 2 });
        let city = hospital.again("liaocheng").await;
        assert_eq!(city.step(&id, "review", steps.clone()).await.status, 404);
        assert_eq!(hospital.step(&id, "review", steps).await.status, 403);
    }

    async fn names_are_masked_until_a_purpose_is_named(db) {
        let hospital = Fixture::signed_in(db, "hospital").await;
        let id = hospital.reported(&with(&[("comments", "张三丰的邻居也发热")])).await;
        let county = hospital.again("county").await;
        for path in [format!("/api/cards/{id}"), "/api/cards".to_owned(), "/api/card-reviews".to_owned(), format!("/api/cards/{id}/versions")] {
            let answer = county.get(&path).await;
            for hidden in ["张三丰", "140902195001010012", "10000000001", "1950-01-01", "1号楼"] {
                assert!(!answer.text.contains(hidden), "{path} shows {hidden}: {}", answer.text);
            }
        }
        let identify = format!("/api/cards/{id}/identify");
        assert_eq!(county.send("POST", &identify, json!({})).await.status, 422);
        let clear = county.send_for("POST", &identify, json!({}), Some("investigation")).await;
        assert_eq!((clear.status, &clear.body["values"]["patient_name"]), (200, &json!("张三丰")));
        assert_eq!(county.send_for("POST", &identify, json!({}), Some("planning")).await.status, 403);
    }

    async fn closed_cards_are_read_for_an_investigation_and_reviewed_masked(db) {
        let hospital = Fixture::signed_in(db, "hospital").await;
        let id = hospital.reported(&with(&[
            ("disease", "gonorrhoea"), ("case_class", "2"), ("marital", "2"), ("education", "3"), ("std_discovery", "3"),
            ("std_history", "2"), ("std_route", "2"), ("std_contact", "2"),
        ])).await;
        let county = hospital.again("county").await;
        let path = format!("/api/cards/{id}");
        assert_eq!(county.get(&path).await.status, 404);
        assert_eq!(county.get_for(&path, Some("investigation")).await.status, 200);
        assert_eq!(hospital.get(&path).await.status, 200);
        assert!(county.get("/api/cards").await.body["items"].as_array().unwrap().is_empty());
        assert_eq!(county.get("/api/card-reviews").await.body["items"][0]["id"], json!(id));
        let export = county.get_for("/api/cards/export", Some("investigation")).await;
        assert!(!export.text.contains(&id), "{}", export.text);
    }

    async fn whoever_looks_after_an_area_reads_of_its_residents(db) {
        let hospital = Fixture::signed_in(db, "hospital").await;
        // Somebody of another county, reported in Xinfu: the city sees it in both regions.
        let id = hospital.reported(&with(&[("current_region", "140921100"), ("patient_area", "2")])).await;
        let city = hospital.again("xinzhou").await;
        for (query, count) in [
            ("region=140902", 1), ("region=140921", 0), ("region=140921&region_of=residence", 1), ("region=140902&region_of=residence", 0),
        ] {
            let rows = city.get(&format!("/api/cards?{query}")).await.body["items"].as_array().unwrap().len();
            assert_eq!(rows, count, "{query}");
        }
        assert_eq!(city.get("/api/cards").await.body["items"][0]["id"], json!(id));
    }

    async fn nobody_reports_for_another_hospital(db) {
        let hospital = Fixture::signed_in(db, "hospital").await;
        let body = |organisation: &str| json!({ "organisation": organisation, "values": measles() });
        assert_eq!(hospital.send("POST", "/api/cards", body("140902-h2")).await.status, 403);
        assert_eq!(hospital.send("POST", "/api/cards", body("nowhere")).await.status, 422);
        let county = hospital.again("county").await;
        assert_eq!(county.send("POST", "/api/cards", body("140902-h2")).await.status, 201);
        assert_eq!(county.send("POST", "/api/cards", body("140921-h1")).await.status, 403);
    }

    async fn a_line_list_is_masked_unless_said_and_speaks_the_codes_asked_for(db) {
        let hospital = Fixture::signed_in(db, "hospital").await;
        hospital.reported(&measles()).await;
        let county = hospital.again("county").await;
        let masked = county.get("/api/cards/export").await;
        assert_eq!(masked.status, 200, "{masked:?}");
        assert!(!masked.text.contains("张三丰") && masked.text.contains("measles"), "{}", masked.text);
        assert_eq!(county.get("/api/cards/export?identified=true").await.status, 422);
        let clear = county.get_for("/api/cards/export?identified=true&system=front", Some("surveillance")).await;
        assert!(clear.text.contains("张三丰") && clear.text.contains("nultitude_type_code"), "{}", clear.text);
        let line = clear.text.lines().last().unwrap();
        // A farmer is 18 on the card and 12 at the front; measles is 1000.
        assert!(line.contains(",12,") && line.contains(",1000,"), "{line}");
    }

    async fn a_resident_gets_a_copy_of_their_cards_and_the_cards_stay(db) {
        let hospital = Fixture::signed_in(db, "hospital").await;
        let id = hospital.reported(&measles()).await;
        let county = hospital.again("county").await;
        let clear = county.send_for("POST", &format!("/api/cards/{id}/identify"), json!({}), Some("investigation")).await;
        let person = clear.body["person"].as_str().unwrap_or_else(|| panic!("{clear:?}"));
        let data = hospital.again("data").await;
        let granted = async |right: &str| {
            let asked = json!({ "person": person, "right": right, "request": "本人到窗口提出，已核验身份" });
            let made = data.send("POST", "/api/rights-requests", asked).await;
            let id = made.body["id"].as_str().unwrap_or_else(|| panic!("{made:?}")).to_owned();
            let decision = json!({ "decision": "granted", "reason": "符合规定，按程序办理" });
            let decided = data.send("POST", &format!("/api/rights-requests/{id}/decision"), decision).await;
            assert_eq!(decided.status, 200, "{decided:?}");
            decided.body
        };
        let request = granted("copy").await;
        let copy = data.get(&format!("/api/rights-requests/{}/copy", request["id"].as_str().unwrap())).await;
        let held = &copy.body["records"]["cases"]["cards"];
        assert_eq!((held.as_array().unwrap().len(), &held[0]["id"]), (1, &json!(id)), "{copy:?}");
        assert!(held[0]["values"].to_string().contains("张三丰"), "{held}");
        assert_eq!(held[0]["versions"].as_array().unwrap().len(), 2);

        let outcomes = &granted("deletion").await["outcomes"];
        let kept = outcomes.as_array().unwrap().iter().find(|one| one["holder"] == "cases").unwrap();
        assert_eq!(kept["result"], "kept", "{outcomes}");
        assert_eq!(county.get(&format!("/api/cards/{id}")).await.status, 200);
    }
}
