//! The audit trail: complete, unbroken, and found out when it is not.

use std::time::Duration;

use access::audit::{
    self, Action, Author, Checkpoint, Checkpointer, Damage, Detail, Entry, SigningKey, Stamp,
};
use platform::{Db, DbKind};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use testkit::TestDb;

use crate::fixture::{Browser, Fixture};

async fn append(fixture: &Fixture, count: u64) {
    let entries: Vec<Entry> = (0..count)
        .map(|number| {
            Entry::new(Author::program(), Action::PersonRead)
                .on("person", format!("p-{number}"))
                .count(Detail::Rows, number)
        })
        .collect();
    let mut tx = fixture.app.db.begin().await.unwrap();
    fixture.app.record(&mut tx, &entries).await.unwrap();
    tx.commit().await.unwrap();
}

/// Somebody with every right on the database takes the triggers away.
async fn without_triggers(db: &Db) {
    let sql = match db.kind() {
        DbKind::Sqlite => {
            "DROP TRIGGER audit_entry_no_update; DROP TRIGGER audit_entry_no_delete; \
             DROP TRIGGER audit_checkpoint_no_update; DROP TRIGGER audit_checkpoint_no_delete;"
        }
        DbKind::Postgres => {
            "ALTER TABLE audit_entry DISABLE TRIGGER ALL; ALTER TABLE audit_checkpoint DISABLE TRIGGER ALL;"
        }
    };
    let mut tx = db.begin().await.unwrap();
    sqlx::raw_sql(sql).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

/// What verification finds after `sql`, which is undone again with everything else.
async fn after(db: &TestDb, sql: String) -> Option<Damage> {
    change(db, &sql).await;
    audit::verify(db, &[], None).await.unwrap().found
}

async fn change(db: &Db, sql: &str) {
    let mut tx = db.begin().await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn texts(db: &Db, sql: &'static str) -> Vec<String> {
    sqlx::query_scalar(sql).fetch_all(db.read()).await.unwrap()
}

const COLUMNS: [&str; 14] = [
    "at",
    "account",
    "role",
    "region",
    "organisation",
    "action",
    "purpose",
    "subject_kind",
    "subject_id",
    "outcome",
    "request",
    "detail",
    "pack_version",
    "hash",
];

testkit::on_both! {
    /// The database itself refuses to change, delete or empty the trail.
    async fn entries_are_only_ever_added(db) {
        let fixture = Fixture::new(db).await;
        let mut attempts = vec![
            "UPDATE audit_entry SET account = '' WHERE sequence = 1",
            "DELETE FROM audit_entry WHERE sequence = 1",
            "DELETE FROM audit_entry",
        ];
        attempts.push(match db.kind() {
            DbKind::Postgres => "TRUNCATE audit_entry",
            DbKind::Sqlite => "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE sequence = 1",
        });
        for attempt in attempts {
            let mut tx = db.begin().await.unwrap();
            let refused = sqlx::raw_sql(attempt).execute(&mut *tx).await.unwrap_err();
            assert!(refused.to_string().contains("only ever added"), "{refused}");
        }
        assert_eq!(audit::verify(&fixture.app.db, &[], None).await.unwrap().found, None);
    }

    /// At every position: an altered column, a deleted entry, two that changed places.
    async fn damage_is_found_where_it_is(db) {
        let fixture = Fixture::new(db).await;
        append(&fixture, 3).await;
        let whole = audit::verify(db, &[], None).await.unwrap();
        let last = whole.entries;
        assert_eq!((whole.found, last > 10), (None, true));
        without_triggers(db).await;
        change(db, "CREATE TABLE kept AS SELECT * FROM audit_entry").await;
        let columns = "sequence, at, account, role, region, organisation, action, purpose, subject_kind, subject_id, \
                       outcome, request, detail, pack_version, hash";
        let restore = format!("DELETE FROM audit_entry; INSERT INTO audit_entry ({columns}) SELECT {columns} FROM kept;");
        for at in 1..=last {
            let column = COLUMNS[usize::try_from(at).unwrap() % COLUMNS.len()];
            let altered = if column == "at" { "at + 1".to_owned() } else { format!("{column} || 'x'") };
            let found = after(db, format!("UPDATE audit_entry SET {column} = {altered} WHERE sequence = {at}")).await;
            assert_eq!(found, Some(Damage::Altered(at)), "{column}");
            change(db, &restore).await;

            let found = after(db, format!("DELETE FROM audit_entry WHERE sequence = {at}")).await;
            assert_eq!(found, Some(Damage::Missing(at)));
            change(db, &restore).await;

            let next = at % last + 1;
            let found = after(db, format!(
                "UPDATE audit_entry SET sequence = -1 WHERE sequence = {at}; \
                 UPDATE audit_entry SET sequence = {at} WHERE sequence = {next}; \
                 UPDATE audit_entry SET sequence = {next} WHERE sequence = -1;"
            )).await;
            assert_eq!(found, Some(Damage::Altered(at.min(next))));
            change(db, &restore).await;

            // Everything from here on is cut off, and the head made to fit.
            if at < last {
                let found = after(db, format!("DELETE FROM audit_entry WHERE sequence > {at}")).await;
                assert_eq!(found, Some(Damage::Missing(at + 1)));
                change(db, &restore).await;
            }
        }
        for column in COLUMNS {
            let altered = if column == "at" { "at - 1".to_owned() } else { format!("'x' || {column}") };
            let found = after(db, format!("UPDATE audit_entry SET {column} = {altered} WHERE sequence = 2")).await;
            assert_eq!(found, Some(Damage::Altered(2)), "{column}");
            change(db, &restore).await;
        }
        assert_eq!(audit::verify(db, &[], None).await.unwrap().found, None);
        let extra = format!("INSERT INTO audit_entry ({columns}) SELECT 99{} FROM kept WHERE sequence = {last}", &columns[8..]);
        assert_eq!(after(db, extra).await, Some(Damage::Foreign(99)));
        change(db, &restore).await;
        let head = "UPDATE audit_head SET hash = 'ab'".to_owned();
        assert_eq!(after(db, head).await, Some(Damage::Head(last)));
    }

    /// Text moved over the border of two columns, or a separator smuggled in, is an alteration.
    async fn borders_of_columns_are_part_of_an_entry(db) {
        let fixture = Fixture::new(db).await;
        append(&fixture, 2).await;
        without_triggers(db).await;
        let moved = "UPDATE audit_entry SET subject_kind = 'perso', subject_id = 'n' || subject_id WHERE sequence = (SELECT max(sequence) FROM audit_entry)";
        let last = audit::verify(db, &[], None).await.unwrap().entries;
        assert_eq!(after(db, moved.to_owned()).await, Some(Damage::Altered(last)));
        let smuggled = "UPDATE audit_entry SET account = 'a\u{1f}b\u{1e}' WHERE sequence = 1";
        assert_eq!(after(db, smuggled.to_owned()).await, Some(Damage::Altered(1)));
    }

    /// What a forger with the whole database can do unseen, checkpoints outside find.
    async fn checkpoints_outside_find_what_the_chain_cannot(db) {
        let fixture = Fixture::new(db).await;
        append(&fixture, 5).await;
        let key = || SigningKey::from_bytes(&[9; 32]).unwrap();
        let public = key().public_key();
        let signer = Checkpointer::new(fixture.app.db.clone(), fixture.clock.clone(), key(), 4, Duration::from_secs(60));
        let first = signer.sign_if_due().await.unwrap().unwrap();
        assert_eq!(signer.sign_if_due().await.unwrap(), None);
        append(&fixture, 3).await;
        assert_eq!(signer.sign_if_due().await.unwrap(), None);
        fixture.pass_minutes(1);
        let by_age = signer.sign_if_due().await.unwrap().unwrap();
        append(&fixture, 4).await;
        let by_count = signer.sign_if_due().await.unwrap().unwrap();
        assert_eq!((by_age.sequence, by_count.sequence), (first.sequence + 3, first.sequence + 7));

        let mut lines = Vec::new();
        assert_eq!(audit::export_checkpoints(db, first.sequence, &mut lines).await.unwrap(), 2);
        let published = Checkpoint::parse_lines(std::str::from_utf8(&lines).unwrap()).unwrap();
        assert_eq!(published, [by_age.clone(), by_count.clone()]);
        let found = audit::verify(db, &published, Some(&public)).await.unwrap();
        assert_eq!((found.found, found.checkpoints), (None, 5));

        let stranger = SigningKey::from_bytes(&[8; 32]).unwrap().public_key();
        let found = audit::verify(db, &published, Some(&stranger)).await.unwrap().found;
        assert_eq!(found, Some(Damage::Signature(by_age.sequence)));

        // The end is cut off, the head and the stored checkpoints made to fit: unseen without the published ones.
        without_triggers(db).await;
        let cut = by_count.sequence - 1;
        change(db, &format!(
            "DELETE FROM audit_checkpoint WHERE sequence > {cut}; DELETE FROM audit_entry WHERE sequence > {cut}; \
             UPDATE audit_head SET sequence = {cut}, hash = (SELECT hash FROM audit_entry WHERE sequence = {cut});"
        )).await;
        assert_eq!(audit::verify(db, &[], None).await.unwrap().found, None);
        let found = audit::verify(db, &published, Some(&public)).await.unwrap().found;
        assert_eq!(found, Some(Damage::Missing(by_count.sequence)));
        // The chain is written anew after that: the last checkpoint names another hash.
        fixture.pass_minutes(1);
        append(&fixture, 2).await;
        assert_eq!(audit::verify(db, &[], None).await.unwrap().found, None);
        let found = audit::verify(db, &published, Some(&public)).await.unwrap().found;
        assert_eq!(found, Some(Damage::Rewritten(by_count.sequence)));
    }

    /// Many writers at once, some of which roll back: no gap, and the chain holds.
    async fn numbers_have_no_gaps_under_concurrency(db) {
        let fixture = Fixture::new(db).await;
        let before = audit::verify(db, &[], None).await.unwrap().entries;
        let writers = (0..8_u64).map(|writer| {
            let app = fixture.app.clone();
            tokio::spawn(async move {
                for round in 0..10 {
                    let entry = Entry::new(Author::program(), Action::PersonRead).on("person", format!("{writer}-{round}"));
                    let mut tx = app.db.begin().await.unwrap();
                    app.record(&mut tx, &[entry.clone(), entry]).await.unwrap();
                    if round % 5 == 4 {
                        tx.rollback().await.unwrap();
                    } else {
                        tx.commit().await.unwrap();
                    }
                }
            })
        });
        futures::future::try_join_all(writers).await.unwrap();
        let found = audit::verify(db, &[], None).await.unwrap();
        assert_eq!((found.found, found.entries), (None, before + 8 * 8 * 2));
        assert_eq!(db.verify(&[access::CHECKS]).await.unwrap(), []);
    }

    /// A chain longer than one part is followed across the parts.
    async fn a_long_chain_is_followed(db) {
        let fixture = Fixture::new(db).await;
        append(&fixture, 10_000).await;
        let found = audit::verify(db, &[], None).await.unwrap();
        assert_eq!((found.found, found.entries > 10_000), (None, true));
        without_triggers(db).await;
        assert_eq!(after(db, "DELETE FROM audit_entry WHERE sequence = 8193".to_owned()).await, Some(Damage::Missing(8193)));
        assert!(!db.verify(&[access::CHECKS]).await.unwrap().is_empty());
    }

    /// A backup carries the chain on, and it goes on from there.
    async fn the_chain_survives_backup_and_restore(db) {
        let fixture = Fixture::new(db).await;
        append(&fixture, 10).await;
        let mut file = Vec::new();
        db.backup(&mut file, fixture.clock.as_ref(), |_| {}).await.unwrap();
        let other = TestDb::sqlite().await;
        let migrations = [&platform::MIGRATIONS, &vault::MIGRATIONS, &access::MIGRATIONS];
        let restored = other.restore(file.as_slice(), &migrations, fixture.clock.as_ref(), |_| {}).await.unwrap();
        let before = audit::verify(db, &[], None).await.unwrap().entries;
        audit::note_restore(&other, restored.rows, fixture.app.stamp().at).await.unwrap();
        let found = audit::verify(&other, &[], None).await.unwrap();
        assert_eq!((found.found, found.entries), (None, before + 1));
        other.remove().await;
    }

    /// Every step at the door is on record, with who and for which request, and without a name or an address.
    async fn the_door_is_on_record(db) {
        let fixture = Fixture::new(db).await;
        let from = Browser::new().at("203.0.113.9");
        for _ in 0..5 {
            fixture.try_sign_in(&from, "viewer", "Wrong-password-1").await;
        }
        fixture.try_sign_in(&from, "nobody.there", "Wrong-password-1").await;
        fixture.pass_minutes(2);
        let viewer = fixture.sign_in("viewer").await;
        let wrong = json!({ "current": "Wrong-password-1", "new": "Another-long-2026" });
        fixture.send(&viewer, "POST", "/api/session/password", wrong).await;
        let right = json!({ "current": crate::fixture::PASSWORD, "new": "Another-long-2026" });
        let changed = fixture.send(&viewer, "POST", "/api/session/password", right).await;
        let viewer = viewer.with(&changed);
        fixture.send(&viewer, "DELETE", "/api/session", Value::Null).await;
        let viewer = access::account_named(&fixture.app, "viewer").await.unwrap();
        access::set_password(&fixture.app, &Author::command_line(), &viewer, "Again-another-2026".to_owned(), false).await.unwrap();
        let entries = texts(db, "SELECT action || ' ' || outcome || ' ' || role FROM audit_entry \
            WHERE action NOT IN ('account.created', 'post.granted') ORDER BY sequence").await;
        insta::assert_json_snapshot!("door", entries);
        let all = texts(db, "SELECT account || role || organisation || subject_id || detail || request FROM audit_entry").await;
        for word in ["viewer ", "nobody", "203.0", "忻州"] {
            assert!(all.iter().all(|entry| !entry.contains(word)), "{word}");
        }
    }

    /// Only the audit administrator reads the trail; reading and taking it away are on record themselves.
    async fn the_trail_is_read_by_audit_administrators_only(db) {
        let fixture = Fixture::new(db).await;
        for other in ["system", "data", "viewer", "xinzhou"] {
            let browser = fixture.sign_in(other).await;
            for path in ["/api/audit", "/api/audit/export", "/api/audit/status"] {
                assert_eq!(fixture.get(&browser, path).await.status, 403, "{other} {path}");
            }
        }
        let refused = fixture.sign_in("system").await;
        insta::assert_json_snapshot!("audit_forbidden", fixture.get(&refused, "/api/audit").await.body);
        assert_eq!(fixture.get(&Browser::new(), "/api/audit").await.status, 401);
        let admin = fixture.sign_in("audit").await;
        assert_eq!(fixture.get(&admin, "/api/accounts").await.status, 403);

        let page = fixture.get(&admin, "/api/audit?action=session.signed_in&limit=3").await.body;
        assert_eq!(page["items"].as_array().unwrap().len(), 3);
        insta::assert_json_snapshot!("audit_entry", page["items"][0], {
            ".account" => "[id]", ".subject_id" => "[id]", ".hash" => "[hash]", ".pack_version" => "[version]",
        });
        let next = page["next"].as_str().unwrap();
        let rest = fixture.get(&admin, &format!("/api/audit?action=session.signed_in&limit=3&cursor={next}")).await.body;
        let sequences = |page: &Value| -> Vec<i64> {
            page["items"].as_array().unwrap().iter().map(|entry| entry["sequence"].as_i64().unwrap()).collect()
        };
        let all: Vec<i64> = sequences(&page).into_iter().chain(sequences(&rest)).collect();
        assert_eq!(all.len(), 6);
        assert!(all.is_sorted_by(|one, other| one > other));

        let account = page["items"][1]["account"].as_str().unwrap();
        for (query, some) in [
            (format!("account={account}"), true),
            (format!("subject_kind=account&subject_id={account}"), true),
            ("account=Audit".to_owned(), true),
            ("account=nobody".to_owned(), false),
            ("purpose=audit".to_owned(), true),
            ("from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z".to_owned(), true),
            ("to=2026-03-01T00:00:00Z".to_owned(), false),
            ("account=%27%20OR%201=1".to_owned(), false),
        ] {
            let answer = fixture.get(&admin, &format!("/api/audit?{query}")).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            assert_eq!(!answer.body["items"].as_array().unwrap().is_empty(), some, "{query}");
        }
        for (query, rule) in [
            ("action=counts.eaten", "unknown_action"),
            ("from=2026-03-03T00:00:00Z&to=2026-03-02T00:00:00Z", "backwards"),
            ("from=yesterday", "parameter"),
            ("limit=0", "out_of_range"),
            ("cursor=zz", "bad_cursor"),
        ] {
            let answer = fixture.get(&admin, &format!("/api/audit?{query}")).await;
            assert_eq!((answer.status, answer.body["errors"][0]["rule"].as_str()), (422, Some(rule)), "{query}");
        }
        for format in ["csv", "xlsx"] {
            assert_eq!(fixture.get(&admin, &format!("/api/audit/export?format={format}")).await.status, 200);
        }
        let exported = fixture.get(&admin, "/api/audit?action=audit.exported").await.body;
        assert_eq!(exported["items"].as_array().unwrap().len(), 2);
        assert_eq!(exported["items"][0]["role"], "audit_admin");

        let found = audit::verify(db, &[], None).await.unwrap();
        audit::note_verification(db, fixture.app.stamp().at, &found).await.unwrap();
        insta::assert_json_snapshot!("audit_status", fixture.get(&admin, "/api/audit/status").await.body, {
            ".hash" => "[hash]", ".sequence" => "[number]", ".verification.sequence" => "[number]",
        });
    }

    /// Start-up is on record when something changed, and only then.
    async fn other_packs_are_on_record(db) {
        let fixture = Fixture::new(db).await;
        let at = fixture.app.stamp().at;
        for (version, steps) in [("v1", 3), ("v1", 0), ("v2", 0), ("v2", 0)] {
            audit::note_start(db, version, steps, at).await.unwrap();
        }
        let entries = texts(db, "SELECT action || ' ' || subject_id || ' ' || detail FROM audit_entry \
            WHERE purpose = 'operations' ORDER BY sequence").await;
        assert_eq!(entries, ["database.migrated  {\"rows\":3}", "pack.changed v1 {}", "pack.changed v2 {\"before\":\"v1\"}"]);
        let stamp = Stamp { at, pack_version: "" };
        let mut tx = db.begin().await.unwrap();
        audit::append(db, &mut tx, stamp, &[]).await.unwrap();
    }
}
