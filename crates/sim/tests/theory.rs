//! Closed forms against the reference results.

use serde_json::Value;
use sim::theory::exact_sir::final_size_pmf;
use sim::theory::extinction::Offspring;
use sim::theory::final_size::{final_size, final_size_groups, spectral_radius};
use sim::theory::growth::{GenerationInterval, doubling_days, growth_rate, reproduction_number};
use sim::theory::household::HouseholdModel;
use sim::theory::thresholds::{
    critical_coverage, herd_immunity_threshold, reproduction_number_with_isolation,
};

use crate::vectors::{assert_close, matrix, number, numbers, section};

// Published to 12 digits or more; discrete generation intervals to 10, which limits their growth rate.
const EXACT: f64 = 1e-10;

#[test]
fn final_sizes_are_those_of_the_closed_form() {
    for row in section("final_size") {
        let end = final_size(number(&row, "R0"), number(&row, "s0"), number(&row, "i0")).unwrap();
        assert_close(end.susceptible, number(&row, "s_inf"), EXACT);
        assert_close(end.attack_of_total, number(&row, "attack_of_total"), EXACT);
        let want = number(&row, "attack_of_susceptible");
        assert_close(end.attack_of_susceptible, want, EXACT);
    }
}

#[test]
fn final_sizes_of_groups_are_those_of_the_reference() {
    for row in section("multigroup_final_size") {
        let next_generation = matrix(&row["next_generation"]);
        let fractions = numbers(&row["group_fraction"]);
        assert_close(spectral_radius(&next_generation), number(&row, "R0"), EXACT);
        let attack = final_size_groups(&next_generation, &fractions).unwrap();
        for (got, want) in attack.iter().zip(numbers(&row["attack_by_group"])) {
            assert_close(*got, want, EXACT);
        }
    }
}

fn interval(row: &Value) -> GenerationInterval {
    let rate = |field: &str| 1.0 / number(row, field);
    let stages = |field: &str| row[field].as_u64().unwrap_or(1) as u32;
    // Stage rates: m latent stages each at rate m·sigma, so that the mean stays 1 / sigma.
    match row["kind"].as_str().unwrap() {
        "SIR" => GenerationInterval::Stages {
            latent_days_mean: 0.0,
            latent_stages: 0,
            infectious_days_mean: rate("gamma"),
            infectious_stages: 1,
        },
        "SEIR" | "SEIR_erlang" => GenerationInterval::Stages {
            latent_days_mean: rate("sigma"),
            latent_stages: stages("m"),
            infectious_days_mean: rate("gamma"),
            infectious_stages: stages("n"),
        },
        "gamma_gi" => GenerationInterval::Gamma {
            mean: number(row, "mean"),
            sd: number(row, "sd"),
        },
        "discrete_gi" => GenerationInterval::Discrete(numbers(&row["w"])),
        kind => panic!("{kind}"),
    }
}

#[test]
fn growth_rates_and_reproduction_numbers_belong_together() {
    for row in section("growth_rate") {
        let when = interval(&row);
        let r = growth_rate(number(&row, "R0"), &when).unwrap();
        assert_close(r, number(&row, "r"), 1e-8);
        assert_close(
            doubling_days(r).unwrap(),
            number(&row, "doubling_time"),
            1e-6,
        );
        let back = reproduction_number(r, &when).unwrap();
        assert_close(back, number(&row, "R0"), 1e-8);
    }
}

#[test]
fn an_epidemic_that_dies_out_has_a_negative_growth_rate() {
    let when = GenerationInterval::Gamma { mean: 5.0, sd: 2.0 };
    let r = growth_rate(0.7, &when).unwrap();
    assert!(r < 0.0);
    assert_eq!(doubling_days(r), None);
    assert_close(reproduction_number(r, &when).unwrap(), 0.7, 1e-9);
}

#[test]
fn chains_die_out_as_often_as_their_generating_function_says() {
    for row in section("extinction") {
        let mean = number(&row, "R");
        let offspring = match row["offspring"].as_str().unwrap() {
            "poisson" => Offspring::Poisson { mean },
            "geometric" => Offspring::geometric(mean),
            _ => Offspring::NegativeBinomial {
                mean,
                dispersion: number(&row, "k"),
            },
        };
        let want = number(&row, "extinction_prob");
        assert_close(offspring.extinction_probability().unwrap(), want, EXACT);
        for (cases, want) in row["major_outbreak_prob_from_n"].as_object().unwrap() {
            let got = offspring.outbreak_probability(cases.parse().unwrap());
            assert_close(got.unwrap(), want.as_f64().unwrap(), EXACT);
        }
    }
    let dying = Offspring::Poisson { mean: 0.9 };
    assert_eq!(dying.extinction_probability(), Ok(1.0));
}

#[test]
fn final_sizes_of_small_populations_have_the_exact_distribution() {
    for row in section("sir_exact_final_size") {
        let pmf = final_size_pmf(
            number(&row, "N") as u32,
            number(&row, "I0") as u32,
            number(&row, "R0"),
        )
        .unwrap();
        let want = numbers(&row["final_size_pmf"]);
        assert_eq!(pmf.len(), want.len());
        for (got, want) in pmf.iter().zip(want) {
            assert_close(*got, want, 1e-11);
        }
    }
}

#[test]
fn household_chains_have_the_exact_distribution() {
    for row in section("household") {
        let model = match row["model"].as_str().unwrap() {
            "reed_frost" => HouseholdModel::ReedFrost {
                probability: number(&row, "p"),
            },
            _ => HouseholdModel::GammaPeriod {
                rate: number(&row, "beta"),
                mean: number(&row, "mean"),
                shape: number(&row, "shape"),
            },
        };
        let sar = number(&row, "first_generation_SAR");
        assert_close(model.secondary_attack_rate().unwrap(), sar, EXACT);
        let size = number(&row, "household_size") as u32;
        let pmf = model.secondary_cases_pmf(size, 1).unwrap();
        for (got, want) in pmf.iter().zip(numbers(&row["pmf_secondary_cases"])) {
            assert_close(*got, want, EXACT);
        }
    }
}

#[test]
fn household_chains_add_up_to_certainty_at_every_size() {
    for size in 1..=20 {
        for cases in 0..=size {
            for model in [
                HouseholdModel::ReedFrost { probability: 0.3 },
                HouseholdModel::ReedFrost { probability: 1.0 },
                HouseholdModel::GammaPeriod {
                    rate: 0.05,
                    mean: 6.0,
                    shape: 1.0,
                },
            ] {
                let pmf = model.secondary_cases_pmf(size, cases).unwrap();
                assert_close(pmf.iter().sum(), 1.0, 1e-7);
            }
        }
    }
}

#[test]
fn thresholds_are_those_of_the_reference() {
    for row in section("isolation_vaccination") {
        let r = number(&row, "R0");
        let got = reproduction_number_with_isolation(
            r,
            number(&row, "fraction_isolated"),
            number(&row, "presymptomatic_share"),
        );
        assert_close(got.unwrap(), number(&row, "R_control"), EXACT);
        let want = number(&row, "herd_immunity_threshold");
        assert_close(herd_immunity_threshold(r).unwrap(), want, EXACT);
        let coverage = critical_coverage(r, number(&row, "VE")).unwrap().unwrap();
        let want = number(&row, "critical_vaccine_coverage_at_VE");
        assert_close(coverage, want, EXACT);
    }
    assert_eq!(critical_coverage(10.0, 0.5), Ok(None));
}
