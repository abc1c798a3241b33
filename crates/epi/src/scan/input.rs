//! What a scan is given: rows as they stand in a line list, a table of places and a table of populations.

use serde::{Deserialize, Serialize};

/// Where a place lies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Position {
    /// Degrees north and east; distances are great circles in kilometres.
    Globe {
        /// −90 to 90.
        latitude: f64,
        /// −180 to 180.
        longitude: f64,
    },
    /// A plane map; distances are in its units.
    Plane {
        /// To the right.
        x: f64,
        /// Upwards.
        y: f64,
    },
}

/// A place: a point where cases are counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Name used by the other tables.
    pub id: String,
    /// Where it lies.
    #[serde(flatten)]
    pub position: Position,
}

/// Cases (or controls) of one place, day and stratum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseCount {
    /// Place id.
    pub place: String,
    /// Days since 1970-01-01; any day of the study period in a spatial scan.
    #[serde(default)]
    pub day: i32,
    /// How many.
    #[serde(default = "one")]
    pub count: u32,
    /// Value of the covariates, such as `60-64 f`; empty if there are none.
    #[serde(default)]
    pub stratum: String,
}

fn one() -> u32 {
    1
}

/// Persons at risk in one place and stratum on one day; between days they change linearly, before the first and
/// after the last they stay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PersonsAtRisk {
    /// Place id.
    pub place: String,
    /// Days since 1970-01-01; for a figure that stands for a year, 1 July. Any day if there is only one figure.
    #[serde(default)]
    pub day: i32,
    /// How many, 0 or more.
    pub persons: f64,
    /// Value of the covariates, as in [`CaseCount::stratum`].
    #[serde(default)]
    pub stratum: String,
}

/// A risk known beforehand, such as that of a place under quarantine; expected cases are multiplied by it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KnownRisk {
    /// Place id; every place if not given.
    #[serde(default)]
    pub place: Option<String>,
    /// First day of the risk; the first of the study period if not given.
    #[serde(default)]
    pub first_day: Option<i32>,
    /// Last day of the risk; the last of the study period if not given.
    #[serde(default)]
    pub last_day: Option<i32>,
    /// Risk relative to what it would be otherwise, 0 or more; 0 means data are missing.
    pub relative_risk: f64,
}

/// Everything a scan is given; rows may come in any order, and rows about the same place, day and stratum add up
/// (populations may not be repeated).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ScanInput {
    /// All places; a place without cases belongs to the map too.
    pub places: Vec<Place>,
    /// Cases.
    pub cases: Vec<CaseCount>,
    /// Controls; Bernoulli only.
    pub controls: Vec<CaseCount>,
    /// Populations; Poisson only.
    pub populations: Vec<PersonsAtRisk>,
    /// Known relative risks; Poisson only.
    pub known_risks: Vec<KnownRisk>,
}
