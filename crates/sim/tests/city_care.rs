//! Actions, laboratories, beds and stores: nothing is created or lost, and what is done has its effect.

use proptest::prelude::*;
use sim::city::{ActionKind, CountyDay, Outcome, Population, Scenario, run};

use crate::city_support::{
    everyday_contacts, everything, from_day, laboratory, play, scarce_care, severe_disease, town,
    tracing, well_mixed,
};

fn infected(outcome: &Outcome) -> u64 {
    outcome.total(|day| day.infections)
}

/// People, beds, samples and stock of every day.
fn nothing_is_lost(people: &Population, scenario: &Scenario, outcome: &Outcome) {
    let [susceptible, ill, recovered, dead] = outcome.at_end;
    assert_eq!(susceptible + ill + recovered + dead, people.len() as u32);
    let deaths = outcome.total(|day| day.deaths_in_care + day.deaths_without_care);
    assert_eq!(u64::from(dead), deaths);
    // Nobody is infected twice for want of waning immunity.
    assert_eq!(infected(outcome), u64::from(ill + recovered + dead));
    let care = scenario.care.as_ref().unwrap();
    for (county, capacity) in care.counties.iter().enumerate() {
        let mut in_bed = 0_i64;
        for day in outcome.county(county) {
            assert!(day.ward <= capacity.ward_beds);
            assert!(day.intensive <= capacity.intensive_beds);
            assert!(day.negative_pressure <= capacity.negative_pressure_beds);
            assert!(day.clinic_visits <= capacity.clinic_visits_per_day);
            let trips = f64::from(capacity.ambulances) * care.trips_per_ambulance_day;
            assert!(f64::from(day.trips) <= trips);
            in_bed += i64::from(day.admissions);
            in_bed -= i64::from(day.discharges + day.deaths_in_care);
            let taken = day.ward + day.intensive + day.negative_pressure;
            assert_eq!(in_bed, i64::from(taken));
        }
        for (i, supply) in care.supplies.iter().enumerate() {
            let mut left = supply.stock[county];
            let days = outcome
                .supplies
                .iter()
                .skip(county * care.supplies.len() + i)
                .step_by(outcome.counties * care.supplies.len());
            for day in days {
                left += supply.delivery_per_day[county] - day.used;
                assert!((left - day.left).abs() < 1e-6 && day.left >= 0.0 && day.short >= 0.0);
            }
        }
    }
    let (mut waiting, mut sampled) = (0, 0);
    for day in &outcome.city_days {
        waiting += day.samples;
        waiting -= day.processed;
        sampled += day.samples;
        assert_eq!(waiting, day.samples_waiting);
    }
    assert!(sampled > 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn people_beds_samples_and_stock_are_conserved(
        seed in 0_u64..1000,
        r in 1.2_f64..5.0,
        beds in 0_u32..80,
        stock in 0.0_f64..3000.0,
        tubes in 0_u32..2000,
        admits_all: bool,
    ) {
        let people = town(20_000);
        let mut scenario = everything(seed);
        scenario.disease.reproduction_number = crate::city_support::known(r);
        let care = scenario.care.as_mut().unwrap();
        care.admits_all_confirmed = admits_all;
        care.counties[0].ward_beds = beds;
        care.supplies[0].stock = vec![stock, 0.0];
        scenario.laboratory.as_mut().unwrap().tubes_per_day = tubes;
        let outcome = play(&people, &scenario);
        nothing_is_lost(&people, &scenario, &outcome);
    }
}

#[test]
fn beds_fill_supplies_run_out_and_people_wait() {
    let people = town(60_000);
    let mut scenario = everything(1);
    scenario.actions.clear();
    scenario.laboratory.as_mut().unwrap().tubes_per_day = 100;
    let outcome = play(&people, &scenario);
    nothing_is_lost(&people, &scenario, &outcome);
    let most =
        |figure: fn(&CountyDay) -> u32| outcome.county_days.iter().map(figure).max().unwrap_or(0);
    assert_eq!(most(|day| day.intensive), 8);
    assert!(most(|day| day.waiting_intensive) > 0);
    assert!(most(|day| day.waiting_ward) > 0);
    assert!(most(|day| day.clinic_waiting) > 0);
    assert!(outcome.total(|day| day.trips_missing) > 0);
    assert!(outcome.total(|day| day.deaths_without_care) > 0);
    assert!(outcome.supplies.iter().any(|day| day.short > 0.0));
    assert!(outcome.city_days.iter().any(|day| day.samples_waiting > 0));
}

#[test]
fn more_beds_mean_fewer_deaths_with_the_same_luck() {
    let people = town(60_000);
    let mut scenario = everything(2);
    scenario.actions.clear();
    let few = play(&people, &scenario);
    for county in &mut scenario.care.as_mut().unwrap().counties {
        county.ward_beds = 3000;
        county.intensive_beds = 1000;
        county.nurses = 10_000;
        county.ambulances = 1000;
    }
    for supply in &mut scenario.care.as_mut().unwrap().supplies {
        supply.stock = vec![1e9; 2];
    }
    let many = play(&people, &scenario);
    let dead = |outcome: &Outcome| outcome.at_end[3];
    assert!(
        dead(&many) * 2 < dead(&few),
        "{} {}",
        dead(&many),
        dead(&few)
    );
    assert_eq!(many.total(|day| day.deaths_without_care), 0);
}

/// Infections over the first `days` with these actions, in a city with care and a laboratory that suffice.
fn with(days: u16, actions: Vec<sim::city::Action>) -> u64 {
    let people = town(60_000);
    let mut scenario = well_mixed(severe_disease(), 9, 20.0);
    scenario.contacts = everyday_contacts();
    scenario.days = days;
    let mut care = scarce_care();
    for county in &mut care.counties {
        county.clinic_visits_per_day = 10_000;
    }
    care.supplies.clear();
    scenario.care = Some(care);
    scenario.laboratory = Some(sim::city::Laboratory {
        tubes_per_day: 50_000,
        ..laboratory()
    });
    scenario.actions = actions;
    infected(&play(&people, &scenario))
}

#[test]
fn every_action_lowers_infections_and_compliance_decides_how_far() {
    let nothing = with(50, Vec::new());
    let isolation = || from_day(5, ActionKind::IsolateCases, 0.9);
    let isolated = with(50, vec![isolation()]);
    assert!(isolated * 10 < nothing * 9, "{isolated} {nothing}");
    let traced = with(50, vec![isolation(), from_day(5, tracing(1000), 0.9)]);
    assert!(traced * 10 < isolated * 8, "{traced} {isolated}");
    let few_tracers = with(50, vec![isolation(), from_day(5, tracing(2), 0.9)]);
    assert!(few_tracers > traced && few_tracers <= isolated);
    let later = with(50, vec![isolation(), from_day(25, tracing(1000), 0.9)]);
    assert!(
        traced < later && later < isolated,
        "{traced} {later} {isolated}"
    );
    for kind in [
        ActionKind::CloseSchools,
        ActionKind::CloseWorkplaces { share: 0.8 },
        ActionKind::LimitGatherings { share: 0.8 },
        ActionKind::Masks { effect: 0.6 },
        ActionKind::LimitTravel { share: 0.9 },
    ] {
        let half = with(50, vec![from_day(5, kind.clone(), 0.5)]);
        let full = with(50, vec![from_day(5, kind.clone(), 1.0)]);
        assert!(
            full < half && half < nothing,
            "{kind:?}: {full} {half} {nothing}"
        );
    }
}

#[test]
fn actions_change_nothing_before_they_begin() {
    let people = town(20_000);
    let plain = {
        let mut scenario = everything(7);
        scenario.actions.clear();
        play(&people, &scenario)
    };
    let acted = {
        let mut scenario = everything(7);
        for action in &mut scenario.actions {
            action.first_day += 30;
        }
        play(&people, &scenario)
    };
    let begun = 35 * plain.counties;
    assert_eq!(plain.county_days[..begun], acted.county_days[..begun]);
    assert!(infected(&acted) < infected(&plain));
}

#[test]
fn vaccination_before_the_outbreak_protects_and_wanes() {
    let people = town(60_000);
    let size = |share: f64, lasting: f64| {
        let mut scenario = everything(8);
        scenario.actions.clear();
        scenario.vaccinated_at_start = vec![sim::city::Coverage { age_min: 0, share }];
        if let Some(vaccine) = &mut scenario.disease.vaccine {
            vaccine.lasting_days_mean = crate::city_support::known(lasting);
        }
        infected(&play(&people, &scenario))
    };
    let (none, waning, lasting) = (size(0.0, 200.0), size(0.9, 30.0), size(0.9, 20_000.0));
    assert!(
        lasting < waning && waning < none,
        "{lasting} {waning} {none}"
    );
}

#[test]
fn a_cancelled_run_keeps_its_days_and_is_marked_partial() {
    let people = town(20_000);
    let scenario = everything(1);
    let whole = play(&people, &scenario);
    let part = run(&people, &scenario, |day| day < 20).unwrap();
    assert!(part.partial && !whole.partial);
    assert_eq!(part.days(), 20);
    assert_eq!(
        part.county_days,
        whole.county_days[..part.county_days.len()]
    );
}
