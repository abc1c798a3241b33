//! The server as a client meets it: around the capabilities, not inside them.

mod attacks;
mod audited;
mod audited_access;
mod audited_cards;
mod audited_people;
mod idor;
mod matrix;
mod tls;
mod walk;

use std::sync::Arc;

use access::App;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use futures::StreamExt;
use kernel::{FixedClock, Timestamp};
use pack::Pack;
use serde_json::Value;
use testkit::TestDb;
use tower::ServiceExt;
use vault::{KeySource, Vault};

/// The whole server over one test database.
async fn server(db: &TestDb) -> (App, Router, Arc<FixedClock>) {
    let packs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    server_of(db, Pack::load(&packs, "demo").unwrap()).await
}

/// The same, of a pack.
async fn server_of(db: &TestDb, pack: Pack) -> (App, Router, Arc<FixedClock>) {
    let clock = Arc::new(FixedClock::at(Timestamp::from_millis(1_790_000_000_000)));
    let mut app = App::new((**db).clone(), Arc::new(pack), clock.clone());
    app.db
        .migrate(server::MIGRATIONS, app.clock.as_ref())
        .await
        .unwrap();
    let keys = ["echo", "0123456789abcdeffedcba9876543210"].map(str::to_owned);
    let vault = Vault::open(
        app.db.clone(),
        app.clock.clone(),
        &KeySource::Command(keys.to_vec()),
        server::SEALED,
        &mut vault::system_random(),
    )
    .await
    .unwrap();
    app.vault = Some(vault);
    app.holders = server::holders();
    app.holders.persons.push(Arc::new(audited::OnePerson));
    access::load_demo_accounts(&app.db, &app.pack, app.clock.as_ref())
        .await
        .unwrap();
    registry::load_organisations(&app.db, &app.pack, app.clock.as_ref())
        .await
        .unwrap();
    let router = server::router(app.clone(), signals::overlay(&app));
    (app, router, clock)
}

async fn send(router: &Router, request: Request<Body>) -> (StatusCode, HeaderMap, String) {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    (
        parts.status,
        parts.headers,
        String::from_utf8_lossy(&bytes).into_owned(),
    )
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

async fn sign_in(router: &Router, username: &str) -> String {
    let request = Request::post("/api/session")
        .header("x-yufang", "1")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(format!(
            "{{\"username\":\"{username}\",\"password\":\"Yufang-demo-2026\"}}"
        )))
        .unwrap();
    let (status, headers, body) = send(router, request).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let cookie = headers[header::SET_COOKIE].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

testkit::on_both! {
    async fn every_error_is_a_problem_with_its_request(db) {
        let (_, router, _) = server(db).await;
        let posted = Request::post("/api/session").header("x-yufang", "1").body(Body::from("{")).unwrap();
        let deleted = Request::delete("/api/streams").body(Body::empty()).unwrap();
        for (request, status, code) in [
            (get("/api/no-such-thing"), 404, "not_found"),
            (get("/api/streams"), 401, "not_signed_in"),
            (posted, 415, "not_json"),
            (deleted, 405, "method_not_allowed"),
        ] {
            let (got, headers, body) = send(&router, request).await;
            assert_eq!(got.as_u16(), status, "{body}");
            assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
            let problem: Value = serde_json::from_str(&body).unwrap();
            assert_eq!((&problem["code"], &problem["status"]), (&code.into(), &status.into()));
            assert_eq!(problem["request_id"].as_str().unwrap(), headers["x-request-id"].to_str().unwrap());
        }
    }

    async fn operators_see_life_readiness_and_numbers(db) {
        let (_, router, _) = server(db).await;
        assert_eq!(send(&router, get("/healthz")).await.2, "ok\n");
        assert_eq!(send(&router, get("/readyz")).await.2, "ready\n");
        send(&router, get("/api/streams")).await;
        let (_, _, metrics) = send(&router, get("/metrics")).await;
        assert!(metrics.contains("http_request_duration_seconds_bucket"), "{metrics}");
        assert!(metrics.contains("route=\"/api/streams\""), "{metrics}");
    }

    async fn a_server_without_its_database_says_it_is_not_ready(db) {
        let (app, router, _) = server(db).await;
        app.db.close().await;
        assert_eq!(send(&router, get("/healthz")).await.0, StatusCode::OK);
        assert_eq!(send(&router, get("/readyz")).await.0, StatusCode::SERVICE_UNAVAILABLE);
    }

    async fn screens_hear_what_their_user_may_know(db) {
        let (app, router, _) = server(db).await;
        let listen = async |username| {
            let cookie = sign_in(&router, username).await;
            let request = Request::get("/api/events").header(header::COOKIE, cookie).body(Body::empty()).unwrap();
            router.clone().oneshot(request).await.unwrap().into_body().into_data_stream()
        };
        let (mut data, mut system) = (listen("data").await, listen("system").await);
        app.events.send("import", "imports.read", &serde_json::json!({"id": "1"}));
        app.events.send("operations", "operations.read", &serde_json::json!({"id": "2"}));
        let heard = data.next().await.unwrap().unwrap();
        assert_eq!(&heard[..], b"event: import\ndata: {\"id\":\"1\"}\n\n");
        let heard = system.next().await.unwrap().unwrap();
        assert_eq!(&heard[..], b"event: operations\ndata: {\"id\":\"2\"}\n\n");
    }
}

#[test]
fn answers_are_compressed_and_carry_security_headers() {
    testkit::run(async {
        let db = TestDb::sqlite().await;
        let (_, router, _) = server(&db).await;
        let request = Request::get("/api/openapi.json")
            .header(header::ACCEPT_ENCODING, "gzip")
            .body(Body::empty())
            .unwrap();
        let (status, headers, _) = send(&router, request).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(headers[header::CONTENT_ENCODING], "gzip");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert!(
            headers[header::CONTENT_SECURITY_POLICY]
                .to_str()
                .unwrap()
                .contains("frame-ancestors 'none'")
        );
        db.remove().await;
    });
}

#[test]
fn the_document_describes_every_operation_once_and_whole() {
    let document = server::api_document();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        assert!(path.starts_with("/api/"), "{path}");
        for (method, operation) in methods.as_object().unwrap() {
            let id = operation["operationId"]
                .as_str()
                .unwrap_or_else(|| panic!("{method} {path} has no operation id"));
            let (verb, _) = id
                .split_once('_')
                .unwrap_or_else(|| panic!("`{id}` is no verb_resource"));
            assert!(verb.chars().all(char::is_lowercase), "{id}");
            let words = ["summary", "description"]
                .iter()
                .any(|field| operation[*field].is_string());
            assert!(words, "{id} says nothing of itself");
            assert!(
                operation["responses"]
                    .as_object()
                    .is_some_and(|all| !all.is_empty()),
                "{id}"
            );
            operations.push(id.to_owned());
        }
    }
    let count = operations.len();
    operations.sort();
    operations.dedup();
    assert_eq!(operations.len(), count, "two operations share an id");
    assert!(count > 25, "{count}");
}

/// A reference into the document that leads nowhere breaks every generator of clients.
#[test]
fn every_reference_in_the_document_leads_somewhere() {
    fn walk(value: &Value, document: &Value, lost: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(target)) = fields.get("$ref")
                    && target
                        .strip_prefix('#')
                        .is_none_or(|path| document.pointer(path).is_none())
                {
                    lost.push(target.clone());
                }
                fields
                    .values()
                    .for_each(|field| walk(field, document, lost));
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, document, lost)),
            _ => {}
        }
    }
    let document = server::api_document();
    let mut lost = Vec::new();
    walk(&document, &document, &mut lost);
    assert_eq!(lost, Vec::<String>::new());
}
