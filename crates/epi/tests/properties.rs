//! Invariants that hold for every method, whatever the counts.

use epi::{
    Answer, CountSeries, DetectError, Detector, DetectorSpec, Method, Reason, Step, assess_panel,
    catalogue,
};
use proptest::prelude::*;

/// Every method at its defaults, and the variants that take other paths through the code.
fn detectors() -> Vec<Box<dyn Detector>> {
    let mut specs: Vec<DetectorSpec> = Method::ALL.into_iter().map(DetectorSpec::new).collect();
    specs.push(
        DetectorSpec::new(Method::EarsC3)
            .set("compat", "surveillance_1_20")
            .unwrap(),
    );
    for bound_method in ["delta", "muan"] {
        for compat in ["none", "surveillance_1_20"] {
            let spec = DetectorSpec::new(Method::FarringtonFlexible)
                .set("bound_method", bound_method)
                .unwrap();
            let spec = spec.set("compat", compat).unwrap().set("years", 3).unwrap();
            specs.push(
                spec.set("recent_cases_min", 0)
                    .unwrap()
                    .set("seasons", 4)
                    .unwrap(),
            );
        }
    }
    for (name, value) in [
        ("direction", "decrease"),
        ("change", "epidemic"),
        ("family", "poisson"),
        ("compat", "surveillance_1_20"),
    ] {
        specs.push(
            DetectorSpec::new(Method::GlrCusum)
                .set(name, value)
                .unwrap(),
        );
    }
    specs.iter().map(|spec| spec.build().unwrap()).collect()
}

/// A series long enough for every method, with gaps, zeros and a few huge counts.
fn series() -> impl Strategy<Value = CountSeries> {
    let count = prop_oneof![
        1 => Just(None),
        4 => Just(Some(0)),
        8 => (0_u32..30).prop_map(Some),
        1 => any::<u32>().prop_map(Some),
    ];
    let step = prop_oneof![Just(Step::Day), Just(Step::Week), Just(Step::Month)];
    (
        -40_000_i32..40_000,
        step,
        prop::collection::vec(count, 0..420),
    )
        .prop_map(|(start, step, observed)| CountSeries {
            start,
            step,
            observed,
            population: None,
        })
}

fn assert_sane(answer: &Answer, place: &str) {
    let Ok(answer) = answer else { return };
    assert!(
        answer.bound.is_finite() && answer.bound >= 0.0,
        "{place}: {answer:?}"
    );
    assert!(
        answer.expected.is_none_or(|e| e.is_finite() && e >= 0.0),
        "{place}: {answer:?}"
    );
    assert!(
        answer.p_value.is_none_or(|p| (0.0..=1.0).contains(&p)),
        "{place}: {answer:?}"
    );
    assert!(
        answer.score.is_none_or(f64::is_finite),
        "{place}: {answer:?}"
    );
    assert!(
        answer
            .why
            .dispersion
            .is_none_or(|d| d.is_finite() && d >= 1.0),
        "{place}: {answer:?}"
    );
    assert!(
        answer.why.trend_per_step.is_none_or(f64::is_finite),
        "{place}: {answer:?}"
    );
    let is_beyond = match answer.why.reason {
        Reason::BelowBound => (answer.observed as f64) < answer.bound,
        _ => answer.observed as f64 >= answer.bound * (1.0 - 1e-9),
    };
    assert!(!answer.is_alarm || is_beyond, "{place}: {answer:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_counts_are_answered_soundly_or_refused(series in series()) {
        for detector in detectors() {
            let answers = detector.assess_range(&series, 0..series.len());
            for (at, answer) in answers.iter().enumerate() {
                assert_sane(answer, &format!("{} at {at}", detector.method().id()));
                // Without a look-back every answer costs the whole of history; a sample of them will do.
                if detector.look_back(series.step).is_some() || at % 29 == 28 {
                    prop_assert_eq!(answer, &detector.assess(&series, at));
                }
            }
        }
    }

    #[test]
    fn later_points_and_points_beyond_the_look_back_do_not_matter(series in series()) {
        prop_assume!(series.len() > 2);
        for detector in detectors() {
            let at = series.len() * 2 / 3;
            let whole = detector.assess(&series, at);
            let mut cut = series.clone();
            cut.observed.truncate(at + 1);
            prop_assert_eq!(&whole, &detector.assess(&cut, at));
            if let Some(look_back) = detector.look_back(series.step)
                && at > look_back && whole.is_ok()
            {
                let first = at - look_back;
                let recent = CountSeries {
                    start: series.day(first),
                    observed: series.observed[first..=at].to_vec(),
                    ..series.clone()
                };
                prop_assert_eq!(&whole, &detector.assess(&recent, look_back));
            }
        }
    }

    #[test]
    fn a_constant_series_never_alarms(level in 0_u32..100_000, step in prop_oneof![Just(Step::Day), Just(Step::Week), Just(Step::Month)]) {
        let series = CountSeries::complete(17_000, step, &vec![level; 420]);
        for detector in detectors() {
            // The fixed value asks for a level, and the moving percentile by default takes "as many as ever" for a signal.
            let detector = match detector.method() {
                Method::FixedValue => continue,
                Method::MovingPercentile => {
                    DetectorSpec::new(Method::MovingPercentile).set("alarm_when", "above").unwrap().build().unwrap()
                }
                _ => detector,
            };
            for answer in detector.assess_range(&series, 0..series.len()).into_iter().flatten() {
                prop_assert!(!answer.is_alarm, "{:?} {answer:?}", detector.method());
            }
        }
    }

    #[test]
    fn the_order_within_a_baseline_does_not_matter(counts in prop::collection::vec(0_u32..50, 8), turn in 1_usize..7) {
        let detector = DetectorSpec::new(Method::EarsC1).build().unwrap();
        let mut turned = counts.clone();
        turned[..7].rotate_left(turn);
        let judge = |counts: &[u32]| detector.assess(&CountSeries::complete(0, Step::Day, counts), 7).unwrap();
        let (a, b) = (judge(&counts), judge(&turned));
        prop_assert!((a.bound - b.bound).abs() < 1e-9);
        prop_assert_eq!(a.is_alarm, b.is_alarm);
    }

    #[test]
    fn ears_moves_and_scales_with_its_counts(counts in prop::collection::vec(0_u32..50, 12), by in 0_u32..1000, times in 1_u32..20) {
        for method in [Method::EarsC1, Method::EarsC2] {
            let detector = DetectorSpec::new(method).build().unwrap();
            let judge = |f: &dyn Fn(u32) -> u32| {
                let counts: Vec<u32> = counts.iter().map(|&c| f(c)).collect();
                detector.assess(&CountSeries::complete(0, Step::Day, &counts), 11).unwrap().bound
            };
            let bound = judge(&|c| c);
            prop_assert!((judge(&|c| c + by) - bound - f64::from(by)).abs() < 1e-9 * (1.0 + bound + f64::from(by)));
            prop_assert!((judge(&|c| c * times) - bound * f64::from(times)).abs() < 1e-9 * (1.0 + bound * f64::from(times)));
        }
    }

    #[test]
    fn rates_do_not_depend_on_the_unit_of_population(scale in 0.001_f64..1000.0) {
        let counts: Vec<u32> = (0..330_u32).map(|t| 5 + t * 31 % 7).collect();
        let population: Vec<f64> = (0..330).map(|t| 1000.0 + f64::from(t)).collect();
        let scaled = population.iter().map(|p| p * scale).collect();
        let detector = DetectorSpec::new(Method::FarringtonFlexible).set("population_offset", true).unwrap().build().unwrap();
        let series = CountSeries::complete(0, Step::Week, &counts);
        let a = detector.assess(&series.clone().with_population(population).unwrap(), 329).unwrap();
        let b = detector.assess(&series.with_population(scaled).unwrap(), 329).unwrap();
        prop_assert!((a.expected.unwrap() - b.expected.unwrap()).abs() < 1e-9);
        prop_assert_eq!(a.bound, b.bound);
    }
}

#[test]
fn empty_short_and_missing_series_are_refused_not_answered() {
    for detector in detectors() {
        for step in detector.method().info().steps {
            let empty = CountSeries::complete(0, *step, &[]);
            assert_eq!(
                detector.assess(&empty, 0),
                Err(DetectError::OutOfRange { at: 0, len: 0 })
            );
            let missing = CountSeries {
                observed: vec![None; 400],
                ..empty.clone()
            };
            assert_eq!(
                detector.assess(&missing, 399),
                Err(DetectError::NotReported { at: 399 })
            );
            if detector.method() != Method::FixedValue {
                let one = CountSeries::complete(0, *step, &[3]);
                assert!(matches!(
                    detector.assess(&one, 0),
                    Err(DetectError::NotEnoughData(_))
                ));
            }
        }
    }
}

#[test]
fn a_population_of_the_wrong_length_or_none_is_refused() {
    let detector = DetectorSpec::new(Method::FarringtonFlexible)
        .set("population_offset", true)
        .unwrap()
        .build()
        .unwrap();
    let mut series = CountSeries::complete(0, Step::Week, &[3; 400]);
    assert_eq!(
        detector.assess(&series, 399),
        Err(DetectError::NoPopulation)
    );
    series.population = Some(vec![1.0; 3]);
    assert!(matches!(
        detector.assess(&series, 399),
        Err(DetectError::Series(_))
    ));
}

#[test]
fn steps_a_method_does_not_fit_are_refused() {
    for info in catalogue() {
        let detector = DetectorSpec::new(info.method).build().unwrap();
        for step in Step::ALL
            .into_iter()
            .filter(|step| !info.steps.contains(step))
        {
            let answer = detector.assess(&CountSeries::complete(0, step, &[1; 400]), 399);
            assert!(matches!(answer, Err(DetectError::StepNotSupported { .. })));
        }
    }
}

#[test]
fn panels_have_the_same_answers_on_any_number_of_threads() {
    let panel: Vec<CountSeries> = (0..40_u32)
        .map(|s| {
            CountSeries::complete(
                0,
                Step::Week,
                &(0..340)
                    .map(|t| (t * 7919 + s * 31) % 11)
                    .collect::<Vec<_>>(),
            )
        })
        .collect();
    let detector = DetectorSpec::new(Method::FarringtonFlexible)
        .build()
        .unwrap();
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| assess_panel(&*detector, &panel, |series| series.len() - 20..series.len()))
    };
    let one = run(1);
    assert_eq!(one.len(), 40);
    assert!(
        one.iter()
            .all(|answers| answers.len() == 20 && answers.iter().all(Result::is_ok))
    );
    assert_eq!(one, run(3));
}
