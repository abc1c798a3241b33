//! One database, made for one test.

use std::ops::Deref;

use platform::Db;
use tempfile::TempDir;
use uuid::Uuid;

/// A database that no other test sees.
#[derive(Debug)]
pub struct TestDb {
    db: Db,
    url: String,
    made: Made,
}

/// What has to be taken away after the test.
#[derive(Debug)]
enum Made {
    Folder(#[expect(dead_code, reason = "held so that the folder is removed with it")] TempDir),
    Database { server: String, name: String },
}

impl TestDb {
    /// An empty SQLite file.
    ///
    /// # Panics
    /// When it cannot be made; the test cannot go on.
    pub async fn sqlite() -> TestDb {
        let folder = tempfile::tempdir().expect("a temporary folder for the test database");
        let url = format!("sqlite:{}", folder.path().join("test.db").display());
        TestDb {
            db: connect(&url).await,
            url,
            made: Made::Folder(folder),
        }
    }

    /// An empty PostgreSQL database.
    ///
    /// # Panics
    /// When PostgreSQL is not installed or refuses; the message says what to do.
    pub async fn postgres() -> TestDb {
        // Starting a server blocks for a second; the other tasks of the test have nothing to do yet.
        let server = pgharness::shared_url().unwrap_or_else(|error| panic!("{error}"));
        let name = format!("test_{}", Uuid::now_v7().simple());
        execute(&server, &format!("CREATE DATABASE {name}")).await;
        let url = with_database(&server, &name);
        TestDb {
            db: connect(&url).await,
            url,
            made: Made::Database { server, name },
        }
    }

    /// The address, as `--database` takes it; a second program or a second `Db` may open it too.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Closes the connections and removes the database; without it a PostgreSQL database stays until its server goes.
    pub async fn remove(self) {
        self.db.close().await;
        if let Made::Database { server, name } = &self.made {
            execute(
                server,
                &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            )
            .await;
        }
    }
}

impl Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

async fn connect(url: &str) -> Db {
    Db::connect(url)
        .await
        .unwrap_or_else(|error| panic!("the test database `{url}` cannot be opened: {error}"))
}

/// One statement outside any transaction, as making a database demands.
async fn execute(server: &str, sql: &str) {
    use sqlx::{Connection, Executor};
    let mut connection = sqlx::PgConnection::connect(server)
        .await
        .unwrap_or_else(|error| panic!("the test server `{server}` cannot be reached: {error}"));
    connection
        .execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())))
        .await
        .unwrap_or_else(|error| panic!("`{sql}` on the test server failed: {error}"));
    let _ = connection.close().await;
}

/// The server's address with another database name.
fn with_database(server: &str, name: &str) -> String {
    let (address, query) = server.split_once('?').unwrap_or((server, ""));
    let host_begins = address.find("://").map_or(0, |at| at + 3);
    let host_ends = address[host_begins..]
        .find('/')
        .map_or(address.len(), |at| host_begins + at);
    let question = if query.is_empty() { "" } else { "?" };
    format!("{}/{name}{question}{query}", &address[..host_ends])
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn only_the_name_of_the_database_changes() {
        assert_eq!(
            with_database(
                "postgres://cdc@127.0.0.1:5433/postgres?sslmode=disable",
                "x"
            ),
            "postgres://cdc@127.0.0.1:5433/x?sslmode=disable"
        );
        assert_eq!(
            with_database("postgres://cdc@localhost", "x"),
            "postgres://cdc@localhost/x"
        );
    }
}
