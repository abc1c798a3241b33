//! The match queue: what links, what waits, and what is decided.

use serde_json::{Value, json};

use crate::fixture::{Answer, Fixture};
use crate::people::{VILLAGE, id, person, rule, zhang};

const NUMBER: &str = "140902195001010012";

/// The same person without a card: `born` and `phone` as a clerk typed them.
fn without_card(name: &str, born: &str, phone: &str) -> Value {
    let mut copy = person(name, "", phone, VILLAGE);
    copy["documents"] = json!([]);
    copy["sex"] = json!("male");
    copy["birth"] = json!({ "date": born, "precision": "day" });
    copy
}

fn outcome(answer: &Answer) -> &str {
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.body["outcome"].as_str().unwrap()
}

testkit::on_both! {
    /// The same checked document links, a sum of weights links or queues, and a stranger is new.
    async fn an_incoming_person_is_recognised(db) {
        let township = Fixture::signed_in(db, "township").await;
        let known = id(&township.send("POST", "/api/persons", zhang()).await);
        let add = async |body: Value| township.send("POST", "/api/persons", body).await;

        // The same card, however the name was typed.
        let same = add(person("张三峰", NUMBER, "10000000007", VILLAGE)).await;
        assert_eq!((outcome(&same), same.body["id"].as_str()), ("linked", Some(known.as_str())));
        // No card, but name, birth and telephone.
        let same = add(without_card("张三丰", "1950-01-01", "10000000001")).await;
        assert_eq!((outcome(&same), same.body["id"].as_str()), ("linked", Some(known.as_str())));
        // The day before, and another telephone: somebody has to look.
        let maybe = add(without_card("张三丰", "1950-01-02", "10000000008")).await;
        assert_eq!(outcome(&maybe), "queued");
        // A brother of the same day, house and telephone is never linked by the program.
        let twin = add(without_card("张三平", "1950-01-01", "10000000001")).await;
        assert_eq!(outcome(&twin), "queued");
        // Another card refutes everything else.
        let other = add(person("张三丰", "140902195001010418", "10000000001", VILLAGE)).await;
        assert_ne!(outcome(&other), "linked");
        assert_eq!(outcome(&add(without_card("李四", "1988-02-29", "10000000011")).await), "created");

        let shown = township.get(&format!("/api/persons/{known}")).await;
        assert_eq!(shown.body["merged"].as_array().unwrap().len(), 2, "{shown:?}");
        assert!(shown.body["open_matches"].as_i64().unwrap() >= 2);
        assert_eq!(shown.body["phones"].as_array().unwrap().len(), 2, "the linked record's telephone counts");
        assert_eq!(township.pages("/api/persons", 2).await.len(), 5, "linked records are no people of their own");
        assert_eq!(db.verify(&[platform::CHECKS, access::CHECKS, registry::CHECKS]).await.unwrap(), []);
    }

    /// A pair is decided once; one person is merged and found by both, two people never come back.
    async fn a_pair_is_decided(db) {
        let township = Fixture::signed_in(db, "township").await;
        let known = id(&township.send("POST", "/api/persons", zhang()).await);
        let second = id(&township.send("POST", "/api/persons", without_card("张三丰", "1950-01-02", "10000000008")).await);
        let third = id(&township.send("POST", "/api/persons", without_card("张三平", "1950-01-01", "10000000001")).await);
        let queue = township.pages("/api/person-matches", 1).await;
        assert_eq!(queue, township.pages("/api/person-matches?region=140902", 50).await);
        let scores: Vec<f64> = queue.iter().map(|pair| pair["score"].as_f64().unwrap()).collect();
        assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
        assert!(!queue.iter().any(|pair| pair.to_string().contains("张三")), "masked");
        let pair_of = |right: &str| {
            let pair = queue.iter().find(|pair| pair["right"]["id"] == right && pair["left"]["id"] == known.as_str());
            pair.unwrap_or_else(|| panic!("{queue:?}")).clone()
        };
        let pair = pair_of(&second);
        let levels: Vec<&str> = pair["evidence"].as_array().unwrap().iter().map(|one| one["level"].as_str().unwrap()).collect();
        assert_eq!(levels, ["same", "same", "near", "different", "village", "missing"]);
        let sum: f64 = pair["evidence"].as_array().unwrap().iter().map(|one| one["weight"].as_f64().unwrap()).sum();
        // The evidence is rounded to a thousandth of a bit.
        assert!((sum - pair["score"].as_f64().unwrap()).abs() < 0.01);

        let at = |pair: &Value| format!("/api/person-matches/{}", pair["id"].as_str().unwrap());
        let decide = format!("{}/decide", at(&pair));
        let wrong = json!({ "decision": "same", "survivor": third, "reason": "confirmed_by_phone" });
        assert_eq!(rule(&township.send("POST", &decide, wrong).await), (422, "survivor", "unknown_person"));
        let own = json!({ "decision": "same", "reason": "score" });
        assert_eq!(rule(&township.send("POST", &decide, own).await), (422, "reason", "unknown_code"));
        let same = json!({ "decision": "same", "survivor": second, "reason": "confirmed_by_phone" });
        let done = township.send("POST", &decide, same.clone()).await;
        assert_eq!((done.status, &done.body["state"]), (200, &json!("same")), "{done:?}");
        assert_eq!(township.send("POST", &decide, same).await.body["code"], "decided");
        assert_eq!(township.get(&at(&pair)).await.body["left"]["id"], json!(second), "the survivor speaks for both");
        let merged = township.get(&format!("/api/persons/{known}")).await;
        assert_eq!(merged.body["id"], json!(second), "a merged record leads to its person");

        let distinct = json!({ "decision": "distinct", "reason": "confirmed_in_person" });
        let twins = format!("{}/decide", at(&pair_of(&third)));
        assert_eq!(township.send("POST", &twins, distinct.clone()).await.status, 200);
        assert_eq!(township.pages("/api/person-matches?state=distinct", 50).await.len(), 1);
        let outside = township.again("liaocheng").await;
        assert_eq!(outside.get("/api/person-matches").await.status, 403, "no permission to match");
        for path in ["/api/person-matches/none", "/api/person-matches/0190a5f0-7a5e-7b6e-9d0e-112233445566"] {
            assert_eq!(township.get(path).await.status, 404);
            assert_eq!(township.send("POST", &format!("{path}/decide"), distinct.clone()).await.status, 404);
        }
        assert_eq!(db.verify(&[platform::CHECKS, access::CHECKS, registry::CHECKS]).await.unwrap(), []);
    }

    /// Merging and splitting by hand: whom, twice, and what is not merged.
    async fn merging_by_hand(db) {
        let township = Fixture::signed_in(db, "township").await;
        let one = id(&township.send("POST", "/api/persons", zhang()).await);
        let two = id(&township.send("POST", "/api/persons", person("王芳", "371581197512319042", "10000000005", VILLAGE)).await);
        let three = id(&township.send("POST", "/api/persons", person("赵敏", "140981198802290228", "10000000006", VILLAGE)).await);
        let post = async |person: &str, verb: &str, member: &str| {
            let body = json!({ "member": member, "reason": "paper_record" });
            township.send("POST", &format!("/api/persons/{person}/{verb}"), body).await
        };
        assert_eq!(rule(&post(&one, "merge", &one).await), (422, "member", "same_person"));
        assert_eq!(post(&one, "split", &two).await.body["code"], "not_merged");
        assert_eq!(post(&two, "merge", &three).await.status, 200);
        assert_eq!(post(&one, "merge", &three).await.body["code"], "merged");
        assert_eq!(post(&one, "merge", &two).await.status, 200, "with all that was merged into it");
        let whole = township.get(&format!("/api/persons/{three}")).await;
        assert_eq!((&whole.body["id"], whole.body["merged"].as_array().unwrap().len()), (&json!(one), 2));
        let edit = json!({ "version": 1, "person": person("王芳", "371581197512319042", "10000000005", VILLAGE) });
        assert_eq!(township.send("PUT", &format!("/api/persons/{two}"), edit).await.body["code"], "merged");
        assert_eq!(post(&one, "split", &two).await.status, 200);
        let back = township.get(&format!("/api/persons/{three}")).await;
        assert_eq!(back.body["id"], json!(two), "what was merged before stays merged");
        assert_eq!(db.verify(&[platform::CHECKS, access::CHECKS, registry::CHECKS]).await.unwrap(), []);
    }
}
