//! Backup (备份) and restore (恢复): the whole database as one portable file.
//!
//! The file is gzip over JSON lines: a header, then per table its columns and its rows, then a footer with the number of rows
//! and the SHA-256 of everything before it. It says nothing of the database it came from, so a backup made on SQLite
//! restores into PostgreSQL and the other way round: that is also how a city moves from one to the other.

use std::io::{BufRead, BufReader, Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use futures::TryStreamExt;
use kernel::{Clock, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::any::{AnyRow, AnyTypeInfoKind};
use sqlx::{AnyConnection, AssertSqlSafe, Column as _, Row, ValueRef};

use crate::{Db, DbError, DbKind, Migrations, Tx};

const FORMAT: &str = "yufang-backup/1";
/// Rows restored with one statement.
const CHUNK_ROWS: usize = 5_000;
/// A line longer than this is not one of ours.
const LINE_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// Why a backup could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// Reading or writing the file failed.
    #[error("the backup file cannot be read or written: {0}")]
    File(#[from] std::io::Error),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] DbError),
    /// The file is not a backup, is cut short or was altered.
    #[error("this is not a whole backup: {0}")]
    Damaged(String),
    /// It was made by another version of the program.
    #[error(
        "the backup was made by another version of the program ({0}); restore it with that version, then start this one on the restored database"
    )]
    Version(String),
    /// The database holds data already.
    #[error("the database holds data already; restore into an empty one")]
    NotEmpty,
}

impl From<sqlx::Error> for ArchiveError {
    fn from(error: sqlx::Error) -> Self {
        ArchiveError::Database(error.into())
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    format: String,
    created_at: Timestamp,
    /// Capability, step number and digest of every migration applied.
    steps: Vec<(String, i64, String)>,
    tables: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct TableHead {
    table: String,
    columns: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Footer {
    rows: u64,
    sha256: String,
}

/// What a backup or a restore did.
#[derive(Debug, Clone, Serialize)]
pub struct Archived {
    /// Tables in the file.
    pub tables: usize,
    /// Rows in the file.
    pub rows: u64,
    /// When the backup was made.
    pub created_at: Timestamp,
}

/// Writes lines and keeps their digest.
struct Lines<W: Write> {
    out: GzEncoder<W>,
    digest: Sha256,
}

impl<W: Write> Lines<W> {
    fn put(&mut self, line: &impl Serialize) -> Result<(), ArchiveError> {
        let mut text = serde_json::to_vec(line).map_err(std::io::Error::from)?;
        text.push(b'\n');
        self.digest.update(&text);
        self.out.write_all(&text)?;
        Ok(())
    }
}

impl Db {
    /// Writes the whole database, as it stands at one instant, to `out`; `progress` hears the rows written so far.
    ///
    /// # Errors
    /// When the database cannot be read or the file cannot be written.
    pub async fn backup(
        &self,
        out: impl Write,
        clock: &dyn Clock,
        mut progress: impl FnMut(u64),
    ) -> Result<Archived, ArchiveError> {
        let begin = match self.kind() {
            DbKind::Sqlite => "BEGIN",
            DbKind::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        let mut tx = self.read().begin_with(begin).await?;
        let header = Header {
            format: FORMAT.to_owned(),
            created_at: clock.now(),
            steps: applied_steps(&mut tx).await?,
            tables: self.tables(&mut tx).await?,
        };
        let mut lines = Lines {
            out: GzEncoder::new(out, Compression::default()),
            digest: Sha256::new(),
        };
        lines.put(&header)?;
        let mut rows = 0;
        for table in &header.tables {
            let columns = self.columns(&mut tx, table).await?;
            let list = columns.join("\", \"");
            lines.put(&TableHead {
                table: table.clone(),
                columns,
            })?;
            let sql = AssertSqlSafe(format!("SELECT \"{list}\" FROM \"{table}\""));
            let mut stream = sqlx::query(sql).fetch(&mut *tx);
            while let Some(row) = stream.try_next().await? {
                lines.put(&values_of(&row)?)?;
                rows += 1;
                if rows % 10_000 == 0 {
                    progress(rows);
                }
            }
        }
        let sha256 = hex::encode(lines.digest.clone().finalize());
        lines.put(&Footer { rows, sha256 })?;
        lines.out.finish()?.flush()?;
        tx.rollback().await?;
        progress(rows);
        Ok(Archived {
            tables: header.tables.len(),
            rows,
            created_at: header.created_at,
        })
    }

    /// Restores a backup into this database, which must be empty, in one transaction.
    ///
    /// # Errors
    /// When the file is cut short, altered or of another version, or the database holds data; nothing is stored then.
    pub async fn restore(
        &self,
        input: impl Read,
        capabilities: &[&Migrations],
        clock: &dyn Clock,
        mut progress: impl FnMut(u64),
    ) -> Result<Archived, ArchiveError> {
        self.migrate(capabilities, clock).await?;
        let mut reader = Reader::new(input);
        let header: Header = reader.expect("the header")?;
        if header.format != FORMAT {
            return Err(ArchiveError::Version(header.format));
        }
        let mut tx = self.begin().await?;
        if applied_steps(&mut tx).await? != header.steps {
            return Err(ArchiveError::Version(
                "its tables differ from the present ones".to_owned(),
            ));
        }
        for table in self.tables(&mut tx).await? {
            let sql = AssertSqlSafe(format!("SELECT 1 FROM \"{table}\" LIMIT 1"));
            if sqlx::query(sql).fetch_optional(&mut *tx).await?.is_some() {
                return Err(ArchiveError::NotEmpty);
            }
        }
        let mut rows = 0;
        let footer = loop {
            let line = reader.line()?;
            if let Ok(footer) = serde_json::from_slice::<Footer>(&line) {
                break footer;
            }
            let head: TableHead = parse(&line, "a table's columns")?;
            let known = self.columns(&mut tx, &head.table).await?;
            if known != head.columns {
                return Err(ArchiveError::Damaged(format!(
                    "table `{}` has other columns than here",
                    head.table.chars().take(60).collect::<String>()
                )));
            }
            let types = self.column_types(&mut tx, &head.table).await?;
            rows += self
                .restore_table(&mut tx, &mut reader, &head, &types, &mut |more| {
                    progress(rows + more);
                })
                .await?;
        };
        if footer.rows != rows || footer.sha256 != reader.digest_before_last {
            return Err(ArchiveError::Damaged(
                "its digest does not match its content".to_owned(),
            ));
        }
        self.continue_identities(&mut tx, &header.tables).await?;
        tx.commit().await?;
        progress(rows);
        Ok(Archived {
            tables: header.tables.len(),
            rows,
            created_at: header.created_at,
        })
    }

    async fn restore_table(
        &self,
        tx: &mut Tx,
        reader: &mut Reader<impl Read>,
        head: &TableHead,
        types: &[ColumnType],
        progress: &mut impl FnMut(u64),
    ) -> Result<u64, ArchiveError> {
        let sql = self.insert_sql(head, types);
        let mut rows = 0;
        let mut chunk: Vec<Vec<Value>> = Vec::new();
        loop {
            let at_end = !reader.next_is_row()?;
            if !at_end {
                let line = reader.line()?;
                let row: Vec<Value> = parse(&line, "a row")?;
                if row.len() != types.len() {
                    return Err(ArchiveError::Damaged(format!(
                        "a row of `{}` has {} values",
                        head.table,
                        row.len()
                    )));
                }
                chunk.push(row);
            }
            if chunk.len() >= CHUNK_ROWS || (at_end && !chunk.is_empty()) {
                rows += chunk.len() as u64;
                let given = serde_json::to_string(&chunk).map_err(std::io::Error::from)?;
                chunk.clear();
                sqlx::query(AssertSqlSafe(sql.clone()))
                    .bind(given)
                    .execute(&mut **tx)
                    .await?;
                progress(rows);
            }
            if at_end {
                return Ok(rows);
            }
        }
    }

    fn insert_sql(&self, head: &TableHead, types: &[ColumnType]) -> String {
        let list = head.columns.join("\", \"");
        let values: Vec<String> = types
            .iter()
            .enumerate()
            .map(|(index, kind)| match (self.kind(), kind) {
                (DbKind::Sqlite, ColumnType::Blob) => format!("unhex(value ->> {index})"),
                (DbKind::Sqlite, _) => format!("value ->> {index}"),
                (DbKind::Postgres, ColumnType::Blob) => format!("decode(value ->> {index}, 'hex')"),
                (DbKind::Postgres, ColumnType::Integer) => {
                    format!("CAST(value ->> {index} AS BIGINT)")
                }
                (DbKind::Postgres, ColumnType::Real) => {
                    format!("CAST(value ->> {index} AS DOUBLE PRECISION)")
                }
                (DbKind::Postgres, ColumnType::Text) => format!("value ->> {index}"),
            })
            .collect();
        let source = match self.kind() {
            DbKind::Sqlite => "json_each($1)",
            DbKind::Postgres => "jsonb_array_elements(CAST($1 AS JSONB)) AS each(value)",
        };
        format!(
            "INSERT INTO \"{}\" (\"{list}\") SELECT {} FROM {source}",
            head.table,
            values.join(", ")
        )
    }

    /// Our tables in the order they were made, so that a table stands after those it refers to.
    async fn tables(&self, connection: &mut AnyConnection) -> Result<Vec<String>, DbError> {
        let sql = match self.kind() {
            DbKind::Sqlite => {
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' \
                 ESCAPE '~' AND name <> 'migration' ORDER BY rowid"
            }
            DbKind::Postgres => {
                "SELECT CAST(relname AS TEXT) FROM pg_class JOIN pg_namespace AS space \
                 ON space.oid = relnamespace WHERE relkind = 'r' AND nspname = current_schema() \
                 AND relname <> 'migration' ORDER BY pg_class.oid"
            }
        };
        let rows = sqlx::query(sql).fetch_all(connection).await?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    async fn columns(
        &self,
        connection: &mut AnyConnection,
        table: &str,
    ) -> Result<Vec<String>, DbError> {
        Ok(self
            .describe(connection, table)
            .await?
            .into_iter()
            .map(|(name, _)| name)
            .collect())
    }

    async fn column_types(
        &self,
        connection: &mut AnyConnection,
        table: &str,
    ) -> Result<Vec<ColumnType>, DbError> {
        let described = self.describe(connection, table).await?;
        Ok(described
            .into_iter()
            .map(|(_, declared)| ColumnType::of(&declared))
            .collect())
    }

    async fn describe(
        &self,
        connection: &mut AnyConnection,
        table: &str,
    ) -> Result<Vec<(String, String)>, DbError> {
        let sql = match self.kind() {
            DbKind::Sqlite => "SELECT name, type FROM pragma_table_info($1) ORDER BY name",
            DbKind::Postgres => {
                "SELECT CAST(column_name AS TEXT), CAST(data_type AS TEXT) \
                 FROM information_schema.columns WHERE table_schema = current_schema() \
                 AND table_name = $1 ORDER BY column_name COLLATE \"C\""
            }
        };
        let rows = sqlx::query(sql)
            .bind(table.to_owned())
            .fetch_all(connection)
            .await?;
        Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
    }

    /// PostgreSQL hands out ids from a sequence that does not see rows inserted with their id.
    async fn continue_identities(&self, tx: &mut Tx, tables: &[String]) -> Result<(), DbError> {
        if self.kind() != DbKind::Postgres {
            return Ok(());
        }
        let rows = sqlx::query(
            "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns \
             WHERE table_schema = current_schema() AND is_identity = 'YES'",
        )
        .fetch_all(&mut **tx)
        .await?;
        for row in rows {
            let (table, column): (String, String) = (row.get(0), row.get(1));
            if !tables.contains(&table) {
                continue;
            }
            sqlx::query(AssertSqlSafe(format!(
                "SELECT setval(pg_get_serial_sequence('\"{table}\"', '{column}'), \
                 coalesce(max(\"{column}\"), 0) + 1, false) FROM \"{table}\""
            )))
            .execute(&mut **tx)
            .await?;
        }
        Ok(())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ColumnType {
    Integer,
    Real,
    Text,
    Blob,
}

impl ColumnType {
    fn of(declared: &str) -> Self {
        match declared.to_ascii_lowercase().as_str() {
            "bigint" | "integer" => ColumnType::Integer,
            "double precision" => ColumnType::Real,
            "blob" | "bytea" => ColumnType::Blob,
            _ => ColumnType::Text,
        }
    }
}

async fn applied_steps(
    connection: &mut AnyConnection,
) -> Result<Vec<(String, i64, String)>, DbError> {
    let rows =
        sqlx::query("SELECT capability, number, digest FROM migration ORDER BY capability, number")
            .fetch_all(connection)
            .await?;
    let mut steps: Vec<(String, i64, String)> = rows
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect();
    // The two databases may order text differently.
    steps.sort();
    Ok(steps)
}

fn values_of(row: &AnyRow) -> Result<Vec<Value>, ArchiveError> {
    (0..row.len())
        .map(|index| {
            let raw = row.try_get_raw(index)?;
            if raw.is_null() {
                return Ok(Value::Null);
            }
            // SQLite types values, not columns, so the value is asked and not the column.
            Ok(match raw.type_info().kind() {
                AnyTypeInfoKind::SmallInt | AnyTypeInfoKind::Integer | AnyTypeInfoKind::BigInt => {
                    Value::from(row.try_get::<i64, _>(index)?)
                }
                AnyTypeInfoKind::Real | AnyTypeInfoKind::Double => {
                    Value::from(row.try_get::<f64, _>(index)?)
                }
                AnyTypeInfoKind::Blob => {
                    Value::from(hex::encode(row.try_get::<Vec<u8>, _>(index)?))
                }
                AnyTypeInfoKind::Text => Value::from(row.try_get::<String, _>(index)?),
                other => {
                    return Err(ArchiveError::Damaged(format!(
                        "column `{}` holds {other:?}, which no table of ours uses",
                        row.column(index).name()
                    )));
                }
            })
        })
        .collect()
}

fn parse<'l, T: Deserialize<'l>>(line: &'l [u8], what: &str) -> Result<T, ArchiveError> {
    serde_json::from_slice(line)
        .map_err(|_| ArchiveError::Damaged(format!("{what} cannot be understood")))
}

/// Reads lines and keeps the digest of all but the last.
struct Reader<R: Read> {
    input: BufReader<GzDecoder<R>>,
    digest: Sha256,
    digest_before_last: String,
}

impl<R: Read> Reader<R> {
    fn new(input: R) -> Self {
        Reader {
            input: BufReader::new(GzDecoder::new(input)),
            digest: Sha256::new(),
            digest_before_last: String::new(),
        }
    }

    /// Whether the next line is a row; only rows are arrays.
    fn next_is_row(&mut self) -> Result<bool, ArchiveError> {
        let ahead = self.input.fill_buf().map_err(cut_short)?;
        Ok(ahead.first() == Some(&b'['))
    }

    fn line(&mut self) -> Result<Vec<u8>, ArchiveError> {
        let mut line = Vec::new();
        let read = self
            .input
            .by_ref()
            .take(LINE_BYTES_MAX)
            .read_until(b'\n', &mut line)
            .map_err(cut_short)?;
        if read == 0 || line.last() != Some(&b'\n') {
            return Err(ArchiveError::Damaged("it ends too early".to_owned()));
        }
        if line.first() != Some(&b'[') {
            self.digest_before_last = hex::encode(self.digest.clone().finalize());
        }
        self.digest.update(&line);
        Ok(line)
    }

    fn expect<T: serde::de::DeserializeOwned>(&mut self, what: &str) -> Result<T, ArchiveError> {
        let line = self.line()?;
        parse(&line, what)
    }
}

fn cut_short(error: std::io::Error) -> ArchiveError {
    ArchiveError::Damaged(format!("it ends too early or is not gzip ({error})"))
}
