//! The application over a test database with the demonstration pack, and somebody signed in.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use access::rights::Holders;
use access::{App, Records};
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use axum::{Extension, Router};
use kernel::{FixedClock, Timestamp};
use pack::Pack;
use platform::Db;
use serde_json::{Value, json};
use testkit::TestDb;
use tower::ServiceExt;
use vault::{KeySource, Vault};

pub fn pack() -> Arc<Pack> {
    static PACK: OnceLock<Arc<Pack>> = OnceLock::new();
    PACK.get_or_init(|| {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
        Arc::new(Pack::load(&dir, "demo").unwrap_or_else(|findings| panic!("{findings:#?}")))
    })
    .clone()
}

/// 2026-05-01 08:00 in Shanghai.
pub fn clock() -> FixedClock {
    FixedClock::at(Timestamp::from_millis(1_777_593_600_000))
}

/// A database with all tables of this crate and below.
pub async fn migrated(db: &TestDb) -> Db {
    let db: Db = (**db).clone();
    let all = [
        &platform::MIGRATIONS,
        &vault::MIGRATIONS,
        &access::MIGRATIONS,
        &registry::MIGRATIONS,
    ];
    db.migrate(&all, &clock()).await.unwrap();
    db
}

/// A vault over a migrated database, with a key of its own.
pub async fn vault(db: &Db, tables: &[vault::SealedTable]) -> Vault {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys").display().to_string();
    let source = KeySource::File(path);
    let mut random = vault::system_random();
    source.make_missing(&mut random).unwrap();
    Vault::open(db.clone(), Arc::new(clock()), &source, tables, &mut random)
        .await
        .unwrap()
}

pub struct Fixture {
    pub app: App,
    router: Router,
    cookie: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub etag: Option<String>,
}

impl Fixture {
    /// The application with the pack's organisations, nobody signed in.
    pub async fn new(db: &TestDb) -> Self {
        let db = migrated(db).await;
        let (pack, clock) = (pack(), Arc::new(clock()));
        registry::load_organisations(&db, &pack, clock.as_ref())
            .await
            .unwrap();
        access::load_demo_accounts(&db, &pack, clock.as_ref())
            .await
            .unwrap();
        let vault = vault(&db, registry::SEALED).await;
        let app = App {
            secure_cookies: true,
            vault: Some(vault),
            holders: Holders {
                persons: vec![Arc::new(registry::PeopleRights)],
                retained: Vec::new(),
            },
            ..App::new(db, pack, clock)
        };
        let (router, _) = access::routes().merge(registry::routes()).split_for_parts();
        Fixture {
            router: router
                .layer(Extension(Records::new(vec![Box::new(
                    registry::PersonRecords,
                )])))
                .with_state(app.clone()),
            app,
            cookie: None,
        }
    }

    /// The same, with a demonstration account signed in.
    pub async fn signed_in(db: &TestDb, username: &str) -> Self {
        Fixture::new(db).await.again(username).await
    }

    /// The same application, with another account signed in.
    pub async fn again(&self, username: &str) -> Self {
        let body = json!({ "username": username, "password": "Yufang-demo-2026" });
        let request = Request::post("/api/session")
            .header("x-yufang", "1")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
        Fixture {
            app: self.app.clone(),
            router: self.router.clone(),
            cookie: cookie.split(';').next().map(str::to_owned),
        }
    }

    /// A request that changes something, or asks with a body.
    pub async fn send(&self, method: &str, path: &str, body: Value) -> Answer {
        self.send_for(method, path, body, None).await
    }

    /// The same, saying what it is for.
    pub async fn send_for(
        &self,
        method: &str,
        path: &str,
        body: Value,
        purpose: Option<&str>,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("x-yufang", "1")
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some(purpose) = purpose {
            request = request.header("x-purpose", purpose);
        }
        let request = request.body(Body::from(body.to_string())).unwrap();
        self.answer(request).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.get_if_changed(path, "").await
    }

    pub async fn get_if_changed(&self, path: &str, etag: &str) -> Answer {
        let mut request = Request::get(path);
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if !etag.is_empty() {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        self.answer(request.body(Body::empty()).unwrap()).await
    }

    async fn answer(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let etag = response.headers().get(header::ETAG);
        let etag = etag.map(|tag| tag.to_str().unwrap().to_owned());
        let bytes = to_bytes(response.into_body(), 1 << 25).await.unwrap();
        Answer {
            status,
            body: sorted(serde_json::from_slice(&bytes).unwrap_or(Value::Null)),
            etag,
        }
    }

    /// All rows of a paged list, read `limit` at a time.
    pub async fn pages(&self, path: &str, limit: u32) -> Vec<Value> {
        let joiner = if path.contains('?') { '&' } else { '?' };
        let (mut rows, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self
                .get(&format!("{path}{joiner}limit={limit}{cursor}"))
                .await;
            assert_eq!(page.status, 200, "{page:?}");
            let items = page.body["items"].as_array().unwrap();
            assert!(items.len() <= limit as usize);
            rows.extend(items.iter().cloned());
            match page.body["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return rows,
            }
        }
    }
}

/// `text` fit for a query string.
pub fn quoted(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// One field of each row.
pub fn field<'a>(rows: &'a [Value], name: &str) -> Vec<&'a str> {
    rows.iter().map(|row| row[name].as_str().unwrap()).collect()
}

/// JSON with sorted keys, so that a snapshot does not depend on the order in which fields were written.
fn sorted(mut json: Value) -> Value {
    json.sort_all_objects();
    json
}
