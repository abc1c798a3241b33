//! Writing what a batch of series was found to say.

use std::collections::{BTreeMap, HashMap};

use kernel::{Id, Timestamp};
use platform::counts::Series;
use platform::{Column, Db, DbError, Tx};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Row};

use super::runs::Tally;
use super::{day_at, number};
use crate::engine::{Change, Finding, Said, Span, Standing, settle};
use crate::model::{RunId, Signal};

/// What one detector found in one span of one series.
#[derive(Debug)]
pub(crate) struct Assessed {
    pub(crate) series: Series,
    pub(crate) region_path: String,
    pub(crate) detector: String,
    pub(crate) method: &'static str,
    pub(crate) params: String,
    pub(crate) span: Span,
    pub(crate) found: Vec<Finding>,
}

/// The run in whose name is written.
pub(crate) struct Author<'a> {
    pub(crate) run: RunId,
    pub(crate) pack_version: &'a str,
    pub(crate) now: Timestamp,
}

/// Stores what changed, and nothing where nothing did.
pub(crate) async fn store_assessed(
    db: &Db,
    tx: &mut Tx,
    author: &Author<'_>,
    assessed: Vec<Assessed>,
) -> Result<Tally, DbError> {
    let mut standing = standing(db, tx, &assessed).await?;
    let mut tally = Tally::default();
    let (mut raised, mut restated, mut withdrawn) = (Vec::new(), Vec::new(), Vec::new());
    let mut settings: BTreeMap<(String, &'static str, String), i64> = BTreeMap::new();
    for (index, one) in assessed.into_iter().enumerate() {
        tally.found += one.found.len() as u64;
        let stands = standing.remove(&index).unwrap_or_default();
        let setting = (one.detector, one.method, one.params);
        let (mut is_used, of) = (false, (one.series, one.region_path));
        for change in settle(stands, one.found, &setting.2) {
            match change {
                Change::Raise(finding) => {
                    raised.push((of.clone(), setting.clone(), finding));
                    is_used = true;
                }
                Change::Restate(id, finding) => {
                    restated.push((id, setting.clone(), finding));
                    is_used = true;
                }
                Change::Withdraw(id) => withdrawn.push(id),
            }
        }
        if is_used {
            settings.insert(setting, 0);
        }
    }
    remember_settings(db, tx, &mut settings).await?;
    let id_of = |setting: &(String, &'static str, String)| settings.get(setting).copied();
    tally.changed = restated.len() as u64;
    tally.withdrawn = withdrawn.len() as u64;
    let replaced: Vec<Id<Signal>> = restated
        .iter()
        .map(|(id, _, _)| *id)
        .chain(withdrawn.iter().copied())
        .collect();
    keep_revisions(db, tx, author, &replaced).await?;
    let rows: Vec<Value> = raised
        .iter()
        .filter_map(|((series, path), setting, finding)| {
            let key = &series.key;
            Some(json!([
                Id::<Signal>::new(),
                series.id.0,
                number(finding.day),
                setting.0,
                id_of(setting)?,
                key.stream,
                key.condition,
                key.region,
                path,
                key.stratum,
                finding.observed,
                finding.expected,
                finding.bound,
                finding.p,
                finding.score,
                finding.why_zh,
                finding.why_en,
            ]))
        })
        .collect();
    tally.new = raise(db, tx, author, rows).await?;
    let rows: Vec<Value> = restated
        .iter()
        .filter_map(|(id, setting, finding)| {
            Some(json!([
                id,
                id_of(setting)?,
                finding.observed,
                finding.expected,
                finding.bound,
                finding.p,
                finding.score,
                finding.why_zh,
                finding.why_en,
            ]))
        })
        .collect();
    restate(db, tx, author, rows).await?;
    withdraw(db, tx, author, &withdrawn).await?;
    Ok(tally)
}

/// The stored signals of each assessed span, by position in `assessed`.
async fn standing(
    db: &Db,
    tx: &mut Tx,
    assessed: &[Assessed],
) -> Result<HashMap<usize, Vec<Standing>>, DbError> {
    let given: Vec<Value> = assessed
        .iter()
        .enumerate()
        .map(|(index, one)| {
            json!([
                index,
                one.series.id.0,
                one.detector,
                number(one.span.from),
                number(one.span.to)
            ])
        })
        .collect();
    let records = db.records(
        1,
        &[
            ("position", Column::Integer),
            ("series", Column::Integer),
            ("detector", Column::Text),
            ("first", Column::Integer),
            ("last", Column::Integer),
        ],
    );
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT given.position, signal.id, signal.day, signal.observed, signal.expected, signal.bound, \
         signal.p, signal.score, signal.why_zh, signal.why_en, setting.params, signal.withdrawn_at \
         FROM {records} AS given JOIN signal ON signal.series = given.series \
         AND signal.day BETWEEN given.first AND given.last AND signal.detector = given.detector \
         JOIN detector_setting AS setting ON setting.id = signal.setting"
    )))
    .bind(Value::from(given).to_string())
    .fetch_all(&mut **tx)
    .await?;
    let mut standing: HashMap<usize, Vec<Standing>> = HashMap::new();
    for row in rows {
        let position = usize::try_from(row.get::<i64, _>(0)).unwrap_or(usize::MAX);
        let Ok(id) = row.get::<String, _>(1).parse() else {
            continue;
        };
        standing.entry(position).or_default().push(Standing {
            id,
            said: Said {
                finding: Finding {
                    day: day_at(&row, 2),
                    observed: row.get(3),
                    expected: row.get(4),
                    bound: row.get(5),
                    p: row.get(6),
                    score: row.get(7),
                    why_zh: row.get(8),
                    why_en: row.get(9),
                },
                params: row.get(10),
            },
            is_withdrawn: row.get::<Option<i64>, _>(11).is_some(),
        });
    }
    Ok(standing)
}

/// Makes the settings that are new and fills in the ids of all.
async fn remember_settings(
    db: &Db,
    tx: &mut Tx,
    settings: &mut BTreeMap<(String, &'static str, String), i64>,
) -> Result<(), DbError> {
    if settings.is_empty() {
        return Ok(());
    }
    let given: Vec<Value> = settings
        .keys()
        .map(|(detector, method, params)| json!([detector, method, params]))
        .collect();
    let given = Value::from(given).to_string();
    let records = db.records(
        1,
        &[
            ("detector", Column::Text),
            ("method", Column::Text),
            ("params", Column::Text),
        ],
    );
    sqlx::query(AssertSqlSafe(format!(
        "INSERT INTO detector_setting (detector, method, params) \
         SELECT detector, method, params FROM {records} AS given WHERE 1 = 1 \
         ON CONFLICT (detector, method, params) DO NOTHING"
    )))
    .bind(given.clone())
    .execute(&mut **tx)
    .await?;
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT known.id, known.detector, known.method, known.params FROM {records} AS given \
         JOIN detector_setting AS known ON known.detector = given.detector \
         AND known.method = given.method AND known.params = given.params"
    )))
    .bind(given)
    .fetch_all(&mut **tx)
    .await?;
    for row in rows {
        let (detector, method, params): (String, String, String) =
            (row.get(1), row.get(2), row.get(3));
        for (setting, id) in settings.iter_mut() {
            if setting.0 == detector && setting.1 == method && setting.2 == params {
                *id = row.get(0);
            }
        }
    }
    Ok(())
}

async fn raise(
    db: &Db,
    tx: &mut Tx,
    author: &Author<'_>,
    rows: Vec<Value>,
) -> Result<u64, DbError> {
    if rows.is_empty() {
        return Ok(0);
    }
    let records = db.records(
        1,
        &[
            ("id", Column::Text),
            ("series", Column::Integer),
            ("day", Column::Integer),
            ("detector", Column::Text),
            ("setting", Column::Integer),
            ("stream", Column::Text),
            ("condition", Column::Text),
            ("region", Column::Text),
            ("region_path", Column::Text),
            ("stratum", Column::Text),
            ("observed", Column::Integer),
            ("expected", Column::Real),
            ("bound", Column::Real),
            ("p", Column::Real),
            ("score", Column::Real),
            ("why_zh", Column::Text),
            ("why_en", Column::Text),
        ],
    );
    let stored = sqlx::query(AssertSqlSafe(format!(
        "INSERT INTO signal (id, series, day, detector, setting, stream, condition, region, region_path, \
         stratum, observed, expected, bound, p, score, why_zh, why_en, pack_version, run, created_at, changed_at) \
         SELECT id, series, day, detector, setting, stream, condition, region, region_path, stratum, \
         observed, expected, bound, p, score, why_zh, why_en, $2, $3, $4, $4 FROM {records} AS given \
         WHERE 1 = 1 ON CONFLICT (series, day, detector) DO NOTHING"
    )))
    .bind(Value::from(rows).to_string())
    .bind(author.pack_version.to_owned())
    .bind(author.run.to_string())
    .bind(author.now.millis())
    .execute(&mut **tx)
    .await?;
    Ok(stored.rows_affected())
}

/// Keeps what these signals say before they say something else.
async fn keep_revisions(
    db: &Db,
    tx: &mut Tx,
    author: &Author<'_>,
    ids: &[Id<Signal>],
) -> Result<(), DbError> {
    if ids.is_empty() {
        return Ok(());
    }
    let records = db.records(1, &[("id", Column::Text)]);
    sqlx::query(AssertSqlSafe(format!(
        "INSERT INTO signal_revision (signal, setting, observed, expected, bound, p, score, why_zh, why_en, \
         pack_version, run, withdrawn_at, said_at, replaced_at, replaced_by) \
         SELECT signal.id, signal.setting, signal.observed, signal.expected, signal.bound, signal.p, \
         signal.score, signal.why_zh, signal.why_en, signal.pack_version, signal.run, signal.withdrawn_at, \
         signal.changed_at, $2, $3 FROM {records} AS given JOIN signal ON signal.id = given.id"
    )))
    .bind(ids_json(ids))
    .bind(author.now.millis())
    .bind(author.run.to_string())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn restate(
    db: &Db,
    tx: &mut Tx,
    author: &Author<'_>,
    rows: Vec<Value>,
) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let records = db.records(
        1,
        &[
            ("id", Column::Text),
            ("setting", Column::Integer),
            ("observed", Column::Integer),
            ("expected", Column::Real),
            ("bound", Column::Real),
            ("p", Column::Real),
            ("score", Column::Real),
            ("why_zh", Column::Text),
            ("why_en", Column::Text),
        ],
    );
    sqlx::query(AssertSqlSafe(format!(
        "UPDATE signal SET setting = given.setting, observed = given.observed, expected = given.expected, \
         bound = given.bound, p = given.p, score = given.score, why_zh = given.why_zh, why_en = given.why_en, \
         pack_version = $2, run = $3, changed_at = $4, withdrawn_at = NULL \
         FROM {records} AS given WHERE signal.id = given.id"
    )))
    .bind(Value::from(rows).to_string())
    .bind(author.pack_version.to_owned())
    .bind(author.run.to_string())
    .bind(author.now.millis())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn withdraw(
    db: &Db,
    tx: &mut Tx,
    author: &Author<'_>,
    ids: &[Id<Signal>],
) -> Result<(), DbError> {
    if ids.is_empty() {
        return Ok(());
    }
    let records = db.records(1, &[("id", Column::Text)]);
    sqlx::query(AssertSqlSafe(format!(
        "UPDATE signal SET withdrawn_at = $2, changed_at = $2, run = $3 \
         FROM {records} AS given WHERE signal.id = given.id"
    )))
    .bind(ids_json(ids))
    .bind(author.now.millis())
    .bind(author.run.to_string())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

fn ids_json(ids: &[Id<Signal>]) -> String {
    Value::from(ids.iter().map(|id| json!([id])).collect::<Vec<_>>()).to_string()
}
