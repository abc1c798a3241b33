//! How far a permission reaches, for lists.

use pack::{Extent, Place};

use crate::audit::{Action, Author, Entry};
use crate::{Permission, Post, Purpose, Resource};

/// One part of what a list may show: rows below a path up to a level, and of one organisation or event where named.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reach {
    /// Ancestor path; `/` is everywhere.
    pub path: String,
    /// Only rows that this organisation holds.
    pub organisation: Option<String>,
    /// Only rows that belong to one of these events.
    pub events: Option<Vec<String>>,
    /// The highest level of sensitivity.
    pub level: u8,
}

impl Reach {
    /// Whether a resource lies within it.
    #[must_use]
    pub fn covers(&self, resource: &Resource) -> bool {
        resource.path.starts_with(&self.path)
            && resource.level <= self.level
            && self
                .organisation
                .as_ref()
                .is_none_or(|own| resource.organisation.as_ref() == Some(own))
            && self
                .events
                .as_ref()
                .is_none_or(|own| resource.events.iter().any(|event| own.contains(event)))
    }

    /// Whether everything another reach holds lies within this one.
    fn holds(&self, other: &Reach) -> bool {
        other.path.starts_with(&self.path)
            && other.level <= self.level
            && (self.organisation.is_none() || self.organisation == other.organisation)
            && (self.events.is_none() || self.events == other.events)
    }
}

/// Where and how far a permission is held: what a list puts into its SQL, so that nothing is filtered afterwards.
#[derive(Debug, Clone)]
#[must_use = "a list shows what the scope covers and nothing else"]
pub struct Scope {
    pub(crate) permission: Permission,
    pub(crate) purpose: Purpose,
    pub(crate) author: Author,
    pub(crate) reaches: Vec<Reach>,
}

impl Scope {
    /// The parts it consists of; one inside another is left out.
    #[must_use]
    pub fn reaches(&self) -> &[Reach] {
        &self.reaches
    }

    /// Ancestor paths of the areas in which all rows up to the usual level may be shown, for tables that know neither
    /// organisation nor event nor level. `/` is everywhere.
    #[must_use]
    pub fn areas(&self) -> Vec<String> {
        let mut areas: Vec<String> = Vec::new();
        let mut paths: Vec<&String> = self
            .reaches
            .iter()
            .filter(|reach| {
                reach.organisation.is_none()
                    && reach.events.is_none()
                    && reach.level >= Resource::USUAL
            })
            .map(|reach| &reach.path)
            .collect();
        // A path sorts right behind those it begins with.
        paths.sort();
        for path in paths {
            if areas
                .last()
                .is_none_or(|held| !path.starts_with(held.as_str()))
            {
                areas.push(path.clone());
            }
        }
        areas
    }

    /// Whether a resource lies within it.
    #[must_use]
    pub fn covers(&self, resource: &Resource) -> bool {
        self.reaches.iter().any(|reach| reach.covers(resource))
    }

    /// The permission it is about.
    #[must_use]
    pub fn permission(&self) -> Permission {
        self.permission
    }

    /// What it is held for.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// Who acts, as the holder of the first post that carries the permission.
    #[must_use]
    pub fn author(&self) -> Author {
        self.author.clone()
    }

    /// An entry of the audit trail that says this was done.
    #[must_use]
    pub fn entry(&self, action: Action) -> Entry {
        Entry::new(self.author(), action).for_purpose(self.purpose)
    }

    /// Leaves out what lies inside something else.
    pub(crate) fn tidy(mut reaches: Vec<Reach>) -> Vec<Reach> {
        reaches.sort();
        reaches.dedup();
        let all = reaches.clone();
        reaches.retain(|reach| !all.iter().any(|other| other != reach && other.holds(reach)));
        reaches
    }
}

/// What an extent means at a post, for whoever takes part in these events.
pub(crate) fn reaches(extent: &Extent, post: &Post, events: &[String]) -> Vec<Reach> {
    let Some(area) = &post.region_path else {
        return Vec::new();
    };
    let mut reaches = Vec::new();
    for place in Place::ALL {
        let Some(level) = extent.level(place) else {
            continue;
        };
        if place.own_organisation && post.organisation.is_none()
            || place.own_event && events.is_empty()
        {
            continue;
        }
        reaches.push(Reach {
            path: if place.in_area { area.as_str() } else { "/" }.to_owned(),
            organisation: post.organisation.clone().filter(|_| place.own_organisation),
            events: place.own_event.then(|| events.to_vec()),
            level,
        });
    }
    reaches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(path: &str, organisation: Option<&str>, level: u8) -> Reach {
        Reach {
            path: path.to_owned(),
            organisation: organisation.map(str::to_owned),
            events: None,
            level,
        }
    }

    #[test]
    fn what_lies_inside_something_else_is_left_out() {
        let kept = Scope::tidy(vec![
            reach("/1/2/", None, 5),
            reach("/1/", None, 4),
            reach("/1/2/3/", Some("a"), 5),
            reach("/1/", None, 4),
            reach("/1/", Some("a"), 5),
        ]);
        assert_eq!(
            kept,
            [
                reach("/1/", None, 4),
                reach("/1/", Some("a"), 5),
                reach("/1/2/", None, 5)
            ]
        );
    }
}
