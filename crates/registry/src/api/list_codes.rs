//! `GET /api/code-sets/{set}`

use access::{Actor, App};
use axum::Json;
use axum::extract::{Path, State};
use platform::Problem;

use super::person_view::CodeView;

/// The values of a value set (值集), in the order of the pack.
#[utoipa::path(
    get, path = "/api/code-sets/{set}", tag = "registry",
    params(("set" = String, Path, description = "such as `ethnicity` or `id_type`")),
    responses(
        (status = 200, description = "the values", body = Vec<CodeView>),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 404, description = "no such set", body = Problem),
    ),
)]
pub(crate) async fn list_codes(
    _: Actor,
    State(app): State<App>,
    Path(set): Path<String>,
) -> Result<Json<Vec<CodeView>>, Problem> {
    let values: Vec<CodeView> = app
        .pack
        .codes
        .iter()
        .filter(|code| code.set == set)
        .map(CodeView::of)
        .collect();
    if values.is_empty() {
        return Err(Problem::not_found("the pack has no value set of this name"));
    }
    Ok(Json(values))
}
