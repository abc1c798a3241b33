//! Emergency access and agency requests over HTTP, one file per verb.

mod answer_agency_request;
mod create_agency_request;
mod create_emergency_access;
mod decide_agency_request;
mod end_emergency_access;
mod end_event_access;
mod get_agency_answer;
mod get_agency_request;
mod get_emergency_access;
mod get_grant_catalogue;
mod list_agency_requests;
mod list_emergency_access;
mod list_purges;
mod review_emergency_access;
mod shared;
mod views;
mod withdraw_agency_request;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

pub(crate) use shared::{approver_areas, by_person, decision_problem, lies_in, path_of, words};

/// Everything about access that ends by itself.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_grant_catalogue::get_grant_catalogue))
        .routes(routes!(
            list_emergency_access::list_emergency_access,
            create_emergency_access::create_emergency_access
        ))
        .routes(routes!(get_emergency_access::get_emergency_access))
        .routes(routes!(end_emergency_access::end_emergency_access))
        .routes(routes!(review_emergency_access::review_emergency_access))
        .routes(routes!(
            list_agency_requests::list_agency_requests,
            create_agency_request::create_agency_request
        ))
        .routes(routes!(get_agency_request::get_agency_request))
        .routes(routes!(decide_agency_request::decide_agency_request))
        .routes(routes!(withdraw_agency_request::withdraw_agency_request))
        .routes(routes!(
            get_agency_answer::get_agency_answer,
            answer_agency_request::answer_agency_request
        ))
        .routes(routes!(end_event_access::end_event_access))
        .routes(routes!(list_purges::list_purges))
}
