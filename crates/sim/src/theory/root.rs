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

/// The zero of a smooth function that changes its sign between `low` and `high`, by false position with Illinois's
/// correction: a handful of evaluations where each is dear, to a relative 10⁻¹³.
pub(crate) fn false_position(low: f64, high: f64, value: impl Fn(f64) -> f64) -> f64 {
    let (mut a, mut b) = (low, high);
    let (mut at_a, mut at_b) = (value(a), value(b));
    for _ in 0..200 {
        if at_b == at_a || (b - a).abs() <= 1e-13 * b.abs().max(a.abs()) {
            break;
        }
        let c = b - at_b * (b - a) / (at_b - at_a);
        let at_c = value(c);
        if at_c == 0.0 {
            return c;
        }
        if (at_c < 0.0) == (at_b < 0.0) {
            // The far end stays; halving its value keeps the next cut from staying on this side.
            at_a *= 0.5;
        } else {
            (a, at_a) = (b, at_b);
        }
        if (c - b).abs() <= 1e-13 * c.abs() {
            return c;
        }
        (b, at_b) = (c, at_c);
    }
    b
}
