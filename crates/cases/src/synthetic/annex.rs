//! What a disease asks besides: classification, type and annexes.

use kernel::Day;
use pack::CardDisease;
use rand::{Rng, RngExt};

use crate::engine::{CARRIER, field};
use crate::model::Values;

const CLINICAL: &str = "1";
const CONFIRMED: &str = "2";
const SUSPECTED: &str = "3";

/// Fills in the classification and the annexes of a disease; the suspected are few.
pub(super) fn fill(
    values: &mut Values,
    disease: &CardDisease,
    diagnosed: Day,
    sex: i64,
    rng: &mut impl Rng,
) {
    let mut set = |id: &str, text: &str| values.insert(id.to_owned(), text.to_owned());
    let asks = |annex: &str| disease.annexes.iter().any(|one| one == annex);
    let takes = |class: &str| disease.classes.iter().any(|one| one == class);
    let class = match rng.random_range(0..20) {
        0 if takes(SUSPECTED) => SUSPECTED,
        1 if takes(CARRIER) && asks("covid") => CARRIER,
        2..=11 if takes(CLINICAL) => CLINICAL,
        _ if takes(CONFIRMED) => CONFIRMED,
        _ => disease.classes.first().map_or(CLINICAL, String::as_str),
    };
    set(field::CASE_CLASS, class);
    if !disease.case_types.is_empty() {
        set(
            field::CASE_TYPE,
            if rng.random_bool(0.8) { "2" } else { "1" },
        );
    }
    if asks("covid") {
        let severity = if class == CARRIER {
            "1"
        } else {
            ["2", "2", "2", "3", "4"][rng.random_range(0..5_usize)]
        };
        set("covid_severity", severity);
    }
    if asks("hfmd") {
        set("hfmd_severe", if rng.random_bool(0.02) { "1" } else { "2" });
        if class == CONFIRMED {
            set("hfmd_lab", ["1", "2", "3"][rng.random_range(0..3_usize)]);
        }
    }
    if asks("hbv") {
        set("hbv_hbsag", "3");
        set("hbv_igm", if rng.random_bool(0.5) { "2" } else { "3" });
        set("hbv_biopsy", "3");
        set("hbv_alt", &rng.random_range(18..400).to_string());
    }
    if asks("std") {
        set(
            "marital",
            ["1", "2", "2", "3"][rng.random_range(0..4_usize)],
        );
        set(
            "education",
            ["2", "3", "3", "4", "5"][rng.random_range(0..5_usize)],
        );
        set(
            "std_discovery",
            ["3", "4", "1", "6"][rng.random_range(0..if sex == 2 { 4_usize } else { 3 })],
        );
        set("std_history", ["2", "2", "3"][rng.random_range(0..3_usize)]);
        set("std_route", "2");
        set("std_contact", "2");
        set("std_partner_count", &rng.random_range(1..6).to_string());
        set("lab_result", "1");
        set("lab_positive_date", &diagnosed.to_string());
        set("lab_organisation", "本院检验科");
    }
}
