use access::{Actor, App, Body, Permission};
use axum::Json;
use axum::extract::{Path, State};
use platform::Problem;
use serde::Deserialize;
use utoipa::ToSchema;

use super::imports::import;
use crate::imports::repair;
use crate::model::ReplayView;

/// Which rows to replay.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Replay {
    /// Ids of rejected rows; all open ones unless said.
    #[serde(default)]
    rows: Option<Vec<String>>,
}

/// Stores the counts of rejected rows that keep all rules now (重放).
#[utoipa::path(
    post,
    path = "/api/imports/{id}/replay",
    tag = "surveillance",
    params(("id" = String, Path, description = "The import")),
    request_body = Replay,
    responses(
        (status = 200, body = ReplayView),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not allowed", body = Problem),
        (status = 404, description = "No such import", body = Problem),
        (status = 409, description = "The file was never read", body = Problem),
        (status = 422, description = "Bad row id", body = Problem),
    )
)]
#[tracing::instrument(skip_all)]
pub(crate) async fn replay_rejected_rows(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<String>,
    Body(replay): Body<Replay>,
) -> Result<Json<ReplayView>, Problem> {
    let scope = actor.scope(&app, Permission::ImportsWrite)?;
    let import = import(&app, &scope, &id).await?;
    let only = match replay.rows {
        None => None,
        Some(rows) => Some(
            rows.iter()
                .map(|row| {
                    row.parse().map_err(|_| {
                        Problem::invalid(
                            "rows",
                            "row_id",
                            format!("`{row}` is not the id of a rejected row"),
                        )
                    })
                })
                .collect::<Result<Vec<u64>, Problem>>()?,
        ),
    };
    repair::replay(&app, &scope, &import, only.as_deref())
        .await
        .map(Json)
}
