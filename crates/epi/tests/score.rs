//! Scores against values worked out by hand.

use epi::score::{Score, ScoreSummary, Spread, interval_score, weighted_interval_score};
use proptest::prelude::*;

use crate::vectors::assert_close;

#[test]
fn intervals_pay_for_width_and_for_misses() {
    // Bracher et al. 2021: width, plus 2/α times the distance outside.
    assert_close(interval_score(2.0, 6.0, 0.9, 4.0), 4.0, 1e-12, &"inside");
    assert_close(
        interval_score(2.0, 6.0, 0.9, 1.0),
        4.0 + 20.0,
        1e-12,
        &"below",
    );
    assert_close(
        interval_score(2.0, 6.0, 0.5, 9.0),
        4.0 + 12.0,
        1e-12,
        &"above",
    );
}

#[test]
fn the_weighted_score_is_the_weighted_mean_of_interval_scores() {
    let quantiles = [
        (0.025, 1.0),
        (0.25, 4.0),
        (0.5, 6.0),
        (0.75, 9.0),
        (0.975, 20.0),
    ];
    for observed in [0.0, 1.0, 5.0, 6.0, 12.0, 30.0] {
        let by_intervals = 0.5 * f64::abs(observed - 6.0)
            + 0.025 * interval_score(1.0, 20.0, 0.95, observed)
            + 0.25 * interval_score(4.0, 9.0, 0.5, observed);
        let got = weighted_interval_score(&quantiles, observed).unwrap();
        assert_close(got, by_intervals / 2.5, 1e-12, &"weighted interval score");
    }
    assert_eq!(weighted_interval_score(&[], 3.0), None);
}

#[test]
fn means_and_their_spread() {
    let score = |value: f64, observed: f64| {
        Score::new(
            value,
            &[(0.025, value - 1.0), (0.5, value), (0.975, value + 1.0)],
            observed,
        )
    };
    let [hit, miss] = [score(5.0, 5.0).unwrap(), score(5.0, 9.0).unwrap()];
    assert!(hit.is_covered && !miss.is_covered);
    let summary = ScoreSummary::of(&[hit, miss]).unwrap();
    assert_eq!((summary.count, summary.coverage), (2, 0.5));
    assert_close(
        summary.mean_absolute_error,
        2.0,
        1e-12,
        &"mean absolute error",
    );
    assert_eq!(ScoreSummary::of(&[]), None);

    let occasions = vec![vec![hit], vec![miss], vec![hit, miss], vec![]];
    let spread = Spread::bootstrap(&occasions, 500, 7).unwrap();
    assert_eq!(Some(spread), Spread::bootstrap(&occasions, 500, 7));
    assert!(spread.coverage[0] <= 0.5 && 0.5 <= spread.coverage[1]);
    assert!(spread.mean_absolute_error[0] < 2.0 && 2.0 < spread.mean_absolute_error[1]);
    assert_eq!(Spread::bootstrap(&[], 500, 7), None);
    assert_eq!(Spread::bootstrap(&occasions, 0, 7), None);
}

proptest! {
    /// Properness: over the outcomes of a die, no forecast scores better than the die's own quantiles.
    #[test]
    fn honest_quantiles_score_best(shift in -3.0_f64..3.0, stretch in 0.2_f64..3.0) {
        let honest = [(0.25, 2.0), (0.5, 3.5), (0.75, 5.0)];
        let other = honest.map(|(level, value)| (level, 3.5 + shift + stretch * (value - 3.5)));
        let expected = |quantiles: &[(f64, f64)]| -> f64 {
            (1..=6).filter_map(|eyes| weighted_interval_score(quantiles, f64::from(eyes))).sum()
        };
        prop_assert!(expected(&honest) <= expected(&other) + 1e-12);
    }
}
