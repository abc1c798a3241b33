//! What cannot be is refused in words before anything starts.

use sim::SimError;
use sim::city::{ActionKind, Marginals, Scenario, run};
use sim::compartments::{ModelSpec, Stay, Switch, Transmission};
use sim::theory::final_size::final_size;

use crate::city_support::{everything, from_day, known, town};

fn model(change: impl FnOnce(&mut ModelSpec)) -> String {
    let mut spec = ModelSpec::well_mixed(
        1000.0,
        Transmission::ReproductionNumber(2.0),
        Some(Stay::at_rate(0.2)),
        Stay::at_rate(0.2),
    );
    change(&mut spec);
    said(spec.build().map(drop))
}

fn said(result: Result<(), SimError>) -> String {
    result.map_or_else(|error| error.to_string(), |()| "accepted".to_owned())
}

#[test]
fn impossible_models_name_the_field_and_what_would_do() {
    assert_eq!(
        model(|spec| spec.transmission = Transmission::ReproductionNumber(40.0)),
        "`transmission.reproduction_number` is 40, but must be above 0 and at most 30; no known disease reaches more than about 18"
    );
    assert_eq!(
        model(|spec| spec.groups[0].population = -5.0),
        "`groups[0].population` is -5, but must be a number above 0"
    );
    assert_eq!(
        model(|spec| spec.groups.clear()),
        "`groups` is empty, but must be at least one group"
    );
    assert_eq!(
        model(|spec| spec.groups[0].infectious = 2000.0),
        "`groups[0].population` does not go with `groups[0].infectious`: exposed, infectious and immune together are more than the population"
    );
    assert_eq!(
        model(|spec| {
            let switch = |day| Switch { day, factor: 0.5 };
            spec.switches = vec![switch(20.0), switch(10.0)];
        }),
        "`switches[1].day` is 10, but must be after the switch before it, on day 20"
    );
    assert_eq!(
        model(|spec| spec.infectious.mean_days = f64::NAN),
        "`infectious.mean_days` is NaN, but must be a number above 0"
    );
    assert_eq!(
        model(|spec| spec.contacts = vec![vec![0.0]]),
        "`transmission.reproduction_number` does not go with `contacts`: nobody meets anybody, so nothing can spread; give contacts above 0"
    );
}

#[test]
fn days_out_of_order_are_refused() {
    let spec = ModelSpec::well_mixed(
        1000.0,
        Transmission::ReproductionNumber(2.0),
        None,
        Stay::at_rate(0.2),
    );
    let days = [0.0, 9.0, 8.0];
    assert_eq!(
        said(spec.build().unwrap().solve(&days).map(drop)),
        "`days[2]` is 8, but must be not before day 9 in front of it"
    );
}

#[test]
fn shares_of_more_than_everybody_are_refused() {
    assert_eq!(
        said(final_size(2.0, 0.9, 0.2).map(drop)),
        "`infectious` does not go with `susceptible`: together they are more than everybody; lower one of them"
    );
}

#[test]
fn impossible_scenarios_name_the_field_and_what_would_do() {
    let people = town(2000);
    let scenario = |change: &dyn Fn(&mut Scenario)| {
        let mut scenario = everything(1);
        // Beds in proportion to a village.
        for county in &mut scenario.care.as_mut().unwrap().counties {
            county.ward_beds = 5;
        }
        scenario.days = 1;
        change(&mut scenario);
        said(run(&people, &scenario, |_| true).map(drop))
    };
    assert_eq!(scenario(&|_| ()), "accepted");
    for (change, said) in [
        (
            &(|s: &mut Scenario| s.disease.reproduction_number = known(40.0))
                as &dyn Fn(&mut Scenario),
            "`disease.reproduction_number.low` is 40, but must be from 0.01 to 30 days",
        ),
        (
            &|s| s.disease.serial_interval_days_mean = Some(known(1.0)),
            "`disease.serial_interval_days_mean` does not go with `disease.latent_days_mean`: cases follow each other sooner than they become infectious; shorten the latent period",
        ),
        (
            &|s| s.care.as_mut().unwrap().counties[0].ward_beds = 5000,
            "`care.counties[0].ward_beds` does not go with `population`: 5018 beds are more than the 1000 residents of the county",
        ),
        (
            &|s| s.actions[0].last_day = 2,
            "`actions[0].last_day` does not go with `actions[0].first_day`: it would end before it begins; exchange the two",
        ),
        (
            &|s| {
                s.actions
                    .push(from_day(0, ActionKind::LimitTravel { share: 1.2 }, 1.0))
            },
            "`actions[8].kind.share` is 1.2, but must be from 0 to 1",
        ),
        (
            &|s| s.disease.vaccine = None,
            "`actions[7].kind` does not go with `disease.vaccine`: there is no vaccine in this disease; describe one or leave the action out",
        ),
        (
            &|s| s.memory_megabytes_max = Some(0),
            "the run needs about 1 MB, but `memory_megabytes_max` is 0; simulate a part of the city or allow more",
        ),
        (&|s| s.days = 0, "`days` is 0, but must be from 1 to 3650"),
        (&|s| s.contacts.community = vec![0.0], "accepted"),
    ] {
        assert_eq!(scenario(change), said);
    }
    let unreachable = scenario(&|s| {
        s.contacts.community = vec![0.0];
        s.disease.reproduction_number = known(29.0);
    });
    assert!(
        unreachable.contains("even if every contact transmitted"),
        "{unreachable}"
    );
}

#[test]
fn impossible_populations_name_the_field_and_what_would_do() {
    let marginals = |change: &dyn Fn(&mut Marginals)| {
        let mut marginals = Marginals::well_mixed(100);
        change(&mut marginals);
        said(marginals.populate(1).map(drop))
    };
    assert_eq!(
        marginals(&|m| m.ages = vec![0.5, 0.2]),
        "`ages` is a set of shares that add up to 0.7000, but must be shares that add up to 1"
    );
    assert_eq!(
        marginals(&|m| m.townships.clear()),
        "`townships` is empty, but must be at least one township"
    );
    assert_eq!(
        marginals(&|m| m.townships[0].population = 0),
        "`townships[0].population` is 0, but must be at least 1; leave an empty township out"
    );
    assert_eq!(
        marginals(&|m| m.townships[0].county = 3),
        "`townships[0].county` is 3, but must be the county before it or the next; counties are numbered from 0 and stand together"
    );
}
