//! The immutable snapshot everything else reads.

use std::path::Path;
use std::sync::Arc;

use kernel::RegionCode;
use serde_json::{Value, json};

use crate::accounts::DemoAccount;
use crate::cards::Cards;
use crate::conditions::Conditions;
use crate::detectors::Detector;
use crate::diagnostic::Diagnostic;
use crate::layouts::Layout;
use crate::load;
use crate::organisations::Organisations;
use crate::people::{Code, Demography, Matching};
use crate::policies::Policies;
use crate::privacy::Privacy;
use crate::regions::Regions;
use crate::roles::Role;
use crate::sign_in::SignIn;
use crate::streams::Stream;
use crate::views::View;

/// One pack among those overlaid.
#[derive(Debug, Clone)]
pub struct PackInfo {
    /// Folder name, for example `national`.
    pub id: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Version as its author numbers it.
    pub version: String,
}

/// Everything the packs of one city say, overlaid, checked and compiled.
#[derive(Debug, Clone)]
pub struct Pack {
    pub(crate) version: String,
    /// The pack that was asked for, for example `xinzhou`.
    pub city: String,
    /// The packs overlaid, lowest first.
    pub packs: Vec<PackInfo>,
    /// The region a new session starts in.
    pub home_region: RegionCode,
    /// What must stand under every map, in Chinese.
    pub map_notice_zh: String,
    /// What must stand under every map, in English.
    pub map_notice_en: String,
    /// Where the polygons come from.
    pub map_source: String,
    /// The tree of regions.
    pub regions: Regions,
    /// Diseases, subtypes and syndromes.
    pub conditions: Conditions,
    /// Streams of counts.
    pub streams: Vec<Stream>,
    /// Detectors.
    pub detectors: Vec<Detector>,
    /// What posts may do.
    pub policies: Arc<Policies>,
    /// Roles.
    pub roles: Vec<Role>,
    /// Rules of signing in.
    pub sign_in: SignIn,
    /// Layouts of files that can be imported.
    pub layouts: Vec<Layout>,
    /// Named views; the asked-for city's own come first.
    pub views: Vec<View>,
    /// Institutions known beforehand.
    pub organisations: Organisations,
    /// Limits, agencies, legal bases, emergency access and retention.
    pub privacy: Privacy,
    /// Value sets of records of people.
    pub codes: Vec<Code>,
    /// Identity matching.
    pub matching: Matching,
    /// What synthetic people are drawn from.
    pub demography: Demography,
    /// The report card.
    pub cards: Cards,
    /// Accounts of a demonstration; empty outside one.
    pub demo_accounts: Vec<DemoAccount>,
    /// Findings that did not stop the load.
    pub warnings: Vec<Diagnostic>,
}

impl Pack {
    /// Loads the pack `city` below `dir` with everything it includes.
    ///
    /// # Errors
    /// Every finding of the linter, warnings too, when at least one is an error.
    pub fn load(dir: &Path, city: &str) -> Result<Pack, Vec<Diagnostic>> {
        load::load(dir, city)
    }

    /// Short SHA-256 of the contents: two snapshots with the same version say the same.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The stream with this id.
    #[must_use]
    pub fn stream(&self, id: &str) -> Option<&Stream> {
        self.streams.iter().find(|stream| stream.id == id)
    }

    /// The detector with this id.
    #[must_use]
    pub fn detector(&self, id: &str) -> Option<&Detector> {
        self.detectors.iter().find(|detector| detector.id == id)
    }

    /// The value of a set with this code.
    #[must_use]
    pub fn code(&self, set: &str, code: &str) -> Option<&Code> {
        self.codes
            .iter()
            .find(|one| one.set == set && one.code == code)
    }

    /// The role with this id.
    #[must_use]
    pub fn role(&self, id: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.id == id)
    }

    /// The layout with this id.
    #[must_use]
    pub fn layout(&self, id: &str) -> Option<&Layout> {
        self.layouts.iter().find(|layout| layout.id == id)
    }

    /// The layout that a file with these headers is of; the one that asks for most columns wins.
    #[must_use]
    pub fn detect_layout<S: AsRef<str>>(&self, headers: &[S]) -> Option<&Layout> {
        self.layouts
            .iter()
            .filter(|layout| layout.fits(headers))
            .max_by_key(|layout| layout.detect.len())
    }

    /// A GeoJSON feature collection of the regions directly below `code` that have outlines.
    #[must_use]
    pub fn map_below(&self, code: RegionCode) -> Option<Value> {
        let features: Vec<Value> = self
            .regions
            .children(code)
            .filter_map(|region| {
                let geometry = self.regions.polygon(region.code)?;
                Some(json!({
                    "type": "Feature",
                    "id": region.code,
                    "properties": {
                        "code": region.code,
                        "name_zh": region.name_zh,
                        "name_en": region.name_en,
                    },
                    "geometry": geometry,
                }))
            })
            .collect();
        if features.is_empty() {
            return None;
        }
        Some(json!({
            "type": "FeatureCollection",
            "source": self.map_source,
            "notice": self.map_notice_zh,
            "notice_en": self.map_notice_en,
            "features": features,
        }))
    }
}
