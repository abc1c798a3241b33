//! What residents may ask about their own data, and how long records are kept.

use std::sync::{Arc, Mutex};

use access::App;
use access::audit::{Action, Author, Entry};
use access::rights::{
    AgencyData, Erasure, Holders, PersonRecord, TransferLog, queue_daily_retention,
};
use async_trait::async_trait;
use platform::{Problem, Tx};
use serde_json::{Value, json};

use crate::fixture::Fixture;

/// A capability that holds one person of Xinzhou.
struct Held {
    name: &'static str,
    /// Restricted, erased.
    done: Mutex<(bool, bool)>,
    must_keep: bool,
}

#[async_trait]
impl PersonRecord for Held {
    fn holder(&self) -> &'static str {
        self.name
    }

    async fn path(&self, _: &App, person: &str) -> Result<Option<String>, Problem> {
        Ok(match person {
            "p-1" => Some("/100000/140000/140900/140902/".to_owned()),
            _ => None,
        })
    }

    async fn copy(&self, _: &App, person: &str) -> Result<Option<Value>, Problem> {
        Ok((person == "p-1").then(|| json!({ "name": "王小明", "holder": self.name })))
    }

    async fn restrict(
        &self,
        _: &App,
        _: &mut Tx,
        _: &str,
        is_restricted: bool,
    ) -> Result<u64, Problem> {
        self.done.lock().unwrap().0 = is_restricted;
        Ok(1)
    }

    async fn erase(&self, _: &App, _: &mut Tx, _: &str) -> Result<Erasure, Problem> {
        if self.must_keep {
            return Ok(Erasure::Kept {
                reason_zh: "传染病报告卡法定保存期未满".to_owned(),
                reason_en: "the report card has to be kept".to_owned(),
            });
        }
        self.done.lock().unwrap().1 = true;
        Ok(Erasure::Done(3))
    }
}

fn holders() -> (Arc<Held>, Arc<Held>, Holders) {
    let held = |name, must_keep| {
        Arc::new(Held {
            name,
            done: Mutex::default(),
            must_keep,
        })
    };
    let (registry, cards) = (held("registry", false), held("cards", true));
    let all = Holders {
        persons: vec![registry.clone(), cards.clone()],
        retained: vec![Arc::new(TransferLog), Arc::new(AgencyData)],
    };
    (registry, cards, all)
}

fn asks(person: &str, right: &str) -> Value {
    json!({ "person": person, "right": right, "request": "本人到窗口提出，已核验身份" })
}

fn decides(decision: &str) -> Value {
    json!({ "decision": decision, "reason": "符合规定，按程序办理" })
}

testkit::on_both! {
    async fn a_request_has_its_clock_a_decision_and_what_came_of_it(db) {
        let (registry, _, all) = holders();
        let fixture = Fixture::holding(db, all).await;
        let data = fixture.sign_in("data").await;
        let made = fixture.post(&data, "/api/rights-requests", asks("p-1", "deletion")).await;
        assert_eq!((made.status, &made.body["days_left"], &made.body["state"]), (201, &json!(30), &json!("open")));
        let id = made.body["id"].as_str().unwrap();
        let decide = format!("/api/rights-requests/{id}/decision");
        let decided = fixture.post(&data, &decide, decides("partly")).await;
        assert_eq!(decided.status, 200, "{decided:?}");
        let outcomes = &decided.body["outcomes"];
        assert_eq!((&outcomes[0]["result"], &outcomes[0]["records_count"]), (&json!("done"), &json!(3)));
        assert_eq!((&outcomes[1]["result"], &outcomes[1]["reason_zh"]), (&json!("kept"), &json!("传染病报告卡法定保存期未满")));
        assert!(registry.done.lock().unwrap().1);
        assert_eq!(fixture.post(&data, &decide, decides("refused")).await.status, 409, "decided once");
        let restriction = fixture.post(&data, "/api/rights-requests", asks("p-1", "restriction")).await;
        let decide = format!("/api/rights-requests/{}/decision", restriction.body["id"].as_str().unwrap());
        fixture.post(&data, &decide, decides("refused")).await;
        assert!(!registry.done.lock().unwrap().0, "what is refused is not carried out");
        let closed = fixture.get(&data, "/api/rights-requests?state=closed").await;
        assert_eq!(closed.body["items"].as_array().unwrap().len(), 2);
    }

    async fn a_late_request_is_seen_to_be_late(db) {
        let fixture = Fixture::holding(db, holders().2).await;
        let data = fixture.sign_in("data").await;
        fixture.post(&data, "/api/rights-requests", asks("p-1", "copy")).await;
        fixture.pass_minutes(31 * 24 * 60);
        let data = fixture.sign_in("data").await;
        let late = fixture.get(&data, "/api/rights-requests?state=overdue").await;
        assert_eq!((&late.body["items"][0]["is_overdue"], &late.body["items"][0]["days_left"]), (&json!(true), &json!(-1)));
    }

    async fn a_copy_goes_out_when_it_was_granted(db) {
        let fixture = Fixture::holding(db, holders().2).await;
        let data = fixture.sign_in("data").await;
        let made = fixture.post(&data, "/api/rights-requests", asks("p-1", "copy")).await;
        let at = |rest: &str| format!("/api/rights-requests/{}/{rest}", made.body["id"].as_str().unwrap());
        assert_eq!(fixture.get(&data, &at("copy")).await.status, 409);
        fixture.post(&data, &at("decision"), decides("granted")).await;
        let copy = fixture.get(&data, &at("copy")).await;
        assert_eq!(copy.body["records"]["registry"]["name"], "王小明");
        assert!(copy.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
        assert!(fixture.actions().await.contains(&"person.copied".to_owned()));
    }

    async fn a_person_outside_the_area_is_not_there(db) {
        let fixture = Fixture::holding(db, holders().2).await;
        let data = fixture.sign_in("data").await;
        let unknown = fixture.post(&data, "/api/rights-requests", asks("p-2", "copy")).await;
        assert_eq!(unknown.status, 404);
        let number = fixture.post(&data, "/api/rights-requests", json!({
            "person": "p-1", "right": "copy", "request": "本人身份证号11010519491231002X",
        })).await;
        assert_eq!(number.body["errors"][0]["rule"], "identifier_in_text");
        for name in ["county", "security", "audit", "viewer"] {
            let browser = fixture.sign_in(name).await;
            assert_eq!(fixture.post(&browser, "/api/rights-requests", asks("p-1", "copy")).await.status, 403, "{name}");
            assert_eq!(fixture.get(&browser, "/api/rights-requests").await.status, 403, "{name}");
        }
    }

    async fn a_resident_is_told_who_looked_without_names(db) {
        let fixture = Fixture::holding(db, holders().2).await;
        let data = fixture.sign_in("data").await;
        let looked = Entry::new(Author::program(), Action::PersonRead).on("person", "p-1");
        let other = Entry::new(Author::program(), Action::PersonRead).on("person", "p-2");
        fixture.app.record_now(looked).await.unwrap();
        fixture.app.record_now(other).await.unwrap();
        let made = fixture.post(&data, "/api/rights-requests", asks("p-1", "who_looked")).await;
        let path = format!("/api/rights-requests/{}/who-looked", made.body["id"].as_str().unwrap());
        let told = fixture.get(&data, &path).await;
        let items = told.body["items"].as_array().unwrap();
        assert_eq!(items.len(), 2, "{items:?}");
        assert!(items[0]["text_zh"].as_str().unwrap().contains("办理了您本人的请求"), "{items:?}");
        assert!(items[1]["text_zh"].as_str().unwrap().starts_with("系统程序查看了您的信息"), "{items:?}");
        assert!(!told.text.contains("\"data\""), "no account is named");
    }

    async fn what_was_kept_long_enough_is_reported_and_removed_where_that_is_asked(db) {
        let (_, _, all) = holders();
        let fixture = Fixture::holding(db, all).await;
        let data = fixture.sign_in("data").await;
        assert_eq!(fixture.get(&data, "/test/file?rows=1&region=140900&text=x").await.status, 200);
        // Three years and a day, in which the account is used: one that sleeps for 90 days is closed.
        for _ in 0..14 {
            fixture.pass_minutes(80 * 24 * 60);
            fixture.sign_in("data").await;
        }
        let data = fixture.sign_in("data").await;
        assert_eq!(fixture.get(&data, "/test/file?rows=1&region=140900&text=x").await.status, 200);
        for (purge, removed, held) in [(false, 0, json!("report_only")), (true, 1, Value::Null)] {
            let run = fixture.post(&data, "/api/retention-runs", json!({ "purge": purge })).await;
            assert_eq!(run.status, 202);
            let id = run.body["id"].as_str().unwrap();
            fixture.run_job(id).await;
            let report = fixture.get(&data, &format!("/api/retention-runs/{id}")).await;
            let item = |rule: &str| report.body["items"].as_array().unwrap().iter().find(|item| item["rule"] == rule).unwrap().clone();
            let log = item("data_transfer_log");
            assert_eq!((&log["due_count"], &log["removed_count"], &log["held_reason"]), (&json!(1), &json!(removed), &held));
            assert_eq!(item("audit_log")["held_reason"], "append_only");
            assert_eq!(item("card_report")["held_reason"], "no_capability");
        }
        let rules = fixture.get(&data, "/api/retention").await;
        assert_eq!(rules.body["last_run"]["purge"], true);
        assert_eq!(fixture.get(&data, "/api/retention-runs/x").await.status, 404);
        let left = fixture.get(&data, "/api/exports").await;
        assert_eq!(left.body["items"].as_array().unwrap().len(), 1);
    }

    async fn once_a_day_what_was_kept_long_enough_is_removed_without_being_asked_for(db) {
        let fixture = Fixture::holding(db, holders().2).await;
        let mut runs = Vec::new();
        for (hours, is_queued) in [(0, true), (6, false), (17, false), (1, true), (23, false)] {
            fixture.pass_minutes(hours * 60);
            assert_eq!(queue_daily_retention(&fixture.app).await.unwrap(), is_queued, "after {hours} hours");
            let id: String = sqlx::query_scalar("SELECT id FROM retention_run ORDER BY id DESC LIMIT 1")
                .fetch_one(db.read()).await.unwrap();
            runs.push(id);
        }
        assert_eq!((&runs[0], &runs[3]), (&runs[2], &runs[4]));
        assert_ne!(runs[0], runs[3]);
        fixture.run_job(&runs[3]).await;
        let data = fixture.sign_in("data").await;
        let report = fixture.get(&data, &format!("/api/retention-runs/{}", runs[3])).await;
        assert_eq!((&report.body["purge"], report.body["finished_at"].is_string()), (&json!(true), true), "{report:?}");
        assert!(fixture.actions().await.contains(&"retention.run".to_owned()));
    }

    /// An event that nobody closes keeps nobody's data for ever.
    async fn data_of_a_request_that_ended_long_ago_are_destroyed(db) {
        let fixture = Fixture::holding(db, holders().2).await;
        let (county, data) = (fixture.sign_in("county").await, fixture.sign_in("data").await);
        let asked = json!({
            "direction": "incoming", "agency": "health", "basis": "idl-2025", "event": "2026-x",
            "purpose_text": "核实外地病例的分类", "fields": ["case_classification"],
            "people": [{ "person": "p-1" }], "from": "2026-03-01", "to": "2026-03-01", "expires_on": "2026-03-03",
        });
        let made = fixture.post(&county, "/api/agency-requests", asked).await;
        assert_eq!(made.status, 201, "{made:?}");
        let path = format!("/api/agency-requests/{}", made.body["id"].as_str().unwrap());
        let run = async |browser| {
            let run = fixture.post(browser, "/api/retention-runs", json!({ "purge": true })).await;
            let id = run.body["id"].as_str().unwrap().to_owned();
            fixture.run_job(&id).await;
            let report = fixture.get(browser, &format!("/api/retention-runs/{id}")).await.body;
            let items = report["items"].as_array().unwrap().clone();
            items.into_iter().find(|item| item["rule"] == "contact_tracing").unwrap()["removed_count"].clone()
        };
        assert_eq!(run(&data).await, 0, "it is open");
        fixture.pass_minutes(33 * 24 * 60);
        let (county, data) = (fixture.sign_in("county").await, fixture.sign_in("data").await);
        assert_eq!(run(&data).await, 1);
        let gone = fixture.get(&county, &path).await;
        assert!(gone.body["destroyed_at"].is_string() && gone.body["people"].is_null(), "{gone:?}");
        assert!(db.verify(&[access::CHECKS]).await.unwrap().is_empty());
    }
}
