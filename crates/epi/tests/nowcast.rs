//! Nowcasts against surveillance, against simulated truth, and on bad input.

use epi::Step;
use epi::nowcast::{
    CountPrior, NowcastError, NowcastMethod, NowcastSettings, Report, ReportingTriangle,
    TriangleError, TriangleFrame, nowcast,
};
use epi::score::ScoreSummary;
use proptest::prelude::*;
use serde_json::Value;

use crate::nowcast_data::{
    CHALLENGES, DELAY_MAX, Epidemic, PATTERNS, PRESENTS, day, reference, simulate,
};
use crate::vectors::assert_close;

/// What a case of the reference file asks for.
fn settings_of(params: &Value) -> NowcastSettings {
    let method = match params["method"].as_str().unwrap() {
        "lawless" => NowcastMethod::Lawless,
        "bayes.notrunc" => NowcastMethod::Dirichlet,
        other => panic!("{other}"),
    };
    let alpha = params["alpha"].as_f64().unwrap();
    NowcastSettings {
        method,
        levels: vec![alpha / 2.0, 1.0 - alpha / 2.0],
        count_prior: CountPrior {
            mean: 50.0,
            variance: 3000.0,
            max: params["N_max"].as_u64(),
        },
        ..NowcastSettings::default()
    }
}

/// Where the reference is not what its definition says, and why.
///
/// Its Dirichlet method averages over 1,000 random delay distributions; on the last day, without any report, the exact upper end
/// is 155, twelve repetitions of such an average by an independent script gave 154 to 156, and the file has 153.
const MONTE_CARLO: [(&str, &str); 1] = [("2011-06-02/bayes.notrunc/15", "2011-06-02")];

#[test]
fn medians_and_intervals_of_surveillance() {
    let (file, stec) = (reference(), Epidemic::stec());
    let (mut compared, mut beyond) = (0, 0);
    for case in file["cases"].as_array().unwrap() {
        let (params, output) = (&case["params"], &case["output"]);
        let delay_max = params["D"].as_u64().unwrap() as usize;
        let triangle = stec.triangle(day(params["now"].as_str().unwrap()), delay_max);
        let got = nowcast(&triangle, &settings_of(params)).unwrap();
        let support_max = params["N_max"].as_u64().unwrap();
        for (index, date) in output["dates"].as_array().unwrap().iter().enumerate() {
            let date = date.as_str().unwrap();
            let place = format!("{} {date}", case["id"]);
            let want = |field: &str| output[field][index].as_u64().unwrap();
            let point = &got.points[(day(date) - stec.start) as usize];
            assert_eq!(point.reported, want("observed_so_far"), "{place}");
            let Some(estimate) = &point.estimate else {
                // Scaled up from nothing: the reference says 0 where there is no answer.
                assert_eq!((point.reported, want("pi_upper")), (0, 0), "{place}");
                continue;
            };
            let is_noisy = MONTE_CARLO
                .iter()
                .any(|&(id, at)| case["id"] == id && date == at);
            for (field, found) in [
                ("median", estimate.median),
                ("pi_lower", estimate.quantiles[0]),
                ("pi_upper", estimate.quantiles[1]),
            ] {
                let wanted = want(field);
                if wanted == 0 && found > 1 {
                    // The reference tabulates up to `N_max`, and says 0 when a quantile lies beyond.
                    assert!(found > support_max, "{place} {field}: {found}");
                    beyond += 1;
                    continue;
                }
                let tolerance = if is_noisy { 2 } else { 1 };
                assert!(
                    found.abs_diff(wanted) <= tolerance,
                    "{place} {field}: {found} for {wanted}"
                );
                compared += 1;
            }
        }
    }
    assert_eq!((compared, beyond), (4 * 22 * 3 - 4 - 3 * 4, 4));
}

#[test]
fn delays_and_triangles_of_surveillance() {
    let (file, stec) = (reference(), Epidemic::stec());
    for case in file["cases"].as_array().unwrap() {
        let (params, output) = (&case["params"], &case["output"]);
        let delay_max = params["D"].as_u64().unwrap() as usize;
        let triangle = stec.triangle(day(params["now"].as_str().unwrap()), delay_max);
        let got = nowcast(&triangle, &settings_of(params)).unwrap();
        for (delay, &share) in got.delay_cdf.iter().enumerate() {
            let want = output["delay_cdf"][delay].as_f64().unwrap();
            // Sums and products of shares of whole numbers.
            assert_close(share, want, 1e-12, &format!("{} delay {delay}", case["id"]));
        }
        for (row, cells) in output["reporting_triangle"]
            .as_array()
            .unwrap()
            .iter()
            .enumerate()
        {
            for (delay, cell) in cells.as_array().unwrap().iter().enumerate() {
                let want = cell.as_u64().map(|count| count as u32);
                assert_eq!(
                    triangle.count(row, delay),
                    want,
                    "{} {row} {delay}",
                    case["id"]
                );
            }
        }
    }
}

/// Every day from the first regular reports to the middle of June as the present; the references manage a mean absolute error of
/// 8.0 cases with 73 % of the counts within 95 % intervals.
#[test]
fn the_stec_outbreak_as_it_went_on() {
    let stec = Epidemic::stec();
    let summary = |method, ages: std::ops::RangeInclusive<usize>| {
        let settings = NowcastSettings {
            method,
            ..NowcastSettings::default()
        };
        let presents = day("2011-05-24")..=day("2011-06-14");
        let scores = presents.flat_map(|now| {
            let got = nowcast(&stec.triangle(now, DELAY_MAX), &settings).unwrap();
            stec.scores(&got, ages.clone())
        });
        ScoreSummary::of(&scores.collect::<Vec<_>>()).unwrap()
    };
    let smooth = summary(NowcastMethod::Smooth, 0..=13);
    let reference = summary(NowcastMethod::Dirichlet, 0..=13);
    assert_eq!(smooth.count, 22 * 14);
    assert!(
        smooth.mean_absolute_error <= 7.0 && smooth.coverage >= 0.90,
        "{smooth:?}"
    );
    assert!(smooth.wis < 0.9 * reference.wis, "{smooth:?} {reference:?}");
    // Without the present day itself, of which nothing is known yet.
    let settled = summary(NowcastMethod::Smooth, 1..=14);
    assert!(
        settled.mean_absolute_error <= 7.0 && settled.coverage >= 0.90,
        "{settled:?}"
    );
}

/// MERS in Korea 2015, an outbreak that took no part in choosing priors: 2.5 cases off on average, the reference 3.1.
#[test]
fn an_outbreak_kept_aside_is_followed_better_than_by_the_reference() {
    const MERS_DELAY_MAX: usize = 15;
    let mers = Epidemic::listed("mers");
    let last = mers.reports.iter().map(|report| report.event_day).max();
    let presents = || mers.start + 20..=last.unwrap() + 2;
    let summary = |method| {
        let settings = NowcastSettings {
            method,
            ..NowcastSettings::default()
        };
        let scores = presents().flat_map(|now| {
            let got = nowcast(&mers.triangle(now, MERS_DELAY_MAX), &settings).unwrap();
            mers.scores(&got, 0..=13)
        });
        ScoreSummary::of(&scores.collect::<Vec<_>>()).unwrap()
    };
    let smooth = summary(NowcastMethod::Smooth);
    let reference = summary(NowcastMethod::Dirichlet);
    assert_eq!(smooth.count, 14 * presents().count());
    assert!(
        smooth.mean_absolute_error < 2.7 && smooth.coverage >= 0.90,
        "{smooth:?}"
    );
    assert!(
        smooth.mean_absolute_error < reference.mean_absolute_error && smooth.wis < reference.wis,
        "{smooth:?} {reference:?}"
    );
}

/// Delays that change with the day of the event: where the report day alone explains them, the error is 7 % greater.
#[test]
fn new_cases_reported_faster_than_old_ones_are_followed() {
    let pattern = CHALLENGES[0];
    let mut scores = Vec::new();
    for seed in 2011..2019 {
        let epidemic = simulate(pattern, seed);
        for now in PRESENTS {
            let triangle = epidemic.triangle(now, DELAY_MAX);
            let got = nowcast(&triangle, &NowcastSettings::default()).unwrap();
            scores.extend(epidemic.scores(&got, 0..=13));
        }
    }
    let summary = ScoreSummary::of(&scores).unwrap();
    assert!(summary.coverage >= 0.92, "{}: {summary:?}", pattern.name);
    assert!(
        summary.mean_absolute_error < 3.0,
        "{}: {summary:?}",
        pattern.name
    );
}

/// 95 % intervals hold the final count about as often as they say, whatever the delays do.
#[test]
fn simulated_epidemics_are_covered() {
    let mut all = Vec::new();
    for pattern in PATTERNS {
        let mut scores = Vec::new();
        for seed in 2011..2017 {
            let epidemic = simulate(pattern, seed);
            for now in PRESENTS {
                let triangle = epidemic.triangle(now, DELAY_MAX);
                match nowcast(&triangle, &NowcastSettings::default()) {
                    Ok(got) => scores.extend(epidemic.scores(&got, 0..=13)),
                    Err(NowcastError::NotEnoughData(lack)) => assert!(lack.found < 5),
                    Err(other) => panic!("{other}"),
                }
            }
        }
        let summary = ScoreSummary::of(&scores).unwrap();
        // About 24 occasions, whose days err together: four standard errors are some 8 % below 95 %.
        assert!(summary.coverage >= 0.88, "{}: {summary:?}", pattern.name);
        all.extend(scores);
    }
    // Counts are whole and intervals include their ends, which holds them above 95 %.
    let summary = ScoreSummary::of(&all).unwrap();
    assert!((0.94..=0.99).contains(&summary.coverage), "{summary:?}");
}

fn frame(start: i32, now: i32, delay_max: usize) -> TriangleFrame {
    TriangleFrame {
        start,
        now,
        step: Step::Day,
        delay_max,
    }
}

#[test]
fn what_cannot_be_known_yet_is_not_zero() {
    let cases = [(10, 10), (10, 12), (11, 11), (12, 30), (9, 10), (10, 40)];
    let triangle = ReportingTriangle::from_line_list(cases, frame(10, 13, 2)).unwrap();
    assert_eq!(triangle.len(), 4);
    assert_eq!(triangle.row(0), [1, 0, 1]);
    assert_eq!(
        (triangle.count(2, 1), triangle.count(2, 2)),
        (Some(0), None)
    );
    assert_eq!((triangle.reported(1), triangle.reported(3)), (1, 0));
    assert!(triangle.is_complete(1) && !triangle.is_complete(2));
    assert_eq!((triangle.day(3), triangle.now()), (13, 13));
    // The event of day 10 reported on day 40 counts as late once it is there.
    let later = ReportingTriangle::from_line_list(cases, frame(10, 40, 2)).unwrap();
    assert_eq!(later.row(0), [1, 0, 2]);
    assert_eq!(triangle.as_of(2).unwrap().row(0), [1, 0]);
    assert_eq!(triangle.as_of(4), None);
}

#[test]
fn the_three_ways_to_a_triangle_agree() {
    let cases = [(0, 0), (0, 1), (0, 1), (1, 1), (2, 3)];
    let list = ReportingTriangle::from_line_list(cases, frame(0, 3, 2)).unwrap();
    let report = |event_day, report_day, count| Report {
        event_day,
        report_day,
        count,
    };
    let reports = [
        report(0, 0, 1),
        report(0, 1, 2),
        report(1, 1, 1),
        report(2, 3, 1),
    ];
    assert_eq!(
        list,
        ReportingTriangle::from_reports(reports, frame(0, 3, 2)).unwrap()
    );
    let rows = [
        vec![Some(1), Some(2), Some(0)],
        vec![Some(1), Some(0), Some(0)],
        vec![Some(0), Some(1), None],
        vec![Some(0)],
    ];
    assert_eq!(
        list,
        ReportingTriangle::from_rows(0, Step::Day, 2, &rows).unwrap()
    );
    let weeks = TriangleFrame {
        step: Step::Week,
        ..frame(0, 20, 2)
    };
    let weekly = ReportingTriangle::from_line_list([(6, 7), (7, 13), (8, 20)], weeks).unwrap();
    assert_eq!(
        (weekly.row(0), weekly.row(1)),
        (&[0, 1, 0][..], &[1, 1][..])
    );
}

#[test]
fn bad_reports_are_named() {
    let from = |cases: &[(i32, i32)], frame| {
        ReportingTriangle::from_line_list(cases.iter().copied(), frame).unwrap_err()
    };
    assert_eq!(
        from(&[(0, 1), (5, 4)], frame(0, 9, 3)),
        TriangleError::ReportBeforeEvent {
            index: 1,
            event_day: 5,
            report_day: 4
        }
    );
    let now_before = TriangleError::NowBeforeStart { start: 5, now: 3 };
    assert_eq!(from(&[], frame(5, 3, 3)), now_before);
    assert_eq!(
        from(&[], frame(0, 9, 0)),
        TriangleError::DelayMax { given: 0 }
    );
    assert!(matches!(
        from(&[], frame(i32::MIN, i32::MAX, 3)),
        TriangleError::TooLong { .. }
    ));
    let of_step = |step| TriangleFrame {
        step,
        ..frame(0, 9, 3)
    };
    assert_eq!(
        from(&[], of_step(Step::Week)),
        TriangleError::WeekNotOver { now: 9 }
    );
    let months = TriangleError::StepNotSupported { step: Step::Month };
    assert_eq!(from(&[], of_step(Step::Month)), months);
    let huge = Report {
        event_day: 0,
        report_day: 1,
        count: u32::MAX,
    };
    assert_eq!(
        ReportingTriangle::from_reports([huge, huge], frame(0, 9, 3)),
        Err(TriangleError::TooMany { row: 0, delay: 1 })
    );
    let table = |rows: &[Vec<Option<u32>>]| ReportingTriangle::from_rows(0, Step::Day, 1, rows);
    assert_eq!(
        table(&[vec![Some(1), None], vec![Some(1)]]),
        Err(TriangleError::MissingCell { row: 0, delay: 1 })
    );
    assert_eq!(
        table(&[vec![Some(1), Some(0)], vec![Some(1), Some(0)]]),
        Err(TriangleError::CellOfTheFuture { row: 1, delay: 1 })
    );
    assert!(table(&[]).is_err());
}

#[test]
fn too_little_and_bad_settings_are_named() {
    let empty = ReportingTriangle::from_line_list([], frame(0, 30, 5)).unwrap();
    let few = ReportingTriangle::from_line_list([(0, 0); 9], frame(0, 3, 5)).unwrap();
    for method in NowcastMethod::ALL {
        let settings = NowcastSettings {
            method,
            ..NowcastSettings::default()
        };
        let error = nowcast(&empty, &settings).unwrap_err();
        assert!(matches!(error, NowcastError::NotEnoughData(lack) if lack.found == 0));
        assert_eq!(
            nowcast(&few, &settings).is_ok(),
            method == NowcastMethod::Smooth
        );
    }
    let refused = |change: fn(&mut NowcastSettings)| {
        let mut settings = NowcastSettings::default();
        change(&mut settings);
        match nowcast(&few, &settings) {
            Err(NowcastError::Setting { name, .. }) => name,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(
        refused(|settings| settings.levels = vec![0.5, 1.0]),
        "levels"
    );
    assert_eq!(
        refused(|settings| settings.levels = vec![f64::NAN]),
        "levels"
    );
    assert_eq!(refused(|settings| settings.draws = 1), "draws");
    assert_eq!(refused(|settings| settings.history = 6), "history");
    assert_eq!(
        refused(|settings| settings.count_prior.variance = 49.0),
        "count_prior"
    );
    assert_eq!(
        refused(|settings| settings.count_prior.max = Some(8)),
        "count_prior.max"
    );
}

#[test]
fn answers_repeat_bit_for_bit_and_hang_together() {
    let epidemic = simulate(PATTERNS[0], 1);
    let triangle = epidemic.triangle(40, DELAY_MAX);
    let settings = NowcastSettings::default();
    let first = nowcast(&triangle, &settings).unwrap();
    assert_eq!(first, nowcast(&triangle, &settings).unwrap());
    let other_seed = NowcastSettings {
        seed: 2,
        ..settings.clone()
    };
    let other = nowcast(&triangle, &other_seed).unwrap();
    for (a, b) in first.points.iter().zip(&other.points) {
        let (a, b) = (a.estimate.as_ref().unwrap(), b.estimate.as_ref().unwrap());
        let width = (a.quantiles[4] - a.quantiles[0]) as f64;
        // 1,000 draws find a median to a few hundredths of the interval's width.
        assert!((a.median as f64 - b.median as f64).abs() <= 1.0 + 0.08 * width);
    }
    // The total of a week is more certain than the sum of its days' bounds, and has the sum of their means.
    let week = first.total_since(first.points.len() - 7).unwrap();
    let days = || {
        first
            .points
            .iter()
            .rev()
            .take(7)
            .map(|point| point.estimate.as_ref().unwrap())
    };
    let means: f64 = days().map(|day| day.mean).sum();
    assert_close(week.mean, means, 1e-6 * means, &"mean of the week");
    assert!(week.quantiles[4] < days().map(|day| day.quantiles[4]).sum());
    assert!(first.total_since(first.points.len()).is_none());
    assert!(
        serde_json::to_string(&first)
            .unwrap()
            .contains("\"quantiles\":[")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// No triangle makes a method panic, contradict what is known, or put its quantiles out of order.
    #[test]
    fn any_triangle_is_answered_or_refused(
        counts in proptest::collection::vec(
            prop_oneof![4 => Just(0_u32), 4 => 0..20_u32, 1 => 0..5_000_u32, 1 => Just(u32::MAX)],
            2..120,
        ),
        delay_max in 1..9_usize,
        seed in any::<u64>(),
    ) {
        let reports = counts.iter().enumerate().map(|(index, &count)| Report {
            event_day: (index / (delay_max + 1)) as i32,
            report_day: (index / (delay_max + 1) + index % (delay_max + 1)) as i32,
            count,
        });
        let now = (counts.len() / (delay_max + 1)) as i32;
        let triangle = ReportingTriangle::from_reports(reports, frame(0, now, delay_max)).unwrap();
        for method in NowcastMethod::ALL {
            let settings = NowcastSettings { method, seed, draws: 200, ..NowcastSettings::default() };
            let Ok(got) = nowcast(&triangle, &settings) else { continue };
            prop_assert_eq!(got.points.len(), triangle.len());
            for (row, point) in got.points.iter().enumerate() {
                prop_assert_eq!(point.reported, triangle.reported(row));
                prop_assert!((0.0..=1.0).contains(&point.reported_share));
                let Some(estimate) = &point.estimate else { continue };
                prop_assert!(estimate.mean.is_finite());
                prop_assert!(estimate.quantiles[0] >= point.reported);
                prop_assert!(estimate.quantiles.is_sorted());
                if point.is_complete {
                    prop_assert_eq!(estimate.quantiles[4], point.reported);
                }
            }
            prop_assert!(got.delay_cdf.is_sorted());
        }
    }
}
