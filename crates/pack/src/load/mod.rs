//! Reading packs: which ones, in which order, then each kind of entry, then the rules over the whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use kernel::RegionCode;
use sha2::{Digest, Sha256};

use crate::cards::Cards;
use crate::conditions::Conditions;
use crate::diagnostic::{Diagnostic, Severity};
use crate::lint;
use crate::organisations::Organisations;
use crate::pack::{Pack, PackInfo};
use crate::policies::{self, Policies};
use crate::privacy::Privacy;
use crate::regions::Regions;

mod cards;
mod conditions;
mod definitions;
mod detectors;
pub(crate) mod draft;
pub(crate) mod findings;
mod folder;
mod includes;
mod layouts;
mod organisations;
mod people;
mod privacy;
mod regions;
mod romanise;
mod rows;
mod sign_in;
mod tree;

use draft::Draft;
use findings::{Findings, Place};
use folder::Folder;

/// Names of the folders below `dir` that hold a pack, sorted.
pub(crate) fn pack_names(dir: &Path) -> Result<Vec<String>, Diagnostic> {
    let entries = fs::read_dir(dir).map_err(|error| Diagnostic {
        file: dir.display().to_string(),
        line: 1,
        key: String::new(),
        rule: "unreadable",
        severity: Severity::Error,
        message: format!("the packs folder cannot be read: {error}"),
        hint: Some("name the folder that holds `national` with --packs".to_owned()),
    })?;
    let mut names: Vec<String> = entries
        .flatten()
        .filter(|entry| entry.path().join("pack.toml").is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    Ok(names)
}

/// Loads `city` below `dir` with all it includes.
pub(crate) fn load(dir: &Path, city: &str) -> Result<Pack, Vec<Diagnostic>> {
    let known = pack_names(dir).map_err(|finding| vec![finding])?;
    let findings = Findings::default();
    if !known.iter().any(|name| name == city) {
        let place = Place::new(city, 1);
        findings.unknown(&place, "", "pack", city, known.iter().map(String::as_str));
        return Err(findings.into_sorted());
    }
    let manifests = includes::resolve(dir, city, &known, &findings);
    if findings.has_errors() {
        return Err(findings.into_sorted());
    }
    let draft = Draft::read(&manifests, &findings);
    let roles: Vec<String> = draft.roles.iter().map(|one| one.item.id.clone()).collect();
    let policies = policies::compile(&manifests, &roles, &findings);
    lint::check(&draft, &findings);
    if findings.has_errors() {
        return Err(findings.into_sorted());
    }
    Ok(assemble(city, manifests, draft, policies, findings))
}

/// One pack's own description and files.
pub(crate) struct Manifest {
    pub(crate) info: PackInfo,
    pub(crate) home_region: Option<RegionCode>,
    pub(crate) map_notice_zh: Option<String>,
    pub(crate) map_notice_en: Option<String>,
    pub(crate) map_source: Option<String>,
    pub(crate) folder: Folder,
}

fn assemble(
    city: &str,
    manifests: Vec<Manifest>,
    draft: Draft,
    policies: Policies,
    findings: Findings,
) -> Pack {
    let mut digest = Sha256::new();
    for manifest in &manifests {
        manifest.folder.digest(&mut digest);
    }
    // The topmost pack that says something wins.
    let last = |pick: fn(&Manifest) -> Option<String>| {
        manifests.iter().rev().find_map(pick).unwrap_or_default()
    };
    let mut by_region: BTreeMap<RegionCode, Vec<_>> = BTreeMap::new();
    for ((code, _), population) in draft.populations {
        by_region.entry(code).or_default().push(population.item);
    }
    let regions = draft
        .regions
        .into_values()
        .map(|placed| {
            let mut region = placed.item;
            region.populations = by_region.remove(&region.code).unwrap_or_default();
            region
        })
        .collect();
    let polygons = draft
        .polygons
        .into_iter()
        .map(|(code, placed)| (code, placed.item))
        .collect();
    let mut listings = draft.listings;
    let conditions = draft
        .conditions
        .into_iter()
        .map(|placed| {
            let mut condition = placed.item;
            condition.listings = listings.remove(&condition.code).unwrap_or_default();
            condition
        })
        .collect();
    let mut views = draft.views;
    // The city's own views before those of the packs below it.
    views.sort_by_key(|view| std::cmp::Reverse(view.pack));
    Pack {
        version: hex::encode(&digest.finalize()[..6]),
        city: city.to_owned(),
        home_region: manifests
            .iter()
            .rev()
            .find_map(|manifest| manifest.home_region)
            .unwrap_or(RegionCode::CHINA),
        map_notice_zh: last(|manifest| manifest.map_notice_zh.clone()),
        map_notice_en: last(|manifest| manifest.map_notice_en.clone()),
        map_source: last(|manifest| manifest.map_source.clone()),
        packs: manifests.into_iter().map(|one| one.info).collect(),
        regions: Regions::new(regions, polygons),
        conditions: Conditions::new(conditions),
        streams: draft.streams.into_iter().map(|one| one.item).collect(),
        detectors: draft.detectors.into_iter().map(|one| one.item).collect(),
        policies: Arc::new(policies),
        roles: draft.roles.into_iter().map(|one| one.item).collect(),
        sign_in: draft.sign_in,
        layouts: draft.layouts.into_iter().map(|one| one.item).collect(),
        views: views.into_iter().map(|one| one.item).collect(),
        organisations: Organisations::new(
            draft
                .organisations
                .into_iter()
                .map(|one| one.item)
                .collect(),
            draft.kinds.into_iter().map(|one| one.item).collect(),
        ),
        codes: draft.codes.into_iter().map(|one| one.item).collect(),
        matching: draft.matching,
        demography: draft.demography,
        cards: Cards::new(
            items(draft.card_fields),
            items(draft.card_checks),
            items(draft.card_diseases),
            items(draft.card_clocks),
            items(draft.code_maps),
            items(draft.synthetic_cards),
        ),
        demo_accounts: draft.accounts.into_iter().map(|one| one.item).collect(),
        privacy: Privacy {
            limits: draft
                .limits
                .into_iter()
                .map(|one| (one.item.limit, one.item))
                .collect(),
            agencies: draft.agencies.into_iter().map(|one| one.item).collect(),
            bases: draft.bases.into_iter().map(|one| one.item).collect(),
            emergency: draft.emergency.into_iter().map(|one| one.item).collect(),
            retention: draft.retention.into_iter().map(|one| one.item).collect(),
        },
        warnings: findings.into_sorted(),
    }
}

/// The entries without the places that say them.
fn items<T>(placed: Vec<findings::Placed<T>>) -> Vec<T> {
    placed.into_iter().map(|one| one.item).collect()
}

/// A shared text: thousands of rows name the same source.
pub(crate) type Shared = Arc<str>;
