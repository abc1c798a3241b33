//! The application over a test database, and a browser with one cookie.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use access::audit::{Action, note_refusals};
use access::release::{self, ExportKind, Release};
use access::rights::Holders;
use access::{Actor, App, Params, Permission, Resource};
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Path as UrlPath, State};
use axum::http::{HeaderMap, Request, header};
use axum::response::Response;
use axum::{Router, middleware};
use kernel::{FixedClock, Timestamp};
use pack::{Pack, SecondFactorRule, SignIn};
use platform::jobs::{Job, JobHandler, Runner};
use platform::{Cell, Db, ExportFormat, Problem, Table};
use serde_json::Value;
use testkit::TestDb;
use tower::ServiceExt;
use vault::{KeySource, Vault};

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

async fn open_vault(db: &Db, clock: Arc<FixedClock>) -> Vault {
    let folder = tempfile::tempdir().unwrap();
    let source = format!("file:{}", folder.path().join("test.key").display());
    let source = KeySource::parse(&source).unwrap();
    let mut random = vault::system_random();
    assert!(Vault::is_unused(db).await.unwrap() && source.make_missing(&mut random).unwrap());
    assert!(!source.make_missing(&mut random).unwrap());
    Vault::open(db.clone(), clock, &source, access::SEALED, &mut random)
        .await
        .unwrap()
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
    pub body: Value,
    pub set_cookie: Option<String>,
    pub retry_after: Option<String>,
    pub location: Option<String>,
    /// All cookies that were set, with their attributes.
    pub cookies: Vec<String>,
}

/// One person's browser.
#[derive(Default, Clone)]
pub struct Browser {
    cookie: Option<String>,
    address: Option<SocketAddr>,
    without_header: bool,
    user_agent: Option<&'static str>,
    key: Option<String>,
}

/// A record that lies in Liaocheng and belongs to an event, for those who ask whether they may see it.
async fn see_record(
    actor: Actor,
    State(app): State<App>,
    UrlPath(id): UrlPath<String>,
) -> Result<String, Problem> {
    let record =
        Resource::record(id, "/100000/370000/371500/").of_events(["2026-measles-1".to_owned()]);
    let grant = actor.authorize(&app, Permission::PersonsRead, &record)?;
    Ok(format!("\"{}\"", grant.temporary().unwrap_or_default()))
}

/// A file of rows, for those who take it away.
async fn take_file(
    actor: Actor,
    State(app): State<App>,
    Params(asked): Params<FileQuery>,
) -> Result<Response, Problem> {
    let scope = actor.scope(&app, Permission::CountsExport)?;
    let rows = (0..asked.rows).map(|row| vec![Cell::Integer(row), Cell::from(asked.text.as_str())]);
    let file = Release {
        kind: ExportKind::Counts,
        table: Table {
            name: "file".to_owned(),
            notes: Vec::new(),
            columns: vec!["row".to_owned(), "text".to_owned()],
            rows: rows.collect(),
        },
        format: ExportFormat::Csv,
        filter: vec![("地区 region".to_owned(), asked.region)],
        as_of: Some(Timestamp::from_millis(1_772_000_000_000)),
        free_text: vec![1],
        approval: asked.approval,
        entry: scope.entry(Action::CountsExported),
    };
    release::hand_out(&app, &actor, file).await
}

#[derive(serde::Deserialize)]
struct FileQuery {
    rows: i64,
    text: String,
    region: String,
    approval: Option<String>,
}

impl Fixture {
    /// The demonstration as it is: nobody needs a second factor.
    pub async fn new(db: &TestDb) -> Self {
        Self::with(db, |_| ()).await
    }

    /// The demonstration with the second factor required as everywhere else.
    pub async fn strict(db: &TestDb) -> Self {
        Self::with(db, |rules| rules.second_factor = SecondFactorRule::Required).await
    }

    /// The demonstration with capabilities that hold data of persons.
    pub async fn holding(db: &TestDb, holders: Holders) -> Self {
        let fixture = Self::new(db).await;
        let app = App {
            holders,
            ..fixture.app
        };
        Fixture::build(app, fixture.clock)
    }

    /// The demonstration with other rules of signing in.
    pub async fn with(db: &TestDb, change: impl FnOnce(&mut SignIn)) -> Self {
        let db: Db = (**db).clone();
        let clock = Arc::new(FixedClock::at(Timestamp::from_millis(1_772_409_600_000)));
        db.migrate(
            &[
                &platform::MIGRATIONS,
                &vault::MIGRATIONS,
                &access::MIGRATIONS,
            ],
            clock.as_ref(),
        )
        .await
        .unwrap();
        let mut pack = Pack::clone(&pack());
        change(&mut pack.sign_in);
        let app = App {
            secure_cookies: true,
            vault: Some(open_vault(&db, clock.clone()).await),
            ..App::new(db, Arc::new(pack), clock.clone())
        };
        let made = access::load_demo_accounts(&app.db, &app.pack, clock.as_ref())
            .await
            .unwrap();
        assert_eq!(made, app.pack.demo_accounts.len());
        Fixture::build(app, clock)
    }

    fn build(app: App, clock: Arc<FixedClock>) -> Self {
        let (router, _) = access::routes().split_for_parts();
        let router = router
            .route("/test/records/{id}", axum::routing::get(see_record))
            .route("/test/file", axum::routing::get(take_file));
        Fixture {
            router: router
                .layer(middleware::from_fn_with_state(app.clone(), note_refusals))
                .with_state(app.clone()),
            app,
            clock,
        }
    }

    /// The same database behind another state.
    pub fn over(&self, app: App) -> Self {
        Fixture::build(app, self.clock.clone())
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
        if let Some(user_agent) = browser.user_agent {
            request = request.header(header::USER_AGENT, user_agent);
        }
        if let Some(key) = &browser.key {
            request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
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
        let location = text(header::LOCATION);
        let cookies = response.headers().get_all(header::SET_COOKIE).iter();
        let cookies = cookies
            .map(|cookie| cookie.to_str().unwrap().to_owned())
            .collect();
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let bytes = to_bytes(response.into_body(), 1 << 24).await.unwrap();
        Answer {
            status,
            headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            body: sorted(serde_json::from_slice(&bytes).unwrap_or(Value::Null)),
            set_cookie,
            retry_after,
            location,
            cookies,
        }
    }

    pub async fn post(&self, browser: &Browser, path: &str, body: Value) -> Answer {
        self.send(browser, "POST", path, body).await
    }

    /// Runs a job that was queued.
    pub async fn run_job(&self, id: &str) {
        let handlers: HashMap<&'static str, Arc<dyn JobHandler>> =
            access::job_handlers(&self.app).into_iter().collect();
        let runner = Runner::new(
            self.app.db.clone(),
            self.clock.clone(),
            self.app.jobs.clone(),
            handlers,
        );
        let id: kernel::Id<Job> = id.parse().unwrap();
        runner.run_now(id).await.unwrap();
    }

    /// Actions on record, oldest first, but those at the door.
    pub async fn actions(&self) -> Vec<String> {
        sqlx::query_scalar(
            "SELECT action FROM audit_entry WHERE action NOT LIKE 'session.%' \
             AND action NOT IN ('account.created', 'post.granted', 'request.refused') ORDER BY sequence",
        )
        .fetch_all(self.app.db.read())
        .await
        .unwrap()
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

    /// Actions of the audit trail since entry `after`, each with whether it was refused and why.
    pub async fn trail(&self, after: i64) -> Vec<String> {
        let rows: Vec<(String, String, String)> = sqlx::query_as(
            "SELECT action, outcome, detail FROM audit_entry WHERE sequence > $1 ORDER BY sequence",
        )
        .bind(after)
        .fetch_all(self.app.db.read())
        .await
        .unwrap();
        rows.into_iter()
            .map(|(action, outcome, detail)| match outcome.as_str() {
                "done" => action,
                _ => format!("{action} {outcome} {detail}"),
            })
            .collect()
    }

    /// Number of the last entry of the audit trail.
    pub async fn trail_end(&self) -> i64 {
        sqlx::query_scalar("SELECT coalesce(max(sequence), 0) FROM audit_entry")
            .fetch_one(self.app.db.read())
            .await
            .unwrap()
    }

    /// Id of the account with this name.
    pub async fn id_of(&self, name: &str) -> String {
        access::account_named(&self.app, name).await.unwrap().id
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

    /// The browser after an answer that set any cookies; those taken away are gone.
    pub fn with_all(mut self, answer: &Answer) -> Self {
        let kept: Vec<&str> = answer
            .cookies
            .iter()
            .filter(|cookie| !cookie.contains("Max-Age=0"))
            .filter_map(|cookie| cookie.split(';').next())
            .collect();
        self.cookie = (!kept.is_empty()).then(|| kept.join("; "));
        self
    }

    pub fn at(mut self, address: &str) -> Self {
        self.address = Some(SocketAddr::new(address.parse().unwrap(), 40_000));
        self
    }

    /// The browser with a cookie it was not given.
    pub fn holding(mut self, token: &str) -> Self {
        self.cookie = Some(format!("yufang_session={token}"));
        self
    }

    /// A program with an API key.
    pub fn with_key(mut self, key: &str) -> Self {
        self.key = Some(key.to_owned());
        self
    }

    pub fn called(mut self, user_agent: &'static str) -> Self {
        self.user_agent = Some(user_agent);
        self
    }

    /// The browser of a page on another site: it cannot set our header.
    pub fn on_another_site(mut self) -> Self {
        self.without_header = true;
        self
    }
}

/// JSON with sorted keys, so that a snapshot does not depend on the order in which fields were written.
fn sorted(mut json: Value) -> Value {
    json.sort_all_objects();
    json
}
