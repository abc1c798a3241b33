//! The platform on both databases.

mod archive;
mod counts;
mod jobs;
mod outbox;

use kernel::{FixedClock, Timestamp};
use platform::{Db, MIGRATIONS};

fn clock() -> FixedClock {
    FixedClock::at(Timestamp::from_millis(1_600_000_000_000))
}

async fn migrate(db: &Db) {
    db.migrate(&[&MIGRATIONS], &clock()).await.unwrap();
}

testkit::on_both! {
    async fn migrating_twice_changes_nothing(db) {
        assert_eq!(db.migrate(&[&MIGRATIONS], &clock()).await.unwrap(), 3);
        assert_eq!(db.migrate(&[&MIGRATIONS], &clock()).await.unwrap(), 0);
    }

    async fn a_database_of_a_newer_program_is_refused(db) {
        migrate(db).await;
        let older = platform::Migrations { capability: "platform", steps: &MIGRATIONS.steps[..1] };
        let error = db.migrate(&[&older], &clock()).await.unwrap_err();
        assert!(error.to_string().contains("newer version"), "{error}");
    }

    async fn an_edited_step_is_refused(db) {
        const EDITED: &[platform::Step] = &[platform::Step {
            number: 1,
            name: "counts",
            sql: "CREATE TABLE other (id BIGINT)",
        }];
        db.migrate(&[&platform::Migrations { capability: "platform", steps: &MIGRATIONS.steps[..1] }], &clock()).await.unwrap();
        let error = db
            .migrate(&[&platform::Migrations { capability: "platform", steps: EDITED }], &clock())
            .await
            .unwrap_err();
        assert!(error.to_string().contains("reads differently"), "{error}");
    }
}
