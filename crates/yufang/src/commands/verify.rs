//! `yufang verify`

use platform::{Damage, Db};
use server::CHECKS;

use crate::cli::Common;
use crate::exit::Ending;
use crate::output::Output;

pub(crate) async fn run(common: &Common, out: Output) -> Result<(), Ending> {
    let db = Db::connect_existing(&common.database).await?;
    let mut damage = db.verify(CHECKS).await?;
    let trail = access::audit::verify(&db, &[], None).await?;
    damage.extend(trail.damage.map(|found| Damage {
        claim: "every entry of the audit trail follows from the one before".to_owned(),
        offences: vec![found],
    }));
    db.close().await;
    out.report(&damage, || {
        if damage.is_empty() {
            return "the database is whole".to_owned();
        }
        let lines: Vec<String> = damage
            .iter()
            .map(|broken| format!("does not hold: {}\n  {}", broken.claim, broken.offences.join("\n  ")))
            .collect();
        format!(
            "{}\nrestore the last good backup, or call whoever looks after the database before writing to it",
            lines.join("\n")
        )
    });
    if damage.is_empty() {
        Ok(())
    } else {
        Err(Ending::Damaged)
    }
}
