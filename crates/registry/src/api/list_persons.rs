//! `GET /api/persons`

use access::audit::{Action, Detail};
use access::{Actor, App, Params, Permission};
use axum::Json;
use axum::extract::State;
use platform::{Page, PageQuery, Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use super::person_view::PersonRow;
use super::region_in_query;
use crate::model::Sex;
use crate::people::{People, narrowed};

/// Which people.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PersonsQuery {
    /// Only those who live in this region or one below it; all of one's own area unless said.
    region: Option<String>,
    /// Only of this sex.
    sex: Option<Sex>,
    /// Only those born in this year or later.
    born_from: Option<i16>,
    /// Only those born in this year or earlier.
    born_to: Option<i16>,
    /// Only the living, or only the dead.
    is_alive: Option<bool>,
    /// Only those of this family doctor.
    family_doctor: Option<String>,
    /// Where the page before ended (its `next`).
    cursor: Option<String>,
    /// Rows wanted, 1 to 500; 50 unless said.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// People of one's area, masked, by region; the page is one entry of the audit trail.
#[utoipa::path(
    get, path = "/api/persons", tag = "registry", params(PersonsQuery),
    responses(
        (status = 200, description = "people, masked", body = Page<PersonRow>),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing", body = Problem),
        (status = 422, description = "unknown region, or wrong parameter", body = Problem),
    ),
)]
pub(crate) async fn list_persons(
    actor: Actor,
    State(app): State<App>,
    Params(query): Params<PersonsQuery>,
) -> Result<Json<Page<PersonRow>>, Problem> {
    let scope = actor.scope(&app, Permission::PersonsRead)?;
    let paging = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let (limit, after) = (paging.limit()?, paging.key::<(String, i64)>()?);
    let region = match &query.region {
        Some(code) => Some(region_in_query(&app, "region", code)?.code),
        None => None,
    };
    let areas = match region.and_then(|code| app.pack.regions.path(code)) {
        Some(path) => narrowed(&scope.areas(), &path),
        None => scope.areas(),
    };
    let family_doctor = match query.family_doctor.as_deref().map(str::parse) {
        None => None,
        Some(Ok(id)) => Some(id),
        Some(Err(_)) => {
            let message = "`family_doctor` is no id; take it from the list of practitioners";
            return Err(Problem::invalid("family_doctor", "id", message));
        }
    };
    let people = People::of(&app, &actor.user_id)?;
    let born = (query.born_from, query.born_to);
    let wanted = limit as usize + 1;
    let rows = people
        .list(
            &areas,
            query.sex,
            born,
            query.is_alive,
            family_doctor,
            after.as_ref(),
            wanted,
        )
        .await?;
    let page = Page::of(rows, limit, |row| {
        (row.standing.region_path.clone(), row.number)
    });
    let entry = scope
        .entry(Action::PersonRead)
        .count(Detail::Rows, page.items.len() as u64);
    let entry = match region {
        Some(code) => entry.with(Detail::Region, code.to_string()),
        None => entry,
    };
    app.record_now(entry).await?;
    let today = people.today();
    Ok(Json(page.map(|row| PersonRow::of(&row, &app.pack, today))))
}
