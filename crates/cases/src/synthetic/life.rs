//! A planned card taken through its steps, by the same rules as one that is typed.

use kernel::{Id, Timestamp};
use pack::{CardStep, Pack};
use vault::KeyRing;

use super::plan::{Event, Plan};
use crate::engine::{
    self, CORRECTED_REPORT, FIRST_REPORT, Reading, after, facts, field, limit, path_of_region,
};
use crate::error::CardError;
use crate::model::{Card, CardVersion, Content, Facts, State, Step, Timeliness};
use crate::sealed;
use crate::store::{SealedCard, SealedVersion};

/// Who did it.
const BY: &str = "synthetic";

/// A card with all its versions, sealed; versions have no card's number yet.
pub(super) struct Lived {
    pub(super) card: SealedCard,
    pub(super) versions: Vec<SealedVersion>,
    /// The values as they are, for comparing.
    pub(super) content: Content,
    pub(super) repeats: bool,
}

/// Takes a card through its events; `None` where nothing of it lies in the past.
///
/// # Errors
/// When an expression of the packs fails or a card cannot be sealed.
pub(super) fn live(
    pack: &Pack,
    ring: &KeyRing,
    plan: &Plan<'_>,
    id: Id<Card>,
) -> Result<Option<Lived>, CardError> {
    let Some(first) = plan.events.first() else {
        return Ok(None);
    };
    let mut card = begun(pack, plan, id, first.at);
    let mut versions = Vec::with_capacity(plan.events.len());
    let rng = &mut rand::rng();
    for event in &plan.events {
        let before = (card.version > 0).then_some(card.state);
        let Some(state) = after(before, event.step) else {
            break;
        };
        act(pack, &mut card, event)?;
        (card.state, card.changed_at) = (state, event.at);
        card.version += 1;
        if card.reported_at.is_some() {
            card.person = Some(plan.person.clone());
        }
        let id = format!("{}.{}", card.id, card.version);
        versions.push(SealedVersion {
            sealed: sealed::seal_version(ring, &id, &card.content, rng)?,
            id,
            card: 0,
            version: CardVersion {
                version: card.version,
                step: event.step,
                before,
                after: state,
                reason: event.reason.map(str::to_owned),
                account: BY.to_owned(),
                role: BY.to_owned(),
                organisation: Some(card.organisation.clone()),
                at: event.at,
                content: Content::default(),
            },
        });
    }
    let content = std::mem::take(&mut card.content);
    let sealed = sealed::seal(ring, &card.id.to_string(), &content, rng)?;
    Ok(Some(Lived {
        card: SealedCard { card, sealed },
        versions,
        content,
        repeats: plan.repeats,
    }))
}

fn begun(pack: &Pack, plan: &Plan<'_>, id: Id<Card>, at: Timestamp) -> Card {
    let region = plan.organisation.region;
    let mut values = plan.values.clone();
    values.insert(field::CARD_NO.to_owned(), id.to_string());
    values.insert(
        field::REPORT_ORGANISATION.to_owned(),
        plan.organisation.id.clone(),
    );
    values.insert(field::REPORT_REGION.to_owned(), region.to_string());
    Card {
        number: 0,
        id,
        version: 0,
        state: State::Draft,
        facts: Facts::default(),
        person: None,
        organisation: plan.organisation.id.clone(),
        organisation_path: path_of_region(pack, region),
        is_synthetic: true,
        is_corrected: false,
        returned_count: 0,
        created_at: at,
        reported_at: None,
        submitted_at: None,
        reviewed_at: None,
        report_limit_minutes: None,
        report_due_at: None,
        overdue_at: None,
        review_due_at: None,
        report_timeliness: Timeliness::Unknown,
        review_timeliness: Timeliness::Running,
        changed_at: at,
        content: Content {
            values,
            remark: None,
        },
    }
}

/// What a step does to a card besides moving it.
fn act(pack: &Pack, card: &mut Card, event: &Event) -> Result<(), CardError> {
    for (id, text) in &event.sets {
        card.content.values.insert((*id).to_owned(), text.clone());
    }
    let kind = match event.step {
        Step::Report if !card.is_corrected => Some(FIRST_REPORT),
        Step::Correct | Step::Supplement => {
            card.is_corrected = true;
            Some(CORRECTED_REPORT)
        }
        _ => None,
    };
    let values = &mut card.content.values;
    if let Some(kind) = kind {
        values.insert(field::CARD_KIND.to_owned(), kind.to_owned());
    }
    match (event.step, event.reason) {
        (Step::Return, Some(reason)) => {
            values.insert(field::RETURN_REASON.to_owned(), reason.to_owned());
            card.returned_count += 1;
        }
        (Step::Report, _) => {
            values.remove(field::RETURN_REASON);
        }
        _ => {}
    }
    let values = card.content.values.clone();
    let reading = Reading::new(pack, &values, event.at, None);
    let minutes = |step| limit(&pack.cards, step, &reading.disease_variables());
    match event.step {
        Step::Save => {
            card.facts = facts(&reading, &card.organisation_path);
            let minutes = minutes(CardStep::Report)?;
            let clock = engine::starting(card.facts.diagnosed, minutes, None, event.at);
            card.report_limit_minutes = minutes;
            card.report_due_at = clock.due_at;
            card.overdue_at = card
                .facts
                .diagnosed
                .zip(minutes)
                .map(|((_, last), minutes)| last.plus_millis(i64::from(minutes) * 60_000));
            card.report_timeliness = match clock.timeliness {
                Timeliness::Overdue => Timeliness::Running,
                other => other,
            };
        }
        Step::Report | Step::Correct | Step::Supplement => {
            card.facts = facts(&reading, &card.organisation_path);
            if card.reported_at.is_none() {
                let clock = engine::starting(
                    card.facts.diagnosed,
                    minutes(CardStep::Report)?,
                    Some(event.at),
                    event.at,
                );
                (card.report_timeliness, card.reported_at) = (clock.timeliness, Some(event.at));
            }
            let waiting = engine::waiting(event.at, minutes(CardStep::Review)?, event.at);
            (card.submitted_at, card.reviewed_at) = (Some(event.at), None);
            (card.review_due_at, card.review_timeliness) = (waiting.due_at, waiting.timeliness);
        }
        Step::Review | Step::Return => {
            card.reviewed_at = Some(event.at);
            if let Some(submitted) = card.submitted_at {
                let clock = engine::review(submitted, minutes(CardStep::Review)?, event.at);
                card.review_timeliness = clock.timeliness;
            }
        }
        Step::Withdraw => {}
    }
    Ok(())
}
