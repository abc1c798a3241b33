//! The part of the audited walk that is about signing in: second factors, sessions, accounts and API clients.

use std::sync::Arc;

use access::audit::Action;
use access::{AccountClaim, App, OidcSettings, Provider};
use axum::Router;
use kernel::{Clock, FixedClock};
use serde_json::{Value, json};
use testkit::TestDb;
use totp_rs::{Builder, Secret, Totp};

use crate::audited::Walk;
use crate::sign_in;

/// The server with keys and a provider, without which some operations have nothing to do.
pub async fn server(db: &TestDb) -> (App, Router, Arc<FixedClock>) {
    let (mut app, _, clock) = crate::server(db).await;
    let settings = OidcSettings {
        issuer: "https://id.example".to_owned(),
        client_id: "yufang".to_owned(),
        client_secret: "secret".to_owned(),
        public_url: "https://yufang.example".to_owned(),
        name_zh: "统一身份认证".to_owned(),
        name_en: "City sign-in".to_owned(),
        account_claim: AccountClaim::None,
        has_second_factor: false,
    };
    app.oidc = Some(Provider::new(settings).unwrap());
    let router = server::router(app.clone(), signals::overlay(&app));
    (app, router, clock)
}

fn code(totp: &Totp, clock: &FixedClock, steps: i64) -> Value {
    let seconds = clock.now().millis() / 1000 + steps * 30;
    let token = totp.generate(u64::try_from(seconds).unwrap());
    json!({ "code": token.to_string() })
}

/// Everything an account's holder and its administrator can do to it.
pub async fn walk(walk: &mut Walk, system: &str, clock: &FixedClock) {
    second_factor(walk, clock).await;
    accounts(walk, system).await;
    clients(walk).await;
}

async fn second_factor(walk: &mut Walk, clock: &FixedClock) {
    let own = "/api/session/second-factor";
    let at = |rest: &str| format!("{own}/{rest}");
    let named = |rest: &str| format!("post {own}/{rest}");
    let viewer = sign_in(&walk.router, "viewer").await;
    let shown = walk
        .expect(
            &named("enrolment"),
            &viewer,
            &at("enrolment"),
            Value::Null,
            &[Action::EnrolmentBegun],
        )
        .await;
    let secret = Secret::try_from_base32(shown["secret"].as_str().unwrap()).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    walk.expect(
        &named("confirmation"),
        &viewer,
        &at("confirmation"),
        code(&totp, clock, 0),
        &[Action::SecondFactorEnrolled, Action::RecoveryCodesDrawn],
    )
    .await;
    let half = sign_in(&walk.router, "viewer").await;
    walk.expect(
        &format!("post {own}"),
        &half,
        own,
        code(&totp, clock, 1),
        &[Action::SignedIn],
    )
    .await;
    let viewer = walk.cookie.clone();
    clock.advance_millis(60_000);
    let codes = walk
        .expect(
            &named("recovery-codes"),
            &viewer,
            &at("recovery-codes"),
            code(&totp, clock, 0),
            &[Action::RecoveryCodesDrawn],
        )
        .await;
    let recovery = json!({ "recovery_code": codes["recovery_codes"][0] });
    walk.expect(
        &named("removal"),
        &viewer,
        &at("removal"),
        recovery,
        &[Action::RecoveryCodeUsed, Action::SecondFactorRemoved],
    )
    .await;
}

async fn accounts(walk: &mut Walk, system: &str) {
    let (here, there) = (
        sign_in(&walk.router, "xinzhou").await,
        sign_in(&walk.router, "xinzhou").await,
    );
    let (app, hash) = (
        walk.app.clone(),
        "SELECT id FROM account_session AS held ORDER BY held.id DESC LIMIT 1",
    );
    let id: String = sqlx::query_scalar(hash)
        .fetch_one(app.db.read())
        .await
        .unwrap();
    walk.expect(
        "delete /api/sessions/{id}",
        &here,
        &format!("/api/sessions/{id}"),
        Value::Null,
        &[Action::SessionEnded],
    )
    .await;
    drop(there);
    walk.expect(
        "delete /api/sessions",
        &here,
        "/api/sessions",
        Value::Null,
        &[Action::SessionEnded],
    )
    .await;
    let account = access::account_named(&app, "xinzhou").await.unwrap().id;
    let first = json!({ "password": "eight mountains north" });
    let subject = json!({ "subject": "number-7" });
    for (method, rest, body, action) in [
        ("post", "disable", Value::Null, Action::AccountDisabled),
        ("post", "enable", Value::Null, Action::AccountEnabled),
        ("post", "unlock", Value::Null, Action::AccountUnlocked),
        (
            "post",
            "reset-second-factor",
            Value::Null,
            Action::SecondFactorReset,
        ),
        ("post", "password", first, Action::PasswordSet),
        ("delete", "sessions", Value::Null, Action::SessionEnded),
        ("put", "identity", subject, Action::IdentityLinked),
        ("delete", "identity", Value::Null, Action::IdentityUnlinked),
    ] {
        walk.expect(
            &format!("{method} /api/accounts/{{id}}/{rest}"),
            system,
            &format!("/api/accounts/{account}/{rest}"),
            body,
            &[action],
        )
        .await;
    }
}

async fn clients(walk: &mut Walk) {
    let security = sign_in(&walk.router, "security").await;
    let path = "/api/api-clients";
    let client = json!({
        "name": "忻州市人民医院 HIS",
        "post": { "role": "viewer", "region": "140900" },
        "expires_at": "2027-03-01T00:00:00Z",
    });
    let made = walk
        .expect(
            &format!("post {path}"),
            &security,
            path,
            client,
            &[Action::ApiClientCreated],
        )
        .await;
    let id = made["id"].as_str().unwrap().to_owned();
    for (rest, body, action) in [
        ("rotate", json!({}), Action::ApiClientRotated),
        ("revoke", Value::Null, Action::ApiClientRevoked),
    ] {
        walk.expect(
            &format!("post {path}/{{id}}/{rest}"),
            &security,
            &format!("{path}/{id}/{rest}"),
            body,
            &[action],
        )
        .await;
    }
}
