//! A city laid over the national pack.

use std::fs;
use std::path::Path;

use crate::support::{code, day, root};

/// A packs folder with the national pack and one city made of the given files.
fn packs(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    copy(&root().join("packs/national"), &dir.path().join("national"));
    let city = dir.path().join("city");
    fs::create_dir(&city).unwrap();
    let manifest = "id = \"city\"\nname_zh = \"市\"\nname_en = \"City\"\nversion = \"1\"\nincludes = [\"national\"]\n";
    fs::write(city.join("pack.toml"), manifest).unwrap();
    for (path, text) in files {
        fs::write(city.join(path), text).unwrap();
    }
    dir
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_city_changes_one_parameter_and_keeps_the_rest() {
    let detector = "[[detector]]\nid = \"ears_c1\"\n[detector.params]\nbaseline = 14\n";
    let dir = packs(&[("detectors.toml", detector)]);
    let pack = pack::Pack::load(dir.path(), "city").unwrap();
    let changed = pack.detector("ears_c1").unwrap();
    assert_eq!(
        (&changed.params["baseline"], changed.name_en.as_str()),
        (&14.into(), "EARS C1")
    );
    assert_eq!(pack.detector("ears_c2").unwrap().params["baseline"], 7);
}

#[test]
fn a_city_replaces_a_population_and_adds_a_county() {
    let dir = packs(&[
        (
            "populations.csv",
            "\u{feff}region,value,as_of,source,confidence\n141000,3976480,2020-11-01,memory,D\n",
        ),
        (
            "regions.csv",
            "code,name_zh,pinyin,source,confidence\n141024,洪洞县,hong tong xian,gbt2260,A\n",
        ),
    ]);
    let pack = pack::Pack::load(dir.path(), "city").unwrap();
    let population = pack
        .regions
        .population(code("141000"), day("2021-01-01"))
        .unwrap();
    assert_eq!(population.value, 3_976_480);
    assert_eq!(
        pack.regions.search("hongtong", 1)[0].item.code,
        code("141024")
    );
    assert_eq!(
        pack.regions.path(code("141024")).unwrap(),
        "/100000/140000/141000/141024/"
    );
}

#[test]
fn what_a_city_breaks_is_found_in_its_file() {
    let dir = packs(&[(
        "detectors.toml",
        "[[detector]]\nid = \"ears_c1\"\nwhere = \"region.name == 1\"\n",
    )]);
    let found = pack::Pack::load(dir.path(), "city").unwrap_err();
    let shown: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found.len(), 1, "{shown:?}");
    assert!(
        shown[0].starts_with("city/detectors.toml:3: error[cel-unknown-name]"),
        "{shown:?}"
    );
}

#[test]
fn a_city_tightens_one_rule_of_signing_in_and_keeps_the_rest() {
    let rules = "[sign_in]\nclasses_min = 3\nage_days_max = 90\n";
    let dir = packs(&[("sign_in.toml", rules)]);
    let pack = pack::Pack::load(dir.path(), "city").unwrap();
    let wanted = pack::SignIn {
        classes_min: 3,
        age_days_max: 90,
        ..pack::SignIn::default()
    };
    assert_eq!(pack.sign_in, wanted);
    let marked: Vec<&str> = pack
        .roles
        .iter()
        .filter(|role| role.second_factor)
        .map(|role| role.id.as_str())
        .collect();
    assert!(marked.contains(&"system_admin"), "{marked:?}");
}

#[test]
fn rules_of_signing_in_stay_within_what_can_be_defended() {
    let rules = "[sign_in]\nlength_min = 4\nsecond_factor = \"never\"\nfailures = 1000\n";
    let dir = packs(&[("sign_in.toml", rules)]);
    let findings = pack::Pack::load(dir.path(), "city").unwrap_err();
    let told: Vec<(usize, &str, &str)> = findings
        .iter()
        .map(|finding| (finding.line as usize, finding.key.as_str(), finding.rule))
        .collect();
    assert_eq!(
        told,
        [
            (2, "sign_in.length_min", "out-of-range"),
            (3, "sign_in.second_factor", "wrong-type"),
            (4, "sign_in.failures", "out-of-range"),
        ]
    );
}
