//! What residents may ask about their report cards (个人信息保护法 44–47): a copy.
//!
//! A card is reported because the law says so (传染病防治法), so its use is not restricted at a resident's wish, and it stays
//! as long as the rule of retention says, counted from its last change.

use access::App;
use access::rights::{Erasure, PersonRecord};
use async_trait::async_trait;
use kernel::{Day, Id};
use platform::{Problem, Tx};
use registry::{People, Person};
use serde_json::{Value, json};

use crate::desk::{By, Desk};
use crate::error::CardError;
use crate::model::{Card, CardVersion};
use crate::store;

/// The rule of retention that report cards are kept by (传染病报告卡).
const RULE: &str = "card_report";
/// Who works where nobody is signed in.
const PROGRAM: &str = "program";
/// Versions of each card that a copy holds, the newest first.
const VERSIONS_MAX: usize = 500;

/// Report cards as a holder of people's data.
#[derive(Debug, Clone, Copy)]
pub struct CardRights;

#[async_trait]
impl PersonRecord for CardRights {
    fn holder(&self) -> &'static str {
        "cases"
    }

    async fn path(&self, app: &App, person: &str) -> Result<Option<String>, Problem> {
        let cards = cards(app, person).await?;
        Ok(cards.last().map(|card| card.facts.residence_path.clone()))
    }

    async fn copy(&self, app: &App, person: &str) -> Result<Option<Value>, Problem> {
        let desk = desk(app)?;
        let mut copies = Vec::new();
        for card in cards(app, person).await? {
            let versions = desk.versions(&card, None, VERSIONS_MAX).await?;
            copies.push(copy(app, &card, &versions));
        }
        Ok((!copies.is_empty()).then(|| json!({ "cards": copies })))
    }

    /// Nothing is restricted: see above.
    async fn restrict(&self, _: &App, _: &mut Tx, _: &str, _: bool) -> Result<u64, Problem> {
        Ok(0)
    }

    async fn erase(&self, app: &App, _: &mut Tx, person: &str) -> Result<Erasure, Problem> {
        if cards(app, person).await?.is_empty() {
            return Ok(Erasure::Nothing);
        }
        let rule = app.pack.privacy.retention(RULE);
        let (rule_zh, rule_en) = rule.map_or(("", ""), |rule| {
            (rule.rule_zh.as_str(), rule.rule_en.as_str())
        });
        Ok(Erasure::Kept {
            reason_zh: format!("传染病报告卡依法报告并保存：{rule_zh}"),
            reason_en: format!("Report cards are made and kept by law: {rule_en}"),
        })
    }
}

fn desk(app: &App) -> Result<Desk<'_>, CardError> {
    let by = By {
        account: PROGRAM.to_owned(),
        ..By::default()
    };
    Desk::of(app, by)
}

/// Cards of a person under any of the records that were merged into theirs, the oldest first.
async fn cards(app: &App, person: &str) -> Result<Vec<Card>, Problem> {
    let Ok(id) = person.parse::<Id<Person>>() else {
        return Ok(Vec::new());
    };
    let people = People::of(app, PROGRAM)?;
    let ids: Vec<String> = match people.whole(id).await? {
        Some(whole) => std::iter::once(whole.record.id)
            .chain(whole.links.iter().map(|link| link.member))
            .map(|id| id.to_string())
            .collect(),
        None => vec![id.to_string()],
    };
    let desk = desk(app)?;
    let stored = store::about(&app.db, &ids).await?;
    let opened = stored.into_iter().map(|stored| desk.opened(stored));
    Ok(opened.collect::<Result<_, CardError>>()?)
}

/// A card with its former versions, under the names that stand on the form; who worked on it is not part of it.
fn copy(app: &App, card: &Card, versions: &[CardVersion]) -> Value {
    let values = |content: &crate::model::Content| -> Value {
        content
            .values
            .iter()
            .map(|(id, text)| {
                let label = app.pack.cards.field(id).map_or(id, |field| &field.name_zh);
                (label.clone(), json!(text))
            })
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    json!({
        "id": card.id.to_string(),
        "state": card.state,
        "organisation": card.organisation,
        "reported_on": card.reported_at.map(Day::in_shanghai),
        "values": values(&card.content),
        "versions": versions.iter().map(|one| json!({
            "version": one.version,
            "step": one.step,
            "at": one.at,
            "values": values(&one.content),
        })).collect::<Vec<_>>(),
    })
}
