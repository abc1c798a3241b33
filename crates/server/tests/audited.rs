//! Nothing that changes something, and nothing that is taken away as a file, goes without an entry in the audit trail.

use std::collections::BTreeSet;

use access::App;
use access::audit::Action;
use access::rights::{Erasure, PersonRecord};
use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use platform::jobs::Job;
use platform::{Problem, Tx};
use serde_json::{Value, json};

use crate::{send, server, sign_in};

/// A counts file of which one row names a disease that is none.
const FILE: &str = "stream,condition,region,date,count\n\
    covid19_confirmed,covid19,140000,2020-02-01,3\ncovid19_confirmed,no_such_disease,140000,2020-02-02,4\n";

/// A capability that holds one person.
pub struct OnePerson;

#[async_trait]
impl PersonRecord for OnePerson {
    fn holder(&self) -> &'static str {
        "one"
    }

    async fn path(&self, _: &App, person: &str) -> Result<Option<String>, Problem> {
        Ok((person == "p-1").then(|| "/100000/140000/140900/".to_owned()))
    }

    async fn copy(&self, _: &App, _: &str) -> Result<Option<Value>, Problem> {
        Ok(Some(json!({ "id": "p-1" })))
    }

    async fn restrict(&self, _: &App, _: &mut Tx, _: &str, _: bool) -> Result<u64, Problem> {
        Ok(1)
    }

    async fn erase(&self, _: &App, _: &mut Tx, _: &str) -> Result<Erasure, Problem> {
        Ok(Erasure::Nothing)
    }
}

pub struct Walk {
    pub app: App,
    pub router: Router,
    /// Operations that were asked and found on record.
    audited: BTreeSet<String>,
    /// The cookie of the last answer that set one.
    pub cookie: String,
}

impl Walk {
    /// Asks, and expects exactly these actions on record, done by this answer and named after this request.
    pub async fn expect(
        &mut self,
        operation: &str,
        cookie: &str,
        path: &str,
        body: Value,
        actions: &[Action],
    ) -> Value {
        let request = Request::builder()
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(if body.is_null() {
                String::new()
            } else {
                body.to_string()
            }));
        self.expect_request(operation, cookie, path, request.unwrap(), actions)
            .await
    }

    pub async fn expect_request(
        &mut self,
        operation: &str,
        cookie: &str,
        path: &str,
        mut request: Request<Body>,
        actions: &[Action],
    ) -> Value {
        let method = operation.split(' ').next().unwrap();
        *request.method_mut() = method.to_uppercase().parse().unwrap();
        *request.uri_mut() = path.parse().unwrap();
        for (name, value) in [
            ("x-yufang", "1"),
            ("cookie", cookie),
            ("x-request-id", "walk-7"),
        ] {
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        let before = self.entries().await.len();
        let (status, headers, answer) = send(&self.router, request).await;
        if let Some(cookie) = headers.get(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            self.cookie = cookie.split(';').next().unwrap().to_owned();
        }
        assert!(status.is_success(), "{operation}: {status} {answer}");
        let entries = self.entries().await.split_off(before);
        let found: Vec<&str> = entries.iter().map(|(action, _)| action.as_str()).collect();
        let wanted: Vec<&str> = actions.iter().map(|action| action.as_str()).collect();
        assert_eq!(found, wanted, "{operation}");
        assert!(
            entries.iter().all(|(_, request)| request == "walk-7"),
            "{operation}: {entries:?}"
        );
        self.audited.insert(operation.to_owned());
        serde_json::from_str(&answer).unwrap_or(Value::Null)
    }

    async fn entries(&self) -> Vec<(String, String)> {
        sqlx::query_as("SELECT action, request FROM audit_entry ORDER BY sequence")
            .fetch_all(self.app.db.read())
            .await
            .unwrap()
    }

    async fn run_job(&self, id: &str) {
        let id: kernel::Id<Job> = id.parse().unwrap();
        server::Background::new(&self.app)
            .runner()
            .run_now(id)
            .await
            .unwrap();
    }
}

/// What has to be on record: everything that changes something, and every file that is handed out.
fn operations() -> BTreeSet<String> {
    let document = server::api_document();
    let mut wanted = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let is_export = operation["operationId"]
                .as_str()
                .unwrap()
                .starts_with("export_");
            if is_export || !["get", "head", "options", "parameters"].contains(&method.as_str()) {
                wanted.insert(format!("{method} {path}"));
            }
        }
    }
    wanted
}

fn id(answer: &Value) -> String {
    answer["id"]
        .as_str()
        .unwrap_or_else(|| panic!("{answer}"))
        .to_owned()
}

/// Emergency access and agency requests.
async fn ends_by_itself(walk: &mut Walk) {
    let county = sign_in(&walk.router, "county").await;
    let security = sign_in(&walk.router, "security").await;
    let commander = sign_in(&walk.router, "commander").await;
    let why = json!({ "reason": "核实密接者的末次接触日期" });
    let at = |list: &str, id: &str, verb: &str| format!("/api/{list}/{id}/{verb}");
    let emergency = json!({ "kind": "person", "subject": "p-1", "permission": "persons.read", "reason": why["reason"] });
    let opened = walk
        .expect(
            "post /api/emergency-access",
            &county,
            "/api/emergency-access",
            emergency,
            &[Action::EmergencyOpened],
        )
        .await;
    let end = at("emergency-access", &id(&opened), "end");
    walk.expect(
        "post /api/emergency-access/{id}/end",
        &county,
        &end,
        why.clone(),
        &[Action::EmergencyEnded],
    )
    .await;
    let review = at("emergency-access", &id(&opened), "review");
    let verdict = json!({ "verdict": "proper", "reason": why["reason"] });
    walk.expect(
        "post /api/emergency-access/{id}/review",
        &security,
        &review,
        verdict,
        &[Action::EmergencyReviewed],
    )
    .await;

    let request = json!({
        "direction": "outgoing", "agency": "transport", "basis": "erl-84", "event": "e-1", "purpose_text": why["reason"],
        "fields": ["seat"], "people": [{ "person": "p-1" }], "from": "2026-09-20", "to": "2026-09-21", "expires_on": "2026-09-22",
    });
    let first = walk
        .expect(
            "post /api/agency-requests",
            &county,
            "/api/agency-requests",
            request.clone(),
            &[Action::AgencyRequested],
        )
        .await;
    let yes = json!({ "decision": "approve", "reason": why["reason"] });
    let decision = at("agency-requests", &id(&first), "decision");
    for approver in [&security, &commander] {
        walk.expect(
            "post /api/agency-requests/{id}/decision",
            approver,
            &decision,
            yes.clone(),
            &[Action::AgencyDecided],
        )
        .await;
    }
    let answer = at("agency-requests", &id(&first), "answer");
    let rows = json!({ "rows": [{ "person": 1, "values": { "seat": "05A" } }] });
    walk.expect(
        "post /api/agency-requests/{id}/answer",
        &county,
        &answer,
        rows,
        &[Action::AgencyAnswered],
    )
    .await;
    let second = walk
        .expect(
            "post /api/agency-requests",
            &county,
            "/api/agency-requests",
            request,
            &[Action::AgencyRequested],
        )
        .await;
    let withdraw = at("agency-requests", &id(&second), "withdraw");
    walk.expect(
        "post /api/agency-requests/{id}/withdraw",
        &county,
        &withdraw,
        why.clone(),
        &[Action::AgencyWithdrawn],
    )
    .await;
    let over = json!({ "event": "e-1", "reason": why["reason"] });
    walk.expect(
        "post /api/grants/ended-events",
        &security,
        "/api/grants/ended-events",
        over,
        &[Action::EventAccessEnded],
    )
    .await;
}

/// An export that was held because it is large.
async fn held_exports(walk: &mut Walk, data: &str) {
    let mut tx = walk.app.db.begin().await.unwrap();
    sqlx::query(
        "INSERT INTO export (id, account, account_name, path, kind, format, filter, filter_digest, rows_count, masked_count, purpose, \
         pack_version, state, asked_at) SELECT '0190a5f0-7a5e-7b6e-9d0e-112233445566', id, username, '/100000/', 'counts', 'csv', '[]', \
         'd', 99999, 0, 'surveillance', 'v', 'held', 0 FROM account WHERE username = 'data'",
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let security = sign_in(&walk.router, "security").await;
    let path = |verb: &str| format!("/api/exports/0190a5f0-7a5e-7b6e-9d0e-112233445566/{verb}");
    let why = json!({ "reason": "年度分析需要逐日数据" });
    walk.expect(
        "post /api/exports/{id}/request",
        data,
        &path("request"),
        why.clone(),
        &[Action::ExportRequested],
    )
    .await;
    let yes = json!({ "decision": "approve", "reason": why["reason"] });
    walk.expect(
        "post /api/exports/{id}/decision",
        &security,
        &path("decision"),
        yes,
        &[Action::ExportDecided],
    )
    .await;
}

/// Requests of residents, and retention.
async fn rights(walk: &mut Walk, data: &str) {
    let asked = json!({ "person": "p-1", "right": "copy", "request": "本人到窗口提出申请" });
    let made = walk
        .expect(
            "post /api/rights-requests",
            data,
            "/api/rights-requests",
            asked,
            &[Action::RightsRequested],
        )
        .await;
    let path = |verb: &str| format!("/api/rights-requests/{}/{verb}", id(&made));
    let granted = json!({ "decision": "granted", "reason": "已经核验本人身份" });
    walk.expect(
        "post /api/rights-requests/{id}/decision",
        data,
        &path("decision"),
        granted,
        &[Action::RightsDecided],
    )
    .await;
    walk.expect(
        "get /api/rights-requests/{id}/copy",
        data,
        &path("copy"),
        Value::Null,
        &[Action::PersonCopied],
    )
    .await;
    let run = json!({ "purge": false });
    walk.expect(
        "post /api/retention-runs",
        data,
        "/api/retention-runs",
        run,
        &[Action::RetentionRequested],
    )
    .await;
}

testkit::on_both! {
    async fn every_change_and_every_file_is_on_record(db) {
        let (app, router, clock) = crate::audited_access::server(db).await;
        let (data, system, audit) =
            (sign_in(&router, "data").await, sign_in(&router, "system").await, sign_in(&router, "audit").await);
        let security = sign_in(&router, "security").await;
        let mut walk = Walk { app, router, audited: BTreeSet::new(), cookie: String::new() };

        let credentials = json!({ "username": "viewer", "password": "Yufang-demo-2026" });
        walk.expect("post /api/session", "", "/api/session", credentials, &[Action::SignedIn]).await;
        let account = json!({ "username": "duty", "password": "Yufang-demo-2026" });
        let made = walk.expect("post /api/accounts", &system, "/api/accounts", account, &[Action::AccountCreated]).await;
        let duty_posts = format!("/api/accounts/{}/posts", made["id"].as_str().unwrap());
        let post = json!({ "role": "viewer", "region": "140900" });
        walk.expect("post /api/accounts/{id}/posts", &security, &duty_posts, post, &[Action::PostGranted]).await;
        walk.expect("delete /api/accounts/{id}/posts/{number}", &security, &format!("{duty_posts}/0"), Value::Null, &[Action::PostWithdrawn]).await;

        let upload = format!(
            "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"c.csv\"\r\n\r\n{FILE}\r\n--edge--\r\n"
        );
        let form = |body: &str| Request::builder()
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
            .body(Body::from(body.to_owned())).unwrap();
        let import = walk.expect_request("post /api/imports", &data, "/api/imports", form(&upload), &[Action::ImportCreated]).await;
        let id = import["id"].as_str().unwrap().to_owned();
        walk.run_job(&id).await;
        let at = |rest: &str| format!("/api/imports/{id}/{rest}");
        walk.expect("get /api/imports/{id}/rejected.csv", &data, &at("rejected.csv"), Value::Null, &[Action::RejectedRowsExported]).await;
        let (_, _, rejected) = send(&walk.router, Request::get(at("rejected")).header(header::COOKIE, &data).body(Body::empty()).unwrap()).await;
        let rejected: Value = serde_json::from_str(&rejected).unwrap();
        let row = rejected["items"][0]["id"].as_str().unwrap_or_else(|| panic!("{rejected}")).to_owned();
        let fields = json!({ "fields": { "condition": "covid19" } });
        walk.expect("patch /api/imports/{id}/rejected/{rid}", &data, &at(&format!("rejected/{row}")), fields, &[Action::ImportCorrected]).await;
        walk.expect("post /api/imports/{id}/replay", &data, &at("replay"), json!({}), &[Action::ImportReplayed]).await;
        let second = walk.expect_request("post /api/imports", &data, "/api/imports", form(&upload), &[Action::ImportCreated]).await;
        let cancel = format!("/api/imports/{}/cancel", second["id"].as_str().unwrap());
        walk.expect("post /api/imports/{id}/cancel", &data, &cancel, Value::Null, &[Action::ImportCancelled]).await;

        let run = walk.expect("post /api/detection-runs", &data, "/api/detection-runs", json!({}), &[Action::DetectionRequested]).await;
        let cancel = format!("/api/detection-runs/{}/cancel", run["id"].as_str().unwrap());
        walk.expect("post /api/detection-runs/{id}/cancel", &data, &cancel, Value::Null, &[Action::DetectionCancelled]).await;
        let counts = "/api/counts/export?stream=covid19_confirmed&condition=covid19&region=140000&from=2020-01-01&to=2020-03-01";
        walk.expect("get /api/counts/export", &data, counts, Value::Null, &[Action::CountsExported]).await;
        walk.expect("get /api/signals/export", &data, "/api/signals/export", Value::Null, &[Action::SignalsExported]).await;
        walk.expect("get /api/audit/export", &audit, "/api/audit/export", Value::Null, &[Action::AuditExported]).await;

        ends_by_itself(&mut walk).await;
        held_exports(&mut walk, &data).await;
        rights(&mut walk, &data).await;
        // People first: the walk through accounts gives one of those who write them another password.
        crate::audited_people::walk(&mut walk).await;
        crate::audited_cards::walk(&mut walk).await;
        crate::audited_access::walk(&mut walk, &system, &clock).await;
        let password = json!({ "current": "Yufang-demo-2026", "new": "Another-long-2026" });
        walk.expect("post /api/session/password", &data, "/api/session/password", password, &[Action::PasswordChanged]).await;
        let data = walk.cookie.clone();
        walk.expect("delete /api/session", &data, "/api/session", Value::Null, &[Action::SignedOut]).await;

        assert_eq!(walk.audited, operations(), "an operation of the API document leaves no entry in the audit trail, or has no step in this walk");
        assert_eq!(access::audit::verify(db, &[], None).await.unwrap().found, None);
    }

    /// A refusal is on record with who, which route and why; a stranger's is not.
    async fn refusals_are_on_record(db) {
        let (app, router, _) = server(db).await;
        let system = sign_in(&router, "system").await;
        for cookie in [system.as_str(), ""] {
            let request = Request::get("/api/audit").header(header::COOKIE, cookie).body(Body::empty()).unwrap();
            assert!(send(&router, request).await.0.is_client_error());
        }
        let refusals: Vec<(String, String, String, String)> = sqlx::query_as(
            "SELECT role, outcome, subject_id, detail FROM audit_entry WHERE action = 'request.refused'",
        ).fetch_all(app.db.read()).await.unwrap();
        let wanted = ["system_admin", "refused", "GET:/api/audit", "{\"reason\":\"forbidden\"}"].map(str::to_owned);
        assert_eq!(refusals, [wanted.into()]);
    }
}
