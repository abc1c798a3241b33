//! Access that ends by itself: opened at once and reviewed, or asked for and approved twice.

use access::audit;
use serde_json::{Value, json};

use crate::fixture::{Browser, Fixture};

const EVENT: &str = "2026-measles-1";

fn emergency(subject: &str) -> Value {
    json!({
        "kind": "person", "subject": subject, "permission": "persons.read",
        "event": EVENT, "reason": "核实密接者的末次接触日期",
    })
}

fn agency() -> Value {
    json!({
        "direction": "outgoing", "agency": "transport", "basis": "erl-84", "event": EVENT,
        "purpose_text": "核实密接者同车次的乘车信息", "fields": ["carriage", "seat"],
        "people": [
            { "person": "p-1" },
            { "name": "王小明", "document_number": "11010519491231002X" },
        ],
        "from": "2026-02-20", "to": "2026-03-01", "expires_on": "2026-03-10",
    })
}

fn why(text: &str) -> Value {
    json!({ "reason": text })
}

fn id(body: &Value) -> String {
    body["id"]
        .as_str()
        .unwrap_or_else(|| panic!("{body}"))
        .to_owned()
}

async fn sees(fixture: &Fixture, browser: &Browser, record: &str) -> bool {
    let answer = fixture
        .get(browser, &format!("/test/records/{record}"))
        .await;
    assert!([200, 404].contains(&answer.status), "{answer:?}");
    answer.status == 200
}

testkit::on_both! {
    async fn an_emergency_opens_one_record_for_hours_and_nothing_else(db) {
        let fixture = Fixture::new(db).await;
        let county = fixture.sign_in("county").await;
        assert!(!sees(&fixture, &county, "p-1").await);
        let mut heard = fixture.app.events.listen();
        let opened = fixture.post(&county, "/api/emergency-access", emergency("p-1")).await;
        assert_eq!(opened.status, 201, "{opened:?}");
        assert_eq!((&opened.body["is_active"], &opened.body["may_review"]), (&json!(true), &json!(false)));
        let told = heard.try_recv().unwrap();
        assert_eq!((told.name, told.permission), ("grant", "grants.approve"));
        assert!(told.data.contains(&id(&opened.body)) && !told.data.contains("核实"), "{}", told.data);

        let seen = fixture.get(&county, "/test/records/p-1").await;
        assert_eq!(seen.body, opened.body["id"], "the grant is named as what allowed it");
        assert!(!sees(&fixture, &county, "p-2").await, "another record");
        let township = fixture.sign_in("township").await;
        assert!(!sees(&fixture, &township, "p-1").await, "another account");
        fixture.pass_minutes(4 * 60 - 1);
        let county = fixture.sign_in("county").await;
        assert!(sees(&fixture, &county, "p-1").await);
        fixture.pass_minutes(1);
        assert!(!sees(&fixture, &county, "p-1").await, "its time is up");
        let over = fixture.get(&county, &format!("/api/emergency-access/{}", id(&opened.body))).await;
        assert_eq!(over.body["end_cause"], "expired");
        assert_eq!(fixture.actions().await, ["emergency.opened"]);
    }

    async fn an_emergency_for_an_event_opens_its_records_and_ends_with_it(db) {
        let fixture = Fixture::new(db).await;
        let (county, security) = (fixture.sign_in("county").await, fixture.sign_in("security").await);
        let mut wanted = emergency(EVENT);
        wanted["kind"] = json!("event");
        assert_eq!(fixture.post(&county, "/api/emergency-access", wanted).await.status, 201);
        assert_eq!(fixture.post(&county, "/api/emergency-access", emergency("p-9")).await.status, 201);
        assert!(sees(&fixture, &county, "p-1").await && sees(&fixture, &county, "p-2").await);
        let over = json!({ "event": EVENT, "reason": "疫情已经终止，收回全部授权" });
        assert_eq!(fixture.post(&county, "/api/grants/ended-events", over.clone()).await.status, 403);
        let ended = fixture.post(&security, "/api/grants/ended-events", over.clone()).await;
        assert_eq!((ended.status, &ended.body["emergency_ended"]), (202, &json!(2)));
        assert!(!sees(&fixture, &county, "p-1").await);
        let again = fixture.post(&security, "/api/grants/ended-events", over).await;
        assert_eq!((again.status, &again.body["emergency_ended"]), (202, &json!(0)), "done twice");
        let mine = fixture.get(&county, "/api/emergency-access?mine=true").await;
        assert_eq!(mine.body["items"][0]["end_cause"], "event_over");
    }

    async fn somebody_else_reviews_an_emergency_afterwards(db) {
        let fixture = Fixture::new(db).await;
        let (county, security, commander) =
            (fixture.sign_in("county").await, fixture.sign_in("security").await, fixture.sign_in("commander").await);
        let first = id(&fixture.post(&county, "/api/emergency-access", emergency("p-1")).await.body);
        let path = |id: &str, verb: &str| format!("/api/emergency-access/{id}/{verb}");
        let proper = json!({ "verdict": "proper", "reason": "与流调记录一致，属实" });
        assert_eq!(fixture.post(&county, &path(&first, "review"), proper.clone()).await.status, 403);
        let early = fixture.post(&security, &path(&first, "review"), proper.clone()).await;
        assert_eq!(early.status, 409, "it is still in force");
        let given_back = fixture.post(&county, &path(&first, "end"), why("已经核实完毕，提前交回")).await;
        assert_eq!(given_back.body["end_cause"], "given_back");
        assert_eq!(fixture.post(&county, &path(&first, "end"), why("已经核实完毕，提前交回")).await.status, 200);
        assert!(!sees(&fixture, &county, "p-1").await);

        fixture.pass_minutes(3 * 24 * 60);
        let security = { let _ = security; fixture.sign_in("security").await };
        let waiting = fixture.get(&security, "/api/emergency-access?state=to_review").await;
        let item = &waiting.body["items"][0];
        assert_eq!((&item["waiting_days"], &item["is_overdue"], &item["may_review"]), (&json!(3), &json!(true), &json!(true)));
        let reviewed = fixture.post(&security, &path(&first, "review"), proper.clone()).await;
        assert_eq!((reviewed.status, &reviewed.body["review"]["by"]["username"]), (200, &json!("security")));
        let commander = { let _ = commander; fixture.sign_in("commander").await };
        assert_eq!(fixture.post(&commander, &path(&first, "review"), proper).await.status, 409, "once");

        let county = fixture.sign_in("county").await;
        let second = id(&fixture.post(&county, "/api/emergency-access", emergency("p-2")).await.body);
        let improper = json!({ "verdict": "improper", "reason": "该居民与事件无关联" });
        let found = fixture.post(&commander, &path(&second, "review"), improper).await;
        assert_eq!((found.status, &found.body["end_cause"]), (200, &json!("found_improper")));
        assert!(!sees(&fixture, &county, "p-2").await);
        assert_eq!(audit::verify(db, &[], None).await.unwrap().found, None);
    }

    async fn an_emergency_needs_a_reason_a_kind_and_a_limit(db) {
        let fixture = Fixture::new(db).await;
        let county = fixture.sign_in("county").await;
        for (field, value, rule) in [
            ("reason", json!("急"), "reason_too_short"),
            ("reason", json!("电话13900001111的机主是密接者"), "identifier_in_text"),
            ("reason", json!("的的的的的的的的的的的的"), "reason_no_words"),
            ("kind", json!("bank_account"), "unknown_kind"),
            ("permission", json!("persons.write"), "unknown_permission"),
            ("subject", json!("王小明 13900001111"), "no_id"),
            ("hours", json!(5), "too_long"),
            ("hours", json!(0), "too_long"),
        ] {
            let mut wanted = emergency("p-1");
            wanted[field] = value;
            let answer = fixture.post(&county, "/api/emergency-access", wanted).await;
            assert_eq!((answer.status, answer.body["errors"][0]["rule"].as_str()), (422, Some(rule)), "{field}");
            assert!(!answer.text.contains("13900001111"), "{}", answer.text);
        }
        for at in 0..5 {
            let answer = fixture.post(&county, "/api/emergency-access", emergency(&format!("p-{at}"))).await;
            assert_eq!(answer.status, 201);
        }
        let sixth = fixture.post(&county, "/api/emergency-access", emergency("p-6")).await;
        assert_eq!((sixth.status, &sixth.body["code"]), (409, &json!("too_many_open")));
        fixture.pass_minutes(5 * 60);
        let county = fixture.sign_in("county").await;
        let unreviewed = fixture.post(&county, "/api/emergency-access", emergency("p-6")).await;
        assert_eq!(unreviewed.status, 409, "five wait for a review");
        for (name, status) in [("viewer", 403), ("audit", 403), ("hospital", 403)] {
            let browser = fixture.sign_in(name).await;
            let answer = fixture.post(&browser, "/api/emergency-access", emergency("p-1")).await;
            assert_eq!(answer.status, status, "{name}");
        }
        assert_eq!(fixture.post(&Browser::new(), "/api/emergency-access", emergency("p-1")).await.status, 401);
    }

    /// Who asked and who may approve there know of an access; for everybody else it is not there.
    async fn what_others_asked_for_is_not_there(db) {
        let fixture = Fixture::new(db).await;
        let (county, township) = (fixture.sign_in("county").await, fixture.sign_in("township").await);
        let opened = id(&fixture.post(&county, "/api/emergency-access", emergency("p-1")).await.body);
        let asked = fixture.post(&county, "/api/agency-requests", agency()).await;
        assert_eq!(asked.status, 201, "{asked:?}");
        let asked = id(&asked.body);
        let unknown = "0190a5f0-7a5e-7b6e-9d0e-112233445566";
        for (list, ids) in [("emergency-access", [&opened, unknown, "x"]), ("agency-requests", [&asked, unknown, "x"])] {
            let mut answers = Vec::new();
            for id in ids {
                let answer = fixture.get(&township, &format!("/api/{list}/{id}")).await;
                assert_eq!(answer.status, 404);
                answers.push(answer.body["detail"].clone());
            }
            assert!(answers.iter().all(|detail| *detail == answers[0]), "{answers:?}");
            assert_eq!(fixture.get(&township, &format!("/api/{list}")).await.body["items"], json!([]));
            let commander = fixture.sign_in("commander").await;
            assert_eq!(fixture.get(&commander, &format!("/api/{list}")).await.body["items"].as_array().unwrap().len(), 1);
        }
    }

    async fn two_others_open_an_agency_request_and_its_answer_holds_what_was_asked(db) {
        let fixture = Fixture::new(db).await;
        let (county, security, commander) =
            (fixture.sign_in("county").await, fixture.sign_in("security").await, fixture.sign_in("commander").await);
        let asked = fixture.post(&county, "/api/agency-requests", agency()).await;
        let request = id(&asked.body);
        assert!(!asked.text.contains("王小明"), "people are shown where one request is opened");
        let path = |verb: &str| format!("/api/agency-requests/{request}/{verb}");
        let rows = json!({ "rows": [{ "person": 1, "values": { "carriage": "G601", "seat": "05A" } }] });
        assert_eq!(fixture.post(&county, &path("answer"), rows.clone()).await.status, 409, "not open yet");
        let yes = json!({ "decision": "approve", "reason": "依据充分，范围适当" });
        assert_eq!(fixture.post(&county, &path("decision"), yes.clone()).await.status, 403);
        let once = fixture.post(&security, &path("decision"), yes.clone()).await;
        assert_eq!((&once.body["state"], &once.body["approvals_missing"]), (&json!("waiting"), &json!(1)));
        assert_eq!(fixture.post(&security, &path("decision"), yes.clone()).await.status, 409, "the same person");
        let twice = fixture.post(&commander, &path("decision"), yes).await;
        assert_eq!(twice.body["state"], "open");

        let one = fixture.get(&commander, &format!("/api/agency-requests/{request}")).await;
        assert_eq!(one.body["people"][1]["name"], "王小明");
        for (person, field) in [(3, "seat"), (1, "boarding"), (1, "name")] {
            let more = json!({ "rows": [{ "person": 1, "values": {} }, { "person": person, "values": { field: "x" } }] });
            let answer = fixture.post(&county, &path("answer"), more).await;
            assert_eq!((answer.status, &answer.body["code"]), (422, &json!("not_asked")));
        }
        assert_eq!(fixture.get(&county, &path("answer")).await.status, 404, "nothing of it was stored");
        let stored = fixture.post(&county, &path("answer"), rows).await;
        assert_eq!((&stored.body["answer"]["rows_count"], &stored.body["refused_answers_count"]), (&json!(1), &json!(3)));
        let read = fixture.get(&county, &path("answer")).await;
        assert_eq!(read.body["rows"][0]["values"]["seat"], "05A");

        let sealed: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT identity FROM agency_person UNION ALL SELECT field_values FROM agency_answer",
        ).fetch_all(fixture.app.db.read()).await.unwrap();
        assert_eq!(sealed.len(), 3);
        for clear in ["王小明", "11010519491231002X", "G601", "carriage"] {
            assert!(!sealed.iter().any(|bytes| bytes.windows(clear.len()).any(|part| part == clear.as_bytes())), "{clear}");
        }
        let actions = fixture.actions().await;
        assert_eq!(actions.iter().filter(|action| *action == "agency.answer_refused").count(), 3);
        assert_eq!(actions.iter().filter(|action| *action == "agency.answer_read").count(), 1);
        let trail: Vec<String> = sqlx::query_scalar("SELECT detail || subject_id FROM audit_entry")
            .fetch_all(fixture.app.db.read()).await.unwrap();
        assert!(!trail.iter().any(|entry| entry.contains("王") || entry.contains("110105")));
    }

    async fn what_was_collected_is_destroyed_with_its_event(db) {
        let fixture = Fixture::new(db).await;
        let (county, security, commander) =
            (fixture.sign_in("county").await, fixture.sign_in("security").await, fixture.sign_in("commander").await);
        let request = id(&fixture.post(&county, "/api/agency-requests", agency()).await.body);
        let mut other = agency();
        other["event"] = json!("2026-other");
        let other = id(&fixture.post(&county, "/api/agency-requests", other).await.body);
        let yes = json!({ "decision": "approve", "reason": "依据充分，范围适当" });
        for approver in [&security, &commander] {
            fixture.post(approver, &format!("/api/agency-requests/{request}/decision"), yes.clone()).await;
        }
        let rows = json!({ "rows": [{ "person": 2, "values": { "seat": "05A" } }] });
        fixture.post(&county, &format!("/api/agency-requests/{request}/answer"), rows).await;

        let over = json!({ "event": EVENT, "reason": "疫情已经终止，数据应当销毁" });
        let ended = fixture.post(&security, "/api/grants/ended-events", over).await;
        assert_eq!(ended.body["requests_closed"], 1);
        assert_eq!(fixture.get(&county, &format!("/api/agency-requests/{request}/answer")).await.status, 404);
        let purge = ended.body["purge"].as_str().unwrap();
        fixture.run_job(purge).await;
        let report = fixture.get(&security, "/api/grants/purges").await;
        let report = &report.body["items"][0];
        assert_eq!((&report["requests_count"], &report["people_count"], &report["rows_count"]), (&json!(1), &json!(2), &json!(1)));
        let gone = fixture.get(&county, &format!("/api/agency-requests/{request}")).await;
        assert!(gone.body["destroyed_at"].is_string() && gone.body["people"].is_null(), "{gone:?}");
        let kept = fixture.get(&county, &format!("/api/agency-requests/{other}")).await;
        assert_eq!(kept.body["people"].as_array().unwrap().len(), 2, "another event's stay");
        assert!(fixture.actions().await.contains(&"agency.destroyed".to_owned()));
    }

    async fn a_request_for_a_mass_is_refused_on_record_and_ends_by_itself(db) {
        let fixture = Fixture::new(db).await;
        let county = fixture.sign_in("county").await;
        for (field, value, rule) in [
            ("people", json!([]), "no_people"),
            ("people", json!(vec![json!({ "person": "p" }); 51]), "too_many_people"),
            ("to", json!("2026-03-03"), "future_days"),
            ("from", json!("2026-01-01"), "too_many_days"),
            ("expires_on", json!("2026-12-31"), "expiry_too_late"),
            ("basis", json!("habit"), "unknown_basis"),
            ("fields", json!(["everything"]), "unknown_field"),
        ] {
            let mut wanted = agency();
            wanted[field] = value;
            let answer = fixture.post(&county, "/api/agency-requests", wanted).await;
            assert_eq!((answer.status, answer.body["errors"][0]["rule"].as_str()), (422, Some(rule)), "{field}");
        }
        assert_eq!(fixture.actions().await, vec!["agency.request_refused"; 7]);
        let request = id(&fixture.post(&county, "/api/agency-requests", agency()).await.body);
        fixture.pass_minutes(9 * 24 * 60);
        let county = fixture.sign_in("county").await;
        let over = fixture.get(&county, &format!("/api/agency-requests/{request}")).await;
        assert_eq!(over.body["state"], "over");
        let back = fixture.post(&county, &format!("/api/agency-requests/{request}/withdraw"), why("不再需要这些信息了")).await;
        assert_eq!(back.status, 200);
        let again = fixture.post(&county, &format!("/api/agency-requests/{request}/withdraw"), why("不再需要这些信息了")).await;
        assert_eq!(again.status, 409);
    }

    async fn the_catalogue_says_what_can_be_asked_for_and_why(db) {
        let fixture = Fixture::new(db).await;
        let viewer = fixture.sign_in("viewer").await;
        let catalogue = fixture.get(&viewer, "/api/grants/catalogue").await;
        assert_eq!(catalogue.body["limits"]["emergency_hours"]["value"], 4);
        assert_eq!(catalogue.body["bases"][0]["article"], "13(1)(3)");
        assert!(catalogue.body["agencies"].as_array().unwrap().len() >= 3);
        assert_eq!(catalogue.body["rights"].as_array().unwrap().len(), 6);
    }
}
