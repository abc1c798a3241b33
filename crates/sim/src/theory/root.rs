//! The zero of a function between two points.

/// The zero of a function that changes its sign between `low` and `high`, to the last bit.
pub(crate) fn bisect(mut low: f64, mut high: f64, value: impl Fn(f64) -> f64) -> f64 {
    let is_rising = value(low) < value(high);
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return middle;
        }
        if (value(middle) < 0.0) == is_rising {
            low = middle;
        } else {
            high = middle;
        }
    }
}
