//! `GET /api/cards/{id}/versions`

use access::audit::{Action, Detail};
use access::{Actor, App, Params, Permission};
use axum::Json;
use axum::extract::{Path, State};
use kernel::Timestamp;
use platform::{Page, PageQuery, Problem};
use serde::Serialize;
use utoipa::ToSchema;

use super::reach::{covers_resident, seen};
use crate::engine::{changes, masked};
use crate::model::{State as CardState, Step, Values};
use crate::{By, Desk};

/// One field that a step changed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldChange {
    field: String,
    /// What stood there before, masked.
    before: Option<String>,
    /// What stands there since, masked.
    after: Option<String>,
}

/// A version of a card: what was done, by whom, when and why, and what it changed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CardVersionView {
    version: i64,
    step: Step,
    /// Where the card stood before.
    before: Option<CardState>,
    /// Where it stood after.
    after: CardState,
    /// Code of the reason.
    reason: Option<String>,
    /// Whether the reason was given in words, too; they are shown with the card in the clear.
    has_remark: bool,
    /// Account that did it, or the program.
    account: String,
    /// As holder of which role.
    role: String,
    /// For which organisation.
    organisation: Option<String>,
    at: Timestamp,
    /// The fields that differ from the version before.
    changes: Vec<FieldChange>,
}

/// Versions of a card, the newest first: who did what, when and why, with the difference to the version before.
#[utoipa::path(
    get, path = "/api/cards/{id}/versions", tag = "cases",
    params(("id" = String, Path, description = "the card's id"), PageQuery),
    responses(
        (status = 200, description = "versions", body = Page<CardVersionView>),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing", body = Problem),
        (status = 404, description = "no such card, or not in one's area", body = Problem),
        (status = 422, description = "wrong cursor or limit", body = Problem),
    ),
)]
pub(crate) async fn list_card_versions(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<String>,
    Params(paging): Params<PageQuery>,
) -> Result<Json<Page<CardVersionView>>, Problem> {
    let scope = actor.scope(&app, Permission::CardsRead)?;
    let desk = Desk::of(&app, By::of(&actor, Permission::CardsRead))?;
    let card = seen(desk.find(&id).await?, |card| covers_resident(&scope, card))?;
    let (limit, before) = (paging.limit()?, paging.key::<i64>()?);
    // One version more tells what the last of the page changed.
    let versions = desk.versions(&card, before, limit as usize + 1).await?;
    let former: Vec<Values> = versions
        .iter()
        .skip(1)
        .map(|one| one.content.values.clone())
        .collect();
    let page = Page::of(versions, limit, |one| one.version);
    let entry = scope
        .entry(Action::CardRead)
        .on("card", card.id.to_string())
        .count(Detail::Rows, page.items.len() as u64);
    app.record_now(entry).await?;
    let nothing = Values::new();
    let mut former = former.iter();
    Ok(Json(page.map(|one| {
        let before = former.next().unwrap_or(&nothing);
        // Compared in the clear and shown masked: two names may look alike when they are masked.
        let changed = changes(before, &one.content.values);
        let shown = |values: &Values| masked(&app.pack, values);
        let (was, is) = (shown(before), shown(&one.content.values));
        CardVersionView {
            version: one.version,
            step: one.step,
            before: one.before,
            after: one.after,
            reason: one.reason,
            has_remark: one.content.remark.is_some(),
            account: one.account,
            role: one.role,
            organisation: one.organisation,
            at: one.at,
            changes: changed
                .into_iter()
                .map(|change| FieldChange {
                    before: change.before.and_then(|_| was.get(&change.field).cloned()),
                    after: change.after.and_then(|_| is.get(&change.field).cloned()),
                    field: change.field,
                })
                .collect(),
        }
    })))
}
