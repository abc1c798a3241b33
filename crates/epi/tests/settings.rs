//! Settings no reference vector has, held against definitions written out plainly and against what must follow from them.

use epi::rt::{Incidence, Prior, SerialInterval, WindowQuantiles, cori, wallinga_teunis};
use epi::{Assessment, CountSeries, DetectorSpec, Method, ParamValue, Step};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use crate::vectors::{assert_close, assert_relative};

/// Seasonal weeks from 0 to some dozens of cases with more scatter than Poisson's.
fn weeks(seed: u64, len: usize, level: f64) -> CountSeries {
    let mut rng = Pcg64Mcg::seed_from_u64(seed);
    let count = |time: usize| {
        let angle = time as f64 * std::f64::consts::TAU / 52.0;
        let mean = level * (1.0 + 0.6 * angle.sin()) * rng.random_range(0.3..1.7);
        (0..300)
            .filter(|_| rng.random::<f64>() < mean / 300.0)
            .count() as u32
    };
    let counts: Vec<u32> = (0..len).map(count).collect();
    CountSeries::complete(12_422, Step::Week, &counts)
}

fn value(series: &CountSeries, at: usize) -> f64 {
    f64::from(series.observed[at].unwrap())
}

/// What a method with these settings says of every point of a range.
fn judged<const N: usize>(
    method: Method,
    settings: [(&str, ParamValue); N],
    series: &CountSeries,
    range: std::ops::Range<usize>,
) -> Vec<Assessment> {
    let mut spec = DetectorSpec::new(method);
    for (name, value) in settings {
        spec = spec.set(name, value).unwrap();
    }
    let answers = spec.build().unwrap().assess_range(series, range);
    answers.into_iter().map(Result::unwrap).collect()
}

fn mean_and_sd(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / (n - 1.0)).sqrt())
}

/// Quantiles of the standard normal distribution at 1 − α, from tables.
const NORMAL: [(f64, f64); 3] = [
    (0.1, 1.281_551_565_544_6),
    (0.05, 1.644_853_626_951_472_2),
    (0.000_1, 3.719_016_485_455_68),
];

#[test]
fn ears_with_any_baseline_level_and_least_sd() {
    let series = weeks(1, 120, 6.0);
    for (alpha, z) in NORMAL {
        for baseline in [3, 5, 10, 28] {
            for min_sd in [0.0, 0.5, 2.0] {
                for (method, gap) in [(Method::EarsC1, 0), (Method::EarsC2, 2)] {
                    let settings = [
                        ("alpha", alpha.into()),
                        ("baseline", (baseline as i64).into()),
                        ("min_sd", min_sd.into()),
                    ];
                    for (at, got) in (40..120).zip(judged(method, settings, &series, 40..120)) {
                        let before: Vec<f64> = (at - gap - baseline..at - gap)
                            .map(|at| value(&series, at))
                            .collect();
                        let (mean, sd) = mean_and_sd(&before);
                        let want = mean + z * sd.max(min_sd);
                        let place = format!("{method:?} {alpha} {baseline} {min_sd} {at}");
                        assert_relative(got.bound, want, 1e-9, &place);
                        assert_eq!(got.is_alarm, value(&series, at) > want, "{place}");
                    }
                }
            }
        }
    }
}

/// The same weeks of past years, and those just before.
fn windows(series: &CountSeries, at: usize, years: usize, half: usize, current: bool) -> Vec<f64> {
    let past = (1..=years).flat_map(|year| at - 52 * year - half..=at - 52 * year + half);
    let recent = (at - half..at).filter(|_| current);
    past.chain(recent).map(|at| value(series, at)).collect()
}

#[test]
fn bayes_with_any_windows_is_the_negative_binomial_quantile() {
    let series = weeks(2, 420, 4.0);
    for (years, half, current) in [(4, 1, false), (5, 8, true), (1, 2, false), (0, 12, true)] {
        for alpha in [0.1, 0.02, 0.001] {
            let settings = [
                ("years", (years as i64).into()),
                ("half_window", (half as i64).into()),
                ("current_year", current.into()),
                ("alpha", alpha.into()),
            ];
            for (at, got) in (300..420).zip(judged(Method::Bayes, settings, &series, 300..420)) {
                let baseline = windows(&series, at, years, half, current);
                let (n, size) = (baseline.len() as f64, baseline.iter().sum::<f64>() + 0.5);
                // Probabilities one after the other, from that of no case.
                let mut term = (n / (n + 1.0)).powf(size);
                let (mut below, mut want) = (term, 0.0);
                while below < 1.0 - alpha {
                    want += 1.0;
                    term *= (size + want - 1.0) / want / (n + 1.0);
                    below += term;
                }
                let place = format!("{years} {half} {current} {alpha} {at}");
                assert_eq!(got.bound, want, "{place}");
                assert_eq!(got.is_alarm, value(&series, at) > want, "{place}");
            }
        }
    }
}

#[test]
fn rki_above_twenty_cases_is_two_standard_deviations() {
    let series = weeks(3, 420, 60.0);
    for (years, half, current) in [(4, 1, false), (5, 8, true), (0, 12, true)] {
        let settings = [
            ("years", (years as i64).into()),
            ("half_window", (half as i64).into()),
            ("current_year", current.into()),
        ];
        for (at, got) in (300..420).zip(judged(Method::Rki, settings, &series, 300..420)) {
            let (mean, sd) = mean_and_sd(&windows(&series, at, years, half, current));
            if mean > 20.0 {
                assert_relative(got.bound, mean + 2.0 * sd, 1e-12, &at);
                assert_eq!(got.is_alarm, value(&series, at) > got.bound, "{at}");
            }
        }
    }
}

#[test]
fn cdc_with_any_years_and_windows() {
    let series = weeks(4, 420, 10.0);
    for (alpha, z) in NORMAL {
        for (years, half) in [(2, 1), (4, 2), (6, 3)] {
            let settings = [
                ("alpha", (2.0 * alpha).into()),
                ("years", (years as i64).into()),
                ("half_window", (half as i64).into()),
            ];
            for (at, got) in (380..420).zip(judged(Method::Cdc, settings, &series, 380..420)) {
                let sum = |end: usize| (end - 3..=end).map(|at| value(&series, at)).sum::<f64>();
                // Blocks of four weeks, so many on either side.
                let past: Vec<f64> = (1..=years)
                    .flat_map(|year| {
                        (0..=2 * half).map(move |block| at - 52 * year + 4 * block - 4 * half)
                    })
                    .map(sum)
                    .collect();
                let (mean, sd) = mean_and_sd(&past);
                let want = mean + z * sd * (1.0 + 1.0 / past.len() as f64).sqrt();
                let place = format!("{alpha} {years} {half} {at}");
                assert_relative(got.bound, want, 1e-9, &place);
                assert_eq!(got.is_alarm, sum(at) > want, "{place}");
            }
        }
    }
}

#[test]
fn percentiles_of_any_share_years_and_windows() {
    let series = weeks(5, 420, 10.0);
    for percentile in [5, 33, 60, 95, 99] {
        for (years, half) in [(3, 0), (4, 3), (6, 1)] {
            let settings = [
                ("percentile", f64::from(percentile).into()),
                ("years", (years as i64).into()),
                ("half_window", (half as i64).into()),
            ];
            let answers = judged(Method::MovingPercentile, settings, &series, 380..420);
            for (at, got) in (380..420).zip(answers) {
                let mut past = windows(&series, at, years, half, false);
                past.sort_by(f64::total_cmp);
                let place = (past.len() - 1) as f64 * f64::from(percentile) / 100.0;
                let (low, share) = (past[place as usize], place.fract());
                let high = past[(place as usize + 1).min(past.len() - 1)];
                assert_relative(got.bound, low + share * (high - low), 1e-9, &at);
            }
        }
    }
}

/// Mean 4 and standard deviation 2 in control: each count of 8 adds (8 − 4)/2 − ½ = 1½.
#[test]
fn a_cusum_that_is_reset_begins_again_from_nothing() {
    let mut counts = vec![4_u32; 104];
    counts.extend([8, 8, 8, 8, 8, 4, 8]);
    let series = CountSeries::complete(0, Step::Week, &counts);
    let sums = |reset: bool| {
        let settings = [
            ("transform", "standard".into()),
            ("k", 0.5.into()),
            ("h", 3.0.into()),
            ("reset", reset.into()),
        ];
        let answers = judged(Method::Cusum, settings, &series, 104..111);
        let told = answers
            .iter()
            .map(|answer| (answer.why.statistic.unwrap(), answer.is_alarm));
        told.collect::<Vec<_>>()
    };
    let (no, yes) = (false, true);
    assert_eq!(
        sums(false),
        [
            (1.5, no),
            (3.0, yes),
            (4.5, yes),
            (6.0, yes),
            (7.5, yes),
            (7.0, yes),
            (8.5, yes)
        ]
    );
    assert_eq!(
        sums(true),
        [
            (1.5, no),
            (3.0, yes),
            (1.5, no),
            (3.0, yes),
            (1.5, no),
            (1.0, no),
            (2.5, no)
        ]
    );
}

#[test]
fn a_higher_bar_for_outbreak_p_is_reached_later_by_the_same_statistic() {
    let rising: Vec<u32> = (0..40)
        .map(|week| 2 + (week * week) / 60 + week % 2)
        .collect();
    let series = CountSeries::complete(0, Step::Week, &rising);
    let of = |k: f64| judged(Method::OutbreakP, [("k", k.into())], &series, 5..40);
    let mut last = 0;
    for k in [2.0, 10.0, 1000.0, 1e6] {
        let answers = of(k);
        for (answer, usual) in answers.iter().zip(of(100.0)) {
            assert_eq!(answer.why.statistic, usual.why.statistic);
            assert_eq!(answer.is_alarm, answer.why.statistic.unwrap() > k);
        }
        let first = answers.iter().position(|answer| answer.is_alarm).unwrap();
        assert!(first >= last, "{k}: {first}");
        last = first;
    }
}

/// Without season, trend and weights there is nothing to fit but a mean, and the limit can be worked out by hand.
#[test]
fn farrington_around_a_mean_is_a_sum_on_paper() {
    let series = weeks(6, 420, 12.0);
    for (alpha, z) in NORMAL {
        for (transform, power) in [("2/3", 2.0 / 3.0), ("1/2", 0.5), ("none", 1.0)] {
            for (years, half) in [(2, 1), (4, 4), (6, 0)] {
                let common = [
                    ("years", ParamValue::from(years as i64)),
                    ("half_window", (half as i64).into()),
                    ("trend", false.into()),
                    ("reweight", false.into()),
                    ("transform", transform.into()),
                    ("year_step", "frequency".into()),
                ];
                let [a, b, c, d, e, f] = common.clone();
                let flexible = [
                    ("alpha", alpha.into()),
                    ("seasons", 1_i64.into()),
                    ("bound_method", "delta".into()),
                    ("skip_recent", 26_i64.into()),
                    a,
                    b,
                    c,
                    d,
                    e,
                    f,
                ];
                let [a, b, c, d, e, f] = common;
                let classic = [("alpha", (2.0 * alpha).into()), a, b, c, d, e, f];
                let flexible = judged(Method::FarringtonFlexible, flexible, &series, 380..420);
                let classic = judged(Method::Farrington, classic, &series, 380..420);
                for (at, (flexible, classic)) in (380..420).zip(flexible.iter().zip(&classic)) {
                    let past = windows(&series, at, years, half, false);
                    let n = past.len() as f64;
                    let mean = past.iter().sum::<f64>() / n;
                    let pearson: f64 = past.iter().map(|y| (y - mean).powi(2) / mean).sum();
                    let dispersion = (pearson / (n - 1.0)).max(1.0);
                    // Scatter of the count and of the mean that was estimated, by the delta method on the transformed
                    // scale; only the classic method floors the dispersion in the second too.
                    let bound = |of_mean: f64| {
                        let sd = (dispersion * mean + of_mean * mean / n).sqrt();
                        let root = mean.powf(power) + z * power * mean.powf(power - 1.0) * sd;
                        root.max(0.0).powf(1.0 / power)
                    };
                    let place = format!("{alpha} {transform} {years} {half} {at}");
                    assert_relative(flexible.expected.unwrap(), mean, 1e-6, &place);
                    assert_relative(flexible.bound, bound(pearson / (n - 1.0)), 1e-6, &place);
                    assert_relative(classic.bound, bound(dispersion), 1e-6, &place);
                }
            }
        }
    }
}

#[test]
fn farrington_is_stricter_at_smaller_levels_and_silent_without_recent_cases() {
    let series = weeks(7, 420, 3.0);
    for bound_method in ["nb_plugin", "muan", "delta"] {
        for seasons in [1, 2, 3, 7, 13] {
            let of = |alpha: f64, least: i64, steps: i64| {
                let settings = [
                    ("alpha", alpha.into()),
                    ("bound_method", bound_method.into()),
                    ("seasons", (seasons as i64).into()),
                    ("recent_cases_min", least.into()),
                    ("recent_steps", steps.into()),
                ];
                judged(Method::FarringtonFlexible, settings, &series, 340..420)
            };
            let (strict, usual, loose) = (of(0.001, 0, 4), of(0.02, 0, 4), of(0.2, 0, 4));
            for ((strict, usual), loose) in strict.iter().zip(&usual).zip(&loose) {
                assert!(strict.bound >= usual.bound && usual.bound >= loose.bound);
                assert_eq!(strict.expected, loose.expected);
                assert!(!usual.is_alarm || loose.is_alarm);
            }
            for (least, steps) in [(8, 2), (20, 6), (5, 1)] {
                let limited = of(0.2, least, steps);
                for (at, (limited, loose)) in (340..420).zip(limited.iter().zip(&loose)) {
                    let recent: f64 = (at + 1 - steps as usize..=at)
                        .map(|at| value(&series, at))
                        .sum();
                    let wanted = loose.is_alarm && recent >= least as f64;
                    assert_eq!(limited.is_alarm, wanted, "{bound_method} {seasons} {at}");
                }
            }
        }
    }
}

/// 60 days of an epidemic that rises and falls, some cases from elsewhere.
fn epidemic() -> (Vec<f64>, Vec<f64>) {
    let local = (0..60_u32).map(|day| f64::from((day * (59 - day)) / 20 + day % 3));
    let imported = (0..60_u32).map(|day| f64::from(u32::from(day < 12) * (2 + day % 2)));
    (local.collect(), imported.collect())
}

#[test]
fn cori_with_any_window_and_prior_is_a_ratio_of_sums() {
    let (local, imported) = epidemic();
    let interval = SerialInterval::discretised_gamma(4.3, 2.1, 40).unwrap();
    let weights = interval.weights();
    let infectivity: Vec<f64> = (0..60)
        .map(|day| {
            (1..=day)
                .filter(|lag| *lag < weights.len())
                .map(|lag| weights[lag] * (local[day - lag] + imported[day - lag]))
                .sum()
        })
        .collect();
    let incidence = Incidence::new(local.clone(), imported).unwrap();
    for window in [1, 2, 5, 21] {
        for (mean, sd) in [(1.0, 0.5), (2.0, 10.0), (0.5, 0.1)] {
            let prior = Prior::new(mean, sd).unwrap();
            let mut quantiles = WindowQuantiles::new([0.05, 0.5, 0.95]);
            for estimate in cori(&incidence, &interval, prior, window)
                .into_iter()
                .flatten()
            {
                let days = estimate.start..=estimate.end;
                assert_eq!(days.clone().count(), window);
                let shape = (mean / sd).powi(2) + local[days.clone()].iter().sum::<f64>();
                let rate = mean / (sd * sd) + infectivity[days].iter().sum::<f64>();
                assert_relative(estimate.mean(), shape / rate, 1e-12, &estimate.start);
                assert_relative(estimate.sd(), shape.sqrt() / rate, 1e-12, &estimate.start);
                // Quantiles are where the distribution function says.
                let [low, median, high] = quantiles.of(&estimate);
                for (value, probability) in [(low, 0.05), (median, 0.5), (high, 0.95)] {
                    let below = estimate.probability_at_most(value);
                    assert_close(below, probability, 1e-9, &estimate.start);
                }
            }
        }
    }
}

#[test]
fn cohorts_of_any_window_share_out_all_later_cases() {
    let (local, _) = epidemic();
    let counts: Vec<u32> = local.iter().map(|cases| *cases as u32).collect();
    let interval = SerialInterval::discretised_gamma(4.3, 2.1, 20).unwrap();
    let weights = interval.weights();
    let weight = |lag: usize| weights.get(lag).copied().unwrap_or(0.0);
    // Expected number infected by a case of day i.
    let infected: Vec<f64> = (0..60)
        .map(|i| {
            (i + 1..60)
                .map(|j| {
                    let all: f64 = (0..j).map(|k| local[k] * weight(j - k)).sum();
                    if all > 0.0 {
                        local[j] * weight(j - i) / all
                    } else {
                        0.0
                    }
                })
                .sum()
        })
        .collect();
    let incidence = Incidence::local(&counts);
    for window in [1, 3, 14] {
        let cohorts = wallinga_teunis(&incidence, &interval, window);
        assert!(cohorts.iter().any(Result::is_ok));
        for cohort in cohorts.into_iter().flatten() {
            let days = cohort.start..=cohort.end;
            let cases: f64 = local[days.clone()].iter().sum();
            let want: f64 = days.map(|day| local[day] * infected[day]).sum();
            assert_relative(cohort.mean, want / cases, 1e-9, &cohort.start);
        }
    }
}
