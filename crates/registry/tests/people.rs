//! Recording, correcting, listing, finding and identifying people over HTTP.

use serde_json::{Value, json};

use crate::fixture::{Answer, Fixture};

/// A township of Xinfu in which the demonstration's township doctor works, and a village of it.
pub const VILLAGE: &str = "140902001002";
/// A village of another county of the same city.
pub const ELSEWHERE: &str = "140981001001";

/// Somebody with an identity number that was made up and passes its check.
pub fn person(name: &str, number: &str, phone: &str, village: &str) -> Value {
    json!({
        "names": [{ "kind": "current", "text": name }],
        "sex": "unknown",
        "documents": [{ "kind": "01", "number": number }],
        "phones": [phone],
        "ethnicity": "01",
        "occupation": "18",
        "current_address": { "region": village, "grid": "03", "detail": "12号" },
    })
}

pub fn zhang() -> Value {
    person("张三丰", "140902195001010012", "10000000001", VILLAGE)
}

pub fn id(answer: &Answer) -> String {
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.body["id"].as_str().unwrap().to_owned()
}

pub fn rule(answer: &Answer) -> (u16, &str, &str) {
    let error = &answer.body["errors"][0];
    (
        answer.status,
        error["field"].as_str().unwrap_or_default(),
        error["rule"].as_str().unwrap_or_default(),
    )
}

fn ids(answer: &Answer) -> Vec<&str> {
    assert_eq!(answer.status, 200, "{answer:?}");
    let items = answer.body["items"].as_array().unwrap();
    items
        .iter()
        .map(|row| row["id"].as_str().unwrap())
        .collect()
}

async fn actions(fixture: &Fixture) -> Vec<(String, String, String)> {
    sqlx::query_as("SELECT action, purpose, detail FROM audit_entry WHERE action LIKE 'person%' ORDER BY sequence")
        .fetch_all(fixture.app.db.read())
        .await
        .unwrap()
}

testkit::on_both! {
    /// A person is recorded once, shown masked, and shown in the clear only on purpose and on record.
    async fn a_person_is_masked_until_identified(db) {
        let township = Fixture::signed_in(db, "township").await;
        let person = id(&township.send("POST", "/api/persons", zhang()).await);
        let path = format!("/api/persons/{person}");

        let masked = township.get(&path).await;
        assert_eq!(masked.status, 200);
        assert_eq!(masked.body["name"], "张**");
        assert_eq!(masked.body["id_number"], "140902**********12");
        assert_eq!(masked.body["phone"], "100****0001");
        assert_eq!((&masked.body["sex"], &masked.body["birth_year"], &masked.body["age"]), (&json!("male"), &json!(1950), &json!(76)));
        assert_eq!(masked.body["birth"], json!({ "date": null, "precision": "day" }));
        assert_eq!(masked.body["current_address"]["detail"], "***");
        let shown = masked.body.to_string();
        for hidden in ["张三丰", "140902195001010012", "10000000001", "12号", "1950-01-01"] {
            assert!(!shown.contains(hidden), "{hidden}");
        }

        let identify = format!("{path}/identify");
        let without = township.send("POST", &identify, json!({})).await;
        assert_eq!(rule(&without), (422, "X-Purpose", "required"));
        let clear = township.send_for("POST", &identify, json!({}), Some("treatment")).await;
        assert_eq!(clear.status, 200, "{clear:?}");
        assert_eq!((&clear.body["name"], &clear.body["is_masked"]), (&json!("张三丰"), &json!(false)));
        assert_eq!(clear.body["documents"][0]["number"], "140902195001010012");
        assert_eq!(clear.body["birth"]["date"], "1950-01-01");

        let done = actions(&township).await;
        let names: Vec<&str> = done.iter().map(|(action, _, _)| action.as_str()).collect();
        assert_eq!(names, ["person.written", "person.read", "person.identified"]);
        assert_eq!(done[2].1, "treatment");
        assert!(done.iter().all(|(_, _, detail)| !detail.contains("张")), "{done:?}");
    }

    /// What lies outside one's area, what is not there and what is no id are answered alike, whatever is asked of it.
    async fn outside_and_absent_look_alike(db) {
        let data = Fixture::signed_in(db, "xinzhou").await;
        let there = id(&data.send("POST", "/api/persons", person("李四", "140981198802290228", "10000000002", ELSEWHERE)).await);
        let township = data.again("township").await;
        let nobody = "0190a5f0-7a5e-7b6e-9d0e-112233445566";
        let link = json!({ "member": there, "reason": "other" });
        for (method, rest, body) in [
            ("GET", "", Value::Null),
            ("GET", "/revisions", Value::Null),
            ("POST", "/identify", json!({})),
            ("PUT", "", json!({ "version": 1, "person": zhang() })),
            ("POST", "/merge", link.clone()),
            ("POST", "/split", link),
        ] {
            let mut answers = Vec::new();
            for id in [there.as_str(), nobody, "no-id"] {
                let path = format!("/api/persons/{id}{rest}");
                let answer = match method {
                    "GET" => township.get(&path).await,
                    _ => township.send_for(method, &path, body.clone(), Some("treatment")).await,
                };
                assert_eq!(answer.status, 404, "{method} {path}: {answer:?}");
                answers.push(answer.body);
            }
            assert!(answers.iter().all(|one| *one == answers[0]), "{method} {rest}: {answers:?}");
        }
        // Without the permission at all there is no difference either.
        let viewer = data.again("viewer").await;
        for id in [there.as_str(), nobody] {
            assert_eq!(viewer.get(&format!("/api/persons/{id}")).await.status, 403);
        }
        assert_eq!(viewer.get("/api/persons").await.status, 403);
        // A person known elsewhere is not told of: the answer to their number is that of a new one.
        let twin = township.send("POST", "/api/persons", person("李四", "140981198802290228", "10000000002", VILLAGE)).await;
        assert_eq!((twin.status, &twin.body["outcome"]), (201, &json!("created")), "{twin:?}");
        // But it waits for those who may see both.
        let queue = data.again("data").await.get("/api/person-matches").await;
        assert_eq!(queue.body["items"].as_array().unwrap().len(), 1, "{queue:?}");
        let queue = township.get("/api/person-matches").await;
        assert_eq!(queue.body["items"], json!([]), "{queue:?}");
        // Nobody writes where they do not work.
        let outside = township.send("POST", "/api/persons", person("王五", "371502202001313333", "10000000003", ELSEWHERE)).await;
        assert_eq!(outside.status, 403, "{outside:?}");
    }

    /// People are found by everything they are known by, inside the area only, and lists come in pages.
    async fn people_are_found(db) {
        let city = Fixture::signed_in(db, "xinzhou").await;
        let zhang = id(&city.send("POST", "/api/persons", zhang()).await);
        let li = id(&city.send("POST", "/api/persons", person("李四", "140981198802290228", "10000000002", ELSEWHERE)).await);
        let mut uygur = person("阿依古丽·吐尔逊", "371581197512319042", "10000000004", VILLAGE);
        uygur["names"].as_array_mut().unwrap().push(json!({ "kind": "former", "text": "张小红" }));
        let uygur = id(&city.send("POST", "/api/persons", uygur).await);
        for (body, wanted) in [
            (json!({ "q": "张三丰" }), vec![&zhang]),
            (json!({ "q": "zsf" }), vec![&zhang]),
            (json!({ "q": "ZS" }), vec![&zhang]),
            (json!({ "initials": "ls" }), vec![&li]),
            (json!({ "q": "140902195001010012" }), vec![&zhang]),
            (json!({ "q": "140902 19500101 0012" }), vec![&zhang]),
            (json!({ "q": "100-0000-0002" }), vec![&li]),
            (json!({ "q": "1988-02-29" }), vec![&li]),
            (json!({ "name": "李四", "birth_date": "1988-02-29" }), vec![&li]),
            (json!({ "name": "李四", "birth_date": "1988-02-28" }), vec![]),
            (json!({ "name": "阿依古丽•吐尔逊" }), vec![&uygur]),
            (json!({ "name": "张小红" }), vec![&uygur]),
            (json!({ "name": "李四", "region": "140902" }), vec![]),
            (json!({ "q": "张三" }), vec![]),
        ] {
            let answer = city.send("POST", "/api/persons/search", body.clone()).await;
            assert_eq!(ids(&answer), wanted, "{body}");
        }
        let township = city.again("township").await;
        let answer = township.send("POST", "/api/persons/search", json!({ "q": "李四" })).await;
        assert_eq!(ids(&answer), Vec::<&str>::new());
        for (body, fault) in [
            (json!({}), (422, "q", "nothing_asked")),
            (json!({ "name": "张" }), (422, "name", "too_short")),
            (json!({ "initials": "z" }), (422, "initials", "too_short")),
            (json!({ "birth_date": "1988-02-30" }), (422, "birth_date", "too_short")),
            (json!({ "q": "张三丰", "region": "999999" }), (422, "region", "unknown_region")),
        ] {
            let answer = city.send("POST", "/api/persons/search", body).await;
            assert_eq!(rule(&answer), fault, "{answer:?}");
        }
        let all = city.pages("/api/persons", 1).await;
        let names: Vec<&str> = all.iter().map(|row| row["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["张**", "阿**", "李*"], "by region, then in order of recording");
        assert_eq!(all, city.pages("/api/persons", 500).await);
        for (query, count) in [("sex=male", 1), ("born_from=1960&born_to=1980", 1), ("region=140981", 1), ("region=371500", 0), ("is_alive=false", 0)] {
            assert_eq!(city.pages(&format!("/api/persons?{query}"), 50).await.len(), count, "{query}");
        }
        let read = actions(&city).await;
        assert!(read.iter().any(|(_, _, detail)| detail == "{\"fields\":\"birth_date+name\",\"rows\":1}"), "{read:?}");
    }

    /// A correction keeps the version before; who was wrong about the version is told; what changed shows without values.
    async fn a_correction_keeps_what_was(db) {
        let township = Fixture::signed_in(db, "township").await;
        let person = id(&township.send("POST", "/api/persons", zhang()).await);
        let path = format!("/api/persons/{person}");
        let mut renamed = zhang();
        renamed["names"] = json!([{ "kind": "current", "text": "张君宝" }, { "kind": "former", "text": "张三丰" }]);
        renamed["phones"] = json!(["10000000009"]);
        let change = json!({ "version": 1, "person": renamed });
        let done = township.send("PUT", &path, change.clone()).await;
        assert_eq!((done.status, &done.body["version"]), (200, &json!(2)), "{done:?}");
        let again = township.send("PUT", &path, change).await;
        assert_eq!((again.status, again.body["code"].as_str()), (409, Some("changed_meanwhile")));
        for (body, count) in [
            (json!({ "q": "张君宝" }), 1),
            (json!({ "q": "张三丰" }), 1),
            (json!({ "q": "10000000009" }), 1),
            (json!({ "q": "10000000001" }), 0),
        ] {
            let answer = township.send("POST", "/api/persons/search", body.clone()).await;
            assert_eq!(ids(&answer).len(), count, "{body}");
        }
        let mut died = zhang();
        died["died_on"] = json!("2026-04-30");
        let died = township.send("PUT", &path, json!({ "version": 2, "person": died })).await;
        assert_eq!(died.status, 200, "{died:?}");
        let revisions = township.pages(&format!("{path}/revisions"), 1).await;
        let changed: Vec<(&Value, &Value)> = revisions.iter().map(|one| (&one["version"], &one["changed"])).collect();
        assert_eq!(changed, [
            (&json!(2), &json!(["names", "phones", "died_on"])),
            (&json!(1), &json!(["names", "phones"])),
        ]);
        assert_eq!(township.get(&path).await.body["is_alive"], json!(false));
        assert_eq!(db.verify(&[platform::CHECKS, access::CHECKS, registry::CHECKS]).await.unwrap(), []);
    }

    /// Each field that cannot be right is named with its rule, and nothing is stored.
    async fn wrong_fields_are_named(db) {
        let township = Fixture::signed_in(db, "township").await;
        let with = |field: &str, value: Value| {
            let mut person = zhang();
            person[field] = value;
            person
        };
        for (body, field, wanted) in [
            (with("names", json!([])), "names", "required"),
            (with("names", json!([{ "kind": "current", "text": "张3" }])), "names[0].text", "name"),
            (with("names", json!([{ "kind": "current", "text": "  " }])), "names[0].text", "required"),
            (with("documents", json!([{ "kind": "01", "number": "140902195001010010" }])), "documents[0].number", "id_number"),
            (with("documents", json!([{ "kind": "01", "number": "9.99E+17" }])), "documents[0].number", "id_number"),
            (with("documents", json!([{ "kind": "77", "number": "E1234567" }])), "documents[0].kind", "unknown_code"),
            (with("birth", json!({ "date": "1950-01-02", "precision": "day" })), "birth.date", "id_birth"),
            (with("birth", json!({ "date": "2030-01-02", "precision": "day" })), "birth.date", "future"),
            (with("birth", json!({ "date": null, "precision": "day" })), "birth", "birth"),
            (with("sex", json!("female")), "sex", "id_sex"),
            (with("phones", json!(["123"])), "phones[0]", "phone"),
            (with("ethnicity", json!("77")), "ethnicity", "unknown_code"),
            (with("current_address", json!({ "region": "999999" })), "current_address.region", "unknown_region"),
            (with("household", json!("0190a5f0-7a5e-7b6e-9d0e-112233445566")), "relation", "required"),
            (with("family_doctor", json!("0190a5f0-7a5e-7b6e-9d0e-112233445566")), "family_doctor", "unknown_practitioner"),
            (with("guardians", json!([{ "person": "0190a5f0-7a5e-7b6e-9d0e-112233445566", "relation": "mother" }])), "guardians", "unknown_person"),
            (with("died_on", json!("2026-06-01")), "died_on", "future"),
            (with("nickname", json!("x")), "nickname", "fields"),
        ] {
            let answer = township.send("POST", "/api/persons", body).await;
            assert_eq!(rule(&answer), (422, field, wanted), "{answer:?}");
            assert!(!answer.body.to_string().contains("张"), "{answer:?}");
        }
        let nothing = json!({ "names": [{ "kind": "current", "text": "张三" }], "sex": "male", "current_address": { "region": VILLAGE } });
        assert_eq!(rule(&township.send("POST", "/api/persons", nothing).await), (422, "documents", "no_identity"));
        assert_eq!(township.pages("/api/persons", 50).await, Vec::<Value>::new());
    }

    /// A newborn without a document is kept by its mother; documents of other kinds are kept as they are.
    async fn people_without_a_resident_card_are_kept(db) {
        let township = Fixture::signed_in(db, "township").await;
        let mother = id(&township.send("POST", "/api/persons", person("王芳", "371581197512319042", "10000000005", VILLAGE)).await);
        let newborn = json!({
            "names": [{ "kind": "current", "text": "王芳之子" }], "sex": "male",
            "birth": { "date": "2026-04-30", "precision": "day" },
            "guardians": [{ "person": mother, "relation": "mother" }],
            "current_address": { "region": VILLAGE },
        });
        let newborn = id(&township.send("POST", "/api/persons", newborn).await);
        let shown = township.get(&format!("/api/persons/{newborn}")).await;
        assert_eq!(shown.body["guardians"][0]["person"], json!(mother));
        for (kind, number) in [("03", "E12345678"), ("06", "H12345678"), ("07", "12345678"), ("04", "军字第1234567号")] {
            let mut other = person("陈方安生", "", "10000000006", VILLAGE);
            other["documents"] = json!([{ "kind": kind, "number": number }]);
            other["birth"] = json!({ "date": "1970-01-01", "precision": "year" });
            let answer = township.send("POST", "/api/persons", other).await;
            assert_eq!(answer.status, 201, "{kind}: {answer:?}");
        }
    }

    /// A household has one head; members leave it and the versions of their records show it.
    async fn households_hold_together(db) {
        let township = Fixture::signed_in(db, "township").await;
        let head = id(&township.send("POST", "/api/persons", zhang()).await);
        let wife = id(&township.send("POST", "/api/persons", person("王芳", "371581197512319042", "10000000005", VILLAGE)).await);
        let members = |relation: &str| json!([{ "person": wife, "relation": relation }, { "person": head, "relation": "02" }]);
        let body = |members: Value| json!({ "region": VILLAGE, "members": members });
        for (members, wanted) in [
            (json!([]), "required"),
            (members("02"), "one_head"),
            (members("99"), "unknown_code"),
            (json!([{ "person": head, "relation": "02" }, { "person": head, "relation": "10" }]), "duplicate"),
        ] {
            let answer = township.send("POST", "/api/households", body(members)).await;
            assert_eq!(rule(&answer), (422, "members", wanted), "{answer:?}");
        }
        let unknown = json!([{ "person": "0190a5f0-7a5e-7b6e-9d0e-112233445566", "relation": "02" }]);
        assert_eq!(rule(&township.send("POST", "/api/households", body(unknown)).await), (422, "members[0].person", "unknown_person"));
        let household = id(&township.send("POST", "/api/households", body(members("10"))).await);
        let path = format!("/api/households/{household}");
        let shown = township.get(&path).await;
        let order: Vec<&str> = shown.body["members"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
        assert_eq!(order, [&head, &wife], "the head first");
        let alone = json!({ "version": 1, "members": [{ "person": head, "relation": "02" }] });
        assert_eq!(township.send("PUT", &path, alone.clone()).await.status, 200);
        assert_eq!(township.send("PUT", &path, alone).await.body["code"], "changed_meanwhile");
        assert_eq!(township.get(&format!("/api/persons/{wife}")).await.body["household"], Value::Null);
        let history = township.pages(&format!("/api/persons/{wife}/revisions"), 50).await;
        assert_eq!(history.iter().map(|one| &one["changed"]).collect::<Vec<_>>(), [&json!(["household"]), &json!(["household"])]);
        let elsewhere = township.again("liaocheng").await;
        assert_eq!(elsewhere.get(&path).await.status, 404);
        assert_eq!(db.verify(&[platform::CHECKS, access::CHECKS, registry::CHECKS]).await.unwrap(), []);
    }

    /// Practitioners are found by name and initials at their organisation, and corrected only where they work.
    async fn practitioners_have_posts(db) {
        let city = Fixture::signed_in(db, "xinzhou").await;
        let doctor = |name: &str, organisation: &str| json!({
            "name": name, "kind": "physician", "posts": [{ "organisation": organisation, "from": "2020-01-01", "to": null }],
        });
        let one = id(&city.send("POST", "/api/practitioners", doctor("单雄信", "140902-cdc")).await);
        assert_eq!(rule(&city.send("POST", "/api/practitioners", doctor("王", "none")).await), (422, "posts[0]", "unknown_organisation"));
        assert_eq!(city.send("POST", "/api/practitioners", doctor("王", "371500-cdc")).await.status, 403);
        for query in ["", "?q=%E5%8D%95", "?organisation=140902-cdc", "?region=140900"] {
            let rows = city.pages(&format!("/api/practitioners{query}"), 50).await;
            assert_eq!(rows.len(), 1, "{query}");
            assert_eq!((&rows[0]["name"], &rows[0]["kind_name_zh"]), (&json!("单雄信"), &json!("执业医师")));
        }
        assert_eq!(city.pages("/api/practitioners?region=371500", 50).await, Vec::<Value>::new());
        let path = format!("/api/practitioners/{one}");
        assert_eq!(city.send("PUT", &path, doctor("单通", "140902-cdc")).await.status, 200);
        let other = city.again("liaocheng").await;
        assert_eq!(other.send("PUT", &path, doctor("单通", "371500-cdc")).await.status, 404);
        let mut patient = zhang();
        patient["family_doctor"] = json!(one);
        assert_eq!(city.send("POST", "/api/persons", patient).await.status, 201);
        assert_eq!(city.pages(&format!("/api/persons?family_doctor={one}"), 50).await.len(), 1);
    }

    /// Value sets are told by name.
    async fn value_sets_are_listed(db) {
        let viewer = Fixture::signed_in(db, "viewer").await;
        for (set, count) in [("ethnicity", 58), ("id_type", 11), ("family_relation", 10)] {
            let answer = viewer.get(&format!("/api/code-sets/{set}")).await;
            assert_eq!(answer.body.as_array().unwrap().len(), count, "{set}");
        }
        assert_eq!(viewer.get("/api/code-sets/none").await.status, 404);
    }
}
