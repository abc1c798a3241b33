//! Making and listing accounts.

use serde_json::json;

use crate::fixture::{Browser, Fixture};

testkit::on_both! {
    /// Loading the demonstration twice makes nothing twice, and the database is whole.
    async fn demo_accounts_load_once(db) {
        let fixture = Fixture::new(db).await;
        let again = access::load_demo_accounts(&fixture.app.db, &fixture.app.pack, fixture.clock.as_ref())
            .await
            .unwrap();
        assert_eq!(again, 0);
        fixture.sign_in("viewer").await;
        let damage = db.verify(&[platform::CHECKS, access::CHECKS]).await.unwrap();
        assert_eq!(damage, []);
    }

    /// Accounts come in pages by name, to account managers only.
    async fn accounts_are_listed_in_pages(db) {
        let fixture = Fixture::new(db).await;
        let admin = fixture.sign_in("system").await;
        let (mut names, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = fixture.get(&admin, &format!("/api/accounts?limit=3{cursor}")).await.body;
            for account in page["items"].as_array().unwrap() {
                names.push(account["username"].as_str().unwrap().to_owned());
            }
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let mut wanted: Vec<&str> = fixture.app.pack.demo_accounts.iter().map(|account| account.username.as_str()).collect();
        wanted.sort_unstable();
        assert_eq!(names, wanted);
        let viewer = fixture.sign_in("viewer").await;
        insta::assert_json_snapshot!("accounts_forbidden", fixture.get(&viewer, "/api/accounts").await.body);
        for (path, field, rule) in [
            ("/api/accounts?limit=0", "limit", "out_of_range"),
            ("/api/accounts?limit=many", "limit", "parameter"),
            ("/api/accounts?cursor=zz", "cursor", "bad_cursor"),
        ] {
            let answer = fixture.get(&admin, path).await;
            let error = &answer.body["errors"][0];
            assert_eq!((answer.status, error["field"].as_str(), error["rule"].as_str()), (422, Some(field), Some(rule)));
        }
        assert_eq!(fixture.get(&Browser::new(), "/api/accounts").await.status, 401);
    }

    /// A made account signs in and may do nothing; a second of the same name, or with rights from the start, is refused.
    async fn an_account_is_made_without_rights(db) {
        let fixture = Fixture::new(db).await;
        let admin = fixture.sign_in("system").await;
        let account = |name: &str, password: &str| json!({ "username": name, "password": password });
        let good = account("Duty.Officer", "Yufang-demo-2026");
        let made = fixture.send(&admin, "POST", "/api/accounts", good.clone()).await;
        assert_eq!(made.status, 201, "{made:?}");
        let duty = fixture.sign_in("duty.officer").await;
        let session = fixture.get(&duty, "/api/session").await.body;
        assert_eq!(session["must_change_password"], true);
        assert_eq!(session["permissions"], json!([]));
        let mut refusals = Vec::new();
        for body in [
            good.clone(),
            account("two words", "Yufang-demo-2026"),
            account("other", "short"),
            json!({ "username": "other", "password": "Yufang-demo-2026", "posts": [{ "role": "viewer", "region": "140900" }] }),
        ] {
            let answer = fixture.send(&admin, "POST", "/api/accounts", body).await;
            assert_eq!(answer.status, 422, "{answer:?}");
            refusals.push(answer.body["errors"][0]["rule"].as_str().unwrap().to_owned());
        }
        assert_eq!(refusals, ["taken", "username", "too_short", "fields"]);
        let viewer = fixture.sign_in("viewer").await;
        assert_eq!(fixture.send(&viewer, "POST", "/api/accounts", good).await.status, 403);
    }
}
