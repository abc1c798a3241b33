//! What must be on the machine besides Rust and Node, why, and how it gets there.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::shell;

/// Something a command of ours needs and may install.
pub struct Tool {
    pub name: &'static str,
    /// What stops working without it.
    pub why: &'static str,
    /// Debian packages that bring it.
    packages: &'static [&'static str],
    is_there: fn() -> bool,
}

/// PostgreSQL, the second of the two databases.
pub const POSTGRES: Tool = Tool {
    name: "PostgreSQL",
    why: "storage tests run on it as well as on SQLite; a server of our own is started on a free port and removed afterwards",
    packages: &[pgharness::PACKAGE],
    is_there: || pgharness::Programs::find().is_ok(),
};

/// A browser for the end-to-end tests.
pub const CHROMIUM: Tool = Tool {
    name: "Chromium",
    why: "the end-to-end tests use the console in it as a person would",
    packages: &["chromium"],
    is_there: || chromium().is_some(),
};

/// Python with its environments, for the fuzzer of the API.
pub const PYTHON: Tool = Tool {
    name: "Python",
    why: "the API is fuzzed from its description by schemathesis, which is a Python program",
    packages: &["python3", "python3-venv"],
    is_there: || shell::quiet("python3", &["-c", "import ensurepip, venv"]).is_some(),
};

/// Chinese glyphs.
pub const FONTS: Tool = Tool {
    name: "Noto CJK fonts",
    why: "the browser draws Chinese with them; without them screenshots show empty boxes",
    packages: &["fonts-noto-cjk"],
    is_there: || {
        shell::quiet("fc-list", &[":lang=zh-cn", "family"])
            .is_some_and(|list| !list.trim().is_empty())
            || Path::new("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").is_file()
    },
};

/// The oldest Node the console's build runs on.
const NODE_OLDEST: (u32, u32) = (20, 19);

/// Installs what is missing, and says what and why; does nothing and says nothing when all is there.
///
/// # Errors
/// When something is missing and cannot be installed from here; says what to type.
pub fn ensure(tools: &[&Tool]) -> Result<()> {
    let mut missing: Vec<&Tool> = Vec::new();
    for tool in tools {
        let is_noted = missing.iter().any(|noted| noted.name == tool.name);
        if !is_noted && !(tool.is_there)() {
            missing.push(tool);
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing
        .iter()
        .flat_map(|tool| tool.packages)
        .copied()
        .collect();
    for tool in &missing {
        println!(
            "{} is missing ({}): {}",
            tool.name,
            tool.packages.join(" "),
            tool.why
        );
    }
    let by_hand = format!("install it by hand: apt-get install {}", packages.join(" "));
    let Some(prefix) = as_root() else {
        bail!("neither root nor able to use sudo without a password; {by_hand}");
    };
    println!("installing {}", packages.join(" "));
    // An old list of packages may name files that are gone; a list that cannot be refreshed may still do.
    if !apt(prefix, &["update", "--quiet"])? {
        println!("the list of packages could not be refreshed; trying with the one that is there");
    }
    let mut install = vec!["install", "--yes", "--quiet", "--no-install-recommends"];
    install.extend(&packages);
    if !apt(prefix, &install)? {
        bail!(
            "apt-get could not install {}; {by_hand}",
            packages.join(" ")
        );
    }
    match missing.iter().find(|tool| !(tool.is_there)()) {
        Some(tool) => bail!(
            "{} was installed but is still not found; {by_hand}",
            tool.name
        ),
        None => Ok(()),
    }
}

fn apt(prefix: &[&str], args: &[&str]) -> Result<bool> {
    let mut line: Vec<&str> = prefix.to_vec();
    line.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    line.extend(args);
    let status = Command::new(line[0])
        .args(&line[1..])
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("cannot start `{}`", line.join(" ")))?;
    Ok(status.success())
}

/// What to put before a command so that root runs it; `None` if that cannot be done without asking.
fn as_root() -> Option<&'static [&'static str]> {
    if shell::quiet("id", &["-u"])?.trim() == "0" {
        return Some(&[]);
    }
    shell::quiet("sudo", &["-n", "true"]).map(|_| ["sudo", "-n"].as_slice())
}

/// The browser: the one named by `CHROMIUM`, or the first that is installed.
pub fn chromium() -> Option<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM").map(PathBuf::from)
        && named.is_file()
    {
        return Some(named);
    }
    [
        "chromium",
        "chromium-browser",
        "google-chrome-stable",
        "google-chrome",
    ]
    .iter()
    .find_map(|name| in_path(name))
}

/// The program's file, if it stands in `PATH`.
pub fn in_path(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// Node has to be there already, and new enough.
///
/// # Errors
/// When it is not; Debian 12's own is too old to be installed in its place.
pub fn check_node() -> Result<()> {
    let wanted = format!("{}.{}", NODE_OLDEST.0, NODE_OLDEST.1);
    let (Some(version), Some(_)) = (shell::quiet("node", &["--version"]), in_path("npm")) else {
        bail!(
            "Node is not installed; the console is built with it: install Node {wanted} or newer, with npm"
        );
    };
    match node_version(&version) {
        Some(found) if found >= NODE_OLDEST => Ok(()),
        _ => bail!(
            "Node {} is too old for the console's build; install {wanted} or newer",
            version.trim()
        ),
    }
}

fn node_version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().trim_start_matches('v').split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// `cargo fmt` and `cargo clippy` come with Rust, but may have been left out.
///
/// # Errors
/// When one is missing; says what to type.
pub fn check_rust_components() -> Result<()> {
    for (component, about) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if shell::quiet("cargo", &[component, "--version"]).is_none() {
            bail!("`cargo {component}` is missing; add it with `rustup component add {about}`");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::node_version;

    #[test]
    fn versions_of_node_compare_by_number() {
        assert_eq!(node_version("v20.20.2\n"), Some((20, 20)));
        assert!(node_version("v9.11.2") < Some(super::NODE_OLDEST));
        assert_eq!(node_version("unknown"), None);
    }
}
