//! API clients over HTTP, one file per verb.

mod create_api_client;
mod list_api_clients;
mod revoke_api_client;
mod rotate_api_client;
mod views;

use platform::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{ApiClient, ClientError};
use super::store;
use crate::{App, Resource, Scope};

/// Making, listing, rotating and revoking clients.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(
            list_api_clients::list_api_clients,
            create_api_client::create_api_client
        ))
        .routes(routes!(rotate_api_client::rotate_api_client))
        .routes(routes!(revoke_api_client::revoke_api_client))
}

/// Whether a client's area lies where the caller manages clients.
fn manages(scope: &Scope, client: &ApiClient) -> bool {
    let path = client.post.region_path.as_deref().unwrap_or("/");
    scope.covers(&Resource::region(path))
}

/// Refuses a client outside the scope like one that does not exist.
async fn check_managed(app: &App, scope: &Scope, id: &str) -> Result<(), Problem> {
    store::client(&app.db, &app.pack, id)
        .await?
        .filter(|client| manages(scope, client))
        .map(|_| ())
        .ok_or_else(|| ClientError::NoClient.into())
}
