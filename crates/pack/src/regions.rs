//! Regions (行政区划) as a tree with names, validity, populations and polygons.

use std::collections::HashMap;
use std::sync::Arc;

use geojson::Geometry;
use kernel::{Day, Level, RegionCode};

use crate::marks::Confidence;
use crate::search::{Index, Ranked};

/// Resident population (常住人口) of a region at one date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Population {
    /// Persons.
    pub value: u64,
    /// The day it was counted or estimated for.
    pub as_of: Day,
    /// How far the figure is trusted.
    pub confidence: Confidence,
    /// Where it was read.
    pub source: Arc<str>,
}

/// One region.
#[derive(Debug, Clone)]
pub struct Region {
    /// Code.
    pub code: RegionCode,
    /// Chinese name, for example 忻州市.
    pub name_zh: String,
    /// English name, for example Xinzhou; pinyin where no other is in use.
    pub name_en: String,
    /// Rank.
    pub level: Level,
    /// The region above; `None` for the country.
    pub parent: Option<RegionCode>,
    /// Reading where characters have several, syllables apart: `shen xian` for 莘县.
    pub pinyin: Option<String>,
    /// Other names, and former codes.
    pub aliases: Vec<String>,
    /// First day the region existed under this code, where that matters.
    pub valid_from: Option<Day>,
    /// Last day the region existed under this code.
    pub valid_to: Option<Day>,
    /// What a reader should know, for example functional zones inside.
    pub note: String,
    /// Where the row comes from.
    pub source: Arc<str>,
    /// How far the row is trusted.
    pub confidence: Confidence,
    /// Populations, oldest first.
    pub populations: Vec<Population>,
}

/// The tree of all regions of a pack.
#[derive(Debug, Clone, Default)]
pub struct Regions {
    all: Vec<Region>,
    by_code: HashMap<RegionCode, usize>,
    children: HashMap<RegionCode, Vec<usize>>,
    polygons: HashMap<RegionCode, Geometry>,
    index: Index,
}

impl Regions {
    pub(crate) fn new(mut all: Vec<Region>, polygons: HashMap<RegionCode, Geometry>) -> Self {
        all.sort_by_key(|region| region.code);
        let mut by_code = HashMap::with_capacity(all.len());
        let mut children: HashMap<RegionCode, Vec<usize>> = HashMap::new();
        let mut index = Index::default();
        for (at, region) in all.iter().enumerate() {
            by_code.insert(region.code, at);
            if let Some(parent) = region.parent {
                children.entry(parent).or_default().push(at);
            }
            index.add(&region.code.to_string(), region.level as u8, |names| {
                names.chinese(&region.name_zh, region.pinyin.as_deref());
                if !region.name_en.is_empty() {
                    names.latin(&region.name_en);
                }
                for alias in &region.aliases {
                    names.any(alias);
                }
            });
        }
        Regions {
            all,
            by_code,
            children,
            polygons,
            index,
        }
    }

    /// How many regions there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is no region at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All regions in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &Region> {
        self.all.iter()
    }

    /// The region with this code.
    #[must_use]
    pub fn get(&self, code: RegionCode) -> Option<&Region> {
        self.by_code.get(&code).map(|at| &self.all[*at])
    }

    /// The regions directly below that exist now, by code; those that have ended are left out.
    pub fn children(&self, code: RegionCode) -> impl Iterator<Item = &Region> {
        self.children_ever(code)
            .filter(|region| region.valid_to.is_none())
    }

    /// The regions directly below that existed on a day, by code.
    pub fn children_on(&self, code: RegionCode, day: Day) -> impl Iterator<Item = &Region> {
        self.children_ever(code).filter(move |region| {
            region.valid_from.is_none_or(|from| from <= day)
                && region.valid_to.is_none_or(|to| day <= to)
        })
    }

    fn children_ever(&self, code: RegionCode) -> impl Iterator<Item = &Region> {
        self.children
            .get(&code)
            .into_iter()
            .flatten()
            .map(|at| &self.all[*at])
    }

    /// Whether any region lies directly below.
    #[must_use]
    pub fn has_children(&self, code: RegionCode) -> bool {
        self.children.contains_key(&code)
    }

    /// The regions above, the country first; empty for the country and for an unknown code.
    #[must_use]
    pub fn ancestors(&self, code: RegionCode) -> Vec<&Region> {
        let mut above: Vec<&Region> = std::iter::successors(self.get(code), |region| {
            region.parent.and_then(|parent| self.get(parent))
        })
        .skip(1)
        .collect();
        above.reverse();
        above
    }

    /// Codes from the country down to the region itself: `/100000/140000/140900/`.
    ///
    /// A region lies at or below another exactly when its path begins with the other's.
    #[must_use]
    pub fn path(&self, code: RegionCode) -> Option<String> {
        let region = self.get(code)?;
        let mut path = String::from("/");
        for step in self.ancestors(code).into_iter().chain([region]) {
            path.push_str(&step.code.to_string());
            path.push('/');
        }
        Some(path)
    }

    /// Whether `code` is `area` or lies below it.
    #[must_use]
    pub fn is_within(&self, code: RegionCode, area: RegionCode) -> bool {
        std::iter::successors(self.get(code), |region| {
            region.parent.and_then(|parent| self.get(parent))
        })
        .any(|region| region.code == area)
    }

    /// All regions of `level` below `code` that exist now, in the order of the tree.
    #[must_use]
    pub fn descendants(&self, code: RegionCode, level: Level) -> Vec<&Region> {
        let mut found = Vec::new();
        let mut waiting: Vec<&Region> = self.children(code).collect();
        waiting.reverse();
        while let Some(region) = waiting.pop() {
            if region.level == level {
                found.push(region);
            } else if region.level < level {
                let start = waiting.len();
                waiting.extend(self.children(region.code));
                waiting[start..].reverse();
            }
        }
        found
    }

    /// Regions whose code, name, alias or reading is exactly `text`; the higher level first.
    #[must_use]
    pub fn find_by_name(&self, text: &str) -> Vec<&Region> {
        self.index
            .exact_all(text)
            .into_iter()
            .map(|at| &self.all[at])
            .collect()
    }

    /// The outline of a region.
    #[must_use]
    pub fn polygon(&self, code: RegionCode) -> Option<&Geometry> {
        self.polygons.get(&code)
    }

    /// Whether a map of the regions directly below can be drawn.
    #[must_use]
    pub fn has_map(&self, code: RegionCode) -> bool {
        self.children(code)
            .any(|child| self.polygons.contains_key(&child.code))
    }

    /// The population that fits `on`: the latest figure not after it, else the earliest after it.
    ///
    /// `None` where no figure is known; a rate then cannot be computed and must say so.
    #[must_use]
    pub fn population(&self, code: RegionCode, on: Day) -> Option<&Population> {
        let known = &self.get(code)?.populations;
        known
            .iter()
            .rev()
            .find(|population| population.as_of <= on)
            .or_else(|| known.first())
    }

    /// Regions that `query` may mean, best first: by code, name, full pinyin and initials (`xzs` finds 忻州市).
    #[must_use]
    pub fn search(&self, query: &str, limit: usize) -> Vec<Ranked<&Region>> {
        self.index.search(query, limit, |at| &self.all[at])
    }

    /// The known name nearest to a misspelt `text`, where one is near.
    #[must_use]
    pub fn suggest(&self, text: &str) -> Option<&Region> {
        self.index.nearest(text).map(|at| &self.all[at])
    }
}
