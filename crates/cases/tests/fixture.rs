//! The application over a test database with the demonstration pack, and somebody signed in.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use access::App;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
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
        &cases::MIGRATIONS,
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

/// The encrypted columns of this crate and those below.
pub const SEALED: &[vault::SealedTable] = &[
    registry::SEALED[0],
    registry::SEALED[1],
    cases::SEALED[0],
    cases::SEALED[1],
];

/// Values of a measles card that is right, at 2026-05-01 08:00.
pub fn measles() -> BTreeMap<String, String> {
    [
        ("patient_name", "张三丰"),
        ("id_type", "01"),
        ("id_number", "140902195001010012"),
        ("sex", "1"),
        ("birth_date", "1950-01-01"),
        ("phone", "10000000001"),
        ("patient_area", "1"),
        ("current_region", "140902001"),
        ("current_address", "秀容街道和平社区1号楼"),
        ("occupation", "18"),
        ("case_class", "1"),
        ("onset_date", "2026-04-28"),
        ("diagnosis_time", "2026-05-01T07"),
        ("disease", "measles"),
        ("doctor", "李医生"),
        ("fill_time", "2026-05-01T07"),
    ]
    .into_iter()
    .map(|(id, text)| (id.to_owned(), text.to_owned()))
    .collect()
}

/// The same with other values; an empty one takes the field away.
pub fn with(changes: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut values = measles();
    for (id, text) in changes {
        if text.is_empty() {
            values.remove(*id);
        } else {
            values.insert((*id).to_owned(), (*text).to_owned());
        }
    }
    values
}

pub struct Fixture {
    pub app: App,
    pub clock: Arc<FixedClock>,
    router: Router,
    cookie: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub text: String,
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
        let vault = vault(&db, SEALED).await;
        let app = App {
            secure_cookies: true,
            vault: Some(vault),
            ..App::new(db, pack, clock.clone())
        };
        let (router, _) = access::routes()
            .merge(registry::routes())
            .merge(cases::routes())
            .split_for_parts();
        Fixture {
            router: router.with_state(app.clone()),
            app,
            clock,
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
            clock: self.clock.clone(),
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
        self.get_for(path, None).await
    }

    pub async fn get_for(&self, path: &str, purpose: Option<&str>) -> Answer {
        let mut request = Request::get(path);
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some(purpose) = purpose {
            request = request.header("x-purpose", purpose);
        }
        self.answer(request.body(Body::empty()).unwrap()).await
    }

    async fn answer(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), 1 << 25).await.unwrap();
        Answer {
            status,
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// A card that was begun; its id.
    pub async fn begun(&self, values: &BTreeMap<String, String>) -> String {
        let answer = self
            .send("POST", "/api/cards", json!({ "values": values }))
            .await;
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.body["id"].as_str().unwrap().to_owned()
    }

    /// A step of a card.
    pub async fn step(&self, id: &str, step: &str, body: Value) -> Answer {
        self.send("POST", &format!("/api/cards/{id}/{step}"), body)
            .await
    }

    /// A card that was begun and reported; its id.
    pub async fn reported(&self, values: &BTreeMap<String, String>) -> String {
        let id = self.begun(values).await;
        let answer = self.step(&id, "report", json!({ "version": 1 })).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        id
    }

    /// Rules of the findings of a card that is checked.
    pub async fn rules(&self, values: &BTreeMap<String, String>) -> Vec<String> {
        let answer = self
            .send("POST", "/api/cards/check", json!({ "values": values }))
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let findings = answer.body["findings"].as_array().unwrap();
        findings
            .iter()
            .map(|one| {
                format!(
                    "{} {}",
                    one["field"].as_str().unwrap(),
                    one["rule"].as_str().unwrap()
                )
            })
            .collect()
    }

    /// Fails where anything that must hold between the tables does not.
    pub async fn holds(&self) {
        let offences = self.app.db.verify(&[cases::CHECKS]).await.unwrap();
        assert!(offences.is_empty(), "{offences:?}");
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
