//! Who a card is about, and which other cards may be of the same illness.

use kernel::Id;
use platform::Tx;
use registry::{Evidence, People, PeopleError, Recognised, agreement};

use super::Desk;
use crate::engine::{Reading, identity, person_input, sex};
use crate::error::CardError;
use crate::model::{Card, Duplicate, DuplicateState};
use crate::store;

/// The purpose whose thresholds say who is the same (比对用途).
const PURPOSE: &str = "case_report";
/// Everywhere: a card is about whoever it is about, wherever they were recorded.
const EVERYWHERE: &str = "/";

/// The people a card may be about.
pub(super) struct Patient {
    /// Whom it is kept under.
    pub(super) person: Option<String>,
    /// All it may be, that one among them.
    pub(super) all: Vec<String>,
}

impl Desk<'_> {
    /// Recognises the patient in the registry, or records them there.
    ///
    /// The reporter is told nothing of who was known. A card whose patient cannot be recorded as it stands is about nobody.
    pub(super) async fn patient(
        &self,
        tx: &mut Tx,
        reading: &Reading<'_>,
    ) -> Result<Patient, CardError> {
        let (Some(identity), Some(input)) = (identity(reading), person_input(reading)) else {
            return Ok(Patient {
                person: None,
                all: Vec::new(),
            });
        };
        let people = People::new(self.db, self.pack, self.vault, self.now, &self.by.account);
        let mut all = match people.recognise(&identity, sex(reading), PURPOSE).await? {
            Recognised::Known(person) => {
                let person = person.to_string();
                return Ok(Patient {
                    person: Some(person.clone()),
                    all: vec![person],
                });
            }
            Recognised::Maybe(found) => found.iter().map(ToString::to_string).collect(),
            Recognised::Nobody => Vec::new(),
        };
        let everywhere = [EVERYWHERE.to_owned()];
        let person = match people.create(tx, &input, PURPOSE, &everywhere).await {
            Ok(recorded) => Some(recorded.person.to_string()),
            Err(PeopleError::Invalid(_)) => None,
            Err(error) => return Err(error.into()),
        };
        all.extend(person.clone());
        Ok(Patient { person, all })
    }

    /// Keeps the pairs of a card with others of its disease and its patient whose onsets lie within the disease's window.
    pub(super) async fn find_duplicates(
        &self,
        tx: &mut Tx,
        card: &Card,
        patient: &Patient,
        reading: &Reading<'_>,
    ) -> Result<(), CardError> {
        let (Some(root), Some(onset), Some(disease)) =
            (&card.facts.root, card.facts.onset, reading.disease)
        else {
            return Ok(());
        };
        let Some(own) = identity(reading) else {
            return Ok(());
        };
        let days = i32::try_from(disease.episode_days).unwrap_or(i32::MAX);
        let window = (onset.plus(-days), onset.plus(days));
        let known = store::of_persons(tx, &patient.all, root, window, card.number).await?;
        let queue_bits = self
            .pack
            .matching
            .purpose(PURPOSE)
            .map_or(0.0, |purpose| purpose.queue_bits);
        let mut pairs = Vec::new();
        for stored in known {
            let other = self.opened(stored)?;
            let theirs = self.reading(&other.content.values, &other.organisation);
            let Some(identity) = identity(&theirs) else {
                continue;
            };
            let (score, evidence) = agreement(
                (&own, sex(reading)),
                (&identity, sex(&theirs)),
                &self.pack.matching,
            );
            let is_one = card.person.is_some() && card.person == other.person;
            if !is_one && (score < queue_bits || !reads_alike(&evidence)) {
                continue;
            }
            let gap = other.facts.onset.map_or(0, |day| day.since(onset).abs());
            let (earlier, later) = if other.number < card.number {
                (&other, card)
            } else {
                (card, &other)
            };
            pairs.push(Duplicate {
                number: 0,
                id: Id::new(),
                earlier: earlier.number,
                later: later.number,
                score,
                onset_gap_days: i64::from(gap),
                evidence,
                state: DuplicateState::Open,
                organisation_path: later.organisation_path.clone(),
                level: card.facts.level,
                found_at: self.now,
            });
        }
        store::insert_duplicates(tx, &pairs).await?;
        Ok(())
    }
}

/// Whether the names may be one: twins share everything else.
fn reads_alike(evidence: &[Evidence]) -> bool {
    evidence.iter().any(|one| {
        one.field == "name"
            && ["same", "homophone", "transposed", "one_character"].contains(&one.level.as_str())
    })
}
