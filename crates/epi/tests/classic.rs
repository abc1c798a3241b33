//! The older methods of R's surveillance package.

use epi::{Detector, DetectorSpec, Method};

use crate::vectors::{Case, Vectors, assert_close, assert_relative};

/// Judges every point of every case and compares bounds and alarms; a tolerance of 0 asks for equal numbers.
fn compare(file: &str, tolerance: f64, detector_of: impl Fn(&Vectors, &Case) -> Box<dyn Detector>) {
    let vectors = Vectors::read(file);
    for case in &vectors.cases {
        let detector = detector_of(&vectors, case);
        let (bounds, alarms) = (case.output("upperbound"), case.output("alarm"));
        let answers = detector.assess_range(&vectors.series(case), case.range());
        assert_eq!(answers.len(), bounds.len());
        for (i, answer) in answers.into_iter().enumerate() {
            let place = format!("{} point {}", case.id, case.range().start + i);
            let answer = answer.unwrap_or_else(|error| panic!("{place}: {error}"));
            assert_eq!(
                answer.is_alarm,
                alarms[i] == Some(1.0),
                "{place}: {answer:?}"
            );
            assert_close(answer.bound, bounds[i].unwrap(), tolerance, &place);
        }
    }
}

#[test]
fn rki() {
    compare("rki.json", 1e-12, |_, case| {
        DetectorSpec::new(Method::Rki)
            .set("years", case.integer("b"))
            .and_then(|spec| spec.set("half_window", case.integer("w")))
            .and_then(|spec| spec.set("current_year", case.flag("actY")))
            .and_then(|spec| spec.build())
            .unwrap()
    });
}

#[test]
fn bayes() {
    compare("bayes.json", 0.0, |_, case| {
        DetectorSpec::new(Method::Bayes)
            .set("years", case.integer("b"))
            .and_then(|spec| spec.set("half_window", case.integer("w")))
            .and_then(|spec| spec.set("current_year", case.flag("actY")))
            .and_then(|spec| spec.set("alpha", case.number("alpha")))
            .and_then(|spec| spec.build())
            .unwrap()
    });
}

#[test]
fn cdc() {
    compare("cdc.json", 1e-9, |_, case| {
        DetectorSpec::new(Method::Cdc)
            .set("years", case.integer("b"))
            .and_then(|spec| spec.set("half_window", case.integer("m")))
            .and_then(|spec| spec.set("alpha", case.number("alpha")))
            .and_then(|spec| spec.build())
            .unwrap()
    });
}

#[test]
fn cusum() {
    // Relative 1e-6 where a regression gives the mean; 1e-9 holds for all of them.
    compare("cusum.json", 1e-9, |_, case| {
        let transform = match case.text("trans") {
            "anscombe2nd" => "anscombe_2nd",
            "pearsonNegBin" => "pearson_neg_bin",
            other => other,
        };
        let is_seasonal = case.params["m"].as_str() == Some("glm");
        DetectorSpec::new(Method::Cusum)
            .set("k", case.number("k"))
            .and_then(|spec| spec.set("h", case.number("h")))
            .and_then(|spec| spec.set("transform", transform))
            .and_then(|spec| spec.set("mean", if is_seasonal { "seasonal" } else { "constant" }))
            .and_then(|spec| spec.set("baseline", case.range().start as i64))
            .and_then(|spec| {
                spec.set(
                    "dispersion_alpha",
                    case.params["alpha"].as_f64().unwrap_or(0.0),
                )
            })
            .and_then(|spec| spec.set("compat", "surveillance_1_20"))
            .and_then(|spec| spec.build())
            .unwrap()
    });
}

#[test]
fn outbreak_p() {
    let vectors = Vectors::read("outbreakP.json");
    for case in &vectors.cases {
        let detector = DetectorSpec::new(Method::OutbreakP)
            .set("k", case.number("k"))
            .unwrap()
            .build()
            .unwrap();
        let (statistics, alarms) = (case.output("upperbound"), case.output("alarm"));
        let series = vectors.series(case);
        for (i, answer) in detector
            .assess_range(&series, case.range())
            .into_iter()
            .enumerate()
        {
            let place = format!("{} point {}", case.id, case.range().start + i);
            let answer = answer.unwrap();
            assert_eq!(answer.is_alarm, alarms[i] == Some(1.0), "{place}");
            assert_eq!(
                answer.is_alarm,
                answer.observed as f64 >= answer.bound,
                "{place}"
            );
            if let (Some(statistic), "value") = (statistics[i], case.text("ret")) {
                assert_relative(answer.why.statistic.unwrap(), statistic, 1e-9, &place);
            }
        }
    }
}

#[test]
fn farrington() {
    let vectors = Vectors::read("farrington.json");
    for case in &vectors.cases {
        let limit54: Vec<i64> = case.params["limit54"]
            .as_array()
            .unwrap()
            .iter()
            .map(|v| v.as_i64().unwrap())
            .collect();
        let detector = DetectorSpec::new(Method::Farrington)
            .set("years", case.integer("b"))
            .and_then(|spec| spec.set("half_window", case.integer("w")))
            .and_then(|spec| spec.set("alpha", case.number("alpha")))
            .and_then(|spec| spec.set("reweight", case.flag("reweight")))
            .and_then(|spec| spec.set("trend", case.flag("trend")))
            .and_then(|spec| spec.set("transform", case.text("powertrans")))
            .and_then(|spec| spec.set("recent_cases_min", limit54[0]))
            .and_then(|spec| spec.set("recent_steps", limit54[1]))
            .and_then(|spec| {
                spec.set(
                    "year_step",
                    if vectors.by_calendar(case) {
                        "calendar"
                    } else {
                        "frequency"
                    },
                )
            })
            .and_then(|spec| spec.build())
            .unwrap();
        let (bounds, alarms) = (case.output("upperbound"), case.output("alarm"));
        let (expected, below) = (
            case.output("expected"),
            case.output("predicted_quantile_of_observed"),
        );
        for (i, answer) in detector
            .assess_range(&vectors.series(case), case.range())
            .into_iter()
            .enumerate()
        {
            let place = format!("{} point {}", case.id, case.range().start + i);
            let answer = answer.unwrap();
            assert_eq!(answer.is_alarm, alarms[i] == Some(1.0), "{place}");
            // R's glm stops at a deviance change of 1e-8, ours at the maximum.
            assert_close(answer.expected.unwrap(), expected[i].unwrap(), 2e-4, &place);
            // The reference reports 0 where there were too few recent cases.
            if bounds[i] != Some(0.0) {
                assert_relative(answer.bound, bounds[i].unwrap(), 2e-4, &place);
            }
            if let Some(p) = answer.p_value {
                assert_close(1.0 - p, below[i].unwrap(), 2e-4, &place);
            }
        }
    }
}
