//! `yufang account` and `yufang client`: what an administrator does when nobody can sign in.

use std::io::Write;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::Desk;

fn add_account(desk: &Desk, name: &str) {
    let mut child = desk
        .command(&[
            "account", "add", name, "--role", "viewer", "--region", "140900",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"seven counties east\n").unwrap();
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn an_account_is_closed_and_opened_from_the_command_line() {
    let desk = Desk::new();
    add_account(&desk, "duty");
    let shown = || -> Value {
        let list = desk.run(&["--json", "account", "list"]).ends(0).json();
        list[0]["disabled"].clone()
    };
    assert_eq!(shown(), Value::Null);
    desk.run(&["account", "disable", "Duty"]).ends(0);
    assert_eq!(shown(), "administrator");
    desk.run(&["account", "enable", "duty"]).ends(0);
    assert_eq!(shown(), Value::Null);
    for command in ["unlock", "reset-second-factor", "end-sessions"] {
        desk.run(&["account", command, "duty"]).ends(0);
        let refused = desk.run(&["account", command, "nobody"]).ends(1);
        assert!(refused.err().contains("there is no account `nobody`"));
    }
    desk.run(&["account", "lock-dormant"]).ends(0);
    desk.run(&["audit", "verify"]).ends(0);
}

#[test]
fn a_client_is_made_rotated_and_revoked_from_the_command_line() {
    let desk = Desk::new();
    let made = desk
        .run(&[
            "--json",
            "client",
            "add",
            "HIS",
            "--role",
            "viewer",
            "--region",
            "140900",
            "--permission",
            "counts.read",
        ])
        .ends(0)
        .json();
    let (id, key) = (made["id"].as_str().unwrap(), made["key"].as_str().unwrap());
    assert!(key.starts_with(&format!("yf_{id}_")));
    let list = || desk.run(&["--json", "client", "list"]).ends(0);
    assert_eq!(
        (&list().json()[0]["permissions"], &list().json()[0]["state"]),
        (&json!(["counts.read"]), &json!("active"))
    );
    let next = desk.run(&["--json", "client", "rotate", id]).ends(0).json();
    assert_ne!(next["key"], made["key"]);
    assert!(!list().out().contains(key));
    desk.run(&["client", "revoke", id]).ends(0);
    desk.run(&["client", "revoke", id]).ends(5);
    assert_eq!(list().json()[0]["state"], "revoked");
    let refused = desk
        .run(&[
            "client",
            "add",
            "HIS",
            "--role",
            "viewer",
            "--region",
            "140900",
            "--permission",
            "imports.write",
        ])
        .ends(5);
    assert!(
        refused
            .err()
            .contains("`imports.write` is not a permission")
    );
}
