//! A run that loses its process goes on where it was; one that is stopped stays stopped.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use kernel::Level;
use signals::{DetectionRequest, RunState};

use crate::fixture::{Fixture, JUMP_FIRST, covid, daily, with_a_jump};

/// More series than fit in one transaction.
async fn many_series(fixture: &Fixture) {
    let xinzhou = "140900".parse().unwrap();
    let villages = fixture
        .app
        .pack
        .regions
        .descendants(xinzhou, Level::Village);
    let counts: Vec<_> = villages
        .iter()
        .take(600)
        .flat_map(|village| {
            daily(
                &covid(&village.code.to_string()),
                JUMP_FIRST,
                &with_a_jump(40),
            )
        })
        .collect();
    assert_eq!(counts.len(), 600 * 40);
    fixture.store("villages", &counts).await;
}

testkit::on_both! {
    /// The process dies after the first transaction; the next one does the rest and repeats nothing.
    async fn a_run_survives_its_process(db) {
        let fixture = Fixture::new(db).await;
        many_series(&fixture).await;
        let request = DetectionRequest { detectors: vec!["ears_c2".into()], ..DetectionRequest::default() };
        let run = signals::queue_detection(&fixture.app, &request, "test", asked()).await.unwrap();
        let stored_some = Arc::new(AtomicBool::new(false));
        let mut events = fixture.app.events.listen();
        let runner = fixture.runner();
        let work = tokio::spawn(async move { runner.run_now(run.id).await });
        // The event `signal` is sent after a transaction; aborting the task is what the end of a process does to it.
        while !stored_some.load(Ordering::Relaxed) {
            let event = events.recv().await.unwrap();
            stored_some.store(event.name == "signal", Ordering::Relaxed);
        }
        work.abort();
        let _ = work.await;
        let halfway = fixture.run(run.id).await;
        assert_eq!(halfway.state, RunState::Running);
        assert!(halfway.series_done >= 256 && halfway.series_done % 256 == 0 || halfway.series_done == 600, "{halfway:?}");

        fixture.clock.advance_millis(60_000);
        fixture.runner().run_now(run.id).await.unwrap();
        let ended = fixture.run(run.id).await;
        assert_eq!((ended.state, ended.series_done, ended.series_total), (RunState::Done, 600, 600));
        assert_eq!(ended.signals_new as i64, fixture.count("signal").await);
        fixture.assert_whole().await;
    }

    /// A run that was stopped before it began assesses nothing.
    async fn a_cancelled_run_ends(db) {
        let fixture = Fixture::new(db).await;
        fixture.store("one", &daily(&covid("370800"), JUMP_FIRST, &with_a_jump(201))).await;
        let run = signals::queue_detection(&fixture.app, &DetectionRequest::default(), "test", asked()).await.unwrap();
        let mut tx = fixture.app.db.begin().await.unwrap();
        assert!(platform::jobs::cancel(&mut tx, run.id).await.unwrap());
        tx.commit().await.unwrap();
        assert!(fixture.runner().run_now(run.id).await.is_err());
        let ended = fixture.run(run.id).await;
        assert_eq!((ended.state, ended.series_done), (RunState::Cancelled, 0));
        assert_eq!(fixture.count("signal").await, 0);
        fixture.assert_whole().await;
    }
}

#[test]
fn progress_is_told_and_only_grows() {
    testkit::run(async {
        let db = testkit::TestDb::sqlite().await;
        let fixture = Fixture::new(&db).await;
        many_series(&fixture).await;
        let told: Arc<std::sync::Mutex<HashMap<signals::RunId, Vec<u64>>>> = Arc::default();
        let heard = told.clone();
        let request = DetectionRequest {
            detectors: vec!["ears_c1".into()],
            ..DetectionRequest::default()
        };
        let run = signals::detect(&fixture.app, &request, move |view| {
            let mut heard = heard.lock().unwrap();
            heard.entry(view.id).or_default().push(view.series_done);
        })
        .await
        .unwrap();
        assert_eq!(told.lock().unwrap()[&run.id], [0, 256, 512, 600, 600]);
        db.remove().await;
    });
}

fn asked() -> access::audit::Entry {
    use access::audit::{Action, Author, Entry};
    Entry::new(Author::command_line(), Action::DetectionRequested)
}
