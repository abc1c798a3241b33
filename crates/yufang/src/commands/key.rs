//! `yufang key`

use std::sync::Arc;

use anyhow::Context;
use kernel::SystemClock;
use platform::Db;
use platform::jobs::{Runner, Waker};
use server::{MIGRATIONS, SEALED};
use vault::{KeySource, MasterKey, Status, Vault};

use crate::cli::{Common, Key, KeyCommand};
use crate::exit::Ending;
use crate::output::Output;

pub(crate) async fn run(common: &Common, out: Output, key: &Key) -> Result<(), Ending> {
    let mut random = vault::system_random();
    if let KeyCommand::New = key.what {
        println!("{}", *MasterKey::draw_text(&mut random));
        return Ok(());
    }
    let source = KeySource::parse(&key.keys).map_err(|error| Ending::Invalid(error.to_string()))?;
    let clock = Arc::new(SystemClock);
    let db = Db::connect_existing(&common.database).await?;
    db.migrate(MIGRATIONS, clock.as_ref()).await?;
    let vault = Vault::open(db.clone(), clock.clone(), &source, SEALED, &mut random).await?;
    match key.what {
        KeyCommand::New | KeyCommand::Status => {}
        KeyCommand::Rotate => {
            let job = vault.rotate(&mut random).await?;
            let handlers = vault::job_handlers(&vault).into_iter().collect();
            Runner::new(db.clone(), clock, Waker::default(), handlers)
                .run_now(job)
                .await
                .context("the new data key seals from now on, but not every row is under it yet")?;
        }
        KeyCommand::Rewrap => {
            let count = vault.rewrap(&mut random).await?;
            out.note(&format!(
                "{count} data keys were wrapped anew; keep the older master keys as long as backups need them"
            ));
        }
    }
    let status = vault.status().await?;
    out.report(&status, || shown(&status));
    db.close().await;
    Ok(())
}

fn shown(status: &Status) -> String {
    let mut lines = Vec::new();
    for key in &status.keys {
        let hint = if key.is_master_newest {
            ""
        } else {
            "; `yufang key rewrap` puts it under the newest"
        };
        lines.push(format!(
            "data key {}, made {}, under master key {}{hint}",
            key.number, key.created_at, key.master_key
        ));
    }
    for field in &status.fields {
        lines.push(format!(
            "{}.{}: {} rows under the newest key, {} under older ones, {} unreadable",
            field.table, field.column, field.current_count, field.old_count, field.unknown_count
        ));
    }
    if status.fields.is_empty() {
        lines.push("no table holds sealed fields".to_owned());
    }
    lines.join("\n")
}
