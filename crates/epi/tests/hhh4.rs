//! Endemic–epidemic models: reference fits, simulated truth, forecasts and bad input.

use epi::hhh4::{Convergence, Family, Hhh4, Hhh4Error, Level, Predictor, Timing, Weights, orders};
use epi::{CountSeries, Step};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde_json::Value;

use crate::vectors::{assert_close, assert_relative};

fn reference() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/hhh4.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn reference_fits() {
    let file = reference();
    let cases = file["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 3);
    for case in cases {
        let id = case["id"].as_str().unwrap();
        let counts: Vec<u32> = file["series"][case["series"].as_str().unwrap()]["observed"]
            .as_array()
            .unwrap()
            .iter()
            .map(|count| count.as_u64().unwrap() as u32)
            .collect();
        let family = match case["params"]["family"].as_str().unwrap() {
            "Poisson" => Family::Poisson,
            _ => Family::NegBin1,
        };
        let mut model = Hhh4::seasonal(1, family);
        model.endemic.has_trend = case["params"]["end"].as_str().unwrap().contains("+ t +");
        let series = [CountSeries::complete(0, Step::Week, &counts)];
        let fit = model.fit(&series).unwrap();
        assert!(fit.has_converged(), "{id}: {:?}", fit.convergence);
        let output = &case["output"];
        assert_close(
            fit.log_likelihood,
            output["loglik"].as_f64().unwrap(),
            1e-6 / 600.0, // 1e-6 on the log likelihood itself
            &id,
        );
        let (wanted, errors) = (&output["coefficients"], &output["se"]);
        for (theirs, ours) in [
            ("ar.1", "ar.level"),
            ("end.1", "end.level"),
            ("end.t", "end.trend"),
            ("end.sin(2 * pi * t/52)", "end.sin1"),
            ("end.cos(2 * pi * t/52)", "end.cos1"),
        ] {
            let Some(value) = wanted[theirs].as_f64() else {
                assert!(fit.coefficient(ours).is_none());
                continue;
            };
            let place = format!("{id} {ours}");
            let got = fit.coefficient(ours).unwrap();
            assert_close(got.estimate, value, 1e-4, &place);
            let error = errors[theirs].as_f64().unwrap();
            assert_relative(got.standard_error.unwrap(), error, 1e-3, &place);
        }
        let alphas = fit.overdispersions();
        match wanted["overdisp"].as_f64() {
            None => assert!(alphas.is_empty()),
            Some(alpha) => {
                assert_close(alphas[0].alpha, alpha, 1e-4, &id);
                let error = errors["-log(overdisp)"].as_f64().unwrap();
                assert_relative(alphas[0].log_standard_error.unwrap(), error, 1e-3, &id);
            }
        }
        let fitted = output["fitted"].as_array().unwrap();
        assert_eq!(fit.fitted.len(), fitted.len());
        for ((_, time, mean), wanted) in fit.fitted.iter().zip(fitted) {
            assert_close(
                *mean,
                wanted.as_f64().unwrap(),
                1e-4,
                &format!("{id} {time}"),
            );
            let forecast = &fit.forecast(&series, *time).unwrap()[0];
            assert_relative(forecast.mean, *mean, 1e-12, &id);
        }
    }
}

/// A negative-binomial count (Poisson at α = 0) by adding up probabilities.
fn count(mean: f64, alpha: f64, rng: &mut Pcg64Mcg) -> u32 {
    let z = alpha * mean;
    let mut term = if alpha > 0.0 {
        (-z.ln_1p() / alpha).exp()
    } else {
        (-mean).exp()
    };
    let mut left = rng.random::<f64>() - term;
    let mut count = 0_u32;
    while left > 0.0 && count < 100_000 {
        term *= mean * (1.0 + alpha * f64::from(count)) / (1.0 + z) / f64::from(count + 1);
        count += 1;
        left -= term;
    }
    count
}

const UNITS: usize = 6;
const STEPS: usize = 520;
const LEVELS: [f64; UNITS] = [0.2, 0.6, 1.0, 1.4, 0.0, 0.8];
const TRUTH: [(&str, f64); 5] = [
    ("end.trend", 0.001),
    ("end.sin1", 0.5),
    ("end.cos1", -0.4),
    ("ar.level", -0.9),
    ("ne.level", -1.6),
];

/// Six places in a ring.
fn ring() -> Weights {
    let pairs: Vec<(usize, usize)> = (0..UNITS).map(|i| (i, (i + 1) % UNITS)).collect();
    Weights::neighbours(UNITS, &pairs).unwrap().normalised()
}

fn ring_model(family: Family) -> Hhh4 {
    Hhh4 {
        endemic: Predictor {
            level: Level::PerUnit,
            has_trend: true,
            harmonics: 1,
            offset: None,
        },
        autoregressive: Some(Predictor::default()),
        neighbourhood: Some((Predictor::default(), ring())),
        family,
        timing: Timing::default(),
    }
}

/// Ten years of weeks that follow `ring_model` with the coefficients above.
fn simulate(seed: u64, alpha: f64) -> Vec<CountSeries> {
    let mut rng = Pcg64Mcg::seed_from_u64(seed);
    let mut series = vec![CountSeries::complete(0, Step::Week, &[]); UNITS];
    let weights = ring();
    for time in 0..STEPS {
        let angle = time as f64 * std::f64::consts::TAU / 52.0;
        let before = |unit: usize, series: &[CountSeries]| {
            let last = series[unit].observed.get(time.wrapping_sub(1));
            f64::from(last.copied().flatten().unwrap_or(0))
        };
        let drawn: Vec<u32> = (0..UNITS)
            .map(|unit| {
                let endemic =
                    LEVELS[unit] + 0.001 * time as f64 + 0.5 * angle.sin() - 0.4 * angle.cos();
                let neighbours: f64 = (0..UNITS)
                    .map(|from| weights.weight(from, unit) * before(from, &series))
                    .sum();
                let mean = endemic.exp()
                    + (-0.9_f64).exp() * before(unit, &series)
                    + (-1.6_f64).exp() * neighbours;
                count(mean, alpha, &mut rng)
            })
            .collect();
        for (one, count) in series.iter_mut().zip(drawn) {
            one.observed.push(Some(count));
        }
    }
    series
}

#[test]
fn the_coefficients_of_a_simulated_panel_are_found_again() {
    for (family, alpha) in [
        (Family::Poisson, 0.0),
        (Family::NegBin1, 0.3),
        (Family::NegBinM, 0.3),
    ] {
        let (mut outside, mut intervals) = (0, 0);
        for seed in 20_080_901..20_080_905 {
            let series = simulate(seed, alpha);
            let fit = ring_model(family).fit(&series).unwrap();
            assert!(
                fit.has_converged(),
                "{family:?} {seed}: {:?}",
                fit.convergence
            );
            assert_eq!(fit.observation_count, UNITS * (STEPS - 1));
            let levels = (0..UNITS).map(|unit| (format!("end.level[{unit}]"), LEVELS[unit]));
            let others = TRUTH.map(|(name, value)| (name.to_owned(), value));
            for (name, truth) in levels.chain(others) {
                let found = fit.coefficient(&name).unwrap();
                let errors = (found.estimate - truth) / found.standard_error.unwrap();
                assert!(errors.abs() < 4.5, "{family:?} {seed} {found:?}: {truth}");
                intervals += 1;
                outside += usize::from(errors.abs() > 1.96);
            }
            for found in fit.overdispersions() {
                let errors = (found.alpha / alpha).ln() / found.log_standard_error.unwrap();
                assert!(errors.abs() < 4.5, "{family:?} {seed} {found:?}");
            }
        }
        // 5 % of the 95 % intervals miss on average; those of one fit depend on each other.
        assert!(
            outside * 100 <= intervals * 20,
            "{family:?}: {outside} of {intervals}"
        );
    }
}

#[test]
fn one_step_ahead_quantiles_hold_what_they_promise() {
    for seed in 20_080_911..20_080_914 {
        let series = simulate(seed, 0.3);
        let cut: Vec<CountSeries> = series
            .iter()
            .map(|one| CountSeries {
                observed: one.observed[..416].to_vec(),
                ..one.clone()
            })
            .collect();
        let fit = ring_model(Family::NegBin1).fit(&cut).unwrap();
        let (mut above, mut all, mut excess) = (0, 0, 0.0);
        for time in 416..STEPS {
            for (one, forecast) in series.iter().zip(fit.forecast(&series, time).unwrap()) {
                let count = one.observed[time].unwrap();
                let bound = forecast.quantile(0.95).unwrap();
                above += usize::from(f64::from(count) > bound);
                all += 1;
                excess += (f64::from(count) - forecast.mean).powi(2) / forecast.variance();
                let tail = forecast.at_least(bound as u32 + 1);
                assert!(tail <= 0.05 + 1e-9, "{tail}");
                assert!((forecast.parts.iter().sum::<f64>() - forecast.mean).abs() < 1e-9);
            }
        }
        let share = f64::from(above as u32) / f64::from(all as u32);
        assert!((0.015..0.075).contains(&share), "{seed}: {share}");
        assert!(
            (0.75..1.3).contains(&(excess / all as f64)),
            "{seed}: {excess}"
        );
        // The day after the last one.
        assert_eq!(fit.forecast(&series, STEPS).unwrap().len(), UNITS);
    }
}

/// Ten places in a row, each with those beside it.
fn row_of_places() -> Vec<Vec<f64>> {
    let pairs: Vec<(usize, usize)> = (1..10).map(|unit| (unit - 1, unit)).collect();
    orders(10, &pairs).unwrap()
}

/// Ten years of weeks in which cases spread along the row by order^−1.8, every case passed on 0.3 times.
fn spread_along_a_row(seed: u64) -> Vec<CountSeries> {
    let mut rng = Pcg64Mcg::seed_from_u64(seed);
    let orders = row_of_places();
    let power = |order: f64| if order > 0.0 { order.powf(-1.8) } else { 0.0 };
    let mut series = vec![CountSeries::complete(0, Step::Week, &[]); 10];
    let mut before = [5.0; 10];
    for _ in 0..STEPS {
        let mut next = [0.0; 10];
        for (to, drawn) in next.iter_mut().enumerate() {
            let felt: f64 = (0..10)
                .map(|from| {
                    let sum: f64 = orders[from].iter().map(|order| power(*order)).sum();
                    before[from] * power(orders[from][to]) / sum
                })
                .sum();
            let mean = 1.5 + 0.4 * before[to] + 0.3 * felt;
            *drawn = f64::from(count(mean, 0.1, &mut rng));
        }
        before = next;
        for (one, count) in series.iter_mut().zip(next) {
            one.observed.push(Some(count as u32));
        }
    }
    series
}

#[test]
fn the_decay_of_weights_is_recovered() {
    for seed in 20_140_901..20_140_904 {
        let series = spread_along_a_row(seed);
        let mut model = Hhh4::seasonal(0, Family::NegBin1);
        let weights = Weights::power_law(&row_of_places()).unwrap().normalised();
        model.neighbourhood = Some((Predictor::default(), weights));
        let fit = model.fit(&series).unwrap();
        assert!(fit.has_converged(), "{seed}: {:?}", fit.convergence);
        for (name, truth) in [
            ("ne.decay", 1.8),
            ("ne.level", 0.3_f64.ln()),
            ("ar.level", 0.4_f64.ln()),
            ("end.level", 1.5_f64.ln()),
        ] {
            let found = fit.coefficient(name).unwrap();
            let errors = (found.estimate - truth) / found.standard_error.unwrap();
            assert!(errors.abs() < 4.0, "{seed} {found:?}");
        }
        // With the weights that were found given beforehand, the rest of the fit is the same.
        let found = fit.weights().unwrap().clone();
        assert!((0..9).all(|to| found.weight(9, to) > 0.0 && found.weight(9, to) < 1.0));
        model.neighbourhood = Some((Predictor::default(), found));
        let given = model.fit(&series).unwrap();
        assert_relative(given.log_likelihood, fit.log_likelihood, 1e-10, &seed);
        assert!((given.aic() - fit.aic() + 2.0).abs() < 1e-6);
        let next = fit.forecast(&series, STEPS).unwrap();
        for (a, b) in next.iter().zip(given.forecast(&series, STEPS).unwrap()) {
            assert_relative(a.mean, b.mean, 1e-5, &seed);
        }
    }
}

#[test]
fn free_weights_fit_no_worse_than_a_power_of_the_order() {
    let series = spread_along_a_row(20_140_911);
    let fit = |weights: Weights| {
        let mut model = Hhh4::seasonal(0, Family::NegBin1);
        model.neighbourhood = Some((Predictor::default(), weights));
        let fit = model.fit(&series).unwrap();
        assert!(fit.has_converged(), "{:?}", fit.convergence);
        fit
    };
    // Beyond order 3 nothing is felt, in either.
    let orders = row_of_places();
    let near: Vec<Vec<f64>> = orders
        .iter()
        .map(|row| {
            row.iter()
                .map(|&order| if order > 3.0 { f64::INFINITY } else { order })
                .collect()
        })
        .collect();
    for is_normalised in [false, true] {
        let of = |weights: Weights| {
            fit(if is_normalised {
                weights.normalised()
            } else {
                weights
            })
        };
        let power = of(Weights::power_law(&near).unwrap());
        let free = of(Weights::by_order(&orders, 3).unwrap());
        let gained = free.log_likelihood - power.log_likelihood;
        // One more parameter gains as much by chance as half a chi-squared variable.
        assert!((-1e-6..8.0).contains(&gained), "{gained}");
        let decay = power.coefficient("ne.decay").unwrap().estimate;
        let second = free.coefficient("ne.order2").unwrap();
        let errors = (second.estimate + decay * 2.0_f64.ln()) / second.standard_error.unwrap();
        assert!(errors.abs() < 4.0, "{second:?} {decay}");
    }
}

#[test]
fn orders_count_the_steps_between_units() {
    let orders = orders(5, &[(0, 1), (1, 2), (2, 3)]).unwrap();
    assert_eq!(orders[0], [0.0, 1.0, 2.0, 3.0, f64::INFINITY]);
    assert_eq!(orders[2], [2.0, 1.0, 0.0, 1.0, f64::INFINITY]);
    assert!(epi::hhh4::orders(2, &[(0, 2)]).is_err());
    assert!(Weights::power_law(&[vec![0.0, 0.0], vec![1.0, 0.0]]).is_err());
    assert!(Weights::by_order(&[vec![0.0, 0.5], vec![1.0, 0.0]], 2).is_err());
}

#[test]
fn the_order_of_units_and_the_scale_of_offsets_do_not_matter() {
    let series = simulate(20_080_921, 0.3);
    let fit = ring_model(Family::NegBinM).fit(&series).unwrap();
    let turned: Vec<CountSeries> = (0..UNITS)
        .map(|i| series[(i + 1) % UNITS].clone())
        .collect();
    let again = ring_model(Family::NegBinM).fit(&turned).unwrap();
    assert_relative(
        again.log_likelihood,
        fit.log_likelihood,
        1e-10,
        &"log likelihood",
    );
    let mut scaled = ring_model(Family::NegBinM);
    scaled.endemic.offset = Some(vec![vec![0.25; STEPS]; UNITS]);
    let scaled = scaled.fit(&series).unwrap();
    for unit in 0..UNITS {
        let level = |fit: &epi::hhh4::Fit, unit: usize| {
            fit.coefficient(&format!("end.level[{unit}]"))
                .unwrap()
                .estimate
        };
        assert_close(
            level(&again, unit),
            level(&fit, (unit + 1) % UNITS),
            1e-6,
            &unit,
        );
        assert_close(
            level(&scaled, unit),
            level(&fit, unit) + 4.0_f64.ln(),
            1e-6,
            &unit,
        );
    }
}

#[test]
fn missing_counts_leave_themselves_and_their_successors_out() {
    let mut series = simulate(20_080_931, 0.0);
    let model = ring_model(Family::Poisson);
    series[2].observed[100] = None;
    let fit = model.fit(&series).unwrap();
    // The count itself, its own successor and those of both neighbours.
    assert_eq!(fit.observation_count, UNITS * (STEPS - 1) - 4);
    let left_out = |unit, time| !fit.fitted.iter().any(|f| (f.0, f.1) == (unit, time));
    assert!(left_out(2, 100) && left_out(1, 101) && left_out(2, 101) && left_out(3, 101));
    assert_eq!(
        fit.forecast(&series, 101).unwrap_err(),
        Hhh4Error::NotReported { step: 101 }
    );
    // What can be explained is, as far as it was reported, and as a forecast would have it.
    let explained = fit.explained(&series).unwrap();
    assert!(explained[2][101].is_none() && explained[3][101].is_none());
    assert!(explained[5][101].is_some() && explained[5][0].is_none());
    for (unit, by_step) in explained.iter().enumerate() {
        assert_eq!(
            by_step[300].as_ref(),
            Some(&fit.forecast(&series, 300).unwrap()[unit])
        );
    }
    assert!(fit.explained(&series[..2]).is_err());
}

#[test]
fn what_the_data_do_not_hold_is_said_to_be_flat() {
    // Counts that hardly vary have no overdispersion, and counts that alternate no autoregression.
    let steady: Vec<u32> = (0..200).map(|t| 5 + t % 2).collect();
    let series = [CountSeries::complete(0, Step::Week, &steady)];
    let mut model = Hhh4::seasonal(0, Family::NegBin1);
    model.autoregressive = None;
    let fit = model.fit(&series).unwrap();
    assert_eq!(
        fit.convergence,
        Convergence::Flat {
            coefficient: "overdispersion".into()
        }
    );
    assert!(
        fit.coefficient("end.level")
            .unwrap()
            .standard_error
            .is_none()
    );
    let alternating: Vec<u32> = (0..200).map(|t| 20 * (t % 2)).collect();
    let series = [CountSeries::complete(0, Step::Week, &alternating)];
    let fit = Hhh4::seasonal(0, Family::Poisson).fit(&series).unwrap();
    assert_eq!(
        fit.convergence,
        Convergence::Flat {
            coefficient: "ar.level".into()
        }
    );
}

#[test]
fn contradictions_are_named() {
    let counts: Vec<u32> = (0..100).map(|t| t * 7919 % 9).collect();
    let series = vec![CountSeries::complete(0, Step::Week, &counts); 2];
    let seasonal = || Hhh4::seasonal(1, Family::Poisson);
    assert!(matches!(
        seasonal().fit(&[]),
        Err(Hhh4Error::NotEnoughData(_))
    ));
    assert!(matches!(
        seasonal().fit(&[CountSeries::complete(0, Step::Week, &counts[..3])]),
        Err(Hhh4Error::NotEnoughData(_))
    ));
    assert!(matches!(
        seasonal().fit(&[CountSeries::complete(0, Step::Week, &[0; 100])]),
        Err(Hhh4Error::NotEnoughData(_))
    ));
    let mut differ = series.clone();
    differ[1].start = 7;
    assert_eq!(
        seasonal().fit(&differ).unwrap_err(),
        Hhh4Error::SeriesDiffer { unit: 1 }
    );
    let mut offset = seasonal();
    offset.endemic.offset = Some(vec![vec![1.0; 100], vec![f64::NAN; 100]]);
    assert!(matches!(
        offset.fit(&series),
        Err(Hhh4Error::Offset { unit: 1, .. })
    ));
    let mut waves = seasonal();
    waves.endemic.harmonics = 26;
    assert!(matches!(
        waves.fit(&series),
        Err(Hhh4Error::Harmonics {
            harmonics_max: 25,
            ..
        })
    ));
    let mut weights = seasonal();
    weights.neighbourhood = Some((Predictor::default(), ring()));
    assert!(matches!(
        weights.fit(&series),
        Err(Hhh4Error::WeightsSize {
            needed: 2,
            found: 6
        })
    ));
    for rows in [
        vec![vec![0.0, 1.0], vec![]],
        vec![vec![0.0, -1.0], vec![1.0, 0.0]],
    ] {
        assert!(matches!(Weights::new(&rows), Err(Hhh4Error::Weight { .. })));
    }
    let fit = seasonal().fit(&series).unwrap();
    assert_eq!(
        fit.forecast(&series, 0).unwrap_err(),
        Hhh4Error::Step { step: 0, len: 100 }
    );
    assert_eq!(
        fit.forecast(&series, 101).unwrap_err(),
        Hhh4Error::Step {
            step: 101,
            len: 100
        }
    );
    assert!(fit.forecast(&series[..1], 5).is_err());
    assert_eq!(fit.forecast(&series, 100).unwrap()[0].quantile(1.0), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_counts_are_fitted_or_refused(
        counts in prop::collection::vec(prop::collection::vec(
            prop_oneof![1 => Just(None), 4 => Just(Some(0)), 8 => (0_u32..30).prop_map(Some), 1 => any::<u32>().prop_map(Some)],
            40,
        ), 1..4),
        family in prop_oneof![Just(Family::Poisson), Just(Family::NegBin1), Just(Family::NegBinM)],
    ) {
        let series: Vec<CountSeries> = counts
            .into_iter()
            .map(|observed| CountSeries { observed, ..CountSeries::complete(0, Step::Week, &[]) })
            .collect();
        let pairs: Vec<(usize, usize)> = (1..series.len()).map(|unit| (unit - 1, unit)).collect();
        let mut model = Hhh4::seasonal(1, family);
        model.neighbourhood = Some((Predictor::default(), Weights::neighbours(series.len(), &pairs).unwrap()));
        if let Ok(fit) = model.fit(&series) {
            prop_assert!(fit.log_likelihood.is_finite());
            for coefficient in fit.coefficients() {
                prop_assert!(coefficient.estimate.is_finite());
                prop_assert!(coefficient.standard_error.is_none_or(|error| error.is_finite() && error > 0.0));
                prop_assert_eq!(coefficient.standard_error.is_some(), fit.has_converged());
            }
            for forecast in fit.forecast(&series, 40).into_iter().flatten() {
                prop_assert!(forecast.mean.is_finite() && forecast.mean >= 0.0);
                prop_assert!(forecast.quantile(0.99).unwrap().is_finite());
            }
        }
    }
}
