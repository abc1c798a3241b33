//! Rejected rows: correcting them (修正) and replaying them (重放).

use std::collections::BTreeMap;

use access::audit::{Action, Detail, Entry};
use access::{App, Scope};
use platform::Problem;
use platform::counts::{self, CountWrite, Fate, Writer};
use platform::outbox;

use super::job::ground;
use super::storing::summed;
use crate::engine::encoding::Encoding;
use crate::engine::rules::{Finding, Rule};
use crate::engine::split::Line;
use crate::engine::validate::{Counted, Validator, Verdict};
use crate::model::{RejectedRow, ReplayView};
use crate::store::{self, Kept, Record};
use crate::{CountsChanged, TOPIC_COUNTS_CHANGED};

/// Headers as keys: a header that stands twice gets a number.
pub(crate) fn keys(headers: &[String], cells: usize) -> Vec<String> {
    let mut keys: Vec<String> = Vec::with_capacity(cells.max(headers.len()));
    for at in 0..cells.max(headers.len()) {
        let plain = headers
            .get(at)
            .cloned()
            .unwrap_or_else(|| format!("#{}", at + 1));
        let mut key = plain.clone();
        let mut copy = 2;
        while keys.contains(&key) {
            key = format!("{plain} ({copy})");
            copy += 1;
        }
        keys.push(key);
    }
    keys
}

/// A rejected row as screens see it.
pub(crate) fn view(headers: &[String], kept: Kept) -> RejectedRow {
    let keys = keys(headers, kept.fields.len());
    let fields: BTreeMap<String, String> = keys
        .into_iter()
        .enumerate()
        .map(|(at, key)| (key, kept.fields.get(at).cloned().unwrap_or_default()))
        .collect();
    RejectedRow {
        id: kept.row.to_string(),
        row: kept.row,
        column: kept.column,
        rule: kept.rule,
        message_zh: kept.message_zh,
        message_en: kept.message_en,
        value: kept.value,
        suggestion: kept.suggestion,
        fields,
        state: kept.state,
        corrected_by: kept.corrected_by,
        corrected_at: kept.corrected_at,
    }
}

/// A validator for repaired rows of an import, which are kept as texts.
///
/// What may be repaired is what the person repairing may import for.
pub(crate) fn validator(
    app: &App,
    import: &Record,
    areas: &[String],
) -> Result<Validator, Problem> {
    let (Some(header), Some(id)) = (&import.headers, &import.view.layout) else {
        return Err(Problem::conflict(
            "the header of this file was never read, so none of its rows can be repaired",
        ));
    };
    let layout = app.pack.layout(id).cloned().ok_or_else(|| {
        Problem::conflict(format!(
            "the layout `{id}` is no longer in the packs; correct the file and import it again"
        ))
    })?;
    Ok(Validator::new(
        ground(app, areas),
        layout,
        &header.names,
        Encoding::Utf8,
    ))
}

/// Judges texts; what is skipped holds nothing to store and is said to be so.
pub(crate) fn judge(
    validator: &mut Validator,
    fields: &[String],
    counts: &mut Vec<Counted>,
) -> Result<(), Finding> {
    let mut line = Line::default();
    let record = line.of(fields);
    match validator.judge(&record, counts) {
        Verdict::Accepted => Ok(()),
        Verdict::Rejected(finding) => Err(*finding),
        Verdict::Skipped(reason) => {
            let reason = &validator.reasons()[reason];
            Err(Finding::new(
                Rule::MissingValue,
                format!("the row would be left out: {}", reason.en),
                format!("该行将被跳过：{}", reason.zh),
            ))
        }
    }
}

/// Stores the counts of open rows that keep all rules now, in one transaction and as a batch of their own.
pub(crate) async fn replay(
    app: &App,
    scope: &Scope,
    import: &Record,
    only: Option<&[u64]>,
) -> Result<ReplayView, Problem> {
    let db = &app.db;
    let now = app.clock.now();
    let mut validator = validator(app, import, &scope.areas())?;
    let mut tx = db.begin().await?;
    let open = store::open_rows(&mut tx, &import.view.id, only).await?;
    let mut counted = Vec::new();
    let mut accepted: Vec<(u64, Vec<Counted>)> = Vec::new();
    let mut still_rejected = 0;
    for row in &open {
        match judge(&mut validator, &row.fields, &mut counted) {
            Ok(()) => accepted.push((row.row, counted.clone())),
            Err(finding) => {
                still_rejected += 1;
                store::correct(
                    &mut tx,
                    &import.view.id,
                    row.row,
                    &row.fields,
                    Some(&finding),
                    None,
                )
                .await?;
            }
        }
    }
    let replayed = |rows: u64| -> Entry {
        scope
            .entry(Action::ImportReplayed)
            .on("import", &import.view.id)
            .count(Detail::Rows, rows)
    };
    if accepted.is_empty() {
        app.record(&mut tx, &[replayed(0)]).await?;
        tx.commit().await?;
        return Ok(ReplayView {
            accepted: 0,
            still_rejected,
        });
    }
    let writer = Writer::begin(db, &mut tx, "replay", &import.view.id, now).await?;
    store::add_batch(&mut tx, &import.view.id, writer.batch()).await?;
    let ids = writer.series(&mut tx, validator.series()).await?;
    let mut writes = Vec::new();
    for (row, counts) in &accepted {
        for count in counts {
            let (key, _) = &validator.series()[count.series as usize];
            let Some(series) = ids.get(key) else {
                continue;
            };
            writes.push(CountWrite {
                series: *series,
                day: count.day,
                value: count.value,
                line: *row,
            });
        }
    }
    if validator.is_combining() {
        summed(&mut writes);
        add_to_stored(app, import, &mut writes).await?;
    }
    let outcome = writer.store(&mut tx, &writes).await?;
    let mut refused: Vec<u64> = Vec::new();
    for conflict in &outcome.conflicts {
        let row = writes[conflict.index].line;
        let finding = Finding::new(
            Rule::DuplicateKey,
            format!(
                "row {} gives {} for the same key; keep the right one",
                conflict.stored_line, conflict.stored
            ),
            format!(
                "第 {} 行对同一键已填 {}；请只保留正确的一行",
                conflict.stored_line, conflict.stored
            ),
        );
        if let Some(kept) = open.iter().find(|kept| kept.row == row) {
            store::correct(
                &mut tx,
                &import.view.id,
                row,
                &kept.fields,
                Some(&finding),
                None,
            )
            .await?;
        }
        refused.push(row);
    }
    let done: Vec<u64> = accepted
        .iter()
        .map(|(row, _)| *row)
        .filter(|row| !refused.contains(row))
        .collect();
    store::set_replayed(db, &mut tx, &import.view.id, &done).await?;
    let changed = changed(import, &validator, &accepted);
    if outcome
        .fates
        .iter()
        .any(|fate| matches!(fate, Fate::New | Fate::Changed))
    {
        outbox::promise(&mut tx, TOPIC_COUNTS_CHANGED, &changed, now).await?;
    }
    app.record(&mut tx, &[replayed(done.len() as u64)]).await?;
    tx.commit().await?;
    app.events
        .send("counts", access::Permission::CountsRead.as_str(), &changed);
    Ok(ReplayView {
        accepted: done.len() as u64,
        still_rejected: still_rejected + refused.len() as u64,
    })
}

/// With a layout that adds rows up, a repaired row belongs to what this import already stored for its key.
async fn add_to_stored(
    app: &App,
    import: &Record,
    writes: &mut [CountWrite],
) -> Result<(), Problem> {
    for write in writes {
        let stored = counts::history(&app.db, write.series, write.day).await?;
        if let Some(present) = stored.last()
            && present.reference == import.view.id
        {
            let value = u32::try_from(present.value).unwrap_or(u32::MAX);
            write.value = write.value.saturating_add(value);
        }
    }
    Ok(())
}

fn changed(
    import: &Record,
    validator: &Validator,
    accepted: &[(u64, Vec<Counted>)],
) -> CountsChanged {
    let counts = || accepted.iter().flat_map(|(_, counts)| counts);
    let mut streams: Vec<String> = Vec::new();
    let mut conditions: Vec<String> = Vec::new();
    for count in counts() {
        let (key, _) = &validator.series()[count.series as usize];
        for (list, word) in [
            (&mut streams, &key.stream),
            (&mut conditions, &key.condition),
        ] {
            if !list.contains(word) {
                list.push(word.clone());
            }
        }
    }
    CountsChanged {
        import: import.view.id.clone(),
        streams,
        conditions,
        from: counts()
            .map(|count| count.day)
            .min()
            .unwrap_or(kernel::Day::EPOCH),
        to: counts()
            .map(|count| count.day)
            .max()
            .unwrap_or(kernel::Day::EPOCH),
    }
}
