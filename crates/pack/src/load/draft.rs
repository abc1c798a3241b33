//! Everything the packs say, overlaid but not yet checked against each other.

use std::collections::BTreeMap;
use std::sync::Arc;

use geojson::Geometry;
use kernel::{Day, RegionCode};

use crate::accounts::DemoAccount;
use crate::cards::{CardCheck, CardClock, CardDisease, CardField, CodeMap, SyntheticCards};
use crate::conditions::{Condition, Listing};
use crate::detectors::Detector;
use crate::layouts::Layout;
use crate::load::findings::{Findings, Placed};
use crate::load::{
    Manifest, Shared, cards, conditions, definitions, detectors, layouts, organisations, people,
    privacy, regions, sign_in,
};
use crate::organisations::{Organisation, OrganisationKind};
use crate::people::{Code, Demography, Matching};
use crate::privacy::{Agency, EmergencyKind, LegalBasis, LimitValue, RetentionRule};
use crate::regions::{Population, Region};
use crate::roles::Role;
use crate::sign_in::SignIn;
use crate::streams::Stream;
use crate::views::View;

/// The overlaid entries with the places that say them.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) sources: Sources,
    pub(crate) regions: BTreeMap<RegionCode, Placed<Region>>,
    pub(crate) populations: BTreeMap<(RegionCode, Day), Placed<Population>>,
    pub(crate) polygons: BTreeMap<RegionCode, Placed<Geometry>>,
    pub(crate) conditions: Vec<Placed<Condition>>,
    pub(crate) listings: BTreeMap<String, Vec<Listing>>,
    pub(crate) streams: Vec<Placed<Stream>>,
    pub(crate) detectors: Vec<Placed<Detector>>,
    pub(crate) roles: Vec<Placed<Role>>,
    pub(crate) sign_in: SignIn,
    pub(crate) layouts: Vec<Placed<Layout>>,
    pub(crate) views: Vec<Placed<View>>,
    pub(crate) kinds: Vec<Placed<OrganisationKind>>,
    pub(crate) organisations: Vec<Placed<Organisation>>,
    pub(crate) accounts: Vec<Placed<DemoAccount>>,
    pub(crate) limits: Vec<Placed<LimitValue>>,
    pub(crate) agencies: Vec<Placed<Agency>>,
    pub(crate) bases: Vec<Placed<LegalBasis>>,
    pub(crate) emergency: Vec<Placed<EmergencyKind>>,
    pub(crate) retention: Vec<Placed<RetentionRule>>,
    pub(crate) codes: Vec<Placed<Code>>,
    pub(crate) card_fields: Vec<Placed<CardField>>,
    pub(crate) card_checks: Vec<Placed<CardCheck>>,
    pub(crate) card_diseases: Vec<Placed<CardDisease>>,
    pub(crate) card_clocks: Vec<Placed<CardClock>>,
    pub(crate) code_maps: Vec<Placed<CodeMap>>,
    pub(crate) synthetic_cards: Vec<Placed<SyntheticCards>>,
    pub(crate) matching: Matching,
    pub(crate) demography: Demography,
}

impl Draft {
    /// Reads every kind of entry from the packs, lowest first.
    pub(crate) fn read(manifests: &[Manifest], findings: &Findings) -> Self {
        let mut draft = Draft {
            sources: definitions::sources(manifests, findings),
            sign_in: sign_in::read(manifests, findings),
            ..Draft::default()
        };
        for (pack, manifest) in manifests.iter().enumerate() {
            regions::read(&mut draft, pack, &manifest.folder, findings);
        }
        conditions::read(&mut draft, manifests, findings);
        definitions::read(&mut draft, manifests, findings);
        detectors::read(&mut draft, manifests, findings);
        layouts::read(&mut draft, manifests, findings);
        organisations::read(&mut draft, manifests, findings);
        privacy::read(&mut draft, manifests, findings);
        people::read(&mut draft, manifests, findings);
        cards::read(&mut draft, manifests, findings);
        draft
    }
}

/// Titles of the sources (数据来源) that entries refer to by id.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    pub(crate) titles: BTreeMap<String, Shared>,
    /// Stands in where an id is unknown, which is reported.
    pub(crate) none: Option<Shared>,
}

impl Sources {
    /// The title of a source; an unknown id is reported at `place`.
    pub(crate) fn title(
        &self,
        id: &str,
        place: &crate::load::findings::Place,
        key: &str,
        findings: &Findings,
    ) -> Shared {
        if let Some(title) = self.titles.get(id) {
            return Arc::clone(title);
        }
        if id.is_empty() {
            findings.error_with(
                place,
                key,
                "unsourced",
                "the entry names no source".to_owned(),
                "give the id of a source in sources.toml",
            );
        } else {
            findings.unknown(
                place,
                key,
                "source",
                id,
                self.titles.keys().map(String::as_str),
            );
        }
        self.none.clone().unwrap_or_else(|| "".into())
    }
}
