//! Flexible Farrington against `surveillance::farringtonFlexible`.

use epi::{DetectorSpec, Method};

use crate::vectors::{Case, Vectors, assert_close, assert_relative};

/// R stops its fit at a deviance change of 1e-8, ours goes to the maximum; the difference stays below this.
const FIT: f64 = 2e-4;

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
