//! Organisations (机构) a pack knows before anybody registered one: disease-control centres and health commissions.

use std::collections::HashMap;

use kernel::{Day, RegionCode};

use crate::marks::Confidence;

/// A kind of organisation, for example 疾病预防控制中心.
#[derive(Debug, Clone)]
pub struct OrganisationKind {
    /// Stable id, for example `cdc`.
    pub id: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
}

/// One organisation.
#[derive(Debug, Clone)]
pub struct Organisation {
    /// Stable id inside the packs, for example `140900-cdc`.
    pub id: String,
    /// Official code where one is known (统一社会信用代码 or an institution code).
    pub code: Option<String>,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Id of its [`OrganisationKind`].
    pub kind: String,
    /// The region it serves.
    pub region: RegionCode,
    /// Id of the organisation above it in the same line of duty.
    pub parent: Option<String>,
    /// First day it existed under this name.
    pub valid_from: Option<Day>,
    /// Last day it existed under this name.
    pub valid_to: Option<Day>,
    /// Where the row comes from.
    pub source: String,
    /// How far the row is trusted.
    pub confidence: Confidence,
}

/// All organisations of a pack, sorted by region and id.
#[derive(Debug, Clone, Default)]
pub struct Organisations {
    pub(crate) all: Vec<Organisation>,
    pub(crate) kinds: Vec<OrganisationKind>,
    by_id: HashMap<String, usize>,
}

impl Organisations {
    pub(crate) fn new(mut all: Vec<Organisation>, kinds: Vec<OrganisationKind>) -> Self {
        all.sort_by(|one, other| (one.region, &one.id).cmp(&(other.region, &other.id)));
        let by_id = all
            .iter()
            .enumerate()
            .map(|(at, organisation)| (organisation.id.clone(), at))
            .collect();
        Organisations { all, kinds, by_id }
    }

    /// All organisations, by region and id.
    pub fn iter(&self) -> impl Iterator<Item = &Organisation> {
        self.all.iter()
    }

    /// The organisation with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Organisation> {
        self.by_id.get(id).map(|at| &self.all[*at])
    }

    /// The kind with this id.
    #[must_use]
    pub fn kind(&self, id: &str) -> Option<&OrganisationKind> {
        self.kinds.iter().find(|kind| kind.id == id)
    }

    /// All kinds in the order of the pack.
    #[must_use]
    pub fn kinds(&self) -> &[OrganisationKind] {
        &self.kinds
    }
}
