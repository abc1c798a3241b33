//! `yufang deidentify`: a line list leaves without those it is about.

use crate::Desk;

const SPEC: &str = r#"
project = "measles-2026"
k = 5
l = 2
[[column]]
name = "身份证号"
role = "pseudonym"
[[column]]
name = "姓名"
role = "drop"
[[column]]
name = "年龄"
role = "quasi"
ladder = ["exact", "age:5", "age:20", "any"]
[[column]]
name = "现住地区编码"
role = "quasi"
ladder = ["region:9", "region:6", "any"]
[[column]]
name = "发病日期"
role = "quasi"
ladder = ["exact", "week", "month", "any"]
[[column]]
name = "转归"
role = "sensitive"
"#;

/// Sixty synthetic people of one county; the numbers have no check character that fits.
fn line_list() -> String {
    let mut text = "身份证号,姓名,年龄,现住地区编码,发病日期,转归\n".to_owned();
    for at in 0..60 {
        let (age, town, day) = (at % 40, at % 3 + 1, at % 28 + 1);
        let outcome = if at % 3 == 0 { "治愈" } else { "住院" };
        text += &format!("P{at:04},居民{at},{age},14098100{town},2026-01-{day:02},{outcome}\n");
    }
    text
}

#[test]
fn a_line_list_leaves_generalised_and_reports_what_it_took() {
    let desk = Desk::new();
    let key = desk.run(&["key", "new"]).ends(0).out();
    let key_file = desk.write("project.key", &key);
    own(&key_file);
    let key = format!("file:{}", key_file.display());
    let list = desk.write("list.csv", line_list());
    let spec = desk.write("spec.toml", SPEC);
    let out = list.with_file_name("out.csv");
    let [list, spec, file] = [&list, &spec, &out].map(|path| path.display().to_string());
    let asked = [
        "--json",
        "deidentify",
        &list,
        "--spec",
        &spec,
        "--key",
        &key,
        "--out",
        &file,
    ];
    let report = desk.run(&asked).ends(0).json();
    assert_eq!(
        (&report["k_before"], &report["rows_count"]),
        (&1.into(), &60.into())
    );
    assert!(report["k_after"].as_u64().unwrap() >= 5, "{report}");
    assert_eq!(report["l_after"], 2);
    let left = std::fs::read_to_string(&out).unwrap();
    assert!(
        left.starts_with("身份证号,年龄,现住地区编码,发病日期,转归\r\n"),
        "{left}"
    );
    assert_eq!(
        left.lines().count() as u64 - 1,
        report["released_count"].as_u64().unwrap()
    );
    assert!(!left.contains("居民") && !left.contains("P0001"), "{left}");
    desk.run(&asked).ends(1);
    assert_eq!(
        std::fs::read_to_string(&out).unwrap(),
        left,
        "an older file is not written over"
    );
}

#[test]
fn what_the_specification_does_not_cover_stays_at_home() {
    let desk = Desk::new();
    let key_file = desk.write("project.key", "0123456789abcdef0123456789abcdef");
    own(&key_file);
    let key = format!("file:{}", key_file.display());
    let ask = |list: &str, spec: &str, code: i32| {
        let list = desk.write("list.csv", list);
        let spec = desk.write("spec.toml", spec);
        let out = list.with_file_name("out.csv");
        let [list, spec, file] = [&list, &spec, &out].map(|path| path.display().to_string());
        let told = desk.run(&[
            "deidentify",
            &list,
            "--spec",
            &spec,
            "--key",
            &key,
            "--out",
            &file,
        ]);
        let told = told.ends(code).err();
        assert!(
            !out.exists(),
            "nothing is written when it cannot be promised"
        );
        told
    };
    let more = line_list()
        .replace("转归\n", "转归,备注\n")
        .replace("治愈\n", "治愈,x\n")
        .replace("住院\n", "住院,y\n");
    assert!(ask(&more, SPEC, 5).contains("`备注`"));
    let kept = SPEC.replace("role = \"drop\"", "role = \"keep\"");
    assert!(ask(&line_list(), &kept, 5).contains("`姓名` names people directly"));
    let number = line_list().replace("治愈", "电话13900001111");
    let told = ask(&number, SPEC, 5);
    assert!(
        told.contains("`转归`") && !told.contains("13900001111"),
        "{told}"
    );
    let few: String = line_list()
        .lines()
        .take(4)
        .map(|line| format!("{line}\n"))
        .collect();
    assert!(ask(&few, SPEC, 5).contains("no combination of steps"));
}

#[cfg(unix)]
fn own(file: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).unwrap();
}
