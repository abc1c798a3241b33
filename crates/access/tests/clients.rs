//! API clients: keys that work, are narrow, slow, rotated, over and taken away.

use serde_json::{Value, json};

use crate::fixture::{Answer, Browser, Fixture};

const PATH: &str = "/api/api-clients";

fn wanted(role: &str, permissions: Value) -> Value {
    let mut body = json!({
        "name": "忻州市人民医院 HIS",
        "post": { "role": role, "region": "140900" },
        "expires_at": "2026-09-01T00:00:00Z",
        "requests_per_minute": 3,
    });
    if !permissions.is_null() {
        body["permissions"] = permissions;
    }
    body
}

/// Makes a client that may search the list of accounts' names no further than its permissions, and returns id and key.
async fn made(fixture: &Fixture, admin: &Browser, body: Value) -> (String, String) {
    let made = fixture.post(admin, PATH, body).await;
    assert_eq!(made.status, 201, "{made:?}");
    let text = |name: &str| made.body[name].as_str().unwrap().to_owned();
    (text("id"), text("key"))
}

/// Asks with a key for a page that needs some permission, and for one that needs another.
async fn ask(fixture: &Fixture, key: &str, path: &str) -> Answer {
    let program = Browser::new().with_key(key).on_another_site();
    fixture.get(&program, path).await
}

testkit::on_both! {
    /// A key opens what its post allows and nothing else, and its requests need no header of ours.
    async fn a_key_opens_what_its_post_allows(db) {
        let fixture = Fixture::new(db).await;
        let admin = fixture.sign_in("security").await;
        let before = fixture.trail_end().await;
        let (id, key) = made(&fixture, &admin, wanted("system_admin", json!(["operations.read"]))).await;
        assert_eq!(fixture.trail(before).await, ["api_client.created"]);
        assert!(key.starts_with(&format!("yf_{id}_")), "{key}");
        // The role may list accounts; a program never may.
        let refused = ask(&fixture, &key, "/api/accounts").await;
        assert_eq!((refused.status, &refused.body["code"]), (403, &json!("forbidden")));
        // The session of a person is none of a program's business.
        let own = ask(&fixture, &key, "/api/session").await;
        assert_eq!((own.status, &own.body["code"]), (401, &json!("not_signed_in")));
        for wrong in [key[..key.len() - 1].to_owned(), key.replace("yf_", "yf_0"), format!("yf_{id}_{}", "0".repeat(64)), String::new()] {
            let answer = ask(&fixture, &wrong, "/api/accounts").await;
            assert_eq!((answer.status, &answer.body["code"]), (401, &json!("api_key_invalid")), "{wrong}");
        }
        let stored: Vec<String> = sqlx::query_scalar("SELECT key_hash FROM api_client_key").fetch_all(db.read()).await.unwrap();
        assert!(!key.contains(&stored[0]) && stored.len() == 1);
        let shown = fixture.get(&admin, PATH).await.body;
        let client = &shown["items"][0];
        assert_eq!(
            (&client["id"], &client["permissions"], &client["state"], client["keys"].as_array().unwrap().len()),
            (&json!(id), &json!(["operations.read"]), &json!("active"), 1)
        );
        assert!(!shown.to_string().contains(&key));
        assert_eq!(db.verify(&[platform::CHECKS, access::CHECKS]).await.unwrap(), []);
    }

    /// What cannot be made says which field is wrong; who may not make clients is refused.
    async fn only_sensible_clients_are_made(db) {
        let fixture = Fixture::new(db).await;
        let admin = fixture.sign_in("security").await;
        let mut refusals = Vec::new();
        let with = |field: &str, value: Value| {
            let mut body = wanted("viewer", Value::Null);
            body[field] = value;
            body
        };
        for body in [
            with("name", json!("  ")),
            with("expires_at", json!("2026-03-01T00:00:00Z")),
            with("expires_at", json!("2028-01-01T00:00:00Z")),
            with("requests_per_minute", json!(0)),
            with("permissions", json!(["imports.write"])),
            with("post", json!({ "role": "emperor", "region": "140900" })),
            with("post", json!({ "role": "viewer", "region": "990000" })),
            wanted("audit_admin", Value::Null),
            wanted("system_admin", json!(["accounts.manage"])),
        ] {
            let answer = fixture.post(&admin, PATH, body).await;
            assert_eq!(answer.status, 422, "{answer:?}");
            refusals.push(format!("{} {}", answer.body["errors"][0]["field"], answer.body["errors"][0]["rule"]).replace('"', ""));
        }
        assert_eq!(refusals, [
            "name name", "expires_at out_of_range", "expires_at out_of_range", "requests_per_minute out_of_range",
            "permissions unknown_permission", "posts unknown_role", "posts unknown_region", "post no_permission",
            "permissions unknown_permission",
        ]);
        let viewer = fixture.sign_in("viewer").await;
        assert_eq!(fixture.get(&viewer, PATH).await.status, 403);
        assert_eq!(fixture.post(&viewer, PATH, wanted("viewer", Value::Null)).await.status, 403);
        assert_eq!(fixture.post(&admin.clone().on_another_site(), PATH, wanted("viewer", Value::Null)).await.status, 403);
    }

    /// While keys are rotated both are accepted, then the new one; revoking ends all of them.
    async fn keys_are_rotated_and_revoked(db) {
        let fixture = Fixture::new(db).await;
        let admin = fixture.sign_in("security").await;
        let (id, first) = made(&fixture, &admin, wanted("viewer", Value::Null)).await;
        let rotated = fixture.post(&admin, &format!("{PATH}/{id}/rotate"), json!({ "overlap_hours": 1 })).await;
        assert_eq!(rotated.status, 200, "{rotated:?}");
        let second = rotated.body["key"].as_str().unwrap().to_owned();
        // 403: known, and without this permission.
        for (key, status) in [(&first, 403), (&second, 403)] {
            assert_eq!(ask(&fixture, key, "/api/accounts").await.status, status);
        }
        fixture.pass_minutes(60);
        let admin = fixture.sign_in("security").await;
        for (key, status) in [(&first, 401), (&second, 403)] {
            assert_eq!(ask(&fixture, key, "/api/accounts").await.status, status);
        }
        let long = fixture.post(&admin, &format!("{PATH}/{id}/rotate"), json!({ "overlap_hours": 169 })).await;
        assert_eq!(long.body["errors"][0]["field"], "overlap_hours");
        let before = fixture.trail_end().await;
        let revoke = format!("{PATH}/{id}/revoke");
        assert_eq!(fixture.post(&admin, &revoke, Value::Null).await.status, 204);
        assert_eq!(fixture.post(&admin, &revoke, Value::Null).await.status, 404);
        assert_eq!(fixture.post(&admin, &format!("{PATH}/{id}/rotate"), json!({})).await.status, 404);
        assert_eq!(ask(&fixture, &second, "/api/accounts").await.status, 401);
        assert_eq!(fixture.trail(before).await, ["api_client.revoked"]);
        assert_eq!(fixture.get(&admin, PATH).await.body["items"][0]["state"], "revoked");
        assert_eq!(fixture.post(&admin, &format!("{PATH}/nosuchid/revoke"), Value::Null).await.status, 404);
    }

    /// A client that is over is not listened to, and one that asks too often has to wait.
    async fn a_client_has_its_time_and_its_pace(db) {
        let fixture = Fixture::new(db).await;
        let admin = fixture.sign_in("security").await;
        let (_, key) = made(&fixture, &admin, wanted("viewer", Value::Null)).await;
        for _ in 0..3 {
            assert_eq!(ask(&fixture, &key, "/api/accounts").await.status, 403);
        }
        let fast = ask(&fixture, &key, "/api/accounts").await;
        assert_eq!((fast.status, &fast.body["code"], fast.retry_after.as_deref()), (429, &json!("rate_limited"), Some("20")));
        fixture.pass_minutes(1);
        assert_eq!(ask(&fixture, &key, "/api/accounts").await.status, 403);
        fixture.pass_minutes(200 * 24 * 60);
        assert_eq!(ask(&fixture, &key, "/api/accounts").await.status, 401);
    }

    /// The audit trail names the client, and the list says when it asked last.
    async fn a_client_is_named_in_the_trail(db) {
        let fixture = Fixture::new(db).await;
        let admin = fixture.sign_in("security").await;
        let (id, key) = made(&fixture, &admin, wanted("viewer", Value::Null)).await;
        assert_eq!(ask(&fixture, &key, "/api/accounts").await.status, 403);
        let mut used = Value::Null;
        for _ in 0..100 {
            used = fixture.get(&admin, PATH).await.body["items"][0]["last_used_at"].clone();
            if !used.is_null() { break; }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        assert_eq!(used, "2026-03-02T00:00:00.000Z");
        let named: Vec<(String, String)> = sqlx::query_as("SELECT account, role FROM audit_entry WHERE action = 'request.refused'").fetch_all(db.read()).await.unwrap();
        assert_eq!(named, [(format!("client:{id}"), "viewer".to_owned())]);
    }
}
