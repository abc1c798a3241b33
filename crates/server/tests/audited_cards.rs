//! The part of the walk that deals with report cards.

use access::audit::Action;
use axum::body::Body;
use axum::http::{Request, header};
use serde_json::{Value, json};

use crate::audited::Walk;
use crate::{send, sign_in};

/// A right measles card of somebody without a document.
fn values(onset: &str, department: &str) -> Value {
    json!({
        "patient_name": "赵六一",
        "comments": "未带证件",
        "sex": "1",
        "birth_date": "1980-02-03",
        "phone": "10000000006",
        "patient_area": "1",
        "current_region": "140902001",
        "current_address": "秀容街道和平社区1号楼",
        "occupation": "18",
        "case_class": "1",
        "onset_date": onset,
        "diagnosis_time": "2026-09-21T20",
        "disease": "measles",
        "doctor": "李医生",
        "department": department,
        "fill_time": "2026-09-21T20",
    })
}

fn id(answer: &Value) -> String {
    answer["id"]
        .as_str()
        .unwrap_or_else(|| panic!("{answer}"))
        .to_owned()
}

/// Everything that changes cards, shows one in the clear, or hands them out.
pub async fn walk(walk: &mut Walk) {
    let hospital = sign_in(&walk.router, "hospital").await;
    let county = sign_in(&walk.router, "county").await;
    let begin = json!({ "values": values("2026-09-18", "内科") });
    walk.expect(
        "post /api/cards/check",
        &hospital,
        "/api/cards/check",
        begin.clone(),
        &[],
    )
    .await;
    let saved = [Action::CardSaved];
    let begun = walk
        .expect(
            "post /api/cards",
            &hospital,
            "/api/cards",
            begin.clone(),
            &saved,
        )
        .await;
    let card = id(&begun);
    let at = |rest: &str| format!("/api/cards/{card}{rest}");
    let draft = json!({ "version": 1, "values": values("2026-09-18", "感染科") });
    walk.expect("put /api/cards/{id}", &hospital, &at(""), draft, &saved)
        .await;
    let identify = Request::builder()
        .header(header::CONTENT_TYPE, "application/json")
        .header("x-purpose", "surveillance")
        .body(Body::from("{}"))
        .unwrap();
    walk.expect_request(
        "post /api/cards/{id}/identify",
        &county,
        &at("/identify"),
        identify,
        &[Action::CardIdentified],
    )
    .await;
    let mended = json!({ "version": 8, "values": values("2026-09-17", "感染科"), "reason": "3" });
    let died = json!({ "version": 9, "death_date": "2026-09-21", "is_related": false });
    let steps: [(&str, &str, Value, Action); 8] = [
        (
            "report",
            &hospital,
            json!({ "version": 2 }),
            Action::CardReported,
        ),
        (
            "return",
            &county,
            json!({ "version": 3, "reason": "1" }),
            Action::CardReturned,
        ),
        (
            "report",
            &hospital,
            json!({ "version": 4 }),
            Action::CardReported,
        ),
        (
            "review",
            &county,
            json!({ "version": 5 }),
            Action::CardReviewed,
        ),
        (
            "correct",
            &hospital,
            json!({ "version": 6, "values": values("2026-09-19", "感染科"), "reason": "3" }),
            Action::CardCorrected,
        ),
        (
            "review",
            &county,
            json!({ "version": 7 }),
            Action::CardReviewed,
        ),
        ("correct", &hospital, mended, Action::CardCorrected),
        ("supplement", &hospital, died, Action::CardSupplemented),
    ];
    for (step, who, body, action) in steps {
        let operation = format!("post /api/cards/{{id}}/{step}");
        walk.expect(&operation, who, &at(&format!("/{step}")), body, &[action])
            .await;
    }
    walk.expect(
        "get /api/cards/export",
        &county,
        "/api/cards/export",
        Value::Null,
        &[Action::CardsExported],
    )
    .await;

    // The same person once more, and the pair decided.
    let again = walk
        .expect("post /api/cards", &hospital, "/api/cards", begin, &saved)
        .await;
    let path = format!("/api/cards/{}/report", id(&again));
    let version = json!({ "version": 1 });
    walk.expect(
        "post /api/cards/{id}/report",
        &hospital,
        &path,
        version,
        &[Action::CardReported],
    )
    .await;
    let list = Request::get("/api/card-duplicates").header(header::COOKIE, &county);
    let (_, _, pairs) = send(&walk.router, list.body(Body::empty()).unwrap()).await;
    let pairs: Value = serde_json::from_str(&pairs).unwrap();
    let path = format!("/api/card-duplicates/{}/decide", id(&pairs["items"][0]));
    let decided = [Action::CardDuplicateDecided];
    let decision = json!({ "decision": "distinct" });
    walk.expect(
        "post /api/card-duplicates/{id}/decide",
        &county,
        &path,
        decision,
        &decided,
    )
    .await;
    let path = format!("/api/cards/{}/withdraw", id(&again));
    let withdrawal = json!({ "version": 2, "reason": "2" });
    walk.expect(
        "post /api/cards/{id}/withdraw",
        &hospital,
        &path,
        withdrawal,
        &[Action::CardWithdrawn],
    )
    .await;
}
