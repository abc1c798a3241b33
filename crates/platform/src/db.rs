//! One SQL layer for two databases: SQLite, embedded and the default, and PostgreSQL.

use std::fmt;
use std::str::FromStr;
use std::sync::Once;
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{Any, AnyConnection, AnyPool, Connection, Transaction};

/// A write transaction. Everything in it is stored, or nothing is.
pub type Tx = Transaction<'static, Any>;

/// How long a connection waits for another writer before it reports [`DbError::Locked`].
const LOCK_WAIT: Duration = Duration::from_secs(10);
const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;

/// Which of the two databases is behind a [`Db`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DbKind {
    /// Embedded, one file, one writer at a time.
    Sqlite,
    /// A server with many writers.
    Postgres,
}

/// Handle to the database; cheap to clone.
///
/// SQL is written once with `$1` placeholders in the subset both databases share:
/// `BIGINT`, `DOUBLE PRECISION`, `TEXT` and blobs, `RETURNING`, `ON CONFLICT`, window functions.
/// Days are day numbers, instants are milliseconds, ids are text, truth is 0 or 1.
#[derive(Clone)]
pub struct Db {
    kind: DbKind,
    read: AnyPool,
    write: AnyPool,
}

/// What went wrong between us and the database, told apart by what a person can do about it.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The address is not one of ours.
    #[error("`{0}` is not a database address; write sqlite:FILE or postgres://USER@HOST/NAME")]
    Address(String),
    /// Somebody else holds the write lock.
    #[error("the database is locked by another program; stop it or try again in a moment")]
    Locked,
    /// No room on the disk.
    #[error(
        "the database's disk is full; free some space and run the same command again, nothing stored so far is lost"
    )]
    Full,
    /// No connection could be made.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// The file is not a database or is damaged.
    #[error("the database file is damaged or is not a database: {0}")]
    Damaged(String),
    /// The file may only be read.
    #[error("the database can only be read: {0}")]
    ReadOnly(String),
    /// A uniqueness rule refused the row.
    #[error("a record with this key exists already: {0}")]
    Duplicate(String),
    /// The database holds tables of a newer or an altered version of the program.
    #[error("{0}")]
    Schema(String),
    /// Anything else; a defect of ours.
    #[error("database: {0}")]
    Other(sqlx::Error),
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Io(io) => return DbError::Unreachable(io.to_string()),
            sqlx::Error::PoolTimedOut => return DbError::Locked,
            sqlx::Error::Tls(tls) => return DbError::Unreachable(tls.to_string()),
            sqlx::Error::Database(database) => {
                let text = database.message().to_owned();
                if database.is_unique_violation() {
                    return DbError::Duplicate(text);
                }
                let code = database.code().unwrap_or_default();
                // SQLite's extended result codes keep the primary code in the low byte.
                let primary = code.parse::<u32>().map_or(0, |number| number & 0xff);
                match (primary, code.as_ref()) {
                    (_, "53100") => return DbError::Full,
                    (_, "55P03" | "40P01" | "40001") => return DbError::Locked,
                    (_, "25006") => return DbError::ReadOnly(text),
                    // Connection failures, wrong passwords and unknown databases of PostgreSQL.
                    (_, sqlstate) if sqlstate.len() == 5 && is_unreachable(sqlstate) => {
                        return DbError::Unreachable(text);
                    }
                    (5 | 6, short) if short.len() < 5 => return DbError::Locked,
                    (13, short) if short.len() < 5 => return DbError::Full,
                    (8, short) if short.len() < 5 => return DbError::ReadOnly(text),
                    (11 | 26, short) if short.len() < 5 => return DbError::Damaged(text),
                    (14, short) if short.len() < 5 => return DbError::Unreachable(text),
                    _ => {}
                }
            }
            _ => {}
        }
        DbError::Other(error)
    }
}

/// Opens one connection outside a pool: a pool tries again and again and in the end tells only that time is up.
async fn probe(options: &AnyConnectOptions, sql: &'static str) -> Result<(), DbError> {
    let mut connection = AnyConnection::connect_with(options).await?;
    sqlx::raw_sql(sql).execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

fn is_unreachable(sqlstate: &str) -> bool {
    sqlstate.starts_with("08")
        || sqlstate.starts_with("28")
        || sqlstate.starts_with("57P")
        || matches!(sqlstate, "3D000" | "53300")
}

impl Db {
    /// Opens `sqlite:FILE` (made if missing) or `postgres://…`.
    ///
    /// # Errors
    /// When the address is neither, or the database cannot be reached, read or written.
    pub async fn connect(url: &str) -> Result<Db, DbError> {
        Self::connect_as(url, "rwc").await
    }

    /// Opens a database that is there already; an SQLite file is not made.
    ///
    /// # Errors
    /// As [`Db::connect`], and [`DbError::Unreachable`] when there is no such file.
    pub async fn connect_existing(url: &str) -> Result<Db, DbError> {
        Self::connect_as(url, "rw").await
    }

    async fn connect_as(url: &str, mode: &str) -> Result<Db, DbError> {
        static DRIVERS: Once = Once::new();
        DRIVERS.call_once(sqlx::any::install_default_drivers);
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            Self::connect_sqlite(path, mode).await
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Self::connect_postgres(url).await
        } else {
            Err(DbError::Address(without_password(url)))
        }
    }

    async fn connect_sqlite(path: &str, mode: &str) -> Result<Db, DbError> {
        if path.is_empty() || path == ":memory:" || path.contains('?') {
            return Err(DbError::Address(format!("sqlite:{path}")));
        }
        let options = AnyConnectOptions::from_str(&format!("sqlite://{path}?mode={mode}"))?;
        probe(
            &options,
            "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL;",
        )
        .await?;
        let pool = |connections: u32, pragmas: &'static str| {
            AnyPoolOptions::new()
                .max_connections(connections)
                .min_connections(1)
                .acquire_timeout(LOCK_WAIT * 3)
                .idle_timeout(None)
                .max_lifetime(None)
                .after_connect(move |connection: &mut AnyConnection, _| {
                    Box::pin(async move {
                        sqlx::raw_sql(pragmas).execute(connection).await?;
                        Ok(())
                    })
                })
        };
        // FULL: an acknowledged report survives a power cut. WAL: readers never wait for the writer.
        let write = pool(
            1,
            "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
             PRAGMA foreign_keys = ON; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY;",
        )
        .connect_with(options.clone())
        .await?;
        let read = pool(
            SQLITE_READERS,
            // Mapped pages are read without a system call and belong to the system's cache, not to us.
            "PRAGMA busy_timeout = 10000; PRAGMA query_only = ON; PRAGMA cache_size = -8192; \
             PRAGMA mmap_size = 1073741824; PRAGMA temp_store = MEMORY;",
        )
        .connect_with(options)
        .await?;
        Ok(Db {
            kind: DbKind::Sqlite,
            read,
            write,
        })
    }

    async fn connect_postgres(url: &str) -> Result<Db, DbError> {
        let options = AnyConnectOptions::from_str(url)
            .map_err(|_| DbError::Address(without_password(url)))?;
        probe(&options, "SELECT 1").await?;
        let pool = AnyPoolOptions::new()
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(LOCK_WAIT * 3)
            .after_connect(|connection: &mut AnyConnection, _| {
                Box::pin(async move {
                    // Our questions take milliseconds; compiling one to machine code can take a second.
                    sqlx::raw_sql("SET jit = off").execute(connection).await?;
                    Ok(())
                })
            })
            .connect_with(options)
            .await?;
        Ok(Db {
            kind: DbKind::Postgres,
            read: pool.clone(),
            write: pool,
        })
    }

    /// Which database this is.
    #[must_use]
    pub fn kind(&self) -> DbKind {
        self.kind
    }

    /// Connections for queries that change nothing.
    #[must_use]
    pub fn read(&self) -> &AnyPool {
        &self.read
    }

    /// Begins a write transaction; on SQLite it takes the write lock at once, so it cannot deadlock later.
    ///
    /// # Errors
    /// [`DbError::Locked`] when another program writes for longer than the waiting time.
    pub async fn begin(&self) -> Result<Tx, DbError> {
        Ok(match self.kind {
            DbKind::Sqlite => self.write.begin_with("BEGIN IMMEDIATE").await?,
            DbKind::Postgres => self.write.begin().await?,
        })
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// When it gives none.
    pub async fn ping(&self) -> Result<(), DbError> {
        sqlx::query("SELECT 1").execute(&self.read).await?;
        Ok(())
    }

    /// Closes all connections after their work is done.
    pub async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }

    /// A parenthesised relation made of one JSON parameter: an array of rows, each an array of values.
    ///
    /// This is how many rows travel in one statement on both databases:
    /// `INSERT … SELECT … FROM {db.records(1, &[("day", Column::Integer)])} AS given`.
    #[must_use]
    pub fn records(&self, parameter: u8, columns: &[(&str, Column)]) -> String {
        use std::fmt::Write as _;
        let mut sql = String::from("(SELECT ");
        for (index, (name, column)) in columns.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            // Writing to a String cannot fail.
            let _ = match self.kind {
                DbKind::Sqlite => write!(sql, "{comma}value ->> {index} AS {name}"),
                DbKind::Postgres => write!(
                    sql,
                    "{comma}CAST(value ->> {index} AS {}) AS {name}",
                    column.postgres()
                ),
            };
        }
        let _ = match self.kind {
            DbKind::Sqlite => write!(sql, " FROM json_each(${parameter}))"),
            DbKind::Postgres => write!(
                sql,
                " FROM jsonb_array_elements(CAST(${parameter} AS JSONB)) AS each(value))"
            ),
        };
        sql
    }
}

/// Type of a column in [`Db::records`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// 64-bit integer.
    Integer,
    /// Double-precision number.
    Real,
    /// Text.
    Text,
}

impl Column {
    fn postgres(self) -> &'static str {
        match self {
            Column::Integer => "BIGINT",
            Column::Real => "DOUBLE PRECISION",
            Column::Text => "TEXT",
        }
    }
}

impl fmt::Debug for Db {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Db").field("kind", &self.kind).finish()
    }
}

/// The address as it may be shown: without what stands between `:` and `@`.
#[must_use]
pub fn without_password(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if scheme + 3 < at => {
            let credentials = &url[scheme + 3..at];
            let user = credentials.split(':').next().unwrap_or_default();
            format!("{}{user}{}", &url[..scheme + 3], &url[at..])
        }
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        assert_eq!(
            without_password("postgres://cdc:secret@10.0.0.1/yufang"),
            "postgres://cdc@10.0.0.1/yufang"
        );
        assert_eq!(without_password("sqlite:yufang.db"), "sqlite:yufang.db");
    }

    #[tokio::test]
    async fn an_unknown_scheme_says_what_to_write() {
        let error = Db::connect("mysql://root:pw@localhost/x")
            .await
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "`mysql://root@localhost/x` is not a database address; write sqlite:FILE or postgres://USER@HOST/NAME"
        );
    }

    #[tokio::test]
    async fn a_file_that_must_exist_is_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("none.db");
        let url = format!("sqlite:{}", path.display());
        let error = Db::connect_existing(&url).await.unwrap_err();
        assert!(matches!(error, DbError::Unreachable(_)), "{error:?}");
        assert!(!path.exists());
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_is_told_at_once() {
        let error = Db::connect("postgres://nobody@127.0.0.1:1/none")
            .await
            .unwrap_err();
        assert!(matches!(error, DbError::Unreachable(_)), "{error:?}");
    }

    #[tokio::test]
    async fn a_file_that_is_no_database_is_called_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("text.db");
        std::fs::write(
            &path,
            "this is a text file, long enough to be read as a header ".repeat(40),
        )
        .unwrap();
        let error = Db::connect(&format!("sqlite:{}", path.display()))
            .await
            .unwrap_err();
        assert!(matches!(error, DbError::Damaged(_)), "{error:?}");
    }
}
