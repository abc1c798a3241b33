//! Input and settings a scan refuses, and maps at the edge of what it can answer.

use epi::scan::{
    Analysis, KnownRisk, Model, Monitoring, Place, Position, ScanError, ScanInput, ScanSettings,
    SpanMax, TimeTrend, scan,
};

use crate::scan_search::{case, small_map, small_settings};

fn cases() -> Vec<(usize, i32)> {
    (0..30).map(|i| (i * 7 % 9, (i * 5 % 6) as i32)).collect()
}

fn refusal(change: impl FnOnce(&mut ScanInput, &mut ScanSettings)) -> ScanError {
    let (mut input, mut settings) = (small_map(&cases()), small_settings(Model::Poisson));
    change(&mut input, &mut settings);
    scan(&input, &settings).unwrap_err()
}

#[test]
fn places_must_be_known_once_and_on_the_map() {
    let error = refusal(|input, _| input.cases[0].place = "elsewhere".to_owned());
    assert!(matches!(
        error,
        ScanError::UnknownPlace { table: "cases", .. }
    ));
    let error = refusal(|input, _| input.populations[0].place = "elsewhere".to_owned());
    assert!(matches!(
        error,
        ScanError::UnknownPlace {
            table: "populations",
            ..
        }
    ));
    let error = refusal(|input, _| input.places.push(input.places[3].clone()));
    assert_eq!(
        error,
        ScanError::DuplicatePlace {
            place: "p3".to_owned()
        }
    );
    let error = refusal(|input, _| {
        input.places[1].position = Position::Plane {
            x: f64::NAN,
            y: 0.0,
        };
    });
    assert_eq!(
        error,
        ScanError::BadPosition {
            place: "p1".to_owned()
        }
    );
    let error = refusal(|input, _| {
        input.places[8].position = Position::Globe {
            latitude: 1.0,
            longitude: 1.0,
        };
    });
    assert_eq!(
        error,
        ScanError::MixedPositions {
            place: "p8".to_owned()
        }
    );
    let error = refusal(|input, _| {
        input.places.truncate(1);
        input.populations.truncate(1);
        input.cases.retain(|row| row.place == "p0");
    });
    assert!(matches!(error, ScanError::NotEnoughData(missing) if missing.found == 1));
}

#[test]
fn populations_must_be_numbers_and_not_miss_where_there_are_cases() {
    for persons in [-1.0, f64::NAN, f64::INFINITY] {
        let error = refusal(|input, _| input.populations[2].persons = persons);
        assert!(matches!(error, ScanError::BadPopulation { .. }));
    }
    let error = refusal(|input, _| input.populations.push(input.populations[2].clone()));
    assert!(matches!(
        error,
        ScanError::DuplicatePopulation { day: 0, .. }
    ));
    let error = refusal(|input, _| input.populations[0].persons = 0.0);
    assert!(matches!(error, ScanError::CasesWithoutPopulation { place, .. } if place == "p0"));
    let error = refusal(|input, _| input.cases[0].stratum = "unknown".to_owned());
    assert!(matches!(error, ScanError::CasesWithoutPopulation { .. }));
    let error = refusal(|input, _| input.populations.clear());
    assert!(matches!(
        error,
        ScanError::Missing {
            what: "populations",
            ..
        }
    ));
    let risk = |relative_risk| KnownRisk {
        place: None,
        first_day: None,
        last_day: None,
        relative_risk,
    };
    let error = refusal(|input, _| input.known_risks.push(risk(f64::NAN)));
    assert_eq!(error, ScanError::BadKnownRisk { index: 0 });
    let error = refusal(|input, _| input.known_risks.push(risk(0.0)));
    assert!(matches!(error, ScanError::CasesWithoutPopulation { .. }));
}

#[test]
fn days_must_lie_in_the_period() {
    let error = refusal(|input, _| input.cases[0].day = 6);
    assert!(matches!(error, ScanError::OutsidePeriod { day: 6, .. }));
    let error = refusal(|input, _| input.cases.clear());
    assert_eq!(error, ScanError::NoCases);
    let error = refusal(|_, settings| settings.last_day = Some(-1));
    assert!(matches!(
        error,
        ScanError::Setting {
            setting: "last_day",
            ..
        }
    ));
    let error = refusal(|_, settings| settings.first_day = Some(i32::MIN));
    assert!(matches!(
        error,
        ScanError::Setting {
            setting: "first_day",
            ..
        }
    ));
    let error = refusal(|_, settings| settings.first_day = Some(-9_000_000));
    assert!(matches!(
        error,
        ScanError::TooMany {
            what: "intervals",
            ..
        }
    ));
    let error = refusal(|input, _| input.cases[0].count = u32::MAX);
    assert!(matches!(error, ScanError::TooMany { what: "cases", .. }));
}

#[test]
fn settings_must_be_in_range_and_fit_each_other() {
    let named = |change: fn(&mut ScanSettings)| match refusal(|_, settings| change(settings)) {
        ScanError::Setting { setting, .. } => setting,
        other => panic!("{other}"),
    };
    assert_eq!(named(|s| s.share_max = 0.6), "share_max");
    assert_eq!(named(|s| s.share_max = f64::NAN), "share_max");
    assert_eq!(named(|s| s.radius_max = Some(-1.0)), "radius_max");
    assert_eq!(named(|s| s.span_max = SpanMax::Share(0.0)), "span_max");
    assert_eq!(named(|s| s.span_max = SpanMax::Units(0)), "span_max");
    assert_eq!(named(|s| s.span_min = 4), "span_min");
    assert_eq!(named(|s| s.time_units = 0), "time_units");
    assert_eq!(named(|s| s.cases_min = 0), "cases_min");
    assert_eq!(named(|s| s.stop_after = Some(0)), "stop_after");
    assert_eq!(named(|s| s.replications = u32::MAX), "replications");
    assert_eq!(
        named(|s| s.trend = TimeTrend::PercentAYear(-100.0)),
        "trend"
    );
    let misfit = |change: fn(&mut ScanSettings)| {
        let error = refusal(|_, settings| change(settings));
        assert!(matches!(error, ScanError::DoesNotFit { .. }), "{error}");
    };
    misfit(|s| s.model = Model::Permutation); // populations are given
    misfit(|s| s.by_weekday = true);
    misfit(|s| {
        s.analysis = Analysis::Spatial;
        s.monitoring = Monitoring::Prospective;
    });
    misfit(|s| {
        s.analysis = Analysis::Temporal;
        s.model = Model::Permutation;
    });
}

#[test]
fn a_map_without_any_excess_has_no_cluster_and_no_p_value() {
    // One case: two are the fewest a cluster with a high rate may have.
    let result = scan(&small_map(&[(4, 3)]), &small_settings(Model::Poisson)).unwrap();
    assert_eq!((result.clusters.len(), result.cases), (0, 1));
    let settings = ScanSettings {
        replications: 99,
        ..small_settings(Model::Poisson)
    };
    assert!(
        scan(&small_map(&[(4, 3)]), &settings)
            .unwrap()
            .maxima
            .is_empty()
    );
}

#[test]
fn places_at_one_point_are_one() {
    let mut input = small_map(&cases());
    let settings = ScanSettings {
        replications: 19,
        ..small_settings(Model::Poisson)
    };
    let apart = scan(&input, &settings).unwrap();
    // Half of place p4 and all of its cases move next door, to the same point.
    let position = input.places[4].position;
    input.places.push(Place {
        id: "p4b".to_owned(),
        position,
    });
    let mut half = input.populations[4].clone();
    half.place = "p4b".to_owned();
    half.persons /= 2.0;
    input.populations[4].persons /= 2.0;
    input.populations.push(half);
    for row in input.cases.iter_mut().filter(|row| row.place == "p4") {
        row.place = "p4b".to_owned();
    }
    let together = scan(&input, &settings).unwrap();
    assert_eq!(together.points, 9);
    assert_eq!(apart.maxima.len(), together.maxima.len());
    for (a, b) in apart.clusters.iter().zip(&together.clusters) {
        assert!((a.llr - b.llr).abs() < 1e-9);
        assert_eq!(
            a.places.contains(&"p4".to_owned()),
            b.places.contains(&"p4b".to_owned())
        );
    }
}

#[test]
fn equals_are_ranked_by_size_and_id() {
    // The same four cases in two corners: nothing but the id tells them apart.
    let mut input = small_map(&[]);
    for (place, row) in input.places.iter_mut().enumerate() {
        row.position = Position::Plane {
            x: (place % 3) as f64,
            y: (place / 3) as f64,
        };
    }
    input
        .populations
        .iter_mut()
        .for_each(|row| row.persons = 100.0);
    for place in [8, 0] {
        input.cases.extend((0..4).map(|_| case(place, 2)));
    }
    let result = scan(&input, &small_settings(Model::Poisson)).unwrap();
    let centres: Vec<_> = result
        .clusters
        .iter()
        .map(|found| found.centre.as_deref())
        .collect();
    assert_eq!(centres[..2], [Some("p0"), Some("p8")]);
}
