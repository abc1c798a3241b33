//! One box for everything.

use crate::fixture::{Fixture, quoted};

async fn hits(fixture: &Fixture, query: &str) -> Vec<(String, String)> {
    let answer = fixture
        .get(&format!("/api/search?q={}", quoted(query)))
        .await;
    assert_eq!(answer.status, 200);
    let word = |hit: &serde_json::Value, name: &str| hit[name].as_str().unwrap().to_owned();
    let all = answer.body.as_array().unwrap();
    all.iter()
        .map(|hit| (word(hit, "kind"), word(hit, "code")))
        .collect()
}

testkit::on_both! {
    /// Each kind is found by name, code, pinyin and initials, the best first.
    async fn everything_is_found(db) {
        let fixture = Fixture::signed_in(db, "data").await;
        for (query, kind, code) in [
            ("140900", "region", "140900"),
            ("忻州", "region", "140900"),
            ("ＸＩＮＺＨＯＵ", "region", "140900"),
            ("麻疹", "condition", "measles"),
            ("mazhen", "condition", "measles"),
            ("140900-cdc", "organisation", "140900-cdc"),
            ("signals", "page", "signals"),
            ("sjdr", "page", "imports"),
            ("notifiable_cases", "stream", "notifiable_cases"),
        ] {
            let found = hits(&fixture, query).await;
            assert_eq!(found.first(), Some(&(kind.to_owned(), code.to_owned())), "{query}: {found:?}");
        }
        assert_eq!(hits(&fixture, "  ").await, []);
        assert_eq!(hits(&fixture, "%_\\'").await, []);
        assert!(hits(&fixture, "a").await.len() <= 20);
        let answer = fixture.get(&format!("/api/search?q={}", quoted("忻府区"))).await;
        insta::assert_json_snapshot!("hit", answer.body[0]);
    }

    /// Pages that an account cannot open are not offered.
    async fn closed_pages_are_not_offered(db) {
        let viewer = Fixture::signed_in(db, "viewer").await;
        let page = |found: &[(String, String)], code: &str| {
            found.contains(&("page".to_owned(), code.to_owned()))
        };
        assert!(page(&hits(&viewer, "situation").await, "situation"));
        assert!(!page(&hits(&viewer, "imports").await, "imports"));
    }
}
