//! What a resident is given as the copy of their record.

use access::App;
use kernel::Id;
use platform::Problem;
use serde_json::{Value, json};

use super::person_view::PersonView;
use crate::model::{Person, Resident};
use crate::people::{PROGRAM, People, WholePerson};

/// Former versions that a copy holds of each record, the newest first.
const VERSIONS_MAX: usize = 500;
/// Who worked on a record is not part of what is held about the person.
const OF_STAFF: [&str; 3] = ["recorded_by", "linked_by", "open_matches"];

/// Everything the register holds of a person, in the clear: all records together, then each with its former versions.
pub(crate) async fn person_copy(app: &App, id: Id<Person>) -> Result<Option<Value>, Problem> {
    let people = People::of(app, PROGRAM)?;
    let Some(whole) = people.whole(id).await? else {
        return Ok(None);
    };
    let mut records = Vec::new();
    let ids = whole.links.iter().map(|link| link.member);
    for id in std::iter::once(whole.record.id).chain(ids) {
        let Some(record) = people.find(id).await? else {
            continue;
        };
        let former: Vec<Value> = people
            .revisions(record.number, None, VERSIONS_MAX)
            .await?
            .into_iter()
            .map(|one| {
                let version = Resident {
                    version: one.version,
                    standing: one.standing,
                    identity: one.identity,
                    recorded_at: one.recorded_at,
                    ..record.clone()
                };
                let mut view = clear(app, &people, version);
                view["replaced_at"] = json!(one.replaced_at);
                view
            })
            .collect();
        let mut view = clear(app, &people, record);
        view["former_versions"] = former.into();
        records.push(view);
    }
    let mut person = written(&PersonView::clear(&whole, &app.pack, people.today()));
    person["records"] = records.into();
    Ok(Some(person))
}

/// One record or version by itself.
fn clear(app: &App, people: &People<'_>, record: Resident) -> Value {
    let alone = WholePerson {
        identity: record.identity.clone(),
        record,
        links: Vec::new(),
        open_matches: 0,
    };
    written(&PersonView::clear(&alone, &app.pack, people.today()))
}

fn written(view: &PersonView) -> Value {
    // Texts, days and numbers always have a form in JSON.
    let mut value = serde_json::to_value(view).unwrap_or_default();
    without_staff(&mut value);
    value
}

fn without_staff(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !OF_STAFF.contains(&name.as_str()));
            fields.values_mut().for_each(without_staff);
        }
        Value::Array(items) => items.iter_mut().for_each(without_staff),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
