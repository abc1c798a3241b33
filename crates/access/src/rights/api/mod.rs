//! Residents' requests and retention over HTTP.

mod create_retention_run;
mod create_rights_request;
mod decide_rights_request;
mod export_person_copy;
mod get_retention_run;
mod get_rights_request;
mod list_retention_rules;
mod list_rights_requests;
mod list_who_looked;
mod views;

use kernel::Id;
use platform::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::RightsRequest;
use super::store;
use crate::App;
use crate::grants::lies_in;

/// Residents' requests and retention.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(
            list_rights_requests::list_rights_requests,
            create_rights_request::create_rights_request
        ))
        .routes(routes!(get_rights_request::get_rights_request))
        .routes(routes!(decide_rights_request::decide_rights_request))
        .routes(routes!(export_person_copy::export_person_copy))
        .routes(routes!(list_who_looked::list_who_looked))
        .routes(routes!(list_retention_rules::list_retention_rules))
        .routes(routes!(create_retention_run::create_retention_run))
        .routes(routes!(get_retention_run::get_retention_run))
}

/// The request with this id, if its person belongs where residents' requests are handled.
async fn rights_request(app: &App, areas: &[String], id: &str) -> Result<RightsRequest, Problem> {
    let found = match id.parse::<Id<RightsRequest>>() {
        Ok(id) => store::request(&app.db, id).await?,
        Err(_) => None,
    };
    found
        .filter(|request| lies_in(areas, &request.path))
        .ok_or_else(|| Problem::not_found("there is no such request; look at the list"))
}
