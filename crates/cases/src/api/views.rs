//! Cards as answered.

use std::collections::BTreeMap;

use access::App;
use kernel::{Day, Timestamp};
use pack::Pack;
use platform::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::engine::{self, field};
use crate::error::CardError;
use crate::model::{Card, Clock, Doubt, Finding, State, Step, Timeliness, Values};
use crate::{Desk, Draft, Reason};

const MINUTE_MILLIS: i64 = 60_000;
/// Longest words of a reason, in characters.
const REMARK_MAX: usize = 500;

/// A code with its names.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Named {
    pub(crate) code: String,
    pub(crate) name_zh: String,
    pub(crate) name_en: String,
}

/// A card in a list, masked.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct CardRow {
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) state: State,
    /// The disease, or its subtype.
    pub(crate) disease: Option<Named>,
    /// The classification of the case.
    pub(crate) case_class: Option<Named>,
    /// Name of the patient, masked.
    pub(crate) patient_name: Option<String>,
    /// Code of GB/T 2261.1.
    pub(crate) sex: Option<String>,
    /// Age at the onset, in whole years.
    pub(crate) age_years: Option<i64>,
    pub(crate) onset_date: Option<Day>,
    /// As written on the card, to the hour or the day, in China's time.
    pub(crate) diagnosis_time: Option<String>,
    pub(crate) death_date: Option<Day>,
    /// Region of the present address.
    pub(crate) current_region: Option<Named>,
    /// The reporting organisation.
    pub(crate) organisation: Named,
    pub(crate) created_at: Timestamp,
    /// When it was first reported.
    pub(crate) reported_at: Option<Timestamp>,
    /// When it was last handed to the county.
    pub(crate) submitted_at: Option<Timestamp>,
    pub(crate) reviewed_at: Option<Timestamp>,
    /// From the diagnosis to the first report.
    pub(crate) report_clock: Clock,
    /// From the last report to the county's review; absent before that.
    pub(crate) review_clock: Option<Clock>,
    pub(crate) returned_count: i64,
    pub(crate) is_corrected: bool,
    pub(crate) is_synthetic: bool,
    /// Sensitivity, 5 closed.
    pub(crate) level: u8,
    pub(crate) changed_at: Timestamp,
}

/// A card with its values.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct CardView {
    #[serde(flatten)]
    pub(crate) row: CardRow,
    /// The person in the registry, once reported and recognised.
    pub(crate) person: Option<String>,
    /// Values by field of the card's form; masked unless it was asked for in the clear.
    pub(crate) values: BTreeMap<String, String>,
    /// What is wrong with it, or may be.
    pub(crate) findings: Vec<Finding>,
    /// Steps that can be taken from where it stands, whoever may take them.
    pub(crate) steps: Vec<Step>,
    /// Open pairs with other cards.
    pub(crate) open_duplicates: i64,
}

/// A step that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CardDone {
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) state: State,
    pub(crate) report_clock: Clock,
    pub(crate) review_clock: Option<Clock>,
}

impl CardDone {
    pub(crate) fn of(card: &Card, now: Timestamp) -> Self {
        CardDone {
            id: card.id.to_string(),
            version: card.version,
            state: card.state,
            report_clock: report_clock(card, now),
            review_clock: review_clock(card, now),
        }
    }
}

/// The version that was read and why the step is taken.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepBody {
    /// The version that was read.
    pub(crate) version: i64,
    /// Code of the reason, from the step's value set.
    #[serde(default)]
    pub(crate) reason: Option<String>,
    /// The reason in words; sealed like the card.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub(crate) remark: Option<String>,
}

/// A reason of a value set, required or not.
///
/// # Errors
/// 422 when it is missing, no code of the set, or its words are too long.
pub(crate) fn reason(
    app: &App,
    set: Option<&str>,
    code: Option<String>,
    remark: Option<String>,
) -> Result<Reason, Problem> {
    match (set, &code) {
        (Some(set), Some(code)) if app.pack.code(set, code).is_some() => {}
        (Some(set), _) => {
            let message =
                format!("give the reason as a code of the set `{set}`; `GET /api/codes` lists it");
            return Err(Problem::invalid("reason", "unknown_code", message));
        }
        (None, Some(_)) => {
            let message = "this step takes no code of a reason; use `remark`";
            return Err(Problem::invalid("reason", "not_asked", message));
        }
        (None, None) => {}
    }
    if remark
        .as_ref()
        .is_some_and(|text| text.chars().count() > REMARK_MAX)
    {
        let message = format!("`remark` has at most {REMARK_MAX} characters");
        return Err(Problem::invalid("remark", "length", message));
    }
    let remark = remark.filter(|text| !text.trim().is_empty());
    Ok(Reason { code, remark })
}

/// The clock of the report as it stands now.
pub(crate) fn report_clock(card: &Card, now: Timestamp) -> Clock {
    let limit = card.report_limit_minutes;
    let judged = engine::starting(card.facts.diagnosed, limit, card.reported_at, now);
    // A correction may have moved the diagnosis since; what was judged stays judged.
    if card.reported_at.is_some() {
        let is_unknown = card.report_timeliness == Timeliness::Unknown;
        return Clock {
            timeliness: card.report_timeliness,
            due_at: card.report_due_at,
            limit_minutes: limit,
            doubt: judged.doubt.filter(|_| is_unknown),
        };
    }
    if judged.timeliness == Timeliness::NoLimit && card.report_timeliness == Timeliness::Unknown {
        return Clock {
            timeliness: Timeliness::Unknown,
            doubt: Some(Doubt::NoDisease),
            ..judged
        };
    }
    judged
}

/// The clock of the review as it stands now.
pub(crate) fn review_clock(card: &Card, now: Timestamp) -> Option<Clock> {
    let submitted = card.submitted_at?;
    let minutes = card
        .review_due_at
        .and_then(|due| u32::try_from((due.millis() - submitted.millis()) / MINUTE_MILLIS).ok());
    Some(match card.reviewed_at {
        Some(done) => engine::review(submitted, minutes, done),
        None => engine::waiting(submitted, minutes, now),
    })
}

/// A code of a value set with its names; the code alone where the packs no longer know it.
pub(crate) fn named(pack: &Pack, set: &str, code: &str) -> Named {
    let known = pack.code(set, code);
    Named {
        code: code.to_owned(),
        name_zh: known.map_or_else(|| code.to_owned(), |one| one.name_zh.clone()),
        name_en: known.map_or_else(|| code.to_owned(), |one| one.name_en.clone()),
    }
}

fn named_disease(pack: &Pack, code: &str) -> Named {
    let known = pack.conditions.get(code);
    Named {
        code: code.to_owned(),
        name_zh: known.map_or_else(|| code.to_owned(), |one| one.name_zh.clone()),
        name_en: known.map_or_else(|| code.to_owned(), |one| one.name_en.clone()),
    }
}

pub(crate) fn named_organisation(pack: &Pack, id: &str) -> Named {
    let known = pack.organisations.get(id);
    Named {
        code: id.to_owned(),
        name_zh: known.map_or_else(|| id.to_owned(), |one| one.name_zh.clone()),
        name_en: known.map_or_else(|| id.to_owned(), |one| one.name_en.clone()),
    }
}

fn named_region(pack: &Pack, code: &str) -> Named {
    let known = code.parse().ok().and_then(|code| pack.regions.get(code));
    Named {
        code: code.to_owned(),
        name_zh: known.map_or_else(|| code.to_owned(), |one| one.name_zh.clone()),
        name_en: known.map_or_else(|| code.to_owned(), |one| one.name_en.clone()),
    }
}

impl CardRow {
    /// A card, masked.
    pub(crate) fn of(card: &Card, pack: &Pack, now: Timestamp) -> Self {
        let values = &card.content.values;
        let shown = engine::masked(pack, values);
        let text = |id: &str| shown.get(id).cloned();
        let reading = engine::Reading::new(pack, values, card.created_at, None);
        CardRow {
            id: card.id.to_string(),
            version: card.version,
            state: card.state,
            disease: card
                .facts
                .condition
                .as_deref()
                .map(|code| named_disease(pack, code)),
            case_class: card
                .facts
                .case_class
                .as_deref()
                .map(|code| named(pack, pack::CASE_CLASSES, code)),
            patient_name: text(field::NAME),
            sex: text(field::SEX),
            age_years: reading.age_years(),
            onset_date: card.facts.onset,
            diagnosis_time: text(field::DIAGNOSIS),
            death_date: card.facts.death,
            current_region: values
                .get(field::REGION)
                .map(|code| named_region(pack, code)),
            organisation: named_organisation(pack, &card.organisation),
            created_at: card.created_at,
            reported_at: card.reported_at,
            submitted_at: card.submitted_at,
            reviewed_at: card.reviewed_at,
            report_clock: report_clock(card, now),
            review_clock: review_clock(card, now),
            returned_count: card.returned_count,
            is_corrected: card.is_corrected,
            is_synthetic: card.is_synthetic,
            level: card.facts.level,
            changed_at: card.changed_at,
        }
    }
}

impl CardView {
    /// A card with its values, masked or in the clear.
    ///
    /// # Errors
    /// When the database refuses or an expression of the packs fails.
    pub(crate) async fn of(
        app: &App,
        desk: &Desk<'_>,
        card: &Card,
        is_clear: bool,
    ) -> Result<Self, CardError> {
        let values = match is_clear {
            true => card.content.values.clone(),
            false => engine::masked(&app.pack, &card.content.values),
        };
        let findings = match card.state {
            State::Withdrawn => Vec::new(),
            _ => desk.check(&Draft {
                organisation: card.organisation.clone(),
                values: card.content.values.clone(),
            })?,
        };
        Ok(CardView {
            row: CardRow::of(card, &app.pack, app.clock.now()),
            person: card.person.clone(),
            values,
            findings,
            steps: Step::ALL
                .iter()
                .copied()
                .filter(|step| engine::after(Some(card.state), *step).is_some())
                .collect(),
            open_duplicates: desk.open_duplicates(card).await?,
        })
    }
}

/// Values as a body carries them; more than a card has fields are none.
///
/// # Errors
/// 422 when there are too many or one is far too long.
pub(crate) fn typed(app: &App, values: BTreeMap<String, String>) -> Result<Values, Problem> {
    let most = app.pack.cards.fields.len() * 2;
    if values.len() > most {
        let message = format!("a card has at most {most} values");
        return Err(Problem::invalid("values", "too_many", message));
    }
    Ok(values)
}
