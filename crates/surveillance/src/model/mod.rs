//! What screens and other capabilities see of streams, counts and imports.

mod counts;
mod import;
mod stream;

pub use counts::{
    CountHistory, CountRow, CountsSort, Detection, DetectionPoint, MapItem, MapView, PointView,
    SeriesView, Tile, TilesView,
};
pub use import::{
    ImportCheck, ImportState, ImportView, RejectedRow, RejectedState, ReplayView, SkippedView,
};
pub use stream::{StreamCondition, StreamView};
