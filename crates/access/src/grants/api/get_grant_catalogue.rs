//! `GET /api/grants/catalogue`

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use pack::{Limit, Privacy};
use platform::Problem;
use serde::Serialize;
use utoipa::ToSchema;

use crate::rights::PersonRight;
use crate::{Actor, App};

/// A limit and where it comes from.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LimitView {
    value: u32,
    /// Least value a pack may set.
    min: u32,
    /// Largest value a pack may set.
    max: u32,
    unit: &'static str,
    name_zh: String,
    name_en: String,
    source: String,
}

/// A kind of record that emergency access may be asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EmergencyKindView {
    id: String,
    name_zh: String,
    name_en: String,
    /// Permissions that may be given for a while.
    permissions: Vec<String>,
}

/// Something an agency may be asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AgencyFieldView {
    id: String,
    name_zh: String,
    name_en: String,
    /// Whether it says where somebody was.
    is_location: bool,
}

/// An agency.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AgencyView {
    id: String,
    name_zh: String,
    name_en: String,
    fields: Vec<AgencyFieldView>,
}

/// A legal basis.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LegalBasisView {
    id: String,
    law_zh: String,
    law_en: String,
    article: String,
    /// What it says, summarised.
    text_zh: String,
    /// What it says, summarised.
    text_en: String,
    source: String,
    /// A to D, as packs mark it.
    confidence: &'static str,
}

/// A right of a person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonRightView {
    id: &'static str,
    name_zh: &'static str,
    name_en: &'static str,
    law_zh: &'static str,
    article: &'static str,
}

/// What can be asked for, on which basis and within which limits.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GrantCatalogueView {
    /// Limits by id.
    limits: BTreeMap<&'static str, LimitView>,
    emergency_kinds: Vec<EmergencyKindView>,
    agencies: Vec<AgencyView>,
    bases: Vec<LegalBasisView>,
    rights: Vec<PersonRightView>,
}

/// The limits in force by id.
fn limits_of(privacy: &Privacy) -> BTreeMap<&'static str, LimitView> {
    Limit::ALL
        .iter()
        .map(|limit| {
            let rule = limit.rule();
            let set = privacy.limits().find(|set| set.limit == *limit);
            let text = |pick: fn(&pack::LimitValue) -> &String| {
                set.map_or_else(|| rule.id.to_owned(), |set| pick(set).clone())
            };
            let view = LimitView {
                value: privacy.limit(*limit),
                min: rule.min,
                max: rule.max,
                unit: rule.unit,
                name_zh: text(|set| &set.name_zh),
                name_en: text(|set| &set.name_en),
                source: set.map(|set| set.source.clone()).unwrap_or_default(),
            };
            (rule.id, view)
        })
        .collect()
}

/// What can be asked for, on which legal basis and within which limits of the pack.
#[utoipa::path(
    get, path = "/api/grants/catalogue", tag = "grants",
    responses(
        (status = 200, description = "the catalogue", body = GrantCatalogueView),
        (status = 401, description = "nobody is signed in", body = Problem),
    ),
)]
pub(crate) async fn get_grant_catalogue(
    _: Actor,
    State(app): State<App>,
) -> Json<GrantCatalogueView> {
    let privacy = &app.pack.privacy;
    Json(GrantCatalogueView {
        limits: limits_of(privacy),
        emergency_kinds: privacy
            .emergency
            .iter()
            .map(|kind| EmergencyKindView {
                id: kind.id.clone(),
                name_zh: kind.name_zh.clone(),
                name_en: kind.name_en.clone(),
                permissions: kind.permissions.clone(),
            })
            .collect(),
        agencies: privacy.agencies.iter().map(agency).collect(),
        bases: privacy.bases.iter().map(basis).collect(),
        rights: PersonRight::ALL.map(right).into(),
    })
}

fn agency(agency: &pack::Agency) -> AgencyView {
    AgencyView {
        id: agency.id.clone(),
        name_zh: agency.name_zh.clone(),
        name_en: agency.name_en.clone(),
        fields: agency
            .fields
            .iter()
            .map(|field| AgencyFieldView {
                id: field.id.clone(),
                name_zh: field.name_zh.clone(),
                name_en: field.name_en.clone(),
                is_location: field.is_location,
            })
            .collect(),
    }
}

fn basis(basis: &pack::LegalBasis) -> LegalBasisView {
    LegalBasisView {
        id: basis.id.clone(),
        law_zh: basis.law_zh.clone(),
        law_en: basis.law_en.clone(),
        article: basis.article.clone(),
        text_zh: basis.text_zh.clone(),
        text_en: basis.text_en.clone(),
        source: basis.source.clone(),
        confidence: basis.confidence.as_str(),
    }
}

fn right(right: PersonRight) -> PersonRightView {
    let [name_zh, name_en, article] = right.described();
    PersonRightView {
        id: right.as_str(),
        name_zh,
        name_en,
        law_zh: "个人信息保护法",
        article,
    }
}
