//! The second factor: enrolled, asked for, used once, lost and taken away.

use serde_json::{Value, json};
use totp_rs::{Builder, Secret, Totp};

use crate::fixture::{Answer, Browser, Fixture, PASSWORD};

/// Somebody's authenticator and the sheet with their recovery codes.
pub struct Authenticator {
    totp: Totp,
    pub recovery_codes: Vec<String>,
}

impl Authenticator {
    fn with(secret: &str) -> Self {
        let secret = Secret::try_from_base32(secret).unwrap();
        Authenticator {
            totp: Builder::new().with_secret(secret).build().unwrap(),
            recovery_codes: Vec::new(),
        }
    }

    /// What it shows `steps` steps from now.
    pub fn code(&self, fixture: &Fixture, steps: i64) -> String {
        use kernel::Clock;
        let seconds = fixture.clock.now().millis() / 1000 + steps * 30;
        self.totp
            .generate(u64::try_from(seconds).unwrap())
            .to_string()
    }
}

const OWN: &str = "/api/session/second-factor";

/// Enrols the second factor of whoever is signed in and returns the browser with its new cookie.
pub async fn enrol(fixture: &Fixture, browser: &Browser) -> (Browser, Authenticator) {
    let shown = fixture
        .post(browser, &format!("{OWN}/enrolment"), Value::Null)
        .await;
    assert_eq!(shown.status, 200, "{shown:?}");
    let mut authenticator = Authenticator::with(shown.body["secret"].as_str().unwrap());
    let uri = shown.body["uri"].as_str().unwrap();
    assert!(uri.starts_with("otpauth://totp/Yufang:"), "{uri}");
    let picture = shown.body["qr_svg"].as_str().unwrap();
    assert!(picture.contains("<svg") && !picture.contains("<script"));
    let body = json!({ "code": authenticator.code(fixture, 0) });
    let done = fixture
        .post(browser, &format!("{OWN}/confirmation"), body)
        .await;
    assert_eq!(done.status, 200, "{done:?}");
    let codes = done.body["recovery_codes"].as_array().unwrap();
    authenticator.recovery_codes = codes
        .iter()
        .map(|code| code.as_str().unwrap().to_owned())
        .collect();
    (browser.clone().with(&done), authenticator)
}

async fn prove(fixture: &Fixture, browser: &Browser, body: Value) -> Answer {
    fixture.post(browser, OWN, body).await
}

/// A browser in which the password was right and the code is still to come.
async fn half_way(fixture: &Fixture, name: &str) -> Browser {
    let browser = fixture.sign_in(name).await;
    let session = fixture.get(&browser, "/api/session").await;
    assert_eq!(session.body["next"], "second_factor");
    browser
}

testkit::on_both! {
    /// Whose role needs a second factor enrols it before anything else, and types a code from then on.
    async fn an_administrator_enrols_before_anything_else(db) {
        let fixture = Fixture::strict(db).await;
        let first = fixture.sign_in("system").await;
        let session = fixture.get(&first, "/api/session").await;
        assert_eq!((&session.body["next"], &session.body["second_factor"]["is_required"]), (&json!("enrol_second_factor"), &json!(true)));
        let refused = fixture.get(&first, "/api/accounts").await;
        assert_eq!((refused.status, &refused.body["code"]), (403, &json!("second_factor_enrolment_required")));
        let elsewhere = fixture.sign_in("system").await;
        let before = fixture.trail_end().await;
        let (signed_in, authenticator) = enrol(&fixture, &first).await;
        assert_eq!(
            fixture.trail(before).await,
            ["second_factor.enrolment_begun", "second_factor.enrolled", "second_factor.recovery_codes_drawn"]
        );
        // The session goes on under a new token; the old one and sessions elsewhere are over.
        for (browser, status) in [(&signed_in, 200), (&first, 401), (&elsewhere, 401)] {
            assert_eq!(fixture.get(browser, "/api/accounts").await.status, status);
        }
        let own = fixture.get(&signed_in, OWN).await.body;
        assert_eq!((&own["is_on"], &own["recovery_codes_left"]), (&json!(true), &json!(10)));

        let half = half_way(&fixture, "system").await;
        let before = fixture.trail_end().await;
        let done = prove(&fixture, &half, json!({ "code": authenticator.code(&fixture, 1) })).await;
        assert_eq!((done.status, &done.body["next"]), (200, &Value::Null), "{done:?}");
        assert_eq!(fixture.trail(before).await, ["session.signed_in"]);
        let whole = half.clone().with(&done);
        assert_eq!(fixture.get(&whole, "/api/accounts").await.status, 200);
        assert_eq!(fixture.get(&half, "/api/session").await.status, 401, "the token from before the code");
        assert_eq!(prove(&fixture, &whole, json!({ "code": "000000" })).await.body["code"], "no_second_factor_pending");
        // A viewer's role is not marked.
        let viewer = fixture.sign_in("viewer").await;
        assert_eq!(fixture.get(&viewer, "/api/session").await.body["next"], Value::Null);
        assert_eq!(db.verify(&[platform::CHECKS, vault::CHECKS, access::CHECKS]).await.unwrap(), []);
    }

    /// Knowing the password alone reads nothing and changes nothing.
    async fn a_password_alone_opens_nothing(db) {
        let fixture = Fixture::new(db).await;
        let (_, authenticator) = enrol(&fixture, &fixture.sign_in("system").await).await;
        let half = half_way(&fixture, "system").await;
        let id = fixture.id_of("viewer").await;
        for (method, path, body) in [
            ("GET", "/api/accounts".to_owned(), Value::Null),
            ("GET", "/api/sessions".to_owned(), Value::Null),
            ("DELETE", "/api/sessions".to_owned(), Value::Null),
            ("POST", "/api/session/password".to_owned(), json!({ "current": PASSWORD, "new": "seven counties east" })),
            ("POST", format!("{OWN}/enrolment"), Value::Null),
            ("POST", format!("{OWN}/confirmation"), json!({ "code": authenticator.code(&fixture, 1) })),
            ("POST", format!("{OWN}/removal"), json!({ "code": authenticator.code(&fixture, 1) })),
            ("POST", format!("{OWN}/recovery-codes"), json!({ "code": authenticator.code(&fixture, 1) })),
            ("POST", format!("/api/accounts/{id}/disable"), Value::Null),
        ] {
            let answer = fixture.send(&half, method, &path, body).await;
            assert_eq!((answer.status, &answer.body["code"]), (403, &json!("second_factor_required")), "{method} {path}");
        }
        fixture.pass_minutes(10);
        let late = prove(&fixture, &half, json!({ "code": authenticator.code(&fixture, 0) })).await;
        assert_eq!(late.status, 401, "ten minutes later the password has to be typed again");
    }

    /// A code is accepted once, one step early or late, and no further.
    async fn a_code_is_accepted_once_and_near_its_time(db) {
        let fixture = Fixture::new(db).await;
        let (_, authenticator) = enrol(&fixture, &fixture.sign_in("viewer").await).await;
        // The code that confirmed the enrolment is used up.
        let half = half_way(&fixture, "viewer").await;
        let replayed = prove(&fixture, &half, json!({ "code": authenticator.code(&fixture, 0) })).await;
        assert_eq!((replayed.status, &replayed.body["code"]), (401, &json!("wrong_code")));
        for steps in [2, 3, -2] {
            let code = authenticator.code(&fixture, steps);
            assert_eq!(prove(&fixture, &half, json!({ "code": code })).await.status, 401, "{steps} steps away");
        }
        let code = authenticator.code(&fixture, 1);
        assert_eq!(prove(&fixture, &half, json!({ "code": code })).await.status, 200);
        let again = half_way(&fixture, "viewer").await;
        assert_eq!(prove(&fixture, &again, json!({ "code": code })).await.status, 401, "the same code in another session");
        for body in [json!({}), json!({ "code": "1", "recovery_code": "2" })] {
            assert_eq!(prove(&fixture, &again, body).await.status, 422);
        }
    }

    /// The same code sent many times at once signs in once.
    async fn codes_sent_at_once_are_accepted_once(db) {
        let fixture = Fixture::new(db).await;
        let (_, authenticator) = enrol(&fixture, &fixture.sign_in("viewer").await).await;
        let (one, other) = (half_way(&fixture, "viewer").await, half_way(&fixture, "viewer").await);
        let body = json!({ "code": authenticator.code(&fixture, 1) });
        let answers = futures::future::join(prove(&fixture, &one, body.clone()), prove(&fixture, &other, body)).await;
        let mut statuses = [answers.0.status, answers.1.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 401]);
    }

    /// Guessed codes are counted with guessed passwords, and a right password does not reset the count.
    async fn guessing_codes_has_to_wait(db) {
        let fixture = Fixture::new(db).await;
        let (_, authenticator) = enrol(&fixture, &fixture.sign_in("viewer").await).await;
        for _ in 0..5 {
            let half = half_way(&fixture, "viewer").await;
            assert_eq!(prove(&fixture, &half, json!({ "code": "000000" })).await.status, 401);
        }
        let answer = fixture.try_sign_in(&Browser::new(), "viewer", PASSWORD).await;
        assert_eq!((answer.status, answer.retry_after.as_deref()), (429, Some("60")));
        fixture.pass_minutes(1);
        let half = half_way(&fixture, "viewer").await;
        assert_eq!(prove(&fixture, &half, json!({ "code": authenticator.code(&fixture, 0) })).await.status, 200);
        // The proof took all failures back.
        assert_eq!(fixture.try_sign_in(&Browser::new(), "viewer", "a wrong password").await.status, 401);
    }

    /// A recovery code takes the place of the authenticator once; new ones end the old ones.
    async fn a_recovery_code_works_once(db) {
        let fixture = Fixture::new(db).await;
        let (_, authenticator) = enrol(&fixture, &fixture.sign_in("viewer").await).await;
        let code = json!({ "recovery_code": authenticator.recovery_codes[3].to_uppercase() });
        let before = fixture.trail_end().await;
        let half = half_way(&fixture, "viewer").await;
        let done = prove(&fixture, &half, code.clone()).await;
        assert_eq!((done.status, &done.body["second_factor"]["recovery_codes_left"]), (200, &json!(9)));
        assert_eq!(
            fixture.trail(before).await,
            ["session.password_accepted", "second_factor.recovery_code_used", "session.signed_in"]
        );
        let whole = half.with(&done);
        let half = half_way(&fixture, "viewer").await;
        assert_eq!(prove(&fixture, &half, code).await.status, 401);
        let body = json!({ "code": authenticator.code(&fixture, 1) });
        let fresh = fixture.post(&whole, &format!("{OWN}/recovery-codes"), body).await;
        assert_eq!(fresh.body["recovery_codes"].as_array().unwrap().len(), 10);
        let old = json!({ "recovery_code": authenticator.recovery_codes[0] });
        assert_eq!(prove(&fixture, &half, old).await.status, 401);
        let new = json!({ "recovery_code": fresh.body["recovery_codes"][0] });
        assert_eq!(prove(&fixture, &half, new).await.status, 200);
        // Nothing of a code or a secret stands in the database in the clear.
        let hashes: Vec<String> = sqlx::query_scalar("SELECT code_hash FROM account_recovery_code").fetch_all(db.read()).await.unwrap();
        assert!(hashes.iter().all(|hash| hash.len() == 64));
    }

    /// A secret counts once it was confirmed, soon, in a session that is fresh, and only one is held.
    async fn enrolment_has_its_order(db) {
        let fixture = Fixture::new(db).await;
        let browser = fixture.sign_in("viewer").await;
        let confirm = format!("{OWN}/confirmation");
        let early = fixture.post(&browser, &confirm, json!({ "code": "123456" })).await;
        assert_eq!((early.status, &early.body["code"]), (409, &json!("no_enrolment")));
        let shown = fixture.post(&browser, &format!("{OWN}/enrolment"), Value::Null).await;
        let wrong = fixture.post(&browser, &confirm, json!({ "code": "123456" })).await;
        assert_eq!((wrong.status, &wrong.body["errors"][0]["rule"]), (422, &json!("wrong_code")));
        // An unconfirmed secret locks nobody out.
        assert_eq!(fixture.get(&fixture.sign_in("viewer").await, "/api/session").await.body["next"], Value::Null);
        fixture.pass_minutes(10);
        let code = Authenticator::with(shown.body["secret"].as_str().unwrap()).code(&fixture, 0);
        let late = fixture.post(&browser, &confirm, json!({ "code": code })).await;
        assert_eq!(late.body["code"], "no_enrolment");
        let stale = fixture.post(&browser, &format!("{OWN}/enrolment"), Value::Null).await;
        assert_eq!((stale.status, &stale.body["code"]), (403, &json!("sign_in_again")));
        let (browser, authenticator) = enrol(&fixture, &fixture.sign_in("viewer").await).await;
        let twice = fixture.post(&browser, &format!("{OWN}/enrolment"), Value::Null).await;
        assert_eq!((twice.status, &twice.body["code"]), (409, &json!("second_factor_is_on")));
        let removal = format!("{OWN}/removal");
        let wrong = fixture.post(&browser, &removal, json!({ "code": "000000" })).await;
        assert_eq!(wrong.status, 401);
        let body = json!({ "recovery_code": authenticator.recovery_codes[0] });
        assert_eq!(fixture.post(&browser, &removal, body.clone()).await.status, 204);
        assert_eq!(fixture.post(&browser, &removal, body).await.body["code"], "second_factor_is_off");
        assert_eq!(fixture.get(&browser, OWN).await.body["is_on"], false);
    }

    /// The secret is sealed for its account; moved to another it opens nothing, and without keys nothing is kept.
    async fn the_secret_is_sealed_in_its_place(db) {
        let fixture = Fixture::new(db).await;
        let shown = fixture.post(&fixture.sign_in("viewer").await, &format!("{OWN}/enrolment"), Value::Null).await;
        let sealed: Vec<u8> = sqlx::query_scalar("SELECT secret_sealed FROM account_second_factor").fetch_one(db.read()).await.unwrap();
        let place = vault::Place { kind: "second_factor", record: &fixture.id_of("viewer").await, field: "secret" };
        let ring = fixture.app.vault.as_ref().unwrap().ring();
        let opened = ring.open(place, &sealed).unwrap();
        let secret = Secret::try_from_base32(shown.body["secret"].as_str().unwrap()).unwrap();
        assert_eq!(opened.expose(), hex::encode(secret.as_bytes()));
        assert!(ring.open(vault::Place { record: &fixture.id_of("xinzhou").await, ..place }, &sealed).is_err());

        let bare = access::App { vault: None, ..fixture.app.clone() };
        let fixture = fixture.over(bare);
        let refused = fixture.post(&fixture.sign_in("viewer").await, &format!("{OWN}/enrolment"), Value::Null).await;
        assert_eq!((refused.status, &refused.body["code"]), (409, &json!("no_vault")));
    }

    /// An administrator takes a lost second factor away, but not their own; it is on record and ends the sessions.
    async fn an_administrator_resets_a_lost_second_factor(db) {
        let fixture = Fixture::new(db).await;
        let (signed_in, _) = enrol(&fixture, &fixture.sign_in("viewer").await).await;
        let admin = fixture.sign_in("system").await;
        let (viewer, own) = (fixture.id_of("viewer").await, fixture.id_of("system").await);
        let shown = fixture.get(&admin, &format!("/api/accounts/{viewer}")).await.body;
        assert_eq!(shown["second_factor"], json!({ "is_on": true, "is_required": false }));
        let before = fixture.trail_end().await;
        let reset = format!("/api/accounts/{viewer}/reset-second-factor");
        assert_eq!(fixture.post(&signed_in, &reset, Value::Null).await.status, 403);
        assert_eq!(fixture.post(&admin, &reset, Value::Null).await.status, 204);
        let refused = "request.refused refused {\"reason\":\"forbidden\"}";
        assert_eq!(fixture.trail(before).await, [refused, "second_factor.reset"]);
        assert_eq!(fixture.get(&signed_in, "/api/session").await.status, 401);
        assert_eq!(fixture.get(&fixture.sign_in("viewer").await, "/api/session").await.body["next"], Value::Null);
        let refused = fixture.post(&admin, &format!("/api/accounts/{own}/reset-second-factor"), Value::Null).await;
        assert_eq!(refused.body["errors"][0]["rule"], "own_account");
        let nobody = fixture.post(&admin, "/api/accounts/0190a5f0-7a5e-7b6e-9d0e-112233445566/reset-second-factor", Value::Null).await;
        assert_eq!(nobody.status, 404);
    }
}
