//! What a refused sign-in costs: the work is counted, not the seconds.
//!
//! Whoever measures answers must not learn whether a name exists, whether its account is closed, or how near a code was.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use metrics::{
    Counter, CounterFn, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit,
};
use serde_json::{Value, json};

use crate::fixture::{Answer, Browser, Fixture, PASSWORD};
use crate::second_factor::enrol;

/// Counts what the program counts of itself, on this thread.
#[derive(Default)]
struct Counts(Mutex<HashMap<String, Arc<Count>>>);

#[derive(Default)]
struct Count(std::sync::atomic::AtomicU64);

impl CounterFn for Count {
    fn increment(&self, by: u64) {
        self.0.fetch_add(by, std::sync::atomic::Ordering::Relaxed);
    }

    fn absolute(&self, to: u64) {
        self.0.store(to, std::sync::atomic::Ordering::Relaxed);
    }
}

impl Recorder for Counts {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        let mut counts = self.0.lock().unwrap();
        Counter::from_arc(counts.entry(key.name().to_owned()).or_default().clone())
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}

/// What one request costs.
#[derive(Debug, PartialEq, Eq)]
struct Work {
    /// Passwords that were hashed or compared, each some milliseconds.
    hashes: u64,
    /// Codes that were computed.
    codes: u64,
    /// Rows added to the log and to the audit trail.
    rows: (i64, i64),
}

async fn work(fixture: &Fixture, asked: impl Future<Output = Answer>) -> (u16, Work) {
    let counts = Counts::default();
    let before = rows(fixture).await;
    let answer = {
        let _guard = metrics::set_default_local_recorder(&counts);
        asked.await
    };
    let after = rows(fixture).await;
    let counted = |name: &str| {
        let counts = counts.0.lock().unwrap();
        counts.get(name).map_or(0, |count| {
            count.0.load(std::sync::atomic::Ordering::Relaxed)
        })
    };
    let work = Work {
        hashes: counted("password_hashes_total"),
        codes: counted("second_factor_codes_total"),
        rows: (after.0 - before.0, after.1 - before.1),
    };
    (answer.status, work)
}

async fn rows(fixture: &Fixture) -> (i64, i64) {
    let log = sqlx::query_scalar("SELECT count(*) FROM access_log")
        .fetch_one(fixture.app.db.read())
        .await
        .unwrap();
    (log, fixture.trail_end().await)
}

testkit::on_both! {
    /// An unknown name, a wrong password, a closed and a dormant account cost one comparison and one entry each.
    async fn every_refused_password_costs_the_same(db) {
        let fixture = Fixture::new(db).await;
        let admin = fixture.sign_in("system").await;
        for name in ["shanxi", "xinzhou"] {
            let id = fixture.id_of(name).await;
            fixture.post(&admin, &format!("/api/accounts/{id}/disable"), Value::Null).await;
        }
        enrol(&fixture, &fixture.sign_in("data").await).await;
        let one = Work { hashes: 1, codes: 0, rows: (1, 1) };
        let browser = Browser::new();
        for (name, password, status) in [
            ("nobody.there", "a wrong password", 401),
            ("viewer", "a wrong password", 401),
            ("data", "a wrong password", 401),
            ("shanxi", "a wrong password", 401),
            ("xinzhou", PASSWORD, 403),
        ] {
            let found = work(&fixture, fixture.try_sign_in(&browser, name, password)).await;
            assert_eq!(found, (status, Work { ..one }), "{name}");
        }
        fixture.pass_minutes(90 * 24 * 60);
        let dormant = work(&fixture, fixture.try_sign_in(&browser, "viewer", PASSWORD)).await;
        assert_eq!(dormant, (403, one));
    }

    /// A wrong code, a used one, and a wrong recovery code cost the same, whatever was right about them.
    async fn every_refused_code_costs_the_same(db) {
        let fixture = Fixture::new(db).await;
        let (_, authenticator) = enrol(&fixture, &fixture.sign_in("viewer").await).await;
        let half = fixture.sign_in("viewer").await;
        let recovery = authenticator.recovery_codes[0].clone();
        let own = "/api/session/second-factor";
        let used = authenticator.code(&fixture, 0);
        for body in [
            json!({ "code": "000000" }),
            json!({ "code": used }),
            json!({ "code": "not a code" }),
            json!({ "recovery_code": "0000-0000-0000-0000" }),
        ] {
            let found = work(&fixture, fixture.post(&half, own, body.clone())).await;
            assert_eq!(found, (401, Work { hashes: 0, codes: 3, rows: (1, 1) }), "{body}");
        }
        let right = work(&fixture, fixture.post(&half, own, json!({ "recovery_code": recovery }))).await;
        assert_eq!(right, (200, Work { hashes: 0, codes: 3, rows: (2, 2) }));
    }
}
