//! Commands on files: right answers, both languages, and what is said of a file that is wrong.

use crate::{Desk, root};

const EXAMPLES: &str = "docs/methods/examples";

pub(crate) fn example(name: &str) -> String {
    format!("{EXAMPLES}/{name}")
}

/// What a command prints in both languages, as golden files.
#[track_caller]
pub(crate) fn in_both_languages(name: &str, arguments: &[&str]) {
    let desk = Desk::new();
    for lang in ["en", "zh"] {
        let mut all = arguments.to_vec();
        all.extend(["--lang", lang]);
        let ran = desk.run(&all).ends(0);
        insta::assert_snapshot!(format!("{name}-{lang}"), ran.out());
    }
}

#[test]
fn detect_says_when_and_why() {
    in_both_languages(
        "detect",
        &[
            "detect",
            &example("salmonella_newport_weekly.csv"),
            "--from",
            "2011-09-01",
            "--to",
            "2012-01-31",
        ],
    );
}

#[test]
fn detect_takes_several_series_and_any_method() {
    in_both_languages(
        "detect-by",
        &[
            "detect",
            &example("salmonella_newport_states.csv"),
            "--by",
            "state",
            "--method",
            "ears_c1",
            "--set",
            "alpha=0.0001",
            "--from",
            "2011-10-01",
            "--to",
            "2012-01-31",
        ],
    );
}

#[test]
fn detect_answers_as_json_and_csv_without_a_database() {
    let desk = Desk::new();
    let file = example("salmonella_newport_weekly.csv");
    let json = desk
        .run(&["--json", "detect", &file, "--database", "mysql://nowhere"])
        .ends(0)
        .json();
    assert_eq!(json["step"], "week");
    assert_eq!(json["detector"]["method"], "farrington_flexible");
    let points = json["series"][0]["points"].as_array().unwrap();
    assert_eq!(points.len(), 528);
    let peak = points
        .iter()
        .find(|point| point["label"] == "2011-W45")
        .unwrap();
    assert_eq!(
        (&peak["count"], &peak["is_alarm"]),
        (&41.into(), &true.into())
    );
    assert!(
        points[0]["unanswered"]
            .as_str()
            .unwrap()
            .contains("not enough data")
    );

    let csv = desk.run(&["detect", &file, "--csv"]).ends(0).out();
    let mut lines = csv.trim_start_matches('\u{feff}').lines();
    assert_eq!(
        lines.next(),
        Some("date,count,observed,expected,bound,p_value,score,is_alarm,why")
    );
    assert_eq!(lines.count(), 528);
    assert!(!desk.path("city.db").exists());
}

#[test]
fn the_same_counts_are_read_however_they_are_written() {
    let desk = Desk::new();
    let days: Vec<u32> = (0..30)
        .map(|day| 3 + day % 4 + if day == 29 { 40 } else { 0 })
        .collect();
    let write = |name: &str, head: &str, separator: char, date: &dyn Fn(usize) -> String| {
        let mut text = head.to_owned();
        for (day, count) in days.iter().enumerate() {
            text.push_str(&format!("\n{}{separator}{count}", date(day + 1)));
        }
        desk.write(name, text)
    };
    let files = [
        write("iso.csv", "date,count", ',', &|day| {
            format!("2026-01-{day:02}")
        }),
        write("slashes.tsv", "日期\t病例数", '\t', &|day| {
            format!("2026/1/{day}")
        }),
        write("chinese.csv", "\u{feff}报告日期,例数", ',', &|day| {
            format!("2026年1月{day}日")
        }),
    ];
    let answers: Vec<serde_json::Value> = files
        .iter()
        .map(|file| {
            desk.run(&["--json", "detect", file.to_str().unwrap()])
                .ends(0)
                .json()
        })
        .collect();
    for answer in &answers {
        assert_eq!(answer["series"], answers[0]["series"]);
        assert_eq!(answer["step"], "day");
        assert_eq!(answer["series"][0]["alarms"], 1);
    }
    // The same bytes in GB18030, as Chinese office software writes them.
    // 日期,例数
    let mut bytes = vec![0xc8, 0xd5, 0xc6, 0xda, b',', 0xc0, 0xfd, 0xca, 0xfd];
    for (day, count) in days.iter().enumerate() {
        bytes.extend(format!("\n2026-01-{:02},{count}", day + 1).into_bytes());
    }
    let file = desk.write("gb.csv", bytes);
    let answer = desk
        .run(&["--json", "detect", file.to_str().unwrap()])
        .ends(0)
        .json();
    assert_eq!(answer["series"], answers[0]["series"]);
}

#[test]
fn standard_input_is_a_file_too() {
    use std::io::Write;
    use std::process::Stdio;
    let desk = Desk::new();
    let mut child = desk
        .command(&["--json", "detect", "-", "--step", "day"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let rows: String = (1..=20)
        .map(|day| format!("{day},{}\n", 4 + day % 3))
        .collect();
    let text = format!("day,cases\n{rows}");
    child
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(0));
    let json: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(json["series"][0]["points"][19]["label"], "20");
}

#[test]
fn a_gap_is_not_a_zero_unless_that_is_said() {
    let desk = Desk::new();
    let rows: String = (1..=28)
        .filter(|day| *day != 20)
        .map(|day| format!("2026-02-{day:02},5\n"))
        .collect();
    let file = desk.write("gap.csv", format!("date,count\n{rows}"));
    let file = file.to_str().unwrap();
    let point = |arguments: &[&str]| {
        let json = desk.run(arguments).ends(0).json();
        json["series"][0]["points"][19].clone()
    };
    let gap = point(&["--json", "detect", file]);
    assert!(
        gap["count"].is_null() && gap["unanswered"].is_string(),
        "{gap}"
    );
    let zero = point(&["--json", "detect", file, "--gaps-are-zero"]);
    assert_eq!(zero["observed"], 0);
}

/// A file with one fault, and what must be said of it.
#[track_caller]
fn refused(rows: &str, named: &[&str]) {
    let desk = Desk::new();
    let file = desk.write("bad.csv", format!("date,count\n{rows}"));
    for (lang, refusal) in [("en", "nothing was computed"), ("zh", "未作计算")] {
        let ran = desk
            .run(&["detect", file.to_str().unwrap(), "--lang", lang])
            .ends(5);
        let said = ran.err();
        assert!(said.contains("bad.csv") && said.contains(refusal), "{said}");
        for name in named {
            assert!(said.contains(name), "{name}: {said}");
        }
        assert_eq!(ran.out(), "");
    }
}

#[test]
fn a_wrong_row_is_named_with_its_column_and_rule() {
    refused(
        "2026-01-01,1\n2026-01-02,-4\n",
        &["3", "count", "`-4`", "count_negative"],
    );
    refused(
        "2026-01-01,1\n2026-01-02,2.5\n",
        &["3", "count", "count_fractional"],
    );
    refused(
        "2026-01-01,1\n2026-01-01,2\n",
        &["3", "date", "duplicate_key", "--by"],
    );
    refused(
        "2026-01-02,1\n2026-01-01,2\n",
        &["3", "date", "date_unordered"],
    );
    refused("2026-01-01,1\n2026-W05,2\n", &["3", "date", "date_mixed"]);
    refused(
        "2026-02-30,1\n昨天,many\n",
        &["date_unreadable", "count_unreadable", "2", "3"],
    );
    refused(
        "2026-01-01,1,1\n\"2026-01-02,2\n",
        &["too_many_cells", "unclosed_quote"],
    );
}

#[test]
fn all_faults_are_counted_and_the_first_are_named() {
    let rows: String = (0..30).map(|_| "never,-1\n").collect();
    let desk = Desk::new();
    let file = desk.write("bad.csv", format!("date,count\n{rows}"));
    let said = desk
        .run(&["detect", file.to_str().unwrap(), "--lang", "en"])
        .ends(5)
        .err();
    assert!(
        said.contains("60 cells or rows") && said.contains("and 50 more"),
        "{said}"
    );
}

#[test]
fn a_file_that_is_no_table_is_refused_as_a_whole() {
    let desk = Desk::new();
    for (bytes, word) in [
        (&b""[..], "empty"),
        (&b"PK\x03\x04rest"[..], "workbook"),
        (&b"date,count\n"[..], "no row"),
        (&b"place,colour\na,red\n"[..], "--date"),
        (&b"date,colour\n2026-01-01,red\n"[..], "--count"),
        (&b"date,count\n2026-01-01,3\n"[..], "--step"),
    ] {
        let file = desk.write("no.csv", bytes);
        let said = desk
            .run(&["detect", file.to_str().unwrap(), "--lang", "en"])
            .ends(5)
            .err();
        assert!(said.contains(word), "{word}: {said}");
    }
    desk.run(&["detect", "nowhere.csv"]).ends(1);
}

#[test]
fn a_wrong_command_line_is_a_wrong_command_line() {
    let desk = Desk::new();
    let file = example("salmonella_newport_weekly.csv");
    let wrong: [&[&str]; 8] = [
        &["detect", &file, "--method", "farington_flexible"],
        &["detect", &file, "--method", "ears_c1", "--set", "alpha=7"],
        &["detect", &file, "--method", "ears_c1", "--set", "alpha"],
        &["detect", &file, "--region", "371500"],
        &["detect", "--method", "ears_c1"],
        &["detect", &file, "--chart", "figure.png"],
        &["--json", "detect", &file, "--csv"],
        &["analyse", "rt", &file],
    ];
    for arguments in wrong {
        desk.run(arguments).ends(2);
    }
    let meant = desk.run(wrong[0]).ends(2).err();
    assert!(
        meant.contains("did you mean `farrington_flexible`"),
        "{meant}"
    );
}

#[test]
fn the_methods_are_listed_with_their_settings() {
    let desk = Desk::new();
    let json = desk.run(&["--json", "detect", "--methods"]).ends(0).json();
    let listed = json.as_array().unwrap();
    assert_eq!(listed.len(), epi::Method::ALL.len());
    let text = desk
        .run(&["detect", "--methods", "--lang", "zh"])
        .ends(0)
        .out();
    for method in epi::Method::ALL {
        assert!(text.contains(method.id()), "{}", method.id());
    }
    assert!(text.contains("移动百分位数法"));
}

#[test]
fn backtest_holds_alarms_against_known_events() {
    in_both_languages(
        "backtest",
        &[
            "analyse",
            "backtest",
            &example("salmonella_newport_weekly.csv"),
            "--events",
            &example("salmonella_newport_events.csv"),
            "--method",
            "farrington_flexible",
            "--sweep",
            "alpha=0.001,0.01,0.05",
        ],
    );
}

#[test]
fn events_may_stand_beside_the_counts() {
    let desk = Desk::new();
    let rows: String = (1..=28)
        .map(|day| {
            let inside = (20..=22).contains(&day);
            format!(
                "2026-02-{day:02},{},{}\n",
                if inside { 30 } else { 3 + day % 3 },
                u8::from(inside)
            )
        })
        .collect();
    let file = desk.write("marked.csv", format!("date,cases,outbreak\n{rows}"));
    let json = desk
        .run(&["--json", "analyse", "backtest", file.to_str().unwrap()])
        .ends(0)
        .json();
    assert_eq!(json["events"], 1);
    let found = &json["settings"][0];
    assert_eq!(found["detector"]["method"], "ears_c2");
    assert_eq!(found["detection"]["hits"], 1);
    assert_eq!(found["delay_days_mean"], 0.0);

    let events = desk.write(
        "events.csv",
        "start,end,series\n2026-02-20,2026-02-22,elsewhere\n",
    );
    let events = events.to_str().unwrap();
    let unknown = desk
        .run(&[
            "analyse",
            "backtest",
            file.to_str().unwrap(),
            "--events",
            events,
        ])
        .ends(5);
    assert!(unknown.err().contains("elsewhere"), "{}", unknown.err());
}

#[test]
fn rt_says_whether_the_epidemic_grows() {
    let flags = ["--si-mean", "2.6", "--si-sd", "1.5"];
    let file = example("flu_2009_school_daily.csv");
    for method in ["daily", "cori", "wallinga-teunis"] {
        let mut arguments = vec!["analyse", "rt", &file, "--method", method];
        arguments.extend(flags);
        in_both_languages(&format!("rt-{method}"), &arguments);
    }
    let desk = Desk::new();
    let weekly = example("salmonella_newport_weekly.csv");
    let mut arguments = vec!["analyse", "rt", &weekly];
    arguments.extend(flags);
    let said = desk.run(&arguments).ends(5).err();
    assert!(said.contains("daily"), "{said}");
    desk.run(&["analyse", "rt", &file, "--si-mean", "0.5", "--si-sd", "1"])
        .ends(5);
}

#[test]
fn a_nowcast_of_a_past_day_is_held_against_what_came_later() {
    in_both_languages(
        "nowcast",
        &[
            "analyse",
            "nowcast",
            &example("stec_o104_linelist.csv"),
            "--now",
            "2011-05-28",
        ],
    );
    let desk = Desk::new();
    let file = desk.write(
        "list.csv",
        "onset,report\n2026-01-02,2026-01-01\n2026-01,2026-01-03\n",
    );
    let said = desk
        .run(&["analyse", "nowcast", file.to_str().unwrap(), "--lang", "en"])
        .ends(5)
        .err();
    assert!(
        said.contains("report_before_event") && said.contains("date_too_coarse"),
        "{said}"
    );
}

#[test]
fn a_scan_names_the_most_likely_cluster() {
    in_both_languages(
        "scan",
        &[
            "analyse",
            "scan",
            &example("nyc_fever_cases.csv"),
            "--places",
            &example("nyc_places.csv"),
            "--prospective",
            "--from",
            "2001-11-01",
            "--to",
            "2001-11-24",
            "--radius-max",
            "3",
            "--span-max",
            "7",
        ],
    );
    let desk = Desk::new();
    let cases = desk.write(
        "cases.csv",
        "place,date,count\nnowhere,2026-01-01,3\nnowhere,2026-01-09,1\n",
    );
    let places = example("nyc_places.csv");
    let said = desk
        .run(&[
            "analyse",
            "scan",
            cases.to_str().unwrap(),
            "--places",
            &places,
            "--lang",
            "en",
        ])
        .ends(5)
        .err();
    assert!(said.contains("nowhere"), "{said}");
}

#[test]
fn figures_have_text_and_the_same_bytes_every_time() {
    let desk = Desk::new();
    let file = root().join(example("salmonella_newport_weekly.csv"));
    let chart = desk.path("figure.svg");
    let draw = || {
        desk.run(&[
            "detect",
            file.to_str().unwrap(),
            "--chart",
            chart.to_str().unwrap(),
            "--lang",
            "zh",
        ])
        .ends(0);
        std::fs::read_to_string(&chart).unwrap()
    };
    let first = draw();
    assert_eq!(first, draw());
    assert!(
        first.contains("期望值") && first.contains("Noto Sans CJK SC"),
        "text must stay text"
    );
    assert!(!first.contains("NaN") && !first.contains("inf"));
}
