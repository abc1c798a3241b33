//! What residents may ask about their records in the register, and who could see one.

use serde_json::{Value, json};
use testkit::TestDb;

use crate::fixture::{Answer, Fixture};
use crate::people::{ELSEWHERE, VILLAGE, id, person, zhang};

/// Asks for something in a resident's name and grants it; the request as decided.
async fn granted(data: &Fixture, person: &str, right: &str) -> Value {
    let asked =
        json!({ "person": person, "right": right, "request": "本人到窗口提出，已核验身份" });
    let made = data.send("POST", "/api/rights-requests", asked).await;
    let path = format!("/api/rights-requests/{}/decision", id(&made));
    let decision = json!({ "decision": "granted", "reason": "符合规定，按程序办理" });
    let decided = data.send("POST", &path, decision).await;
    assert_eq!(decided.status, 200, "{decided:?}");
    decided.body
}

/// Somebody who died long enough ago for nobody to have to keep their record.
fn long_dead(name: &str, number: &str, phone: &str) -> Value {
    let mut person = person(name, number, phone, VILLAGE);
    person["died_on"] = json!("1990-01-01");
    person
}

async fn found(township: &Fixture, name: &str, purpose: &str) -> usize {
    let body = json!({ "name": name });
    let answer = township
        .send_for("POST", "/api/persons/search", body, Some(purpose))
        .await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body["items"].as_array().unwrap().len()
}

async fn rows(db: &TestDb, table: &str) -> i64 {
    sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}")))
        .fetch_one(db.read())
        .await
        .unwrap()
}

async fn record(township: &Fixture, body: Value) -> String {
    id(&township.send("POST", "/api/persons", body).await)
}

async fn read(township: &Fixture, person: &str, purpose: &str) -> Answer {
    let path = format!("/api/persons/{person}/identify");
    township
        .send_for("POST", &path, json!({}), Some(purpose))
        .await
}

testkit::on_both! {
    async fn a_copy_holds_every_record_and_version_and_no_name_of_staff(db) {
        let township = Fixture::signed_in(db, "township").await;
        let one = record(&township, zhang()).await;
        let mut moved = zhang();
        moved["phones"] = json!(["10000000009"]);
        let path = format!("/api/persons/{one}");
        let corrected = township.send("PUT", &path, json!({ "version": 1, "person": moved })).await;
        assert_eq!(corrected.status, 200, "{corrected:?}");
        let other = record(&township, person("李四平", "140902197001010011", "10000000002", VILLAGE)).await;
        let link = json!({ "member": other, "reason": "other" });
        let merged = township.send("POST", &format!("{path}/merge"), link).await;
        assert_eq!(merged.status, 200, "{merged:?}");

        let data = township.again("data").await;
        // Asked by the id of the merged record, answered for the person.
        let request = granted(&data, &other, "copy").await;
        let path = format!("/api/rights-requests/{}/copy", request["id"].as_str().unwrap());
        let copy = data.get(&path).await;
        assert_eq!(copy.status, 200, "{copy:?}");
        let held = &copy.body["records"]["registry"];
        assert_eq!((&held["id"], &held["is_masked"]), (&json!(one), &json!(false)));
        assert_eq!(held["records"].as_array().unwrap().len(), 2, "{held}");
        assert_eq!(held["records"][0]["phones"], json!(["10000000009"]));
        assert_eq!(held["records"][0]["former_versions"][0]["phones"], json!(["10000000001"]));
        assert_eq!(held["records"][1]["names"][0]["text"], "李四平");
        assert!(!copy.body.to_string().contains("recorded_by"));
        assert!(!copy.body.to_string().contains("linked_by"));
    }

    /// Restricted, a record opens for what the law leaves open (here: investigation), and is not there for anything else.
    async fn a_restricted_person_opens_for_investigation_only(db) {
        let township = Fixture::signed_in(db, "township").await;
        let one = record(&township, zhang()).await;
        let data = township.again("data").await;
        let restricted = granted(&data, &one, "restriction").await;
        assert_eq!(restricted["outcomes"][0], json!({
            "holder": "registry", "result": "done", "records_count": 1, "reason_zh": null, "reason_en": null,
        }));
        assert_eq!(read(&township, &one, "treatment").await.status, 404);
        assert_eq!(township.get(&format!("/api/persons/{one}")).await.status, 404);
        assert_eq!(township.get("/api/persons").await.body["items"], json!([]));
        assert_eq!(found(&township, "张三丰", "follow_up").await, 0);
        let correction = json!({ "version": 1, "person": zhang() });
        assert_eq!(township.send("PUT", &format!("/api/persons/{one}"), correction).await.status, 404);
        let investigated = read(&township, &one, "investigation").await;
        assert_eq!((investigated.status, &investigated.body["is_restricted"]), (200, &json!(true)));
        assert_eq!(found(&township, "张三丰", "investigation").await, 1);

        granted(&data, &one, "restriction_end").await;
        assert_eq!(read(&township, &one, "treatment").await.status, 200);
        assert_eq!(township.get("/api/persons").await.body["items"].as_array().unwrap().len(), 1);
    }

    async fn deletion_removes_what_no_law_keeps_with_everything_it_was_found_by(db) {
        let township = Fixture::signed_in(db, "township").await;
        let one = record(&township, long_dead("张三丰", "140902195001010012", "10000000001")).await;
        let other = record(&township, long_dead("李四平", "140902197001010011", "10000000002")).await;
        let path = format!("/api/persons/{one}");
        let corrected = json!({ "version": 1, "person": long_dead("张三峰", "140902195001010012", "10000000001") });
        assert_eq!(township.send("PUT", &path, corrected).await.status, 200);
        let link = json!({ "member": other, "reason": "other" });
        assert_eq!(township.send("POST", &format!("{path}/merge"), link).await.status, 200);
        let stays = record(&township, person("王五", "140902198001010016", "10000000003", VILLAGE)).await;

        let data = township.again("data").await;
        let erased = granted(&data, &one, "deletion").await;
        assert_eq!(erased["outcomes"][0]["records_count"], 2, "{erased}");
        for id in [&one, &other] {
            assert_eq!(read(&township, id, "investigation").await.status, 404);
        }
        assert_eq!((rows(db, "person").await, rows(db, "person_revision").await, rows(db, "person_link").await), (1, 0, 0));
        assert_eq!(found(&township, "张三丰", "investigation").await, 0);
        assert_eq!(read(&township, &stays, "treatment").await.status, 200);
        assert!(db.verify(&[registry::CHECKS]).await.unwrap().is_empty());
        let again = json!({ "person": one, "right": "copy", "request": "本人到窗口提出，已核验身份" });
        assert_eq!(data.send("POST", "/api/rights-requests", again).await.status, 404, "nobody is there any more");
    }

    async fn deletion_of_what_the_law_keeps_names_the_rule_and_ends_other_use(db) {
        let township = Fixture::signed_in(db, "township").await;
        let one = record(&township, zhang()).await;
        let data = township.again("data").await;
        let kept = granted(&data, &one, "deletion").await;
        assert_eq!(kept["outcomes"][0]["result"], "kept");
        assert!(kept["outcomes"][0]["reason_zh"].as_str().unwrap().starts_with("居民健康档案"), "{kept}");
        assert_eq!(read(&township, &one, "treatment").await.status, 404);
        assert_eq!(read(&township, &one, "investigation").await.status, 200);
    }

    async fn who_could_see_a_person_is_told_without_telling_of_the_person(db) {
        let xinzhou = Fixture::signed_in(db, "xinzhou").await;
        let here = record(&xinzhou, zhang()).await;
        let there = record(&xinzhou, person("李四", "140981198802290228", "10000000002", ELSEWHERE)).await;
        let security = xinzhou.again("security").await;
        let names = async |id: &str| -> Vec<String> {
            let told = security.get(&format!("/api/access/who?kind=person&id={id}")).await;
            assert_eq!(told.status, 200, "{told:?}");
            assert!(!told.body.to_string().contains("张"), "{told:?}");
            let items = told.body["items"].as_array().unwrap();
            items.iter().map(|item| item["username"].as_str().unwrap().to_owned()).collect()
        };
        let (seen_here, seen_there) = (names(&here).await, names(&there).await);
        assert!(seen_here.contains(&"township".to_owned()) && seen_here.contains(&"xinzhou".to_owned()), "{seen_here:?}");
        assert!(!seen_there.contains(&"township".to_owned()) && seen_there.contains(&"xinzhou".to_owned()), "{seen_there:?}");
        for id in ["0190a5f0-7a5e-7b6e-9d0e-112233445566", "no-id"] {
            let told = security.get(&format!("/api/access/who?kind=person&id={id}")).await;
            assert_eq!(told.status, 404, "{told:?}");
        }
    }
}
