//! The application over a test database with counts of our own making.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use access::App;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use kernel::{Day, FixedClock, Timestamp};
use pack::Pack;
use platform::Db;
use platform::counts::{CountWrite, SeriesKey, Writer};
use platform::outbox::Courier;
use serde_json::Value;
use signals::{DetectionRequest, DetectionRunView};
use sqlx::Row;
use surveillance::{CountsChanged, TOPIC_COUNTS_CHANGED};
use testkit::TestDb;
use tower::ServiceExt;

/// The demonstration packs of the repository.
pub fn pack() -> Arc<Pack> {
    static PACK: OnceLock<Arc<Pack>> = OnceLock::new();
    PACK.get_or_init(|| {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
        Arc::new(Pack::load(&dir, "demo").unwrap_or_else(|findings| panic!("{findings:#?}")))
    })
    .clone()
}

/// The application, its clock standing at 2026-03-02 08:00 in Shanghai.
pub struct Fixture {
    pub app: App,
    pub clock: Arc<FixedClock>,
    router: Router,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub text: String,
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A series of daily COVID-19 counts.
pub fn covid(region: &str) -> SeriesKey {
    SeriesKey {
        stream: "covid19_confirmed".into(),
        condition: "covid19".into(),
        region: region.parse().unwrap(),
        stratum: "all".into(),
    }
}

/// A series of monthly counts.
pub fn monthly(condition: &str, region: &str) -> SeriesKey {
    SeriesKey {
        stream: "notifiable_cases".into(),
        condition: condition.into(),
        region: region.parse().unwrap(),
        stratum: "all".into(),
    }
}

/// Daily counts from a first day on.
pub fn daily(key: &SeriesKey, first: &str, values: &[u32]) -> Vec<(SeriesKey, Day, u32)> {
    (0..)
        .zip(values)
        .map(|(offset, value)| (key.clone(), day(first).plus(offset), *value))
        .collect()
}

/// Forty quiet days and a jump on 2020-02-20, the last but four.
pub fn with_a_jump(height: u32) -> Vec<u32> {
    let mut values = [2, 1, 3, 2, 2, 1, 3, 2].repeat(5);
    values[35] = height;
    values
}

/// First day of [`with_a_jump`].
pub const JUMP_FIRST: &str = "2020-01-16";

impl Fixture {
    pub async fn new(db: &TestDb) -> Self {
        Fixture::over((**db).clone()).await
    }

    pub async fn over(db: Db) -> Self {
        let clock = Arc::new(FixedClock::at(Timestamp::from_millis(1_772_409_600_000)));
        let migrations = [
            &platform::MIGRATIONS,
            &access::MIGRATIONS,
            &surveillance::MIGRATIONS,
            &signals::MIGRATIONS,
        ];
        db.migrate(&migrations, clock.as_ref()).await.unwrap();
        let app = App::new(db, pack(), clock.clone());
        let (router, _) = access::routes().merge(signals::routes()).split_for_parts();
        Fixture {
            router: router.with_state(app.clone()),
            app,
            clock,
        }
    }

    /// Stores counts as an import does, with its notice in the same transaction.
    pub async fn store(&self, import: &str, counts: &[(SeriesKey, Day, u32)]) {
        let (app, now) = (&self.app, self.app.clock.now());
        let mut tx = app.db.begin().await.unwrap();
        let writer = Writer::begin(&app.db, &mut tx, "import", import, now)
            .await
            .unwrap();
        let mut keys: Vec<(SeriesKey, String)> = counts
            .iter()
            .map(|(key, _, _)| (key.clone(), app.pack.regions.path(key.region).unwrap()))
            .collect();
        keys.sort();
        keys.dedup();
        let ids = writer.series(&mut tx, &keys).await.unwrap();
        let writes: Vec<CountWrite> = (1..)
            .zip(counts)
            .map(|(line, (key, day, value))| CountWrite {
                series: ids[key],
                day: *day,
                value: *value,
                line,
            })
            .collect();
        writer.store(&mut tx, &writes).await.unwrap();
        let words = |word: fn(&SeriesKey) -> &str| -> Vec<String> {
            let mut words: Vec<String> = keys.iter().map(|(key, _)| word(key).to_owned()).collect();
            words.sort();
            words.dedup();
            words
        };
        let changed = CountsChanged {
            import: import.to_owned(),
            streams: words(|key| &key.stream),
            conditions: words(|key| &key.condition),
            from: counts.iter().map(|(_, day, _)| *day).min().unwrap(),
            to: counts.iter().map(|(_, day, _)| *day).max().unwrap(),
        };
        platform::outbox::promise(&mut tx, TOPIC_COUNTS_CHANGED, &changed, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.clock.advance_millis(1000);
    }

    /// Runs detection here and now.
    pub async fn detect(&self, request: DetectionRequest) -> DetectionRunView {
        let run = signals::detect(&self.app, &request, |_| {}).await.unwrap();
        self.clock.advance_millis(1000);
        run
    }

    /// Delivers the notices that wait and carries out the runs they ask for; returns these runs, oldest first.
    pub async fn follow_counts(&self) -> Vec<DetectionRunView> {
        let courier = Courier::new(
            self.app.db.clone(),
            self.app.clock.clone(),
            signals::subscribers(&self.app).into_iter().collect(),
        );
        courier.deliver_waiting().await.unwrap();
        let runs = sqlx::query("SELECT id FROM detection_run WHERE state = 'queued' ORDER BY id")
            .fetch_all(self.app.db.read())
            .await
            .unwrap();
        let mut ended = Vec::new();
        for row in runs {
            let id: signals::RunId = row.get::<String, _>(0).parse().unwrap();
            self.runner().run_now(id).await.unwrap();
            ended.push(self.run(id).await);
        }
        self.clock.advance_millis(1000);
        ended
    }

    pub fn runner(&self) -> platform::jobs::Runner {
        let handlers: HashMap<_, _> = signals::job_handlers(&self.app).into_iter().collect();
        platform::jobs::Runner::new(
            self.app.db.clone(),
            self.app.clock.clone(),
            self.app.jobs.clone(),
            handlers,
        )
    }

    /// A run as the API shows it.
    pub async fn run(&self, id: signals::RunId) -> DetectionRunView {
        let cookie = self.sign_in("data").await;
        let answer = self
            .get(&cookie, &format!("/api/detection-runs/{id}"))
            .await;
        serde_json::from_value(answer.body).unwrap()
    }

    /// All signals, by series, day and detector, with what tells one state of the table from another.
    pub async fn signals(&self) -> Vec<String> {
        let rows = sqlx::query(
            "SELECT region || ' ' || condition || ' ' || detector || ' ' || CAST(day AS TEXT) || ' ' || \
             CAST(observed AS TEXT) || ' ' || id || ' ' || CAST(changed_at AS TEXT) || ' ' || \
             coalesce(CAST(withdrawn_at AS TEXT), 'stands') FROM signal ORDER BY region, condition, day, detector",
        )
        .fetch_all(self.app.db.read())
        .await
        .unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// Detectors whose signal for the region and day stands.
    pub async fn standing(&self, region: &str, on: &str) -> Vec<String> {
        let rows = sqlx::query(
            "SELECT detector FROM signal WHERE region = $1 AND day = $2 AND withdrawn_at IS NULL ORDER BY detector",
        )
        .bind(region.to_owned())
        .bind(i64::from(day(on).number()))
        .fetch_all(self.app.db.read())
        .await
        .unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }

    pub async fn count(&self, table: &str) -> i64 {
        let row = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}")))
            .fetch_one(self.app.db.read())
            .await
            .unwrap();
        row.get(0)
    }

    /// Nothing in the database contradicts itself.
    pub async fn assert_whole(&self) {
        let checks = [platform::CHECKS, signals::CHECKS];
        let damage = self.app.db.verify(&checks).await.unwrap();
        assert!(damage.is_empty(), "{damage:#?}");
    }

    /// The cookie of a demonstration account; the accounts are made with the first.
    pub async fn sign_in(&self, name: &str) -> String {
        access::load_demo_accounts(&self.app.db, &self.app.pack, self.app.clock.as_ref())
            .await
            .unwrap();
        let body = serde_json::json!({ "username": name, "password": "Yufang-demo-2026" });
        let request = Request::post("/api/session")
            .header("x-yufang", "1")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status().as_u16(), 200);
        let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    pub async fn get(&self, cookie: &str, path: &str) -> Answer {
        self.send(cookie, "GET", path, Value::Null).await
    }

    pub async fn send(&self, cookie: &str, method: &str, path: &str, body: Value) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, cookie)
            .header("x-yufang", "1")
            .header(header::CONTENT_TYPE, "application/json");
        let body = if body.is_null() {
            Body::empty()
        } else {
            Body::from(body.to_string())
        };
        let response = self
            .router
            .clone()
            .oneshot(request.body(body).unwrap())
            .await
            .unwrap();
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), 1 << 24).await.unwrap();
        Answer {
            status,
            body: sorted(serde_json::from_slice(&bytes).unwrap_or(Value::Null)),
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}

/// JSON with sorted keys, so that a snapshot does not depend on the order in which fields were written.
fn sorted(mut json: Value) -> Value {
    json.sort_all_objects();
    json
}
