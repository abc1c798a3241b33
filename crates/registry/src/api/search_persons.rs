//! `POST /api/persons/search`
//!
//! Searching is a POST because what is typed names somebody, and addresses of requests end up in logs and histories.

use access::audit::{Action, Detail};
use access::{Actor, App, Body, Permission};
use axum::Json;
use axum::extract::State;
use platform::{Page, PageQuery, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

use super::person_resource::person_resource;
use super::person_view::PersonRow;
use super::region_in_query;
use crate::engine::{SearchBy, asked_in};
use crate::people::{People, SearchKey, narrowed};

/// Whom to look for; several fields narrow each other.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonSearch {
    /// Anything: an identity number, a telephone, a day of birth, initials or a name, told apart by its form.
    q: Option<String>,
    /// A whole name.
    name: Option<String>,
    /// Initials of the name's reading (首字母), two or all.
    initials: Option<String>,
    /// Number of any document.
    id_number: Option<String>,
    /// A telephone.
    phone: Option<String>,
    /// Day of birth, `YYYY-MM-DD`.
    birth_date: Option<String>,
    /// Only those who live in this region or one below it.
    region: Option<String>,
    /// Where the page before ended (its `next`).
    cursor: Option<String>,
    /// Rows wanted, 1 to 500; 50 unless said.
    #[schema(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// People of one's area by name, initials, number, telephone or birth, masked; the page is one entry of the audit trail.
#[utoipa::path(
    post, path = "/api/persons/search", tag = "registry", request_body = PersonSearch,
    responses(
        (status = 200, description = "people, masked", body = Page<PersonRow>),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing", body = Problem),
        (status = 422, description = "nothing asked, too short, unknown region, or wrong cursor or limit", body = Problem),
    ),
)]
pub(crate) async fn search_persons(
    actor: Actor,
    State(app): State<App>,
    Body(query): Body<PersonSearch>,
) -> Result<Json<Page<PersonRow>>, Problem> {
    let scope = actor.scope(&app, Permission::PersonsRead)?;
    let asked = asked(&query)?;
    let paging = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let (limit, after) = (paging.limit()?, paging.key::<SearchKey>()?);
    let areas = match &query.region {
        Some(code) => {
            let region = region_in_query(&app, "region", code)?.code;
            let path = app.pack.regions.path(region).unwrap_or_default();
            narrowed(&scope.areas(), &path)
        }
        None => scope.areas(),
    };
    let people = People::of(&app, &actor.user_id)?;
    let hits = people
        .search_by(
            &areas,
            &asked,
            |record| scope.covers(&person_resource(&record.id.to_string(), Some(record))),
            after,
            limit as usize + 1,
        )
        .await?;
    let page = Page::of(hits, limit, |hit| hit.key);
    let kinds: Vec<&str> = asked.iter().map(|(kind, _)| kind.as_str()).collect();
    let entry = scope
        .entry(Action::PersonRead)
        .with(Detail::Fields, kinds.join("+"))
        .count(Detail::Rows, page.items.len() as u64);
    app.record_now(entry).await?;
    let today = people.today();
    Ok(Json(
        page.map(|hit| PersonRow::of(&hit.record, &app.pack, today)),
    ))
}

/// What was asked, the rarest first, each long enough to find somebody.
fn asked(query: &PersonSearch) -> Result<Vec<(SearchBy, String)>, Problem> {
    let guessed = query.q.as_deref().map(|text| (SearchBy::guess(text), text));
    let mut fields = vec![
        (SearchBy::Name, query.name.as_deref()),
        (SearchBy::Initials, query.initials.as_deref()),
        (SearchBy::IdNumber, query.id_number.as_deref()),
        (SearchBy::Phone, query.phone.as_deref()),
        (SearchBy::BirthDate, query.birth_date.as_deref()),
    ];
    fields.extend(guessed.map(|(kind, text)| (kind, Some(text))));
    let asked = asked_in(&fields);
    if asked.is_empty() {
        let message = "give a name, initials, a number, a telephone or a day of birth";
        return Err(Problem::invalid("q", "nothing_asked", message));
    }
    for (kind, text) in &asked {
        if kind.key(text, "").is_none() {
            let message = match kind {
                SearchBy::Name => "a name has two characters at least; give the whole name",
                SearchBy::Initials => "give two initials at least",
                SearchBy::IdNumber => "give the whole number of the document",
                SearchBy::Phone => "give the whole telephone, with its area code",
                SearchBy::BirthDate => "write the day of birth as YYYY-MM-DD",
            };
            return Err(Problem::invalid(kind.as_str(), "too_short", message));
        }
    }
    Ok(asked)
}
