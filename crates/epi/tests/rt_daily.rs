//! Today's R against simulated truth, and the one call that gives everything.

use epi::rt::{
    DailyRt, DailySettings, Incidence, IntervalSetting, NowcastDay, Prior, Reporting, RtError,
    RtSettings, SerialInterval, UncertainSerialInterval, analyse, cori, cori_uncertain, daily,
};
use proptest::prelude::*;
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

use crate::epidemics::{DAYS, Epidemic, JUDGED_FROM, SCENARIOS, interval, poisson};

fn daily_r(incidence: &Incidence, reporting: &Reporting) -> Vec<Option<DailyRt>> {
    daily(incidence, &interval(), reporting, &DailySettings::default())
        .unwrap()
        .into_iter()
        .map(Result::ok)
        .collect()
}

/// Share of the judged days whose interval holds the truth, and mean absolute error.
fn quality(
    epidemics: &[Epidemic],
    estimate: impl Fn(&Epidemic) -> Vec<Option<[f64; 3]>>,
) -> [f64; 2] {
    let (mut days, mut covered, mut error) = (0.0, 0.0, 0.0);
    for epidemic in epidemics {
        let estimates = estimate(epidemic);
        for (r, [mean, low, high]) in epidemic
            .r
            .iter()
            .zip(estimates)
            .skip(JUDGED_FROM)
            .filter_map(|(&r, estimate)| estimate.map(|estimate| (r, estimate)))
        {
            days += 1.0;
            covered += f64::from(u8::from(low <= r && r <= high));
            error += (mean - r).abs();
        }
    }
    assert!(days > 0.9 * (epidemics.len() * (DAYS - JUDGED_FROM)) as f64);
    [covered / days, error / days]
}

fn by_day(epidemic: &Epidemic) -> Vec<Option<[f64; 3]>> {
    let days = daily_r(&epidemic.incidence, &Reporting::Complete).into_iter();
    days.map(|day| day.map(|r| [r.mean, r.lower, r.upper]))
        .collect()
}

fn by_week(epidemic: &Epidemic) -> Vec<Option<[f64; 3]>> {
    let mut days = vec![None; DAYS];
    for r in cori(&epidemic.incidence, &interval(), Prior::default(), 7)
        .into_iter()
        .flatten()
    {
        days[r.end] = Some([r.mean(), r.quantile(0.025), r.quantile(0.975)]);
    }
    days
}

#[test]
fn todays_interval_holds_the_truth_nine_times_in_ten() {
    // Six epidemics of each scenario, about 3,600 days; the seeds are neighbours.
    for first in [20_210_701, 20_210_707, 20_210_713] {
        let mut sums = [0.0; 4];
        for scenario in SCENARIOS {
            let run = |seed| scenario.simulate(seed);
            let epidemics: Vec<Epidemic> = (first..first + 6).map(run).collect();
            let [covered, error] = quality(&epidemics, by_day);
            let place = format!("{} from seed {first}", scenario.name);
            // Days of one epidemic hang together, so that single scenarios scatter by some percent.
            assert!(covered >= 0.85, "{place}: {covered}");
            let by_week = quality(&epidemics, by_week);
            for (sum, value) in sums
                .iter_mut()
                .zip([covered, error, by_week[0], by_week[1]])
            {
                *sum += value / SCENARIOS.len() as f64;
            }
        }
        let [covered, error, covered_by_week, error_by_week] = sums;
        assert!(covered >= 0.90, "seeds from {first}: {covered}");
        assert!(
            covered > covered_by_week + 0.1,
            "seeds from {first}: {covered_by_week}"
        );
        assert!(
            error < error_by_week,
            "seeds from {first}: {error} {error_by_week}"
        );
    }
}

/// What has been reported by the last day if this share of a day's cases arrives each day after it.
fn as_reported(epidemic: &Epidemic, daily_share: f64, seed: u64) -> (Incidence, Vec<f64>) {
    let mut rng = Pcg64Mcg::seed_from_u64(seed);
    let delay = |day: usize| (DAYS - day) as i32;
    let shares: Vec<f64> = (0..DAYS)
        .map(|day| 1.0 - (1.0 - daily_share).powi(delay(day)))
        .collect();
    let mut thin = |cases: f64, share: f64| {
        // Poisson thinning, kept at or below what there is.
        if share > 0.999 {
            cases
        } else {
            poisson(cases * share, &mut rng).min(cases)
        }
    };
    let local = epidemic.incidence.local_counts().iter().zip(&shares);
    let reported = local.map(|(&cases, &share)| thin(cases, share)).collect();
    let imported = (0..DAYS)
        .map(|day| epidemic.incidence.imported(day))
        .collect();
    (Incidence::new(reported, imported).unwrap(), shares)
}

#[test]
fn completeness_corrects_for_reporting_delay() {
    let (mut covered, mut error, mut naive_error, mut runs) = (0.0, 0.0, 0.0, 0.0);
    for scenario in [SCENARIOS[0], SCENARIOS[2], SCENARIOS[3]] {
        for seed in 20_200_101..20_200_113 {
            let epidemic = scenario.simulate(seed);
            let (incidence, shares) = as_reported(&epidemic, 0.35, seed);
            let truth = epidemic.r[DAYS - 1];
            let latest = |reporting| daily_r(&incidence, &reporting)[DAYS - 1].clone().unwrap();
            let corrected = latest(Reporting::Completeness(shares));
            runs += 1.0;
            covered += f64::from(u8::from(
                corrected.lower <= truth && truth <= corrected.upper,
            ));
            error += (corrected.mean - truth).abs();
            naive_error += (latest(Reporting::Complete).mean - truth).abs();
        }
    }
    assert!(covered / runs >= 0.85, "{}", covered / runs);
    assert!(error < 0.5 * naive_error, "{error} {naive_error}");
}

#[test]
fn certain_reports_are_complete_reports() {
    let epidemic = SCENARIOS[2].simulate(20_200_201);
    let plain = daily_r(&epidemic.incidence, &Reporting::Complete);
    let complete = Reporting::Completeness(vec![1.0; DAYS]);
    assert_eq!(plain, daily_r(&epidemic.incidence, &complete));
    let nowcast = |spread: f64| {
        let of_day = |day: usize| {
            let median = epidemic.incidence.local_counts()[day];
            NowcastDay {
                day,
                median,
                lower: median / spread,
                upper: median * spread,
            }
        };
        let days = (DAYS - 5..DAYS).map(of_day).collect();
        daily_r(&epidemic.incidence, &Reporting::Nowcast(days))
    };
    assert_eq!(plain, nowcast(1.0));
    // An uncertain nowcast changes nothing before its days and widens the interval on them.
    let uncertain = nowcast(1.6);
    assert_eq!(plain[..DAYS - 5], uncertain[..DAYS - 5]);
    let width = |days: &[Option<DailyRt>]| {
        let r = days[DAYS - 1].as_ref().unwrap();
        r.upper - r.lower
    };
    assert!(width(&uncertain) > 1.05 * width(&plain));
}

#[test]
fn a_day_that_was_not_reported_is_not_a_day_without_cases() {
    let epidemic = SCENARIOS[0].simulate(20_200_301);
    let mut local = epidemic.incidence.local_counts().to_vec();
    let imported = (0..DAYS)
        .map(|day| epidemic.incidence.imported(day))
        .collect();
    let mut shares = vec![1.0; DAYS];
    for day in [40, 41, 70, DAYS - 1] {
        local[day] = 0.0;
        shares[day] = 0.0;
    }
    let incidence = Incidence::new(local, imported).unwrap();
    let full = daily_r(&epidemic.incidence, &Reporting::Complete);
    let gaps = daily_r(&incidence, &Reporting::Completeness(shares));
    let zeros = daily_r(&incidence, &Reporting::Complete);
    let off = |days: &[Option<DailyRt>], day: usize| {
        (days[day].as_ref().unwrap().mean - full[day].as_ref().unwrap().mean).abs()
    };
    for day in [41, 45, 75, DAYS - 1] {
        assert!(off(&gaps, day) < 0.15, "day {day}: {}", off(&gaps, day));
    }
    assert!(off(&zeros, 41) > 3.0 * off(&gaps, 41));
}

#[test]
fn imported_cases_infect_but_are_not_infected_here() {
    let imported = vec![10.0; 60];
    let incidence = Incidence::new(vec![0.0; 60], imported.clone()).unwrap();
    let none = daily_r(&incidence, &Reporting::Complete)[59]
        .clone()
        .unwrap();
    assert!(
        none.upper < 0.3 && none.probability_above_one < 0.001,
        "{none:?}"
    );
    // Every imported case infects one person and these nobody further: half of all cases are local.
    let incidence = Incidence::new(vec![10.0; 60], imported).unwrap();
    let half = daily_r(&incidence, &Reporting::Complete)[59]
        .clone()
        .unwrap();
    assert!(
        half.lower < 0.5 && 0.5 < half.upper && half.upper < 0.8,
        "{half:?}"
    );
    assert!(half.growth.rate_per_day < 0.0 && half.growth.halving_days.is_some());
}

#[test]
fn many_cases_make_r_certain_and_growth_follows() {
    let counts: Vec<u32> = (0..60)
        .map(|day| (1000.0 * 1.05_f64.powi(day)) as u32)
        .collect();
    let interval = interval();
    let answers = daily(
        &Incidence::local(&counts),
        &interval,
        &Reporting::Complete,
        &DailySettings::default(),
    )
    .unwrap();
    let today = answers[59].as_ref().unwrap();
    // Cases that grow by 5 % a day have a growth rate of ln 1.05 and double in 14.2 days.
    assert!(
        (today.growth.rate_per_day - 1.05_f64.ln()).abs() < 0.003,
        "{today:?}"
    );
    assert!((today.growth.doubling_days.unwrap() - 14.2).abs() < 0.9);
    assert!(today.upper - today.lower < 0.2 && today.probability_above_one > 0.99);
}

#[test]
fn one_call_gives_everything() {
    let epidemic = SCENARIOS[3].simulate(20_200_401);
    let mut settings = RtSettings::new(5.1, 2.8);
    let analysis = analyse(&epidemic.incidence, &settings).unwrap();
    assert_eq!(analysis.daily.len(), DAYS);
    assert_eq!(analysis.windows.len(), DAYS - 7);
    assert_eq!(analysis.cohorts.len(), DAYS - 7);
    assert_eq!(analysis.today().unwrap().day, DAYS - 1);
    let window = analysis.windows.last().unwrap().unwrap();
    let interval = SerialInterval::discretised_gamma(5.1, 2.8, DAYS - 1).unwrap();
    let same = *cori(&epidemic.incidence, &interval, Prior::default(), 7)
        .last()
        .unwrap()
        .as_ref()
        .unwrap();
    assert_eq!(window.mean, same.mean());
    assert_eq!(window.upper, same.quantile(0.975));

    let json = serde_json::to_value(&analysis).unwrap();
    assert_eq!(json["daily"][0]["of"], "days since the first case");
    assert!(json["daily"][DAYS - 1]["probability_above_one"].is_f64());
    assert!(json["windows"][0]["needed"].is_u64() || json["windows"][0]["mean"].is_f64());

    // Windows with incomplete days are refused, and those before them stay.
    let mut shares = vec![1.0; DAYS];
    shares[DAYS - 1] = 0.5;
    settings.reporting = Reporting::Completeness(shares);
    let incomplete = analyse(&epidemic.incidence, &settings).unwrap();
    assert!(incomplete.windows[DAYS - 8].is_err());
    assert_eq!(incomplete.windows[..DAYS - 8], analysis.windows[..DAYS - 8]);

    // An uncertain serial interval widens the windows.
    let uncertain = UncertainSerialInterval::with_errors(5.1, 1.0, 2.8, 0.5);
    let settings = RtSettings::with_interval(IntervalSetting::Uncertain(uncertain));
    let wider = analyse(&epidemic.incidence, &settings).unwrap();
    let sum = |windows: &[Result<epi::rt::WindowRt, _>]| -> f64 {
        windows.iter().flatten().map(|w| w.upper - w.lower).sum()
    };
    assert!(sum(&wider.windows) > sum(&analysis.windows));
}

#[test]
fn the_worked_example_of_the_manual_holds() {
    let file = format!(
        "{}/tests/reference/epiestim_estimate_R.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let counts: Vec<u32> =
        serde_json::from_value(json["series"]["Flu2009"]["incidence"].clone()).unwrap();
    let analysis = analyse(&Incidence::local(&counts), &RtSettings::new(2.6, 1.5)).unwrap();
    for (day, daily, above, window) in [
        (12, [1.81, 1.14, 2.87], 0.99, [1.64, 1.18, 2.17]),
        (17, [1.07, 0.51, 1.70], 0.57, [1.25, 0.98, 1.54]),
        (20, [0.70, 0.37, 1.23], 0.10, [0.82, 0.62, 1.04]),
        (22, [0.46, 0.20, 0.88], 0.01, [0.59, 0.41, 0.80]),
    ] {
        let r = analysis.daily[day].as_ref().unwrap();
        let by_week = analysis.windows[day - 7].unwrap();
        assert_eq!(by_week.end, day);
        let got = [
            r.mean,
            r.lower,
            r.upper,
            by_week.mean,
            by_week.lower,
            by_week.upper,
        ];
        for (got, want) in got.into_iter().zip(daily.into_iter().chain(window)) {
            assert!((got - want).abs() < 0.00501, "day {day}: {got} {want}");
        }
        assert!(
            (r.probability_above_one - above).abs() < 0.00501,
            "day {day}"
        );
    }
    let growth = analysis.daily[12].as_ref().unwrap().growth;
    assert!((growth.doubling_days.unwrap() - 2.9).abs() < 0.05);
}

#[test]
fn the_seed_decides_the_drawn_serial_intervals() {
    let incidence = SCENARIOS[0].simulate(20_200_501).incidence;
    let interval = UncertainSerialInterval::with_errors(5.1, 0.6, 2.8, 0.4);
    let run = |seed| cori_uncertain(&incidence, &interval, Prior::default(), 7, 50, seed).unwrap();
    assert_eq!(run(7), run(7));
    assert_ne!(run(7), run(8));
}

#[test]
fn wrong_input_is_named() {
    let incidence = Incidence::local(&[5; 30]);
    let message = |error: RtError| error.to_string();
    for (local, imported) in [
        (vec![1.0, -1.0], vec![]),
        (vec![1.0, f64::NAN], vec![]),
        (vec![1.0, f64::INFINITY], vec![]),
        (vec![1.0, 1e13], vec![]),
        (vec![1.0, 1.0], vec![1.0, -3.0]),
    ] {
        let error = Incidence::new(local, imported).unwrap_err();
        assert!(matches!(error, RtError::Count { day: 1, .. }));
        assert!(message(error).contains("day 1"));
    }
    assert!(matches!(
        Incidence::new(vec![1.0, 1.0], vec![1.0]),
        Err(RtError::Length {
            days: 2,
            found: 1,
            ..
        })
    ));
    for (mean, sd) in [
        (0.0, 1.0),
        (1.0, 0.0),
        (f64::NAN, 1.0),
        (1.0, f64::INFINITY),
    ] {
        assert!(message(Prior::new(mean, sd).unwrap_err()).contains("prior"));
    }
    let refused = |change: &dyn Fn(&mut RtSettings)| {
        let mut settings = RtSettings::new(5.1, 2.8);
        change(&mut settings);
        message(analyse(&incidence, &settings).unwrap_err())
    };
    assert!(refused(&|s| s.window_days = 0).contains("`window days` is 0"));
    assert!(refused(&|s| s.daily.prior_median = -1.0).contains("`prior median` is -1"));
    assert!(refused(&|s| s.daily.prior_log_sd = f64::NAN).contains("`prior log sd` is NaN"));
    assert!(refused(&|s| s.daily.break_probability = 1.5).contains("break probability"));
    assert!(refused(&|s| s.reporting = Reporting::Completeness(vec![1.0])).contains("30 days"));
    assert!(
        refused(&|s| s.reporting = Reporting::Completeness(vec![1.5; 30])).contains("day 0 is 1.5")
    );
    let nowcast = |day, lower| NowcastDay {
        day,
        median: 5.0,
        lower,
        upper: 9.0,
    };
    for wrong in [nowcast(30, 1.0), nowcast(29, 6.0), nowcast(29, f64::NAN)] {
        assert!(refused(&|s| s.reporting = Reporting::Nowcast(vec![wrong])).contains("nowcast"));
    }
    let with = |interval| refused(&|s| s.serial_interval = IntervalSetting::clone(&interval));
    assert!(with(IntervalSetting::Gamma { mean: 0.5, sd: 1.0 }).contains("above 1"));
    assert!(with(IntervalSetting::Weights(vec![])).contains("add up to"));
    for interval in [
        UncertainSerialInterval::with_errors(5.0, 0.0, 2.0, 1.0),
        UncertainSerialInterval::with_errors(f64::NAN, 1.0, 2.0, 1.0),
        UncertainSerialInterval::with_errors(5.0, 1.0, -2.0, 1.0),
        UncertainSerialInterval::with_errors(0.1, 0.1, 2.0, 1.0),
    ] {
        assert!(with(IntervalSetting::Uncertain(interval)).contains("`"));
    }
    assert!(
        refused(&|s| {
            let known = UncertainSerialInterval::with_errors(5.0, 1.0, 2.0, 0.5);
            s.serial_interval = IntervalSetting::Uncertain(known);
            s.draws = 0;
        })
        .contains("draws")
    );
}

#[test]
fn little_data_is_refused_with_what_is_needed() {
    let settings = RtSettings::new(5.1, 2.8);
    let empty = analyse(&Incidence::local(&[]), &settings).unwrap();
    assert!(empty.daily.is_empty() && empty.windows.is_empty() && empty.today().is_err());
    for counts in [vec![4], vec![0; 40], vec![9, 9, 9]] {
        let analysis = analyse(&Incidence::local(&counts), &settings).unwrap();
        let reason = analysis.today().unwrap_err();
        assert!(reason.needed > reason.found, "{reason}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever the counts: quantiles are in order, nothing is infinite, and later days do not change earlier answers.
    #[test]
    fn every_count_has_an_answer_that_stays(
        counts in prop::collection::vec(prop_oneof![0_u32..5, 0_u32..300, Just(u32::MAX)], 1..40),
        cut in 1_usize..40,
    ) {
        let all = daily_r(&Incidence::local(&counts), &Reporting::Complete);
        for day in all.iter().flatten() {
            let ordered = [0.0, day.lower, day.lower_half, day.median, day.upper_half, day.upper, 25.0];
            prop_assert!(ordered.is_sorted(), "{:?}", day);
            prop_assert!(day.lower < day.upper && day.mean > day.lower && day.mean < day.upper);
            prop_assert!((0.0..=1.0).contains(&day.probability_above_one));
            prop_assert!(day.growth.rate_per_day.is_finite());
        }
        let cut = cut.min(counts.len());
        let early = daily_r(&Incidence::local(&counts[..cut]), &Reporting::Complete);
        prop_assert_eq!(&all[..cut], &early[..]);
    }

    /// Reports may be missing, partial or uncertain in any pattern, and cases may come from elsewhere.
    #[test]
    fn any_reporting_is_answered(
        days in prop::collection::vec(
            (prop_oneof![0.0..50.0, 0.0..1e12], 0.0..5.0, prop_oneof![Just(0.0), 0.0..1.0]),
            1..60,
        ),
    ) {
        let local: Vec<f64> = days.iter().map(|day| day.0).collect();
        let imported = days.iter().map(|day| day.1).collect();
        let shares: Vec<f64> = days.iter().map(|day| day.2).collect();
        let nowcast = |(day, share): (usize, &f64)| NowcastDay {
            day,
            median: local[day],
            lower: share * local[day],
            upper: (local[day] / share.max(0.1)).min(1e12),
        };
        let nowcasts = shares.iter().enumerate().map(nowcast).collect();
        let incidence = Incidence::new(local.clone(), imported).unwrap();
        for reporting in [Reporting::Completeness(shares.clone()), Reporting::Nowcast(nowcasts)] {
            for day in daily_r(&incidence, &reporting).iter().flatten() {
                prop_assert!(day.mean.is_finite() && day.lower < day.upper, "{:?}", day);
            }
        }
    }
}
