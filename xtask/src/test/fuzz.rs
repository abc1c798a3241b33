//! The API as its own description says it can be asked, and as it says it cannot, by every account of the demo.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::app::{self, Demo};
use crate::repo;
use crate::shell::{self, Outcome};

/// Requests made up per operation and account.
const EXAMPLES: &str = "10";
/// The same requests every time; a finding can be repeated.
const SEED: &str = "20260101";
/// What has to hold of every answer: no 5xx, nothing undocumented, and nothing accepted that the description forbids.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_schema_conformance,negative_data_rejection";
/// What would end the session the requests are made with, or never answers.
const LEFT_OUT: &[&str] = &["sign_out", "change_password", "listen_events"];

/// Asks as every account in turn.
///
/// # Errors
/// When the fuzzer cannot be installed, or the program does not start or lets an account in.
pub fn run() -> Result<Outcome> {
    let fuzzer = installed()?;
    let database = repo::target().join("fuzz").join("yufang.db");
    app::load(&database)?;
    let mut demo = Demo::start_logged(&database, app::free_port(0)?)?;
    demo.ready()?;
    let mut whole = Outcome {
        ok: true,
        text: String::new(),
    };
    for account in accounts()? {
        shell::heading(&format!("every operation as `{account}`"));
        let cookie = demo.sign_in(&account)?;
        let outcome = ask(&fuzzer, &demo, &cookie)?;
        whole.ok &= outcome.ok;
        whole.text.push_str(&outcome.text);
    }
    Ok(whole)
}

fn ask(fuzzer: &Path, demo: &Demo, cookie: &str) -> Result<Outcome> {
    let document = repo::root().join("docs/api/openapi.json");
    let mut command = shell::command(&fuzzer.to_string_lossy(), &["run"]);
    command
        .arg(document)
        .args(["--url", &demo.url()])
        .args(["--header", &format!("Cookie: {cookie}")])
        .args(["--header", "X-Yufang: 1"])
        .args(["--phases", "examples,coverage,fuzzing"])
        .args(["--checks", CHECKS])
        .args(["--max-examples", EXAMPLES, "--seed", SEED])
        .args(["--request-timeout", "20", "--warnings", "off"])
        .arg("--continue-on-failure");
    for operation in LEFT_OUT {
        command.args(["--exclude-operation-id", operation]);
    }
    // What it remembers of its findings belongs with the other products of a build.
    command.current_dir(repo::target().join("fuzz"));
    shell::run(command)
}

/// Sign-in names of the demo's accounts, one for each role: others of the same role would be told the same.
fn accounts() -> Result<Vec<String>> {
    let file = repo::root().join("packs/demo/accounts.toml");
    let text =
        fs::read_to_string(&file).with_context(|| format!("cannot read `{}`", file.display()))?;
    let value = |line: &str, name: &str| {
        let value = line.strip_prefix(name)?.strip_prefix(" = \"")?;
        value.strip_suffix('"').map(str::to_owned)
    };
    let mut roles = BTreeSet::new();
    let mut accounts = Vec::new();
    let mut username = String::new();
    for line in text.lines() {
        if let Some(name) = value(line, "username") {
            username = name;
        } else if let Some(role) = value(line, "role")
            && roles.insert(role)
            && accounts.last() != Some(&username)
        {
            accounts.push(username.clone());
        }
    }
    Ok(accounts)
}

/// The fuzzer in an environment of its own below `target`, made once for each list of versions.
fn installed() -> Result<PathBuf> {
    let wanted = repo::root().join("xtask/schemathesis.txt");
    let list = fs::read_to_string(&wanted)
        .with_context(|| format!("cannot read `{}`", wanted.display()))?;
    let folder = repo::target().join("tools/schemathesis");
    let stamp = folder.join("installed.txt");
    let program = folder.join("bin/st");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == list) {
        return Ok(program);
    }
    println!("installing schemathesis into `{}`", folder.display());
    let environment = folder.to_string_lossy();
    let pip = folder.join("bin/pip").to_string_lossy().into_owned();
    let wanted = wanted.to_string_lossy();
    for mut line in [
        vec!["python3", "-m", "venv", "--clear", environment.as_ref()],
        vec![
            &pip,
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--requirement",
            wanted.as_ref(),
        ],
    ] {
        let program = line.remove(0);
        if !shell::run(shell::command(program, &line))?.ok {
            bail!(
                "schemathesis could not be installed; it needs the Python package index unless pip's cache holds it"
            );
        }
    }
    fs::write(&stamp, list).with_context(|| format!("cannot write `{}`", stamp.display()))?;
    Ok(program)
}
