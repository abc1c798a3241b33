//! The register of exports and their approvals over HTTP.

mod decide_export;
mod get_export;
mod list_exports;
mod request_export;
mod views;

use kernel::Id;
use platform::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::Export;
use super::store;
use crate::grants::lies_in;
use crate::{Actor, App};

/// The register and the approvals.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_exports::list_exports))
        .routes(routes!(get_export::get_export))
        .routes(routes!(request_export::request_export))
        .routes(routes!(decide_export::decide_export))
}

/// The export with this id, if it is one's own or lies in the areas where one may approve.
async fn export(app: &App, actor: &Actor, areas: &[String], id: &str) -> Result<Export, Problem> {
    let found = match id.parse::<Id<Export>>() {
        Ok(id) => store::export(&app.db, id).await?,
        Err(_) => None,
    };
    found
        .filter(|export| export.account.id == actor.user_id || lies_in(areas, &export.path))
        .ok_or_else(|| Problem::not_found("there is no such export; look at the list"))
}
