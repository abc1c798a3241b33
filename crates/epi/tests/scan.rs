//! Scan statistics against SaTScan, brute force, and simulated truth.

use epi::scan::{
    Analysis, Cluster, Model, Monitoring, ScanInput, ScanSettings, SpanMax, TimeUnit, scan,
};
use serde_json::Value;

use crate::scan_files::{day, new_mexico, new_york, north_humberside, pennsylvania};
use crate::vectors::day_number;

/// The data and settings of a reference case.
fn reference_case(id: &str) -> (ScanInput, ScanSettings) {
    let years = ScanSettings {
        first_day: Some(day_number("1973-1-1")),
        last_day: Some(day_number("1991-12-31")),
        time_unit: TimeUnit::Year,
        ..ScanSettings::default()
    };
    let spatial = ScanSettings {
        analysis: Analysis::Spatial,
        ..years.clone()
    };
    match id {
        "nm.spacetime.poisson.agesex" => (new_mexico(), years),
        "nm.spatial.poisson.agesex" => (new_mexico(), spatial),
        "penn.spatial.poisson" => {
            let settings = ScanSettings {
                first_day: Some(day_number("2002-1-1")),
                last_day: Some(day_number("2002-12-31")),
                ..spatial
            };
            (pennsylvania(), settings)
        }
        "nyc.stp.prospective.3km.7d" => {
            let settings = ScanSettings {
                model: Model::Permutation,
                monitoring: Monitoring::Prospective,
                first_day: Some(day_number("2001-11-1")),
                last_day: Some(day_number("2001-11-24")),
                span_max: SpanMax::Units(7),
                radius_max: Some(3.0),
                ..ScanSettings::default()
            };
            (new_york(), settings)
        }
        other => panic!("unknown case {other}"),
    }
}

/// Fails unless `got` rounds to the digits of `want`.
fn assert_prints(got: f64, want: &Value, place: &str) {
    let want = want.as_str().unwrap();
    let decimals = want.split_once('.').map_or(0, |(_, after)| after.len());
    assert_eq!(format!("{got:.decimals$}"), want, "{place}: {got}");
}

fn assert_p_value(cluster: &Cluster, want: &Value, place: &str) {
    let (got, want) = (
        cluster.p_value.unwrap(),
        want.as_str().unwrap().parse::<f64>().unwrap(),
    );
    // Two estimates from 999 replications each: four standard deviations of their difference, and one replication.
    let p = ((got + want) / 2.0).clamp(0.001, 0.999);
    let allowed = 4.0 * (2.0 * p * (1.0 - p) / 999.0).sqrt() + 0.001;
    assert!(
        (got - want).abs() <= allowed,
        "{place}: p {got}, want {want}"
    );
}

#[test]
fn agrees_with_the_established_program() {
    let path = format!("{}/tests/reference/scan.json", env!("CARGO_MANIFEST_DIR"));
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let cases = file["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 4);
    for case in cases {
        let id = case["id"].as_str().unwrap();
        let (input, settings) = reference_case(id);
        let result = scan(&input, &settings).unwrap();
        let header = &case["header"];
        assert_eq!(result.cases.to_string(), header["Total number of cases"]);
        if let Some(want) = header.get("Population, averaged over time") {
            assert_prints(result.population.unwrap(), want, id);
        }
        let clusters = case["output"]["clusters"].as_array().unwrap();
        let columns = case["output"]["col_rows"].as_array().unwrap();
        assert!(result.clusters.len() >= clusters.len(), "{id}");
        for ((want, columns), got) in clusters.iter().zip(columns).zip(&result.clusters) {
            let place = format!("{id} rank {}", got.rank);
            compare(got, want, columns, &place);
            let is_poisson = settings.model == Model::Poisson;
            let test = if is_poisson {
                "Log likelihood ratio"
            } else {
                "Test statistic"
            };
            assert_prints(got.llr, &want[test], &place);
            if is_poisson {
                assert_prints(got.relative_risk.unwrap(), &want["Relative risk"], &place);
                assert_prints(got.population.unwrap(), &columns[15], &place);
            } else {
                assert_eq!(got.relative_risk, None);
                let days = got.recurrence_days.unwrap();
                assert!((days * got.p_value.unwrap() - 1.0).abs() < 1e-12, "{place}");
            }
        }
    }
}

/// What every model reports.
fn compare(got: &Cluster, want: &Value, columns: &Value, place: &str) {
    let places: Vec<&str> = want["locations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_str().unwrap())
        .collect();
    assert_eq!(got.places, places, "{place}");
    assert_eq!(got.centre.as_deref(), columns[1].as_str(), "{place}");
    assert_prints(got.radius, &columns[4], place);
    assert_prints(got.span, &columns[5], place);
    assert_eq!(
        got.first_day,
        day(columns[6].as_str().unwrap(), ""),
        "{place}"
    );
    assert_eq!(
        got.last_day,
        day(columns[7].as_str().unwrap(), ""),
        "{place}"
    );
    assert_eq!(got.observed.to_string(), want["Number of cases"], "{place}");
    assert_prints(got.expected, &want["Expected cases"], place);
    assert_prints(got.ratio, &want["Observed / expected"], place);
    assert_p_value(got, &want["P-value"], place);
}

/// The Bernoulli data have no answer of the program beside them; this is the published order of size of the example.
#[test]
fn cases_and_controls_of_north_humberside() {
    let settings = ScanSettings {
        analysis: Analysis::Spatial,
        model: Model::Bernoulli,
        ..ScanSettings::default()
    };
    let result = scan(&north_humberside(), &settings).unwrap();
    assert_eq!((result.cases, result.population), (62, Some(203.0)));
    let first = &result.clusters[0];
    // Four cases and no control: ln of (203/62)^4 · (58/62)^… by hand, 4.8365.
    assert_eq!((first.observed, first.population), (4, Some(4.0)));
    let (c, n) = (62.0_f64, 203.0_f64);
    let without = 58.0 * (58.0 / 199.0_f64).ln() + 141.0 * (141.0 / 199.0_f64).ln();
    let null = c * (c / n).ln() + (n - c) * ((n - c) / n).ln();
    assert!((first.llr - (without - null)).abs() < 1e-9);
    assert!(first.p_value.unwrap() > 0.2); // Cuzick & Edwards' data show no cluster
}
