//! Guessing passwords.

use crate::fixture::{Browser, Fixture, PASSWORD};

testkit::on_both! {
    /// After five wrong passwords even the right one has to wait, then it works again.
    async fn guessing_has_to_wait(db) {
        let fixture = Fixture::new(db).await;
        let browser = Browser::new();
        for _ in 0..5 {
            let answer = fixture.try_sign_in(&browser, "viewer", "not the password").await;
            insta::assert_json_snapshot!("wrong_password", answer.body);
        }
        let answer = fixture.try_sign_in(&browser, "Viewer", PASSWORD).await;
        assert_eq!(answer.retry_after.as_deref(), Some("60"));
        insta::assert_json_snapshot!("locked_out", answer.body);
        assert_eq!(fixture.try_sign_in(&browser, "xinzhou", PASSWORD).await.status, 200);

        fixture.pass_minutes(1);
        assert_eq!(fixture.try_sign_in(&browser, "viewer", "wrong again").await.status, 401);
        let longer = fixture.try_sign_in(&browser, "viewer", PASSWORD).await;
        assert_eq!(longer.retry_after.as_deref(), Some("120"));
        fixture.pass_minutes(2);
        assert_eq!(fixture.try_sign_in(&browser, "viewer", PASSWORD).await.status, 200);
        assert_eq!(fixture.try_sign_in(&browser, "viewer", "one slip is fine").await.status, 401);
        assert_eq!(fixture.try_sign_in(&browser, "viewer", PASSWORD).await.status, 200);
        let log = fixture.log().await;
        // Once for each wait that began, not for each refusal.
        assert_eq!(log.iter().filter(|event| *event == "locked_out").count(), 2);
        assert_eq!(log.len(), 5 + 2 + 1 + 1 + 1 + 1 + 1);
    }

    /// An unknown name answers like a known one, and nobody's typing is stored in the clear.
    async fn unknown_names_are_not_revealed(db) {
        let fixture = Fixture::new(db).await;
        let browser = Browser::new();
        let typed = "my secret password";
        let unknown = fixture.try_sign_in(&browser, typed, "whatever it is").await;
        let known = fixture.try_sign_in(&browser, "viewer", "whatever it is").await;
        assert_eq!(unknown.body, known.body);
        for _ in 0..4 {
            fixture.try_sign_in(&browser, typed, "whatever it is").await;
        }
        assert_eq!(fixture.try_sign_in(&browser, typed, "whatever it is").await.status, 429);
        let subjects: Vec<String> = sqlx::query_scalar("SELECT subject FROM sign_in_guard")
            .fetch_all(db.read()).await.unwrap();
        assert!(subjects.iter().all(|subject| !subject.contains("secret")));
    }

    /// Guesses sent at the same moment are all counted.
    async fn guesses_sent_at_once_count(db) {
        let fixture = Fixture::new(db).await;
        let browser = Browser::new();
        let guesses: [_; 8] = std::array::from_fn(|_| fixture.try_sign_in(&browser, "viewer", "a wrong guess"));
        let mut statuses = Vec::new();
        for answer in futures::future::join_all(guesses).await {
            statuses.push(answer.status);
        }
        statuses.sort_unstable();
        assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429, 429]);
    }

    /// One address that tries many names is stopped; others and the same machine are not.
    async fn one_address_cannot_try_all_names(db) {
        let fixture = Fixture::new(db).await;
        let guesser = Browser::new().at("192.0.2.7");
        for number in 0..50 {
            fixture.try_sign_in(&guesser, &format!("name{number}"), "wrong").await;
        }
        assert_eq!(fixture.try_sign_in(&guesser, "viewer", PASSWORD).await.status, 429);
        assert_eq!(fixture.try_sign_in(&Browser::new().at("192.0.2.8"), "viewer", PASSWORD).await.status, 200);
        assert_eq!(fixture.try_sign_in(&Browser::new().at("127.0.0.1"), "viewer", PASSWORD).await.status, 200);
        fixture.pass_minutes(1);
        assert_eq!(fixture.try_sign_in(&guesser, "viewer", PASSWORD).await.status, 200);
    }
}
