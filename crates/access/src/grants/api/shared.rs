//! What several verbs need.

use axum::http::StatusCode;
use kernel::{Day, Id};
use pack::Limit;
use platform::Problem;

use crate::audit::Author;
use crate::engine::own_words;
use crate::grants::model::{AgencyRequest, EmergencyAccess};
use crate::grants::store;
use crate::{Actor, App, Scope};

/// How the id of an API client begins, where an account's id is expected.
const CLIENT: &str = "client:";

/// Asking, deciding and reviewing are people's; a program signs in with a key that somebody gave it.
pub(crate) fn by_person(actor: &Actor) -> Result<(), Problem> {
    if actor.user_id.starts_with(CLIENT) {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "people_only",
            "only people do this",
            "sign in with an account of your own; an API client neither asks, decides nor reviews",
        ));
    }
    Ok(())
}

/// A reason in the asker's own words; only people give one.
pub(crate) fn words(app: &App, actor: &Actor, field: &str, text: &str) -> Result<String, Problem> {
    by_person(actor)?;
    own_words(text, app.pack.privacy.limit(Limit::ReasonChars))
        .map_err(|error| Problem::invalid(field, error.rule(), error.to_string()))
}

/// The day it is where the city lies.
pub(super) fn today(app: &App) -> Day {
    Day::in_shanghai(app.clock.now())
}

/// The areas in which one may approve; none for those who may not.
pub(crate) fn approver_areas(scope: Result<Scope, Problem>) -> Vec<String> {
    scope.map(|scope| scope.areas()).unwrap_or_default()
}

/// Whether what was asked for from this area lies in one of these.
pub(crate) fn lies_in(areas: &[String], path: &str) -> bool {
    areas.iter().any(|area| path.starts_with(area.as_str()))
}

/// Ancestor path of the area of the post that somebody acts from.
pub(crate) fn path_of(app: &App, author: &Author) -> String {
    author
        .region
        .parse()
        .ok()
        .and_then(|region| app.pack.regions.path(region))
        .unwrap_or_else(|| "/".to_owned())
}

/// Why a decision about one's own request is refused.
pub(super) fn own_request() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "own_request",
        "it is your own",
        "somebody else has to decide what you asked for",
    )
}

/// Why a decision is refused that came too late or from the asker.
pub(crate) fn decision_problem(is_own: bool, what: &str) -> Problem {
    if is_own {
        own_request()
    } else {
        Problem::conflict(format!("{what}; reload it to see where it stands"))
    }
}

/// The emergency access with this id, if it is one's own or lies in the areas where one may approve.
pub(super) async fn emergency(
    app: &App,
    actor: &Actor,
    areas: &[String],
    id: &str,
) -> Result<EmergencyAccess, Problem> {
    let found = match id.parse::<Id<EmergencyAccess>>() {
        Ok(id) => store::emergency(&app.db, id).await?,
        Err(_) => None,
    };
    found
        .filter(|access| access.account.id == actor.user_id || lies_in(areas, &access.path))
        .ok_or_else(|| Problem::not_found("there is no such emergency access; look at the list"))
}

/// The agency request with this id, if it is one's own or lies in the areas where one may approve.
pub(super) async fn agency_request(
    app: &App,
    actor: &Actor,
    areas: &[String],
    id: &str,
) -> Result<AgencyRequest, Problem> {
    let found = match id.parse::<Id<AgencyRequest>>() {
        Ok(id) => store::request(&app.db, id).await?,
        Err(_) => None,
    };
    found
        .filter(|request| request.asked_by.id == actor.user_id || lies_in(areas, &request.path))
        .ok_or_else(|| Problem::not_found("there is no such agency request; look at the list"))
}
