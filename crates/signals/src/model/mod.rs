//! The words of this capability as they go over the wire.

mod detector;
mod run;
mod signal;

pub use detector::DetectorView;
pub use run::{Cause, DetectionRequest, DetectionRunView, RunId, RunState};
pub use signal::{Signal, SignalDetail, SignalSaid, SignalView};
