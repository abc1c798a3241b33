//! The application over a test database, and a browser with one cookie.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use access::App;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use kernel::{FixedClock, Timestamp};
use pack::Pack;
use platform::Db;
use serde_json::Value;
use testkit::TestDb;
use tower::ServiceExt;

/// The password of every demonstration account.
pub const PASSWORD: &str = "Yufang-demo-2026";

fn pack() -> Arc<Pack> {
    static PACK: OnceLock<Arc<Pack>> = OnceLock::new();
    PACK.get_or_init(|| {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
        Arc::new(Pack::load(&dir, "demo").unwrap_or_else(|findings| panic!("{findings:#?}")))
    })
    .clone()
}

/// The application with the demonstration's accounts, its clock standing at 2026-03-02 08:00 in Shanghai.
pub struct Fixture {
    pub app: App,
    pub clock: Arc<FixedClock>,
    router: Router,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub set_cookie: Option<String>,
    pub retry_after: Option<String>,
}

/// One person's browser.
#[derive(Default, Clone)]
pub struct Browser {
    cookie: Option<String>,
    address: Option<SocketAddr>,
    without_header: bool,
}

impl Fixture {
    pub async fn new(db: &TestDb) -> Self {
        let db: Db = (**db).clone();
        let clock = Arc::new(FixedClock::at(Timestamp::from_millis(1_772_409_600_000)));
        db.migrate(
            &[&platform::MIGRATIONS, &access::MIGRATIONS],
            clock.as_ref(),
        )
        .await
        .unwrap();
        let app = App {
            secure_cookies: true,
            ..App::new(db, pack(), clock.clone())
        };
        let made = access::load_demo_accounts(&app.db, &app.pack, clock.as_ref())
            .await
            .unwrap();
        assert_eq!(made, app.pack.demo_accounts.len());
        let (router, _) = access::routes().split_for_parts();
        Fixture {
            router: router.with_state(app.clone()),
            app,
            clock,
        }
    }

    pub fn pass_minutes(&self, minutes: i64) {
        self.clock.advance_millis(minutes * 60_000);
    }

    pub async fn send(&self, browser: &Browser, method: &str, path: &str, body: Value) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(cookie) = &browser.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if !browser.without_header {
            request = request.header("x-yufang", "1");
        }
        if let Some(address) = browser.address {
            request = request.extension(ConnectInfo(address));
        }
        let request = if body.is_null() {
            request.body(Body::empty())
        } else {
            request
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(body.to_string()))
        };
        let response = self.router.clone().oneshot(request.unwrap()).await.unwrap();
        let text = |name| {
            let value = response.headers().get(name)?;
            Some(value.to_str().unwrap().to_owned())
        };
        let (set_cookie, retry_after) = (text(header::SET_COOKIE), text(header::RETRY_AFTER));
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        Answer {
            status,
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
            set_cookie,
            retry_after,
        }
    }

    pub async fn get(&self, browser: &Browser, path: &str) -> Answer {
        self.send(browser, "GET", path, Value::Null).await
    }

    pub async fn try_sign_in(&self, browser: &Browser, name: &str, password: &str) -> Answer {
        let body = serde_json::json!({ "username": name, "password": password });
        self.send(browser, "POST", "/api/session", body).await
    }

    /// A browser in which `name` is signed in.
    pub async fn sign_in(&self, name: &str) -> Browser {
        let answer = self.try_sign_in(&Browser::new(), name, PASSWORD).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        Browser::new().with(&answer)
    }

    /// Events of the log, oldest first.
    pub async fn log(&self) -> Vec<String> {
        sqlx::query_scalar("SELECT event FROM access_log WHERE event <> 'account_made' ORDER BY id")
            .fetch_all(self.app.db.read())
            .await
            .unwrap()
    }
}

impl Browser {
    pub fn new() -> Self {
        Browser::default()
    }

    /// The browser after an answer that set a cookie.
    pub fn with(mut self, answer: &Answer) -> Self {
        let set = answer.set_cookie.as_deref().unwrap();
        self.cookie = set.split(';').next().map(str::to_owned);
        self
    }

    pub fn at(mut self, address: &str) -> Self {
        self.address = Some(SocketAddr::new(address.parse().unwrap(), 40_000));
        self
    }

    /// The browser of a page on another site: it cannot set our header.
    pub fn on_another_site(mut self) -> Self {
        self.without_header = true;
        self
    }
}
