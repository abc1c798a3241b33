//! What a core does in a second: SEIR models solved, each right to a millionth of the population, and agent-days of the
//! city: `cargo bench -p sim --bench speed`.
//!
//! The city runs once on one thread and once on two; agent-days a second are agents × days / CPU seconds of the run
//! without making the people, and the share ever infected stands beside them, because only the infectious cause work.
//!
//! Time is CPU time of the process, as Linux counts it, so that other work on the machine does not count.

#![allow(clippy::print_stdout)] // A table for people is what this program is for.

use std::hint::black_box;

use std::time::Instant;

use sim::city::{Marginals, Population, Scenario, contacts_per_day, run};
use sim::compartments::{ModelSpec, Stay, Transmission};
use sim::ode::Solver;

#[path = "../tests/city_support.rs"]
#[allow(dead_code)]
mod city_support;

use city_support::{everyday_contacts, everything, known, severe_disease, town, well_mixed};

/// CPU seconds this process has used in user and kernel mode.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split(' ').collect();
    let ticks = |at: usize| {
        fields
            .get(at)
            .and_then(|f| f.parse::<f64>().ok())
            .unwrap_or(0.0)
    };
    // A tick is a hundredth of a second on every Linux for decades.
    (ticks(12) + ticks(13)) / 100.0
}

fn seir() {
    const SOLUTIONS: u32 = 100_000;
    let days: Vec<f64> = [
        0, 5, 10, 20, 30, 40, 50, 60, 80, 100, 120, 150, 180, 240, 300,
    ]
    .map(f64::from)
    .to_vec();
    let mut solver = Solver::new();
    let mut infections = Vec::new();
    let begin = cpu_seconds();
    for i in 0..SOLUTIONS {
        // Every solution has parameters of its own, and is built from its specification.
        let r = 1.5 + f64::from(i % 1000) / 500.0;
        let mut spec = ModelSpec::well_mixed(
            1e6,
            Transmission::ReproductionNumber(r),
            Some(Stay::at_rate(0.2)),
            Stay::at_rate(0.25),
        );
        spec.groups[0].infectious = 10.0;
        let Ok(model) = spec.build() else { continue };
        if model
            .infections(&mut solver, &days, &mut infections)
            .is_ok()
        {
            black_box(&infections);
        }
    }
    let seconds = cpu_seconds() - begin;
    println!(
        "SEIR, 300 days, 1e-6 of N: {:.0} solutions a CPU second",
        f64::from(SOLUTIONS) / seconds
    );
}

/// Largest resident memory so far, in MB.
fn memory_megabytes_max() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok())
        .unwrap_or(0.0)
        / 1024.0
}

fn city(name: &str, people: &Population, scenario: &Scenario) {
    for threads in [1, 2] {
        let Ok(pool) = rayon::ThreadPoolBuilder::new().num_threads(threads).build() else {
            continue;
        };
        let (cpu, wall) = (cpu_seconds(), Instant::now());
        let Ok(outcome) = pool.install(|| run(people, scenario, |_| true)) else {
            println!("{name}: refused");
            continue;
        };
        let (cpu, wall) = (cpu_seconds() - cpu, wall.elapsed().as_secs_f64());
        let agent_days = people.len() as f64 * outcome.days() as f64;
        let (contacts, infectious) = outcome.city_days.iter().fold((0, 0), |sum, day| {
            (sum.0 + day.contacts, sum.1 + u64::from(day.infectious))
        });
        let state = 11.0 + 28.0 * f64::from(outcome.infected_max) / people.len() as f64;
        println!(
            "{name}, {threads} thread(s): {:.0} M agent-days a CPU second ({cpu:.2} s CPU, {wall:.2} s wall); ever infected {:.1} %, \
             {:.1} contacts an infectious day, most infected at once {:.2} %, {:.1} bytes an agent, {:.0} MB",
            agent_days / cpu.max(0.01) / 1e6,
            100.0 * outcome.total(|day| day.infections) as f64 / people.len() as f64,
            contacts as f64 / infectious.max(1) as f64,
            100.0 * f64::from(outcome.infected_max) / people.len() as f64,
            people.bytes_per_agent() + state,
            memory_megabytes_max(),
        );
    }
}

/// An ordinary disease in a structured city, everybody susceptible; the reproduction number decides how heavy it is.
fn plain(reproduction_number: f64) -> Scenario {
    let mut disease = severe_disease();
    disease.reproduction_number = known(reproduction_number);
    let mut scenario = well_mixed(disease, 1, 100.0);
    scenario.contacts = everyday_contacts();
    // Ten contacts an infectious day and more, those who fall ill late in an epidemic among them.
    scenario.contacts.community = vec![6.0];
    scenario
}

/// Care, laboratory and tracing of the tests, in proportion to a city of this size.
fn with_everything(people: &Population) -> Scenario {
    let mut scenario = everything(1);
    scenario.days = 180;
    scenario.contacts.community = vec![6.0];
    let factor = people.len() as f64 / 60_000.0;
    let times = |value: &mut u32| *value = (f64::from(*value) * factor) as u32;
    if let Some(laboratory) = &mut scenario.laboratory {
        times(&mut laboratory.tubes_per_day);
    }
    for county in scenario.care.iter_mut().flat_map(|care| &mut care.counties) {
        times(&mut county.ward_beds);
        times(&mut county.intensive_beds);
        times(&mut county.negative_pressure_beds);
        times(&mut county.nurses);
        times(&mut county.ambulances);
        times(&mut county.clinic_visits_per_day);
        times(&mut county.background_visits_per_day);
    }
    scenario
}

fn main() {
    let only = std::env::args()
        .nth(1)
        .filter(|word| !word.starts_with('-'));
    let is_on = |word: &str| only.as_deref().is_none_or(|only| only == word);
    if is_on("seir") {
        seir();
    }
    if is_on("million") {
        let (cpu, people) = (cpu_seconds(), town(1_000_000));
        println!("making a million people: {:.2} s CPU", cpu_seconds() - cpu);
        let scenario = plain(2.5);
        let contacts = contacts_per_day(&people, &scenario.contacts, &scenario.disease);
        println!("{contacts:.1} contacts a day of an average person");
        city("structured city, R0 1.3", &people, &plain(1.3));
        city("structured city, R0 2.5", &people, &scenario);
        city("structured city, R0 6", &people, &plain(6.0));
        city("everything on", &people, &with_everything(&people));
        let mut heavy = with_everything(&people);
        heavy.disease.reproduction_number = known(6.0);
        city("everything on, R0 6", &people, &heavy);
    }
    if is_on("mixed")
        && let Ok(people) = Marginals::well_mixed(1_000_000).populate(1)
    {
        city(
            "well mixed, R0 1.5",
            &people,
            &well_mixed(city_support::disease(1.5, 2.0, 4.0), 1, 100.0),
        );
    }
    if is_on("xinzhou") {
        let people = town(2_690_000);
        city(
            "Xinzhou's size, everything on",
            &people,
            &with_everything(&people),
        );
        city("Xinzhou's size, R0 2.5", &people, &plain(2.5));
    }
}
