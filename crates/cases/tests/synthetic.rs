//! Made-up cards are like real ones, and the same for the same seed.

use std::collections::{BTreeMap, BTreeSet};

use cases::synthetic::{Made, Wanted, load};
use cases::{By, Desk, Draft, Severity};
use kernel::Day;
use registry::synthetic::Population;
use testkit::TestDb;

use crate::fixture::Fixture;

/// A fixture with some hundred people of one county, and so many cards.
async fn made(db: &TestDb, count: u64, seed: u64) -> (Fixture, Made) {
    let fixture = Fixture::signed_in(db, "xinzhou").await;
    let (app, county) = (&fixture.app, "140902".parse().unwrap());
    let (now, vault) = (app.clock.now(), app.vault.as_ref().unwrap());
    let mut source = Population::new(&app.pack, county, 1, now).unwrap();
    registry::synthetic::load(&app.db, vault, &mut source, 800, now, &mut |_| {})
        .await
        .unwrap();
    let today = Day::in_shanghai(now);
    let wanted = Wanted {
        region: county,
        count,
        seed,
        from: today.plus(-364),
        to: today,
    };
    let made = load(&app.db, &app.pack, vault, wanted, now, &mut |_| {})
        .await
        .unwrap();
    (fixture, made)
}

testkit::on_both! {
    async fn a_year_of_cards_has_everything_a_year_has(db) {
        let (fixture, made) = made(db, 900, 1).await;
        assert!(made.cards >= 900 && made.versions > made.cards * 2, "{made:?}");
        fixture.holds().await;
        let rows = fixture.get("/api/card-timeliness?region=140902").await.body;
        let all = &rows["all"];
        for key in ["drafts", "overdue", "late", "on_time", "was_returned", "corrected", "withdrawn", "waiting", "review_late"] {
            assert!(all[key].as_i64().unwrap() > 0, "{key}: {all}");
        }
        let timely = all["on_time_proportion"].as_f64().unwrap();
        assert!((0.88..0.99).contains(&timely), "{timely}");
        // Every month has cards, and the season shows: more influenza in January than in July.
        let of = async |month: &str| {
            let path = format!("/api/cards?disease=influenza&date=onset&month={month}");
            fixture.pages(&path, 500).await.len()
        };
        assert!(of("2026-01").await > of("2025-07").await);
    }

    async fn what_was_reported_could_have_been_typed(db) {
        let (fixture, _) = made(db, 120, 2).await;
        let desk = Desk::of(&fixture.app, By::default()).unwrap();
        let mut broken = BTreeMap::new();
        let mut diseases = BTreeSet::new();
        for path in ["/api/cards?state=reported,final,returned", "/api/card-reviews"] {
            for row in fixture.pages(path, 500).await {
                let card = desk.find(row["id"].as_str().unwrap()).await.unwrap().unwrap();
                diseases.extend(card.facts.condition.clone());
                let draft = Draft { organisation: card.organisation, values: card.content.values };
                for finding in desk.check(&draft).unwrap() {
                    if finding.severity == Severity::Error {
                        *broken.entry((finding.field, finding.rule, card.facts.condition.clone())).or_insert(0) += 1;
                    }
                }
            }
        }
        assert_eq!(broken, BTreeMap::new());
        assert!(diseases.len() > 6, "{diseases:?}");
    }
}

#[test]
fn the_same_seed_makes_the_same_cards() {
    testkit::run(async {
        let mut all = Vec::new();
        for seed in [7, 7, 8] {
            let db = TestDb::sqlite().await;
            let (fixture, _) = made(&db, 60, seed).await;
            let rows = fixture.pages("/api/cards?sort=onset", 500).await;
            all.push(rows.iter().map(ToString::to_string).collect::<Vec<_>>());
            db.remove().await;
        }
        assert_eq!(all[0], all[1]);
        assert_ne!(all[0], all[2]);
    });
}
