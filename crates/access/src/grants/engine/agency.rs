//! What may be asked of another agency, or by one, and what it takes to allow it.
//!
//! There is no way to ask for a mass of people or for a feed: a request names everybody it is about,
//! asks about days that have passed, and ends on a day.

use std::collections::BTreeSet;

use kernel::Day;
use pack::{Limit, Privacy};

use crate::engine::own_words;
use crate::grants::model::{AgencyRequest, Choice, NewAgencyRequest, RequestState};

/// Approvals an agency request needs, by different people.
pub(crate) const APPROVALS: usize = 2;
/// Longest name, document number or event code.
const NAME_CHARS_MAX: usize = 100;

/// A rule that a request breaks: the field, the rule's name, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) field: &'static str,
    pub(crate) rule: &'static str,
    pub(crate) message: String,
}

fn fault(field: &'static str, rule: &'static str, message: impl Into<String>) -> Fault {
    Fault {
        field,
        rule,
        message: message.into(),
    }
}

/// Every rule a request breaks; none means that it may be put before two others.
pub(crate) fn faults(request: &NewAgencyRequest, privacy: &Privacy, today: Day) -> Vec<Fault> {
    let mut found = Vec::new();
    about_what(request, privacy, &mut found);
    about_whom(request, privacy, &mut found);
    about_when(request, privacy, today, &mut found);
    if let Err(error) = own_words(&request.purpose_text, privacy.limit(Limit::ReasonChars)) {
        found.push(fault("purpose_text", error.rule(), error.to_string()));
    }
    found
}

fn about_what(request: &NewAgencyRequest, privacy: &Privacy, found: &mut Vec<Fault>) {
    if privacy.basis(&request.basis).is_none() {
        let known: Vec<&str> = privacy.bases.iter().map(|one| one.id.as_str()).collect();
        let message = format!("choose a legal basis of the list: {}", known.join(", "));
        found.push(fault("basis", "unknown_basis", message));
    }
    if !is_code(&request.event) {
        found.push(fault(
            "event",
            "no_event",
            "name the event the request serves, by its code",
        ));
    }
    let Some(agency) = privacy.agency(&request.agency) else {
        let known: Vec<&str> = privacy.agencies.iter().map(|one| one.id.as_str()).collect();
        let message = format!("choose an agency of the list: {}", known.join(", "));
        found.push(fault("agency", "unknown_agency", message));
        return;
    };
    if request.fields.is_empty() {
        found.push(fault(
            "fields",
            "no_fields",
            "name the fields that are needed, and no others",
        ));
    }
    let distinct: BTreeSet<&String> = request.fields.iter().collect();
    let is_known = |id: &str| agency.fields.iter().any(|field| field.id == id);
    if distinct.len() != request.fields.len() || !request.fields.iter().all(|id| is_known(id)) {
        let known: Vec<&str> = agency.fields.iter().map(|one| one.id.as_str()).collect();
        let message = format!(
            "this agency is asked for {} only, each once",
            known.join(", ")
        );
        found.push(fault("fields", "unknown_field", message));
    }
}

fn about_whom(request: &NewAgencyRequest, privacy: &Privacy, found: &mut Vec<Fault>) {
    let people_max = privacy.limit(Limit::AgencyPeople) as usize;
    if request.people.is_empty() {
        let message =
            "name everybody the request is about; data on unnamed people are not asked for";
        found.push(fault("people", "no_people", message));
    }
    if request.people.len() > people_max {
        let message = format!(
            "the request names {} people; at most {people_max} at once, mass data are not asked for",
            request.people.len()
        );
        found.push(fault("people", "too_many_people", message));
    }
    for person in &request.people {
        let given = [&person.person, &person.name, &person.document_number];
        let mut texts = given.into_iter().flatten().map(|text| text.trim());
        // A name alone means everybody of that name.
        let is_somebody = [&person.person, &person.document_number]
            .into_iter()
            .flatten()
            .any(|text| !text.trim().is_empty());
        if !is_somebody || texts.any(|text| text.chars().count() > NAME_CHARS_MAX) {
            let message = "each person needs the id of the record or the number of a document; a name alone names many";
            found.push(fault("people", "unnamed_person", message));
            break;
        }
    }
}

fn about_when(request: &NewAgencyRequest, privacy: &Privacy, today: Day, found: &mut Vec<Fault>) {
    let days_max = privacy.limit(Limit::AgencyDays);
    let days = i64::from(request.to.number()) - i64::from(request.from.number()) + 1;
    if days < 1 {
        found.push(fault(
            "to",
            "backwards",
            "`to` lies before `from`; exchange them",
        ));
    } else if days > i64::from(days_max) {
        let message = format!("the request spans {days} days; at most {days_max}");
        found.push(fault("from", "too_many_days", message));
    }
    if request.to > today {
        let message = "ask about days that have passed; a request is no standing feed";
        found.push(fault("to", "future_days", message));
    }
    let open_max = privacy.limit(Limit::AgencyOpenDays);
    let open = i64::from(request.expires_on.number()) - i64::from(today.number());
    if !(0..=i64::from(open_max)).contains(&open) {
        let message = format!("let the request end within {open_max} days from today");
        found.push(fault("expires_on", "expiry_too_late", message));
    }
}

/// Whether a text is a code of ours: letters, digits, `-`, `_`, `.`.
pub(crate) fn is_code(text: &str) -> bool {
    !text.is_empty()
        && text.chars().count() <= NAME_CHARS_MAX
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/'))
        && vault::find_identifiers(text).is_empty()
}

/// Why a decision is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DecisionRefusal {
    /// It is one's own request.
    Own,
    /// One has decided already.
    Twice,
    /// It waits for no decision.
    NotWaiting,
}

impl AgencyRequest {
    /// Where it stands on a day: what is open ends by itself.
    #[must_use]
    pub fn state(&self, today: Day) -> RequestState {
        match self.stored_state {
            RequestState::Waiting | RequestState::Open if today > self.expires_on => {
                RequestState::Over
            }
            state => state,
        }
    }

    /// Approvals still missing.
    #[must_use]
    pub fn approvals_missing(&self) -> usize {
        let given = self
            .decisions
            .iter()
            .filter(|decision| decision.decision == Choice::Approve);
        APPROVALS.saturating_sub(given.count())
    }

    /// Where it stands after this account's decision.
    pub(crate) fn decided(
        &self,
        account: &str,
        choice: Choice,
        today: Day,
    ) -> Result<RequestState, DecisionRefusal> {
        if self.asked_by.id == account {
            return Err(DecisionRefusal::Own);
        }
        if self.state(today) != RequestState::Waiting {
            return Err(DecisionRefusal::NotWaiting);
        }
        if self.decisions.iter().any(|held| held.by.id == account) {
            return Err(DecisionRefusal::Twice);
        }
        Ok(match choice {
            Choice::Refuse => RequestState::Refused,
            Choice::Approve if self.approvals_missing() <= 1 => RequestState::Open,
            Choice::Approve => RequestState::Waiting,
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::grants::model::{AccountRef, Decision, Direction, NamedPerson};
    use kernel::{Id, Timestamp};

    fn privacy() -> Privacy {
        let packs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
        pack::Pack::load(&packs, "national").unwrap().privacy
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn person() -> NamedPerson {
        NamedPerson {
            person: Some("0190a5f0-7a5e-7b6e-9d0e-112233445566".to_owned()),
            name: None,
            document_number: None,
        }
    }

    fn request() -> NewAgencyRequest {
        NewAgencyRequest {
            direction: Direction::Outgoing,
            agency: "transport".to_owned(),
            basis: "erl-84".to_owned(),
            event: "2026-measles-1".to_owned(),
            purpose_text: "核实密接者同车次的乘车信息".to_owned(),
            fields: vec!["carriage".to_owned(), "seat".to_owned()],
            people: vec![person()],
            from: day("2026-02-10"),
            to: day("2026-03-02"),
            expires_on: day("2026-03-09"),
        }
    }

    fn rules(request: &NewAgencyRequest) -> Vec<&'static str> {
        faults(request, &privacy(), day("2026-03-02"))
            .into_iter()
            .map(|fault| fault.rule)
            .collect()
    }

    type Change = fn(&mut NewAgencyRequest);

    #[test]
    fn a_request_for_a_mass_of_people_or_a_feed_is_refused_by_rule() {
        assert_eq!(rules(&request()), Vec::<&str>::new());
        let cases: &[(&str, Change)] = &[
            ("no_people", |asked| asked.people.clear()),
            ("too_many_people", |asked| asked.people = vec![person(); 51]),
            ("unnamed_person", |asked| {
                asked.people[0].person = None;
                asked.people[0].name = Some("张三".to_owned());
            }),
            ("too_many_days", |asked| asked.from = day("2026-02-09")),
            ("future_days", |asked| asked.to = day("2026-03-03")),
            ("backwards", |asked| asked.from = day("2026-03-03")),
            ("expiry_too_late", |asked| {
                asked.expires_on = day("2026-03-17")
            }),
            ("expiry_too_late", |asked| {
                asked.expires_on = day("2026-03-01")
            }),
            ("no_fields", |asked| asked.fields.clear()),
            ("unknown_field", |asked| {
                asked.fields.push("cities_visited".to_owned())
            }),
            ("unknown_field", |asked| {
                asked.fields.push("seat".to_owned())
            }),
            ("unknown_agency", |asked| asked.agency = "press".to_owned()),
            ("unknown_basis", |asked| asked.basis = "because".to_owned()),
            ("no_event", |asked| asked.event = String::new()),
            ("no_event", |asked| asked.event = "13900001111".to_owned()),
            ("reason_too_short", |asked| {
                asked.purpose_text = "需要".to_owned()
            }),
        ];
        for (rule, change) in cases {
            let mut asked = request();
            change(&mut asked);
            assert!(rules(&asked).contains(rule), "{rule}: {:?}", rules(&asked));
        }
    }

    fn somebody(id: &str) -> AccountRef {
        AccountRef {
            id: id.to_owned(),
            username: id.to_owned(),
            display_name_zh: id.to_owned(),
            display_name_en: id.to_owned(),
        }
    }

    fn stored(decisions: &[(&str, Choice)]) -> AgencyRequest {
        let asked = request();
        AgencyRequest {
            id: Id::new(),
            path: "/100000/".to_owned(),
            direction: asked.direction,
            agency: asked.agency,
            basis: asked.basis,
            event: asked.event,
            purpose_text: asked.purpose_text,
            fields: asked.fields,
            people_count: 1,
            from: asked.from,
            to: asked.to,
            expires_on: asked.expires_on,
            stored_state: RequestState::Waiting,
            asked_by: somebody("asker"),
            asked_at: Timestamp::from_millis(0),
            decisions: decisions
                .iter()
                .map(|(by, decision)| Decision {
                    by: somebody(by),
                    decision: *decision,
                    reason: "so".to_owned(),
                    at: Timestamp::from_millis(0),
                })
                .collect(),
            answer: None,
            refused_answers_count: 0,
            destroyed_at: None,
        }
    }

    #[test]
    fn it_takes_two_others_to_open_a_request_and_one_to_refuse_it() {
        use Choice::{Approve, Refuse};
        let today = day("2026-03-02");
        let decide =
            |held: &[(&str, Choice)], who: &str, choice| stored(held).decided(who, choice, today);
        assert_eq!(decide(&[], "asker", Approve), Err(DecisionRefusal::Own));
        assert_eq!(decide(&[], "first", Approve), Ok(RequestState::Waiting));
        assert_eq!(decide(&[], "first", Refuse), Ok(RequestState::Refused));
        let once = [("first", Approve)];
        assert_eq!(decide(&once, "first", Approve), Err(DecisionRefusal::Twice));
        assert_eq!(decide(&once, "asker", Approve), Err(DecisionRefusal::Own));
        assert_eq!(decide(&once, "second", Approve), Ok(RequestState::Open));
        assert_eq!(decide(&once, "second", Refuse), Ok(RequestState::Refused));
        let late = stored(&once).decided("second", Approve, day("2026-03-10"));
        assert_eq!(late, Err(DecisionRefusal::NotWaiting));
    }

    #[test]
    fn an_open_request_ends_by_itself() {
        let mut request = stored(&[]);
        request.stored_state = RequestState::Open;
        assert_eq!(request.state(day("2026-03-09")), RequestState::Open);
        assert_eq!(request.state(day("2026-03-10")), RequestState::Over);
    }
}
