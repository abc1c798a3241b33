//! The files of a scan: cases, places, populations and controls.

use std::path::Path;

use epi::scan::{CaseCount, PersonsAtRisk, Place, Position, ScanInput};
use kernel::Day;
use surveillance::sheet::{SheetFault, SheetRow};

use super::{Column, Faults, Input, Wanted};
use crate::cli::Scan;
use crate::exit::Ending;
use crate::lang::Lang;

/// Everything a scan is given, and what was seen in the files.
pub(crate) struct ScanFiles {
    pub(crate) input: ScanInput,
    pub(crate) notes: Vec<String>,
    /// Whether the cases are of certain days.
    pub(crate) has_dates: bool,
    /// The file of cases, for messages.
    pub(crate) cases: Input,
}

impl ScanFiles {
    /// Reads the files a scan is asked about.
    pub(crate) fn read(asked: &Scan, lang: Lang) -> Result<Self, Ending> {
        let file = Input::whole(&asked.file, lang)?;
        let map = Input::whole(&asked.places, lang)?;
        let mut input = ScanInput {
            places: places(&map)?,
            cases: counts(&file, &asked.strata)?,
            ..ScanInput::default()
        };
        if let Some(path) = &asked.controls {
            input.controls = counts(&Input::whole(path, lang)?, &asked.strata)?;
        }
        input.populations = populations(asked.population.as_deref(), &map, &asked.strata, lang)?;
        let cases: u64 = input.cases.iter().map(|case| u64::from(case.count)).sum();
        let (where_, persons) = (input.places.len(), input.populations.len());
        let note = lang.pick(
            format!(
                "{}: {cases} cases, {where_} places, {persons} population figures",
                file.name
            ),
            format!(
                "{}：{cases} 例，{where_} 个地点，{persons} 条人口数据",
                file.name
            ),
        );
        Ok(ScanFiles {
            input,
            notes: vec![note],
            has_dates: dates(&file)?.is_some(),
            cases: file,
        })
    }
}

fn places(map: &Input) -> Result<Vec<Place>, Ending> {
    let name = map.require(&Wanted::PLACE, None)?;
    let is_plane =
        map.find(&Wanted::LATITUDE, None)?.is_none() && map.find(&Wanted::X, None)?.is_some();
    let (first, second) = if is_plane {
        (
            map.require(&Wanted::X, None)?,
            map.require(&Wanted::Y, None)?,
        )
    } else {
        (
            map.require(&Wanted::LATITUDE, None)?,
            map.require(&Wanted::LONGITUDE, None)?,
        )
    };
    let mut faults = Faults::of(map);
    let mut places = Vec::new();
    for row in &map.sheet.rows {
        let (a, b) = (
            number(row, &first, &mut faults),
            number(row, &second, &mut faults),
        );
        let (Some(a), Some(b)) = (a, b) else { continue };
        places.push(Place {
            id: text(row, &name),
            position: if is_plane {
                Position::Plane { x: a, y: b }
            } else {
                Position::Globe {
                    latitude: a,
                    longitude: b,
                }
            },
        });
    }
    faults.settle()?;
    Ok(places)
}

/// Cases or controls: a row for each, or a column with their number; without dates they are of no particular day.
fn counts(file: &Input, strata: &[String]) -> Result<Vec<CaseCount>, Ending> {
    let place = file.require(&Wanted::PLACE, None)?;
    let count = file.find(&Wanted::COUNT, None)?;
    let date = dates(file)?;
    let strata = columns(file, strata)?;
    let mut faults = Faults::of(file);
    let mut rows = Vec::new();
    for row in &file.sheet.rows {
        let day = match &date {
            Some(column) => faults.take(day(file, row, column)),
            None => Some(Day::EPOCH),
        };
        let count = match &count {
            Some(column) => faults
                .take(file.sheet.count(row, column.at))
                .map(|count| count.unwrap_or(0)),
            None => Some(1),
        };
        let (Some(day), Some(count)) = (day, count) else {
            continue;
        };
        rows.push(CaseCount {
            place: text(row, &place),
            day: day.number(),
            count,
            stratum: stratum(row, &strata),
        });
    }
    faults.settle()?;
    Ok(rows)
}

fn dates(file: &Input) -> Result<Option<Column>, Ending> {
    match file.find(&Wanted::DATE, None)? {
        Some(column) => Ok(Some(column)),
        None => file.find(&Wanted::YEAR, None),
    }
}

/// A population file, or the column of the places' own file.
fn populations(
    path: Option<&Path>,
    map: &Input,
    strata: &[String],
    lang: Lang,
) -> Result<Vec<PersonsAtRisk>, Ending> {
    let own;
    let file = match path {
        Some(path) => {
            own = Input::whole(path, lang)?;
            &own
        }
        None if map.find(&Wanted::PERSONS, None)?.is_some() => map,
        None => return Ok(Vec::new()),
    };
    let place = file.require(&Wanted::PLACE, None)?;
    let persons = file.require(&Wanted::PERSONS, None)?;
    let date = file.find(&Wanted::YEAR, None)?;
    let strata = if path.is_some() {
        columns(file, strata)?
    } else {
        Vec::new()
    };
    let mut faults = Faults::of(file);
    let mut rows = Vec::new();
    for row in &file.sheet.rows {
        let day = match &date {
            Some(column) => faults.take(day(file, row, column)),
            None => Some(Day::EPOCH),
        };
        let (Some(day), Some(persons)) = (day, number(row, &persons, &mut faults)) else {
            continue;
        };
        rows.push(PersonsAtRisk {
            place: text(row, &place),
            day: day.number(),
            persons,
            stratum: stratum(row, &strata),
        });
    }
    faults.settle()?;
    Ok(rows)
}

/// A day; of a year alone its middle, 1 July.
fn day(file: &Input, row: &SheetRow, column: &Column) -> Result<Day, SheetFault> {
    let text = row.cells.get(column.at).map_or("", String::as_str);
    let year = text.trim_end_matches('年');
    if year.len() == 4
        && let Ok(year) = year.parse()
        && let Ok(day) = Day::from_ymd(year, 7, 1)
    {
        return Ok(day);
    }
    file.sheet.period(row, column.at).map(|(day, _)| day)
}

fn columns(file: &Input, names: &[String]) -> Result<Vec<Column>, Ending> {
    names
        .iter()
        .map(|name| file.named(name, "--stratum"))
        .collect()
}

fn stratum(row: &SheetRow, columns: &[Column]) -> String {
    let texts: Vec<String> = columns.iter().map(|column| text(row, column)).collect();
    texts.join(" ")
}

fn text(row: &SheetRow, column: &Column) -> String {
    row.cells.get(column.at).cloned().unwrap_or_default()
}

fn number(row: &SheetRow, column: &Column, faults: &mut Faults<'_>) -> Option<f64> {
    let read = text(row, column)
        .replace(',', "")
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite());
    if read.is_none() {
        faults.add(
            row,
            column,
            "number_unreadable",
            "this is no number".to_owned(),
            "不是数字".to_owned(),
        );
    }
    read
}
