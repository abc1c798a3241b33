//! Endemic–epidemic models with settings the reference fits do not have: held against fits that must say the same.

use epi::hhh4::{Family, Fit, Hhh4, Hhh4Error, Level, Predictor, Timing, Weights, orders};
use epi::{CountSeries, Step};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use crate::vectors::assert_close;

/// Weeks of counts of places in a row: the level follows the year, the cases before, and those beside; good weeks and bad ones.
fn places(seed: u64, count: usize, len: usize) -> Vec<Vec<u32>> {
    let mut rng = Pcg64Mcg::seed_from_u64(seed);
    let mut all = vec![vec![3]; count];
    for time in 1..len {
        let angle = time as f64 * std::f64::consts::TAU / 52.0;
        let before: Vec<f64> = all.iter().map(|place| f64::from(place[time - 1])).collect();
        for (unit, place) in all.iter_mut().enumerate() {
            let beside = (0..count).filter(|other| other.abs_diff(unit) == 1);
            let beside: f64 = beside.map(|other| before[other]).sum();
            let mean = 2.0 + angle.sin() + 0.3 * before[unit] + 0.2 * beside;
            // More scatter than Poisson's, so that there is an overdispersion to be found.
            let mean = mean * if rng.random::<bool>() { 1.7 } else { 0.3 };
            let drawn = (0..200).filter(|_| rng.random::<f64>() < mean / 200.0);
            place.push(drawn.count() as u32);
        }
    }
    all
}

/// The same for one place.
fn weeks(seed: u64, len: usize) -> Vec<u32> {
    places(seed, 1, len).swap_remove(0)
}

fn series(counts: &[u32]) -> CountSeries {
    CountSeries::complete(0, Step::Week, counts)
}

/// Three places in a row.
fn row() -> Vec<Vec<f64>> {
    orders(3, &[(0, 1), (1, 2)]).unwrap()
}

fn fitted(model: &Hhh4, counts: &[Vec<u32>]) -> Fit {
    let all: Vec<CountSeries> = counts.iter().map(|counts| series(counts)).collect();
    let fit = model.fit(&all).unwrap();
    assert!(fit.has_converged(), "{:?}", fit.convergence);
    fit
}

#[track_caller]
fn same(a: &Fit, b: &Fit, names: &[(&str, &str, f64)]) {
    for &(of_a, of_b, sign) in names {
        let (a, b) = (
            a.coefficient(of_a).unwrap().estimate,
            b.coefficient(of_b).unwrap().estimate,
        );
        // The search ends 1e-11 below the top of the log likelihood.
        assert_close(a, sign * b, 1e-5, &of_a);
    }
}

/// Every count twice in a row, with a lag of two, is the same evidence twice.
#[test]
fn a_lag_of_two_on_doubled_steps_is_a_lag_of_one() {
    let counts = places(1, 3, 150);
    let doubled: Vec<Vec<u32>> = counts
        .iter()
        .map(|counts| counts.iter().flat_map(|&count| [count, count]).collect())
        .collect();
    for weights in [
        Weights::neighbours(3, &[(0, 1), (1, 2)]).unwrap(),
        Weights::power_law(&row()).unwrap().normalised(),
    ] {
        let mut model = Hhh4::seasonal(0, Family::NegBin1);
        model.endemic.level = Level::PerUnit;
        model.neighbourhood = Some((Predictor::default(), weights));
        let once = fitted(&model, &counts);
        model.timing = Timing {
            own_lag: 2,
            others_lag: 2,
            first_step: 0,
        };
        let twice = fitted(&model, &doubled);
        assert_eq!(twice.observation_count, 2 * once.observation_count);
        assert_close(
            twice.log_likelihood,
            2.0 * once.log_likelihood,
            1e-8,
            &"log likelihood",
        );
        for (a, b) in once.coefficients().iter().zip(twice.coefficients()) {
            assert_close(a.estimate, b.estimate, 1e-5, &a.name);
            let (one, half) = (a.standard_error.unwrap(), b.standard_error.unwrap());
            assert_close(half * 2.0_f64.sqrt() / one, 1.0, 1e-4, &a.name);
        }
        let (a, b) = (once.overdispersions()[0], twice.overdispersions()[0]);
        assert_close(a.alpha, b.alpha, 1e-5, &"alpha");
    }
}

#[test]
fn the_lag_the_cases_have_fits_best() {
    // Every case is followed by 0.7 cases three weeks later.
    let mut rng = Pcg64Mcg::seed_from_u64(11);
    let mut counts: Vec<u32> = vec![4, 4, 4];
    for time in 3..600 {
        let mean = 1.5 + 0.7 * f64::from(counts[time - 3]);
        let drawn = (0..60).filter(|_| rng.random::<f64>() < mean / 60.0);
        counts.push(drawn.count() as u32);
    }
    let aic = |lag: usize| {
        let mut model = Hhh4::seasonal(0, Family::Poisson);
        // All fits rest on the same counts.
        (model.timing.own_lag, model.timing.first_step) = (lag, 5);
        model.fit(&[series(&counts)]).unwrap().aic()
    };
    let best = (1..=5).min_by(|a, b| aic(*a).total_cmp(&aic(*b)));
    assert_eq!(best, Some(3));
}

/// A quarter of a year later sines are cosines.
#[test]
fn seasons_turn_with_the_first_day() {
    let counts = weeks(4, 312);
    let mut model = Hhh4::seasonal(2, Family::Poisson);
    model.autoregressive = Some(Predictor {
        harmonics: 1,
        ..Predictor::default()
    });
    let cut = fitted(&model, &[counts[13..].to_vec()]);
    model.timing.first_step = 14;
    let whole = fitted(&model, &[counts]);
    assert_eq!(cut.observation_count, whole.observation_count);
    assert_close(
        cut.log_likelihood,
        whole.log_likelihood,
        1e-8,
        &"log likelihood",
    );
    same(
        &cut,
        &whole,
        &[
            ("end.level", "end.level", 1.0),
            ("end.sin1", "end.cos1", -1.0),
            ("end.cos1", "end.sin1", 1.0),
            // Twice as fast, half a turn.
            ("end.sin2", "end.sin2", -1.0),
            ("end.cos2", "end.cos2", -1.0),
            ("ar.level", "ar.level", 1.0),
            ("ar.sin1", "ar.cos1", -1.0),
            ("ar.cos1", "ar.sin1", 1.0),
        ],
    );
}

#[test]
fn a_trend_moves_the_level_of_a_later_first_day() {
    let counts = weeks(5, 200);
    let mut model = Hhh4::seasonal(0, Family::NegBin1);
    model.endemic.has_trend = true;
    let cut = fitted(&model, &[counts[50..].to_vec()]);
    model.timing.first_step = 51;
    let whole = fitted(&model, &[counts]);
    let of = |fit: &Fit, name: &str| fit.coefficient(name).unwrap().estimate;
    assert_close(
        of(&cut, "end.trend"),
        of(&whole, "end.trend"),
        1e-6,
        &"trend",
    );
    let moved = of(&whole, "end.level") + 50.0 * of(&whole, "end.trend");
    assert_close(of(&cut, "end.level"), moved, 1e-5, &"level");
}

/// A share of the population as offset only moves the level, and a population in which all units are alike changes nothing else.
#[test]
fn offsets_multiply_their_part() {
    let counts = places(6, 3, 150);
    let mut model = Hhh4::seasonal(1, Family::NegBin1);
    model.neighbourhood = Some((
        Predictor::default(),
        Weights::neighbours(3, &[(0, 1), (1, 2)]).unwrap(),
    ));
    let plain = fitted(&model, &counts);
    model.endemic.offset = Some(vec![vec![0.25; 150]; 3]);
    if let Some((predictor, _)) = &mut model.neighbourhood {
        predictor.offset = Some(vec![vec![2.0; 150]; 3]);
    }
    let shared = fitted(&model, &counts);
    assert_close(
        shared.log_likelihood,
        plain.log_likelihood,
        1e-8,
        &"log likelihood",
    );
    let of = |fit: &Fit, name: &str| fit.coefficient(name).unwrap().estimate;
    let moved = of(&plain, "end.level") - 0.25_f64.ln();
    assert_close(of(&shared, "end.level"), moved, 1e-5, &"end.level");
    let moved = of(&plain, "ne.level") - 2.0_f64.ln();
    assert_close(of(&shared, "ne.level"), moved, 1e-4, &"ne.level");
}

/// The weights of places beyond the highest order are none, and the rest is passed on among the others.
#[test]
fn a_power_law_with_a_highest_order_is_cut_and_normalised() {
    let counts = places(21, 5, 300);
    let pairs: Vec<(usize, usize)> = (1..5).map(|unit| (unit - 1, unit)).collect();
    let mut distances = orders(5, &pairs).unwrap();
    for order in distances.iter_mut().flatten().filter(|order| **order > 2.0) {
        *order = f64::INFINITY;
    }
    let mut model = Hhh4::seasonal(0, Family::NegBin1);
    let weights = Weights::power_law(&distances).unwrap().normalised();
    model.neighbourhood = Some((Predictor::default(), weights));
    let all: Vec<CountSeries> = counts.iter().map(|counts| series(counts)).collect();
    let fit = model.fit(&all).unwrap();
    let decay = fit.coefficient("ne.decay").unwrap().estimate;
    let weights = fit.weights().unwrap();
    // From the first place: one neighbour, and one of order two.
    let far = 2.0_f64.powf(-decay);
    assert_close(weights.weight(0, 1), 1.0 / (1.0 + far), 1e-12, &"next");
    assert_close(weights.weight(0, 2), far / (1.0 + far), 1e-12, &"order two");
    assert_eq!((weights.weight(0, 3), weights.weight(0, 4)), (0.0, 0.0));
    // From the middle: two of each.
    assert_close(weights.weight(2, 1), 0.5 / (1.0 + far), 1e-12, &"middle");
    assert_close(
        weights.weight(2, 4),
        0.5 * far / (1.0 + far),
        1e-12,
        &"middle, far",
    );
}

#[test]
fn one_overdispersion_a_unit_is_one_for_a_single_unit() {
    let counts = vec![weeks(31, 200)];
    let one = fitted(&Hhh4::seasonal(1, Family::Poisson), &counts);
    assert!(one.overdispersions().is_empty());
    let shared = fitted(&Hhh4::seasonal(1, Family::NegBin1), &counts);
    let each = fitted(&Hhh4::seasonal(1, Family::NegBinM), &counts);
    assert!(shared.log_likelihood > one.log_likelihood);
    assert_close(
        shared.log_likelihood,
        each.log_likelihood,
        1e-10,
        &"log likelihood",
    );
    assert_eq!(shared.overdispersions().len(), each.overdispersions().len());
}

#[test]
fn impossible_timings_are_refused() {
    let all = [series(&weeks(41, 60))];
    let with = |timing: Timing| {
        let mut model = Hhh4::seasonal(0, Family::Poisson);
        model.timing = timing;
        model.fit(&all)
    };
    let usual = Timing::default();
    assert!(matches!(
        with(Timing {
            own_lag: 0,
            ..usual
        }),
        Err(Hhh4Error::Lag {
            component: "autoregressive"
        })
    ));
    for timing in [
        Timing {
            own_lag: usize::MAX,
            ..usual
        },
        Timing {
            own_lag: 60,
            ..usual
        },
        Timing {
            first_step: usize::MAX,
            ..usual
        },
    ] {
        assert!(
            matches!(with(timing), Err(Hhh4Error::NotEnoughData(_))),
            "{timing:?}"
        );
    }
}
