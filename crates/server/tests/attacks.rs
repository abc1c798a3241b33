//! What somebody who means harm tries first, over every operation of the API document.
//!
//! The clients here know the document and nothing else, so an operation that is added later is attacked as well.

use std::io::Write;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};

use crate::{get, send, server, sign_in};

/// One operation of the document.
struct Operation {
    method: Method,
    /// With `{names}` in it.
    path: String,
    id: String,
    takes_json: bool,
    /// Names of the query's parameters.
    query: Vec<String>,
}

impl Operation {
    fn all() -> Vec<Operation> {
        let document = server::api_document();
        let paths = document["paths"].as_object().unwrap().iter();
        paths
            .flat_map(|(path, methods)| {
                methods
                    .as_object()
                    .unwrap()
                    .iter()
                    .map(|(method, operation)| {
                        let parameters = operation["parameters"].as_array();
                        Operation {
                            method: method.to_uppercase().parse().unwrap(),
                            path: path.clone(),
                            id: operation["operationId"].as_str().unwrap().to_owned(),
                            takes_json: operation["requestBody"]["content"]["application/json"]
                                .is_object(),
                            query: parameters
                                .into_iter()
                                .flatten()
                                .filter(|parameter| parameter["in"] == "query")
                                .map(|parameter| parameter["name"].as_str().unwrap().to_owned())
                                .collect(),
                        }
                    })
                    .collect::<Vec<_>>()
            })
            // Answers with a stream that does not end.
            .filter(|operation| operation.id != "listen_events")
            .collect()
    }

    /// The path with every parameter replaced.
    fn path_with(&self, value: &str) -> String {
        let mut path = String::new();
        for (place, part) in self.path.split('/').enumerate() {
            if place > 0 {
                path.push('/');
            }
            path.push_str(match part.split_once('{') {
                Some(_) => value,
                None => part,
            });
        }
        path
    }

    fn request(&self, path: &str, cookie: &str, body: Option<&Value>) -> Request<Body> {
        let mut request = Request::builder()
            .method(self.method.clone())
            .uri(path)
            .header("x-yufang", "1")
            .header(header::COOKIE, cookie);
        if self.takes_json {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        request.body(Body::from(body)).unwrap()
    }
}

/// What is answered to anybody: what a sign-in page needs, and a goodbye.
const OPEN: &[&str] = &[
    "sign_in",
    "sign_out",
    "get_pack",
    "get_sign_in_options",
    // Without a provider they answer 409 to everybody.
    "start_oidc",
    "finish_oidc",
];

/// An id that is none.
const NO_ID: &str = "0190a5f0-7a5e-7b6e-9d0e-112233445566";

/// The demo's accounts, so that for every operation there is one that may.
const ACCOUNTS: &[&str] = &["data", "system", "audit", "xinzhou", "viewer"];

async fn cookies(router: &Router) -> Vec<String> {
    let mut cookies = Vec::new();
    for account in ACCOUNTS {
        cookies.push(sign_in(router, account).await);
    }
    cookies
}

testkit::on_both! {
    async fn no_operation_answers_a_forged_an_ended_or_an_expired_session(db) {
        let (_, router, clock) = server(db).await;
        let ended = sign_in(&router, "data").await;
        let sign_out = Request::delete("/api/session").header("x-yufang", "1").header(header::COOKIE, &ended);
        assert_eq!(send(&router, sign_out.body(Body::empty()).unwrap()).await.0, StatusCode::NO_CONTENT);
        let hash: String = {
            sign_in(&router, "data").await;
            sqlx::query_scalar("SELECT token_hash FROM account_session").fetch_one(db.read()).await.unwrap()
        };
        let expired = sign_in(&router, "data").await;
        clock.advance_millis(31 * 60_000);
        let forged = [
            String::new(),
            ended,
            expired,
            format!("yufang_session={hash}"),
            format!("yufang_session={}", "0".repeat(64)),
            format!("yufang_session={}", "f".repeat(6400)),
            "yufang_session=' OR '1'='1".to_owned(),
            "yufang_session=../../../etc/passwd".to_owned(),
        ];
        for operation in Operation::all().iter().filter(|operation| !OPEN.contains(&operation.id.as_str())) {
            for cookie in &forged {
                let request = operation.request(&operation.path_with(NO_ID), cookie, Some(&json!({})));
                let (status, _, body) = send(&router, request).await;
                assert_eq!(status, StatusCode::UNAUTHORIZED, "{} with `{cookie}`: {body}", operation.id);
            }
        }
    }

    async fn no_change_is_made_for_a_page_of_another_site(db) {
        let (_, router, _) = server(db).await;
        let cookies = cookies(&router).await;
        for operation in Operation::all().iter().filter(|operation| operation.method != Method::GET) {
            for cookie in &cookies {
                for header in [None, Some("0"), Some("")] {
                    let mut request = operation.request(&operation.path_with(NO_ID), cookie, Some(&json!({})));
                    request.headers_mut().remove("x-yufang");
                    if let Some(value) = header {
                        request.headers_mut().insert("x-yufang", value.parse().unwrap());
                    }
                    request.headers_mut().insert(header::ORIGIN, "https://evil.example".parse().unwrap());
                    let (status, headers, body) = send(&router, request).await;
                    assert_eq!(status, StatusCode::FORBIDDEN, "{}: {body}", operation.id);
                    assert!(body.contains("\"code\":\"csrf\""), "{}: {body}", operation.id);
                    assert!(headers.get(header::ACCESS_CONTROL_ALLOW_ORIGIN).is_none());
                }
            }
        }
    }

    /// A field nobody offered is refused by name, and not taken over in silence.
    async fn no_body_takes_a_field_that_is_not_described(db) {
        let (_, router, _) = server(db).await;
        let cookies = cookies(&router).await;
        for operation in Operation::all().iter().filter(|operation| operation.takes_json) {
            for field in ["is_admin", "posts_granted", "__proto__", "created_by"] {
                let mut answers = Vec::new();
                for cookie in &cookies {
                    let request = operation.request(&operation.path_with(NO_ID), cookie, Some(&json!({ (field): true })));
                    let (status, _, body) = send(&router, request).await;
                    answers.push((status, body));
                }
                assert!(
                    answers.iter().all(|(status, body)| !status.is_success()
                        && (*status != StatusCode::UNPROCESSABLE_ENTITY || body.contains(field))),
                    "{}: {answers:?}", operation.id
                );
                assert!(
                    answers.iter().any(|(status, _)| *status == StatusCode::UNPROCESSABLE_ENTITY),
                    "no account was let through to the body of {}: {answers:?}", operation.id
                );
            }
        }
    }

    /// Quotes, wildcards, nulls and foreign encodings are values like others, in every parameter.
    async fn no_parameter_reaches_the_database_as_anything_but_a_value(db) {
        let (_, router, _) = server(db).await;
        let cookies = cookies(&router).await;
        let tables = async || -> Vec<i64> {
            let mut counts = Vec::new();
            for table in ["account", "account_post", "organisation"] {
                let count = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}")));
                counts.push(count.fetch_one(db.read()).await.unwrap());
            }
            counts
        };
        let before = tables().await;
        let hostile = [
            "'%20OR%20'1'='1", "%27%3B%20DROP%20TABLE%20account%3B--", "%22%3B%20DELETE%20FROM%20account%3B--",
            "%25_%25", "%00", "%FF%FE", "%E2%80%AE", "1%20UNION%20SELECT%20password_hash%20FROM%20account", "%24%7Bjndi%3Aldap%3A%2F%2Fx%7D",
        ];
        for operation in Operation::all().iter().filter(|operation| operation.method == Method::GET) {
            for cookie in &cookies {
                for value in hostile {
                    let mut path = operation.path_with(value);
                    for (place, name) in operation.query.iter().enumerate() {
                        path.push_str(&format!("{}{name}={value}", if place == 0 { '?' } else { '&' }));
                    }
                    let (status, _, body) = send(&router, operation.request(&path, cookie, None)).await;
                    assert!(!status.is_server_error(), "{} {path}: {status} {body}", operation.id);
                    assert!(!body.contains("argon2"), "{} {path}", operation.id);
                }
            }
        }
        assert_eq!(tables().await, before);
    }

    async fn a_cookie_planted_before_sign_in_is_worth_nothing_after_it(db) {
        let (_, router, _) = server(db).await;
        let planted = format!("yufang_session={}", "ab".repeat(32));
        let request = Request::post("/api/session")
            .header("x-yufang", "1")
            .header(header::COOKIE, &planted)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(json!({ "username": "viewer", "password": "Yufang-demo-2026" }).to_string()))
            .unwrap();
        let (status, headers, _) = send(&router, request).await;
        assert_eq!(status, StatusCode::OK);
        let given = headers[header::SET_COOKIE].to_str().unwrap();
        assert!(!given.starts_with(&planted), "{given}");
        let request = Request::get("/api/session").header(header::COOKIE, &planted).body(Body::empty()).unwrap();
        assert_eq!(send(&router, request).await.0, StatusCode::UNAUTHORIZED);
    }

    /// Nothing is unpacked: a bomb stays the few bytes it came as, and is refused as a file that is no table.
    async fn bombs_stay_packed(db) {
        let (app, router, _) = server(db).await;
        let data = sign_in(&router, "data").await;
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        for _ in 0..64 {
            gzip.write_all(&vec![b'0'; 1 << 20]).unwrap();
        }
        let gzip = gzip.finish().unwrap();
        let mut xml = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a0 \"ha\">".to_owned();
        for level in 1..12 {
            let inside = format!("&a{};", level - 1).repeat(10);
            xml.push_str(&format!("<!ENTITY a{level} \"{inside}\">"));
        }
        xml.push_str("]><x>&a11;</x>");
        for (name, bytes) in [("counts.csv", gzip.as_slice()), ("../../counts.xlsx", b"PK\x03\x04\x14\0\0\0\x08\0"), ("counts.xml", xml.as_bytes())] {
            let mut form = format!("--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").into_bytes();
            form.extend_from_slice(bytes);
            form.extend_from_slice(b"\r\n--edge--\r\n");
            let request = Request::post("/api/imports")
                .header("x-yufang", "1")
                .header(header::COOKIE, &data)
                .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
                .body(Body::from(form))
                .unwrap();
            let (status, _, body) = send(&router, request).await;
            assert!(status == StatusCode::ACCEPTED || status == StatusCode::UNPROCESSABLE_ENTITY, "{name}: {status} {body}");
            let answer: Value = serde_json::from_str(&body).unwrap();
            let Some(id) = answer["id"].as_str() else { continue };
            assert!(server::Background::new(&app).runner().run_now(id.parse().unwrap()).await.is_err());
            let request = Request::get(format!("/api/imports/{id}")).header(header::COOKIE, &data).body(Body::empty()).unwrap();
            let import: Value = serde_json::from_str(&send(&router, request).await.2).unwrap();
            assert_eq!(import["state"], "failed", "{name}: {import}");
        }
        // A body that claims to be packed is not unpacked either.
        let request = Request::post("/api/session")
            .header("x-yufang", "1")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::CONTENT_ENCODING, "gzip")
            .body(Body::from(gzip))
            .unwrap();
        assert!(send(&router, request).await.0.is_client_error());
    }
}

#[test]
fn no_path_leads_out_of_the_console() {
    testkit::run(async {
        let db = testkit::TestDb::sqlite().await;
        let (_, router, _) = server(&db).await;
        for path in [
            "/../Cargo.toml",
            "/assets/../../Cargo.toml",
            "/..%2f..%2fCargo.toml",
            "/%2e%2e/%2e%2e/etc/passwd",
            "/assets/..%5c..%5cCargo.toml",
            "//etc/passwd",
            "/assets/%00",
            "/api/%2e%2e/Cargo.toml",
        ] {
            let (status, _, body) = send(&router, get(path)).await;
            assert!(
                !body.contains("[workspace]") && !body.contains("root:"),
                "{path}: {status}"
            );
            assert!(!status.is_server_error(), "{path}: {status}");
        }
        db.remove().await;
    });
}

#[test]
fn a_body_without_end_is_cut_off() {
    testkit::run(async {
        let db = testkit::TestDb::sqlite().await;
        let (_, router, _) = server(&db).await;
        let cookies = cookies(&router).await;
        let huge = format!("{{\"rows\":\"{}\"}}", "x".repeat(3 << 20));
        for operation in Operation::all()
            .iter()
            .filter(|operation| operation.takes_json)
        {
            let mut statuses = Vec::new();
            for cookie in &cookies {
                let mut request = operation.request(&operation.path_with(NO_ID), cookie, None);
                *request.body_mut() = Body::from(huge.clone());
                statuses.push(send(&router, request).await.0);
            }
            assert!(
                statuses.iter().all(StatusCode::is_client_error),
                "{}: {statuses:?}",
                operation.id
            );
            assert!(
                statuses.contains(&StatusCode::PAYLOAD_TOO_LARGE),
                "{}: {statuses:?}",
                operation.id
            );
        }
        db.remove().await;
    });
}
