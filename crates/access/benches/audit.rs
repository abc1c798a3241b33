//! How fast entries are appended and verified, and what an append adds to a read.
//!
//! `cargo bench -p access --bench audit`

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use access::audit::{self, Action, Author, Detail, Entry, Stamp};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use kernel::{SystemClock, Timestamp};
use platform::Db;
use sqlx::Row;

/// Entries of the chain that is verified.
const CHAIN: u64 = 500_000;
/// Records of one read; each is an entry.
const READ: u64 = 500;

fn entries(count: u64) -> Vec<Entry> {
    (0..count)
        .map(|number| {
            let account = "0190a5f0-7a5e-7b6e-9d0e-112233445566";
            let author = Author::at_the_door(Some(account), "0190a5f0-7a5e-7b6e-9d0e-aabbccddeeff");
            Entry::new(author, Action::PersonRead)
                .on("person", format!("0190a5f0-7a5e-7b6e-9d0e-{number:012}"))
                .count(Detail::Rows, 1)
        })
        .collect()
}

async fn append(db: &Db, entries: &[Entry]) {
    let stamp = Stamp {
        at: Timestamp::from_millis(1_772_409_600_000),
        pack_version: "0123456789abcdef",
    };
    let mut tx = db.begin().await.expect("a transaction");
    audit::append(db, &mut tx, stamp, entries)
        .await
        .expect("appended");
    tx.commit().await.expect("committed");
}

async fn open(folder: &Path) -> Db {
    let url = format!("sqlite:{}", folder.join("bench.db").display());
    let db = Db::connect(&url).await.expect("a database");
    db.migrate(&[&platform::MIGRATIONS, &access::MIGRATIONS], &SystemClock)
        .await
        .expect("tables");
    db
}

/// What a list of persons costs to read: a wide row looked up by key, as a record is.
async fn read(db: &Db, from: i64) -> usize {
    sqlx::query(
        "SELECT entry.subject_id, entry.account, entry.detail, entry.request, entry.hash FROM audit_entry AS entry \
         WHERE sequence > $1 AND sequence <= $2 ORDER BY entry.hash",
    )
    .bind(from)
    .bind(from + READ.cast_signed())
    .fetch_all(db.read())
    .await
    .expect("read")
    .iter()
    .map(|row| row.get::<String, _>(0).len())
    .sum()
}

fn benches(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let db = runtime.block_on(open(folder.path()));
    let mut group = criterion.benchmark_group("audit");
    group.sample_size(10);
    group.measurement_time(Duration::from_secs(4));
    for batch in [1, READ, 5_000] {
        let entries = entries(batch);
        group.throughput(Throughput::Elements(batch));
        group.bench_function(
            format!("append {batch} in one transaction, SQLite"),
            |bench| {
                bench.iter(|| runtime.block_on(append(&db, &entries)));
            },
        );
    }
    group.bench_function("read of 500 records without an entry", |bench| {
        bench.iter(|| runtime.block_on(async { black_box(read(&db, 1_000).await) }));
    });
    let one = entries(1);
    group.bench_function("read of 500 records with one entry, committed", |bench| {
        bench.iter(|| {
            runtime.block_on(async {
                append(&db, &one).await;
                black_box(read(&db, 1_000).await)
            })
        });
    });
    runtime.block_on(async {
        let entries = entries(10_000);
        for _ in 0..CHAIN / 10_000 {
            append(&db, &entries).await;
        }
    });
    let found = runtime
        .block_on(audit::verify(&db, &[], None))
        .expect("verified");
    assert_eq!(found.found, None);
    let length = found.entries.unsigned_abs();
    group.throughput(Throughput::Elements(length));
    group.bench_function("verify the whole chain, SQLite", |bench| {
        bench.iter(|| {
            runtime
                .block_on(audit::verify(&db, &[], None))
                .expect("verified")
        });
    });
    group.finish();
    runtime.block_on(db.close());
}

criterion_group!(audit_benches, benches);
criterion_main!(audit_benches);
