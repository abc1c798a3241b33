//! Signals over HTTP.

mod cancel_detection_run;
mod create_detection_run;
mod export_signals;
mod get_detection_run;
mod get_signal;
mod list_detection_runs;
mod list_detectors;
mod list_signals;
mod query;
mod view;

pub(crate) use query::level_of;

use access::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Signals, detection runs and detectors.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_signals::list_signals))
        .routes(routes!(export_signals::export_signals))
        .routes(routes!(get_signal::get_signal))
        .routes(routes!(
            list_detection_runs::list_detection_runs,
            create_detection_run::create_detection_run
        ))
        .routes(routes!(get_detection_run::get_detection_run))
        .routes(routes!(cancel_detection_run::cancel_detection_run))
        .routes(routes!(list_detectors::list_detectors))
}
