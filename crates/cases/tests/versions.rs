//! Whatever is done, in whatever order, no version is lost and no card leaves the allowed paths.

use cases::{By, CardError, Desk, Draft, Reason, State, Step};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use crate::fixture::{Fixture, measles, with};

const CARDS: usize = 6;
const STEPS: usize = 120;

testkit::on_both! {
    async fn random_lives_keep_every_version(db) {
        let fixture = Fixture::new(db).await;
        let app = &fixture.app;
        let mut rng = Pcg64Mcg::seed_from_u64(20_260_501);
        let reason = Reason { code: Some("9".to_owned()), remark: Some("核对".to_owned()) };
        let mut ids = Vec::new();
        let mut taken = Vec::new();
        for number in 0..CARDS {
            let desk = Desk::of(app, By::default()).unwrap();
            let draft = Draft { organisation: "140902-h1".to_owned(), values: with(&[("department", &number.to_string())]) };
            let mut tx = app.db.begin().await.unwrap();
            let card = desk.create(&mut tx, &draft).await.unwrap();
            tx.commit().await.unwrap();
            ids.push(card.id.to_string());
            taken.push(vec![(Step::Save, State::Draft, "0".to_owned())]);
        }
        for round in 0..STEPS {
            fixture.clock.advance_millis(60_000);
            let desk = Desk::of(app, By::default()).unwrap();
            let at = rng.random_range(0..CARDS);
            let step = Step::ALL[rng.random_range(0..Step::ALL.len())];
            // Withdrawals end a life; let most go on.
            if step == Step::Withdraw && !rng.random_bool(0.1) {
                continue;
            }
            let mut tx = app.db.begin().await.unwrap();
            let card = desk.find_in(&mut tx, &ids[at]).await.unwrap().unwrap();
            let before = card.state;
            let department = round.to_string();
            let values = with(&[("department", &department)]);
            let day = "2026-05-01".parse().unwrap();
            let done = match step {
                Step::Save => desk.save(&mut tx, card, &values).await,
                Step::Report => desk.report(&mut tx, card).await,
                Step::Review => desk.review(&mut tx, card, &reason).await,
                Step::Return => desk.send_back(&mut tx, card, &reason).await,
                Step::Correct => desk.correct(&mut tx, card, &values, &reason).await,
                Step::Supplement => desk.supplement(&mut tx, card, day, "2", &reason).await,
                Step::Withdraw => desk.withdraw(&mut tx, card, &reason).await,
            };
            match done {
                Ok(card) => {
                    tx.commit().await.unwrap();
                    taken[at].push((step, card.state, card.content.values["department"].clone()));
                }
                Err(CardError::WrongState(state, refused)) => assert_eq!((state, refused), (before, step)),
                Err(other) => panic!("{step:?} of {before:?}: {other}"),
            }
        }
        let desk = Desk::of(app, By::default()).unwrap();
        for (id, steps) in ids.iter().zip(&taken) {
            let card = desk.find(id).await.unwrap().unwrap();
            let mut kept = desk.versions(&card, None, 500).await.unwrap();
            kept.reverse();
            let found: Vec<_> = kept.iter().map(|one| (one.step, one.after, one.content.values["department"].clone())).collect();
            assert_eq!(found.len(), steps.len());
            for (at, (found, done)) in found.iter().zip(steps).enumerate() {
                // The first version holds what it was begun with.
                assert_eq!((found.0, found.1), (done.0, done.1));
                if at > 0 {
                    assert_eq!(found.2, done.2);
                }
            }
            assert_eq!(i64::try_from(kept.len()).unwrap(), card.version);
        }
        fixture.holds().await;
    }

    async fn a_step_that_fails_leaves_nothing(db) {
        let fixture = Fixture::new(db).await;
        let app = &fixture.app;
        let desk = Desk::of(app, By::default()).unwrap();
        let draft = Draft { organisation: "140902-h1".to_owned(), values: measles() };
        let mut tx = app.db.begin().await.unwrap();
        let card = desk.create(&mut tx, &draft).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = app.db.begin().await.unwrap();
        let reported = desk.report(&mut tx, card.clone()).await.unwrap();
        assert_eq!(reported.state, State::Reported);
        drop(tx);
        let kept = desk.find(&card.id.to_string()).await.unwrap().unwrap();
        assert_eq!((kept.state, kept.version), (State::Draft, 1));
        // Two who read the same version: the second is told.
        let mut tx = app.db.begin().await.unwrap();
        desk.save(&mut tx, kept.clone(), &measles()).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = app.db.begin().await.unwrap();
        let second = desk.save(&mut tx, kept, &measles()).await;
        assert!(matches!(second, Err(CardError::ChangedMeanwhile)), "{second:?}");
        drop(tx);
        fixture.holds().await;
    }
}
