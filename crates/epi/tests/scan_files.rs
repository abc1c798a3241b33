//! Reads the reference data of the scan statistics, in the column format of the program they come from.

use epi::scan::{CaseCount, PersonsAtRisk, Place, Position, ScanInput};

use crate::vectors::day_number;

/// Rows of a file in `reference/scan-data`, split at blanks.
fn rows(file: &str) -> Vec<Vec<String>> {
    let path = format!(
        "{}/tests/reference/scan-data/{file}",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text
        .lines()
        .map(|line| line.split_whitespace().map(str::to_owned).collect());
    rows.filter(|row: &Vec<String>| !row.is_empty()).collect()
}

/// A date such as `2001/11/24` or a year.
pub fn day(text: &str, month_and_day: &str) -> i32 {
    let century = if text.len() == 2 { "19" } else { "" };
    if text.contains('/') {
        day_number(&text.replace('/', "-"))
    } else {
        day_number(&format!("{century}{text}-{month_and_day}"))
    }
}

fn counts(file: &str, no_day: i32) -> Vec<CaseCount> {
    let count = |row: Vec<String>| CaseCount {
        place: row[0].clone(),
        day: row.get(2).map_or(no_day, |text| day(text, "1-1")),
        count: row[1].parse().unwrap(),
        stratum: row.get(3..).unwrap_or_default().join(" "),
    };
    rows(file).into_iter().map(count).collect()
}

fn places(file: &str, on_globe: bool) -> Vec<Place> {
    let place = |row: Vec<String>| {
        let (a, b) = (row[1].parse().unwrap(), row[2].parse().unwrap());
        Place {
            id: row[0].clone(),
            position: if on_globe {
                Position::Globe {
                    latitude: a,
                    longitude: b,
                }
            } else {
                Position::Plane { x: a, y: b }
            },
        }
    };
    rows(file).into_iter().map(place).collect()
}

/// Figures of a year stand for its middle.
fn populations(file: &str) -> Vec<PersonsAtRisk> {
    let population = |row: Vec<String>| PersonsAtRisk {
        place: row[0].clone(),
        day: day(&row[1], "7-1"),
        persons: row[2].parse().unwrap(),
        stratum: row[3..].join(" "),
    };
    rows(file).into_iter().map(population).collect()
}

/// Brain cancer in New Mexico 1973–1991 by county, year, age group and sex.
pub fn new_mexico() -> ScanInput {
    ScanInput {
        places: places("nm.geo", true),
        cases: counts("nm.cas", 0),
        populations: populations("nm.pop"),
        ..ScanInput::default()
    }
}

/// Fever in the emergency departments of New York City, November 2001, by postal code and day.
pub fn new_york() -> ScanInput {
    ScanInput {
        places: places("NYCfever.geo", true),
        cases: counts("NYCfever.cas", 0),
        ..ScanInput::default()
    }
}

/// Lung cancer in Pennsylvania 2002 by county.
pub fn pennsylvania() -> ScanInput {
    ScanInput {
        places: places("penn.geo", true),
        cases: counts("penn.cas", day_number("2002-1-1")),
        populations: populations("penn.pop"),
        ..ScanInput::default()
    }
}

/// Childhood leukaemia and lymphoma in North Humberside 1974–1986 with controls, by home.
pub fn north_humberside() -> ScanInput {
    ScanInput {
        places: places("NHumberside.geo", false),
        cases: counts("NHumberside.cas", 0),
        controls: counts("NHumberside.ctl", 0),
        ..ScanInput::default()
    }
}
