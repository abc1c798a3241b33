//! Reference data as the wire shows it.

use kernel::{Day, Level, RegionCode};
use pack::{Pack, Population, Region};
use serde::Serialize;
use utoipa::ToSchema;

/// Resident population (常住人口) with where it was read.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PopulationView {
    /// Persons.
    value: u64,
    /// `A` (official text read) to `D` (estimate with real doubt).
    confidence: String,
    source: String,
    /// The day it was counted or estimated for.
    as_of: Day,
}

impl PopulationView {
    fn of(population: &Population) -> Self {
        PopulationView {
            value: population.value,
            confidence: population.confidence.as_str().to_owned(),
            source: population.source.to_string(),
            as_of: population.as_of,
        }
    }
}

/// A region.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RegionView {
    pub(super) code: RegionCode,
    name_zh: String,
    name_en: String,
    level: Level,
    parent: Option<RegionCode>,
    /// The latest figure known today.
    population: Option<PopulationView>,
    has_children: bool,
    /// Whether the regions below can be drawn.
    has_map: bool,
}

impl RegionView {
    pub(super) fn of(region: &Region, pack: &Pack, today: Day) -> Self {
        RegionView {
            code: region.code,
            name_zh: region.name_zh.clone(),
            name_en: region.name_en.clone(),
            level: region.level,
            parent: region.parent,
            population: pack
                .regions
                .population(region.code, today)
                .map(PopulationView::of),
            has_children: pack.regions.has_children(region.code),
            has_map: pack.regions.has_map(region.code),
        }
    }
}

/// What a search found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum HitKind {
    Region,
    Condition,
    Organisation,
    Stream,
    Page,
}

/// One thing a query may mean.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SearchHit {
    pub(super) kind: HitKind,
    /// Code, id, or name of the page.
    pub(super) code: String,
    pub(super) name_zh: String,
    pub(super) name_en: String,
    /// What tells it from others of the same name.
    pub(super) detail_zh: String,
    pub(super) detail_en: String,
}
