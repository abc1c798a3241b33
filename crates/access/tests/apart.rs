//! Three administrators kept apart (三员分立): one makes accounts, one grants posts, one reads the trail.

use serde_json::{Value, json};

use crate::fixture::{Browser, Fixture};

async fn id_of(fixture: &Fixture, name: &str) -> String {
    let security = fixture.sign_in("security").await;
    let accounts = fixture.get(&security, "/api/accounts?limit=500").await.body;
    let items = accounts["items"].as_array().unwrap();
    let account = items.iter().find(|account| account["username"] == name);
    account.unwrap()["id"].as_str().unwrap().to_owned()
}

async fn grant(
    fixture: &Fixture,
    by: &Browser,
    account: &str,
    role: &str,
    region: &str,
) -> (u16, Value) {
    let path = format!("/api/accounts/{account}/posts");
    let post = json!({ "role": role, "region": region });
    let answer = fixture.send(by, "POST", &path, post).await;
    let code = match answer.status {
        201 => answer.body["number"].clone(),
        422 => answer.body["errors"][0]["rule"].clone(),
        _ => answer.body["code"].clone(),
    };
    (answer.status, code)
}

testkit::on_both! {
    /// A post is granted once, works from the next request, and ends with the next one after it was withdrawn.
    async fn a_post_is_granted_and_withdrawn(db) {
        let fixture = Fixture::new(db).await;
        let (system, security) = (fixture.sign_in("system").await, fixture.sign_in("security").await);
        let account = json!({ "username": "duty", "password": "Yufang-demo-2026" });
        let made = fixture.send(&system, "POST", "/api/accounts", account).await.body;
        let id = made["id"].as_str().unwrap();
        let duty = fixture.sign_in("duty").await;
        assert_eq!(grant(&fixture, &security, id, "viewer", "140900").await, (201, json!(0)));
        assert_eq!(grant(&fixture, &security, id, "viewer", "140900").await, (201, json!(0)));
        assert_eq!(grant(&fixture, &security, id, "planning_officer", "140900").await, (201, json!(1)));
        let permissions = fixture.get(&duty, "/api/session").await.body["permissions"].clone();
        assert_eq!(permissions, json!(["counts.read", "counts.export", "signals.read"]));
        for (number, status) in [(1, 204), (1, 404), (0, 204)] {
            let path = format!("/api/accounts/{id}/posts/{number}");
            assert_eq!(fixture.send(&security, "DELETE", &path, Value::Null).await.status, status);
        }
        assert_eq!(fixture.get(&duty, "/api/session").await.body["permissions"], json!([]));
        let trail: Vec<String> = sqlx::query_scalar(
            "SELECT action FROM audit_entry WHERE subject_id = $1 AND action LIKE 'post.%' ORDER BY sequence",
        ).bind(id.to_owned()).fetch_all(db.read()).await.unwrap();
        assert_eq!(trail, ["post.granted", "post.granted", "post.withdrawn", "post.withdrawn"]);
    }

    /// What was granted and withdrawn stays on the account's history with its reason, for those who grant posts there.
    async fn a_post_has_its_history_with_reasons(db) {
        let fixture = Fixture::new(db).await;
        let security = fixture.sign_in("security").await;
        let id = id_of(&fixture, "viewer").await;
        let posts = format!("/api/accounts/{id}/posts");
        let post = |reason: &str| json!({ "role": "planning_officer", "region": "140900", "reason": reason });
        for (reason, rule) in [("忙", "reason_too_short"), ("代替身份证11010519491231002X的同事", "identifier_in_text")] {
            let refused = fixture.send(&security, "POST", &posts, post(reason)).await;
            assert_eq!((refused.status, &refused.body["errors"][0]["rule"]), (422, &json!(rule)), "{refused:?}");
        }
        let granted = fixture.send(&security, "POST", &posts, post("接替休假同事的规划工作")).await;
        assert_eq!((granted.status, &granted.body["number"]), (201, &json!(1)), "{granted:?}");
        let why = json!({ "reason": "休假同事已经返岗工作" });
        assert_eq!(fixture.send(&security, "DELETE", &format!("{posts}/1"), why).await.status, 204);
        let history = fixture.get(&security, &format!("/api/accounts/{id}/post-changes")).await;
        let items = history.body["items"].as_array().unwrap();
        let told: Vec<_> = items.iter().map(|item| (&item["post"], &item["is_granted"], &item["reason"], &item["by_name"])).collect();
        assert_eq!(told, [
            (&json!(1), &json!(false), &json!("休假同事已经返岗工作"), &json!("security")),
            (&json!(1), &json!(true), &json!("接替休假同事的规划工作"), &json!("security")),
            (&json!(0), &json!(true), &Value::Null, &Value::Null),
        ]);
        let first = fixture.get(&security, &format!("/api/accounts/{id}/post-changes?limit=1")).await.body;
        let next = format!("/api/accounts/{id}/post-changes?limit=1&cursor={}", first["next"].as_str().unwrap());
        assert_eq!(fixture.get(&security, &next).await.body["items"][0]["is_granted"], true);
        for name in ["system", "audit", "viewer"] {
            let browser = fixture.sign_in(name).await;
            assert_eq!(fixture.get(&browser, &format!("/api/accounts/{id}/post-changes")).await.status, 403, "{name}");
        }
    }

    /// Nobody holds two of the three roles, or one of them beside other work.
    async fn the_three_roles_stand_apart(db) {
        let fixture = Fixture::new(db).await;
        let security = fixture.sign_in("security").await;
        for (name, role) in [
            ("system", "audit_admin"), ("system", "security_admin"), ("audit", "system_admin"),
            ("system", "viewer"), ("viewer", "audit_admin"),
        ] {
            let id = id_of(&fixture, name).await;
            assert_eq!(grant(&fixture, &security, &id, role, "100000").await, (422, json!("kept_apart")), "{name} {role}");
        }
        let other_area = id_of(&fixture, "system").await;
        assert_eq!(grant(&fixture, &security, &other_area, "system_admin", "140900").await.0, 201);
    }

    /// None of the three grants itself anything, and only the security administrator grants at all.
    async fn nobody_grants_themselves_anything(db) {
        let fixture = Fixture::new(db).await;
        let security = fixture.sign_in("security").await;
        let own = id_of(&fixture, "security").await;
        assert_eq!(grant(&fixture, &security, &own, "security_admin", "140900").await, (422, json!("own_account")));
        let path = format!("/api/accounts/{own}/posts/0");
        assert_eq!(fixture.send(&security, "DELETE", &path, Value::Null).await.status, 422);
        let viewer = id_of(&fixture, "viewer").await;
        for name in ["system", "audit", "xinzhou", "data", "commander"] {
            let browser = fixture.sign_in(name).await;
            assert_eq!(grant(&fixture, &browser, &viewer, "viewer", "140900").await, (403, json!("forbidden")), "{name}");
        }
    }

    /// An account that does not exist and one outside the area look the same, and a post outside the area is refused.
    async fn granting_ends_at_the_area(db) {
        let fixture = Fixture::new(db).await;
        let security = fixture.sign_in("security").await;
        let system = fixture.sign_in("system").await;
        let account = json!({ "username": "city-security", "password": "Yufang-demo-2026" });
        let made = fixture.send(&system, "POST", "/api/accounts", account).await.body;
        let id = made["id"].as_str().unwrap();
        assert_eq!(grant(&fixture, &security, id, "security_admin", "140900").await.0, 201);
        let mut tx = db.begin().await.unwrap();
        sqlx::query("UPDATE account SET must_change_password = 0").execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        let city = fixture.sign_in("city-security").await;
        let (here, there) = (id_of(&fixture, "viewer").await, id_of(&fixture, "liaocheng").await);
        assert_eq!(grant(&fixture, &city, &here, "viewer", "140902").await.0, 201);
        assert_eq!(grant(&fixture, &city, &here, "viewer", "371500").await, (403, json!("forbidden")));
        let outside = fixture.send(&city, "POST", &format!("/api/accounts/{there}/posts"), json!({ "role": "viewer", "region": "140900" })).await;
        let missing = fixture.send(&city, "POST", "/api/accounts/nobody/posts", json!({ "role": "viewer", "region": "140900" })).await;
        assert_eq!((outside.status, &outside.body), (404, &missing.body));
        assert_eq!(grant(&fixture, &security, &here, "emperor", "140900").await, (422, json!("unknown_role")));
        assert_eq!(grant(&fixture, &security, &here, "viewer", "990000").await, (422, json!("unknown_region")));
    }

    /// What an account could see is told in words to the security administrator, and the question is on record.
    async fn access_is_explained(db) {
        let fixture = Fixture::new(db).await;
        let security = fixture.sign_in("security").await;
        let county = id_of(&fixture, "county").await;
        let path = format!("/api/access/explain?account={county}");
        let told = fixture.get(&security, &path).await;
        assert_eq!(told.status, 200, "{told:?}");
        let rights = told.body["posts"][0]["rights"].as_array().unwrap();
        let read = rights.iter().find(|right| right["permission"] == "persons.read").unwrap();
        insta::assert_json_snapshot!("a_right_in_words", read);
        for name in ["county", "system", "audit"] {
            let browser = fixture.sign_in(name).await;
            assert_eq!(fixture.get(&browser, &path).await.status, 403, "{name}");
        }
        assert_eq!(fixture.get(&security, "/api/access/explain?account=nobody").await.status, 404);
        let asked: Vec<String> = sqlx::query_scalar("SELECT subject_id FROM audit_entry WHERE action = 'access.explained'")
            .fetch_all(db.read()).await.unwrap();
        assert_eq!(asked, [county]);
    }
}
