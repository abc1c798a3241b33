//! `GET /api/card-form`

use access::{Actor, App};
use axum::Json;
use axum::extract::State;
use platform::Problem;
use serde::Serialize;
use utoipa::ToSchema;

/// One field of the card.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FormField {
    id: String,
    /// Its number on the card.
    number: u16,
    name_zh: String,
    name_en: String,
    /// `text`, `code`, `codes`, `date`, `hour`, `whole`, `number`, `region`, `condition` or `organisation`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The value set of its codes, as `GET /api/codes` lists them.
    set: Option<String>,
    length_max: Option<usize>,
    /// Part of the card it stands in.
    group: String,
    /// When it has to be filled in, as an expression (CEL); `true` is always, absent is never.
    required: Option<String>,
    /// Of which cards it is asked, as an expression (CEL); absent is of all.
    asked: Option<String>,
    /// Whether the program fills it in.
    is_kept_by_program: bool,
    source: String,
    confidence: String,
}

/// How one disease is reported.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FormDisease {
    code: String,
    /// Case classifications it takes.
    classes: Vec<String>,
    /// Types it takes; none where it is not asked.
    case_types: Vec<String>,
    /// Annexes it asks for.
    annexes: Vec<String>,
    /// Whether one of its subtypes has to be chosen.
    is_group: bool,
    /// Sensitivity, 5 closed.
    level: u8,
    /// Onsets of one person within so many days are taken for one illness.
    episode_days: u32,
}

/// The card as the packs define it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CardForm {
    pack_version: String,
    fields: Vec<FormField>,
    diseases: Vec<FormDisease>,
    /// Systems whose codes an export can be written in.
    code_systems: Vec<String>,
}

/// The card's fields and how each disease is reported: what a form is made of.
#[utoipa::path(
    get, path = "/api/card-form", tag = "cases",
    responses(
        (status = 200, description = "the form", body = CardForm),
        (status = 401, description = "nobody is signed in", body = Problem),
    ),
)]
pub(crate) async fn get_card_form(_: Actor, State(app): State<App>) -> Json<CardForm> {
    let cards = &app.pack.cards;
    let fields = cards
        .fields
        .iter()
        .map(|field| FormField {
            id: field.id.clone(),
            number: field.number,
            name_zh: field.name_zh.clone(),
            name_en: field.name_en.clone(),
            kind: field.kind.as_str(),
            set: field.set.clone(),
            length_max: field.length_max,
            group: field.group.clone(),
            required: field.required.as_ref().map(|one| one.text().to_owned()),
            asked: field.asked.as_ref().map(|one| one.text().to_owned()),
            is_kept_by_program: field.is_kept_by_program,
            source: field.source.clone(),
            confidence: format!("{:?}", field.confidence),
        })
        .collect();
    let diseases = app
        .pack
        .conditions
        .iter()
        .filter_map(|condition| {
            let disease = cards.disease(Some(condition))?;
            Some(FormDisease {
                code: condition.code.clone(),
                classes: disease.classes.clone(),
                case_types: disease.case_types.clone(),
                annexes: disease.annexes.clone(),
                is_group: cards.is_group(&condition.code),
                level: disease.level,
                episode_days: disease.episode_days,
            })
        })
        .collect();
    let mut code_systems: Vec<String> = cards.maps.iter().map(|one| one.system.clone()).collect();
    code_systems.sort_unstable();
    code_systems.dedup();
    Json(CardForm {
        pack_version: app.pack.version().to_owned(),
        fields,
        diseases,
        code_systems,
    })
}
