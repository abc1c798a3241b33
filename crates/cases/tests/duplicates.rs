//! Possible duplicates: who, which disease, and when.

use serde_json::{Value, json};

use crate::fixture::{Fixture, measles, with};

async fn pairs(county: &Fixture) -> Vec<Value> {
    let answer = county.get("/api/card-duplicates").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body["items"].as_array().unwrap().clone()
}

testkit::on_both! {
    async fn the_same_person_with_the_same_disease_is_found_once(db) {
        let hospital = Fixture::signed_in(db, "hospital").await;
        let county = hospital.again("county").await;
        let first = hospital.reported(&measles()).await;
        // Another disease, and the same one half a year before, are other illnesses.
        hospital.reported(&with(&[("disease", "mumps")])).await;
        hospital.reported(&with(&[("onset_date", "2025-10-01")])).await;
        assert_eq!(pairs(&county).await, Vec::<Value>::new());
        // Without the card and with a homophone it is still the same person.
        let again = hospital.reported(&with(&[("patient_name", "张三风"), ("id_number", ""), ("id_type", ""), ("comments", "未带证件"), ("onset_date", "2026-04-30")])).await;
        let found = pairs(&county).await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((&found[0]["earlier"]["id"], &found[0]["later"]["id"], &found[0]["onset_gap_days"]), (&json!(first), &json!(again), &json!(2)));
        assert!(found[0]["score"].as_f64().unwrap() > 18.0, "{found:?}");
        assert_eq!(county.get("/api/cards?has_duplicate=true").await.body["items"][0]["id"], json!(again));

        // Corrected once more, the pair is not found twice.
        let body = json!({ "version": 2, "values": with(&[("patient_name", "张三风"), ("id_number", ""), ("id_type", ""), ("comments", "已核对"), ("onset_date", "2026-04-29")]), "reason": "3" });
        assert_eq!(hospital.step(&again, "correct", body).await.status, 200);
        assert_eq!(pairs(&county).await.len(), 1);

        let path = format!("/api/card-duplicates/{}/decide", found[0]["id"].as_str().unwrap());
        assert_eq!(county.send("POST", &path, json!({ "decision": "duplicate" })).await.status, 422);
        assert_eq!(hospital.send("POST", &path, json!({ "decision": "distinct" })).await.status, 403);
        let decided = county.send("POST", &path, json!({ "decision": "duplicate", "withdraw": again })).await;
        assert_eq!(decided.status, 200, "{decided:?}");
        assert_eq!(county.send("POST", &path, json!({ "decision": "distinct" })).await.status, 409);
        assert_eq!(county.get(&format!("/api/cards/{again}")).await.body["state"], "withdrawn");
        assert_eq!(pairs(&county).await, Vec::<Value>::new());
        county.holds().await;
    }

    async fn twins_are_two(db) {
        let hospital = Fixture::signed_in(db, "hospital").await;
        let county = hospital.again("county").await;
        let twin = |name: &str, sex: &str| with(&[("patient_name", name), ("sex", sex), ("id_number", ""), ("id_type", ""), ("comments", "未带证件"), ("birth_date", "2020-01-01"), ("guardian_name", "张父"), ("occupation", "1"), ("work_unit", "中心幼儿园大班")]);
        hospital.reported(&twin("张明", "1")).await;
        hospital.reported(&twin("张莉莉", "2")).await;
        assert_eq!(pairs(&county).await, Vec::<Value>::new());
    }
}
