//! `yufang audit`

use access::audit::SigningKey;
use kernel::Timestamp;

use crate::Desk;

const SECRET: &str = "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a";

#[test]
fn a_trail_is_verified_and_one_cut_short_is_found_out() {
    let desk = Desk::new();
    desk.run(&["account", "list"]).ends(0);
    let whole = desk.run(&["--json", "audit", "verify"]).ends(0).json();
    let entries = whole["entries"].as_i64().unwrap();
    assert!(
        entries >= 2,
        "the tables and the packs are on record: {whole}"
    );
    desk.run(&["verify"]).ends(0);

    let file = desk.write("audit.key", SECRET);
    let source = format!("file:{}", file.display());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let open = std::fs::Permissions::from_mode(0o644);
        std::fs::set_permissions(&file, open).unwrap();
        // A key that others may read signs nothing.
        desk.run(&["audit", "public-key", "--audit-key", &source])
            .ends(5);
        let own = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(&file, own).unwrap();
    }
    let printed = desk
        .run(&["audit", "public-key", "--audit-key", &source])
        .ends(0);
    let public = printed.out().trim().to_owned();
    // Somebody published a head that the database no longer reaches.
    let key = SigningKey::from_bytes(SECRET.as_bytes()).unwrap();
    let at = Timestamp::from_millis(1_790_000_000_000);
    let longer = key
        .sign(entries + 1, "ab".repeat(32), at, &mut rand::rngs::SysRng)
        .unwrap();
    let line = serde_json::to_string(&longer).unwrap();
    let checkpoints = desk.write("outside.jsonl", line);
    let path = checkpoints.to_str().unwrap();
    let found = desk
        .run(&[
            "--json",
            "audit",
            "verify",
            "--checkpoints",
            path,
            "--public-key",
            &public,
        ])
        .ends(6)
        .json();
    assert_eq!(found["damage"], format!("entry {} is missing", entries + 1));
    desk.run(&["audit", "verify", "--checkpoints", path])
        .ends(2);
    desk.run(&[
        "audit",
        "verify",
        "--checkpoints",
        path,
        "--public-key",
        "04",
    ])
    .ends(5);
    let empty = desk.write("none.jsonl", "{}");
    let bad = [
        "audit",
        "verify",
        "--checkpoints",
        empty.to_str().unwrap(),
        "--public-key",
        &public,
    ];
    desk.run(&bad).ends(5);
    desk.run(&["audit", "public-key", "--audit-key", "file:/no/such/key"])
        .ends(5);
    assert_eq!(desk.run(&["audit", "checkpoints"]).ends(0).out(), "");
}

#[test]
fn a_restored_trail_goes_on() {
    let (desk, other) = (Desk::new(), Desk::new());
    desk.run(&["account", "list"]).ends(0);
    let before = desk.run(&["--json", "audit", "verify"]).ends(0).json();
    let file = desk.path("backup.gz");
    desk.run(&["backup", file.to_str().unwrap()]).ends(0);
    other.run(&["restore", file.to_str().unwrap()]).ends(0);
    let after = other.run(&["--json", "audit", "verify"]).ends(0).json();
    assert_eq!(
        after["entries"].as_i64(),
        before["entries"].as_i64().map(|count| count + 1)
    );
}
