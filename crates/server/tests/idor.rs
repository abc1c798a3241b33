//! Whoever knows the id of a record outside their area gains nothing by it: every operation with an id in its path is
//! asked by every role, with ids of records that exist in another county.
//!
//! The operations come from the API document; one whose ids nobody here knows fails the test.

use std::collections::BTreeMap;

use access::App;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use serde_json::{Value, json};

use crate::matrix::{demo, operations};
use crate::walk::{name, one_account_per_role};
use crate::{send, server_of, sign_in};

/// The county of those who ask, and a village of the county whose records they ask for.
const HERE: &str = "140902";
const THERE: &str = "140981";
const VILLAGE: &str = "140981001001";
const REASON: &str = "核实密接者的末次接触日期";

/// What lies in no area, and so is no secret of one.
const NOWHERE: &[(&str, &str)] = &[
    ("list_codes", "value sets of the packs are public"),
    ("get_region", "regions are public"),
    ("get_region_map", "outlines are public"),
    (
        "get_retention_run",
        "counts by kind of record, of nobody and of no place",
    ),
    (
        "get_detection_run",
        "whether and when detection ran; what it found is read as signals",
    ),
];

/// Somebody who asks, by what they are signed in with.
struct Owners {
    xinzhou: String,
    data: String,
    security: String,
    system: String,
}

async fn ask(
    router: &Router,
    cookie: &str,
    method: &str,
    path: &str,
    body: &Value,
) -> (u16, String) {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("x-yufang", "1")
        .header(header::COOKIE, cookie);
    let mut text = String::new();
    if !body.is_null() {
        request = request.header(header::CONTENT_TYPE, "application/json");
        text = body.to_string();
    }
    let request = request.body(Body::from(text)).unwrap();
    let (status, _, body) = send(router, request).await;
    (status.as_u16(), body)
}

async fn made(router: &Router, cookie: &str, path: &str, body: Value) -> String {
    let (status, answer) = ask(router, cookie, "POST", path, &body).await;
    assert!((200..300).contains(&status), "{path}: {status} {answer}");
    let answer: Value = serde_json::from_str(&answer).unwrap();
    answer["id"].as_str().unwrap().to_owned()
}

fn person(name: &str, number: Option<&str>, born: &str, phone: &str) -> Value {
    let documents: Vec<Value> = number
        .iter()
        .map(|number| json!({ "kind": "01", "number": number }))
        .collect();
    json!({
        "names": [{ "kind": "current", "text": name }], "sex": "male",
        "birth": { "date": born, "precision": "day" }, "documents": documents, "phones": [phone],
        "current_address": { "region": VILLAGE },
    })
}

/// The first number of a list's items that a query finds in the database.
async fn first(app: &App, query: &'static str) -> String {
    sqlx::query_scalar(query)
        .fetch_one(app.db.read())
        .await
        .unwrap()
}

/// One record of each kind in the other county: by the list's name in a path, the ids of that path.
async fn records(
    app: &App,
    router: &Router,
    owners: &Owners,
) -> BTreeMap<&'static str, [String; 2]> {
    let one = |id: String| [id, String::new()];
    let mut ids = BTreeMap::new();
    let zhang = person(
        "张三丰",
        Some("140981195001010018"),
        "1950-01-01",
        "10000000001",
    );
    let zhang = made(router, &owners.xinzhou, "/api/persons", zhang).await;
    let near = person("张三丰", None, "1950-01-02", "10000000003");
    made(router, &owners.xinzhou, "/api/persons", near).await;
    let members = json!([{ "person": zhang, "relation": "02" }]);
    let household = json!({ "region": VILLAGE, "members": members });
    let household = made(router, &owners.xinzhou, "/api/households", household).await;
    ids.insert("households", one(household));
    let posts = json!([{ "organisation": "140900-cdc", "from": "2020-01-01", "to": null }]);
    let doctor = json!({ "name": "王医", "kind": "physician", "posts": posts });
    ids.insert(
        "practitioners",
        one(made(router, &owners.xinzhou, "/api/practitioners", doctor).await),
    );
    ids.insert(
        "person-matches",
        one(first(app, "SELECT id FROM person_match").await),
    );

    let emergency = json!({ "kind": "person", "subject": zhang, "permission": "persons.read", "reason": REASON });
    ids.insert(
        "emergency-access",
        one(made(router, &owners.xinzhou, "/api/emergency-access", emergency).await),
    );
    let request = json!({
        "direction": "outgoing", "agency": "transport", "basis": "erl-84", "event": "e-1", "purpose_text": REASON,
        "fields": ["seat"], "people": [{ "person": zhang }], "from": "2026-09-20", "to": "2026-09-21", "expires_on": "2026-09-22",
    });
    ids.insert(
        "agency-requests",
        one(made(router, &owners.xinzhou, "/api/agency-requests", request).await),
    );
    let right = json!({ "person": zhang, "right": "copy", "request": "本人到窗口提出申请" });
    ids.insert(
        "rights-requests",
        one(made(router, &owners.data, "/api/rights-requests", right).await),
    );
    ids.insert("persons", one(zhang));
    let client = json!({
        "name": "原平市人民医院 HIS", "post": { "role": "viewer", "region": THERE }, "expires_at": "2027-03-01T00:00:00Z",
    });
    let (_, client) = ask(
        router,
        &owners.security,
        "POST",
        "/api/api-clients",
        &client,
    )
    .await;
    let client: Value = serde_json::from_str(&client).unwrap();
    ids.insert(
        "api-clients",
        one(client["id"].as_str().unwrap().to_owned()),
    );
    let account = access::account_named(app, "xinzhou").await.unwrap().id;
    ids.insert("accounts", [account, "0".to_owned()]);
    ids.insert(
        "sessions",
        one(first(
            app,
            "SELECT account_session.id FROM account_session \
        JOIN account ON account.id = account_session.account WHERE username = 'xinzhou'",
        )
        .await),
    );
    figures(app, router, owners, &mut ids).await;
    let (card, pair) = cards(app).await;
    ids.insert("cards", one(card));
    ids.insert("card-duplicates", one(pair));
    ids
}

/// A measles card, as two hospitals of the other county report the same patient.
fn card_values() -> Value {
    json!({
        "patient_name": "张六一", "comments": "未带证件", "sex": "1", "birth_date": "1980-02-03", "phone": "10000000006",
        "patient_area": "1", "current_region": "140981001", "current_address": "北城街道和平社区1号楼", "occupation": "18",
        "case_class": "1", "onset_date": "2026-09-18", "diagnosis_time": "2026-09-21T20", "disease": "measles",
        "doctor": "李医生", "department": "内科", "fill_time": "2026-09-21T20",
    })
}

/// Two reported cards and the pair they make: the first one's id and the pair's.
async fn cards(app: &App) -> (String, String) {
    let desk = cases::Desk::of(app, cases::By::default()).unwrap();
    let mut ids = Vec::new();
    for organisation in ["140981-h1", "140981-h2"] {
        let draft = cases::Draft {
            organisation: organisation.to_owned(),
            values: serde_json::from_value(card_values()).unwrap(),
        };
        let mut tx = app.db.begin().await.unwrap();
        let card = desk.create(&mut tx, &draft).await.unwrap();
        ids.push(desk.report(&mut tx, card).await.unwrap().id.to_string());
        tx.commit().await.unwrap();
    }
    (
        ids.swap_remove(0),
        first(app, "SELECT id FROM card_duplicate").await,
    )
}

/// An import with a row that was rejected, a detection run, a signal and an export.
async fn figures(
    app: &App,
    router: &Router,
    owners: &Owners,
    ids: &mut BTreeMap<&'static str, [String; 2]>,
) {
    let text = format!(
        "stream,condition,region,date,count\ncovid19_confirmed,covid19,{THERE},2026-02-01,22\n\
         covid19_confirmed,no_such_disease,{THERE},2026-02-02,4\n"
    );
    let file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    std::fs::write(file.path(), text).unwrap();
    let path = app.pack.regions.path(THERE.parse().unwrap()).unwrap();
    let import = surveillance::ImportFile {
        path: file.path().to_owned(),
        layout: None,
        requested_by: "xinzhou".to_owned(),
        areas: vec![path.clone()],
    };
    surveillance::import_file(app, &import, &mut |_| {})
        .await
        .unwrap();
    let import = first(app, "SELECT id FROM import").await;
    let (_, rows) = ask(
        router,
        &owners.data,
        "GET",
        &format!("/api/imports/{import}/rejected"),
        &Value::Null,
    )
    .await;
    let rows: Value = serde_json::from_str(&rows).unwrap();
    let row = &rows["items"][0]["id"];
    let row = row.as_str().map_or_else(|| row.to_string(), str::to_owned);
    ids.insert("imports", [import, row]);
    let run = json!({ "region": THERE });
    let run = made(router, &owners.data, "/api/detection-runs", run).await;
    let mut tx = app.db.begin().await.unwrap();
    for sql in [
        "INSERT INTO detector_setting (detector, method, params) VALUES ('d', 'ears_c1', '{}')"
            .to_owned(),
        format!(
            "INSERT INTO signal (id, series, day, detector, setting, stream, condition, region, region_path, stratum, observed, \
             bound, score, why_zh, why_en, pack_version, run, created_at, changed_at) \
             SELECT '0190a5f0-7a5e-7b6e-9d0e-000000000001', count_series.id, 20500, 'd', detector_setting.id, stream, condition, region, \
             region_path, stratum, 22, 1.0, 1.0, '说明', 'why', 'v', '{run}', 0, 0 FROM count_series, detector_setting"
        ),
        format!(
            "INSERT INTO export (id, account, account_name, path, kind, format, filter, filter_digest, rows_count, masked_count, purpose, \
             pack_version, state, asked_at) SELECT '0190a5f0-7a5e-7b6e-9d0e-000000000002', id, username, '{path}', 'counts', 'csv', \
             '[]', 'd', 99999, 0, 'surveillance', 'v', 'held', 0 FROM account WHERE username = 'xinzhou'"
        ),
    ] {
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .execute(&mut *tx)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    ids.insert("detection-runs", [run, String::new()]);
    ids.insert(
        "signals",
        [
            "0190a5f0-7a5e-7b6e-9d0e-000000000001".to_owned(),
            String::new(),
        ],
    );
    ids.insert(
        "exports",
        [
            "0190a5f0-7a5e-7b6e-9d0e-000000000002".to_owned(),
            String::new(),
        ],
    );
}

/// What an operation is sent, right in every field, so that nothing but the record's place can refuse it.
fn body(operation: &str, ids: &BTreeMap<&str, [String; 2]>) -> Value {
    let person_id = &ids["persons"][0];
    match operation {
        "link_account_identity" => json!({ "subject": "number-7" }),
        "set_account_password" => json!({ "password": "eight mountains north" }),
        "grant_post" => json!({ "role": "viewer", "region": HERE }),
        "answer_agency_request" => {
            json!({ "rows": [{ "person": 1, "values": { "seat": "05A" } }] })
        }
        "decide_agency_request" | "decide_export" => {
            json!({ "decision": "approve", "reason": REASON })
        }
        "withdraw_agency_request" | "end_emergency_access" | "request_export" => {
            json!({ "reason": REASON })
        }
        "review_emergency_access" => json!({ "verdict": "proper", "reason": REASON }),
        "decide_rights_request" => json!({ "decision": "granted", "reason": REASON }),
        "change_household" => {
            json!({ "version": 1, "members": [{ "person": person_id, "relation": "02" }] })
        }
        "correct_rejected_row" => json!({ "fields": { "condition": "covid19" } }),
        "decide_person_match" => json!({ "decision": "distinct", "reason": "confirmed_by_phone" }),
        "correct_person" => json!({
            "version": 1, "person": person("李四", Some("140981195001010018"), "1950-01-01", "10000000001"),
        }),
        "merge_person" | "split_person" => json!({ "member": person_id, "reason": "other" }),
        "correct_practitioner" => {
            let posts = json!([{ "organisation": "140902-cdc", "from": "2020-01-01", "to": null }]);
            json!({ "name": "李医", "kind": "physician", "posts": posts })
        }
        "save_card" => json!({ "version": 2, "values": card_values() }),
        "report_card" | "review_card" => json!({ "version": 2 }),
        "return_card" => json!({ "version": 2, "reason": "1" }),
        "correct_card" => json!({ "version": 2, "values": card_values(), "reason": "3" }),
        "supplement_card" => {
            json!({ "version": 2, "death_date": "2026-09-21", "is_related": false })
        }
        "withdraw_card" => json!({ "version": 2, "reason": "2" }),
        "decide_card_duplicate" => json!({ "decision": "distinct" }),
        "identify_person" | "identify_card" | "rotate_api_client" | "replay_rejected_rows" => {
            json!({})
        }
        _ => Value::Null,
    }
}

/// The path with its parameters filled in: the list's name says whose.
fn filled(path: &str, ids: &BTreeMap<&str, [String; 2]>) -> String {
    let list = path.split('/').nth(2).unwrap_or_default();
    let Some(own) = ids.get(list) else {
        panic!("no record of `{list}` is made for {path}; make one in another county");
    };
    let mut given = own.iter();
    path.split('/')
        .map(|part| match part.split_once('{') {
            Some(_) => given.next().cloned().unwrap_or_default(),
            None => part.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("/")
}

testkit::on_both! {
    async fn an_id_of_another_area_opens_changes_and_confirms_nothing(db) {
        let mut pack = demo();
        // The streams of the packs are published; this one is read by area here.
        for stream in &mut pack.streams {
            stream.access = pack::Access::Area;
        }
        let (app, router, _) = server_of(db, pack).await;
        let owners = Owners {
            xinzhou: sign_in(&router, "xinzhou").await,
            data: sign_in(&router, "data").await,
            security: sign_in(&router, "security").await,
            system: sign_in(&router, "system").await,
        };
        let ids = records(&app, &router, &owners).await;
        one_account_per_role(&app, HERE.parse().unwrap()).await;
        let with_ids: Vec<_> = operations()
            .into_iter()
            .filter(|operation| operation.path.contains('{') && !NOWHERE.iter().any(|(id, _)| *id == operation.id))
            .collect();
        let mut before = Vec::new();
        for operation in with_ids.iter().filter(|operation| operation.method == "GET") {
            let path = filled(&operation.path, &ids);
            for owner in [&owners.xinzhou, &owners.data, &owners.system] {
                let (status, body) = ask(&router, owner, "GET", &path, &Value::Null).await;
                // A file handed out again has a number of its own; who looked grows by looking.
                let is_same = operation.id != "list_who_looked" && !operation.id.starts_with("export_");
                if status == 200 && is_same {
                    before.push((path.clone(), owner.clone(), body));
                }
            }
        }
        assert!(before.len() >= 12, "hardly anything is there: {}", before.len());

        let mut cookies = Vec::new();
        for role in &app.pack.roles {
            cookies.push((&role.id, sign_in(&router, &name(&role.id)).await));
        }
        let mut never_reached = Vec::new();
        for operation in &with_ids {
            let (path, body) = (filled(&operation.path, &ids), body(&operation.id, &ids));
            let mut is_reached = false;
            for (role, cookie) in &cookies {
                let (status, answer) = ask(&router, cookie, &operation.method, &path, &body).await;
                let told = format!("{} as {role}: {status} {answer}", operation.id);
                assert!(status == 404 || status == 403, "{told}");
                assert!(!answer.contains("张") && !answer.contains("\"value\":22"), "{told}");
                is_reached |= !answer.contains("do not include");
            }
            if !is_reached {
                never_reached.push(operation.id.clone());
            }
        }
        assert!(never_reached.is_empty(), "no role got as far as the record, which shows nothing: {never_reached:?}");
        for (path, owner, body) in before {
            let (_, after) = ask(&router, &owner, "GET", &path, &Value::Null).await;
            assert_eq!(after, body, "{path} was changed");
        }
    }
}
