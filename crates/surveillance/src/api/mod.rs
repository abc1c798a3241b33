//! Streams, counts and imports over HTTP: one file per verb.

mod asked;
mod cancel_import;
mod correct_rejected_row;
mod create_import;
mod export_counts;
mod export_rejected_rows;
mod get_count_history;
mod get_count_map;
mod get_count_series;
mod get_count_tiles;
mod get_import;
mod imports;
mod list_counts;
mod list_imports;
mod list_rejected_rows;
mod list_streams;
mod replay_rejected_rows;

use access::App;
use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// All routes of this capability.
pub(crate) fn routes() -> OpenApiRouter<App> {
    // A counts file may be of any size: it is received piece by piece.
    let uploads = OpenApiRouter::new()
        .routes(routes!(create_import::create_import))
        .layer(DefaultBodyLimit::disable());
    OpenApiRouter::new()
        .routes(routes!(list_streams::list_streams))
        .routes(routes!(get_count_series::get_count_series))
        .routes(routes!(get_count_map::get_count_map))
        .routes(routes!(get_count_tiles::get_count_tiles))
        .routes(routes!(list_counts::list_counts))
        .routes(routes!(get_count_history::get_count_history))
        .routes(routes!(export_counts::export_counts))
        .routes(routes!(list_imports::list_imports))
        .routes(routes!(get_import::get_import))
        .routes(routes!(cancel_import::cancel_import))
        .routes(routes!(list_rejected_rows::list_rejected_rows))
        .routes(routes!(correct_rejected_row::correct_rejected_row))
        .routes(routes!(replay_rejected_rows::replay_rejected_rows))
        .routes(routes!(export_rejected_rows::export_rejected_rows))
        .merge(uploads)
}
