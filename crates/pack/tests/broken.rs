//! The linter on packs that are broken in one way each; the findings are golden files.

use std::fs;
use std::path::Path;

#[test]
fn each_broken_pack_gets_its_finding() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken");
    let mut cases: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    assert!(cases.len() >= 12, "{}", cases.len());
    for case in cases {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let found: Vec<String> = pack::check(&case).iter().map(ToString::to_string).collect();
        assert!(!found.is_empty(), "{name} is not broken");
        assert_eq!(found, {
            let again = pack::check(&case);
            again.iter().map(ToString::to_string).collect::<Vec<_>>()
        });
        insta::assert_snapshot!(format!("broken_{name}"), found.join("\n"));
    }
}

#[test]
fn an_unknown_city_or_folder_is_said_so() {
    let packs = crate::support::root().join("packs");
    let found = pack::Pack::load(&packs, "xinzou").unwrap_err();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].hint.as_deref(), Some("did you mean `xinzhou`?"));
    let found = pack::check(&packs.join("no-such-folder"));
    assert_eq!(found[0].rule, "unreadable");
}
