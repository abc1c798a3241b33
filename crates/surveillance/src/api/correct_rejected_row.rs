use std::collections::BTreeMap;

use access::audit::{Action, Detail};
use access::{Actor, App, Body, Permission};
use axum::Json;
use axum::extract::{Path, State};
use platform::Problem;
use serde::Deserialize;
use utoipa::ToSchema;

use super::imports::import;
use crate::imports::repair;
use crate::model::{RejectedRow, RejectedState};
use crate::store;

/// Corrected cells by header; cells not named stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Correction {
    fields: BTreeMap<String, String>,
}

/// Corrects cells of a rejected row and judges it again; nothing is stored as a count before a replay.
#[utoipa::path(
    patch,
    path = "/api/imports/{id}/rejected/{rid}",
    tag = "surveillance",
    params(
        ("id" = String, Path, description = "The import"),
        ("rid" = String, Path, description = "The rejected row"),
    ),
    request_body = Correction,
    responses(
        (status = 200, description = "The row with what is still wrong", body = RejectedRow),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not allowed", body = Problem),
        (status = 404, description = "No such row", body = Problem),
        (status = 409, description = "The row was replayed already", body = Problem),
        (status = 422, description = "No such header", body = Problem),
    )
)]
#[tracing::instrument(skip_all)]
pub(crate) async fn correct_rejected_row(
    State(app): State<App>,
    actor: Actor,
    Path((id, rid)): Path<(String, String)>,
    Body(correction): Body<Correction>,
) -> Result<Json<RejectedRow>, Problem> {
    let scope = actor.scope(&app, Permission::ImportsWrite)?;
    let import = import(&app, &scope, &id).await?;
    let no_row = || Problem::not_found("the import has no such rejected row");
    let row: u64 = rid.parse().map_err(|_| no_row())?;
    let kept = store::rejected_row(&app.db, &id, row)
        .await?
        .ok_or_else(no_row)?;
    if kept.state != RejectedState::Open {
        return Err(Problem::conflict(
            "this row was replayed already; correct its count with another import",
        ));
    }
    let headers = import
        .headers
        .as_ref()
        .map(|header| header.names.clone())
        .unwrap_or_default();
    let keys = repair::keys(&headers, kept.fields.len());
    let mut fields = kept.fields;
    // A row with too few cells gets the missing ones, so that each header can be filled in.
    fields.resize(keys.len(), String::new());
    for (header, value) in correction.fields {
        let Some(at) = keys.iter().position(|key| *key == header) else {
            return Err(Problem::invalid(
                "fields",
                "unknown_header",
                format!(
                    "the file has no column `{header}`; it has {}",
                    keys.join(", ")
                ),
            ));
        };
        fields[at] = value.replace('\0', "");
    }
    let mut validator = repair::validator(&app, &import, &scope.areas())?;
    let finding = repair::judge(&mut validator, &fields, &mut Vec::new()).err();
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let by = Some((actor.username.as_str(), now));
    store::correct(&mut tx, &id, row, &fields, finding.as_ref(), by).await?;
    let entry = scope
        .entry(Action::ImportCorrected)
        .on("import", &id)
        .count(Detail::Row, row);
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await?;
    let kept = store::rejected_row(&app.db, &id, row)
        .await?
        .ok_or_else(no_row)?;
    Ok(Json(repair::view(&headers, kept)))
}
