//! What can keep a test server from starting, said so that it can be mended.

use std::fmt;
use std::path::PathBuf;

use crate::programs::PACKAGE;

/// Why there is no PostgreSQL for the tests.
#[derive(Debug)]
pub enum HarnessError {
    /// PostgreSQL's programs are not on this machine.
    NotInstalled,
    /// PostgreSQL refuses to run as root and no other user was found.
    NoUser,
    /// A program could not be started, or a folder not be made.
    Io(&'static str, PathBuf, std::io::Error),
    /// A program of PostgreSQL ended with an error.
    Failed(&'static str, String),
    /// Another process of this test run was to start the server and did not.
    NeverReady(PathBuf),
}

impl fmt::Display for HarnessError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HarnessError::NotInstalled => write!(
                out,
                "PostgreSQL is not installed, and the storage tests run on it as well as on SQLite; \
                 install it with `apt-get install {PACKAGE}`, or set YUFANG_TEST_POSTGRES=postgres://USER@HOST/NAME \
                 to a server where databases may be made and dropped"
            ),
            HarnessError::NoUser => write!(
                out,
                "PostgreSQL refuses to run as root and there is no user `postgres` or `nobody`; run the tests as an ordinary user"
            ),
            HarnessError::Io(what, path, error) => {
                write!(out, "cannot {what} `{}`: {error}", path.display())
            }
            HarnessError::Failed(program, text) => {
                write!(
                    out,
                    "`{program}` failed while starting the test server:\n{text}"
                )
            }
            HarnessError::NeverReady(path) => write!(
                out,
                "the test server of this run did not come up; remove `{}` and run the tests again",
                path.display()
            ),
        }
    }
}

impl std::error::Error for HarnessError {}
