//! A backup is whole, portable between the databases, and refused when it is not whole.

use kernel::Clock;
use platform::counts::{CountWrite, STRATUM_ALL, SeriesKey, Writer};
use platform::{ArchiveError, Db, MIGRATIONS};
use testkit::TestDb;

use crate::{clock, migrate};

async fn fill(db: &Db) {
    migrate(db).await;
    let mut tx = db.begin().await.unwrap();
    let writer = Writer::begin(db, &mut tx, "试验", "1", clock().now())
        .await
        .unwrap();
    let key = SeriesKey {
        stream: "s".into(),
        condition: "measles".into(),
        region: "370800".parse().unwrap(),
        stratum: STRATUM_ALL.into(),
    };
    let ids = writer
        .series(&mut tx, &[(key.clone(), "/100000/".into())])
        .await
        .unwrap();
    let counts: Vec<CountWrite> = (0..12_000)
        .map(|number| CountWrite {
            series: ids[&key],
            day: kernel::Day::from_number(number),
            value: number as u32 % 7,
            line: number as u64,
        })
        .collect();
    writer.store(&mut tx, &counts).await.unwrap();
    tx.commit().await.unwrap();
}

async fn backup(db: &Db) -> Vec<u8> {
    let mut file = Vec::new();
    db.backup(&mut file, &clock(), |_| {}).await.unwrap();
    file
}

async fn restore(db: &Db, file: &[u8]) -> Result<platform::Archived, ArchiveError> {
    db.restore(file, &[&MIGRATIONS], &clock(), |_| {}).await
}

/// Restores into a fresh database of the other kind and backs that up again: the same rows come out.
async fn goes_round(from: TestDb, to: TestDb) {
    fill(&from).await;
    let file = backup(&from).await;
    let restored = restore(&to, &file).await.unwrap();
    assert_eq!(restored.rows, 12_002);
    assert_eq!(to.verify(&[platform::CHECKS]).await.unwrap(), []);
    assert_eq!(
        backup(&to).await,
        file,
        "the same bytes, whichever database wrote them"
    );
    // A new batch gets a new id, not one the backup brought along.
    let mut tx = to.begin().await.unwrap();
    let writer = Writer::begin(&to, &mut tx, "test", "2", clock().now())
        .await
        .unwrap();
    assert_eq!(writer.batch().0, 2);
    drop(tx);
    from.remove().await;
    to.remove().await;
}

#[test]
fn sqlite_restores_into_postgres() {
    testkit::run(async { goes_round(TestDb::sqlite().await, TestDb::postgres().await).await });
}

#[test]
fn postgres_restores_into_sqlite() {
    testkit::run(async { goes_round(TestDb::postgres().await, TestDb::sqlite().await).await });
}

testkit::on_both! {
    async fn a_database_with_data_is_not_overwritten(db) {
        fill(db).await;
        let file = backup(db).await;
        assert!(matches!(restore(db, &file).await, Err(ArchiveError::NotEmpty)));
    }

    async fn a_file_that_is_cut_or_altered_leaves_the_database_empty(db) {
        let source = TestDb::sqlite().await;
        fill(&source).await;
        let file = backup(&source).await;
        source.remove().await;
        let cut = &file[..file.len() / 2];
        assert!(matches!(restore(db, cut).await, Err(ArchiveError::Damaged(_))));
        assert!(matches!(restore(db, b"not gzip at all").await, Err(ArchiveError::Damaged(_))));
        let altered = alter(&file);
        assert!(matches!(restore(db, &altered).await, Err(ArchiveError::Damaged(_))));
        let rows = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM count_point")
            .fetch_one(db.read())
            .await
            .unwrap();
        assert_eq!(rows, 0);
    }
}

/// Changes one count inside the compressed file and packs it again.
fn alter(file: &[u8]) -> Vec<u8> {
    use std::io::{Read, Write};
    let mut text = String::new();
    flate2::read::GzDecoder::new(file)
        .read_to_string(&mut text)
        .unwrap();
    let altered = text.replacen("[1,100,100,1,2]", "[1,100,100,1,3]", 1);
    assert_ne!(text, altered, "the row to alter is there");
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(altered.as_bytes()).unwrap();
    packer.finish().unwrap()
}
