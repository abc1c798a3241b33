//! Each command, done well and done badly.

use crate::{Desk, root};

const HEADER: &str = "stream,condition,region,date,count\n";

#[test]
fn the_demo_loads_the_real_data_and_finds_what_happened() {
    let desk = Desk::new();
    let loaded = desk
        .run(&["--json", "demo", "--no-serve", "--listen", "127.0.0.1:0"])
        .ends(0)
        .json();
    let imports = loaded["imports"].as_array().unwrap();
    assert_eq!(imports.len(), 4);
    let rejected: u64 = imports
        .iter()
        .map(|import| import["rows_rejected"].as_u64().unwrap())
        .sum();
    assert_eq!(
        rejected, 1,
        "Rizhao's -1 of 2020-05-31 is the one row that breaks a rule"
    );
    assert!(loaded["detection"]["signals_found"].as_u64().unwrap() > 100);
    desk.run(&["verify"]).ends(0);
}

#[test]
fn importing_again_changes_nothing_and_a_correction_replaces() {
    let desk = Desk::new();
    let file = desk.write(
        "a.csv",
        format!("{HEADER}covid19_confirmed,covid19,140900,2020-01-31,2\n"),
    );
    let path = file.to_str().unwrap();
    let first = desk
        .run(&["--json", "import", "counts", path])
        .ends(0)
        .json();
    assert_eq!(first[0]["rows_new"], 1);
    let again = desk
        .run(&["--json", "import", "counts", path])
        .ends(0)
        .json();
    assert_eq!(
        (&again[0]["rows_new"], &again[0]["rows_unchanged"]),
        (&0.into(), &1.into())
    );
    desk.write(
        "a.csv",
        format!("{HEADER}covid19_confirmed,covid19,140900,2020-01-31,3\n"),
    );
    let corrected = desk
        .run(&["--json", "import", "counts", path])
        .ends(0)
        .json();
    assert_eq!(corrected[0]["rows_changed"], 1);
}

#[test]
fn good_rows_go_in_and_bad_rows_are_named() {
    let desk = Desk::new();
    let file = desk.write(
        "b.csv",
        format!("{HEADER}covid19_confirmed,covid19,忻州市,2020-01-31,2\ncovid19_confirmed,covid19,忻洲市,2020-02-01,-1\n"),
    );
    let path = file.to_str().unwrap();
    let tried = desk.run(&["import", "counts", "--dry-run", path]).ends(3);
    assert!(tried.out().contains("row 3"), "{}", tried.out());
    let done = desk
        .run(&["--json", "import", "counts", path])
        .ends(3)
        .json();
    assert_eq!(
        (&done[0]["rows_new"], &done[0]["rows_rejected"]),
        (&1.into(), &1.into())
    );
    desk.run(&["verify"]).ends(0);
}

#[test]
fn a_file_of_another_kind_is_refused_as_a_whole() {
    let desk = Desk::new();
    let file = desk.write("c.csv", "name,phone\nx,1\n");
    let refused = desk
        .run(&["import", "counts", file.to_str().unwrap()])
        .ends(5);
    assert!(refused.err().contains("column"), "{}", refused.err());
    let missing = desk.run(&["import", "counts", "nowhere.csv"]).ends(1);
    assert!(missing.err().contains("nowhere.csv"), "{}", missing.err());
}

#[test]
fn a_backup_restores_to_the_same_bytes() {
    let desk = Desk::new();
    let file = desk.write(
        "a.csv",
        format!("{HEADER}covid19_confirmed,covid19,140900,2020-01-31,2\n"),
    );
    desk.run(&["import", "counts", file.to_str().unwrap()])
        .ends(0);
    let saved = desk.path("city.backup");
    let saved = saved.to_str().unwrap();
    desk.run(&["backup", saved]).ends(0);
    let twice = desk.run(&["backup", saved]).ends(5);
    assert!(twice.err().contains("never overwritten"), "{}", twice.err());

    let other = Desk::new();
    other.run(&["restore", saved]).ends(0);
    other.run(&["verify"]).ends(0);
    let again = other.run(&["restore", saved]).ends(1);
    assert!(
        again.err().contains("holds data already"),
        "{}",
        again.err()
    );
    let views = other
        .run(&["--json", "import", "counts", file.to_str().unwrap()])
        .ends(0)
        .json();
    assert_eq!(views[0]["rows_unchanged"], 1);
}

#[test]
fn what_is_not_there_is_said() {
    let desk = Desk::new();
    let none = desk.run(&["verify"]).ends(4);
    assert!(none.err().starts_with("error: "), "{}", none.err());
    assert!(
        !desk.path("city.db").exists(),
        "looking must not make a database"
    );
    desk.run(&["--database", "mysql://x", "verify"]).ends(4);
    desk.run(&["--city", "atlantis", "serve", "--listen", "127.0.0.1:0"])
        .ends(5);
    desk.run(&["no-such-command"]).ends(2);
    desk.run(&["restore", "nowhere.backup"]).ends(1);
    let text = desk.write("no.backup", "this is no backup");
    desk.run(&["restore", text.to_str().unwrap()]).ends(5);
}

#[test]
fn the_packs_of_the_project_are_in_order_and_a_broken_one_is_not() {
    let desk = Desk::new();
    desk.run(&["pack", "check"]).ends(0);
    let shown = desk.run(&["--json", "pack", "show"]).ends(0).json();
    assert!(shown["regions"].as_u64().unwrap() > 5_000);
    std::fs::create_dir_all(desk.path("packs/national")).unwrap();
    desk.write(
        "packs/national/pack.toml",
        "id = \"national\"\nincludes = [\"national\"]\n",
    );
    let broken = desk.path("packs");
    let found = desk
        .run(&["--json", "pack", "check", broken.to_str().unwrap()])
        .ends(5)
        .json();
    assert!(
        found
            .as_array()
            .unwrap()
            .iter()
            .any(|finding| finding["file"] == "national/pack.toml")
    );
}

#[test]
fn an_account_is_added_with_a_password_from_standard_input() {
    use std::io::Write;
    use std::process::Stdio;
    let desk = Desk::new();
    let add = |password: &str| {
        let mut child = desk
            .command(&[
                "account", "add", "duty", "--role", "viewer", "--region", "140900",
            ])
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(password.as_bytes())
            .unwrap();
        child.wait_with_output().unwrap().status.code()
    };
    assert_eq!(add("short\n"), Some(1));
    assert_eq!(add("a long enough sentence\n"), Some(0));
    let list = desk.run(&["--json", "account", "list"]).ends(0).json();
    assert_eq!(list[0]["posts"][0], "viewer@140900");
}

#[test]
fn the_api_document_of_the_project_is_the_programs() {
    let desk = Desk::new();
    let printed = desk.run(&["openapi"]).ends(0).out();
    let kept = std::fs::read_to_string(root().join("docs/api/openapi.json")).unwrap();
    assert!(
        printed.trim() == kept.trim(),
        "docs/api/openapi.json is not what the program says; write it anew with `yufang openapi > docs/api/openapi.json`"
    );
}

#[test]
fn shells_get_their_completions() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish"] {
        assert!(
            desk.run(&["completions", shell])
                .ends(0)
                .out()
                .contains("restore"),
            "{shell}"
        );
    }
}
