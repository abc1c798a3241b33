//! Reads the reference vectors; `reference/README.md` describes them.

use std::collections::BTreeMap;
use std::ops::Range;

use epi::{CountSeries, Step};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
pub struct Vectors {
    series: BTreeMap<String, Series>,
    pub cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Series {
    unit: String,
    #[serde(default)]
    epoch_as_date: bool,
    #[serde(default)]
    dates: Option<Vec<String>>,
    #[serde(default)]
    start_date: Option<String>,
    observed: Vec<Option<f64>>,
    #[serde(default)]
    population: Option<Vec<f64>>,
}

#[derive(Deserialize)]
pub struct Case {
    pub id: String,
    series: String,
    pub params: BTreeMap<String, Value>,
    range_1based: [usize; 2],
    pub output: BTreeMap<String, Value>,
}

impl Vectors {
    /// A file of the folder `reference`.
    pub fn read(file: &str) -> Vectors {
        let path = format!("{}/tests/reference/{file}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// The series a case is about.
    pub fn series(&self, case: &Case) -> CountSeries {
        let series = &self.series[&case.series];
        let step = match series.unit.as_str() {
            "day" => Step::Day,
            "week" => Step::Week,
            _ => Step::Month,
        };
        let first_date = series
            .start_date
            .as_ref()
            .or(series.dates.as_ref().map(|dates| &dates[0]));
        CountSeries {
            start: first_date.map_or(0, |date| day_number(date)),
            step,
            observed: series
                .observed
                .iter()
                .map(|count| count.map(|c| c as u32))
                .collect(),
            population: series.population.clone(),
        }
    }

    /// Whether the reference steps back by calendar years in this case.
    pub fn by_calendar(&self, case: &Case) -> bool {
        self.series[&case.series].epoch_as_date
    }
}

impl Case {
    /// Points judged, counted from 0.
    pub fn range(&self) -> Range<usize> {
        self.range_1based[0] - 1..self.range_1based[1]
    }

    /// An output; `None` is the reference's NA, NaN or infinity.
    pub fn output(&self, field: &str) -> Vec<Option<f64>> {
        let values = self.output[field].as_array().unwrap();
        values.iter().map(Value::as_f64).collect()
    }

    /// An output that is one number for the whole case.
    pub fn single(&self, field: &str) -> f64 {
        self.output[field].as_f64().unwrap()
    }

    pub fn number(&self, param: &str) -> f64 {
        self.params[param].as_f64().unwrap()
    }

    pub fn integer(&self, param: &str) -> i64 {
        self.params[param].as_i64().unwrap()
    }

    pub fn flag(&self, param: &str) -> bool {
        self.params[param].as_bool().unwrap()
    }

    pub fn text(&self, param: &str) -> &str {
        self.params[param].as_str().unwrap()
    }
}

/// Days since 1970-01-01 of `YYYY-MM-DD`, counted year by year.
pub fn day_number(date: &str) -> i32 {
    let parts: Vec<i32> = date.split('-').map(|part| part.parse().unwrap()).collect();
    let is_leap = |year: i32| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [
        31,
        28 + i32::from(is_leap(parts[0])),
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    let years: i32 = (1970..parts[0])
        .map(|year| 365 + i32::from(is_leap(year)))
        .sum();
    years + lengths[..parts[1] as usize - 1].iter().sum::<i32>() + parts[2] - 1
}

/// Fails unless `got` is within a relative tolerance of `want` (absolute below 1).
pub fn assert_close(got: f64, want: f64, tolerance: f64, place: &dyn std::fmt::Display) {
    let allowed = tolerance * want.abs().max(1.0);
    assert!(
        (got - want).abs() <= allowed,
        "{place}: got {got}, want {want}"
    );
}

/// Fails unless `got` is within a relative tolerance of `want`, however small that is.
pub fn assert_relative(got: f64, want: f64, tolerance: f64, place: &dyn std::fmt::Display) {
    assert!(
        (got - want).abs() <= tolerance * want.abs() + 1e-300,
        "{place}: got {got}, want {want}"
    );
}
