//! `yufang audit`

use std::time::Duration;

use access::App;
use access::audit::{self, Checkpoint, Checkpointer, PublicKey, SigningKey};
use anyhow::Context;
use kernel::{Clock, SystemClock};
use platform::Db;
use vault::KeySource;

use crate::cli::{AuditCommand, Common, Signing};
use crate::exit::Ending;
use crate::output::Output;

pub(crate) async fn run(common: &Common, out: Output, what: AuditCommand) -> Result<(), Ending> {
    match what {
        AuditCommand::Verify {
            checkpoints,
            public_key,
        } => {
            let published = match checkpoints {
                None => Vec::new(),
                Some(file) => {
                    let text = std::fs::read_to_string(&file)
                        .with_context(|| format!("`{}` cannot be read", file.display()))?;
                    Checkpoint::parse_lines(&text)
                        .map_err(|error| Ending::Invalid(format!("{}: {error}", file.display())))?
                }
            };
            let key = public_key
                .map(|text| PublicKey::parse(&text))
                .transpose()
                .map_err(|error| Ending::Invalid(error.to_string()))?;
            verify(common, out, &published, key.as_ref()).await
        }
        AuditCommand::Checkpoints { after } => {
            let db = Db::connect_existing(&common.database).await?;
            audit::export_checkpoints(&db, after, &mut std::io::stdout())
                .await
                .context("the checkpoints cannot be printed")?;
            db.close().await;
            Ok(())
        }
        AuditCommand::PublicKey { audit_key } => {
            let key = signing_key(&audit_key).await?.public_key();
            let shown = serde_json::json!({ "public_key": key.to_hex(), "key": key.id() });
            out.report(&shown, || key.to_hex());
            Ok(())
        }
    }
}

async fn verify(
    common: &Common,
    out: Output,
    published: &[Checkpoint],
    key: Option<&PublicKey>,
) -> Result<(), Ending> {
    let db = Db::connect_existing(&common.database).await?;
    let found = audit::verify(&db, published, key).await?;
    if let Err(error) = audit::note_verification(&db, SystemClock.now(), &found).await {
        out.note(&format!("the verification could not be noted: {error}"));
    }
    db.close().await;
    out.report(&found, || match &found.damage {
        None => format!(
            "the audit trail is whole: {} entries, {} checkpoints",
            found.entries, found.checkpoints
        ),
        Some(damage) => format!(
            "the audit trail is damaged: {damage}\n{} entries before hold; keep the database as it is and compare it with the last good backup",
            found.entries
        ),
    });
    if found.damage.is_none() {
        Ok(())
    } else {
        Err(Ending::Damaged)
    }
}

/// What signs the trail while the program serves, where a key is named.
pub(crate) async fn checkpointer(
    app: &App,
    signing: &Signing,
) -> Result<Option<Checkpointer>, Ending> {
    let Some(source) = &signing.audit_key else {
        return Ok(None);
    };
    Ok(Some(Checkpointer::new(
        app.db.clone(),
        app.clock.clone(),
        signing_key(source).await?,
        signing.audit_sign_entries,
        Duration::from_secs(u64::from(signing.audit_sign_minutes) * 60),
    )))
}

async fn signing_key(source: &str) -> Result<SigningKey, Ending> {
    let invalid = |error: &dyn std::fmt::Display| Ending::Invalid(error.to_string());
    let source = KeySource::parse(source).map_err(|error| invalid(&error))?;
    let text = source.text().await.map_err(|error| invalid(&error))?;
    SigningKey::from_bytes(text.as_bytes()).map_err(|error| invalid(&error))
}
