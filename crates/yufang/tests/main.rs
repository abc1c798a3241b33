//! The program as a person uses it: command lines, exit codes, and a process that dies.

mod access;
mod audit;
mod commands;
mod deidentify;
mod endurance;
mod files;
mod hhh4;
mod key;
mod pages;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// The checkout's root.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A folder with a database of its own.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Desk {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// A command line on this desk's database.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yufang"));
        command
            .current_dir(root())
            .env_remove("RUST_LOG")
            .env("LC_ALL", "C")
            .env("YUFANG_CITY", "demo")
            .env(
                "YUFANG_KEYS",
                format!("file:{}", self.path("yufang.key").display()),
            )
            .env(
                "YUFANG_DATABASE",
                format!("sqlite:{}", self.path("city.db").display()),
            )
            .args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        Ran(self.command(arguments).output().unwrap())
    }
}

/// What a command line printed and how it ended.
struct Ran(Output);

impl Ran {
    fn code(&self) -> i32 {
        self.0.status.code().unwrap_or(-1)
    }

    fn out(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).unwrap()
    }

    fn err(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).unwrap()
    }

    #[track_caller]
    fn ends(self, code: i32) -> Self {
        assert_eq!(self.code(), code, "{}\n{}", self.out(), self.err());
        self
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out()).unwrap()
    }
}
