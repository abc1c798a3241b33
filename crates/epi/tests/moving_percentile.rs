//! The moving percentile against its definition, computed independently.

use epi::{DetectError, DetectorSpec, Method};

use crate::vectors::{Vectors, assert_relative};

#[test]
fn all_reference_cases() {
    let vectors = Vectors::read("moving_percentile.json");
    for case in &vectors.cases {
        for (alarm_when, field) in [("at_or_above", "alarm_ge"), ("above", "alarm_gt")] {
            let detector = DetectorSpec::new(Method::MovingPercentile)
                .set("percentile", case.number("percentile"))
                .and_then(|spec| spec.set("years", case.integer("years")))
                .and_then(|spec| spec.set("half_window", case.integer("k")))
                .and_then(|spec| spec.set("alarm_when", alarm_when))
                .and_then(|spec| spec.build())
                .unwrap();
            let series = vectors.series(case);
            let (current, threshold, alarm) = (
                case.output("current"),
                case.output("threshold"),
                case.output(field),
            );
            for (i, answer) in detector
                .assess_range(&series, case.range())
                .into_iter()
                .enumerate()
            {
                let place = format!("{} {field} point {}", case.id, case.range().start + i);
                let answer = answer.unwrap();
                assert_eq!(answer.observed as f64, current[i].unwrap(), "{place}");
                assert_relative(answer.bound, threshold[i].unwrap(), 1e-9, &place);
                assert_eq!(answer.is_alarm, alarm[i] == Some(1.0), "{place}");
            }
        }
    }
}

#[test]
fn a_gap_in_a_past_year_is_left_out_and_too_many_are_refused() {
    let vectors = Vectors::read("moving_percentile.json");
    let case = &vectors.cases[0];
    let mut series = vectors.series(case);
    let detector = DetectorSpec::new(Method::MovingPercentile).build().unwrap();
    let at = case.range().start;
    assert_eq!(detector.assess(&series, at).unwrap().why.baseline_count, 25);
    series.observed[at - 52] = None;
    assert_eq!(detector.assess(&series, at).unwrap().why.baseline_count, 24);
    series.observed[..at - 60].fill(None);
    let refused = detector.assess(&series, at).unwrap_err();
    assert!(
        matches!(refused, DetectError::NotEnoughData(short) if short.needed == 13 && short.found == 4)
    );
}
