//! npm's part: the console's packages, its checks and its build.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell::{self, Outcome};
use crate::{repo, tools};

/// The console's folder.
pub fn folder() -> PathBuf {
    repo::root().join("console")
}

/// `npm ci`, unless the lock file is the one of the last time.
///
/// # Errors
/// When Node is missing or too old, or npm fails.
pub fn install() -> Result<Outcome> {
    tools::check_node()?;
    let lock = fs::read_to_string(folder().join("package-lock.json"))
        .context("cannot read `console/package-lock.json`")?;
    let stamp = folder().join("node_modules/.installed-lock.json");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        let text = "the console's packages are up to date\n";
        print!("{text}");
        return Ok(Outcome {
            ok: true,
            text: text.to_owned(),
        });
    }
    let mut outcome = npm(&["ci", "--prefer-offline", "--no-audit", "--no-fund"])?;
    if outcome.ok {
        fs::write(&stamp, lock).with_context(|| format!("cannot write `{}`", stamp.display()))?;
    } else {
        outcome.text.push_str("npm could not install the console's packages; it needs its registry unless they are in npm's cache\n");
    }
    Ok(outcome)
}

/// `npm run SCRIPT`.
///
/// # Errors
/// When npm cannot be started.
pub fn script(name: &str) -> Result<Outcome> {
    npm(&["run", "--silent", name])
}

/// npm with its talk about itself turned off.
pub fn npm_command(args: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command
        .args(args)
        .current_dir(folder())
        .env("npm_config_update_notifier", "false");
    command
}

fn npm(args: &[&str]) -> Result<Outcome> {
    shell::run(npm_command(args))
}

/// Packages and build, for commands that cannot go on without the console.
///
/// # Errors
/// When either fails.
pub fn ready() -> Result<()> {
    if !install()?.ok {
        bail!("the console's packages could not be installed");
    }
    if !script("build")?.ok {
        bail!("the console could not be built");
    }
    Ok(())
}
