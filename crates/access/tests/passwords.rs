//! Changing passwords.

use access::{NewAccount, NewPost};
use serde_json::{Value, json};

use crate::fixture::{Browser, Fixture, PASSWORD};

const NEW: &str = "seven counties east of here";

async fn change(fixture: &Fixture, browser: &Browser, current: &str, new: &str) -> (u16, Value) {
    let body = json!({ "current": current, "new": new });
    let answer = fixture
        .send(browser, "POST", "/api/session/password", body)
        .await;
    (answer.status, answer.body)
}

testkit::on_both! {
    /// The new password works, the old one does not, and sessions elsewhere end.
    async fn a_changed_password_ends_other_sessions(db) {
        let fixture = Fixture::new(db).await;
        let here = fixture.sign_in("viewer").await;
        let elsewhere = fixture.sign_in("viewer").await;
        let other_person = fixture.sign_in("xinzhou").await;
        assert_eq!(change(&fixture, &here, PASSWORD, NEW).await.0, 204);
        for (browser, status) in [(&here, 200), (&elsewhere, 401), (&other_person, 200)] {
            assert_eq!(fixture.get(browser, "/api/session").await.status, status);
        }
        assert_eq!(fixture.try_sign_in(&Browser::new(), "viewer", PASSWORD).await.status, 401);
        assert_eq!(fixture.try_sign_in(&Browser::new(), "viewer", NEW).await.status, 200);
        assert_eq!(change(&fixture, &here, PASSWORD, NEW).await.0, 422);
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
        assert_eq!(change(&fixture, &browser, PASSWORD, NEW).await.0, 204);
        assert_eq!(fixture.get(&browser, "/api/accounts").await.status, 200);
    }

    /// An administrator's new password opens a locked account and ends its sessions.
    async fn a_password_set_from_outside_unlocks(db) {
        let fixture = Fixture::new(db).await;
        let (db, clock) = (&fixture.app.db, fixture.clock.as_ref());
        let before = fixture.sign_in("viewer").await;
        for _ in 0..6 {
            fixture.try_sign_in(&Browser::new(), "viewer", "a wrong password").await;
        }
        access::set_password(db, &fixture.app.pack, clock, "Viewer", NEW.to_owned(), false).await.unwrap();
        assert_eq!(fixture.get(&before, "/api/session").await.status, 401);
        assert_eq!(fixture.try_sign_in(&Browser::new(), "viewer", NEW).await.status, 200);
        let nobody = access::set_password(db, &fixture.app.pack, clock, "nobody", NEW.to_owned(), false).await;
        assert_eq!(
            nobody.unwrap_err().to_string(),
            "there is no account `nobody`; `yufang account list` shows those there are"
        );
    }
}
