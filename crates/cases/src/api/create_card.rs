//! `POST /api/cards`

use std::collections::BTreeMap;

use access::audit::Action;
use access::{Actor, App, Body, Permission};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use platform::{DbError, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

use super::reach::draft_resource;
use super::views::{CardDone, typed};
use crate::{By, Desk, Draft};

/// A card as typed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCard {
    /// The reporting organisation; that of one's own post unless said.
    #[serde(default)]
    organisation: Option<String>,
    /// Values by field of the card's form; a card may be saved with any of them missing.
    values: BTreeMap<String, String>,
}

impl NewCard {
    /// The card for the organisation it names, or for that of who asks.
    pub(super) fn draft(self, app: &App, actor: &Actor) -> Result<Draft, Problem> {
        let own = actor
            .posts
            .iter()
            .filter(|post| post.allows(Permission::CardsWrite))
            .find_map(|post| post.organisation.clone());
        let organisation = self.organisation.or(own).ok_or_else(|| {
            let message =
                "your post belongs to no organisation; say which one reports in `organisation`";
            Problem::invalid("organisation", "required", message)
        })?;
        Ok(Draft {
            organisation,
            values: typed(app, self.values)?,
        })
    }
}

/// Begins a card as a draft.
#[utoipa::path(
    post, path = "/api/cards", tag = "cases", request_body = NewCard,
    responses(
        (status = 201, description = "saved as a draft", body = CardDone),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing, or not held for this organisation", body = Problem),
        (status = 422, description = "no or an unknown organisation, or a field the card does not have", body = Problem),
    ),
)]
pub(crate) async fn create_card(
    actor: Actor,
    State(app): State<App>,
    Body(body): Body<NewCard>,
) -> Result<(StatusCode, Json<CardDone>), Problem> {
    let scope = actor.scope(&app, Permission::CardsWrite)?;
    let desk = Desk::of(&app, By::of(&actor, Permission::CardsWrite))?;
    let draft = body.draft(&app, &actor)?;
    let (facts, path) = desk.facts_of(&draft)?;
    if !scope.covers(&draft_resource(&facts, &draft.organisation, &path)) {
        return Err(Problem::forbidden(
            "your posts do not include reporting for this organisation; look at `organisation`",
        ));
    }
    let mut tx = app.db.begin().await?;
    let card = desk.create(&mut tx, &draft).await?;
    let entry = scope
        .entry(Action::CardSaved)
        .on("card", card.id.to_string());
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok((
        StatusCode::CREATED,
        Json(CardDone::of(&card, app.clock.now())),
    ))
}
