//! Diseases and cities of the tests, all invented.

use sim::city::population::{CareHomes, SchoolLevel, Scope, Township, WorkplaceSize};
use sim::city::{
    Action, ActionKind, CareSystem, ContactRates, CountyCare, Disease, Import, Laboratory,
    Marginals, Outcome, Parameter, Place, Population, Scenario, Severity, Supply, WithoutIt, run,
};

/// A figure of a test.
pub fn known(value: f64) -> Parameter {
    Parameter::fixed(value, "days", "invented for a test")
}

/// A disease of fixed times: latent and infectious for exactly so many days, nobody severe.
pub fn disease(reproduction_number: f64, latent: f64, infectious: f64) -> Disease {
    Disease {
        name: "test".to_owned(),
        reproduction_number: known(reproduction_number),
        latent_days_mean: known(latent),
        latent_days_sd: known(0.0),
        infectious_days_mean: known(infectious),
        infectious_days_sd: known(0.0),
        presymptomatic_days_mean: known(0.0),
        serial_interval_days_mean: None,
        asymptomatic_infectiousness: known(1.0),
        dispersion: None,
        immune_days_mean: None,
        onset_to_severe_days_mean: known(4.0),
        ward_days_mean: known(7.0),
        intensive_days_mean: known(10.0),
        severity: vec![Severity {
            age_min: 0,
            susceptibility: 1.0,
            symptomatic: 1.0,
            severe: 0.0,
            critical: 0.0,
            fatal_in_care: 0.0,
            fatal_without_care: 0.0,
        }],
        settings: Default::default(),
        vaccine: None,
    }
}

/// A respiratory disease that fills hospitals.
pub fn severe_disease() -> Disease {
    let band = |age_min, severe, critical| Severity {
        age_min,
        susceptibility: 1.0,
        symptomatic: 0.7,
        severe,
        critical,
        fatal_in_care: 0.3,
        fatal_without_care: 0.9,
    };
    Disease {
        latent_days_sd: known(1.0),
        infectious_days_sd: known(2.0),
        presymptomatic_days_mean: known(1.0),
        asymptomatic_infectiousness: known(0.5),
        severity: vec![band(0, 0.02, 0.1), band(60, 0.2, 0.3)],
        ..disease(2.5, 3.0, 6.0)
    }
}

/// Everybody meets twelve others a day, anybody; `cases` are imported on day 0.
pub fn well_mixed(disease: Disease, seed: u64, cases: f64) -> Scenario {
    Scenario {
        days: 180,
        seed,
        first_weekday: 0,
        disease,
        contacts: ContactRates::well_mixed(12.0),
        imports: vec![Import {
            first_day: 0,
            last_day: 0,
            place: Place::City,
            cases_per_day: cases,
        }],
        season: None,
        immune_at_start: 0.0,
        vaccinated_at_start: Vec::new(),
        actions: Vec::new(),
        care: None,
        laboratory: None,
        keeps_infections: false,
        memory_megabytes_max: None,
    }
}

/// A small city of two counties with homes, schools, workplaces, hospitals and care homes.
pub fn town(persons: u32) -> Population {
    let township = |name: &str, county, share: f64| Township {
        name: name.to_owned(),
        county,
        population: (share * f64::from(persons)) as u32,
    };
    let level = |age_min, age_max, scope| SchoolLevel {
        age_min,
        age_max,
        enrolled: 0.95,
        class_size: 40,
        classes: 18,
        scope,
    };
    let place = |persons, share| WorkplaceSize { persons, share };
    Marginals {
        townships: vec![
            township("a1", 0, 0.3),
            township("a2", 0, 0.2),
            township("b1", 1, 0.4),
            township("b2", 1, 0.1),
        ],
        ages: vec![1.0 / 90.0; 90],
        household_sizes: vec![0.2, 0.3, 0.25, 0.15, 0.06, 0.04],
        schools: vec![
            level(3, 5, Scope::Township),
            level(6, 11, Scope::Township),
            level(12, 17, Scope::County),
        ],
        employed: 0.7,
        workplaces: vec![place(5, 0.3), place(20, 0.4), place(60, 0.3)],
        employed_in_township: 0.6,
        health_workers_per_1000: 8.0,
        care_homes: Some(CareHomes {
            age_min: 75,
            share: 0.04,
            persons: 50,
        }),
    }
    .populate(1)
    .unwrap()
}

/// Contacts in homes, schools, at work and elsewhere.
pub fn everyday_contacts() -> ContactRates {
    ContactRates {
        school: 10.0,
        class_share: 0.8,
        workplace: 6.0,
        care_home: 6.0,
        ward: 4.0,
        community: vec![4.0],
        township_share: 0.7,
        county_share: 0.9,
        weekend: 0.2,
    }
}

/// Care that a large outbreak overwhelms, with supplies that run out.
pub fn scarce_care() -> CareSystem {
    let supply = |name: &str, without| Supply {
        name: name.to_owned(),
        stock: vec![4000.0, 1000.0],
        delivery_per_day: vec![50.0, 20.0],
        per_ward_day: 6.0,
        per_intensive_day: 12.0,
        per_clinic_visit: 0.5,
        per_sample: 0.1,
        per_trip: 2.0,
        without,
    };
    CareSystem {
        counties: vec![
            CountyCare {
                ward_beds: 60,
                intensive_beds: 8,
                negative_pressure_beds: 10,
                nurses: 60,
                ambulances: 1,
                clinic_visits_per_day: 250,
                background_visits_per_day: 60,
            };
            2
        ],
        seeks_care: 0.5,
        onset_to_visit_days_mean: 2.0,
        admits_all_confirmed: false,
        nurses_per_ward_bed: 0.4,
        nurses_per_intensive_bed: 3.0,
        ambulance_share: 0.5,
        trips_per_ambulance_day: 4.0,
        ward_protection: 0.95,
        supplies: vec![
            supply("suits", WithoutIt::StaffExposed),
            supply("swabs", WithoutIt::NoSampling),
            supply("oxygen", WithoutIt::NoIntensiveCare),
        ],
    }
}

/// One laboratory for the city.
pub fn laboratory() -> Laboratory {
    Laboratory {
        tubes_per_day: 400,
        pool_clinical: 1,
        pool_contacts: 5,
        pool_mass: 10,
        turnaround_days: 1,
        sensitivity: 0.9,
    }
}

/// An action in the whole city from a day on.
pub fn from_day(first_day: u16, kind: ActionKind, compliance: f64) -> Action {
    Action {
        kind,
        first_day,
        last_day: 999,
        place: Place::City,
        compliance,
    }
}

/// Tracing by a team that can do so many cases a day.
pub fn tracing(cases_per_day: u32) -> ActionKind {
    ActionKind::Trace {
        cases_per_day,
        delay_days: 1,
        days_back: 3,
        quarantine_days: 14,
        tests: true,
    }
}

/// Everything at once: scarce care, a laboratory, tracing, isolation, mass testing, closures and vaccination.
pub fn everything(seed: u64) -> Scenario {
    let mut scenario = well_mixed(severe_disease(), seed, 20.0);
    scenario.contacts = everyday_contacts();
    scenario.days = 120;
    scenario.care = Some(scarce_care());
    scenario.laboratory = Some(laboratory());
    scenario.disease.vaccine = Some(sim::city::Vaccine {
        against_infection: known(0.6),
        against_severity: known(0.8),
        lasting_days_mean: known(200.0),
    });
    scenario.actions = vec![
        from_day(5, ActionKind::IsolateCases, 0.8),
        from_day(10, tracing(30), 0.7),
        from_day(
            20,
            ActionKind::MassTest {
                samples_per_day: 3000,
            },
            0.9,
        ),
        from_day(25, ActionKind::CloseSchools, 0.9),
        from_day(30, ActionKind::LimitGatherings { share: 0.3 }, 0.8),
        from_day(30, ActionKind::LimitTravel { share: 0.5 }, 0.8),
        from_day(30, ActionKind::Masks { effect: 0.5 }, 0.7),
        from_day(
            15,
            ActionKind::Vaccinate {
                doses_per_day: 400,
                age_min: 18,
                age_max: 100,
            },
            0.7,
        ),
    ];
    scenario
}

/// Plays to the end.
pub fn play(people: &Population, scenario: &Scenario) -> Outcome {
    run(people, scenario, |_| true).unwrap()
}

/// Mean and its standard error.
pub fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}
