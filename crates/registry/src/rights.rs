//! What residents may ask about their records here (个人信息保护法 44–47): a copy, restriction, and deletion where no law keeps them.

use access::App;
use access::rights::{Erasure, PersonRecord};
use async_trait::async_trait;
use kernel::Id;
use platform::{DbError, Problem, Tx};
use serde_json::Value;

use crate::api::person_copy;
use crate::engine::must_keep;
use crate::model::{Person, Resident};
use crate::people::{PROGRAM, People};
use crate::store;

/// The rule of retention that a person's record is kept by (居民健康档案).
const RULE: &str = "health_record";

/// The register of people as a holder of their data; a merged record stands for the person it belongs to.
#[derive(Debug, Clone, Copy)]
pub struct PeopleRights;

#[async_trait]
impl PersonRecord for PeopleRights {
    fn holder(&self) -> &'static str {
        "registry"
    }

    async fn path(&self, app: &App, person: &str) -> Result<Option<String>, Problem> {
        let Ok(id) = person.parse() else {
            return Ok(None);
        };
        let mut connection = app.db.read().acquire().await.map_err(DbError::from)?;
        let found = store::speaking_for(&mut connection, id).await?;
        Ok(found.map(|record| record.standing.region_path))
    }

    async fn copy(&self, app: &App, person: &str) -> Result<Option<Value>, Problem> {
        let Ok(id) = person.parse() else {
            return Ok(None);
        };
        person_copy(app, id).await
    }

    async fn restrict(
        &self,
        app: &App,
        tx: &mut Tx,
        person: &str,
        is_restricted: bool,
    ) -> Result<u64, Problem> {
        let numbers = match person.parse() {
            Ok(id) => cluster(tx, id).await?,
            Err(_) => Vec::new(),
        };
        let since = is_restricted.then(|| app.clock.now());
        Ok(store::set_restricted(tx, &numbers, since).await?)
    }

    async fn erase(&self, app: &App, tx: &mut Tx, person: &str) -> Result<Erasure, Problem> {
        let numbers = match person.parse() {
            Ok(id) => cluster(tx, id).await?,
            Err(_) => Vec::new(),
        };
        if numbers.is_empty() {
            return Ok(Erasure::Nothing);
        }
        let people = People::of(app, PROGRAM)?;
        let records = people.numbered(tx, &numbers).await?;
        if let Some(kept) = kept(app, &people, &records) {
            // What the law keeps is stored and used for nothing else (个人信息保护法 47, last paragraph).
            store::set_restricted(tx, &numbers, Some(app.clock.now())).await?;
            return Ok(kept);
        }
        people.erase(tx, &records).await?;
        Ok(Erasure::Done(records.len() as u64))
    }
}

/// Numbers of the records of a person, the one that speaks for all first.
async fn cluster(tx: &mut Tx, id: Id<Person>) -> Result<Vec<i64>, DbError> {
    let Some(speaker) = store::speaking_for(&mut *tx, id).await? else {
        return Ok(Vec::new());
    };
    let rows = store::cluster(&mut *tx, speaker.number).await?;
    Ok(rows.into_iter().map(|(number, _)| number).collect())
}

/// By which rule the records have to be kept; none where they may go.
fn kept(app: &App, people: &People<'_>, records: &[Resident]) -> Option<Erasure> {
    let rule = app.pack.privacy.retention(RULE)?;
    let is_kept = records.iter().any(|record| {
        let died_on = record.identity.died_on;
        must_keep(
            record.standing.is_synthetic,
            died_on,
            rule.days_min,
            people.today(),
        )
    });
    is_kept.then(|| Erasure::Kept {
        reason_zh: format!(
            "{}须保存：{}。期间只存储，不再作其他使用",
            rule.name_zh, rule.rule_zh
        ),
        reason_en: format!(
            "{}: kept {}; until then it is stored and used for nothing else",
            rule.name_en, rule.rule_en
        ),
    })
}
