//! The steps of a card's life.

use kernel::{Day, Id};
use pack::CardStep;
use platform::Tx;

use super::{Desk, Draft, Reason};
use crate::engine::{
    self, CORRECTED_REPORT, FIRST_REPORT, Reading, after, check, facts, field, limit, normal,
    path_of_region,
};
use crate::error::CardError;
use crate::model::{
    Card, CardVersion, Content, Duplicate, DuplicateState, Facts, Finding, Severity, State, Step,
    Timeliness, Values,
};
use crate::sealed;
use crate::store::{self, SealedVersion};

/// Fields that say who the patient is; when none of them changes, it is the same person.
const NAMING: [&str; 7] = [
    field::NAME,
    field::ID_TYPE,
    field::ID_NUMBER,
    field::SEX,
    field::BIRTH,
    field::PHONE,
    field::REGION,
];

impl Desk<'_> {
    /// The facts of a card as typed, for deciding who may save it.
    ///
    /// # Errors
    /// When the organisation is not known.
    pub fn facts_of(&self, draft: &Draft) -> Result<(Facts, String), CardError> {
        let path = self.organisation_path(&draft.organisation)?;
        let values = normal(self.pack, &self.typed(&draft.values));
        Ok((
            facts(&self.reading(&values, &draft.organisation), &path),
            path,
        ))
    }

    /// Begins a card; whatever it lacks, it can be saved.
    ///
    /// # Errors
    /// When the organisation is not known, a field is not one of the card's, or the database refuses.
    pub async fn create(&self, tx: &mut Tx, draft: &Draft) -> Result<Card, CardError> {
        let organisation_path = self.organisation_path(&draft.organisation)?;
        let mut card = Card {
            number: 0,
            id: Id::new(),
            version: 1,
            state: State::Draft,
            facts: Facts::default(),
            person: None,
            organisation: draft.organisation.clone(),
            organisation_path,
            is_synthetic: false,
            is_corrected: false,
            returned_count: 0,
            created_at: self.now,
            reported_at: None,
            submitted_at: None,
            reviewed_at: None,
            report_limit_minutes: None,
            report_due_at: None,
            overdue_at: None,
            review_due_at: None,
            report_timeliness: Timeliness::Unknown,
            review_timeliness: Timeliness::Running,
            changed_at: self.now,
            content: Content::default(),
        };
        self.fill(&mut card, &draft.values)?;
        let numbers = store::insert(tx, &[self.sealed(&card)?]).await?;
        card.number = numbers.first().copied().unwrap_or_default();
        let version = self.version(&card, Step::Save, None, &Reason::default())?;
        store::insert_versions(tx, &[version]).await?;
        Ok(card)
    }

    /// Saves a draft or a returned card.
    ///
    /// # Errors
    /// When the card stands elsewhere, was changed meanwhile, or the database refuses.
    pub async fn save(
        &self,
        tx: &mut Tx,
        mut card: Card,
        values: &Values,
    ) -> Result<Card, CardError> {
        self.fill(&mut card, values)?;
        self.take(tx, card, Step::Save, &Reason::default()).await
    }

    /// Reports a card, or reports it again after it was returned.
    ///
    /// # Errors
    /// [`CardError::Findings`] when it has errors; as [`Desk::save`] besides.
    pub async fn report(&self, tx: &mut Tx, mut card: Card) -> Result<Card, CardError> {
        may(&card, Step::Report)?;
        let kind = if card.is_corrected {
            CORRECTED_REPORT
        } else {
            FIRST_REPORT
        };
        set(&mut card, field::CARD_KIND, Some(kind));
        set(&mut card, field::RETURN_REASON, None);
        self.hand_in(tx, card, Step::Report, &Reason::default())
            .await
    }

    /// Finds a card right.
    ///
    /// # Errors
    /// As [`Desk::save`].
    pub async fn review(
        &self,
        tx: &mut Tx,
        mut card: Card,
        reason: &Reason,
    ) -> Result<Card, CardError> {
        may(&card, Step::Review)?;
        self.judge_review(&mut card);
        self.take(tx, card, Step::Review, reason).await
    }

    /// Sends a card back with a reason.
    ///
    /// # Errors
    /// As [`Desk::save`].
    pub async fn send_back(
        &self,
        tx: &mut Tx,
        mut card: Card,
        reason: &Reason,
    ) -> Result<Card, CardError> {
        may(&card, Step::Return)?;
        self.judge_review(&mut card);
        card.returned_count += 1;
        set(&mut card, field::RETURN_REASON, reason.code.as_deref());
        self.take(tx, card, Step::Return, reason).await
    }

    /// Changes a card that was reported; it waits for a review again.
    ///
    /// # Errors
    /// As [`Desk::report`].
    pub async fn correct(
        &self,
        tx: &mut Tx,
        mut card: Card,
        values: &Values,
        reason: &Reason,
    ) -> Result<Card, CardError> {
        may(&card, Step::Correct)?;
        let disease = card.content.values.get(field::DISEASE).cloned();
        self.fill(&mut card, values)?;
        card.is_corrected = true;
        set(&mut card, field::CARD_KIND, Some(CORRECTED_REPORT));
        if card.content.values.get(field::DISEASE) != disease.as_ref() {
            set(&mut card, field::CORRECTED_FROM, disease.as_deref());
        }
        self.hand_in(tx, card, Step::Correct, reason).await
    }

    /// Adds a death to a card that was reported; it waits for a review again.
    ///
    /// # Errors
    /// As [`Desk::report`].
    pub async fn supplement(
        &self,
        tx: &mut Tx,
        mut card: Card,
        died_on: Day,
        related: &str,
        reason: &Reason,
    ) -> Result<Card, CardError> {
        may(&card, Step::Supplement)?;
        let mut values = card.content.values.clone();
        values.insert(field::DEATH.to_owned(), died_on.to_string());
        values.insert(field::DEATH_RELATED.to_owned(), related.to_owned());
        self.fill(&mut card, &values)?;
        card.is_corrected = true;
        set(&mut card, field::CARD_KIND, Some(CORRECTED_REPORT));
        self.hand_in(tx, card, Step::Supplement, reason).await
    }

    /// Takes a card back; it keeps everything it said.
    ///
    /// # Errors
    /// As [`Desk::save`].
    pub async fn withdraw(
        &self,
        tx: &mut Tx,
        card: Card,
        reason: &Reason,
    ) -> Result<Card, CardError> {
        self.take(tx, card, Step::Withdraw, reason).await
    }

    /// Decides about a pair; the card that is not kept is withdrawn where the two are of one illness.
    ///
    /// # Errors
    /// When somebody decided before, or as [`Desk::save`].
    pub async fn decide(
        &self,
        tx: &mut Tx,
        pair: &Duplicate,
        withdrawn: Option<Card>,
        reason: &Reason,
    ) -> Result<(), CardError> {
        let state = match withdrawn {
            Some(_) => DuplicateState::Duplicate,
            None => DuplicateState::Distinct,
        };
        if !store::decide(tx, pair.number, state, &self.by.account, self.now).await? {
            return Err(CardError::Decided);
        }
        if let Some(card) = withdrawn {
            self.withdraw(tx, card, reason).await?;
        }
        Ok(())
    }

    fn organisation_path(&self, organisation: &str) -> Result<String, CardError> {
        let region = self.region_of(organisation).ok_or_else(|| {
            CardError::Field(
                "organisation",
                "unknown_organisation",
                "there is no such organisation; take its id from the list of organisations"
                    .to_owned(),
            )
        })?;
        Ok(path_of_region(self.pack, region))
    }

    /// Puts what was typed onto a card, with what the program fills in and what follows from both.
    fn fill(&self, card: &mut Card, typed: &Values) -> Result<(), CardError> {
        let mut values = normal(self.pack, &self.typed(typed));
        let kept = self
            .pack
            .cards
            .fields
            .iter()
            .filter(|one| one.is_kept_by_program);
        for field in kept {
            if let Some(text) = card.content.values.get(&field.id) {
                values.insert(field.id.clone(), text.clone());
            }
        }
        let unknown: Vec<Finding> = check(&self.reading(&values, &card.organisation))?
            .into_iter()
            .filter(|one| one.rule == "unknown_field")
            .collect();
        if !unknown.is_empty() {
            return Err(CardError::Findings(unknown));
        }
        let region = self.region_of(&card.organisation);
        values.extend([
            (field::CARD_NO.to_owned(), card.id.to_string()),
            (
                field::REPORT_ORGANISATION.to_owned(),
                card.organisation.clone(),
            ),
            (
                field::REPORT_REGION.to_owned(),
                region.map(|code| code.to_string()).unwrap_or_default(),
            ),
        ]);
        let reading = self.reading(&values, &card.organisation);
        card.facts = facts(&reading, &card.organisation_path);
        if card.reported_at.is_none() {
            self.start_clock(card, &reading)?;
        }
        card.content = Content {
            values,
            remark: None,
        };
        Ok(())
    }

    /// The report's clock of a card that was not reported yet.
    fn start_clock(&self, card: &mut Card, reading: &Reading<'_>) -> Result<(), CardError> {
        let minutes = self.limit_of(reading, CardStep::Report)?;
        let clock = engine::starting(card.facts.diagnosed, minutes, None, self.now);
        card.report_limit_minutes = minutes;
        card.report_due_at = clock.due_at;
        card.overdue_at = card
            .facts
            .diagnosed
            .zip(minutes)
            .map(|((_, last), minutes)| last.plus_millis(i64::from(minutes) * 60_000));
        card.report_timeliness = match clock.timeliness {
            Timeliness::Overdue => Timeliness::Running,
            // What disease it is decides whether there is a limit at all.
            Timeliness::NoLimit
                if reading
                    .text(field::DISEASE)
                    .or(reading.text("disease_other"))
                    .is_none() =>
            {
                Timeliness::Unknown
            }
            other => other,
        };
        Ok(())
    }

    fn limit_of(&self, reading: &Reading<'_>, step: CardStep) -> Result<Option<u32>, CardError> {
        limit(&self.pack.cards, step, &reading.disease_variables())
    }

    /// Hands a card to the county: it has to be right, its patient is recognised, its like are looked for, the clocks are set.
    async fn hand_in(
        &self,
        tx: &mut Tx,
        mut card: Card,
        step: Step,
        reason: &Reason,
    ) -> Result<Card, CardError> {
        let values = card.content.values.clone();
        let reading = self.reading(&values, &card.organisation);
        let findings = check(&reading)?;
        if findings.iter().any(|one| one.severity == Severity::Error) {
            return Err(CardError::Findings(findings));
        }
        if card.reported_at.is_none() {
            let minutes = self.limit_of(&reading, CardStep::Report)?;
            let clock = engine::starting(card.facts.diagnosed, minutes, Some(self.now), self.now);
            card.report_timeliness = clock.timeliness;
            card.report_limit_minutes = minutes;
            card.report_due_at = clock.due_at;
            card.reported_at = Some(self.now);
        }
        let minutes = self.limit_of(&reading, CardStep::Review)?;
        let waiting = engine::waiting(self.now, minutes, self.now);
        card.submitted_at = Some(self.now);
        card.reviewed_at = None;
        card.review_due_at = waiting.due_at;
        card.review_timeliness = waiting.timeliness;
        let before = store::by_id(self.db, card.id).await?;
        let before = before.map(|stored| self.opened(stored)).transpose()?;
        let is_named_alike = before.as_ref().is_some_and(|before| {
            NAMING
                .iter()
                .all(|id| before.content.values.get(*id) == values.get(*id))
        });
        let patient = match &card.person {
            Some(person) if is_named_alike => super::people::Patient {
                person: Some(person.clone()),
                all: vec![person.clone()],
            },
            _ => self.patient(tx, &reading).await?,
        };
        card.person.clone_from(&patient.person);
        let card = self.take(tx, card, step, reason).await?;
        self.find_duplicates(tx, &card, &patient, &reading).await?;
        Ok(card)
    }

    /// Whether the county looked at a card in time.
    fn judge_review(&self, card: &mut Card) {
        card.reviewed_at = Some(self.now);
        if let Some((submitted, due)) = card.submitted_at.zip(card.review_due_at) {
            let minutes = u32::try_from((due.millis() - submitted.millis()) / 60_000).ok();
            card.review_timeliness = engine::review(submitted, minutes, self.now).timeliness;
        }
    }

    /// Takes a step: the next version is put in place and kept.
    async fn take(
        &self,
        tx: &mut Tx,
        mut card: Card,
        step: Step,
        reason: &Reason,
    ) -> Result<Card, CardError> {
        let before = card.state;
        card.state = may(&card, step)?;
        card.version += 1;
        card.changed_at = self.now;
        card.content.remark.clone_from(&reason.remark);
        if !store::update(tx, &self.sealed(&card)?).await? {
            return Err(CardError::ChangedMeanwhile);
        }
        let version = self.version(&card, step, Some(before), reason)?;
        store::insert_versions(tx, &[version]).await?;
        Ok(card)
    }

    fn version(
        &self,
        card: &Card,
        step: Step,
        before: Option<State>,
        reason: &Reason,
    ) -> Result<SealedVersion, CardError> {
        let id = format!("{}.{}", card.id, card.version);
        let rng = &mut vault::system_random();
        Ok(SealedVersion {
            sealed: sealed::seal_version(&self.ring, &id, &card.content, rng)?,
            id,
            card: card.number,
            version: CardVersion {
                version: card.version,
                step,
                before,
                after: card.state,
                reason: reason.code.clone(),
                account: self.by.account.clone(),
                role: self.by.role.clone(),
                organisation: self.by.organisation.clone(),
                at: self.now,
                content: Content::default(),
            },
        })
    }
}

/// Where a step leads.
fn may(card: &Card, step: Step) -> Result<State, CardError> {
    after(Some(card.state), step).ok_or(CardError::WrongState(card.state, step))
}

fn set(card: &mut Card, id: &str, text: Option<&str>) {
    match text {
        Some(text) => card.content.values.insert(id.to_owned(), text.to_owned()),
        None => card.content.values.remove(id),
    };
}
