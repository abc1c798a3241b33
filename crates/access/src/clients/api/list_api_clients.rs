//! `GET /api/api-clients`

use axum::Json;
use axum::extract::State;
use platform::{Page, PageQuery, Problem};

use super::manages;
use super::views::ApiClientView;
use crate::clients::{ApiClient, list_clients};
use crate::{Actor, App, Params, Permission};

/// API clients, newest first, as far as their area lies where the caller manages clients.
#[utoipa::path(
    get, path = "/api/api-clients", tag = "access", params(PageQuery),
    responses(
        (status = 200, description = "clients, newest first", body = Page<ApiClientView>),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `api_clients.manage`", body = Problem),
        (status = 422, description = "wrong cursor or limit", body = Problem),
    ),
)]
pub(crate) async fn list_api_clients(
    actor: Actor,
    State(app): State<App>,
    Params(query): Params<PageQuery>,
) -> Result<Json<Page<ApiClientView>>, Problem> {
    let scope = actor.scope(&app, Permission::ApiClientsManage)?;
    let limit = query.limit()?;
    let after: Option<(i64, String)> = query.key()?;
    // Newest first, and by id where two were made at once.
    let is_after = |client: &ApiClient| {
        after.as_ref().is_none_or(|(at, id)| {
            let made = client.created_at.millis();
            made < *at || (made == *at && client.id > *id)
        })
    };
    // A city has dozens of clients: they are read as one.
    let clients = list_clients(&app)
        .await?
        .into_iter()
        .filter(|client| is_after(client) && manages(&scope, client))
        .take(limit as usize + 1)
        .collect();
    let page = Page::of(clients, limit, |client: &ApiClient| {
        (client.created_at.millis(), client.id.clone())
    });
    let now = app.clock.now();
    Ok(Json(
        page.map(|client| ApiClientView::of(client, &app.pack, now)),
    ))
}
