//! Organisations (机构) as stored.

use kernel::{Day, RegionCode, Timestamp};

/// One organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Stable id, for example `140900-cdc`.
    pub id: String,
    /// Official code where one is known.
    pub code: Option<String>,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Id of its kind in the pack.
    pub kind: String,
    /// The region it serves.
    pub region: RegionCode,
    /// Id of the organisation above it.
    pub parent: Option<String>,
    /// First day it existed under this name.
    pub valid_from: Option<Day>,
    /// Last day it existed under this name.
    pub valid_to: Option<Day>,
    /// Where the row comes from.
    pub source: String,
    /// How far the row is trusted, `A` to `D`.
    pub confidence: String,
}

/// What an organisation was before it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationRevision {
    /// The organisation as it stood.
    pub organisation: Organisation,
    /// When it was recorded like that.
    pub recorded_at: Timestamp,
    /// When something else took its place.
    pub replaced_at: Timestamp,
}
