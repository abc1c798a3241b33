//! Why detection could not be asked for or carried out.

use platform::jobs::JobError;
use platform::{DbError, Problem};

/// Why a detection run was refused or did not end well.
#[derive(Debug, thiserror::Error)]
pub enum DetectError {
    /// A region the packs do not know.
    #[error("there is no region `{0}`; see `pack show` or the list of regions for the codes")]
    UnknownRegion(String),
    /// A stream the packs do not know.
    #[error("there is no stream `{given}`; choose among {known}")]
    UnknownStream {
        /// What was asked for.
        given: String,
        /// The streams of the packs.
        known: String,
    },
    /// A detector the packs do not know.
    #[error("there is no detector `{given}`; choose among {known}")]
    UnknownDetector {
        /// What was asked for.
        given: String,
        /// The detectors of the packs.
        known: String,
    },
    /// The window ends before it begins.
    #[error("the window ends on {to}, before it begins on {from}; swap the two days")]
    Backwards {
        /// First day.
        from: kernel::Day,
        /// Last day.
        to: kernel::Day,
    },
    /// The run was stopped or failed.
    #[error("the detection run did not end well: {0}")]
    Run(#[from] JobError),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl From<DetectError> for Problem {
    fn from(error: DetectError) -> Self {
        let text = error.to_string();
        match error {
            DetectError::UnknownRegion(_) => Problem::invalid("region", "unknown_region", text),
            DetectError::UnknownStream { .. } => {
                Problem::invalid("streams", "unknown_stream", text)
            }
            DetectError::UnknownDetector { .. } => {
                Problem::invalid("detectors", "unknown_detector", text)
            }
            DetectError::Backwards { .. } => Problem::invalid("to", "before_from", text),
            DetectError::Database(error) => error.into(),
            DetectError::Run(JobError::Database(error)) => error.into(),
            DetectError::Run(error) => {
                tracing::error!(%error, "a detection run did not end well");
                Problem::internal()
            }
        }
    }
}
