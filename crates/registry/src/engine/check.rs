//! Whether what was entered about a person can be true, and the form it is kept in.

use kernel::Day;
use pack::Pack;
use platform::FieldError;
use vault::normal_phone;

use super::{RESIDENT_CARD, document, normal_name, normal_number};
use crate::model::{
    Address, Birth, Document, Identity, NameKind, PersonInput, PersonName, Precision, Sex, Standing,
};

/// Somebody born before this year would be older than anybody ever was.
const BORN_YEAR_MIN: i16 = 1890;
const NAMES_MAX: usize = 10;
const PHONES_MAX: usize = 10;
const DOCUMENTS_MAX: usize = 10;
const NAME_CHARACTERS_MAX: usize = 60;

/// A person that may be stored.
pub(crate) struct Checked {
    /// What is sealed.
    pub(crate) identity: Identity,
    /// What stands in the clear.
    pub(crate) standing: Standing,
}

/// Checks what was entered; every fault is told, and no message holds a value.
pub(crate) fn check_person(
    input: &PersonInput,
    pack: &Pack,
    today: Day,
) -> Result<Checked, Vec<FieldError>> {
    let mut faults = Faults(Vec::new());
    let names = names(input, &mut faults);
    let documents = documents(input, pack, &mut faults);
    let phones = phones(input, &mut faults);
    let birth = birth(input, &documents, today, &mut faults);
    let sex = sex(input, &documents, &mut faults);
    code(
        pack,
        "ethnicity",
        "ethnicity",
        input.ethnicity.as_deref(),
        &mut faults,
    );
    code(
        pack,
        "occupation",
        "occupation",
        input.occupation.as_deref(),
        &mut faults,
    );
    code(
        pack,
        "relation",
        "family_relation",
        input.relation.as_deref(),
        &mut faults,
    );
    if let Some(died_on) = input.died_on {
        if died_on > today {
            faults.add(
                "died_on",
                "future",
                "`died_on` lies in the future; look at the year",
            );
        }
        if birth.exact().is_some_and(|born| died_on < born) {
            faults.add(
                "died_on",
                "birth",
                "`died_on` lies before the birth; look at both days",
            );
        }
    }
    let path = address_path(pack, "current_address", &input.current_address, &mut faults);
    if let Some(address) = &input.registered_address {
        address_path(pack, "registered_address", address, &mut faults);
    }
    if input.household.is_some() != input.relation.is_some() {
        faults.add(
            "relation",
            "required",
            "`household` and `relation` belong together; give both or neither",
        );
    }
    if documents.is_empty() && phones.is_empty() && input.guardians.is_empty() {
        faults.add(
            "documents",
            "no_identity",
            "somebody without a document needs a telephone or a guardian; give one of the three",
        );
    }
    if !faults.0.is_empty() {
        return Err(faults.0);
    }
    Ok(Checked {
        standing: Standing {
            sex,
            region_path: path.unwrap_or_default(),
            birth_year: birth.year(),
            is_alive: input.died_on.is_none(),
            is_synthetic: false,
            household: input.household,
            relation: input.relation.clone(),
            family_doctor: input.family_doctor,
        },
        identity: Identity {
            names,
            birth,
            documents,
            phones,
            ethnicity: input.ethnicity.clone(),
            occupation: input.occupation.clone(),
            current_address: normal_address(&input.current_address),
            registered_address: input.registered_address.as_ref().map(normal_address),
            guardians: input.guardians.clone(),
            died_on: input.died_on,
        },
    })
}

/// What is wrong, field by field.
struct Faults(Vec<FieldError>);

impl Faults {
    fn add(&mut self, field: &str, rule: &str, message: impl Into<String>) {
        self.0.push(FieldError {
            field: field.to_owned(),
            row: None,
            rule: rule.to_owned(),
            message: message.into(),
        });
    }
}

fn names(input: &PersonInput, faults: &mut Faults) -> Vec<PersonName> {
    let mut names: Vec<PersonName> = Vec::new();
    for (index, name) in input.names.iter().enumerate() {
        let field = format!("names[{index}].text");
        let text = normal_name(&name.text);
        let count = text.chars().count();
        let is_name = text
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, '·' | ' ' | '-' | '’' | '\''));
        if count == 0 {
            faults.add(
                &field,
                "required",
                "a name is blank; fill it in or leave the row out",
            );
        } else if count > NAME_CHARACTERS_MAX || !is_name {
            faults.add(
                &field,
                "name",
                "a name has 1 to 60 letters, with dots (·), hyphens and blanks between them; look for digits and signs",
            );
        } else if names.iter().any(|known| known.text == text) {
            faults.add(
                &field,
                "duplicate",
                "the same name stands there twice; leave one out",
            );
        } else {
            names.push(PersonName {
                kind: name.kind,
                text,
            });
        }
    }
    let current = names
        .iter()
        .filter(|name| name.kind == NameKind::Current)
        .count();
    if current != 1 && faults.0.is_empty() {
        faults.add(
            "names",
            "required",
            "a person has one name in force; mark exactly one as `current`",
        );
    }
    if input.names.len() > NAMES_MAX {
        faults.add(
            "names",
            "too_many",
            format!("a person has at most {NAMES_MAX} names"),
        );
    }
    names.sort_by_key(|name| name.kind != NameKind::Current);
    names
}

fn documents(input: &PersonInput, pack: &Pack, faults: &mut Faults) -> Vec<Document> {
    let mut documents: Vec<Document> = Vec::new();
    if input.documents.len() > DOCUMENTS_MAX {
        faults.add(
            "documents",
            "too_many",
            format!("a person has at most {DOCUMENTS_MAX} documents"),
        );
    }
    for (index, given) in input.documents.iter().enumerate() {
        let number = normal_number(&given.kind, &given.number);
        if pack.code("id_type", &given.kind).is_none() {
            faults.add(
                &format!("documents[{index}].kind"),
                "unknown_code",
                "there is no such kind of document; choose one of the set `id_type`",
            );
        } else if let Some((rule, message)) = document::fault(&given.kind, &number) {
            faults.add(&format!("documents[{index}].number"), rule, message);
        } else if documents
            .iter()
            .any(|one| one.kind == given.kind && one.number == number)
        {
            faults.add(
                &format!("documents[{index}]"),
                "duplicate",
                "the same document stands there twice; leave one out",
            );
        } else {
            documents.push(Document {
                kind: given.kind.clone(),
                number,
            });
        }
    }
    documents
}

fn phones(input: &PersonInput, faults: &mut Faults) -> Vec<String> {
    let mut phones: Vec<String> = Vec::new();
    if input.phones.len() > PHONES_MAX {
        faults.add(
            "phones",
            "too_many",
            format!("a person has at most {PHONES_MAX} telephones"),
        );
    }
    for (index, given) in input.phones.iter().enumerate() {
        let phone = normal_phone(given);
        let is_phone = (7..=12).contains(&phone.len())
            && phone.bytes().all(|digit| digit.is_ascii_digit())
            && (phone.len() != 11 || phone.starts_with(['0', '1']));
        if !is_phone {
            faults.add(
                &format!("phones[{index}]"),
                "phone",
                "a telephone has 11 digits, or 7 to 12 with its area code; count the digits again",
            );
        } else if !phones.contains(&phone) {
            phones.push(phone);
        }
    }
    phones
}

/// The resident card among documents that passed their check.
fn card(documents: &[Document]) -> Option<&str> {
    documents
        .iter()
        .find(|document| document.kind == RESIDENT_CARD)
        .map(|document| document.number.as_str())
}

fn birth(input: &PersonInput, documents: &[Document], today: Day, faults: &mut Faults) -> Birth {
    let mut birth = input.birth;
    let of_card = card(documents).and_then(|number| {
        let text = format!(
            "{}-{}-{}",
            number.get(6..10)?,
            number.get(10..12)?,
            number.get(12..14)?
        );
        text.parse::<Day>().ok()
    });
    match (birth.date, birth.precision) {
        (None, Precision::Unknown) => {
            // The card knows better than nobody.
            birth = Birth {
                date: of_card,
                precision: of_card.map_or(Precision::Unknown, |_| Precision::Day),
            };
        }
        (None, _) | (Some(_), Precision::Unknown) => faults.add(
            "birth",
            "birth",
            "`birth.date` and `birth.precision` disagree; give both, or no date and `unknown`",
        ),
        (Some(date), _) => {
            if date > today {
                faults.add(
                    "birth.date",
                    "future",
                    "the birth lies in the future; look at the year",
                );
            } else if date.year() < BORN_YEAR_MIN {
                faults.add(
                    "birth.date",
                    "birth",
                    "nobody alive was born so long ago; look at the year",
                );
            }
            let disagrees = birth
                .exact()
                .zip(of_card)
                .is_some_and(|(given, on_card)| given != on_card);
            if disagrees {
                faults.add(
                    "birth.date",
                    "id_birth",
                    "the birth is not the one in the identity number; look at both, and leave the card's number out when it is wrong",
                );
            }
        }
    }
    birth
}

fn sex(input: &PersonInput, documents: &[Document], faults: &mut Faults) -> Sex {
    let of_card = card(documents)
        .and_then(|number| number.as_bytes().get(16))
        .map(|digit| {
            if digit % 2 == 1 {
                Sex::Male
            } else {
                Sex::Female
            }
        });
    match (input.sex, of_card) {
        (Sex::Unknown, Some(sex)) => sex,
        (given, Some(on_card)) if given != on_card => {
            faults.add(
                "sex",
                "id_sex",
                "the sex is not the one in the identity number (odd male, even female); look at both",
            );
            given
        }
        (given, _) => given,
    }
}

fn code(pack: &Pack, field: &str, set: &str, given: Option<&str>, faults: &mut Faults) {
    if given.is_some_and(|code| pack.code(set, code).is_none()) {
        let message = format!("`{field}` is no code of the set `{set}`; choose one of it");
        faults.add(field, "unknown_code", message);
    }
}

fn address_path(
    pack: &Pack,
    field: &str,
    address: &Address,
    faults: &mut Faults,
) -> Option<String> {
    let path = pack.regions.path(address.region);
    if path.is_none() {
        faults.add(
            &format!("{field}.region"),
            "unknown_region",
            "the pack has no such region; search for it by name",
        );
    }
    path
}

fn normal_address(address: &Address) -> Address {
    let kept = |text: &Option<String>| {
        text.as_deref()
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    Address {
        region: address.region,
        grid: kept(&address.grid),
        detail: kept(&address.detail),
    }
}
