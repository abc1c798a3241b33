//! The packs of the repository.

use std::time::Instant;

use kernel::Level;
use pack::{Class, Confidence};

use crate::support::{code, day, demo, load, root};

#[test]
fn every_pack_loads_without_a_finding() {
    let found: Vec<String> = pack::check(&root().join("packs"))
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_city_loads_quickly_and_twice_to_the_same_version() {
    let start = Instant::now();
    let first = load("xinzhou");
    // Generous for an unoptimised build on a busy machine; 5,300 villages are what costs.
    assert!(start.elapsed().as_secs_f64() < 3.0, "{:?}", start.elapsed());
    assert_eq!(first.version(), load("xinzhou").version());
    assert_ne!(first.version(), demo().version());
    assert_eq!(first.home_region, code("140900"));
    assert_eq!(first.views[0].id, "covid19-2020-xinzhou");
    assert!(first.demo_accounts.is_empty());
    let packs: Vec<&str> = first.packs.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(packs, ["national", "xinzhou"]);
}

#[test]
fn the_demonstration_holds_both_cities_and_its_accounts() {
    let pack = demo();
    assert_eq!(
        pack.regions
            .iter()
            .filter(|one| one.level == Level::Village)
            .count(),
        5_286
    );
    assert_eq!(pack.demo_accounts.len(), 13);
    assert_eq!(pack.views[0].id, "covid19-2020-shandong");
    assert_eq!(pack.views[0].region, code("370000"));
    let [counties_xinzhou, counties_liaocheng] =
        ["140900", "371500"].map(|city| pack.regions.children(code(city)).count());
    assert_eq!((counties_xinzhou, counties_liaocheng), (14, 8));
}

#[test]
fn children_add_up_to_their_parents_in_each_census() {
    let regions = &demo().regions;
    for (parent, on, want) in [
        ("140900", "2020-11-01", 2_689_668),
        ("140900", "2010-11-01", 3_067_503),
        ("371500", "2020-11-01", 5_952_128),
        ("140000", "2020-11-01", 34_915_616),
        ("370000", "2020-11-01", 101_527_453),
    ] {
        let sum: u64 = regions
            .children(code(parent))
            .map(|child| regions.population(child.code, day(on)).unwrap().value)
            .sum();
        let own = regions.population(code(parent), day(on)).unwrap();
        assert_eq!((sum, own.value), (want, want), "{parent} {on}");
    }
}

#[test]
fn a_doubtful_population_says_so() {
    let population = demo()
        .regions
        .population(code("371525"), day("2020-12-31"))
        .unwrap();
    assert_eq!(population.confidence, Confidence::D);
    assert!(
        population.source.starts_with("ESTIMATE"),
        "{}",
        population.source
    );
}

#[test]
fn the_statutory_list_of_a_day_has_the_known_size() {
    for (on, want) in [
        ("1989-08-31", (0, 0, 0)),
        ("1989-09-01", (2, 22, 11)),
        ("2003-04-08", (2, 23, 11)),
        ("2004-12-01", (2, 25, 10)),
        ("2008-05-02", (2, 25, 11)),
        ("2009-04-30", (2, 26, 11)),
        ("2013-11-04", (2, 26, 11)),
        ("2020-01-20", (2, 27, 11)),
        ("2023-09-20", (2, 28, 11)),
        ("2025-09-01", (2, 27, 11)),
        ("2026-03-31", (2, 27, 11)),
        ("2026-04-01", (2, 29, 11)),
    ] {
        let list = demo().conditions.in_force(day(on));
        let [a, b, c] = [Class::A, Class::B, Class::C].map(|class| {
            let of_class = list.iter().filter(|(_, listing)| listing.class == class);
            of_class.count()
        });
        assert_eq!((a, b, c), want, "{on}");
    }
}

#[test]
fn a_subtype_has_the_class_of_its_disease() {
    let conditions = &demo().conditions;
    let on = day("2026-04-01");
    assert_eq!(conditions.class("hepatitis_a", on), Some(Class::B));
    assert_eq!(conditions.class("varicella", on), Some(Class::Other));
    assert_eq!(conditions.class("no_such", on), None);
    assert!(
        conditions
            .get("sars")
            .unwrap()
            .listing(on)
            .unwrap()
            .managed_as_a
    );
}

#[test]
fn places_are_found_by_code_name_pinyin_and_initials() {
    let regions = &demo().regions;
    for (query, want) in [
        ("xzs", "忻州市"),
        ("xinzhou", "忻州市"),
        ("Xin Zhou", "忻州市"),
        ("忻州", "忻州市"),
        ("１４０９００", "忻州市"),
        ("shenxian", "莘县"),
        ("donge", "东阿县"),
        ("Dong'e", "东阿县"),
        ("changzhi", "长治市"),
        ("lcs", "聊城市"),
        ("山西", "山西省"),
    ] {
        let found = regions.search(query, 5);
        assert_eq!(
            found.first().map(|hit| hit.item.name_zh.as_str()),
            Some(want),
            "{query}"
        );
    }
    assert!(regions.search("", 5).is_empty());
    assert_eq!(regions.find_by_name("Shanxi")[0].code, code("140000"));
}

#[test]
fn a_misspelt_name_gets_the_nearest_one() {
    let pack = demo();
    for (given, want) in [
        ("欣州市", "忻州市"),
        ("济宁是", "济宁市"),
        ("Shandog", "山东省"),
    ] {
        let near = pack.regions.suggest(given).map(|one| one.name_zh.as_str());
        assert_eq!(near, Some(want), "{given}");
    }
    let near = |text| pack.conditions.suggest(text).map(|one| one.code.as_str());
    assert_eq!(near("手足口并"), Some("hfmd"));
    assert_eq!(near("Brucelosis"), Some("brucella"));
    assert_eq!(near("qwertyuiop"), None);
}

#[test]
fn conditions_are_found_by_short_names_and_initials() {
    let conditions = &demo().conditions;
    assert_eq!(conditions.find("布病").unwrap().code, "brucella");
    assert_eq!(conditions.find("COVID-19").unwrap().code, "covid19");
    assert_eq!(conditions.search("szkb", 3)[0].item.code, "hfmd");
    assert_eq!(conditions.search("buludijunbing", 3).len(), 0);
    assert_eq!(
        conditions.search("bulushijunbing", 3)[0].item.code,
        "brucella"
    );
}

#[test]
fn the_tree_knows_paths_and_former_places() {
    let regions = &demo().regions;
    assert_eq!(
        regions.path(code("140922")).as_deref(),
        Some("/100000/140000/140900/140922/")
    );
    assert!(regions.is_within(code("140971100"), code("140922")));
    let shandong = code("370000");
    assert_eq!(regions.children(shandong).count(), 16);
    assert_eq!(regions.children_on(shandong, day("2018-12-31")).count(), 17);
    assert_eq!(regions.descendants(code("140000"), Level::County).len(), 14);
}

#[test]
fn every_map_covers_all_children_and_stays_small() {
    let pack = demo();
    for parent in ["100000", "140000", "370000", "140900", "371500"] {
        let map = pack.map_below(code(parent)).unwrap();
        let drawn = map["features"].as_array().unwrap().len();
        assert_eq!(
            drawn,
            pack.regions.children(code(parent)).count(),
            "{parent}"
        );
        let bytes = map.to_string().len();
        assert!(bytes <= 60_000, "{parent}: {bytes} bytes");
    }
    assert!(pack.map_below(code("140922")).is_none());
}

#[test]
fn detectors_take_their_threshold_from_the_disease() {
    let pack = demo();
    let on = day("2026-04-01");
    let params = |detector: &str, stream: &str, condition: &str| {
        let variables = pack
            .series_variables(stream, condition, code("140000"), on)
            .unwrap();
        let detector = pack.detector(detector).unwrap();
        detector
            .applies(&variables)
            .unwrap()
            .then(|| detector.params_for(&variables).unwrap())
    };
    let cases = "notifiable_cases";
    let plague = params("cidars_fixed_value", cases, "plague").unwrap();
    assert_eq!(plague["threshold"], 1);
    let measles = params("cidars_moving_percentile", cases, "measles").unwrap();
    assert_eq!(measles["percentile"], 50.0);
    assert!(params("cidars_fixed_value", cases, "measles").is_none());
    assert!(params("ears_c1", cases, "measles").is_none());
    assert!(params("ears_c2", "covid19_confirmed", "covid19").is_some());
    assert!(params("farrington_flexible", cases, "measles").is_some());
}

#[test]
fn a_pack_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(demo());
}
