//! Where somebody is signed in, and ending it.

use serde_json::{Value, json};

use crate::fixture::{Browser, Fixture, PASSWORD};

const EDGE: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0";
const PHONE: &str = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/114.0 Mobile Safari/537.36 MicroMessenger/8.0";

async fn at(fixture: &Fixture, name: &str, device: &'static str, address: &str) -> Browser {
    let browser = Browser::new().called(device).at(address);
    let answer = fixture.try_sign_in(&browser, name, PASSWORD).await;
    browser.with(&answer)
}

testkit::on_both! {
    /// The list shows devices and neighbourhoods in words, and tokens nowhere.
    async fn sessions_are_listed_by_device(db) {
        let fixture = Fixture::new(db).await;
        let office = at(&fixture, "viewer", EDGE, "192.0.2.7").await;
        fixture.pass_minutes(2);
        at(&fixture, "viewer", PHONE, "2001:db8:1:2::3").await;
        at(&fixture, "xinzhou", EDGE, "192.0.2.8").await;
        fixture.pass_minutes(2);
        let list = fixture.get(&office, "/api/sessions").await.body;
        let shown: Vec<Value> = list["items"].as_array().unwrap().iter().map(|held| json!([
            held["browser"], held["system"], held["source"], held["is_current"],
        ])).collect();
        assert_eq!(shown, [
            json!(["Edge", "Windows", "192.0.2.x", true]),
            json!(["WeChat", "Android", "2001:db8:1::/48", false]),
        ]);
        let current = list["items"][0]["id"].as_str().unwrap();
        assert_eq!(fixture.get(&office, "/api/session").await.body["id"], current);
        let tokens: Vec<String> = sqlx::query_scalar("SELECT token_hash FROM account_session").fetch_all(db.read()).await.unwrap();
        assert!(tokens.iter().all(|token| !list.to_string().contains(token.as_str())));
        // An id is no token.
        let forged = Browser::new().holding(current);
        assert_eq!(fixture.get(&forged, "/api/session").await.status, 401);
        fixture.pass_minutes(29);
        let left = fixture.get(&office, "/api/sessions").await.body;
        assert_eq!(left["items"].as_array().unwrap().len(), 1, "the phone's session is over by its silence");
    }

    /// One's own sessions end one by one or all others at once; somebody else's are not found.
    async fn sessions_end_from_another_one(db) {
        let fixture = Fixture::new(db).await;
        let (here, there, third) = (fixture.sign_in("viewer").await, fixture.sign_in("viewer").await, fixture.sign_in("viewer").await);
        let stranger = fixture.sign_in("xinzhou").await;
        let id = fixture.get(&there, "/api/session").await.body["id"].as_str().unwrap().to_owned();
        let path = format!("/api/sessions/{id}");
        assert_eq!(fixture.send(&stranger, "DELETE", &path, Value::Null).await.status, 404);
        let before = fixture.trail_end().await;
        assert_eq!(fixture.send(&here, "DELETE", &path, Value::Null).await.status, 204);
        assert_eq!(fixture.send(&here, "DELETE", &path, Value::Null).await.status, 404);
        for (browser, status) in [(&here, 200), (&there, 401), (&third, 200), (&stranger, 200)] {
            assert_eq!(fixture.get(browser, "/api/session").await.status, status);
        }
        let ended = fixture.send(&here, "DELETE", "/api/sessions", Value::Null).await;
        assert_eq!((ended.status, &ended.body["ended"]), (200, &json!(1)));
        for (browser, status) in [(&here, 200), (&third, 401), (&stranger, 200)] {
            assert_eq!(fixture.get(browser, "/api/session").await.status, status);
        }
        assert_eq!(fixture.trail(before).await, ["session.ended", "session.ended"]);
        let forged = here.on_another_site();
        assert_eq!(fixture.send(&forged, "DELETE", "/api/sessions", Value::Null).await.status, 403);
    }

    /// An administrator sees and ends somebody's sessions; others may not.
    async fn an_administrator_signs_somebody_out(db) {
        let fixture = Fixture::new(db).await;
        let (admin, viewer) = (fixture.sign_in("system").await, fixture.sign_in("viewer").await);
        let path = format!("/api/accounts/{}/sessions", fixture.id_of("viewer").await);
        assert_eq!(fixture.get(&admin, &path).await.body["items"].as_array().unwrap().len(), 1);
        assert_eq!(fixture.get(&viewer, &path).await.status, 403);
        assert_eq!(fixture.send(&viewer, "DELETE", &path, Value::Null).await.status, 403);
        assert_eq!(fixture.send(&admin, "DELETE", &path, Value::Null).await.body["ended"], 1);
        assert_eq!(fixture.get(&viewer, "/api/session").await.status, 401);
        assert_eq!(fixture.send(&admin, "DELETE", &path, Value::Null).await.body["ended"], 0);
    }

    /// A token planted before sign-in is worth nothing after it: signing in always makes a new one.
    async fn a_planted_token_is_not_taken_over(db) {
        let fixture = Fixture::new(db).await;
        let planted = Browser::new().holding(&"ab".repeat(32));
        let answer = fixture.try_sign_in(&planted, "viewer", PASSWORD).await;
        assert!(!answer.set_cookie.as_deref().unwrap().contains("abab"));
        assert_eq!(fixture.get(&planted, "/api/session").await.status, 401);
    }
}
