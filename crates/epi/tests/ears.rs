//! EARS against `surveillance::earsC`.

use epi::{CountSeries, DetectorSpec, Method, Step};

use crate::vectors::{Vectors, assert_relative};

#[test]
fn all_reference_cases() {
    let vectors = Vectors::read("ears.json");
    for case in &vectors.cases {
        let method = match case.text("method") {
            "C1" => Method::EarsC1,
            "C2" => Method::EarsC2,
            _ => Method::EarsC3,
        };
        let mut spec = DetectorSpec::new(method)
            .set("alpha", case.number("alpha"))
            .and_then(|spec| spec.set("baseline", case.integer("baseline")))
            .and_then(|spec| spec.set("min_sd", case.number("minSigma")))
            .unwrap();
        if method == Method::EarsC3 {
            spec = spec.set("compat", "surveillance_1_20").unwrap();
        }
        let series = vectors.series(case);
        let answers = spec.build().unwrap().assess_range(&series, case.range());
        let (bounds, alarms) = (case.output("upperbound"), case.output("alarm"));
        for (i, answer) in answers.into_iter().enumerate() {
            let place = format!("{} point {}", case.id, case.range().start + i);
            let answer = answer.unwrap();
            match bounds[i] {
                // Relative 1e-9: both sides compute the same few sums.
                Some(bound) => assert_relative(answer.bound, bound, 1e-9, &place),
                // 0/0 in the reference, where all of a baseline and the count are equal.
                None => assert!(answer.bound.is_finite(), "{place}"),
            }
            assert_eq!(answer.is_alarm, alarms[i] == Some(1.0), "{place}");
        }
    }
}

#[test]
fn the_textbook_c3_adds_up_three_excesses() {
    // Baseline 2, 4, 2, 4, 3, 3, 3: mean 3, sd √(4/6). Each excess is (count − 3)/sd − 1.
    let counts = [2, 4, 2, 4, 3, 3, 3, 3, 3, 4, 4, 5];
    let detector = DetectorSpec::new(Method::EarsC3).build().unwrap();
    let series = CountSeries::complete(0, Step::Day, &counts);
    let answer = detector.assess(&series, 11).unwrap();

    let excess = |count: f64, baseline: &[f64]| {
        let mean = baseline.iter().sum::<f64>() / 7.0;
        let sd = (baseline.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 6.0).sqrt();
        ((count - mean) / sd - 1.0).max(0.0)
    };
    let y: Vec<f64> = counts.iter().map(|&c| f64::from(c)).collect();
    let sum = excess(y[11], &y[2..9]) + excess(y[10], &y[1..8]) + excess(y[9], &y[0..7]);
    assert_eq!(answer.is_alarm, sum > 1.959_963_984_540_054);
    assert_eq!(sum > 1.96, 5.0 > answer.bound);
}

#[test]
fn c3_says_nothing_about_a_day_without_cases() {
    let counts = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 9, 0];
    let detector = DetectorSpec::new(Method::EarsC3).build().unwrap();
    let answer = detector
        .assess(&CountSeries::complete(0, Step::Day, &counts), 12)
        .unwrap();
    assert!(!answer.is_alarm && answer.bound == 0.0);
}
