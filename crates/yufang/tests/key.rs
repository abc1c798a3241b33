//! `yufang key`: keys are made, counted, rotated and wrapped anew, and nothing of them is shown.

use crate::Desk;

#[test]
fn keys_are_rotated_and_wrapped_anew() {
    let desk = Desk::new();
    desk.run(&["account", "list"]).ends(0);
    let made = desk.run(&["key", "new"]).ends(0).out();
    assert_eq!(made.trim().len(), 32, "128 bits as hexadecimal digits");
    let file = desk.write("yufang.key", &made);
    let keys = format!("file:{}", file.display());
    own(&file, 0o644);
    desk.run(&["key", "--keys", &keys, "status"]).ends(5);
    own(&file, 0o600);
    let status = |what: &str| {
        let told = desk.run(&["--json", "key", "--keys", &keys, what]).ends(0);
        assert!(!told.out().contains(made.trim()), "{what} shows a key");
        told.json()
    };
    assert_eq!(status("status")["keys"].as_array().unwrap().len(), 1);
    status("rotate");
    assert_eq!(status("status")["keys"].as_array().unwrap().len(), 2);
    let second = desk.run(&["key", "new"]).ends(0).out();
    desk.write("yufang.key", format!("{made}{second}"));
    own(&file, 0o600);
    status("rewrap");
    // The data keys are under the second master key now; the first alone opens nothing.
    desk.write("yufang.key", &made);
    own(&file, 0o600);
    desk.run(&["key", "--keys", &keys, "rotate"]).ends(5);
}

#[cfg(unix)]
fn own(file: &std::path::Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode)).unwrap();
}
