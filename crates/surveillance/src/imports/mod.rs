//! Importing counts files: for the CLI, which names a file, and for the API, which receives one.

use std::path::PathBuf;

use access::App;

use crate::error::ImportError;
use crate::model::{ImportCheck, ImportView};

/// A file to be imported from this machine.
#[derive(Debug, Clone)]
pub struct ImportFile {
    /// Where it is.
    pub path: PathBuf,
    /// The layout to read it by; recognised by its headers when `None`.
    pub layout: Option<String>,
    /// Who asks, as shown in the list of imports.
    pub requested_by: String,
    /// Ancestor paths of the areas whose rows are accepted; `/` accepts all.
    pub areas: Vec<String>,
}

/// Imports a file here and now.
///
/// The same file again goes on where an import of it stopped, or finds every row unchanged.
///
/// # Errors
/// When the file cannot be read as a whole or the database refuses; what was stored by then stays.
pub async fn import_file(
    _app: &App,
    file: &ImportFile,
    _progress: &mut (dyn FnMut(&ImportView) + Send),
) -> Result<ImportView, ImportError> {
    Err(ImportError::Stopped(format!("{:?}", file.path)))
}

/// Reads a file and says what an import would do, storing nothing.
///
/// # Errors
/// When the file cannot be read as a whole.
pub async fn check_file(
    _app: &App,
    file: &ImportFile,
    _progress: &mut (dyn FnMut(&ImportCheck) + Send),
) -> Result<ImportCheck, ImportError> {
    Err(ImportError::Stopped(format!("{:?}", file.path)))
}
