//! The part of the walk that deals with people.

use access::audit::Action;
use axum::body::Body;
use axum::http::{Request, header};
use serde_json::{Value, json};

use crate::audited::Walk;
use crate::{send, sign_in};

const VILLAGE: &str = "140902001002";

fn person(name: &str, number: Option<&str>, born: &str, phone: &str) -> Value {
    let documents: Vec<Value> = number
        .iter()
        .map(|number| json!({ "kind": "01", "number": number }))
        .collect();
    json!({
        "names": [{ "kind": "current", "text": name }],
        "sex": "male",
        "birth": { "date": born, "precision": "day" },
        "documents": documents,
        "phones": [phone],
        "current_address": { "region": VILLAGE },
    })
}

fn id(answer: &Value) -> String {
    answer["id"]
        .as_str()
        .unwrap_or_else(|| panic!("{answer}"))
        .to_owned()
}

/// Everything that changes people, and everything that shows one in the clear.
pub async fn walk(walk: &mut Walk) {
    let township = sign_in(&walk.router, "township").await;
    let xinzhou = sign_in(&walk.router, "xinzhou").await;
    let written = [Action::PersonWritten];
    let persons = "post /api/persons";
    let first = person(
        "张三丰",
        Some("140902195001010012"),
        "1950-01-01",
        "10000000001",
    );
    let one = walk
        .expect(persons, &township, "/api/persons", first.clone(), &written)
        .await;
    let other = person("李四平", None, "1970-01-01", "10000000002");
    let two = walk
        .expect(persons, &township, "/api/persons", other, &written)
        .await;
    let (one, two) = (id(&one), id(&two));
    let search = json!({ "q": "zsf" });
    let path = "/api/persons/search";
    walk.expect(
        "post /api/persons/search",
        &township,
        path,
        search,
        &[Action::PersonRead],
    )
    .await;
    let at = |rest: &str| format!("/api/persons/{one}{rest}");
    let identify = Request::builder()
        .header(header::CONTENT_TYPE, "application/json")
        .header("x-purpose", "treatment")
        .body(Body::from("{}"))
        .unwrap();
    let operation = "post /api/persons/{id}/identify";
    let identified = [Action::PersonIdentified];
    walk.expect_request(
        operation,
        &township,
        &at("/identify"),
        identify,
        &identified,
    )
    .await;
    let correction = json!({ "version": 1, "person": first });
    walk.expect(
        "put /api/persons/{id}",
        &township,
        &at(""),
        correction,
        &written,
    )
    .await;
    let link = json!({ "member": two, "reason": "paper_record" });
    let merged = [Action::PersonMerged];
    walk.expect(
        "post /api/persons/{id}/merge",
        &township,
        &at("/merge"),
        link.clone(),
        &merged,
    )
    .await;
    let split = [Action::PersonSplit];
    walk.expect(
        "post /api/persons/{id}/split",
        &township,
        &at("/split"),
        link,
        &split,
    )
    .await;

    let near = person("张三丰", None, "1950-01-02", "10000000003");
    walk.expect(persons, &township, "/api/persons", near, &written)
        .await;
    let list = Request::get("/api/person-matches").header(header::COOKIE, &township);
    let (_, _, queue) = send(&walk.router, list.body(Body::empty()).unwrap()).await;
    let queue: Value = serde_json::from_str(&queue).unwrap();
    let decide = format!("/api/person-matches/{}/decide", id(&queue["items"][0]));
    let decision = json!({ "decision": "distinct", "reason": "confirmed_by_phone" });
    let decided = [Action::PersonMatchDecided];
    walk.expect(
        "post /api/person-matches/{id}/decide",
        &township,
        &decide,
        decision,
        &decided,
    )
    .await;

    let members = json!([{ "person": one, "relation": "02" }, { "person": two, "relation": "20" }]);
    let household = json!({ "region": VILLAGE, "members": members });
    let written = [Action::HouseholdWritten];
    let path = "/api/households";
    let made = walk
        .expect("post /api/households", &township, path, household, &written)
        .await;
    let path = format!("/api/households/{}", id(&made));
    let change = json!({ "version": 1, "members": [{ "person": one, "relation": "02" }] });
    walk.expect(
        "put /api/households/{id}",
        &township,
        &path,
        change,
        &written,
    )
    .await;

    let posts = json!([{ "organisation": "140902-cdc", "from": "2020-01-01", "to": null }]);
    let doctor = json!({ "name": "王医", "kind": "physician", "posts": posts });
    let written = [Action::PractitionerWritten];
    let path = "/api/practitioners";
    let made = walk
        .expect(
            "post /api/practitioners",
            &xinzhou,
            path,
            doctor.clone(),
            &written,
        )
        .await;
    let path = format!("/api/practitioners/{}", id(&made));
    walk.expect(
        "put /api/practitioners/{id}",
        &xinzhou,
        &path,
        doctor,
        &written,
    )
    .await;
}
