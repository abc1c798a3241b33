//! What cannot be is refused in words before anything starts.

use sim::SimError;
use sim::compartments::{ModelSpec, Stay, Switch, Transmission};
use sim::theory::final_size::final_size;

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
