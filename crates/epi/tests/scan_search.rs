//! The search for clusters against every window tried one by one, and what must hold for any map.

use std::collections::BTreeMap;

use epi::scan::{
    Analysis, CaseCount, Model, Monitoring, Overlap, PersonsAtRisk, Place, Position, Rates,
    ScanInput, ScanResult, ScanSettings, SpanMax, TimeTrend, scan,
};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

const SIDE: usize = 3;
const DAYS: i32 = 6;

/// A small map of places on a crooked grid, with a population for each.
pub fn small_map(cases: &[(usize, i32)]) -> ScanInput {
    let mut input = ScanInput::default();
    for place in 0..SIDE * SIDE {
        let (x, y) = (place % SIDE, place / SIDE);
        let id = format!("p{place}");
        let position = Position::Plane {
            x: x as f64 + 0.13 * y as f64,
            y: y as f64 - 0.07 * (x * x) as f64,
        };
        input.places.push(Place {
            id: id.clone(),
            position,
        });
        input.populations.push(PersonsAtRisk {
            place: id,
            day: 0,
            persons: 100.0 + 37.0 * place as f64,
            stratum: String::new(),
        });
    }
    for &(place, day) in cases {
        input.cases.push(case(place, day));
    }
    input
}

pub fn case(place: usize, day: i32) -> CaseCount {
    CaseCount {
        place: format!("p{place}"),
        day,
        count: 1,
        stratum: String::new(),
    }
}

pub fn small_settings(model: Model) -> ScanSettings {
    ScanSettings {
        model,
        first_day: Some(0),
        last_day: Some(DAYS - 1),
        replications: 0,
        ..ScanSettings::default()
    }
}

/// The same input as the model wants it: controls in place of populations, or neither.
fn for_model(mut input: ScanInput, model: Model) -> ScanInput {
    if model == Model::Bernoulli {
        for place in 0..SIDE * SIDE {
            let controls = (0..DAYS).map(|day| case(place, day));
            input.controls.extend(controls);
        }
    }
    if model != Model::Poisson {
        input.populations.clear();
    }
    input
}

/// Cases and measure by place and day, straight from the definitions.
fn tables(input: &ScanInput, model: Model) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
    let place = |id: &str| id[1..].parse::<usize>().unwrap();
    let mut cases = vec![vec![0.0; DAYS as usize]; SIDE * SIDE];
    for row in &input.cases {
        cases[place(&row.place)][row.day as usize] += f64::from(row.count);
    }
    let total: f64 = cases.iter().flatten().sum();
    let mut measure = vec![vec![0.0; DAYS as usize]; SIDE * SIDE];
    for z in 0..SIDE * SIDE {
        for t in 0..DAYS as usize {
            measure[z][t] = match model {
                Model::Poisson => {
                    let all: f64 = input.populations.iter().map(|row| row.persons).sum();
                    total * input.populations[z].persons / all / f64::from(DAYS)
                }
                Model::Bernoulli => cases[z][t] + 1.0,
                Model::Permutation => {
                    let here: f64 = cases[z].iter().sum();
                    let then: f64 = cases.iter().map(|days| days[t]).sum();
                    here * then / total
                }
            };
        }
    }
    (cases, measure)
}

/// The largest ratio over all windows, one by one.
fn brute_force(input: &ScanInput, settings: &ScanSettings) -> f64 {
    let (cases, measure) = tables(input, settings.model);
    let sum = |table: &[Vec<f64>], circle: &[usize], days: std::ops::Range<usize>| -> f64 {
        circle
            .iter()
            .map(|&z| table[z][days.clone()].iter().sum::<f64>())
            .sum()
    };
    let everywhere: Vec<usize> = (0..SIDE * SIDE).collect();
    let period = 0..DAYS as usize;
    let (c_all, m_all) = (
        sum(&cases, &everywhere, period.clone()),
        sum(&measure, &everywhere, period.clone()),
    );
    let at = |z: usize| match input.places[z].position {
        Position::Plane { x, y } => (x, y),
        Position::Globe { .. } => unreachable!(),
    };
    let mut best = 0.0_f64;
    for centre in 0..SIDE * SIDE {
        let mut order = everywhere.clone();
        let distance = |z: &usize| (at(*z).0 - at(centre).0).hypot(at(*z).1 - at(centre).1);
        order.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
        for points in 1..=order.len() {
            let circle = &order[..points];
            if sum(&measure, circle, period.clone()) > 0.5 * m_all * (1.0 + 1e-12) {
                break;
            }
            for end in 1..=period.end {
                if settings.monitoring == Monitoring::Prospective && end < period.end {
                    continue;
                }
                for from in end.saturating_sub(3)..end {
                    let (c, m) = (
                        sum(&cases, circle, from..end),
                        sum(&measure, circle, from..end),
                    );
                    let excess = c - m * c_all / m_all;
                    let is_high = excess > 1e-9 && c >= 2.0 && settings.rates != Rates::Low;
                    let is_low = excess < -1e-9 && settings.rates != Rates::High;
                    if is_high || is_low {
                        best = best.max(ratio(settings.model, c, m, c_all, m_all));
                    }
                }
            }
        }
    }
    best
}

fn ratio(model: Model, c: f64, m: f64, c_all: f64, m_all: f64) -> f64 {
    let part = |a: f64, b: f64| if a > 0.0 { a * (a / b).ln() } else { 0.0 };
    match model {
        Model::Bernoulli => {
            let two = |a: f64, b: f64| part(a, b) + part(b - a, b);
            two(c, m) + two(c_all - c, m_all - m) - two(c_all, m_all)
        }
        _ => part(c, m) + part(c_all - c, m_all - m),
    }
}

fn any_model() -> impl Strategy<Value = Model> {
    prop_oneof![
        Just(Model::Poisson),
        Just(Model::Bernoulli),
        Just(Model::Permutation)
    ]
}

fn any_cases() -> impl Strategy<Value = Vec<(usize, i32)>> {
    prop::collection::vec((0..SIDE * SIDE, 0..DAYS), 2..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_most_likely_cluster_is_the_best_of_all_windows(
        cases in any_cases(),
        model in any_model(),
        rates in prop_oneof![Just(Rates::High), Just(Rates::Low), Just(Rates::Both)],
        monitoring in prop_oneof![Just(Monitoring::Prospective), Just(Monitoring::Retrospective)],
    ) {
        let input = for_model(small_map(&cases), model);
        let settings = ScanSettings { rates, monitoring, ..small_settings(model) };
        let result = scan(&input, &settings).unwrap();
        let found = result.clusters.first().map_or(0.0, |cluster| cluster.llr);
        let best = brute_force(&input, &settings);
        prop_assert!((found - best).abs() < 1e-9, "found {}, best {}", found, best);
        if let Some(cluster) = result.clusters.first() {
            let counted = input.cases.iter().filter(|row| {
                cluster.places.contains(&row.place)
                    && (cluster.first_day..=cluster.last_day).contains(&row.day)
            });
            prop_assert_eq!(cluster.observed as usize, counted.count());
        }
    }

    #[test]
    fn the_order_of_rows_has_no_effect(cases in any_cases(), model in any_model(), seed in any::<u64>()) {
        let input = for_model(small_map(&cases), model);
        let settings = ScanSettings { replications: 19, ..small_settings(model) };
        let mut turned = input.clone();
        turned.places.reverse();
        turned.populations.reverse();
        let by = (seed % cases.len() as u64) as usize;
        turned.cases.rotate_left(by);
        prop_assert_eq!(scan(&input, &settings), scan(&turned, &settings));
    }
}

/// A map of 25 places and 30 days with cases at random, and more of them round one place in the end.
pub fn simulated(cases: usize, excess: usize, seed: u64) -> ScanInput {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let mut input = ScanInput::default();
    for place in 0..25 {
        let position = Position::Globe {
            latitude: 37.0 + 0.11 * f64::from(place / 5),
            longitude: 112.0 + 0.13 * f64::from(place % 5),
        };
        input.places.push(Place {
            id: format!("p{place}"),
            position,
        });
        input.populations.push(PersonsAtRisk {
            place: format!("p{place}"),
            day: 0,
            persons: 1000.0,
            stratum: String::new(),
        });
    }
    for _ in 0..cases {
        input
            .cases
            .push(case(random.random_range(0..25), random.random_range(0..30)));
    }
    for _ in 0..excess {
        let place = [12, 7, 11, 13, 17][random.random_range(0..5)];
        input.cases.push(case(place, random.random_range(25..30)));
    }
    input
}

pub fn simulated_settings() -> ScanSettings {
    ScanSettings {
        first_day: Some(0),
        last_day: Some(29),
        replications: 99,
        ..ScanSettings::default()
    }
}

fn on_threads(threads: usize, input: &ScanInput, settings: &ScanSettings) -> ScanResult {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap();
    pool.install(|| scan(input, settings)).unwrap()
}

#[test]
fn threads_have_no_effect() {
    let input = simulated(150, 10, 1);
    let settings = simulated_settings();
    assert_eq!(
        on_threads(1, &input, &settings),
        on_threads(2, &input, &settings)
    );
}

/// Under the null hypothesis p-values are uniform on their grid: the number at or below each tenth is binomial.
fn assert_uniform(model: Model, monitoring: Monitoring, seeds: std::ops::Range<u64>) {
    let maps = seeds.end - seeds.start;
    let mut at_most = BTreeMap::<u32, u64>::new();
    for seed in seeds {
        let mut input = simulated(80, 0, seed);
        if model == Model::Permutation {
            input.populations.clear();
        }
        let settings = ScanSettings {
            model,
            monitoring,
            seed,
            replications: 39,
            ..simulated_settings()
        };
        // No window with a high rate at all is as little evidence as there can be.
        let result = scan(&input, &settings).unwrap();
        let p = result
            .clusters
            .first()
            .map_or(1.0, |first| first.p_value.unwrap());
        for tenth in [1, 2, 5, 8] {
            let is_below = p <= f64::from(tenth) / 10.0 + 1e-12;
            *at_most.entry(tenth).or_default() += u64::from(is_below);
        }
    }
    for (tenth, count) in at_most {
        let p = f64::from(tenth) / 10.0;
        let (mean, sd) = (maps as f64 * p, (maps as f64 * p * (1.0 - p)).sqrt());
        assert!(
            (count as f64 - mean).abs() < 3.5 * sd,
            "{model:?}: {count} of {maps} p-values at most {p}"
        );
    }
}

#[test]
fn p_values_are_uniform_without_clusters() {
    assert_uniform(Model::Poisson, Monitoring::Retrospective, 1000..1200);
    assert_uniform(Model::Permutation, Monitoring::Prospective, 2000..2300);
}

#[test]
fn a_simulated_cluster_is_found() {
    for seed in 1..=5 {
        for model in [Model::Poisson, Model::Permutation] {
            let mut input = simulated(100, 25, seed);
            if model == Model::Permutation {
                input.populations.clear();
            }
            let settings = ScanSettings {
                model,
                monitoring: Monitoring::Prospective,
                ..simulated_settings()
            };
            let result = scan(&input, &settings).unwrap();
            let first = &result.clusters[0];
            assert!(
                first.p_value.unwrap() <= 0.05,
                "{model:?} seed {seed}: {first:?}"
            );
            let true_places = ["p12", "p7", "p11", "p13", "p17"];
            let hits = first
                .places
                .iter()
                .filter(|id| true_places.contains(&id.as_str()));
            assert!(
                hits.count() >= 4 && first.places.len() <= 8,
                "seed {seed}: {first:?}"
            );
            assert!(
                (24..=26).contains(&first.first_day),
                "seed {seed}: {first:?}"
            );
            assert_eq!(first.last_day, 29);
            assert!(first.recurrence_days.unwrap() >= 20.0);
        }
    }
}

#[test]
fn stopping_early_decides_alike() {
    for seed in 1..=20 {
        // From no cluster to a plain one.
        let input = simulated(100, seed as usize, seed);
        let all = ScanSettings {
            replications: 999,
            ..simulated_settings()
        };
        let sequential = ScanSettings {
            stop_after: Some(20),
            ..all.clone()
        };
        let (full, early) = (
            scan(&input, &all).unwrap(),
            scan(&input, &sequential).unwrap(),
        );
        let p = |result: &ScanResult| result.clusters[0].p_value.unwrap();
        assert_eq!(early.maxima[..], full.maxima[..early.maxima.len()]);
        assert_eq!(
            p(&full) <= 0.01,
            p(&early) <= 0.01,
            "{} {}",
            p(&full),
            p(&early)
        );
        if early.stopped_early {
            assert!(early.maxima.len() < 999);
            // The estimate is 20 out of the replications needed for 20, so it has a coefficient of variation of 1/√20.
            assert!((p(&early) / p(&full) - 1.0).abs() < 4.0 / 20.0_f64.sqrt());
        } else {
            assert_eq!(p(&full), p(&early));
        }
    }
}

#[test]
fn adjusting_by_interval_takes_an_epidemic_everywhere_out() {
    let mut input = simulated(100, 0, 3);
    for place in 0..25 {
        input.cases.extend((26..30).map(|day| case(place, day)));
    }
    let plain = ScanSettings {
        monitoring: Monitoring::Prospective,
        ..simulated_settings()
    };
    let adjusted = ScanSettings {
        trend: TimeTrend::ByInterval,
        ..plain.clone()
    };
    let p = |settings| scan(&input, settings).unwrap().clusters[0].p_value.unwrap();
    assert!(p(&plain) <= 0.01);
    assert!(p(&adjusted) > 0.05);
}

#[test]
fn secondary_clusters_keep_their_distance() {
    let input = simulated(150, 10, 4);
    let clusters = |overlap| {
        let settings = ScanSettings {
            overlap,
            replications: 0,
            ..simulated_settings()
        };
        scan(&input, &settings).unwrap().clusters
    };
    let apart = clusters(Overlap::NoSharedPlace);
    let mut places: Vec<&String> = apart.iter().flat_map(|cluster| &cluster.places).collect();
    let count = places.len();
    places.sort();
    places.dedup();
    assert_eq!(places.len(), count);
    let loose = [
        clusters(Overlap::NoCentreInAny).len(),
        clusters(Overlap::NoCentreInMoreLikely).len(),
        clusters(Overlap::NoMutualCentres).len(),
        clusters(Overlap::Any).len(),
    ];
    assert!(
        apart.len() <= loose[0] && loose.is_sorted(),
        "{} {loose:?}",
        apart.len()
    );
    assert_eq!(loose[3], 25);
}

#[test]
fn a_temporal_scan_needs_no_circle_and_a_stretch_stays_within_its_limits() {
    let mut input = simulated(100, 40, 5);
    let temporal = ScanSettings {
        analysis: Analysis::Temporal,
        ..simulated_settings()
    };
    let first = &scan(&input, &temporal).unwrap().clusters[0];
    assert_eq!((first.first_day, first.last_day), (25, 29));
    assert_eq!((first.places.len(), &first.centre), (25, &None));
    input.places.truncate(25);
    let short = ScanSettings {
        span_max: SpanMax::Units(4),
        span_min: 2,
        with_temporal: true,
        overlap: Overlap::Any,
        replications: 9,
        ..simulated_settings()
    };
    let result = scan(&input, &short).unwrap();
    assert_eq!(result.clusters.len(), 26);
    for cluster in &result.clusters {
        assert!((2..=4).contains(&(cluster.last_day - cluster.first_day + 1)));
    }
}
