//! The harness itself, on both databases.

use sqlx::Row;

testkit::on_both! {
    /// Two databases of one test do not see each other's tables.
    async fn every_test_has_a_database_of_its_own(db) {
        let other = if db.url().starts_with("sqlite:") {
            testkit::TestDb::sqlite().await
        } else {
            testkit::TestDb::postgres().await
        };
        for (database, text) in [(db, "first"), (&other, "second")] {
            let mut tx = database.begin().await.unwrap();
            sqlx::raw_sql("CREATE TABLE note (text TEXT NOT NULL)").execute(&mut *tx).await.unwrap();
            sqlx::query("INSERT INTO note (text) VALUES ($1)").bind(text).execute(&mut *tx).await.unwrap();
            tx.commit().await.unwrap();
        }
        let row = sqlx::query("SELECT text FROM note").fetch_one(db.read()).await.unwrap();
        assert_eq!(row.get::<String, _>(0), "first");
        other.remove().await;
    }
}
