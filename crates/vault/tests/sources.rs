//! Where master keys come from, and what is said when they do not.

use std::fs;

use vault::{KeySource, MasterKey, MasterKeys};

use crate::TestRng;

const ONE: &str = "0123456789abcdeffedcba9876543210";

async fn message(source: &KeySource) -> String {
    source.read().await.unwrap_err().to_string()
}

#[test]
fn a_list_of_keys_is_read_the_newest_last() {
    let list = format!("# first\n{ONE}  # of 2025\n\n  00112233445566778899AABBCCDDEEFF\r\n");
    let alone = MasterKeys::parse("00112233445566778899aabbccddeeff").unwrap();
    assert_eq!(MasterKeys::parse(&list).unwrap().newest(), alone.newest());
    assert_eq!(
        MasterKeys::parse(&format!("{ONE}\nsecretsecret"))
            .unwrap_err()
            .to_string(),
        "line 2 is not a key of 32 hexadecimal digits; `yufang key new` prints one"
    );
    assert!(MasterKeys::parse("# nothing\n").is_err());
    let drawn = MasterKey::draw_text(&mut TestRng::new(1));
    assert!(MasterKeys::parse(&drawn).is_ok());
    assert!(!format!("{:?}", MasterKeys::parse(&list)).contains(ONE));
}

#[test]
fn a_source_is_named_by_its_kind() {
    for text in ["", "file", "file:", "env: ", "http://key", ONE] {
        let error = KeySource::parse(text).unwrap_err().to_string();
        assert!(error.starts_with("write where the key is"), "{text}");
    }
    let source = KeySource::parse("command:kms get --password hidden").unwrap();
    assert_eq!(format!("{source:?}"), "command:kms");
}

#[cfg(unix)]
#[test]
fn a_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    let source = KeySource::parse(&format!("file:{}", path.display())).unwrap();
    testkit::run(async {
        assert!(message(&source).await.contains("cannot be read"));
        fs::write(&path, ONE).unwrap();
        for mode in [0o644, 0o640, 0o620] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let text = message(&source).await;
            assert!(
                text.contains(&format!("(mode 0{mode:o}); run `chmod 600")),
                "{text}"
            );
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert!(source.read().await.is_ok());
        fs::write(&path, "not a key").unwrap();
        let text = message(&source).await;
        assert!(
            text.contains("line 1") && !text.contains("not a key of ours"),
            "{text}"
        );
        let folder = KeySource::parse(&format!("file:{}", folder.path().display())).unwrap();
        assert!(message(&folder).await.contains("is not a file"));
    });
}

#[cfg(unix)]
#[test]
fn a_command_and_the_environment_give_keys() {
    let source = |text: &str| KeySource::parse(text).unwrap();
    testkit::run(async {
        assert!(source(&format!("command:echo {ONE}")).read().await.is_ok());
        assert!(
            message(&source("command:false"))
                .await
                .starts_with("the key command `false` ended with")
        );
        assert!(
            message(&source("command:no-such-program-here x"))
                .await
                .contains("cannot be started")
        );
        let text = message(&source("command:echo swordfish")).await;
        assert!(
            text.contains("`command:echo` is not usable") && !text.contains("swordfish"),
            "{text}"
        );
        assert_eq!(
            message(&source("env:YUFANG_NO_SUCH_KEY")).await,
            "the environment variable `YUFANG_NO_SUCH_KEY` is not set or is no text; set it to the key"
        );
    });
}
