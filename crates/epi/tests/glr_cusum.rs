//! Likelihood-ratio CUSUM: reference vectors, simulated changes, bounds and bad input.

use epi::glr_cusum::{GlrCusum, InControl};
use epi::{CountSeries, DetectError, Detector, DetectorSpec, Method, Params, Reason, Step};

use proptest::prelude::*;
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

use crate::epidemics::poisson;
use crate::vectors::{Case, Vectors, assert_close};

/// The settings of a case, in this crate's words.
fn params_of(case: &Case) -> Params {
    let alpha = case.params["alpha"].as_f64();
    let change = match case.text("change") {
        "epi" => "epidemic",
        other => other,
    };
    let direction = match case.text("dir") {
        "dec" => "decrease",
        _ => "increase",
    };
    let mut params = Params::new();
    let mut set = |name: &str, value: epi::ParamValue| params.insert(name.to_owned(), value);
    set("change", change.into());
    set("direction", direction.into());
    set("threshold", case.number("c.ARL").into());
    set("window", case.integer("M").max(0).into());
    set("points_min", case.integer("Mtilde").into());
    set("baseline", (case.range().start as i64).into());
    set(
        "kappa",
        case.params["theta"].as_f64().unwrap_or(0.0).abs().into(),
    );
    if alpha == Some(0.0) {
        set("family", "poisson".into());
    }
    set("dispersion_alpha", alpha.unwrap_or(0.0).into());
    set("compat", "surveillance_1_20".into());
    params
}

#[test]
fn reference_vectors() {
    let vectors = Vectors::read("glrnb.json");
    assert_eq!(vectors.cases.len(), 21);
    for case in &vectors.cases {
        let spec = DetectorSpec::with_params(Method::GlrCusum, params_of(case)).unwrap();
        let detector = spec.build().unwrap();
        // 1e-4 where the dispersion is estimated by iteration, 1e-6 elsewhere.
        let tolerance = if case.params["alpha"].is_null() {
            1e-4
        } else {
            1e-6
        };
        let (bounds, alarms, means) = (
            case.output("upperbound"),
            case.output("alarm"),
            case.output("mu0"),
        );
        let answers = detector.assess_range(&vectors.series(case), case.range());
        for (i, answer) in answers.into_iter().enumerate() {
            let place = format!("{} point {i}", case.id);
            let answer = answer.unwrap_or_else(|error| panic!("{place}: {error}"));
            let alpha = (answer.why.dispersion.unwrap() - 1.0) / answer.expected.unwrap();
            assert_close(
                alpha,
                case.single("alpha_used"),
                tolerance,
                &format!("{place}, alpha"),
            );
            assert_close(
                answer.expected.unwrap(),
                means[i].unwrap(),
                tolerance,
                &place,
            );
            let got = match case.text("ret") {
                "cases" => answer.bound,
                _ => answer.why.statistic.unwrap(),
            };
            assert_close(got, bounds[i].unwrap(), tolerance, &place);
            assert_eq!(answer.is_alarm, alarms[i] == Some(1.0), "{place}");
        }
    }
}

/// A detector with a few settings beyond the defaults.
fn detector(settings: &[(&str, epi::ParamValue)]) -> Box<dyn Detector> {
    let params = settings.iter().map(|(k, v)| ((*k).to_owned(), v.clone()));
    DetectorSpec::with_params(Method::GlrCusum, params.collect())
        .unwrap()
        .build()
        .unwrap()
}

/// Poisson weeks of mean 10 with a season, whose mean is `factor` times that from `change` on.
fn weeks(seed: u64, change: usize, factor: f64) -> CountSeries {
    let mut rng = Pcg64Mcg::seed_from_u64(seed);
    let counts: Vec<u32> = (0..260)
        .map(|week| {
            let wave = 0.5 * (week as f64 * std::f64::consts::TAU / 52.0).cos();
            let mean = 10.0 * wave.exp() * if week >= change { factor } else { 1.0 };
            poisson(mean, &mut rng) as u32
        })
        .collect();
    CountSeries::complete(0, Step::Week, &counts)
}

#[test]
fn changes_of_either_direction_are_found_soon_and_quiet_weeks_seldom_alarm() {
    for seed in 20_080_520..20_080_524 {
        for (direction, factor) in [("increase", 1.6), ("decrease", 0.5)] {
            let chart = detector(&[("direction", direction.into())]);
            let alarms = |series: &CountSeries| -> Vec<usize> {
                (156..260)
                    .filter(|at| chart.assess(series, *at).unwrap().is_alarm)
                    .collect()
            };
            let found = alarms(&weeks(seed, 200, factor));
            let after = found.iter().find(|at| **at >= 200).unwrap();
            assert!(*after <= 208, "{seed} {direction}: {found:?}");
            let quiet = alarms(&weeks(seed, usize::MAX, 1.0));
            assert!(quiet.len() <= 5, "{seed} {direction}: {quiet:?}");
        }
    }
}

#[test]
fn a_known_change_adds_up_as_by_hand() {
    let mut counts = vec![4_u32; 104];
    counts.extend([6, 4, 9, 12]);
    let series = CountSeries::complete(0, Step::Week, &counts);
    let chart = detector(&[
        ("family", "poisson".into()),
        ("mean", 4.0.into()),
        ("kappa", 2.0_f64.ln().into()),
        ("threshold", 3.0.into()),
    ]);
    let mut sum = 0.0_f64;
    for (at, count) in [(104, 6.0), (105, 4.0), (106, 9.0), (107, 12.0)] {
        let before = sum;
        sum = (sum + count * 2.0_f64.ln() - 4.0).max(0.0);
        let answer = chart.assess(&series, at).unwrap();
        assert_close(answer.why.statistic.unwrap(), sum, 1e-12, &at);
        let bound = (3.0 - before + 4.0) / 2.0_f64.ln();
        assert_close(answer.bound, bound, 1e-12, &at);
        assert_eq!(answer.is_alarm, sum >= 3.0);
        if answer.is_alarm {
            sum = 0.0;
        }
    }
}

#[test]
fn a_poisson_statistic_is_that_of_the_best_stretch() {
    let counts = [4, 4, 4, 4, 5, 9, 8, 2, 10, 11];
    let series = CountSeries::complete(0, Step::Month, &counts);
    let chart = detector(&[
        ("family", "poisson".into()),
        ("mean", 4.0.into()),
        ("baseline", 4_i64.into()),
        ("harmonics", 0_i64.into()),
        ("threshold", 1000.0.into()),
    ]);
    for at in 4..10 {
        let best = (4..=at)
            .map(|first| {
                let cases: u32 = counts[first..=at].iter().sum();
                let (cases, expected) = (f64::from(cases), 4.0 * (at - first + 1) as f64);
                if cases > expected {
                    cases * (cases / expected).ln() - (cases - expected)
                } else {
                    0.0
                }
            })
            .fold(0.0, f64::max);
        let answer = chart.assess(&series, at).unwrap();
        assert_close(answer.why.statistic.unwrap(), best, 1e-12, &at);
    }
}

#[test]
fn missing_points_say_nothing() {
    let complete = weeks(20_080_530, usize::MAX, 1.0);
    let chart = detector(&[
        ("mean", 12.0.into()),
        ("window", 0_i64.into()),
        ("dispersion_alpha", 0.1.into()),
    ]);
    // The same counts, once with every seventh point lost and once closed up over the gaps.
    let mut gappy = complete.clone();
    let mut closed = complete.clone();
    for at in (110..260).step_by(7).rev() {
        gappy.observed[at] = None;
        closed.observed.remove(at);
    }
    let of = |series: &CountSeries| -> Vec<_> {
        chart
            .assess_range(series, 104..series.len())
            .into_iter()
            .flatten()
            .map(|answer| (answer.bound, answer.why.statistic, answer.is_alarm))
            .collect()
    };
    assert_eq!(of(&gappy).len(), of(&closed).len());
    assert_eq!(of(&gappy), of(&closed));
    assert_eq!(
        chart.assess(&gappy, 110),
        Err(DetectError::NotReported { at: 110 })
    );
    let epidemic = detector(&[("change", "epidemic".into())]);
    let after_a_gap = epidemic.assess(&gappy, 111).unwrap_err().to_string();
    assert!(after_a_gap.contains("step before"), "{after_a_gap}");
}

#[test]
fn an_epidemic_of_growing_generations_is_found() {
    let mut counts: Vec<u32> = (0..130).map(|t| 3 + t * 7919 % 4).collect();
    counts.extend([6, 9, 13, 20]);
    let series = CountSeries::complete(0, Step::Week, &counts);
    for family in ["poisson", "neg_bin"] {
        let chart = detector(&[("change", "epidemic".into()), ("family", family.into())]);
        let answers = chart.assess_range(&series, 104..134);
        assert!(
            answers[..26]
                .iter()
                .flatten()
                .all(|answer| !answer.is_alarm)
        );
        assert!(answers[26..].iter().flatten().any(|answer| answer.is_alarm));
    }
}

#[test]
fn known_means_give_the_same_chart_as_the_settings_that_lead_to_them() {
    let series = weeks(20_080_531, 200, 1.5);
    let settings = Params::from([("trend".to_owned(), true.into())]);
    let chart = GlrCusum::new(settings).unwrap();
    let fitted = chart.assess_range(&series, 104..260);
    let expected: Vec<f64> = fitted
        .iter()
        .map(|answer| answer.as_ref().unwrap().expected.unwrap())
        .collect();
    let dispersion = fitted[0].as_ref().unwrap().why.dispersion.unwrap();
    let alpha = (dispersion - 1.0) / expected[0];
    let mut means = vec![1.0; 104];
    means.extend(expected);
    let known = InControl::new(means.clone(), alpha).unwrap();
    for (a, b) in fitted.iter().zip(chart.chart(&series, &known, 104..260)) {
        let (a, b) = (a.as_ref().unwrap(), b.unwrap());
        assert_close(
            a.why.statistic.unwrap(),
            b.why.statistic.unwrap(),
            1e-9,
            &"statistic",
        );
        assert_eq!((a.bound, a.is_alarm), (b.bound, b.is_alarm));
    }
    // Means that end too early, and means that are none.
    let short = InControl::new(means[..150].to_vec(), alpha).unwrap();
    assert!(matches!(
        chart.chart(&series, &short, 150..151)[0],
        Err(DetectError::NotEnoughData(_))
    ));
    for (mean, alpha) in [(0.0, 0.1), (f64::NAN, 0.1), (1.0, -1.0), (1.0, f64::NAN)] {
        assert!(InControl::new(vec![mean], alpha).is_err());
    }
}

#[test]
fn a_baseline_without_cases_or_with_too_few_points_is_refused() {
    let chart = detector(&[]);
    for observed in [vec![Some(0); 200], {
        let mut sparse = vec![None; 200];
        sparse[199] = Some(3);
        sparse
    }] {
        let series = CountSeries {
            observed,
            ..CountSeries::complete(0, Step::Week, &[])
        };
        assert!(matches!(
            chart.assess(&series, 199),
            Err(DetectError::NotEnoughData(_))
        ));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_count_is_a_signal_exactly_on_its_side_of_the_bound(
        counts in prop::collection::vec(0_u32..40, 60),
        change in prop_oneof![Just(("intercept", "increase")), Just(("intercept", "decrease")), Just(("epidemic", "increase"))],
        alpha in prop_oneof![Just(0.0), 0.01..2.0_f64],
        threshold in 0.5..8.0_f64,
        steps_min in 1_i64..4,
    ) {
        let family = if alpha > 0.0 { "neg_bin" } else { "poisson" };
        let chart = detector(&[
            ("change", change.0.into()),
            ("direction", change.1.into()),
            ("family", family.into()),
            ("dispersion_alpha", alpha.into()),
            ("threshold", threshold.into()),
            ("points_min", steps_min.into()),
            ("baseline", 30_i64.into()),
        ]);
        let mut series = CountSeries::complete(0, Step::Week, &counts);
        for at in 30..60 {
            let Ok(answer) = chart.assess(&series, at) else { continue };
            if change.1 == "decrease" {
                prop_assert_eq!(answer.is_alarm, (answer.observed as f64) < answer.bound);
                prop_assert_eq!(answer.is_alarm, answer.why.reason == Reason::BelowBound);
            } else {
                prop_assert_eq!(answer.is_alarm, answer.observed as f64 >= answer.bound);
                prop_assert_eq!(answer.is_alarm, answer.why.reason == Reason::AtOrAboveBound);
            }
        }
        // The bound is the same whatever the count turns out to be.
        let at = 45;
        let bound = |series: &CountSeries| chart.assess(series, at).map(|answer| answer.bound);
        let before = bound(&series);
        series.observed[at] = Some(counts[0] + 7);
        prop_assert_eq!(before, bound(&series));
    }

    #[test]
    fn no_search_finds_more_than_the_likelihood_holds(
        counts in prop::collection::vec(0_u32..30, 20),
        change in prop_oneof![Just(("intercept", "increase")), Just(("intercept", "decrease")), Just(("epidemic", "increase"))],
    ) {
        // One point after the baseline, so that earlier signals cannot set the charts apart.
        let series = CountSeries::complete(0, Step::Week, &counts);
        let statistic = |compat: &str| {
            let chart = detector(&[
                ("change", change.0.into()),
                ("direction", change.1.into()),
                ("dispersion_alpha", 0.2.into()),
                ("mean", 9.0.into()),
                ("threshold", 1e5.into()),
                ("harmonics", 0_i64.into()),
                ("baseline", 5_i64.into()),
                ("compat", compat.into()),
            ]);
            chart.assess(&series, 19).unwrap().why.statistic.unwrap()
        };
        prop_assert!(statistic("surveillance_1_20") <= statistic("none") + 1e-7);
    }
}
