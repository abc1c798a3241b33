//! Whether a card lies within what somebody may do.

use access::{Resource, Scope};

use crate::error::CardError;
use crate::model::{Card, Facts};

/// A card as a resource of authorisation: it lies where it was reported.
pub(crate) fn card_resource(card: &Card) -> Resource {
    Resource::record(card.id.to_string(), card.organisation_path.clone())
        .missing(CardError::NotFound.to_string())
        .held_by(Some(&card.organisation))
        .at_level(card.facts.level)
}

/// A card that is about to be saved for an organisation.
pub(super) fn draft_resource(facts: &Facts, organisation: &str, path: &str) -> Resource {
    Resource::region(path)
        .held_by(Some(organisation))
        .at_level(facts.level)
}

/// Whether a scope covers a card where it was reported.
pub(super) fn covers(scope: &Scope, card: &Card) -> bool {
    scope.covers(&card_resource(card))
}

/// Whether it covers a card where it was reported or where the patient lives: who looks after an area reads of its residents.
pub(super) fn covers_resident(scope: &Scope, card: &Card) -> bool {
    let at_home = Resource::region(card.facts.residence_path.clone()).at_level(card.facts.level);
    covers(scope, card)
        || scope
            .reaches()
            .iter()
            .any(|reach| reach.organisation.is_none() && reach.covers(&at_home))
}

/// The card that was found, where it may be seen.
///
/// # Errors
/// The same 404 for one that is not there and one that may not be seen.
pub(super) fn seen(card: Option<Card>, may: impl FnOnce(&Card) -> bool) -> Result<Card, CardError> {
    card.filter(|card| may(card)).ok_or(CardError::NotFound)
}

/// The card at the version that was read.
///
/// # Errors
/// When somebody changed it since.
pub(super) fn at_version(card: Card, version: i64) -> Result<Card, CardError> {
    if card.version == version {
        Ok(card)
    } else {
        Err(CardError::ChangedMeanwhile)
    }
}
