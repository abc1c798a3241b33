//! Changing passwords.

use access::{NewAccount, NewPost};
use serde_json::{Value, json};

use crate::fixture::{Answer, Browser, Fixture, PASSWORD};

const NEW: &str = "seven counties east of here";

async fn change(fixture: &Fixture, browser: &Browser, current: &str, new: &str) -> (u16, Value) {
    let answer = try_change(fixture, browser, current, new).await;
    (answer.status, answer.body)
}

async fn try_change(fixture: &Fixture, browser: &Browser, current: &str, new: &str) -> Answer {
    let body = json!({ "current": current, "new": new });
    fixture.post(browser, "/api/session/password", body).await
}

/// The browser after its password was changed: the session goes on under a new token.
async fn changed(fixture: &Fixture, browser: &Browser, current: &str, new: &str) -> Browser {
    let answer = try_change(fixture, browser, current, new).await;
    assert_eq!(answer.status, 204, "{answer:?}");
    browser.clone().with(&answer)
}

testkit::on_both! {
    /// The new password works, the old one does not, and sessions elsewhere end.
    async fn a_changed_password_ends_other_sessions(db) {
        let fixture = Fixture::new(db).await;
        let here = fixture.sign_in("viewer").await;
        let elsewhere = fixture.sign_in("viewer").await;
        let other_person = fixture.sign_in("xinzhou").await;
        let after = changed(&fixture, &here, PASSWORD, NEW).await;
        for (browser, status) in [(&after, 200), (&here, 401), (&elsewhere, 401), (&other_person, 200)] {
            assert_eq!(fixture.get(browser, "/api/session").await.status, status);
        }
        assert_eq!(fixture.try_sign_in(&Browser::new(), "viewer", PASSWORD).await.status, 401);
        assert_eq!(fixture.try_sign_in(&Browser::new(), "viewer", NEW).await.status, 200);
        assert_eq!(change(&fixture, &after, PASSWORD, NEW).await.0, 422);
    }

    /// The last five passwords are refused, the one in force among them; the sixth last is free again.
    async fn former_passwords_are_refused(db) {
        let fixture = Fixture::new(db).await;
        let mut browser = fixture.sign_in("viewer").await;
        let mut current = PASSWORD.to_owned();
        for number in 1..=4 {
            let next = format!("{NEW} {number}");
            browser = changed(&fixture, &browser, &current, &next).await;
            current = next;
            let (status, body) = change(&fixture, &browser, &current, PASSWORD).await;
            assert_eq!((status, body["errors"][0]["rule"].as_str()), (422, Some("used_before")), "after {number}");
        }
        browser = changed(&fixture, &browser, &current, NEW).await;
        changed(&fixture, &browser, NEW, PASSWORD).await;
        let kept: i64 = sqlx::query_scalar("SELECT count(*) FROM account_former_password")
            .fetch_one(db.read()).await.unwrap();
        assert_eq!(kept, 5);
    }

    /// A city that asks for it has passwords changed after some days, and several kinds of characters in them.
    async fn a_city_may_let_passwords_expire(db) {
        let fixture = Fixture::with(db, |rules| {
            rules.age_days_max = 90;
            rules.classes_min = 3;
            rules.dormant_days = 0;
        }).await;
        fixture.pass_minutes(90 * 24 * 60 - 1);
        let browser = fixture.sign_in("system").await;
        assert_eq!(fixture.get(&browser, "/api/session").await.body["next"], Value::Null);
        fixture.pass_minutes(1);
        assert_eq!(fixture.get(&browser, "/api/session").await.body["next"], "password");
        assert_eq!(fixture.get(&browser, "/api/accounts").await.body["code"], "password_change_required");
        let (_, body) = change(&fixture, &browser, PASSWORD, NEW).await;
        assert_eq!(body["errors"][0]["rule"], "too_few_classes");
        let browser = changed(&fixture, &browser, PASSWORD, "Seven counties east of here").await;
        assert_eq!(fixture.get(&browser, "/api/accounts").await.status, 200);
    }

    /// Each rule has its word, and a wrong current password counts as a guess.
    async fn a_bad_password_is_refused_by_rule(db) {
        let fixture = Fixture::new(db).await;
        let browser = fixture.sign_in("viewer").await;
        let mut refusals = Vec::new();
        for (current, new) in [
            (PASSWORD, "too short"),
            (PASSWORD, "ViewerViewer"),
            (PASSWORD, "passw0rd1234"),
            (PASSWORD, PASSWORD),
            ("a wrong current one", NEW),
        ] {
            let (status, body) = change(&fixture, &browser, current, new).await;
            assert_eq!(status, 422);
            refusals.push(body["errors"][0].clone());
        }
        insta::assert_json_snapshot!("refused_passwords", refusals);
        for _ in 0..4 {
            change(&fixture, &browser, "a wrong current one", NEW).await;
        }
        assert_eq!(change(&fixture, &browser, PASSWORD, NEW).await.0, 429);
        assert_eq!(change(&fixture, &Browser::new(), PASSWORD, NEW).await.0, 401);
        assert_eq!(change(&fixture, &browser.clone().on_another_site(), PASSWORD, NEW).await.0, 403);
    }

    /// A first password opens nothing but its own change.
    async fn a_first_password_must_be_changed(db) {
        let fixture = Fixture::new(db).await;
        let (app, clock) = (&fixture.app, fixture.clock.as_ref());
        let account = NewAccount {
            username: "duty".to_owned(),
            display_name_zh: "值班员".to_owned(),
            display_name_en: "Duty officer".to_owned(),
            password: PASSWORD.to_owned(),
            must_change_password: true,
            posts: vec![NewPost {
                role: "system_admin".to_owned(),
                region: "140900".parse().unwrap(),
                organisation: None,
            }],
        };
        access::add_account(&app.db, &app.pack, clock, &access::audit::Author::command_line(), account).await.unwrap();
        let browser = fixture.sign_in("duty").await;
        assert_eq!(fixture.get(&browser, "/api/session").await.body["must_change_password"], true);
        let refused = fixture.get(&browser, "/api/accounts").await;
        insta::assert_json_snapshot!("password_change_required", refused.body);
        let browser = changed(&fixture, &browser, PASSWORD, NEW).await;
        assert_eq!(fixture.get(&browser, "/api/accounts").await.status, 200);
    }

    /// An administrator's new password opens a locked account and ends its sessions.
    async fn a_password_set_from_outside_unlocks(db) {
        let fixture = Fixture::new(db).await;
        let app = &fixture.app;
        let before = fixture.sign_in("viewer").await;
        for _ in 0..6 {
            fixture.try_sign_in(&Browser::new(), "viewer", "a wrong password").await;
        }
        let viewer = access::account_named(app, "Viewer").await.unwrap();
        access::set_password(app, &access::audit::Author::command_line(), &viewer, NEW.to_owned(), false).await.unwrap();
        assert_eq!(fixture.get(&before, "/api/session").await.status, 401);
        assert_eq!(fixture.try_sign_in(&Browser::new(), "viewer", NEW).await.status, 200);
        let nobody = access::account_named(app, "nobody").await;
        assert_eq!(
            nobody.unwrap_err().to_string(),
            "there is no account `nobody`; `yufang account list` shows those there are"
        );
    }
}
