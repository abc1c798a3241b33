//! The application over a test database, files to import, and a browser that is signed in.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use access::App;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use kernel::{Day, FixedClock, Timestamp};
use pack::Pack;
use platform::Db;
use platform::counts::{Reach, SeriesFilter, find_series, points};
use serde_json::{Value, json};
use surveillance::{ImportError, ImportFile, ImportView, import_file};
use tempfile::TempDir;
use tower::ServiceExt;

pub fn pack() -> Arc<Pack> {
    static PACK: OnceLock<Arc<Pack>> = OnceLock::new();
    PACK.get_or_init(|| {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
        Arc::new(Pack::load(&dir, "demo").unwrap_or_else(|findings| panic!("{findings:#?}")))
    })
    .clone()
}

/// A file of the repository's `data/`.
pub fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../data")
        .join(name)
}

/// The application, its clock standing at 2026-03-02 08:00 in Shanghai.
pub struct Fixture {
    pub app: App,
    pub clock: Arc<FixedClock>,
    folder: TempDir,
    router: Router,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub text: String,
}

pub async fn open(db: &Db, clock: &Arc<FixedClock>) -> App {
    db.migrate(
        &[
            &platform::MIGRATIONS,
            &access::MIGRATIONS,
            &surveillance::MIGRATIONS,
        ],
        clock.as_ref(),
    )
    .await
    .unwrap();
    App::new(db.clone(), pack(), clock.clone())
}

pub fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock::at(Timestamp::from_millis(1_772_409_600_000)))
}

impl Fixture {
    pub async fn new(db: &Db) -> Self {
        let clock = clock();
        let app = open(db, &clock).await;
        let (router, _) = access::routes()
            .merge(surveillance::routes())
            .split_for_parts();
        Fixture {
            router: router.with_state(app.clone()),
            app,
            clock,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Imports a file as an operator at the command line does.
    pub async fn try_import(&self, path: &Path) -> Result<ImportView, ImportError> {
        import_file(&self.app, &operator(path), &mut |_| {}).await
    }

    pub async fn import(&self, path: &Path) -> ImportView {
        self.try_import(path).await.unwrap()
    }

    /// Imports a text and checks that the database is whole afterwards.
    pub async fn import_text(&self, text: impl AsRef<[u8]>) -> ImportView {
        let path = self.write("counts.csv", text);
        let view = self.import(&path).await;
        self.check_whole().await;
        view
    }

    /// Rules of the rejected rows with their row, column and suggestion.
    pub async fn rejected(&self, import: &ImportView) -> Vec<(i64, String, String, String)> {
        sqlx::query_as(
            "SELECT row_number, rule, coalesce(column_name, ''), coalesce(suggestion, '') \
             FROM import_rejected WHERE import = $1 ORDER BY row_number",
        )
        .bind(import.id.clone())
        .fetch_all(self.app.db.read())
        .await
        .unwrap()
    }

    pub async fn check_whole(&self) {
        let checks = [platform::CHECKS, access::CHECKS, surveillance::CHECKS];
        let damage = self.app.db.verify(&checks).await.unwrap();
        assert!(damage.is_empty(), "{damage:#?}");
    }

    /// All counts of a stream as text lines, for comparing databases.
    pub async fn all_counts(&self) -> Vec<String> {
        all_counts(&self.app.db).await
    }

    pub async fn value(&self, condition: &str, region: &str, day: &str) -> Option<i64> {
        let filter = SeriesFilter {
            stream: None,
            condition: Some(condition.to_owned()),
            stratum: Some("all".to_owned()),
            reach: Reach::Region(region.parse().unwrap()),
        };
        let series = find_series(&self.app.db, &filter).await.unwrap();
        let day: Day = day.parse().unwrap();
        let found = points(&self.app.db, &[series.first()?.id], day, day)
            .await
            .unwrap();
        found.first().map(|(_, _, value)| *value)
    }

    pub async fn load_accounts(&self) {
        access::load_demo_accounts(&self.app.db, &self.app.pack, self.clock.as_ref())
            .await
            .unwrap();
    }

    /// The cookie of a demonstration account.
    pub async fn sign_in(&self, name: &str) -> String {
        let body = json!({ "username": name, "password": "Yufang-demo-2026" });
        let request = Request::post("/api/session")
            .header("x-yufang", "1")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
        let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    pub async fn send(&self, cookie: &str, method: &str, path: &str, body: Value) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("x-yufang", "1")
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        self.answer(request).await
    }

    pub async fn get(&self, cookie: &str, path: &str) -> Answer {
        self.send(cookie, "GET", path, Value::Null).await
    }

    pub async fn upload(&self, cookie: &str, name: &str, file: &[u8]) -> Answer {
        let mut body = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        let request = Request::post("/api/imports")
            .header("x-yufang", "1")
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
            .body(Body::from(body))
            .unwrap();
        self.answer(request).await
    }

    async fn answer(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), 1 << 24).await.unwrap();
        Answer {
            status,
            body: sorted(serde_json::from_slice(&bytes).unwrap_or(Value::Null)),
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// Runs the queued job of an import, as the server's runner does.
    pub async fn run_job(&self, id: &str) {
        let handlers = surveillance::job_handlers(&self.app).into_iter().collect();
        let runner = platform::jobs::Runner::new(
            self.app.db.clone(),
            self.app.clock.clone(),
            self.app.jobs.clone(),
            handlers,
        );
        let _ = runner.run_now(id.parse().unwrap()).await;
    }
}

pub fn operator(path: &Path) -> ImportFile {
    ImportFile {
        path: path.to_owned(),
        layout: None,
        requested_by: "operator".to_owned(),
        areas: vec!["/".to_owned()],
    }
}

pub async fn all_counts(db: &Db) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT stream || ' ' || condition || ' ' || region || ' ' || stratum || ' ' || \
         CAST(day AS TEXT) || ' ' || CAST(value AS TEXT) || ' ' || CAST(line AS TEXT) \
         FROM count_point JOIN count_series ON count_series.id = count_point.series ORDER BY 1",
    )
    .fetch_all(db.read())
    .await
    .unwrap()
}

/// The tallies of an import: read, new, changed, unchanged, skipped, rejected.
pub fn tallies(view: &ImportView) -> [u64; 6] {
    [
        view.rows_read,
        view.rows_new,
        view.rows_changed,
        view.rows_unchanged,
        view.rows_skipped,
        view.rows_rejected,
    ]
}

/// JSON with sorted keys, so that a snapshot does not depend on the order in which fields were written.
fn sorted(mut json: Value) -> Value {
    json.sort_all_objects();
    json
}
