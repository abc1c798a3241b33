//! Report cards over the database: saved, reported, reviewed, corrected, and found.
//!
//! Reading opens what is sealed; a step happens in a transaction of the caller's, who adds the entry of the audit trail to it.

mod people;
mod read;
mod steps;

use std::sync::Arc;

use access::{Actor, App, Permission};
use kernel::{RegionCode, Timestamp};
use pack::Pack;
use platform::Db;
use vault::{KeyRing, Vault};

use crate::engine::{Reading, check};
use crate::error::CardError;
use crate::model::{Card, Content, Finding, Values};
use crate::sealed;
use crate::store::SealedCard;

/// Who takes a step.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct By {
    /// Id of the account, or the program.
    pub account: String,
    /// As holder of which role.
    pub role: String,
    /// For which organisation.
    pub organisation: Option<String>,
}

impl By {
    /// The account, as holder of the first post that carries a permission.
    #[must_use]
    pub fn of(actor: &Actor, permission: Permission) -> Self {
        let post = actor.posts.iter().find(|post| post.allows(permission));
        By {
            account: actor.user_id.clone(),
            role: post.map(|post| post.role.clone()).unwrap_or_default(),
            organisation: post.and_then(|post| post.organisation.clone()),
        }
    }
}

/// A card as typed.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// The reporting organisation.
    pub organisation: String,
    /// Values by field.
    pub values: Values,
}

/// Why a step was taken: a code of the pack's set and words, which are sealed.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Reason {
    /// The code.
    pub code: Option<String>,
    /// The words.
    pub remark: Option<String>,
}

/// Report cards, as one request sees them.
pub struct Desk<'a> {
    db: &'a Db,
    pack: &'a Pack,
    vault: &'a Vault,
    ring: Arc<KeyRing>,
    now: Timestamp,
    by: By,
}

impl<'a> Desk<'a> {
    /// The cards over a database, with the keys and the time of now; steps are taken by `by`.
    #[must_use]
    pub fn new(db: &'a Db, pack: &'a Pack, vault: &'a Vault, now: Timestamp, by: By) -> Self {
        Desk {
            db,
            pack,
            vault,
            ring: vault.ring(),
            now,
            by,
        }
    }

    /// The cards of the running program, as one account sees them.
    ///
    /// # Errors
    /// [`CardError::NoVault`] when the program was started without its keys.
    pub fn of(app: &'a App, by: By) -> Result<Self, CardError> {
        let vault = app.vault.as_ref().ok_or(CardError::NoVault)?;
        Ok(Self::new(&app.db, &app.pack, vault, app.clock.now(), by))
    }

    /// Everything that is wrong with a card, or may be.
    ///
    /// # Errors
    /// When an expression of the packs fails.
    pub fn check(&self, draft: &Draft) -> Result<Vec<Finding>, CardError> {
        let values = crate::engine::normal(self.pack, &self.typed(&draft.values));
        check(&self.reading(&values, &draft.organisation))
    }

    fn reading<'v>(&'v self, values: &'v Values, organisation: &str) -> Reading<'v> {
        Reading::new(self.pack, values, self.now, self.region_of(organisation))
    }

    /// The region where an organisation lies.
    fn region_of(&self, organisation: &str) -> Option<RegionCode> {
        self.pack
            .organisations
            .get(organisation)
            .map(|one| one.region)
    }

    /// What was typed, without the fields that the program fills in.
    fn typed(&self, values: &Values) -> Values {
        let is_typed = |id: &String| {
            self.pack
                .cards
                .field(id)
                .is_none_or(|field| !field.is_kept_by_program)
        };
        values
            .iter()
            .filter(|(id, _)| is_typed(id))
            .map(|(id, text)| (id.clone(), text.clone()))
            .collect()
    }

    pub(crate) fn opened(&self, stored: SealedCard) -> Result<Card, CardError> {
        let mut card = stored.card;
        card.content = sealed::open(&self.ring, &card.id.to_string(), &stored.sealed)?;
        Ok(card)
    }

    fn sealed(&self, card: &Card) -> Result<SealedCard, CardError> {
        let rng = &mut vault::system_random();
        let sealed = sealed::seal(&self.ring, &card.id.to_string(), &card.content, rng)?;
        let card = Card {
            content: Content::default(),
            ..card.clone()
        };
        Ok(SealedCard { card, sealed })
    }
}
