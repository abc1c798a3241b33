//! Where PostgreSQL's programs are, and as whom they run.

use std::env;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::HarnessError;

/// The Debian package that brings the programs.
pub const PACKAGE: &str = "postgresql";

/// A user and group number of this machine.
#[derive(Debug, Clone, Copy)]
pub(crate) struct User {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

/// The folder of `initdb` and `pg_ctl`, and the user to run them as.
#[derive(Debug, Clone)]
pub struct Programs {
    folder: PathBuf,
    /// `None`: as we are.
    pub(crate) user: Option<User>,
}

impl Programs {
    /// Looks for PostgreSQL on this machine.
    ///
    /// # Errors
    /// When it is not installed, or only root is there to run it.
    pub fn find() -> Result<Programs, HarnessError> {
        let folder = folders()
            .into_iter()
            .find(|folder| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file())
            .ok_or(HarnessError::NotInstalled)?;
        // The link in PATH may be a single program; its neighbours are found beside the real one.
        let folder = fs::canonicalize(folder.join("initdb"))
            .ok()
            .and_then(|real| real.parent().map(Path::to_path_buf))
            .unwrap_or(folder);
        let user = if is_root() {
            let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
            let user = find_user(&passwd, "postgres").or_else(|| find_user(&passwd, "nobody"));
            Some(user.ok_or(HarnessError::NoUser)?)
        } else {
            None
        };
        Ok(Programs { folder, user })
    }

    /// A command for one of the programs, run as a user PostgreSQL accepts and in a folder that user may enter.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.folder.join(program));
        command.current_dir("/").env("LC_ALL", "C.UTF-8");
        if let Some(user) = self.user {
            command.uid(user.uid).gid(user.gid);
        }
        command
    }
}

fn folders() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
    let mut debian: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    debian.sort_by_key(|folder| std::cmp::Reverse(version(folder)));
    found.extend(debian);
    found
}

fn version(folder: &Path) -> u32 {
    folder
        .parent()
        .and_then(Path::file_name)
        .and_then(|name| name.to_str())
        .and_then(|name| name.parse().ok())
        .unwrap_or(0)
}

/// Whether we are root; the owner of our own `/proc` entry is who we are.
fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|entry| entry.uid() == 0)
}

fn find_user(passwd: &str, name: &str) -> Option<User> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next() != Some(name) {
            return None;
        }
        Some(User {
            uid: fields.nth(1)?.parse().ok()?,
            gid: fields.next()?.parse().ok()?,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_its_whole_name() {
        let passwd = "root:x:0:0:root:/root:/bin/bash\npostgres2:x:9:9::/:/bin/sh\npostgres:x:101:104:x:/var:/bin/bash\n";
        let user = find_user(passwd, "postgres").unwrap();
        assert_eq!((user.uid, user.gid), (101, 104));
        assert!(find_user(passwd, "nobody").is_none());
    }

    #[test]
    fn versions_compare_as_numbers() {
        assert!(
            version(Path::new("/usr/lib/postgresql/15/bin"))
                > version(Path::new("/usr/lib/postgresql/9/bin"))
        );
    }
}
