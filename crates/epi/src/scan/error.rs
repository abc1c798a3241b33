//! Why a scan is not possible.

use thiserror::Error;

use crate::detect::NotEnoughData;

/// Input or settings that contradict each other; the message says what to change.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ScanError {
    /// A setting is outside its range.
    #[error("`{setting}` is {value}, but must be {allowed}")]
    Setting {
        /// Name of the setting.
        setting: &'static str,
        /// What was given.
        value: String,
        /// What would do.
        allowed: &'static str,
    },
    /// A setting or a table has no meaning under the model or analysis chosen.
    #[error("{what} cannot be used in a `{scan}` scan; leave it out or choose another scan")]
    DoesNotFit {
        /// Setting or table.
        what: &'static str,
        /// Model or analysis.
        scan: &'static str,
    },
    /// The model needs a table that is empty.
    #[error("a `{scan}` scan needs {what}; give at least one row")]
    Missing {
        /// Model.
        scan: &'static str,
        /// Table.
        what: &'static str,
    },
    /// There is no case in the study period.
    #[error("there is no case in the study period; check the dates or choose a longer period")]
    NoCases,
    /// There is too little to search.
    #[error(transparent)]
    NotEnoughData(#[from] NotEnoughData),
    /// A row names a place that is not in the table of places, so that it has no coordinates.
    #[error("`{place}`, named by the {table}, is not among the places; give its coordinates")]
    UnknownPlace {
        /// Id of the place.
        place: String,
        /// Table with the row.
        table: &'static str,
    },
    /// Coordinates are not numbers or lie outside the globe.
    #[error("the coordinates of `{place}` are not on the map; give degrees or finite numbers")]
    BadPosition {
        /// Id of the place.
        place: String,
    },
    /// Some places are on a globe and some on a plane.
    #[error(
        "`{place}` has another kind of coordinates than the places before; use one kind for all"
    )]
    MixedPositions {
        /// First place of another kind.
        place: String,
    },
    /// A place is given twice.
    #[error("the place `{place}` is given twice; keep one row")]
    DuplicatePlace {
        /// Id of the place.
        place: String,
    },
    /// A population is given twice for the same place, day and stratum.
    #[error(
        "the population of `{place}` on day {day}, stratum `{stratum}`, is given twice; keep one row"
    )]
    DuplicatePopulation {
        /// Id of the place.
        place: String,
        /// Day number.
        day: i32,
        /// Stratum.
        stratum: String,
    },
    /// A population is negative or not a number.
    #[error("the population of `{place}` on day {day} is not a number of 0 or more")]
    BadPopulation {
        /// Id of the place.
        place: String,
        /// Day number.
        day: i32,
    },
    /// A known relative risk is negative or not a number, or its days are the wrong way round.
    #[error("known risk {index} is not a number of 0 or more, or ends before it begins")]
    BadKnownRisk {
        /// Index of the row, from 0.
        index: usize,
    },
    /// There are cases where nobody is at risk.
    #[error(
        "`{place}` has cases around day {day} in stratum `{stratum}` but nobody at risk there; give the population"
    )]
    CasesWithoutPopulation {
        /// Id of the place.
        place: String,
        /// First day of the interval.
        day: i32,
        /// Stratum.
        stratum: String,
    },
    /// A row lies outside the study period.
    #[error(
        "{table} of `{place}` on day {day} lie outside the study period {first_day} to {last_day}; leave them out or widen the period"
    )]
    OutsidePeriod {
        /// Table with the row.
        table: &'static str,
        /// Id of the place.
        place: String,
        /// Day number.
        day: i32,
        /// First day of the study period.
        first_day: i32,
        /// Last day of the study period.
        last_day: i32,
    },
    /// More cases, places or intervals than this search can hold.
    #[error("{what} are too many: {found}, at most {most}; use longer intervals or larger places")]
    TooMany {
        /// What is counted.
        what: &'static str,
        /// How many there are.
        found: u64,
        /// How many can be searched.
        most: u64,
    },
}
