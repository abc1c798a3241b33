//! Organisations of the pack, taken into the database.

use std::collections::HashMap;

use kernel::Clock;
use pack::Pack;
use platform::{Db, DbError};
use serde::Serialize;

use crate::engine::{Reading, folded, reading};
use crate::model::Organisation;
use crate::store::{self, Searchable};

/// What taking in the pack's organisations did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct OrganisationsLoaded {
    /// Not known before.
    pub added: u64,
    /// Known, and different now; the former row is kept.
    pub changed: u64,
    /// Known and the same.
    pub unchanged: u64,
}

/// Takes the pack's organisations into the database; doing it twice changes nothing.
///
/// A changed row replaces the stored one, which stays as a revision.
/// An organisation that the pack no longer names stays as it is: to end one, the pack gives it a last day.
///
/// # Errors
/// When the database refuses; then nothing was changed.
pub async fn load_organisations(
    db: &Db,
    pack: &Pack,
    clock: &dyn Clock,
) -> Result<OrganisationsLoaded, DbError> {
    let now = clock.now();
    let mut tx = db.begin().await?;
    let stored: HashMap<String, Organisation> = store::all_organisations(&mut tx)
        .await?
        .into_iter()
        .map(|organisation| (organisation.id.clone(), organisation))
        .collect();
    let mut loaded = OrganisationsLoaded::default();
    let (mut added, mut changed) = (Vec::new(), Vec::new());
    for organisation in pack.organisations.iter().map(of_pack) {
        match stored.get(&organisation.id) {
            Some(before) if *before == organisation => loaded.unchanged += 1,
            Some(_) => changed.push(searchable(organisation, pack)),
            None => added.push(searchable(organisation, pack)),
        }
    }
    loaded.added = added.len() as u64;
    loaded.changed = changed.len() as u64;
    let changed_ids: Vec<&str> = changed
        .iter()
        .map(|given| given.organisation.id.as_str())
        .collect();
    store::keep_revisions(db, &mut tx, &changed_ids, now).await?;
    changed.append(&mut added);
    store::put_organisations(db, &mut tx, &changed, now).await?;
    tx.commit().await?;
    Ok(loaded)
}

fn of_pack(given: &pack::Organisation) -> Organisation {
    Organisation {
        id: given.id.clone(),
        code: given.code.clone(),
        name_zh: given.name_zh.clone(),
        name_en: given.name_en.clone(),
        kind: given.kind.clone(),
        region: given.region,
        parent: given.parent.clone(),
        valid_from: given.valid_from,
        valid_to: given.valid_to,
        source: given.source.clone(),
        confidence: given.confidence.as_str().to_owned(),
    }
}

fn searchable(organisation: Organisation, pack: &Pack) -> Searchable {
    let regions = &pack.regions;
    let places: Vec<(&str, &str)> = regions
        .get(organisation.region)
        .into_iter()
        .chain(regions.ancestors(organisation.region))
        .filter_map(|region| Some((region.name_zh.as_str(), region.pinyin.as_deref()?)))
        .collect();
    let Reading { pinyin, initials } = reading(&organisation.name_zh, &places);
    Searchable {
        // The pack's linter lets no organisation through whose region is unknown.
        region_path: regions
            .path(organisation.region)
            .unwrap_or_else(|| format!("/{}/", organisation.region)),
        search_zh: folded(&organisation.name_zh),
        search_en: folded(&organisation.name_en),
        search_pinyin: pinyin,
        search_initials: initials,
        organisation,
    }
}
