//! Keys change while rows are read and written; a rotation that loses its process goes on.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use kernel::{FixedClock, Timestamp};
use platform::jobs::{JobError, Runner, Waker};
use platform::{Db, Migrations, Step};
use sqlx::Row;
use vault::{
    Indexed, KeyRing, KeySource, Normal, Place, SealedField, SealedTable, Vault, VaultError,
};

use crate::TestRng;

const FIRST: &str = "0123456789abcdeffedcba9876543210";
const SECOND: &str = "00112233445566778899aabbccddeeff";

const PHONE: Indexed = Indexed {
    domain: "patient.phone",
    normal: Normal::Phone,
};
const PATIENTS: SealedTable = SealedTable {
    table: "patient",
    kind: "patient",
    id: "id",
    fields: &[
        SealedField {
            field: "phone",
            column: "phone_sealed",
            index: Some(("phone_token", PHONE)),
        },
        SealedField {
            field: "name",
            column: "name_sealed",
            index: None,
        },
    ],
    lookups: None,
};
const NOTES: SealedTable = SealedTable {
    table: "note",
    kind: "note",
    id: "id",
    fields: &[SealedField {
        field: "text",
        column: "text_sealed",
        index: None,
    }],
    lookups: None,
};
const TABLES: Migrations = Migrations {
    capability: "test",
    steps: &[Step {
        number: 1,
        name: "tables",
        sql: "CREATE TABLE patient (id TEXT PRIMARY KEY, phone_sealed {blob}, phone_token {blob}, name_sealed {blob}); \
              CREATE INDEX patient_by_phone ON patient (phone_token); \
              CREATE TABLE note (id TEXT PRIMARY KEY, text_sealed {blob} NOT NULL);",
    }],
};
const ROWS: usize = 1_050;

struct Fixture {
    db: Db,
    clock: Arc<FixedClock>,
    rng: TestRng,
    keys: tempfile::NamedTempFile,
}

impl Fixture {
    async fn new(db: &Db) -> Self {
        let clock = Arc::new(FixedClock::at(Timestamp::from_millis(1_600_000_000_000)));
        db.migrate(
            &[&platform::MIGRATIONS, &vault::MIGRATIONS, &TABLES],
            clock.as_ref(),
        )
        .await
        .unwrap();
        let keys = tempfile::NamedTempFile::new().unwrap();
        let fixture = Fixture {
            db: db.clone(),
            clock,
            rng: TestRng::new(1),
            keys,
        };
        fixture.masters(&[FIRST]);
        fixture
    }

    fn masters(&self, keys: &[&str]) {
        std::fs::write(self.keys.path(), keys.join("\n")).unwrap();
    }

    /// A process of its own.
    async fn open(&mut self) -> Result<Vault, VaultError> {
        let source = KeySource::parse(&format!("file:{}", self.keys.path().display())).unwrap();
        Vault::open(
            self.db.clone(),
            self.clock.clone(),
            &source,
            &[PATIENTS, NOTES],
            &mut self.rng,
        )
        .await
    }

    fn runner(&self, vault: &Vault) -> Runner {
        let handlers: HashMap<_, _> = vault::job_handlers(vault).into_iter().collect();
        Runner::new(
            self.db.clone(),
            self.clock.clone(),
            Waker::default(),
            handlers,
        )
    }

    async fn write(&mut self, ring: &KeyRing, first: usize, count: usize) {
        let mut tx = self.db.begin().await.unwrap();
        for number in first..first + count {
            let (id, phone) = (format!("{number:06}"), phone(number));
            let place = |field| Place {
                kind: "patient",
                record: &id,
                field,
            };
            let sealed = ring.seal(place("phone"), &phone, &mut self.rng).unwrap();
            // Every tenth has no name.
            let name = (number % 10 != 0)
                .then(|| ring.seal(place("name"), "张三", &mut self.rng).unwrap());
            sqlx::query("INSERT INTO patient (id, phone_sealed, phone_token, name_sealed) VALUES ($1, $2, $3, $4)")
                .bind(id.clone())
                .bind(sealed)
                .bind(ring.token(PHONE, &phone))
                .bind(name)
                .execute(&mut *tx)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// Finds a patient by telephone and opens the row.
    async fn find(&self, vault: &Vault, phone: &str) -> Option<(String, String)> {
        let ring = vault.ring();
        for token in ring.tokens(PHONE, phone) {
            let row = sqlx::query("SELECT id, phone_sealed FROM patient WHERE phone_token = $1")
                .bind(token)
                .fetch_optional(self.db.read())
                .await
                .unwrap();
            if let Some(row) = row {
                let (id, sealed): (String, Vec<u8>) = (row.get(0), row.get(1));
                let place = Place {
                    kind: "patient",
                    record: &id,
                    field: "phone",
                };
                let ring = vault.ring_for([sealed.as_slice()]).await.unwrap();
                return Some((
                    id.clone(),
                    ring.open(place, &sealed).unwrap().expose().to_owned(),
                ));
            }
        }
        None
    }

    async fn execute(&self, sql: &'static str) {
        let mut tx = self.db.begin().await.unwrap();
        sqlx::query(sql).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    }
}

fn phone(number: usize) -> String {
    format!("138{number:08}")
}

testkit::on_both! {
    async fn the_first_start_makes_a_key_and_the_next_finds_it(db) {
        let mut fixture = Fixture::new(db).await;
        let first = fixture.open().await.unwrap();
        fixture.write(&first.ring(), 0, 3).await;
        let second = fixture.open().await.unwrap();
        assert_eq!(second.ring().newest(), 1);
        assert_eq!(fixture.find(&second, "+86 138 0000 0002").await, Some(("000002".into(), phone(2))));
        assert_eq!(fixture.find(&second, "13899999999").await, None);
        assert!(db.verify(&[vault::CHECKS]).await.unwrap().is_empty());
    }

    async fn a_database_does_not_open_without_its_master_key(db) {
        let mut fixture = Fixture::new(db).await;
        fixture.open().await.unwrap();
        fixture.masters(&[SECOND]);
        let error = fixture.open().await.unwrap_err().to_string();
        assert!(error.starts_with("data key 1 is wrapped by the master key"), "{error}");
        // An altered key is no key.
        fixture.masters(&[FIRST]);
        fixture.execute("UPDATE data_key SET number = 2").await;
        let error = fixture.open().await.unwrap_err().to_string();
        assert!(error.starts_with("data key 2 was altered"), "{error}");
    }

    async fn a_master_key_is_replaced(db) {
        let mut fixture = Fixture::new(db).await;
        let vault = fixture.open().await.unwrap();
        fixture.write(&vault.ring(), 0, 2).await;
        fixture.masters(&[FIRST, SECOND]);
        let vault = fixture.open().await.unwrap();
        assert!(!vault.status().await.unwrap().keys[0].is_master_newest);
        assert_eq!(vault.rewrap(&mut fixture.rng).await.unwrap(), 1);
        assert_eq!(vault.rewrap(&mut fixture.rng).await.unwrap(), 0);
        // The old one is not needed any more.
        fixture.masters(&[SECOND]);
        let vault = fixture.open().await.unwrap();
        assert!(vault.status().await.unwrap().keys[0].is_master_newest);
        assert!(fixture.find(&vault, &phone(1)).await.is_some());
    }

    /// The process dies after some transactions; the next one does the rest. Readers and writers go on all the while.
    async fn a_rotation_survives_its_process(db) {
        let mut fixture = Fixture::new(db).await;
        let vault = fixture.open().await.unwrap();
        fixture.write(&vault.ring(), 0, ROWS).await;
        let bystander = fixture.open().await.unwrap();
        let job = vault.rotate(&mut fixture.rng).await.unwrap();
        assert_eq!(vault.ring().newest(), 2);
        assert_eq!(vault.status().await.unwrap().old_count(), (ROWS * 3 - ROWS / 10) as u64);

        let runner = fixture.runner(&vault);
        let work = tokio::spawn(async move { runner.run_now(job).await });
        loop {
            let status = vault.status().await.unwrap();
            if status.rotation.unwrap().resealed_count > 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        work.abort();
        let _ = work.await;
        let halfway = vault.status().await.unwrap();
        let rotation = halfway.rotation.clone().unwrap();
        assert_eq!(rotation.finished_at, None);
        assert!(rotation.resealed_count >= 200, "{rotation:?}");
        // Count equals list: what the rotation says it did is what the rows say.
        assert_eq!(halfway.fields[0].current_count, rotation.resealed_count);
        // A process that has not heard of the new key reads all rows, and writes under the old one.
        assert_eq!(bystander.ring().newest(), 1);
        fixture.write(&bystander.ring(), ROWS, 1).await;
        for number in [0, ROWS - 1, ROWS] {
            assert!(fixture.find(&vault, &phone(number)).await.is_some(), "{number}");
        }

        fixture.clock.advance_millis(60_000);
        fixture.runner(&vault).run_now(job).await.unwrap();
        let ended = vault.status().await.unwrap();
        assert_eq!(ended.old_count(), 0);
        assert_eq!(ended.fields.iter().map(|field| field.unknown_count).sum::<u64>(), 0);
        let rotation = ended.rotation.unwrap();
        assert_eq!((rotation.resealed_count, rotation.unreadable_count), (ROWS as u64 + 1, 0));
        assert!(rotation.finished_at.is_some());
        for number in [0, 1, ROWS - 1, ROWS] {
            assert_eq!(fixture.find(&vault, &phone(number)).await.unwrap().1, phone(number));
        }
        // The bystander learns of the key from the first row it cannot read.
        let sealed: Vec<u8> = sqlx::query_scalar("SELECT phone_sealed FROM patient WHERE id = '000001'")
            .fetch_one(db.read()).await.unwrap();
        let ring = bystander.ring_for([sealed.as_slice()]).await.unwrap();
        assert_eq!((ring.newest(), bystander.ring().newest()), (2, 2));
    }

    /// A bad row is left alone and named by its count; all others are sealed again.
    async fn a_row_that_cannot_be_opened_does_not_stop_the_others(db) {
        let mut fixture = Fixture::new(db).await;
        let vault = fixture.open().await.unwrap();
        fixture.write(&vault.ring(), 0, 5).await;
        // The ciphertext of another row, as somebody with access to the database might move it.
        fixture.execute(
            "UPDATE patient SET phone_sealed = (SELECT phone_sealed FROM patient WHERE id = '000001') WHERE id = '000002'",
        ).await;
        let job = vault.rotate(&mut fixture.rng).await.unwrap();
        let error = fixture.runner(&vault).run_now(job).await.unwrap_err();
        assert!(matches!(&error, JobError::Failed(text) if text.starts_with("1 rows could not be opened")), "{error}");
        let status = vault.status().await.unwrap();
        assert_eq!((status.fields[0].current_count, status.fields[0].old_count), (4, 1));
        assert_eq!(status.rotation.unwrap().unreadable_count, 1);
    }

    /// Whatever somebody put into a column is counted and neither read as a ciphertext nor a reason to stop.
    async fn alien_values_are_counted(db) {
        let mut fixture = Fixture::new(db).await;
        let vault = fixture.open().await.unwrap();
        fixture.write(&vault.ring(), 0, 2).await;
        let alien = match db.kind() {
            platform::DbKind::Sqlite => "UPDATE patient SET phone_sealed = 'in the clear' WHERE id = '000000'",
            platform::DbKind::Postgres => "UPDATE patient SET phone_sealed = '\\x00' WHERE id = '000000'",
        };
        fixture.execute(alien).await;
        let job = vault.rotate(&mut fixture.rng).await.unwrap();
        assert!(fixture.runner(&vault).run_now(job).await.is_err());
        let status = vault.status().await.unwrap();
        assert_eq!((status.fields[0].current_count, status.fields[0].unknown_count), (1, 1));
    }

    async fn two_processes_that_start_together_share_one_key(db) {
        let mut fixture = Fixture::new(db).await;
        let (first, second) = (TestRng::new(2), TestRng::new(3));
        let source = KeySource::parse(&format!("file:{}", fixture.keys.path().display())).unwrap();
        let open = |mut rng: TestRng| {
            let (db, clock, source) = (fixture.db.clone(), fixture.clock.clone(), source.clone());
            async move { Vault::open(db, clock, &source, &[], &mut rng).await }
        };
        let (first, second) = tokio::join!(open(first), open(second));
        let (first, second) = (first.unwrap(), second.unwrap());
        assert_eq!(first.ring().token(PHONE, "1"), second.ring().token(PHONE, "1"));
        let _ = fixture.open().await.unwrap();
    }
}
