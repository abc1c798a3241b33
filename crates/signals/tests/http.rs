//! The API as screens use it.

use insta::assert_json_snapshot;
use serde_json::{Value, json};
use signals::DetectionRequest;

use crate::fixture::{Fixture, JUMP_FIRST, covid, daily, with_a_jump};

async fn raised(fixture: &Fixture) {
    for (region, height) in [("370800", 201), ("140900", 30), ("371500", 15)] {
        fixture
            .store(
                region,
                &daily(&covid(region), JUMP_FIRST, &with_a_jump(height)),
            )
            .await;
    }
    fixture.detect(DetectionRequest::default()).await;
}

fn ids(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect()
}

testkit::on_both! {
    /// One signal in a list and by itself, with everything that explains it.
    async fn a_signal_explains_itself(db) {
        let fixture = Fixture::new(db).await;
        raised(&fixture).await;
        let cookie = fixture.sign_in("xinzhou").await;
        let list = fixture.get(&cookie, "/api/signals?region=370800&detector=ears_c2&from=2020-02-20&to=2020-02-20").await;
        assert_eq!(list.status, 200, "{}", list.text);
        assert_json_snapshot!("list", list.body, {
            ".items[].id" => "[id]", ".items[].run" => "[run]", ".items[].pack_version" => "[version]",
        });
        let id = ids(&list.body)[0].clone();
        let detail = fixture.get(&cookie, &format!("/api/signals/{id}")).await;
        assert_eq!(detail.status, 200, "{}", detail.text);
        assert_eq!(detail.body["series"]["points"].as_array().unwrap().len(), 40);
        assert!(!detail.body["same_day"].as_array().unwrap().is_empty());
        let mut body = detail.body;
        body["series"]["points"] = Value::Null;
        body["series"]["detections"][0]["points"] = body["series"]["detections"][0]["points"][35].clone();
        body["same_day"] = body["same_day"][0]["detector"].clone();
        assert_json_snapshot!("detail", body, { ".id" => "[id]", ".run" => "[run]", ".pack_version" => "[version]" });
    }

    /// Pages follow each other without a gap or a repetition, in every order.
    async fn pages_follow_each_other(db) {
        let fixture = Fixture::new(db).await;
        raised(&fixture).await;
        let cookie = fixture.sign_in("viewer").await;
        for sort in ["day", "-day", "score", "-score"] {
            let whole = fixture.get(&cookie, &format!("/api/signals?sort={sort}&limit=500")).await.body;
            let (all, mut paged, mut cursor) = (ids(&whole), Vec::new(), String::new());
            assert!(all.len() > 7);
            loop {
                let page = fixture.get(&cookie, &format!("/api/signals?sort={sort}&limit=3{cursor}")).await.body;
                paged.extend(ids(&page));
                match page["next"].as_str() {
                    Some(next) => cursor = format!("&cursor={next}"),
                    None => break,
                }
            }
            assert_eq!(paged, all, "{sort}");
        }
    }

    /// A region means what lies below it, and nothing else.
    async fn a_region_means_what_lies_below_it(db) {
        let fixture = Fixture::new(db).await;
        raised(&fixture).await;
        let cookie = fixture.sign_in("xinzhou").await;
        let all = ids(&fixture.get(&cookie, "/api/signals?region=100000").await.body).len();
        let mut parts = 0;
        for region in ["140000", "370000"] {
            let page = fixture.get(&cookie, &format!("/api/signals?region={region}")).await.body;
            for item in page["items"].as_array().unwrap() {
                assert_eq!(item["region"].as_str().unwrap()[..2], region[..2]);
                parts += 1;
            }
        }
        assert_eq!(parts, all);
        assert_eq!(fixture.get(&cookie, "/api/signals?region=140981").await.body["items"], json!([]));
    }

    /// What was withdrawn is shown only when asked for, with what it said before.
    async fn a_withdrawn_signal_is_kept(db) {
        let fixture = Fixture::new(db).await;
        raised(&fixture).await;
        fixture.store("fixed", &[(covid("370800"), crate::fixture::day("2020-02-20"), 2)]).await;
        fixture.follow_counts().await;
        let cookie = fixture.sign_in("data").await;
        let query = "/api/signals?region=370800&from=2020-02-20&to=2020-02-20&detector=ears_c2";
        assert_eq!(fixture.get(&cookie, query).await.body["items"], json!([]));
        let kept = fixture.get(&cookie, &format!("{query}&withdrawn=true")).await.body;
        assert!(kept["items"][0]["withdrawn_at"].is_string());
        let detail = fixture.get(&cookie, &format!("/api/signals/{}", ids(&kept)[0])).await.body;
        assert_eq!(detail["history"][0]["observed"], 201);
    }
}

#[test]
fn runs_are_asked_for_and_seen() {
    testkit::run(async {
        let db = testkit::TestDb::sqlite().await;
        let fixture = Fixture::new(&db).await;
        fixture
            .store(
                "one",
                &daily(&covid("140900"), JUMP_FIRST, &with_a_jump(30)),
            )
            .await;
        let cookie = fixture.sign_in("xinzhou").await;
        let body = json!({ "region": "140900", "detectors": ["ears_c1"] });
        let queued = fixture
            .send(&cookie, "POST", "/api/detection-runs", body.clone())
            .await;
        assert_eq!(queued.status, 202, "{}", queued.text);
        assert_json_snapshot!("run_queued", queued.body, { ".id" => "[id]", ".pack_version" => "[version]" });
        let id: signals::RunId = queued.body["id"].as_str().unwrap().parse().unwrap();
        fixture.runner().run_now(id).await.unwrap();
        let list = fixture.get(&cookie, "/api/detection-runs").await;
        assert_json_snapshot!("runs", list.body, { ".items[].id" => "[id]", ".items[].pack_version" => "[version]" });
        let again = fixture
            .send(&cookie, "POST", "/api/detection-runs", body)
            .await;
        assert_eq!(again.status, 202);
        assert_ne!(again.body["id"], queued.body["id"]);
        db.remove().await;
    });
}

#[test]
fn a_run_is_stopped_by_those_who_may_ask_for_it() {
    testkit::run(async {
        let db = testkit::TestDb::sqlite().await;
        let fixture = Fixture::new(&db).await;
        raised(&fixture).await;
        let automatic = fixture.follow_counts().await;
        let (xinzhou, liaocheng, viewer) = (
            fixture.sign_in("xinzhou").await,
            fixture.sign_in("liaocheng").await,
            fixture.sign_in("viewer").await,
        );
        let queued = fixture
            .send(
                &xinzhou,
                "POST",
                "/api/detection-runs",
                json!({ "region": "140900" }),
            )
            .await;
        let id = queued.body["id"].as_str().unwrap();
        let path = format!("/api/detection-runs/{id}/cancel");
        for (cookie, path, status) in [
            ("", path.as_str(), 401),
            (&viewer, &path, 403),
            (&liaocheng, &path, 404),
            (&xinzhou, "/api/detection-runs/x/cancel", 404),
            (&xinzhou, &path, 204),
        ] {
            let answer = fixture.send(cookie, "POST", path, Value::Null).await;
            assert_eq!(answer.status, status, "{path}: {}", answer.text);
        }
        let run_id: signals::RunId = id.parse().unwrap();
        fixture.runner().run_now(run_id).await.ok();
        assert_eq!(
            fixture.run(run_id).await.state,
            signals::RunState::Cancelled
        );
        let twice = fixture.send(&xinzhou, "POST", &path, Value::Null).await;
        assert_eq!(twice.status, 409, "{}", twice.text);
        let path = format!("/api/detection-runs/{}/cancel", automatic[0].id);
        let data = fixture.sign_in("data").await;
        let refused = fixture.send(&data, "POST", &path, Value::Null).await;
        assert_eq!(refused.status, 409, "{}", refused.text);
        db.remove().await;
    });
}

#[test]
fn what_may_not_be_done_is_refused() {
    testkit::run(async {
        let db = testkit::TestDb::sqlite().await;
        let fixture = Fixture::new(&db).await;
        raised(&fixture).await;
        let (viewer, xinzhou, system) = (
            fixture.sign_in("viewer").await,
            fixture.sign_in("xinzhou").await,
            fixture.sign_in("system").await,
        );
        let nobody = "/api/signals/0190b5f5-0000-7000-8000-000000000000";
        let cases = [
            ("", "GET", "/api/signals", Value::Null, 401, "not_signed_in"),
            (
                &system,
                "GET",
                "/api/signals",
                Value::Null,
                403,
                "forbidden",
            ),
            (
                &system,
                "GET",
                "/api/detectors",
                Value::Null,
                403,
                "forbidden",
            ),
            (
                &system,
                "GET",
                "/api/detection-runs",
                Value::Null,
                403,
                "forbidden",
            ),
            (
                &viewer,
                "GET",
                "/api/signals/export",
                Value::Null,
                403,
                "forbidden",
            ),
            (
                &viewer,
                "POST",
                "/api/detection-runs",
                json!({ "region": "140900" }),
                403,
                "forbidden",
            ),
            (
                &xinzhou,
                "POST",
                "/api/detection-runs",
                json!({ "region": "371500" }),
                403,
                "forbidden",
            ),
            (
                &xinzhou,
                "POST",
                "/api/detection-runs",
                json!({}),
                403,
                "forbidden",
            ),
            (
                &xinzhou,
                "POST",
                "/api/detection-runs",
                json!({ "region": "140900", "detectors": ["x"] }),
                422,
                "invalid",
            ),
            (
                &xinzhou,
                "POST",
                "/api/detection-runs",
                json!({ "region": "140900", "streams": ["x"] }),
                422,
                "invalid",
            ),
            (
                &xinzhou,
                "POST",
                "/api/detection-runs",
                json!({ "region": "140900", "from": "2020-02-02", "to": "2020-02-01" }),
                422,
                "invalid",
            ),
            (
                &xinzhou,
                "POST",
                "/api/detection-runs",
                json!({ "region": "140900", "days": 3 }),
                422,
                "invalid",
            ),
            (&viewer, "GET", nobody, Value::Null, 404, "not_found"),
            (
                &viewer,
                "GET",
                "/api/signals/x",
                Value::Null,
                404,
                "not_found",
            ),
            (
                &viewer,
                "GET",
                "/api/detection-runs/x",
                Value::Null,
                404,
                "not_found",
            ),
            (
                &viewer,
                "GET",
                "/api/signals?region=999999",
                Value::Null,
                404,
                "not_found",
            ),
            (
                &viewer,
                "GET",
                "/api/signals?limit=0",
                Value::Null,
                422,
                "invalid",
            ),
            (
                &viewer,
                "GET",
                "/api/signals?cursor=zz",
                Value::Null,
                422,
                "invalid",
            ),
            (
                &viewer,
                "GET",
                "/api/signals?sort=name",
                Value::Null,
                422,
                "invalid",
            ),
            (
                &viewer,
                "GET",
                "/api/signals?from=2020-13-01",
                Value::Null,
                422,
                "invalid",
            ),
            (
                &viewer,
                "GET",
                "/api/signals?from=2020-02-02&to=2020-02-01",
                Value::Null,
                422,
                "invalid",
            ),
        ];
        for (cookie, method, path, body, status, code) in cases {
            let answer = fixture.send(cookie, method, path, body).await;
            assert_eq!(
                (answer.status, answer.body["code"].as_str()),
                (status, Some(code)),
                "{method} {path}: {}",
                answer.text
            );
        }
        db.remove().await;
    });
}

#[test]
fn an_export_says_what_it_holds() {
    testkit::run(async {
        let db = testkit::TestDb::sqlite().await;
        let fixture = Fixture::new(&db).await;
        raised(&fixture).await;
        let cookie = fixture.sign_in("data").await;
        let csv = fixture
            .get(
                &cookie,
                "/api/signals/export?region=370800&from=2020-02-20&sort=day",
            )
            .await;
        assert_eq!(csv.status, 200, "{}", csv.text);
        let lines: Vec<&str> = csv.text.lines().collect();
        assert!(lines[1].contains("region: 370800"), "{lines:#?}");
        let rows = lines
            .iter()
            .filter(|line| line.starts_with("2020-02-20,"))
            .count();
        assert_eq!(rows, 3);
        let xlsx = fixture
            .get(&cookie, "/api/signals/export?format=xlsx")
            .await;
        assert!(xlsx.text.starts_with("PK"));
        db.remove().await;
    });
}

#[test]
fn the_detectors_are_those_of_the_packs() {
    testkit::run(async {
        let db = testkit::TestDb::sqlite().await;
        let fixture = Fixture::new(&db).await;
        let cookie = fixture.sign_in("viewer").await;
        let answer = fixture.get(&cookie, "/api/detectors").await;
        let names: Vec<&str> = answer
            .body
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["id"].as_str().unwrap())
            .collect();
        let pack = crate::fixture::pack();
        let known: Vec<&str> = pack.detectors.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(names, known);
        assert_json_snapshot!("detector", answer.body[0]);
        db.remove().await;
    });
}
