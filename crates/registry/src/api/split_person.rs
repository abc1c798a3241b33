//! `POST /api/persons/{id}/split`

use access::audit::{Action, Detail};
use access::{Actor, App, Body, Permission};
use axum::Json;
use axum::extract::{Path, State};
use platform::{DbError, Problem};

use super::person_link::{LinkChange, LinkChanged};
use super::person_resource::{no_person, person_resource};
use crate::people::People;

/// Takes a record out of a person again, with everything that was merged into it; every record is what it was.
#[utoipa::path(
    post, path = "/api/persons/{id}/split", tag = "registry", request_body = LinkChange,
    params(("id" = String, Path, description = "the id of the person that stays")),
    responses(
        (status = 200, description = "split", body = LinkChanged),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing", body = Problem),
        (status = 404, description = "no such person, or not in one's area", body = Problem),
        (status = 409, description = "the record is not part of this person", body = Problem),
        (status = 422, description = "both are the same, or the reason is unknown", body = Problem),
    ),
)]
pub(crate) async fn split_person(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Body(change): Body<LinkChange>,
) -> Result<Json<LinkChanged>, Problem> {
    let scope = actor.scope(&app, Permission::PersonsMatch)?;
    let people = People::of(&app, &actor.user_id)?;
    let reason = change.checked_reason()?;
    let mut tx = app.db.begin().await?;
    let mut records = Vec::new();
    for id in [&id, &change.member] {
        let record = match id.parse() {
            Ok(known) => people.find_in(&mut tx, known).await?,
            Err(_) => None,
        };
        let record = record.filter(|record| scope.covers(&person_resource(id, Some(record))));
        records.push(record.ok_or_else(no_person)?);
    }
    let [survivor, member] = &records[..] else {
        return Err(no_person());
    };
    people.split(&mut tx, survivor, member, reason).await?;
    let entry = scope
        .entry(Action::PersonSplit)
        .on("person", survivor.id.to_string())
        .with(Detail::Other, member.id.to_string())
        .with(Detail::Reason, reason.as_str());
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(Json(LinkChanged::of(survivor, member)))
}
