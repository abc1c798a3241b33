//! Ranges that many parameters share, refused in the same words.

use crate::error::SimError;

/// The largest basic reproduction number that is believed; measles, the most infectious known, reaches about 18
/// (Guerra et al. 2017, doi:10.1016/S1473-3099(17)30307-9).
pub(crate) const REPRODUCTION_NUMBER_MAX: f64 = 30.0;

/// A finite number above 0.
pub(crate) fn positive(field: impl Into<String>, value: f64) -> Result<f64, SimError> {
    if value.is_finite() && value > 0.0 {
        Ok(value)
    } else {
        Err(SimError::parameter(field, value, "a number above 0"))
    }
}

/// A finite number of 0 or more.
pub(crate) fn not_negative(field: impl Into<String>, value: f64) -> Result<f64, SimError> {
    if value.is_finite() && value >= 0.0 {
        Ok(value)
    } else {
        Err(SimError::parameter(field, value, "a number of 0 or more"))
    }
}

/// A proportion.
pub(crate) fn share(field: impl Into<String>, value: f64) -> Result<f64, SimError> {
    if (0.0..=1.0).contains(&value) {
        Ok(value)
    } else {
        Err(SimError::parameter(field, value, "from 0 to 1"))
    }
}

/// A number of days within which answers come and people stay at home.
pub(crate) fn days(field: impl Into<String>, value: u16) -> Result<(), SimError> {
    const DAYS_MAX: u16 = 60;
    if value <= DAYS_MAX {
        Ok(())
    } else {
        Err(SimError::parameter(
            field,
            value,
            format!("at most {DAYS_MAX} days"),
        ))
    }
}

/// A basic reproduction number.
pub(crate) fn reproduction_number(field: impl Into<String>, value: f64) -> Result<f64, SimError> {
    if value > 0.0 && value <= REPRODUCTION_NUMBER_MAX {
        Ok(value)
    } else {
        Err(SimError::parameter(
            field,
            value,
            format!(
                "above 0 and at most {REPRODUCTION_NUMBER_MAX}; no known disease reaches more than about 18"
            ),
        ))
    }
}

/// A square matrix of numbers of 0 or more, with this many rows.
pub(crate) fn square(field: &str, matrix: &[Vec<f64>], size: usize) -> Result<(), SimError> {
    if matrix.len() != size {
        return Err(SimError::parameter(
            field,
            format!("of {} rows", matrix.len()),
            format!("of {size} rows, one for each group"),
        ));
    }
    for (i, row) in matrix.iter().enumerate() {
        if row.len() != size {
            return Err(SimError::parameter(
                format!("{field}[{i}]"),
                format!("of {} columns", row.len()),
                format!("of {size} columns, one for each group"),
            ));
        }
        for (j, &value) in row.iter().enumerate() {
            not_negative(format!("{field}[{i}][{j}]"), value)?;
        }
    }
    Ok(())
}

/// Shares that add up to 1, within a hundredth for rounding in published tables.
pub(crate) fn shares(field: &str, values: &[f64]) -> Result<(), SimError> {
    for (i, &value) in values.iter().enumerate() {
        share(format!("{field}[{i}]"), value)?;
    }
    let sum: f64 = values.iter().sum();
    if (sum - 1.0).abs() > 0.01 {
        return Err(SimError::parameter(
            field,
            format!("a set of shares that add up to {sum:.4}"),
            "shares that add up to 1",
        ));
    }
    Ok(())
}
