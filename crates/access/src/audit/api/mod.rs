//! The trail over HTTP, for audit administrators only.

mod export_audit_entries;
mod get_audit_status;
mod list_audit_entries;
mod query;
mod views;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

/// Searching, exporting and the state of the chain.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_audit_entries::list_audit_entries))
        .routes(routes!(export_audit_entries::export_audit_entries))
        .routes(routes!(get_audit_status::get_audit_status))
}
