//! `yufang analyse hhh4`: what counts are made of, with and without neighbours.

use crate::Desk;
use crate::files::{example, in_both_languages};

#[test]
fn hhh4_says_what_counts_are_made_of() {
    in_both_languages(
        "hhh4",
        &["analyse", "hhh4", &example("salmonella_agona_weekly.csv")],
    );
    in_both_languages(
        "hhh4-by",
        &[
            "analyse",
            "hhh4",
            &example("salmonella_newport_states.csv"),
            "--by",
            "state",
            "--own-levels",
        ],
    );
}

#[test]
fn hhh4_gives_programs_the_published_coefficients_and_every_count() {
    let desk = Desk::new();
    let file = example("salmonella_agona_weekly.csv");
    let json = desk
        .run(&["--json", "analyse", "hhh4", &file])
        .ends(0)
        .json();
    // R's surveillance 1.20.3 on the same counts.
    for (number, name, want) in [
        (0, "end.level", 0.659_232),
        (1, "end.sin1", -0.514_174),
        (2, "end.cos1", -0.248_260),
        (3, "ar.level", -1.319_668),
        (4, "overdispersion", 0.193_876),
    ] {
        let found = &json["coefficients"][number];
        assert_eq!(found["name"], name);
        let off = (found["estimate"].as_f64().unwrap() - want).abs();
        assert!(off < 1e-4, "{name}: {found}");
    }
    assert_eq!(json["has_converged"], true);
    let points = json["series"][0]["points"].as_array().unwrap();
    assert_eq!(points.len(), 313);
    assert!(points[0]["mean"].is_null() && points[312]["count"].is_null());
    for point in &points[1..] {
        let of = |name: &str| point[name].as_f64().unwrap();
        let parts = of("endemic") + of("own") + of("others");
        assert!((parts - of("mean")).abs() < 1e-9 && of("bound_95") >= of("mean") / 2.0);
    }
    let csv = desk.run(&["analyse", "hhh4", &file, "--csv"]).ends(0).out();
    let mut lines = csv.trim_start_matches('\u{feff}').lines();
    assert_eq!(
        lines.next(),
        Some("date,series,count,mean,endemic,own,others,bound_95")
    );
    assert_eq!(lines.count(), 313);
}

/// Three places in a row, weekly for four years; the middle one has half the cases of the first a week later.
///
/// The first year has a 53rd week, which was not reported.
fn row_of_places(desk: &Desk) -> String {
    let mut rows = String::from("week,place,cases\n");
    let first = |week: u32| (week * 7919 + week * week * 31) % 17;
    for week in 0..208_u32 {
        let middle = first(week.saturating_sub(1)) / 2 + week % 3;
        let last = (week * 104_729) % 5;
        let (year, number) = (2020 + week / 52, 1 + week % 52);
        for (place, count) in [("甲", first(week)), ("乙", middle), ("丙", last)] {
            rows.push_str(&format!("{year}-W{number:02},{place},{count}\n"));
        }
    }
    let path = desk.write("places.csv", rows);
    path.to_string_lossy().into_owned()
}

#[test]
fn hhh4_feels_neighbours_by_name() {
    let desk = Desk::new();
    let file = row_of_places(&desk);
    let borders = desk.write("borders.csv", "地区,邻接地区\n甲,乙\n乙,丙\n");
    let borders = borders.to_str().unwrap();
    for (weights, parameter) in [
        ("neighbours", None),
        ("power-law", Some("ne.decay")),
        ("by-order", Some("ne.order2")),
    ] {
        let chart = desk.path("figure.svg");
        let json = desk
            .run(&[
                "--json",
                "analyse",
                "hhh4",
                &file,
                "--by",
                "place",
                "--neighbours",
                borders,
                "--weights",
                weights,
                "--own-levels",
                "--waves",
                "0",
                "--chart",
                chart.to_str().unwrap(),
                "--lang",
                "zh",
            ])
            .ends(0)
            .json();
        let names: Vec<&str> = json["coefficients"]
            .as_array()
            .unwrap()
            .iter()
            .map(|found| found["name"].as_str().unwrap())
            .collect();
        assert!(names.contains(&"ne.level") && names.contains(&"end.level[乙]"));
        assert!(
            parameter.is_none_or(|name| names.contains(&name)),
            "{names:?}"
        );
        let drawn = std::fs::read_to_string(&chart).unwrap();
        assert!(drawn.contains("其他地区既往病例引起") && !drawn.contains("NaN"));
        let middle = &json["series"][1];
        assert_eq!(middle["name"], "乙");
        assert!(middle["points"][100]["others"].as_f64().unwrap() > 0.0);
    }
}

#[test]
fn hhh4_names_what_is_wrong_with_neighbours() {
    let desk = Desk::new();
    let file = row_of_places(&desk);
    let run = |borders: &str, more: &[&str]| {
        let borders = desk.write("borders.csv", borders);
        let mut arguments = vec!["analyse", "hhh4", &file, "--by", "place", "--neighbours"];
        arguments.push(borders.to_str().unwrap());
        arguments.extend(["--lang", "en"]);
        arguments.extend(more);
        desk.run(&arguments)
    };
    let said = run("from,to\n甲,丁\n乙,乙\n", &[]).ends(5).err();
    for word in [
        "row 2, column to `丁`",
        "place_unknown",
        "row 3",
        "place_borders_itself",
    ] {
        assert!(said.contains(word), "{word}: {said}");
    }
    assert!(run("from,to\n", &[]).ends(5).err().contains("no pair"));
    assert!(
        run("here,there\n甲,乙\n", &[])
            .ends(5)
            .err()
            .contains("headers")
    );
    let said = run("from,to\n甲,乙\n", &["--order-max", "3"]).ends(2).err();
    assert!(said.contains("--order-max"), "{said}");
    // Neighbours of what?
    let borders = desk.path("borders.csv");
    let borders = borders.to_str().unwrap();
    desk.run(&["analyse", "hhh4", &file, "--neighbours", borders])
        .ends(2);
}

#[test]
fn hhh4_says_when_there_is_no_answer() {
    let desk = Desk::new();
    let steady: String = (1..=28)
        .map(|day| format!("2026-02-{day:02},5\n"))
        .collect();
    let file = desk.write("steady.csv", format!("date,count\n{steady}"));
    let file = file.to_str().unwrap();
    let ran = desk
        .run(&["analyse", "hhh4", file, "--waves", "0", "--lang", "en"])
        .ends(0);
    assert!(ran.out().contains("no answer to rely on"), "{}", ran.out());
    assert!(!ran.out().contains("is followed by"), "{}", ran.out());
    let short = desk.write("short.csv", "date,count\n2026-02-01,1\n2026-02-02,2\n");
    for (lang, word) in [("en", "not enough data"), ("zh", "数据不足")] {
        let said = desk
            .run(&["analyse", "hhh4", short.to_str().unwrap(), "--lang", lang])
            .ends(5)
            .err();
        assert!(said.contains(word), "{said}");
    }
    for wrong in [&["--waves", "200"][..], &["--lag", "0"]] {
        let mut arguments = vec!["analyse", "hhh4", file];
        arguments.extend(wrong);
        desk.run(&arguments).ends(5);
    }
}
