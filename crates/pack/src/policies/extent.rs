//! How far a role reaches with a permission for a purpose, found by asking the policies themselves.

use super::{Asking, Holder, Kept, PURPOSES, Policies, index};
use crate::roles::PERMISSIONS;

/// Levels of sensitivity, from published to closed.
pub const LEVELS: u8 = 6;

/// What a resource is to whoever asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Whether it lies in the post's area.
    pub in_area: bool,
    /// Whether the post's organisation holds it.
    pub own_organisation: bool,
    /// Whether it belongs to an event the holder takes part in.
    pub own_event: bool,
}

impl Place {
    /// All places, the plainest first.
    pub const ALL: [Place; 8] = {
        let mut all = [Place {
            in_area: false,
            own_organisation: false,
            own_event: false,
        }; 8];
        let mut number = 0;
        while number < 8 {
            all[number] = Place {
                in_area: number & 1 != 0,
                own_organisation: number & 2 != 0,
                own_event: number & 4 != 0,
            };
            number += 1;
        }
        all
    };

    fn number(self) -> usize {
        usize::from(self.in_area)
            + 2 * usize::from(self.own_organisation)
            + 4 * usize::from(self.own_event)
    }
}

/// The highest level a role sees at each place; `None` where it sees nothing.
///
/// A level is seen only when all lower ones are, so that a list needs one comparison.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extent([Option<u8>; 8]);

impl Extent {
    /// The highest level at a place.
    #[must_use]
    pub fn level(&self, place: Place) -> Option<u8> {
        self.0[place.number()]
    }

    /// Whether it reaches nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }
}

/// An area, and a region that lies outside it. The policies name neither, so any pair gives the same answers.
const INSIDE: &str = "/A/B/";
const OUTSIDE: &str = "/C/";

impl Policies {
    /// How far a role reaches with a permission for a purpose, temporary rights apart.
    ///
    /// It is found at the first question and kept.
    #[must_use]
    pub fn extent(&self, role: &str, permission: &str, purpose: &str) -> Extent {
        let numbers = (
            self.role(role),
            index(&PERMISSIONS, permission),
            index(&PURPOSES, purpose),
        );
        let (Some(role_number), Some(permission_number), Some(purpose_number)) = numbers else {
            return Extent::default();
        };
        let cell =
            (role_number * PERMISSIONS.len() + permission_number) * PURPOSES.len() + purpose_number;
        self.extents[cell]
            .get_or_init(|| self.find_extent(role, permission, purpose))
            .clone()
    }

    fn find_extent(&self, role: &str, permission: &str, purpose: &str) -> Extent {
        let asking = Asking {
            permission,
            purpose,
            temporary: false,
        };
        let event = ["E".to_owned()];
        let allows = |place: Place, level: u8| {
            let holder = Holder {
                role,
                area: "A",
                organisation: Some("O"),
                events: &event,
            };
            let kept = Kept {
                path: if place.in_area { INSIDE } else { OUTSIDE },
                organisation: place.own_organisation.then_some("O"),
                events: if place.own_event { &event } else { &[] },
                level,
            };
            self.decide(holder, kept, asking).is_some()
        };
        let mut extent = Extent::default();
        for place in Place::ALL {
            extent.0[place.number()] = (0..LEVELS).take_while(|level| allows(place, *level)).last();
        }
        extent
    }

    /// The purposes for which a role holds a permission anywhere.
    #[must_use]
    pub fn purposes(&self, role: &str, permission: &str) -> Vec<&'static str> {
        PURPOSES
            .into_iter()
            .filter(|purpose| !self.extent(role, permission, purpose).is_empty())
            .collect()
    }

    /// Whether a role holds a permission anywhere, for some purpose.
    #[must_use]
    pub fn holds(&self, role: &str, permission: &str) -> bool {
        PURPOSES
            .iter()
            .any(|purpose| !self.extent(role, permission, purpose).is_empty())
    }
}
