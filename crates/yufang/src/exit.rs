//! How the program ends: one code per kind of ending, and a message that says what to do.

use std::process::ExitCode;

use access::audit::VerifyError;
use platform::{ArchiveError, DbError};
use server::{OpenError, ServeError};
use surveillance::ImportError;
use vault::VaultError;

/// An ending other than success.
#[derive(Debug)]
pub(crate) enum Ending {
    /// Done, but rows were rejected; the report has been printed.
    RowsRejected,
    /// `verify` found damage; the report has been printed.
    Damaged,
    /// The command line cannot be carried out as it is written.
    Usage(String),
    /// A pack or a file as a whole is not valid.
    Invalid(String),
    /// The database cannot be used now.
    Database(String),
    /// Anything else.
    Failed(anyhow::Error),
}

impl Ending {
    /// The exit code of README.md's table.
    pub(crate) fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Ending::Failed(_) => 1,
            Ending::Usage(_) => 2,
            Ending::RowsRejected => 3,
            Ending::Database(_) => 4,
            Ending::Invalid(_) => 5,
            Ending::Damaged => 6,
        })
    }

    /// What to print on standard error, where the report does not say it already.
    pub(crate) fn message(&self) -> Option<String> {
        match self {
            Ending::RowsRejected | Ending::Damaged => None,
            Ending::Usage(text) | Ending::Invalid(text) | Ending::Database(text) => {
                Some(text.clone())
            }
            Ending::Failed(error) => Some(format!("{error:#}")),
        }
    }
}

impl From<DbError> for Ending {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Other(_) | DbError::Duplicate(_) => Ending::Failed(error.into()),
            other => Ending::Database(other.to_string()),
        }
    }
}

impl From<VerifyError> for Ending {
    fn from(error: VerifyError) -> Self {
        match error {
            VerifyError::Database(error) => error.into(),
            stopped @ VerifyError::Stopped => Ending::Failed(stopped.into()),
        }
    }
}

impl From<OpenError> for Ending {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Database(error) => error.into(),
            OpenError::Vault(error) => error.into(),
            OpenError::Pack(findings) => {
                let list: Vec<String> = findings.iter().map(ToString::to_string).collect();
                Ending::Invalid(format!("the packs cannot be used:\n{}", list.join("\n")))
            }
        }
    }
}

impl From<ImportError> for Ending {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Database(error) => error.into(),
            ImportError::File(error) => Ending::Invalid(error.to_string()),
            other => Ending::Failed(other.into()),
        }
    }
}

impl From<ArchiveError> for Ending {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::Database(error) => error.into(),
            ArchiveError::Damaged(_) | ArchiveError::Version(_) => {
                Ending::Invalid(error.to_string())
            }
            other => Ending::Failed(other.into()),
        }
    }
}

impl From<VaultError> for Ending {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Database(error) => error.into(),
            other => Ending::Invalid(other.to_string()),
        }
    }
}

impl From<ServeError> for Ending {
    fn from(error: ServeError) -> Self {
        Ending::Failed(error.into())
    }
}

impl From<anyhow::Error> for Ending {
    fn from(error: anyhow::Error) -> Self {
        Ending::Failed(error)
    }
}
