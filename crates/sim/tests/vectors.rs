//! The reference results, read from `tests/reference/sim_truth.json`.

use serde_json::Value;

/// The rows of one section.
pub fn section(name: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("reference/sim_truth.json")).unwrap();
    all[name].as_array().unwrap().clone()
}

/// A number of a row.
pub fn number(row: &Value, field: &str) -> f64 {
    row[field].as_f64().unwrap_or_else(|| panic!("{field}"))
}

/// A list of numbers of a row.
pub fn numbers(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|number| number.as_f64().unwrap())
        .collect()
}

/// A matrix of a row.
pub fn matrix(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().unwrap().iter().map(numbers).collect()
}

/// Compares two numbers.
#[track_caller]
pub fn assert_close(got: f64, want: f64, within: f64) {
    assert!(
        (got - want).abs() <= within,
        "{got} is not within {within} of {want}"
    );
}
