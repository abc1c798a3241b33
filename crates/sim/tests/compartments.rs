//! Compartmental models against solved equations, exact distributions and conservation.

use proptest::prelude::*;
use serde_json::Value;
use sim::compartments::{
    Care, Course, Group, Model, ModelSpec, Patch, Row, Stay, Switch, Transmission, patch_contacts,
};
use sim::random::Stream;
use sim::theory::exact_sir::final_size_pmf;
use sim::theory::final_size::final_size;

use crate::vectors::{assert_close, matrix, number, numbers, section};

fn seir(row: &Value) -> ModelSpec {
    let mut spec = ModelSpec::well_mixed(
        number(row, "N"),
        Transmission::ReproductionNumber(number(row, "R0")),
        Some(Stay::at_rate(number(row, "sigma"))),
        Stay::at_rate(number(row, "gamma")),
    );
    spec.groups[0].exposed = row["E0"].as_f64().unwrap_or(0.0);
    spec.groups[0].infectious = number(row, "I0");
    for switch in row["switch"].as_array().into_iter().flatten() {
        let [day, factor] = numbers(switch)[..] else {
            panic!("{switch}")
        };
        spec.switches.push(Switch { day, factor });
    }
    spec
}

/// Compares every column with the solution, to a millionth of the population.
fn compare(row: &Value, model: &Model, columns: impl Fn(&Row) -> Vec<f64>) {
    let within = 1e-6 * model.population().iter().sum::<f64>();
    let course = model.solve(&numbers(&row["T"])).unwrap();
    for (got, want) in course.rows.iter().zip(matrix(&row["rows"])) {
        let mut columns = columns(got);
        columns.insert(0, got.day);
        assert_eq!(columns.len(), want.len());
        for (got, want) in columns.iter().zip(&want) {
            assert_close(*got, *want, within);
        }
    }
}

#[test]
fn seir_with_switches_follows_the_solved_equations() {
    for row in section("seir_ode") {
        compare(&row, &seir(&row).build().unwrap(), |day| {
            vec![
                day.susceptible[0],
                day.exposed[0],
                day.infectious[0],
                day.recovered[0],
                day.infections[0],
            ]
        });
    }
}

fn with_hospital(row: &Value) -> ModelSpec {
    let mut spec = seir(row);
    spec.care = Some(Care {
        admitted: vec![number(row, "pH")],
        ward_days_mean: 1.0 / number(row, "kH"),
        intensive: vec![number(row, "pU")],
        intensive_days_mean: 1.0 / number(row, "kU"),
        fatal: vec![number(row, "pD")],
    });
    spec
}

#[test]
fn hospital_and_intensive_care_follow_the_solved_equations() {
    for row in section("seir_hospital_ode") {
        compare(&row, &with_hospital(&row).build().unwrap(), |day| {
            vec![
                day.susceptible[0],
                day.exposed[0],
                day.infectious[0],
                day.ward[0],
                day.intensive[0],
                day.recovered[0],
                day.dead[0],
                day.admissions[0],
                day.intensive_admissions[0],
            ]
        });
    }
}

fn by_age(row: &Value) -> ModelSpec {
    let populations = numbers(&row["N"]);
    let infectious = numbers(&row["I0"]);
    let groups = populations
        .iter()
        .zip(&infectious)
        .enumerate()
        .map(|(i, (&population, &infectious))| Group {
            name: format!("band {i}"),
            population,
            exposed: 0.0,
            infectious,
            immune: 0.0,
        })
        .collect();
    ModelSpec {
        groups,
        contacts: matrix(&row["contacts"]),
        transmission: Transmission::PerContact(number(row, "q")),
        latent: Some(Stay::at_rate(number(row, "sigma"))),
        infectious: Stay::at_rate(number(row, "gamma")),
        immune_days_mean: None,
        care: None,
        switches: Vec::new(),
    }
}

#[test]
fn age_bands_follow_the_solved_equations() {
    for row in section("seir_age_ode") {
        let model = by_age(&row).build().unwrap();
        assert_close(model.reproduction_number(), number(&row, "R0"), 1e-9);
        compare(&row, &model, |day| {
            [
                &day.susceptible,
                &day.exposed,
                &day.infectious,
                &day.recovered,
            ]
            .iter()
            .flat_map(|block| block.iter().copied())
            .collect()
        });
    }
}

#[test]
fn erlang_stages_leave_the_final_size_as_it_is() {
    for stages in [1, 2, 5] {
        let mut spec = ModelSpec::well_mixed(
            1e6,
            Transmission::ReproductionNumber(1.8),
            Some(Stay {
                mean_days: 3.0,
                stages,
            }),
            Stay {
                mean_days: 4.0,
                stages,
            },
        );
        spec.groups[0].infectious = 1000.0;
        let course = spec.build().unwrap().solve(&[2000.0]).unwrap();
        let want = final_size(1.8, 0.999, 0.001).unwrap().susceptible;
        assert_close(course.rows[0].susceptible[0] / 1e6, want, 1e-6);
    }
}

fn ending(model: &Model, run: u64) -> f64 {
    let mut stream = Stream::named(11, "chain", run);
    let course = model.chain(&[2000.0], 0.25, &mut stream, |_| true).unwrap();
    course.rows[0].recovered[0]
}

#[test]
fn the_chain_has_the_final_size_of_the_closed_form() {
    let mut spec = ModelSpec::well_mixed(
        100_000.0,
        Transmission::ReproductionNumber(1.5),
        Some(Stay::at_rate(0.5)),
        Stay::at_rate(0.4),
    );
    spec.groups[0].infectious = 100.0;
    let model = spec.build().unwrap();
    let sizes: Vec<f64> = (0..200).map(|run| ending(&model, run) / 1e5).collect();
    let mean = sizes.iter().sum::<f64>() / 200.0;
    let variance = sizes.iter().map(|s| (s - mean).powi(2)).sum::<f64>() / 199.0;
    let want = 1.0 - final_size(1.5, 0.999, 0.001).unwrap().susceptible;
    // Four standard errors, and the bias of order 1 / N a finite population has.
    assert_close(mean, want, 4.0 * (variance / 200.0).sqrt() + 0.0005);
}

#[test]
fn single_events_have_the_exact_distribution_of_final_sizes() {
    const RUNS: u32 = 100_000;
    let mut spec = ModelSpec::well_mixed(
        30.0,
        Transmission::ReproductionNumber(1.5),
        None,
        Stay::at_rate(1.0),
    );
    spec.groups[0].infectious = 1.0;
    let model = spec.build().unwrap();
    let mut counts = [0_u32; 31];
    for run in 0..RUNS {
        let mut stream = Stream::named(12, "events", run.into());
        let course = model.events(&[1000.0], &mut stream, |_| true).unwrap();
        counts[course.rows[0].recovered[0] as usize] += 1;
    }
    let pmf = final_size_pmf(30, 1, 1.5).unwrap();
    let chi: f64 = pmf
        .iter()
        .zip(counts)
        .skip(1)
        .map(|(p, count)| {
            let expected = p * f64::from(RUNS);
            (f64::from(count) - expected).powi(2) / expected
        })
        .sum();
    // The 99.9 % point of chi-square with 29 degrees of freedom.
    assert!(chi < 58.3, "chi-square {chi}");
}

#[test]
fn an_ensemble_by_chance_lies_around_the_averages() {
    let row = &section("seir_hospital_ode")[0];
    let mut spec = with_hospital(row);
    spec.groups[0].infectious = 2000.0;
    spec.switches = vec![Switch {
        day: 20.0,
        factor: 0.6,
    }];
    let model = spec.build().unwrap();
    let days = [30.0, 60.0];
    let averages = model.solve(&days).unwrap();
    let runs: Vec<Course> = (0..100)
        .map(|run| {
            let mut stream = Stream::named(13, "ensemble", run);
            model.chain(&days, 0.05, &mut stream, |_| true).unwrap()
        })
        .collect();
    for (i, want) in averages.rows.iter().enumerate() {
        let mean = |value: &dyn Fn(&Row) -> f64| {
            runs.iter().map(|run| value(&run.rows[i])).sum::<f64>() / 100.0
        };
        // A step of a twentieth of a day slows growth by about 1 %.
        let infections = mean(&|row| row.infections[0]);
        assert_close(infections, want.infections[0], 0.03 * want.infections[0]);
        let ward = mean(&|row| row.ward[0]);
        assert_close(ward, want.ward[0], 0.05 * want.ward[0]);
    }
}

#[test]
fn places_that_share_nobody_have_epidemics_of_their_own() {
    let contacts = [vec![5.0, 1.0], vec![1.0, 4.0]];
    let patch = |name: &str, time: [f64; 2]| Patch {
        name: name.to_owned(),
        population: vec![3000.0, 7000.0],
        time: time.to_vec(),
    };
    let apart = [patch("a", [1.0, 0.0]), patch("b", [0.0, 1.0])];
    let matrix = patch_contacts(&apart, &contacts).unwrap();
    assert_eq!(matrix[0], [5.0, 1.0, 0.0, 0.0]);
    // However people travel, they have as many contacts as before.
    let together = [patch("a", [0.8, 0.2]), patch("b", [0.1, 0.9])];
    for (i, row) in patch_contacts(&together, &contacts)
        .unwrap()
        .iter()
        .enumerate()
    {
        assert_close(row.iter().sum(), contacts[i % 2].iter().sum(), 1e-12);
    }
}

#[test]
fn a_run_that_is_stopped_keeps_what_it_has_and_says_so() {
    let row = &section("seir_ode")[0];
    let model = seir(row).build().unwrap();
    let mut stream = Stream::named(14, "stop", 0);
    let days = [1.0, 2.0, 3.0, 4.0];
    let course = model
        .chain(&days, 0.25, &mut stream, |day| day < 3.0)
        .unwrap();
    assert!(course.partial);
    assert_eq!(course.rows.len(), 2);
}

proptest! {
    #[test]
    fn nobody_appears_or_vanishes(
        seed in 0_u64..1000,
        sizes in prop::collection::vec(50_u32..3000, 1..4),
        r in 0.5_f64..6.0,
        latent_stages in 0_u32..3,
        infectious_stages in 1_u32..4,
        immune_days in prop::option::of(10.0_f64..100.0),
        has_care: bool,
    ) {
        let n = sizes.len();
        let groups = sizes.iter().enumerate().map(|(i, &size)| Group {
            name: format!("group {i}"),
            population: f64::from(size),
            exposed: 0.0,
            infectious: 5.0,
            immune: 7.0,
        }).collect();
        let spec = ModelSpec {
            groups,
            contacts: vec![vec![2.0; n]; n],
            transmission: Transmission::ReproductionNumber(r),
            latent: (latent_stages > 0).then_some(Stay { mean_days: 3.0, stages: latent_stages }),
            infectious: Stay { mean_days: 4.0, stages: infectious_stages },
            immune_days_mean: immune_days,
            care: has_care.then(|| Care {
                admitted: vec![0.2; n],
                ward_days_mean: 6.0,
                intensive: vec![0.3; n],
                intensive_days_mean: 8.0,
                fatal: vec![0.4; n],
            }),
            switches: vec![Switch { day: 10.0, factor: 0.5 }],
        };
        let model = spec.build().unwrap();
        let persons: f64 = model.population().iter().sum();
        let days = [0.0, 5.0, 20.0, 60.0];
        let mut stream = Stream::named(seed, "conserve", 0);
        let chain = model.chain(&days, 0.25, &mut stream, |_| true).unwrap();
        let events = model.events(&days, &mut stream, |_| true).unwrap();
        for row in chain.rows.iter().chain(&events.rows) {
            prop_assert_eq!(row.persons(), persons);
            prop_assert!(row.susceptible.iter().chain(&row.infectious).all(|v| *v >= 0.0));
        }
        for row in &model.solve(&days).unwrap().rows {
            prop_assert!((row.persons() - persons).abs() < 1e-9 * persons);
        }
    }
}
