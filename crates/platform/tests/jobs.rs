//! Jobs run once, stop when asked, and go on after their process died.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use kernel::{Clock, FixedClock, Id};
use platform::Db;
use platform::jobs::{Job, JobContext, JobError, JobHandler, Runner, Waker, cancel, enqueue};

use crate::{clock, migrate};

#[derive(Default)]
struct Counter {
    runs: AtomicU32,
    ends: Mutex<Vec<String>>,
}

#[async_trait]
impl JobHandler for Counter {
    async fn run(&self, job: &JobContext) -> Result<(), JobError> {
        self.runs.fetch_add(1, Ordering::SeqCst);
        match job.payload.as_str() {
            "panic" => panic!("a mistake of ours"),
            "fail" => Err(JobError::Failed("the file is gone".into())),
            "long" => loop {
                job.check()?;
                tokio::time::sleep(Duration::from_millis(5)).await;
            },
            _ => Ok(()),
        }
    }

    async fn ended(&self, _job: &JobContext, outcome: &Result<(), JobError>) {
        let text = outcome
            .as_ref()
            .map_or_else(ToString::to_string, |()| "done".into());
        self.ends.lock().unwrap().push(text);
    }
}

fn runner(db: &Db, clock: &Arc<FixedClock>, counter: &Arc<Counter>) -> Runner {
    let handlers: HashMap<&'static str, Arc<dyn JobHandler>> =
        HashMap::from([("count", counter.clone() as Arc<dyn JobHandler>)]);
    Runner::new(db.clone(), clock.clone(), Waker::default(), handlers)
}

async fn queue(db: &Db, payload: &str) -> Id<Job> {
    let id = Id::new();
    let mut tx = db.begin().await.unwrap();
    enqueue(&mut tx, "count", id, payload, clock().now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

async fn state(db: &Db, id: Id<Job>) -> String {
    sqlx::query_scalar("SELECT state FROM job WHERE id = $1")
        .bind(id.to_string())
        .fetch_one(db.read())
        .await
        .unwrap()
}

testkit::on_both! {
    async fn a_job_ends_as_its_handler_says(db) {
        migrate(db).await;
        let (clock, counter) = (Arc::new(clock()), Arc::new(Counter::default()));
        let runner = runner(db, &clock, &counter);
        for (payload, ends) in [("fine", "done"), ("fail", "failed"), ("panic", "failed")] {
            let id = queue(db, payload).await;
            let outcome = runner.run_now(id).await;
            assert_eq!(outcome.is_ok(), ends == "done");
            assert_eq!(state(db, id).await, ends);
            assert!(runner.run_now(id).await.is_err(), "an ended job does not run again");
        }
        assert_eq!(counter.runs.load(Ordering::SeqCst), 3);
        assert_eq!(counter.ends.lock().unwrap().len(), 3);
    }

    async fn a_job_whose_process_died_is_taken_up_when_its_lease_ran_out(db) {
        migrate(db).await;
        let (clock, counter) = (Arc::new(clock()), Arc::new(Counter::default()));
        let id = queue(db, "long").await;
        // The first process is gone in the middle of the job: its future is dropped.
        let _ = tokio::time::timeout(
            Duration::from_millis(50),
            runner(db, &clock, &counter).run_now(id),
        )
        .await;
        let next = runner(db, &clock, &counter);
        assert!(next.run_now(id).await.is_err(), "the lease still holds");
        clock.advance_millis(31_000);
        let _ = tokio::time::timeout(Duration::from_millis(50), next.run_now(id)).await;
        assert_eq!(counter.runs.load(Ordering::SeqCst), 2);
    }

    async fn a_queued_job_can_be_cancelled(db) {
        migrate(db).await;
        let (clock, counter) = (Arc::new(clock()), Arc::new(Counter::default()));
        let id = queue(db, "fine").await;
        let mut tx = db.begin().await.unwrap();
        assert!(cancel(&mut tx, id).await.unwrap());
        tx.commit().await.unwrap();
        assert!(matches!(runner(db, &clock, &counter).run_now(id).await, Err(JobError::Cancelled)));
        assert_eq!(counter.runs.load(Ordering::SeqCst), 0);
        let mut tx = db.begin().await.unwrap();
        assert!(!cancel(&mut tx, id).await.unwrap(), "nothing left to cancel");
    }

    async fn a_job_gives_way_when_the_program_stops_and_goes_on_later(db) {
        migrate(db).await;
        let (clock, counter) = (Arc::new(clock()), Arc::new(Counter::default()));
        let id = queue(db, "long").await;
        let (stop, stopping) = tokio::sync::watch::channel(false);
        let worker = tokio::spawn({
            let runner = runner(db, &clock, &counter);
            async move { runner.run(stopping).await }
        });
        while counter.runs.load(Ordering::SeqCst) == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        stop.send(true).unwrap();
        tokio::time::timeout(Duration::from_secs(5), worker).await.unwrap().unwrap();
        assert_eq!(state(db, id).await, "queued");
        assert!(counter.ends.lock().unwrap().is_empty(), "it has not ended");
    }
}
