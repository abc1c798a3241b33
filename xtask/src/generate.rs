//! `cargo xtask generate`: the files that are made from code, and whether they are up to date.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};

use crate::shell::Outcome;
use crate::{app, console, repo};

const HELP: &str = "\
cargo xtask generate

Writes docs/api/openapi.json from the program, console/src/api/schema.d.ts from that, and the figures in
docs/methods/images from the commands in docs/methods/*.md, and docs/access-matrix.md from handlers and policies.
`cargo xtask test` fails when one of them is not what this command would write.
";

/// Where the figures of the methods' pages lie.
const FIGURES: &str = "docs/methods/images";

/// Runs the command.
///
/// # Errors
/// When the program cannot be built or a file cannot be written.
pub fn run(args: &[String]) -> Result<ExitCode> {
    if !args.is_empty() {
        print!("{HELP}");
        return Ok(ExitCode::from(u8::from(args[0] != "--help")));
    }
    console::ready()?;
    app::build_or_stop()?;
    let api = api_file();
    if let Some(folder) = api.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot make `{}`", folder.display()))?;
    }
    fs::write(&api, openapi()?).with_context(|| format!("cannot write `{}`", api.display()))?;
    let types = types_file();
    fs::write(&types, types_of(&api)?)
        .with_context(|| format!("cannot write `{}`", types.display()))?;
    figures()?;
    matrix()?;
    println!(
        "written: {}, {}, {FIGURES} and docs/access-matrix.md",
        api.display(),
        types.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// Draws the figures of the methods' pages by the commands that stand there.
///
/// The test that holds them against the commands (crates/yufang/tests/pages.rs) writes them too, so that there is one
/// reader of the pages; it needs no call in [`check`], because it is among the Rust tests.
fn figures() -> Result<()> {
    let test = [
        "test",
        "--quiet",
        "--package",
        "yufang",
        "--test",
        "main",
        "pages::",
    ];
    let mut command = crate::shell::command("cargo", &test);
    command.env("YUFANG_FIGURES", "write");
    if !crate::shell::run(command)?.ok {
        bail!("the figures in `{FIGURES}` could not be drawn");
    }
    Ok(())
}

/// Writes the access matrix by the test that holds it against handlers and policies, for the same reason.
fn matrix() -> Result<()> {
    let test = [
        "test",
        "--quiet",
        "--package",
        "server",
        "--test",
        "main",
        "matrix::",
    ];
    let mut command = crate::shell::command("cargo", &test);
    command.env("YUFANG_MATRIX", "write");
    if !crate::shell::run(command)?.ok {
        bail!("docs/access-matrix.md could not be written");
    }
    Ok(())
}

/// Compares the files in the repository with what would be written.
///
/// # Errors
/// When that cannot be found out.
pub fn check() -> Result<Outcome> {
    let mut stale = Vec::new();
    let api = api_file();
    if fs::read_to_string(&api).unwrap_or_default() != openapi()? {
        stale.push("docs/api/openapi.json");
    }
    if fs::read_to_string(types_file()).unwrap_or_default() != types_of(&api)? {
        stale.push("console/src/api/schema.d.ts");
    }
    let text = if stale.is_empty() {
        "the generated files are up to date\n".to_owned()
    } else {
        format!(
            "not up to date: {}; run `cargo xtask generate` and commit what it writes\n",
            stale.join(", ")
        )
    };
    print!("{text}");
    Ok(Outcome {
        ok: stale.is_empty(),
        text,
    })
}

fn api_file() -> PathBuf {
    repo::root().join("docs/api/openapi.json")
}

fn types_file() -> PathBuf {
    console::folder().join("src/api/schema.d.ts")
}

/// What `yufang openapi` prints.
fn openapi() -> Result<String> {
    output(
        Command::new(repo::program())
            .arg("openapi")
            .current_dir(repo::root()),
    )
}

/// TypeScript types of the API, as openapi-typescript prints them.
fn types_of(api: &std::path::Path) -> Result<String> {
    let tool = console::folder().join("node_modules/.bin/openapi-typescript");
    // To a file rather than to the terminal, because only then the tool leaves its greeting out.
    let made = repo::target().join("xtask").join("schema.d.ts");
    if let Some(folder) = made.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot make `{}`", folder.display()))?;
    }
    output(
        Command::new(tool)
            .arg(api)
            .arg("--output")
            .arg(&made)
            .current_dir(console::folder()),
    )?;
    fs::read_to_string(&made).with_context(|| format!("cannot read `{}`", made.display()))
}

fn output(command: &mut Command) -> Result<String> {
    let shown = crate::shell::describe(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start `{shown}`"))?;
    if !output.status.success() {
        bail!(
            "`{shown}` ended with {}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
    }
    String::from_utf8(output.stdout)
        .with_context(|| format!("`{shown}` printed something that is not text"))
}
