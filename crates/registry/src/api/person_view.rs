//! People as the wire shows them: masked unless somebody was identified on purpose.

use kernel::{Day, Level, RegionCode, Timestamp};
use pack::Pack;
use serde::Serialize;
use utoipa::ToSchema;
use vault::mask;

use crate::engine::{age_on, is_checked, masked_address, masked_document};
use crate::model::{
    Address, Birth, Evidence, Guardian, MatchState, NameKind, Precision, Resident, Sex,
};
use crate::people::{MatchPair, WholePerson};

/// A person in a list, always masked (脱敏).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonRow {
    id: String,
    /// Surname and stars.
    name: String,
    sex: Sex,
    birth_year: Option<i16>,
    /// Completed years today; by the year alone where the day is not known.
    age: Option<i16>,
    /// First six and last two characters of the identity number.
    id_number: Option<String>,
    /// First three and last four digits.
    phone: Option<String>,
    region: Option<RegionCode>,
    /// County, township and village.
    region_name_zh: String,
    region_name_en: String,
    household: Option<String>,
    /// Code of the set `family_relation`.
    relation: Option<String>,
    is_alive: bool,
    /// Made up, for demonstrations and tests.
    is_synthetic: bool,
    /// Its use was restricted at the resident's request (限制处理).
    is_restricted: bool,
}

impl PersonRow {
    pub(super) fn of(record: &Resident, pack: &Pack, today: Day) -> Self {
        let (standing, identity) = (&record.standing, &record.identity);
        let region = last_code(&standing.region_path);
        let (region_name_zh, region_name_en) = names_of(pack, region);
        PersonRow {
            id: record.id.to_string(),
            name: mask::name(identity.current_name()),
            sex: standing.sex,
            birth_year: standing.birth_year,
            age: identity.birth.date.and_then(|born| age_on(born, today)),
            id_number: identity.id_number().map(mask::identity_number),
            phone: identity.phones.first().map(|phone| mask::phone(phone)),
            region,
            region_name_zh,
            region_name_en,
            household: standing.household.map(|id| id.to_string()),
            relation: standing.relation.clone(),
            is_alive: standing.is_alive,
            is_synthetic: standing.is_synthetic,
            is_restricted: record.is_restricted,
        }
    }
}

/// A name of a person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NameView {
    kind: NameKind,
    text: String,
}

/// An identity document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DocumentView {
    /// Code of the set `id_type`.
    kind: String,
    kind_name_zh: String,
    kind_name_en: String,
    number: String,
    /// Whether its number carries a check character that fits.
    is_checked: bool,
}

/// A value of a value set.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CodeView {
    code: String,
    name_zh: String,
    name_en: String,
}

impl CodeView {
    pub(super) fn of(code: &pack::Code) -> Self {
        CodeView {
            code: code.code.clone(),
            name_zh: code.name_zh.clone(),
            name_en: code.name_en.clone(),
        }
    }
}

/// An address.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AddressView {
    region: RegionCode,
    region_name_zh: String,
    region_name_en: String,
    /// Grid cell (网格).
    grid: Option<String>,
    /// Street and house.
    detail: Option<String>,
}

/// A record that was merged into this person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MergedView {
    person: String,
    /// The record it was merged into, this person's or one merged into it.
    into: String,
    linked_at: Timestamp,
    linked_by: String,
    /// Whether the program linked them without asking.
    is_automatic: bool,
}

/// A person, masked or in the clear.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonView {
    #[serde(flatten)]
    row: PersonRow,
    /// Whether names, numbers and addresses are masked.
    is_masked: bool,
    version: i64,
    recorded_at: Timestamp,
    recorded_by: String,
    names: Vec<NameView>,
    birth: Birth,
    documents: Vec<DocumentView>,
    phones: Vec<String>,
    ethnicity: Option<CodeView>,
    occupation: Option<CodeView>,
    current_address: AddressView,
    registered_address: Option<AddressView>,
    family_doctor: Option<String>,
    guardians: Vec<Guardian>,
    died_on: Option<Day>,
    merged: Vec<MergedView>,
    /// Pairs of the match queue that wait for a decision.
    open_matches: i64,
}

impl PersonView {
    /// The person as everybody may see them who may read people at all.
    pub(super) fn masked(person: &WholePerson, pack: &Pack, today: Day) -> Self {
        Self::of(person, pack, today, true)
    }

    /// The person in the clear, for whoever identified them on purpose.
    pub(crate) fn clear(person: &WholePerson, pack: &Pack, today: Day) -> Self {
        let mut view = Self::of(person, pack, today, false);
        let identity = &person.identity;
        view.row.name = identity.current_name().to_owned();
        view.row.id_number = identity.id_number().map(str::to_owned);
        view.row.phone = identity.phones.first().cloned();
        view
    }

    /// A record by itself, masked.
    pub(super) fn of_record(record: &Resident, pack: &Pack, today: Day) -> Self {
        let whole = WholePerson {
            identity: record.identity.clone(),
            record: record.clone(),
            links: Vec::new(),
            open_matches: 0,
        };
        Self::masked(&whole, pack, today)
    }

    fn of(person: &WholePerson, pack: &Pack, today: Day, is_masked: bool) -> Self {
        let (record, identity) = (&person.record, &person.identity);
        let code = |set: &str, code: &Option<String>| {
            let known = code.as_deref().and_then(|code| pack.code(set, code));
            known.map(CodeView::of)
        };
        PersonView {
            row: PersonRow::of(record, pack, today),
            is_masked,
            version: record.version,
            recorded_at: record.recorded_at,
            recorded_by: record.recorded_by.clone(),
            names: identity
                .names
                .iter()
                .map(|name| NameView {
                    kind: name.kind,
                    text: shown(is_masked, &name.text, mask::name),
                })
                .collect(),
            birth: birth(identity.birth, is_masked),
            documents: identity
                .documents
                .iter()
                .map(|document| {
                    let kind = pack.code("id_type", &document.kind);
                    let name = |pick: fn(&pack::Code) -> &String| {
                        kind.map_or_else(|| document.kind.clone(), |kind| pick(kind).clone())
                    };
                    DocumentView {
                        kind_name_zh: name(|kind| &kind.name_zh),
                        kind_name_en: name(|kind| &kind.name_en),
                        is_checked: is_checked(&document.kind, &document.number),
                        number: if is_masked {
                            masked_document(document)
                        } else {
                            document.number.clone()
                        },
                        kind: document.kind.clone(),
                    }
                })
                .collect(),
            phones: identity
                .phones
                .iter()
                .map(|phone| shown(is_masked, phone, mask::phone))
                .collect(),
            ethnicity: code("ethnicity", &identity.ethnicity),
            occupation: code("occupation", &identity.occupation),
            current_address: address(&identity.current_address, pack, is_masked),
            registered_address: identity
                .registered_address
                .as_ref()
                .map(|one| address(one, pack, is_masked)),
            family_doctor: record.standing.family_doctor.map(|id| id.to_string()),
            guardians: identity.guardians.clone(),
            died_on: identity.died_on.filter(|_| !is_masked),
            merged: person
                .links
                .iter()
                .map(|link| MergedView {
                    person: link.member.to_string(),
                    into: link.into.to_string(),
                    linked_at: link.linked_at,
                    linked_by: link.linked_by.clone(),
                    is_automatic: link.is_automatic,
                })
                .collect(),
            open_matches: person.open_matches,
        }
    }
}

fn shown(is_masked: bool, text: &str, mask: fn(&str) -> String) -> String {
    if is_masked {
        mask(text)
    } else {
        text.to_owned()
    }
}

/// Masked, of the birth the year alone is told, which stands in the row.
fn birth(birth: Birth, is_masked: bool) -> Birth {
    match (is_masked, birth.precision) {
        (false, _) | (true, Precision::Unknown) => birth,
        (true, precision) => Birth {
            date: None,
            precision,
        },
    }
}

fn address(address: &Address, pack: &Pack, is_masked: bool) -> AddressView {
    let (region_name_zh, region_name_en) = names_of(pack, Some(address.region));
    AddressView {
        region: address.region,
        region_name_zh,
        region_name_en,
        grid: address.grid.clone().filter(|_| !is_masked),
        detail: address.detail.as_deref().map(|detail| {
            if is_masked {
                masked_address(detail)
            } else {
                detail.to_owned()
            }
        }),
    }
}

/// The region an ancestor path ends with.
pub(super) fn last_code(path: &str) -> Option<RegionCode> {
    path.trim_end_matches('/').rsplit('/').next()?.parse().ok()
}

/// The names from the county down to the region, in both languages; of larger regions their own.
pub(super) fn names_of(pack: &Pack, region: Option<RegionCode>) -> (String, String) {
    let Some(region) = region.and_then(|code| pack.regions.get(code)) else {
        return (String::new(), String::new());
    };
    let mut line: Vec<&pack::Region> = pack
        .regions
        .ancestors(region.code)
        .into_iter()
        .filter(|above| above.level >= Level::County)
        .collect();
    line.push(region);
    let zh: Vec<&str> = line.iter().map(|one| one.name_zh.as_str()).collect();
    let en: Vec<&str> = line
        .iter()
        .rev()
        .map(|one| match one.name_en.as_str() {
            "" => one.name_zh.as_str(),
            name => name,
        })
        .collect();
    (zh.join(""), en.join(", "))
}

/// Two records that may be one person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonMatchView {
    id: String,
    /// Sum of weights, in bits.
    score: f64,
    /// From where on records are linked without asking for this purpose.
    link_at: Option<f64>,
    /// From where on somebody looks at them.
    queue_at: Option<f64>,
    purpose: String,
    state: MatchState,
    made_at: Timestamp,
    decided_at: Option<Timestamp>,
    decided_by: Option<String>,
    /// The older record, masked.
    left: PersonView,
    /// The newer record, masked.
    right: PersonView,
    evidence: Vec<Evidence>,
}

impl PersonMatchView {
    pub(super) fn of(pair: &MatchPair, pack: &Pack, today: Day) -> Self {
        let found = &pair.found;
        let thresholds = pack.matching.purpose(&found.purpose);
        PersonMatchView {
            id: found.id.to_string(),
            score: found.score,
            link_at: thresholds.map(|purpose| purpose.link_bits),
            queue_at: thresholds.map(|purpose| purpose.queue_bits),
            purpose: found.purpose.clone(),
            state: found.state,
            made_at: found.made_at,
            decided_at: found.decided_at,
            decided_by: found.decided_by.clone(),
            left: PersonView::of_record(&pair.left, pack, today),
            right: PersonView::of_record(&pair.right, pack, today),
            evidence: found.evidence.clone(),
        }
    }
}
