//! Signing in through a provider: one of our own, that signs real tokens over loopback and can be told to cheat.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use access::{AccountClaim, OidcSettings, Provider};
use axum::extract::{Form, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use kernel::{Clock, FixedClock};
use openidconnect::core::{
    CoreEdDsaPrivateSigningKey, CoreHmacKey, CoreIdToken, CoreIdTokenClaims,
    CoreJwsSigningAlgorithm,
};
use openidconnect::{
    AccessToken, Audience, EmptyAdditionalClaims, EndUserEmail, EndUserUsername, IssuerUrl,
    JsonWebKeyId, Nonce, PkceCodeChallenge, PkceCodeVerifier, PrivateSigningKey, StandardClaims,
    SubjectIdentifier,
};
use serde_json::{Value, json};
use testkit::TestDb;

use crate::fixture::{Answer, Browser, Fixture, PASSWORD};

const CLIENT: &str = "yufang";
const SECRET: &str = "a secret of the test";

/// How the provider cheats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cheat {
    No,
    OtherKey,
    SharedSecret,
    OtherNonce,
    OtherAudience,
    OtherIssuer,
    Expired,
    OtherAccessToken,
    NoToken,
}

struct Desk {
    issuer: String,
    clock: Arc<FixedClock>,
    key: CoreEdDsaPrivateSigningKey,
    forged: CoreEdDsaPrivateSigningKey,
    /// Nonce and challenge behind each code that was not exchanged yet.
    codes: Mutex<HashMap<String, (String, String)>>,
    cheat: Mutex<Cheat>,
    claims: Mutex<StandardClaims<openidconnect::core::CoreGenderClaim>>,
}

fn key() -> CoreEdDsaPrivateSigningKey {
    let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    let id = JsonWebKeyId::new("one".to_owned());
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pair.serialize_pem(), Some(id)).unwrap()
}

fn subject(name: &str) -> StandardClaims<openidconnect::core::CoreGenderClaim> {
    StandardClaims::new(SubjectIdentifier::new(name.to_owned()))
}

impl Desk {
    /// A provider on a port of its own.
    async fn open(clock: Arc<FixedClock>) -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let desk = Arc::new(Desk {
            issuer: format!("http://{}", listener.local_addr().unwrap()),
            clock,
            key: key(),
            forged: key(),
            codes: Mutex::default(),
            cheat: Mutex::new(Cheat::No),
            claims: Mutex::new(subject("number-7")),
        });
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/keys", get(keys))
            .route("/token", post(exchange))
            .with_state(desk.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        desk
    }

    /// What the provider's page does once somebody proved who they are: a code and the state, as they come back.
    fn authorize(&self, location: &str) -> String {
        let query = location
            .strip_prefix(&format!("{}/authorize?", self.issuer))
            .unwrap();
        let asked: HashMap<String, String> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        assert_eq!(
            (
                asked["client_id"].as_str(),
                asked["response_type"].as_str(),
                asked["code_challenge_method"].as_str()
            ),
            (CLIENT, "code", "S256")
        );
        assert_eq!(
            asked["redirect_uri"],
            "https://yufang.test/api/session/oidc/callback"
        );
        let mut codes = self.codes.lock().unwrap();
        let code = format!("code-{}", codes.len());
        codes.insert(
            code.clone(),
            (asked["nonce"].clone(), asked["code_challenge"].clone()),
        );
        format!(
            "/api/session/oidc/callback?state={}&code={code}",
            asked["state"]
        )
    }

    fn cheat(&self, cheat: Cheat) {
        *self.cheat.lock().unwrap() = cheat;
    }
}

async fn describe(State(desk): State<Arc<Desk>>) -> Json<Value> {
    let issuer = &desk.issuer;
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
    }))
}

async fn keys(State(desk): State<Arc<Desk>>) -> Json<Value> {
    Json(json!({ "keys": [desk.key.as_verification_key()] }))
}

async fn exchange(
    State(desk): State<Arc<Desk>>,
    Form(asked): Form<HashMap<String, String>>,
) -> (axum::http::StatusCode, Json<Value>) {
    let held = desk.codes.lock().unwrap().remove(&asked["code"]);
    let verifier = PkceCodeVerifier::new(asked["code_verifier"].clone());
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
    let Some((nonce, _)) = held.filter(|(_, wanted)| wanted == challenge.as_str()) else {
        let refused = Json(json!({ "error": "invalid_grant" }));
        return (axum::http::StatusCode::BAD_REQUEST, refused);
    };
    let cheat = *desk.cheat.lock().unwrap();
    let now = u64::try_from(desk.clock.now().millis()).unwrap();
    let at = |millis: u64| (UNIX_EPOCH + Duration::from_millis(millis)).into();
    let issuer = match cheat {
        Cheat::OtherIssuer => "https://other.example".to_owned(),
        _ => desk.issuer.clone(),
    };
    let audience = if cheat == Cheat::OtherAudience {
        "somebody else"
    } else {
        CLIENT
    };
    let expires = if cheat == Cheat::Expired {
        now - 1_000
    } else {
        now + 60_000
    };
    let nonce = if cheat == Cheat::OtherNonce {
        "another".to_owned()
    } else {
        nonce
    };
    let claims = CoreIdTokenClaims::new(
        IssuerUrl::new(issuer).unwrap(),
        vec![Audience::new(audience.to_owned())],
        at(expires),
        at(now),
        desk.claims.lock().unwrap().clone(),
        EmptyAdditionalClaims {},
    )
    .set_nonce(Some(Nonce::new(nonce)));
    let access_token = AccessToken::new("an access token".to_owned());
    let token = match cheat {
        Cheat::SharedSecret => CoreIdToken::new(
            claims,
            &CoreHmacKey::new(SECRET),
            CoreJwsSigningAlgorithm::HmacSha256,
            Some(&access_token),
            None,
        ),
        Cheat::OtherKey => CoreIdToken::new(
            claims,
            &desk.forged,
            CoreJwsSigningAlgorithm::EdDsa,
            Some(&access_token),
            None,
        ),
        _ => CoreIdToken::new(
            claims,
            &desk.key,
            CoreJwsSigningAlgorithm::EdDsa,
            Some(&access_token),
            None,
        ),
    };
    let given = if cheat == Cheat::OtherAccessToken {
        "another access token"
    } else {
        "an access token"
    };
    let mut answer = json!({ "access_token": given, "token_type": "bearer" });
    if cheat != Cheat::NoToken {
        answer["id_token"] = json!(token.unwrap());
    }
    (axum::http::StatusCode::OK, Json(answer))
}

/// The demonstration with a provider.
async fn fixture(db: &TestDb, change: impl FnOnce(&mut OidcSettings)) -> (Fixture, Arc<Desk>) {
    let fixture = Fixture::new(db).await;
    let desk = Desk::open(fixture.clock.clone()).await;
    let mut settings = OidcSettings {
        issuer: desk.issuer.clone(),
        client_id: CLIENT.to_owned(),
        client_secret: SECRET.to_owned(),
        public_url: "https://yufang.test/".to_owned(),
        name_zh: "统一身份认证".to_owned(),
        name_en: "City sign-in".to_owned(),
        account_claim: AccountClaim::None,
        has_second_factor: false,
    };
    change(&mut settings);
    let mut app = fixture.app.clone();
    app.oidc = Some(Provider::new(settings).unwrap());
    (fixture.over(app), desk)
}

/// A browser that is on its way, and the address with which it comes back.
async fn leave(fixture: &Fixture, desk: &Desk) -> (Browser, String) {
    let start = fixture
        .get(
            &Browser::new(),
            "/api/session/oidc/start?return_to=/signals",
        )
        .await;
    assert_eq!(start.status, 303, "{start:?}");
    let cookie = &start.cookies[0];
    assert!(
        cookie.contains("HttpOnly; SameSite=Lax; Secure; Path=/api/session/oidc"),
        "{cookie}"
    );
    let back = desk.authorize(start.location.as_deref().unwrap());
    (Browser::new().with_all(&start), back)
}

/// The whole way, and where it ended.
async fn go(fixture: &Fixture, desk: &Desk) -> Answer {
    let (browser, back) = leave(fixture, desk).await;
    fixture.get(&browser, &back).await
}

#[track_caller]
fn is_turned_away(answer: &Answer, code: &str) {
    assert_eq!(
        (answer.status, answer.location.as_deref()),
        (303, Some(format!("/sign-in?problem={code}").as_str()))
    );
    assert!(
        answer
            .cookies
            .iter()
            .all(|cookie| !cookie.starts_with("yufang_session=")),
        "{:?}",
        answer.cookies
    );
}

async fn link(fixture: &Fixture, name: &str, subject: &str) -> Answer {
    let admin = fixture.sign_in("system").await;
    let path = format!("/api/accounts/{}/identity", fixture.id_of(name).await);
    fixture
        .send(&admin, "PUT", &path, json!({ "subject": subject }))
        .await
}

testkit::on_both! {
    /// Somebody whose account is linked comes back signed in, with what their posts allow and nothing more.
    async fn a_linked_account_signs_in(db) {
        let (fixture, desk) = fixture(db, |_| ()).await;
        let options = fixture.get(&Browser::new(), "/api/session/options").await.body;
        assert_eq!(options["provider"], json!({ "name_zh": "统一身份认证", "name_en": "City sign-in" }));
        is_turned_away(&go(&fixture, &desk).await, "not_linked");
        let before = fixture.trail_end().await;
        assert_eq!(link(&fixture, "viewer", "number-7").await.status, 204);
        assert_eq!(link(&fixture, "xinzhou", "number-7").await.body["code"], "identity_taken");
        assert_eq!(link(&fixture, "viewer", "number-8").await.body["code"], "identity_taken");
        let done = go(&fixture, &desk).await;
        assert_eq!((done.status, done.location.as_deref()), (303, Some("/signals")));
        let browser = Browser::new().with_all(&done);
        let session = fixture.get(&browser, "/api/session").await.body;
        assert_eq!((&session["username"], &session["next"]), (&json!("viewer"), &Value::Null));
        let posts = fixture.get(&fixture.sign_in("viewer").await, "/api/session").await.body["posts"].clone();
        assert_eq!(session["posts"], posts);
        let trail: Vec<String> = fixture.trail(before).await.into_iter().filter(|entry| entry != "session.signed_in").collect();
        assert_eq!(trail, ["identity.linked"]);
        // Nobody's name at the provider is kept in the clear.
        let stored: Vec<String> = sqlx::query_scalar("SELECT subject_hash FROM account_identity").fetch_all(db.read()).await.unwrap();
        assert!(stored.len() == 1 && !stored[0].contains("number-7"));
        let admin = fixture.sign_in("system").await;
        let path = format!("/api/accounts/{}/identity", fixture.id_of("viewer").await);
        assert_eq!(fixture.send(&admin, "DELETE", &path, Value::Null).await.status, 204);
        is_turned_away(&go(&fixture, &desk).await, "not_linked");
    }

    /// A forged, foreign, expired or exchanged token opens nothing, and it is on record why.
    async fn a_token_that_is_not_right_is_refused(db) {
        let (fixture, desk) = fixture(db, |_| ()).await;
        link(&fixture, "viewer", "number-7").await;
        for cheat in [
            Cheat::OtherKey, Cheat::SharedSecret, Cheat::OtherNonce, Cheat::OtherAudience, Cheat::OtherIssuer,
            Cheat::Expired, Cheat::OtherAccessToken, Cheat::NoToken,
        ] {
            desk.cheat(cheat);
            let before = fixture.trail_end().await;
            let answer = go(&fixture, &desk).await;
            assert_eq!(answer.location.as_deref(), Some("/sign-in?problem=token_invalid"), "{cheat:?}");
            is_turned_away(&answer, "token_invalid");
            assert_eq!(fixture.trail(before).await, ["session.sign_in_failed refused {\"reason\":\"token_invalid\"}"]);
        }
        desk.cheat(Cheat::No);
        assert_eq!(go(&fixture, &desk).await.location.as_deref(), Some("/signals"));
    }

    /// The way back works once, in the browser that left, in time, with a state that was given out.
    async fn the_way_back_works_once_and_in_its_browser(db) {
        let (fixture, desk) = fixture(db, |_| ()).await;
        link(&fixture, "viewer", "number-7").await;
        let (browser, back) = leave(&fixture, &desk).await;
        is_turned_away(&fixture.get(&Browser::new(), &back).await, "state_unknown");
        is_turned_away(&fixture.get(&browser, &back).await, "state_unknown");

        let (browser, back) = leave(&fixture, &desk).await;
        let (other, _) = leave(&fixture, &desk).await;
        is_turned_away(&fixture.get(&other, &back).await, "state_unknown");

        let (_, back_used) = (browser, back);
        let (browser, back) = leave(&fixture, &desk).await;
        assert_eq!(fixture.get(&browser, &back).await.location.as_deref(), Some("/signals"));
        is_turned_away(&fixture.get(&browser, &back).await, "state_unknown");
        is_turned_away(&fixture.get(&browser, &back_used).await, "state_unknown");

        let (browser, back) = leave(&fixture, &desk).await;
        fixture.pass_minutes(10);
        is_turned_away(&fixture.get(&browser, &back).await, "state_unknown");
        let (browser, back) = leave(&fixture, &desk).await;
        let refused = back.split("&code=").next().unwrap();
        is_turned_away(&fixture.get(&browser, refused).await, "provider_refused");
        let (browser, back) = leave(&fixture, &desk).await;
        is_turned_away(&fixture.get(&browser, &format!("{back}x")).await, "provider_refused");
        is_turned_away(&fixture.get(&browser, "/api/session/oidc/callback").await, "state_unknown");
    }

    /// Whoever begins sign-ins without end fills no table: the oldest are forgotten, the newest come back.
    async fn sign_ins_on_their_way_are_limited(db) {
        let (fixture, desk) = fixture(db, |_| ()).await;
        let before = fixture.app.clock.now().plus_millis(-60_000).millis();
        let mut tx = db.begin().await.unwrap();
        sqlx::query(
            "INSERT INTO oidc_attempt (state_hash, browser_hash, return_to, started_at) \
             WITH RECURSIVE flood(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM flood WHERE number < 10050) \
             SELECT 'flood ' || CAST(number AS TEXT), 'b', '/', CAST($1 AS BIGINT) FROM flood",
        ).bind(before).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        link(&fixture, "viewer", "number-7").await;
        let answer = go(&fixture, &desk).await;
        assert_eq!(answer.location.as_deref(), Some("/signals"), "{answer:?}");
        let kept: i64 = sqlx::query_scalar("SELECT count(*) FROM oidc_attempt").fetch_one(db.read()).await.unwrap();
        assert!(kept <= 10_000, "{kept}");
    }

    /// A claim the city trusts links an account that exists at the first sign-in, makes none, and an unverified address none at all.
    async fn a_trusted_claim_links_an_account_that_exists(db) {
        let (fixture, desk) = fixture(db, |settings| settings.account_claim = AccountClaim::PreferredUsername).await;
        *desk.claims.lock().unwrap() = subject("number-9").set_preferred_username(Some(EndUserUsername::new("nobody.there".to_owned())));
        is_turned_away(&go(&fixture, &desk).await, "not_linked");
        *desk.claims.lock().unwrap() = subject("number-9").set_preferred_username(Some(EndUserUsername::new("Viewer".to_owned())));
        let before = fixture.trail_end().await;
        assert_eq!(go(&fixture, &desk).await.location.as_deref(), Some("/signals"));
        assert_eq!(fixture.trail(before).await, ["session.signed_in", "identity.linked"]);
        // Somebody else who calls themselves so at the provider does not get the account.
        *desk.claims.lock().unwrap() = subject("number-10").set_preferred_username(Some(EndUserUsername::new("viewer".to_owned())));
        is_turned_away(&go(&fixture, &desk).await, "not_linked");
        let accounts: i64 = sqlx::query_scalar("SELECT count(*) FROM account").fetch_one(db.read()).await.unwrap();
        assert_eq!(usize::try_from(accounts).unwrap(), fixture.app.pack.demo_accounts.len());

        let mut app = fixture.app.clone();
        let settings = app.oidc.as_ref().unwrap().settings().clone();
        app.oidc = Some(Provider::new(OidcSettings { account_claim: AccountClaim::Email, ..settings }).unwrap());
        let fixture = fixture.over(app);
        *desk.claims.lock().unwrap() = subject("number-11")
            .set_email(Some(EndUserEmail::new("xinzhou".to_owned())))
            .set_email_verified(Some(false));
        is_turned_away(&go(&fixture, &desk).await, "not_linked");
        let verified = desk.claims.lock().unwrap().clone().set_email_verified(Some(true));
        *desk.claims.lock().unwrap() = verified;
        assert_eq!(go(&fixture, &desk).await.location.as_deref(), Some("/signals"));
    }

    /// A closed account stays closed, and who has a second factor here is asked for it unless the provider asks itself.
    async fn the_provider_opens_no_closed_account(db) {
        let (fixture, desk) = fixture(db, |_| ()).await;
        link(&fixture, "viewer", "number-7").await;
        let admin = fixture.sign_in("system").await;
        let path = |verb: &str, id: &str| format!("/api/accounts/{id}/{verb}");
        let id = fixture.id_of("viewer").await;
        fixture.post(&admin, &path("disable", &id), Value::Null).await;
        is_turned_away(&go(&fixture, &desk).await, "account_disabled");
        fixture.post(&admin, &path("enable", &id), Value::Null).await;
        // A first password that stands is no hindrance for whoever never types it.
        fixture.post(&admin, &path("password", &id), json!({ "password": "eight mountains north" })).await;
        let browser = Browser::new().with_all(&go(&fixture, &desk).await);
        assert_eq!(fixture.get(&browser, "/api/session").await.body["next"], Value::Null);
        assert_eq!(fixture.try_sign_in(&Browser::new(), "viewer", PASSWORD).await.status, 401);
    }

    /// Who has a second factor here is asked for it, unless the provider asks itself.
    async fn the_second_factor_is_asked_for_here_or_there(db) {
        let (fixture, desk) = fixture(db, |_| ()).await;
        link(&fixture, "viewer", "number-7").await;
        crate::second_factor::enrol(&fixture, &fixture.sign_in("viewer").await).await;
        let before = fixture.trail_end().await;
        let half = Browser::new().with_all(&go(&fixture, &desk).await);
        assert_eq!(fixture.get(&half, "/api/session").await.body["next"], "second_factor");
        assert_eq!(fixture.trail(before).await, ["session.provider_accepted"]);
        let mut app = fixture.app.clone();
        let settings = app.oidc.as_ref().unwrap().settings().clone();
        app.oidc = Some(Provider::new(OidcSettings { has_second_factor: true, ..settings }).unwrap());
        let fixture = fixture.over(app);
        let whole = Browser::new().with_all(&go(&fixture, &desk).await);
        assert_eq!(fixture.get(&whole, "/api/session").await.body["next"], Value::Null);
    }
}

#[test]
fn a_provider_without_https_is_refused() {
    let settings = |issuer: &str, public_url: &str| OidcSettings {
        issuer: issuer.to_owned(),
        client_id: CLIENT.to_owned(),
        client_secret: SECRET.to_owned(),
        public_url: public_url.to_owned(),
        name_zh: String::new(),
        name_en: String::new(),
        account_claim: AccountClaim::None,
        has_second_factor: false,
    };
    assert!(Provider::new(settings("https://id.example", "https://yufang.example")).is_ok());
    for (issuer, public_url) in [
        ("http://id.example", "https://yufang.example"),
        ("https://id.example", "http://yufang.example"),
        ("id.example", "https://yufang.example"),
    ] {
        let refused = Provider::new(settings(issuer, public_url)).unwrap_err();
        assert!(
            refused.to_string().ends_with("write https://NAME"),
            "{refused}"
        );
        assert!(!format!("{:?}", settings(issuer, public_url)).contains(SECRET));
    }
}
