//! Nothing that changes something, and nothing that is taken away as a file, goes without an entry in the audit trail.

use std::collections::BTreeSet;

use access::App;
use access::audit::Action;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use platform::jobs::Job;
use serde_json::{Value, json};

use crate::{send, server, sign_in};

/// A counts file of which one row names a disease that is none.
const FILE: &str = "stream,condition,region,date,count\n\
    covid19_confirmed,covid19,140000,2020-02-01,3\ncovid19_confirmed,no_such_disease,140000,2020-02-02,4\n";

pub struct Walk {
    app: App,
    pub router: Router,
    /// Operations that were asked and found on record.
    audited: BTreeSet<String>,
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
        let (status, _, answer) = send(&self.router, request).await;
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

testkit::on_both! {
    async fn every_change_and_every_file_is_on_record(db) {
        let (app, router, _) = server(db).await;
        let (data, system, audit) =
            (sign_in(&router, "data").await, sign_in(&router, "system").await, sign_in(&router, "audit").await);
        let security = sign_in(&router, "security").await;
        let mut walk = Walk { app, router, audited: BTreeSet::new() };

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

        crate::audited_people::walk(&mut walk).await;
        let password = json!({ "current": "Yufang-demo-2026", "new": "Another-long-2026" });
        walk.expect("post /api/session/password", &data, "/api/session/password", password, &[Action::PasswordChanged]).await;
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
