//! Signing in and out.

use serde_json::{Value, json};

use crate::fixture::{Browser, Fixture, PASSWORD};

testkit::on_both! {
    /// Everybody in the demonstration signs in and sees their posts and permissions.
    async fn everybody_gets_their_session(db) {
        let fixture = Fixture::new(db).await;
        let mut shown = Vec::new();
        for account in &fixture.app.pack.demo_accounts {
            let browser = fixture.sign_in(&account.username).await;
            let answer = fixture.get(&browser, "/api/session").await;
            assert_eq!(answer.status, 200);
            let posts = answer.body["posts"].as_array().unwrap();
            shown.push(json!({
                "username": answer.body["username"],
                "roles": posts.iter().map(|post| post["role"].clone()).collect::<Vec<_>>(),
                "permissions": answer.body["permissions"],
                "home_region": answer.body["home_region"],
            }));
        }
        let mut shown = json!(shown);
        shown.sort_all_objects();
        insta::assert_json_snapshot!("who_may_do_what", shown);
        let viewer = fixture.sign_in("viewer").await;
        let mut session = fixture.get(&viewer, "/api/session").await.body;
        // Another one each time.
        assert!(session["id"].is_string());
        session["id"] = json!("its number");
        insta::assert_json_snapshot!("session_of_the_viewer", session);
    }

    /// The token stands in a protected cookie and its hash in the database.
    async fn the_token_is_not_stored(db) {
        let fixture = Fixture::new(db).await;
        let answer = fixture.try_sign_in(&Browser::new(), " XinZhou", PASSWORD).await;
        let cookie = answer.set_cookie.unwrap();
        let (value, attributes) = cookie.split_once("; ").unwrap();
        assert_eq!(attributes, "HttpOnly; SameSite=Strict; Secure; Path=/");
        let token = value.strip_prefix("yufang_session=").unwrap();
        assert_eq!(token.len(), 64);
        let stored: Vec<String> = sqlx::query_scalar("SELECT token_hash FROM account_session")
            .fetch_all(db.read()).await.unwrap();
        assert_eq!(stored.len(), 1);
        assert_ne!(stored[0], token);
    }

    /// Signing out ends the session; doing it twice is fine.
    async fn signing_out_twice_is_fine(db) {
        let fixture = Fixture::new(db).await;
        let browser = fixture.sign_in("viewer").await;
        for _ in 0..2 {
            let answer = fixture.send(&browser, "DELETE", "/api/session", Value::Null).await;
            assert_eq!(answer.status, 204);
            assert!(answer.set_cookie.unwrap().contains("Max-Age=0"));
        }
        let answer = fixture.get(&browser, "/api/session").await;
        insta::assert_json_snapshot!("not_signed_in", answer.body);
        assert_eq!(fixture.log().await, ["signed_in", "signed_out"]);
    }

    /// A second sign-in in the same browser takes the place of the first.
    async fn signing_in_again_replaces_the_session(db) {
        let fixture = Fixture::new(db).await;
        let first = fixture.sign_in("viewer").await;
        let answer = fixture.try_sign_in(&first, "xinzhou", PASSWORD).await;
        let second = first.clone().with(&answer);
        assert_eq!(fixture.get(&first, "/api/session").await.status, 401);
        assert_eq!(fixture.get(&second, "/api/session").await.body["username"], "xinzhou");
    }

    /// A session ends after half an hour without a request, and after twelve hours anyway.
    async fn sessions_run_out(db) {
        let fixture = Fixture::new(db).await;
        let idle = fixture.sign_in("viewer").await;
        fixture.pass_minutes(30);
        assert_eq!(fixture.get(&idle, "/api/session").await.status, 401);

        let busy = fixture.sign_in("viewer").await;
        for minutes in (20..12 * 60).step_by(20) {
            fixture.pass_minutes(20);
            assert_eq!(fixture.get(&busy, "/api/session").await.status, 200, "after {minutes} minutes");
        }
        fixture.pass_minutes(20);
        assert_eq!(fixture.get(&busy, "/api/session").await.status, 401);
    }

    /// A request that another site could have made changes nothing.
    async fn another_site_is_refused(db) {
        let fixture = Fixture::new(db).await;
        let stranger = Browser::new().on_another_site();
        let answer = fixture.try_sign_in(&stranger, "viewer", PASSWORD).await;
        insta::assert_json_snapshot!("csrf", answer.body);
        let browser = fixture.sign_in("viewer").await;
        let forged = browser.clone().on_another_site();
        assert_eq!(fixture.send(&forged, "DELETE", "/api/session", Value::Null).await.status, 403);
        assert_eq!(fixture.get(&forged, "/api/session").await.status, 200);
    }

    /// What is no name and password is refused without repeating what was sent.
    async fn bad_bodies_are_refused(db) {
        let fixture = Fixture::new(db).await;
        let browser = Browser::new();
        for (body, status, rule, field) in [
            (json!({ "username": "viewer" }), 422, "fields", "password"),
            (json!({ "username": "viewer", "password": 123_456_789 }), 422, "fields", "password"),
            (json!({ "username": "viewer", "password": "x", "admin": true }), 422, "fields", "admin"),
            (json!(["viewer", 123_456_789]), 422, "object", "body"),
            (json!("123456789"), 422, "object", "body"),
            (json!({ "username": "viewer", "password": "x".repeat(5000) }), 401, "", ""),
            (json!({ "username": "'; DROP TABLE account; --", "password": "x" }), 401, "", ""),
        ] {
            let answer = fixture.send(&browser, "POST", "/api/session", body).await;
            assert_eq!(answer.status, status);
            assert_eq!(answer.body["errors"][0]["rule"].as_str().unwrap_or_default(), rule);
            assert_eq!(answer.body["errors"][0]["field"].as_str().unwrap_or_default(), field);
            assert!(!answer.body.to_string().contains("123456789"));
        }
        assert_eq!(fixture.send(&browser, "POST", "/api/session", Value::Null).await.status, 415);
    }
}
