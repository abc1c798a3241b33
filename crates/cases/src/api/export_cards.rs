//! `GET /api/cards/export`

use access::audit::{Action, Detail};
use access::release::{self, ExportKind, Release};
use access::{Actor, App, Params, Permission};
use axum::extract::State;
use axum::response::Response;
use platform::{ExportFormat, Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use super::asked::{CardsQuery, SortQuery};
use crate::line_list::{LineList, free_text};
use crate::{By, Desk};

/// Cards that one file holds at most.
const EXPORTED_MAX: usize = 200_000;

/// How the file is written.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LineListQuery {
    /// `csv` or `xlsx`.
    #[serde(default)]
    #[param(inline)]
    format: ExportFormat,
    /// Names, numbers and addresses in the clear; the purpose has to stand in the header `X-Purpose`.
    #[serde(default)]
    identified: bool,
    /// A code system of the card's form: its codes, and for `front` its column names.
    system: Option<String>,
    /// Id of an approved export, where one is needed.
    approval: Option<String>,
}

/// Cards as a line list (病例一览表), masked unless said; what is closed is not exported.
#[utoipa::path(
    get, path = "/api/cards/export", tag = "cases", params(CardsQuery, SortQuery, LineListQuery),
    responses(
        (status = 200, description = "the file", content(
            (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing, or so many rows need an approval", body = Problem),
        (status = 422, description = "wrong parameter, too many cards, or no purpose", body = Problem),
    ),
)]
pub(crate) async fn export_cards(
    actor: Actor,
    State(app): State<App>,
    Params(query): Params<CardsQuery>,
    Params(SortQuery { sort }): Params<SortQuery>,
    Params(file): Params<LineListQuery>,
) -> Result<Response, Problem> {
    let scope = actor.scope(&app, Permission::CardsExport)?;
    let desk = Desk::of(&app, By::of(&actor, Permission::CardsExport))?;
    let filter = query.filter(&app, &scope)?;
    if file.identified && actor.purpose.is_none() {
        let message = "say in the header `X-Purpose` what the identifiers are needed for";
        return Err(Problem::invalid("X-Purpose", "required", message));
    }
    let system = file.system.as_deref();
    if system.is_some_and(|name| !app.pack.cards.maps.iter().any(|one| one.system == name)) {
        let message = "there is no such code system; `GET /api/card-form` lists them";
        return Err(Problem::invalid("system", "unknown_system", message));
    }
    let cards = desk.list(&filter, sort, None, EXPORTED_MAX + 1).await?;
    if cards.len() > EXPORTED_MAX {
        let message =
            format!("more than {EXPORTED_MAX} cards match; narrow the dates or the region");
        return Err(Problem::invalid("from", "too_many_rows", message));
    }
    let as_of = cards.iter().map(|(_, card)| card.changed_at).max();
    let list = LineList {
        pack: &app.pack,
        now: app.clock.now(),
        is_clear: file.identified,
        system,
    };
    let mut words = query.words();
    words.push((
        "身份信息 identified".to_owned(),
        if file.identified {
            "明文 clear"
        } else {
            "脱敏 masked"
        }
        .to_owned(),
    ));
    if let Some(system) = system {
        words.push(("代码系统 system".to_owned(), system.to_owned()));
    }
    let entry = scope.entry(Action::CardsExported).with(
        Detail::Fields,
        if file.identified {
            "identified"
        } else {
            "masked"
        },
    );
    let release = Release {
        kind: ExportKind::Cards,
        table: list.table(cards.iter().map(|(_, card)| card)),
        format: file.format,
        filter: words,
        as_of,
        free_text: free_text(&app.pack),
        approval: file.approval,
        entry,
    };
    release::hand_out(&app, &actor, release).await
}
