//! Reproduction numbers against EpiEstim, and against simulated truth.

use std::collections::BTreeMap;

use epi::rt::{
    Incidence, PooledRt, Prior, SerialInterval, TruncatedNormal, UncertainSerialInterval,
    WindowQuantiles, cori, cori_uncertain, overall_infectivity, wallinga_teunis,
};
use serde_json::Value;

use crate::vectors::{assert_close, assert_relative};

struct File(Value);

impl File {
    fn read(name: &str) -> File {
        let path = format!("{}/tests/reference/{name}", env!("CARGO_MANIFEST_DIR"));
        File(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
    }

    fn cases(&self) -> &[Value] {
        self.0["cases"].as_array().unwrap()
    }

    fn incidence(&self, case: &Value) -> Incidence {
        let series = &self.0["series"][case["series"].as_str().unwrap()];
        let counts = |field: &str| series[field].as_array().map(|_| numbers(&series[field]));
        let whole =
            |values: Vec<Option<f64>>| values.into_iter().map(Option::unwrap).collect::<Vec<_>>();
        match (counts("incidence"), counts("local"), counts("imported")) {
            (Some(all), _, _) => Incidence::new(whole(all), Vec::new()).unwrap(),
            (_, Some(local), Some(imported)) => {
                Incidence::new(whole(local), whole(imported)).unwrap()
            }
            _ => panic!("series without counts"),
        }
    }

    /// The serial interval a case asks for.
    fn interval(&self, case: &Value, days: usize) -> SerialInterval {
        match case["params"]["mean_si"].as_f64() {
            Some(mean) => {
                let sd = case["params"]["std_si"].as_f64().unwrap();
                SerialInterval::discretised_gamma(mean, sd, days - 1).unwrap()
            }
            None => {
                let series = &self.0["series"][case["series"].as_str().unwrap()];
                let weights = numbers(&series["si_distr"])
                    .into_iter()
                    .map(Option::unwrap)
                    .collect();
                SerialInterval::from_weights(weights).unwrap()
            }
        }
    }
}

fn numbers(value: &Value) -> Vec<Option<f64>> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(Value::as_f64)
        .collect()
}

fn quantile_columns(columns: &Value) -> BTreeMap<String, f64> {
    let names = columns.as_object().unwrap().keys();
    let probability = |name: &str| match name {
        "median" => Some(0.5),
        other => other.strip_prefix('q').and_then(|p| p.parse().ok()),
    };
    names
        .filter_map(|name| probability(name).map(|p| (name.clone(), p)))
        .collect()
}

#[test]
fn discretised_serial_intervals() {
    let file = File::read("epiestim_discr_si.json");
    for case in file
        .cases()
        .iter()
        .filter(|case| case["output"].get("p").is_some())
    {
        let params = &case["params"];
        let interval = SerialInterval::discretised_gamma(
            params["mean_si"].as_f64().unwrap(),
            params["std_si"].as_f64().unwrap(),
            params["k_to"].as_u64().unwrap() as usize,
        );
        for (lag, want) in numbers(&case["output"]["p"]).into_iter().enumerate() {
            let place = format!("{} lag {lag}", case["id"]);
            // Differences of differences: what is left of 1e-16 relative to the distribution function.
            assert_close(
                interval.as_ref().unwrap().weights()[lag],
                want.unwrap(),
                1e-12,
                &place,
            );
        }
    }
}

#[test]
fn infectivity() {
    let file = File::read("epiestim_discr_si.json");
    for case in file
        .cases()
        .iter()
        .filter(|case| case["output"].get("lambda").is_some())
    {
        let incidence = file.incidence(case);
        let got = overall_infectivity(&incidence, &file.interval(case, incidence.len()));
        for (day, want) in numbers(&case["output"]["lambda"])
            .into_iter()
            .enumerate()
            .skip(1)
        {
            assert_close(
                got[day],
                want.unwrap(),
                1e-12,
                &format!("{} day {day}", case["id"]),
            );
        }
    }
}

#[test]
fn instantaneous_r() {
    let file = File::read("epiestim_estimate_R.json");
    for case in file.cases() {
        let incidence = file.incidence(case);
        let params = &case["params"];
        let number = |name: &str| params[name].as_f64().unwrap_or(5.0);
        let prior = Prior::new(number("mean_prior"), number("std_prior")).unwrap();
        let interval = file.interval(case, incidence.len());
        let estimates = cori(
            &incidence,
            &interval,
            prior,
            params["window"].as_u64().unwrap() as usize,
        );
        let columns = &case["output"]["R"];
        let quantiles = quantile_columns(columns);
        assert_eq!(quantiles.len(), 7);
        let (means, sds) = (numbers(&columns["mean"]), numbers(&columns["std"]));
        assert_eq!(estimates.len(), means.len());
        for (i, estimate) in estimates.iter().enumerate() {
            let place = format!("{} window {i}", case["id"]);
            let Some(mean) = means[i] else {
                assert!(estimate.is_err(), "{place}");
                continue;
            };
            let estimate = estimate.as_ref().unwrap();
            assert_eq!(
                Some(estimate.start as f64 + 1.0),
                numbers(&columns["t_start"])[i]
            );
            assert_eq!(
                Some(estimate.end as f64 + 1.0),
                numbers(&columns["t_end"])[i]
            );
            assert_relative(estimate.mean(), mean, 1e-9, &place);
            assert_relative(estimate.sd(), sds[i].unwrap(), 1e-9, &place);
            for (name, probability) in &quantiles {
                let want = numbers(&columns[name])[i].unwrap();
                assert_relative(
                    estimate.quantile(*probability),
                    want,
                    1e-9,
                    &format!("{place} {name}"),
                );
                let [prepared] = WindowQuantiles::new([*probability]).of(estimate);
                assert_eq!(prepared, estimate.quantile(*probability));
            }
        }
    }
}

#[test]
fn r_under_an_uncertain_serial_interval() {
    let file = File::read("epiestim_uncertain_si.json");
    for case in file.cases() {
        let incidence = file.incidence(case);
        let number = |name: &str| case["params"][name].as_f64().unwrap();
        let normal = |mean: &str, sd: &str, min: &str, max: &str| TruncatedNormal {
            mean: number(mean),
            sd: number(sd),
            min: number(min),
            max: number(max),
        };
        let interval = UncertainSerialInterval {
            mean: normal("mean_si", "std_mean_si", "min_mean_si", "max_mean_si"),
            sd: normal("std_si", "std_std_si", "min_std_si", "max_std_si"),
        };
        let (draws, window) = (number("n1") as usize, number("window") as usize);
        // Five seeds, as in the reference's own average; any five neighbours pass.
        for first in [20_130_601, 20_130_606, 20_130_611] {
            let runs: Vec<_> = (first..first + 5)
                .map(|seed| {
                    cori_uncertain(&incidence, &interval, Prior::default(), window, draws, seed)
                        .unwrap()
                })
                .collect();
            check_pooled(&runs, &case["output"], &case["id"]);
        }
    }
}

/// Compares averages over runs with averages over the reference's seeds: 4 standard errors of those and 1 %.
fn check_pooled(runs: &[Vec<Result<PooledRt, epi::NotEnoughData>>], columns: &Value, id: &Value) {
    let quantiles = quantile_columns(columns);
    assert_eq!(quantiles.len(), 7);
    let probabilities: Vec<f64> = quantiles.values().copied().collect();
    assert_eq!(runs[0].len(), numbers(&columns["t_end"]).len());
    for window in 0..runs[0].len() {
        let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
        for run in runs {
            let pooled = run[window].as_ref().unwrap();
            *sums.entry("mean").or_default() += pooled.mean();
            *sums.entry("std").or_default() += pooled.sd();
            for (name, value) in quantiles.keys().zip(pooled.quantiles(&probabilities)) {
                *sums.entry(name).or_default() += value;
            }
        }
        for (name, sum) in sums {
            let got = sum / runs.len() as f64;
            let mean = numbers(&columns[name]["mean"])[window].unwrap();
            let sd = numbers(&columns[name]["sd"])[window].unwrap();
            let allowed = 4.0 * sd / 5.0_f64.sqrt() + 0.01 * mean;
            assert!(
                (got - mean).abs() <= allowed,
                "{id} window {window} {name}: {got} vs {mean} ± {allowed}"
            );
        }
    }
}

#[test]
fn cohort_r() {
    let file = File::read("epiestim_wallinga_teunis.json");
    for case in file.cases() {
        let incidence = file.incidence(case);
        let interval = file.interval(case, incidence.len());
        let window = case["params"]["window"].as_u64().unwrap() as usize;
        let columns = &case["output"];
        let column = |name: &str| numbers(&columns[name]);
        let (means, sds) = (column("mean"), column("std_mc"));
        let (lows, highs) = (column("q0.025_mc"), column("q0.975_mc"));
        let estimates = wallinga_teunis(&incidence, &interval, window);
        assert_eq!(estimates.len(), means.len());
        for (i, estimate) in estimates.iter().enumerate() {
            let place = format!("{} window {i}", case["id"]);
            let Some(mean) = means[i] else {
                assert!(estimate.is_err(), "{place}");
                continue;
            };
            let estimate = estimate.as_ref().unwrap();
            assert_close(estimate.mean, mean, 1e-9, &place);
            // A standard deviation from 100 simulations has an error of 7 %, an outer quantile one of 0.27 sd.
            assert!(
                (estimate.sd - sds[i].unwrap()).abs() <= 0.3 * estimate.sd + 0.02,
                "{place} sd"
            );
            for (probability, want) in [(0.025, lows[i].unwrap()), (0.975, highs[i].unwrap())] {
                let off = (estimate.quantile(probability) - want).abs();
                assert!(
                    off <= 1.1 * estimate.sd + 0.05,
                    "{place} quantile {probability}: {off} sd {}",
                    estimate.sd
                );
            }
        }
    }
}

#[test]
fn nonsense_is_refused() {
    assert!(SerialInterval::from_weights(vec![0.5, 0.5]).is_err());
    assert!(SerialInterval::from_weights(vec![0.0, 0.5]).is_err());
    assert!(SerialInterval::from_weights(vec![0.0, f64::NAN]).is_err());
    assert!(SerialInterval::discretised_gamma(0.9, 1.0, 10).is_err());
    let interval = SerialInterval::discretised_gamma(3.0, 1.0, 10).unwrap();
    for counts in [&[][..], &[5], &[0, 0, 0, 0, 0, 0, 0, 0, 0]] {
        for estimate in cori(&Incidence::local(counts), &interval, Prior::default(), 7)
            .into_iter()
            .flatten()
        {
            assert!(estimate.mean().is_finite() && estimate.quantile(0.975).is_finite());
        }
        assert!(
            wallinga_teunis(&Incidence::local(counts), &interval, 7)
                .iter()
                .all(Result::is_err)
        );
    }
}
