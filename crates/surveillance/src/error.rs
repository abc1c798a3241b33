//! Why a whole file could not be imported; single rows are rejected instead.

use platform::DbError;

/// Why an import stopped.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be opened or read.
    #[error("`{name}` cannot be read: {reason}")]
    Unreadable {
        /// The file as it was named.
        name: String,
        /// What the operating system said.
        reason: String,
    },
    /// The file as a whole is not what an import takes.
    #[error(transparent)]
    File(#[from] FileError),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] DbError),
    /// It was stopped before its end.
    #[error("{0}")]
    Stopped(String),
}

impl From<sqlx::Error> for ImportError {
    fn from(error: sqlx::Error) -> Self {
        ImportError::Database(error.into())
    }
}

/// What is wrong with a file as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// Nothing in it.
    #[error("the file is empty; it needs a header row and below it one row for each count")]
    Empty,
    /// A workbook, not a text.
    #[error("the file is a workbook (.xlsx); save its sheet as CSV and import that")]
    Workbook,
    /// Zero bytes: no text, or UTF-16 that does not say so.
    #[error(
        "the file is not a text: it has a zero byte at position {at}; save it as CSV in UTF-8 or GB18030"
    )]
    NotText {
        /// Position of the byte, counted from 0.
        at: u64,
    },
    /// Neither UTF-8 nor GB18030.
    #[error(
        "the characters cannot be read: position {at} is no UTF-8 and the file is no GB18030 either (it looks like {guess}); save it as CSV in UTF-8"
    )]
    Encoding {
        /// First position that is not UTF-8, counted from 0.
        at: u64,
        /// The encoding it looks like.
        guess: String,
    },
    /// The header row cannot be read.
    #[error("the header row cannot be read: {0}")]
    Header(String),
    /// No layout fits.
    #[error("no layout fits the columns {found}; {hint}")]
    UnknownColumns {
        /// The headers of the file.
        found: String,
        /// What the nearest layout would need.
        hint: String,
    },
    /// The layout asked for does not exist.
    #[error("there is no layout `{asked}`; choose one of {known}")]
    UnknownLayout {
        /// What was asked for.
        asked: String,
        /// The layouts of the pack.
        known: String,
    },
    /// A required column is not there.
    #[error(
        "the column {column} is missing (its header may be {accepted}); the file has the columns {found}"
    )]
    MissingColumn {
        /// The column's first header.
        column: String,
        /// All headers it is known by.
        accepted: String,
        /// The headers of the file.
        found: String,
    },
    /// Two headers for one column.
    #[error(
        "the columns {first} and {second} both say the same; keep one of them (columns {first_at} and {second_at})"
    )]
    DuplicateColumn {
        /// One header.
        first: String,
        /// The other.
        second: String,
        /// Its position, counted from 1.
        first_at: usize,
        /// The other's position.
        second_at: usize,
    },
    /// So many rows are wrong that the file is probably of another kind.
    #[error(
        "{rejected} rows were rejected up to row {row}, so the file is probably of another layout; what was accepted is stored, correct the file and import it again"
    )]
    TooManyRejected {
        /// Rows rejected so far.
        rejected: u64,
        /// Where reading stopped.
        row: u64,
    },
    /// The file is not the one the import began with.
    #[error(
        "the file has changed since this import began; import it again, what is known already will not be stored twice"
    )]
    Changed,
}
