//! Accounts that are closed, dormant or waiting.

use access::audit::Author;
use serde_json::{Value, json};

use crate::fixture::{Browser, Fixture, PASSWORD};

const DAY_MINUTES: i64 = 24 * 60;

testkit::on_both! {
    /// A closed account ends at once, says so only to who knows the password, and opens again.
    async fn a_closed_account_lets_nobody_in(db) {
        let fixture = Fixture::new(db).await;
        let (admin, viewer) = (fixture.sign_in("system").await, fixture.sign_in("viewer").await);
        let id = fixture.id_of("viewer").await;
        let path = |verb: &str| format!("/api/accounts/{id}/{verb}");
        assert_eq!(fixture.post(&viewer, &path("disable"), Value::Null).await.status, 403);
        let before = fixture.trail_end().await;
        for _ in 0..2 {
            assert_eq!(fixture.post(&admin, &path("disable"), Value::Null).await.status, 204);
        }
        assert_eq!(fixture.get(&viewer, "/api/session").await.status, 401);
        let right = fixture.try_sign_in(&Browser::new(), "viewer", PASSWORD).await;
        assert_eq!((right.status, &right.body["code"]), (403, &json!("account_disabled")));
        let wrong = fixture.try_sign_in(&Browser::new(), "viewer", "a wrong password").await;
        let unknown = fixture.try_sign_in(&Browser::new(), "nobody", "a wrong password").await;
        assert_eq!((wrong.status, wrong.body), (401, unknown.body));
        assert_eq!(fixture.get(&admin, &format!("/api/accounts/{id}")).await.body["state"], "disabled");
        assert_eq!(fixture.post(&admin, &path("enable"), Value::Null).await.status, 204);
        assert_eq!(fixture.try_sign_in(&Browser::new(), "viewer", PASSWORD).await.status, 200);
        assert_eq!(fixture.trail(before).await, [
            "account.disabled",
            "session.sign_in_failed refused {\"reason\":\"administrator\"}",
            "session.sign_in_failed refused {}",
            "session.sign_in_failed refused {}",
            "account.enabled",
            "session.signed_in",
        ]);
        assert_eq!(db.verify(&[platform::CHECKS, access::CHECKS]).await.unwrap(), []);
    }

    /// An account nobody used for ninety days is dormant, before and after the round that writes it down.
    async fn an_account_nobody_uses_falls_dormant(db) {
        let fixture = Fixture::new(db).await;
        fixture.pass_minutes(60 * DAY_MINUTES);
        fixture.sign_in("system").await;
        fixture.pass_minutes(30 * DAY_MINUTES);
        let answer = fixture.try_sign_in(&Browser::new(), "viewer", PASSWORD).await;
        assert_eq!((answer.status, &answer.body["code"]), (403, &json!("account_dormant")));
        let admin = fixture.sign_in("system").await;
        let dormant = fixture.get(&admin, "/api/accounts?state=dormant&limit=500").await.body;
        let count = fixture.app.pack.demo_accounts.len();
        assert_eq!(dormant["items"].as_array().unwrap().len(), count - 1);
        let author = Author::program();
        assert_eq!(access::lock_dormant(&fixture.app, &author).await.unwrap(), count - 1);
        assert_eq!(access::lock_dormant(&fixture.app, &author).await.unwrap(), 0);
        assert_eq!(fixture.try_sign_in(&Browser::new(), "viewer", PASSWORD).await.body["code"], "account_dormant");
        let id = fixture.id_of("viewer").await;
        assert_eq!(fixture.post(&admin, &format!("/api/accounts/{id}/enable"), Value::Null).await.status, 204);
        assert_eq!(fixture.try_sign_in(&Browser::new(), "viewer", PASSWORD).await.status, 200);
    }

    /// The list is searched by pinyin and by state; a waiting name is unlocked.
    async fn accounts_are_found_and_unlocked(db) {
        let fixture = Fixture::new(db).await;
        let admin = fixture.sign_in("system").await;
        let names = async |query: &str| -> Vec<String> {
            let page = fixture.get(&admin, &format!("/api/accounts?{query}")).await.body;
            page["items"].as_array().unwrap().iter().map(|account| account["username"].as_str().unwrap().to_owned()).collect()
        };
        // 审计管理员 and 数据管理员 have the same initials.
        assert_eq!(names("q=sjgly").await, ["audit", "data"]);
        for query in ["q=shujuguanliyuan", "q=%E6%95%B0%E6%8D%AE%E7%AE%A1%E7%90%86", "q=Data%20man"] {
            assert_eq!(names(query).await, ["data"], "{query}");
        }
        assert_eq!(names("state=waiting").await, [""; 0]);
        for _ in 0..5 {
            fixture.try_sign_in(&Browser::new(), "viewer", "a wrong password").await;
        }
        assert_eq!(names("state=waiting").await, ["viewer"]);
        let id = fixture.id_of("viewer").await;
        assert_eq!(fixture.post(&admin, &format!("/api/accounts/{id}/unlock"), Value::Null).await.status, 204);
        assert_eq!(fixture.try_sign_in(&Browser::new(), "viewer", PASSWORD).await.status, 200);
        assert_eq!(fixture.get(&admin, "/api/accounts?state=asleep").await.status, 422);
    }

    /// A forgotten password is replaced by a first one, which has to be changed.
    async fn a_forgotten_password_is_replaced(db) {
        let fixture = Fixture::new(db).await;
        let (admin, viewer) = (fixture.sign_in("system").await, fixture.sign_in("viewer").await);
        let path = format!("/api/accounts/{}/password", fixture.id_of("viewer").await);
        let short = fixture.post(&admin, &path, json!({ "password": "short" })).await;
        assert_eq!(short.body["errors"][0]["rule"], "too_short");
        let first = "eight mountains north";
        assert_eq!(fixture.post(&admin, &path, json!({ "password": first })).await.status, 204);
        assert_eq!(fixture.get(&viewer, "/api/session").await.status, 401);
        let answer = fixture.try_sign_in(&Browser::new(), "viewer", first).await;
        assert_eq!((answer.status, &answer.body["next"]), (200, &json!("password")));
        let own = format!("/api/accounts/{}/password", fixture.id_of("system").await);
        let refused = fixture.post(&admin, &own, json!({ "password": first })).await;
        assert_eq!(refused.body["errors"][0]["rule"], "own_account");
    }
}
