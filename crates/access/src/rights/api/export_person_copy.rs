//! `GET /api/rights-requests/{id}/copy`

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use platform::Problem;
use serde_json::{Map, Value, json};

use super::rights_request;
use crate::audit::{Action, Detail};
use crate::rights::model::{PersonRight, RightsDecision};
use crate::{Actor, App, Permission};

/// Everything that is held of the person, as one JSON file by holder, once the request for a copy was granted.
#[utoipa::path(
    get, path = "/api/rights-requests/{id}/copy", tag = "rights",
    params(("id" = String, Path, description = "the request")),
    responses(
        (status = 200, description = "the file", content_type = "application/json", body = Object),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "without `rights.handle`", body = Problem),
        (status = 404, description = "no such request", body = Problem),
        (status = 409, description = "it asks for something else, or a copy was not granted", body = Problem),
    ),
)]
pub(crate) async fn export_person_copy(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let scope = actor.scope(&app, Permission::RightsHandle)?;
    let areas = scope.areas();
    let request = rights_request(&app, &areas, &id).await?;
    let is_granted = request
        .decision
        .as_ref()
        .is_some_and(|(decision, ..)| *decision != RightsDecision::Refused);
    if request.right != PersonRight::Copy || !is_granted {
        return Err(Problem::conflict(
            "a copy goes out when it was asked for and granted; decide the request first",
        ));
    }
    let mut records = Map::new();
    for holder in &app.holders.persons {
        if let Some(record) = holder.copy(&app, &request.person).await? {
            records.insert(holder.holder().to_owned(), record);
        }
    }
    let entry = scope
        .entry(Action::PersonCopied)
        .on("person", &request.person)
        .with(Detail::Grant, &id)
        .count(Detail::Rows, records.len() as u64);
    app.record_now(entry).await?;
    let file = json!({
        "request": id,
        "person": request.person,
        "made_at": app.clock.now(),
        "pack_version": app.pack.version(),
        "records": Value::Object(records),
    });
    let mut response = Json(file).into_response();
    let name = format!("attachment; filename=\"copy-{id}.json\"");
    if let Ok(name) = HeaderValue::from_str(&name) {
        response
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
