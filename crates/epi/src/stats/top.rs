//! The top of a likelihood in one parameter.

/// Steps before the last value is taken.
const STEPS_MAX: usize = 100;

/// Relative length of a step that ends the search; by Newton's method, what is left then is about its square.
const TOLERANCE: f64 = 1e-8;

/// Where a slope crosses zero from above, by Newton's method kept between the greatest value known to lie below the
/// crossing and the least known to lie above it.
///
/// `slopes` gives the first derivative and minus the second; the slope at `low` is taken for positive, that at `high` for
/// negative. `start` lies between the two.
pub(crate) fn top(
    mut slopes: impl FnMut(f64) -> (f64, f64),
    [mut low, mut high]: [f64; 2],
    start: f64,
) -> f64 {
    let (mut at, mut stride, mut has_fallen) = (start, 1.0, false);
    for _ in 0..STEPS_MAX {
        let (slope, bend) = slopes(at);
        if slope > 0.0 {
            low = at;
        } else {
            (high, has_fallen) = (at, true);
        }
        let mut next = at + slope / bend;
        if (next - at).abs() <= TOLERANCE * at.abs().max(1e-3) {
            return next.clamp(low, high);
        }
        if !(next > low && next < high) {
            // Uphill by ever longer strides until the slope has once been negative.
            next = if has_fallen {
                f64::midpoint(low, high)
            } else {
                (low + stride).min(f64::midpoint(low, high))
            };
            stride *= 2.0;
        }
        at = next;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tops_are_found_where_newton_alone_would_run_away() {
        // ln cosh: the slope −tanh is flat on both sides.
        for peak in [0.001, 3.0, 40.0] {
            let found = top(
                |x| (-(x - peak).tanh(), (x - peak).cosh().powi(-2)),
                [0.0, 100.0],
                0.0,
            );
            assert!((found - peak).abs() < 1e-9, "{found} {peak}");
        }
    }

    #[test]
    fn a_slope_that_is_not_a_number_ends_the_search() {
        assert!(top(|_| (f64::NAN, f64::NAN), [0.0, 1.0], 0.5).is_finite());
    }
}
