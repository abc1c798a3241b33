//! `GET /api/persons/{id}/revisions`

use access::audit::{Action, Detail};
use access::{Actor, App, Params, Permission};
use axum::Json;
use axum::extract::{Path, State};
use kernel::Timestamp;
use platform::{Page, PageQuery, Problem};
use serde::Serialize;
use utoipa::ToSchema;

use super::person_resource::{no_person, person_resource};
use crate::people::People;

/// A former version of a record, without its values.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RevisionView {
    version: i64,
    recorded_at: Timestamp,
    recorded_by: String,
    replaced_at: Timestamp,
    /// The fields in which the version that took its place differs.
    changed: Vec<String>,
}

/// Former versions of a record, the newest first: who changed which fields and when.
#[utoipa::path(
    get, path = "/api/persons/{id}/revisions", tag = "registry",
    params(("id" = String, Path, description = "the person's id"), PageQuery),
    responses(
        (status = 200, description = "former versions", body = Page<RevisionView>),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing", body = Problem),
        (status = 404, description = "no such person, or not in one's area", body = Problem),
        (status = 422, description = "wrong cursor or limit", body = Problem),
    ),
)]
pub(crate) async fn list_person_revisions(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Params(paging): Params<PageQuery>,
) -> Result<Json<Page<RevisionView>>, Problem> {
    let people = People::of(&app, &actor.user_id)?;
    let record = match id.parse() {
        Ok(known) => people.find(known).await?,
        Err(_) => None,
    };
    let resource = person_resource(&id, record.as_ref());
    let grant = actor.authorize(&app, Permission::PersonsRead, &resource)?;
    let record = record.ok_or_else(no_person)?;
    let (limit, before) = (paging.limit()?, paging.key::<i64>()?);
    // One version more on either side tells what the first and the last of the page changed.
    let newer = before.map(|version| version.saturating_add(1));
    let mut rows = people
        .revisions(record.number, newer, limit as usize + 2)
        .await?;
    let mut changes = people.changes(&record, &rows);
    if before.is_some() && !rows.is_empty() {
        rows.remove(0);
        changes.remove(0);
    }
    let page = Page::of(
        rows.into_iter().zip(changes).collect(),
        limit,
        |(one, _)| one.version,
    );
    let entry = grant
        .entry(Action::PersonRead)
        .on("person", record.id.to_string())
        .count(Detail::Rows, page.items.len() as u64);
    app.record_now(entry).await?;
    Ok(Json(page.map(|(one, changed)| RevisionView {
        version: one.version,
        recorded_at: one.recorded_at,
        recorded_by: one.recorded_by,
        replaced_at: one.replaced_at,
        changed: changed.into_iter().map(str::to_owned).collect(),
    })))
}
