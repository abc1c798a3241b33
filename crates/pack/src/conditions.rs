//! Conditions (病种): notifiable diseases, their subtypes and what else is watched, with dated listings.

use std::collections::HashMap;

use kernel::Day;
use serde::Serialize;

use crate::marks::Confidence;
use crate::search::{Index, Ranked};

/// Class (类别) of a notifiable infectious disease (法定传染病).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Class {
    /// 甲类
    A,
    /// 乙类
    B,
    /// 丙类
    C,
    /// 其他: watched, not in the statutory list.
    #[serde(rename = "other")]
    Other,
}

impl Class {
    /// `A`, `B`, `C` or `other`, as in packs and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Class::A => "A",
            Class::B => "B",
            Class::C => "C",
            Class::Other => "other",
        }
    }
}

/// One span of time in which a condition stood in the statutory list (法定传染病目录).
#[derive(Debug, Clone)]
pub struct Listing {
    /// First day in force.
    pub from: Day,
    /// Last day in force; `None` while it stands.
    pub to: Option<Day>,
    /// Class in that span.
    pub class: Class,
    /// Whether class A measures applied (乙类甲管).
    pub managed_as_a: bool,
    /// Law or announcement.
    pub basis: String,
    /// How far the row is trusted.
    pub confidence: Confidence,
}

impl Listing {
    /// Whether the listing is in force on `day`.
    #[must_use]
    pub fn holds(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// A disease, subtype or syndrome that counts are kept for.
#[derive(Debug, Clone)]
pub struct Condition {
    /// Stable code, for example `hepatitis_a`.
    pub code: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Other spellings, Chinese and English.
    pub aliases: Vec<String>,
    /// The condition this one is a subtype of.
    pub parent: Option<String>,
    /// ICD-10 codes, `;` between them.
    pub icd10: String,
    /// Code on the infectious-disease report card (传染病报告卡).
    pub card_code: Option<String>,
    /// Hours within which a case must be reported.
    pub report_hours: Option<u32>,
    /// Transmission group (传播途径分类), Chinese.
    pub group_zh: String,
    /// Method under which CIDARS (国家传染病自动预警系统) watches it: `fixed`, `mpm`, `scan+mpm` or `none`.
    pub cidars_method: String,
    /// The method's threshold: cases for `fixed`, percentile for `mpm`.
    pub cidars_threshold: Option<f64>,
    /// Dated entries of the statutory list, oldest first; a subtype has none unless it was listed by itself.
    pub listings: Vec<Listing>,
    /// Where the row comes from.
    pub source: String,
    /// How far the row is trusted.
    pub confidence: Confidence,
    /// What a reader should know.
    pub note: String,
}

impl Condition {
    /// The listing in force on `on`.
    #[must_use]
    pub fn listing(&self, on: Day) -> Option<&Listing> {
        self.listings.iter().find(|listing| listing.holds(on))
    }
}

/// All conditions of a pack, in the order of the pack.
#[derive(Debug, Clone, Default)]
pub struct Conditions {
    all: Vec<Condition>,
    by_code: HashMap<String, usize>,
    index: Index,
}

impl Conditions {
    pub(crate) fn new(all: Vec<Condition>) -> Self {
        let by_code = all
            .iter()
            .enumerate()
            .map(|(at, condition)| (condition.code.clone(), at))
            .collect();
        let mut index = Index::default();
        for condition in &all {
            index.add(&condition.code, 0, |names| {
                names.chinese(&condition.name_zh, None);
                names.latin(&condition.name_en);
                for alias in &condition.aliases {
                    names.any(alias);
                }
            });
        }
        Conditions {
            all,
            by_code,
            index,
        }
    }

    /// All conditions in the order of the pack.
    pub fn iter(&self) -> impl Iterator<Item = &Condition> {
        self.all.iter()
    }

    /// The condition with this code.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Condition> {
        self.by_code.get(code).map(|at| &self.all[*at])
    }

    /// Subtypes of the condition with this code.
    pub fn subtypes<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a Condition> {
        self.all
            .iter()
            .filter(move |condition| condition.parent.as_deref() == Some(code))
    }

    /// The condition whose code, name or alias is exactly `text`, without regard to case and blanks.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<&Condition> {
        self.index.exact(text).map(|at| &self.all[at])
    }

    /// The statutory list on `on`: each condition in force with its listing, in the order of the pack.
    #[must_use]
    pub fn in_force(&self, on: Day) -> Vec<(&Condition, &Listing)> {
        self.all
            .iter()
            .filter_map(|condition| Some((condition, condition.listing(on)?)))
            .collect()
    }

    /// The class of a condition on `on`: its own listing, else that of its parent, else [`Class::Other`].
    #[must_use]
    pub fn class(&self, code: &str, on: Day) -> Option<Class> {
        let condition = self.get(code)?;
        let listing = condition.listing(on).or_else(|| {
            let parent = condition.parent.as_deref()?;
            self.get(parent)?.listing(on)
        });
        Some(listing.map_or(Class::Other, |listing| listing.class))
    }

    /// Conditions that `query` may mean, best first: by code, name, full pinyin and initials.
    #[must_use]
    pub fn search(&self, query: &str, limit: usize) -> Vec<Ranked<&Condition>> {
        self.index.search(query, limit, |at| &self.all[at])
    }

    /// The known name nearest to a misspelt `text`, where one is near.
    #[must_use]
    pub fn suggest(&self, text: &str) -> Option<&Condition> {
        self.index.nearest(text).map(|at| &self.all[at])
    }
}
