//! Flexible Farrington against `surveillance::farringtonFlexible`.

use epi::{DetectorSpec, Method};

use crate::vectors::{Case, Vectors, assert_close, assert_relative};

/// The compatible mode repeats every step of the reference, so only rounding is left.
const FIT: f64 = 1e-9;

/// The reference's parameters under our names.
pub fn spec_of(case: &Case, by_calendar: bool) -> DetectorSpec {
    let limit54: Vec<i64> = case.params["limit54"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_i64().unwrap())
        .collect();
    let bound_method = match case.text("thresholdMethod") {
        "nbPlugin" => "nb_plugin",
        other => other,
    };
    let build = || {
        DetectorSpec::new(Method::FarringtonFlexible)
            .set("alpha", case.number("alpha"))?
            .set("years", case.integer("b"))?
            .set("half_window", case.integer("w"))?
            .set("seasons", case.integer("noPeriods"))?
            .set("skip_recent", case.integer("pastWeeksNotIncluded"))?
            .set("trend", case.flag("trend"))?
            .set("trend_p_max", case.number("pThresholdTrend"))?
            .set("reweight", case.flag("reweight"))?
            .set("reweight_above", case.number("weightsThreshold"))?
            .set("bound_method", bound_method)?
            .set("transform", case.text("powertrans"))?
            .set("population_offset", case.flag("populationOffset"))?
            .set("recent_cases_min", limit54[0])?
            .set("recent_steps", limit54[1])?
            .set(
                "year_step",
                if by_calendar { "calendar" } else { "frequency" },
            )?
            .set("compat", "surveillance_1_20")
    };
    build().unwrap()
}

#[test]
fn all_reference_cases() {
    let vectors = Vectors::read("farrington_flexible.json");
    for case in &vectors.cases {
        let series = vectors.series(case);
        let detector = spec_of(case, vectors.by_calendar(case)).build().unwrap();
        let is_integer_bound = case.text("thresholdMethod") != "delta";
        let (bounds, alarms) = (case.output("upperbound"), case.output("alarm"));
        let (expected, p_values, phi) = (
            case.output("expected"),
            case.output("pvalue"),
            case.output("phi"),
        );
        let (trends, kept) = (case.output("trend_coefficient"), case.output("trend_kept"));
        for (i, answer) in detector
            .assess_range(&series, case.range())
            .into_iter()
            .enumerate()
        {
            let place = format!("{} point {}", case.id, case.range().start + i);
            let answer = answer.unwrap_or_else(|error| panic!("{place}: {error}"));
            assert_eq!(answer.is_alarm, alarms[i] == Some(1.0), "{place}");
            match bounds[i] {
                Some(bound) if is_integer_bound => assert_eq!(answer.bound, bound, "{place}"),
                Some(bound) => assert_relative(answer.bound, bound, FIT, &place),
                None => {}
            }
            if let (Some(_), Some(expected)) = (bounds[i], expected[i]) {
                assert_relative(answer.expected.unwrap(), expected, FIT, &place);
            }
            if let (Some(p), Some(got)) = (p_values[i], answer.p_value) {
                assert_close(got, p, FIT, &place);
                // Relative too, where it is not so small that any slip of the bound is magnified.
                if p > 1e-6 {
                    assert_relative(got, p, 5.0 * FIT, &place);
                }
            }
            if let Some(phi) = phi[i] {
                assert_relative(answer.why.dispersion.unwrap(), phi, FIT, &place);
            }
            if let Some(kept) = kept[i] {
                assert_eq!(answer.why.trend_per_step.is_some(), kept == 1.0, "{place}");
            }
            if let Some(trend) = trends[i] {
                assert_close(answer.why.trend_per_step.unwrap(), trend, 1e-6, &place);
            }
        }
    }
}

/// The textbook fit goes to the maximum and uses the right standard error; the plug-in limit needs neither to agree.
#[test]
fn the_textbook_plug_in_limit_is_the_reference_s_where_the_trend_is_not_tested() {
    let vectors = Vectors::read("farrington_flexible.json");
    let is_comparable = |case: &&Case| {
        case.text("thresholdMethod") == "nbPlugin" && case.number("pThresholdTrend") == 1.0
    };
    for case in vectors.cases.iter().filter(is_comparable) {
        let detector = spec_of(case, vectors.by_calendar(case))
            .set("compat", "none")
            .unwrap()
            .build()
            .unwrap();
        let (bounds, expected) = (case.output("upperbound"), case.output("expected"));
        for (i, answer) in detector
            .assess_range(&vectors.series(case), case.range())
            .into_iter()
            .enumerate()
        {
            let place = format!("{} point {}", case.id, case.range().start + i);
            let answer = answer.unwrap();
            if let Some(bound) = bounds[i] {
                assert_eq!(answer.bound, bound, "{place}");
                // R's glm stops at a deviance change of 1e-8.
                assert_close(answer.expected.unwrap(), expected[i].unwrap(), 2e-4, &place);
            }
        }
    }
}

/// How far the reference's defect moves `delta` limits: the size its users should know.
#[test]
fn the_defect_moves_delta_limits_by_a_few_percent() {
    let vectors = Vectors::read("farrington_flexible.json");
    let mut changes = Vec::new();
    for case in vectors
        .cases
        .iter()
        .filter(|case| case.text("thresholdMethod") == "delta" && case.flag("reweight"))
    {
        let series = vectors.series(case);
        let defective = spec_of(case, vectors.by_calendar(case));
        let textbook = defective
            .clone()
            .set("compat", "none")
            .unwrap()
            .build()
            .unwrap();
        let defective = defective.build().unwrap();
        for at in case.range() {
            let (a, b) = (
                defective.assess(&series, at).unwrap(),
                textbook.assess(&series, at).unwrap(),
            );
            if a.bound > 0.0 && b.bound > 0.0 {
                changes.push((a.bound / b.bound - 1.0).abs());
            }
        }
    }
    changes.sort_by(f64::total_cmp);
    let median = changes[changes.len() / 2];
    let ninth_decile = changes[changes.len() * 9 / 10];
    assert!((0.002..0.03).contains(&median), "{median}");
    assert!((0.05..0.25).contains(&ninth_decile), "{ninth_decile}");
}

#[test]
fn a_season_without_cases_has_a_limit_all_the_same() {
    use epi::{CountSeries, Step};
    // Cases in summer only; the point judged is in winter.
    let counts: Vec<u32> = (0..400)
        .map(|week| {
            if (20..30).contains(&(week % 52)) {
                4
            } else {
                0
            }
        })
        .collect();
    for bound_method in ["nb_plugin", "muan", "delta"] {
        for compat in ["none", "surveillance_1_20"] {
            let detector = DetectorSpec::new(Method::FarringtonFlexible)
                .set("bound_method", bound_method)
                .and_then(|spec| spec.set("compat", compat))
                .and_then(|spec| spec.build())
                .unwrap();
            let answer = detector
                .assess(&CountSeries::complete(0, Step::Week, &counts), 366)
                .unwrap();
            assert!(
                answer.bound.is_finite() && answer.bound >= 0.0 && !answer.is_alarm,
                "{bound_method} {compat}"
            );
        }
    }
}

#[test]
fn months_are_judged_like_weeks() {
    use crate::vectors::day_number;
    use epi::{CountSeries, Step};
    // Six years of a summer peak with a little noise, then an outbreak in the last month.
    let mut counts: Vec<u32> = (0..84)
        .map(|m| [5, 6, 8, 12, 20, 30, 32, 25, 15, 9, 6, 5][m % 12] + (m * 7 % 3) as u32)
        .collect();
    let detector = DetectorSpec::new(Method::FarringtonFlexible)
        .build()
        .unwrap();
    let start = day_number("2015-01-01");
    let quiet = detector
        .assess(&CountSeries::complete(start, Step::Month, &counts), 83)
        .unwrap();
    assert!(
        !quiet.is_alarm && (quiet.expected.unwrap() - 6.0).abs() < 2.0,
        "{quiet:?}"
    );
    counts[83] = 40;
    let outbreak = detector
        .assess(&CountSeries::complete(start, Step::Month, &counts), 83)
        .unwrap();
    assert!(
        outbreak.is_alarm && outbreak.p_value.unwrap() < 1e-6,
        "{outbreak:?}"
    );
}
