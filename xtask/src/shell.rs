//! Running other programs: shown as they run, kept in a log, ended with us.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::repo;

/// How a program ended, and all it said.
pub struct Outcome {
    pub ok: bool,
    pub text: String,
}

/// A program to be run in the repository's root.
pub fn command(program: &str, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args).current_dir(repo::root());
    command
}

/// Runs a program, shows its output as it comes and keeps it.
///
/// Standard input is closed: nothing here may wait for an answer.
pub fn run(mut command: Command) -> Result<Outcome> {
    let shown = describe(&command);
    // Colours would have to be taken out again before anybody could read the totals.
    command
        .env("NO_COLOR", "1")
        .env("CARGO_TERM_COLOR", "never");
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{shown}`"))?;
    let text = Arc::new(Mutex::new(String::new()));
    let out = child.stdout.take().map(|from| tee(from, Arc::clone(&text)));
    let err = child.stderr.take().map(|from| tee(from, Arc::clone(&text)));
    let status = child
        .wait()
        .with_context(|| format!("lost sight of `{shown}`"))?;
    for reader in [out, err].into_iter().flatten() {
        let _ = reader.join();
    }
    let mut text = text.lock().map(|text| text.clone()).unwrap_or_default();
    if !status.success() {
        text.push_str(&format!("`{shown}` ended with {status}\n"));
    }
    Ok(Outcome {
        ok: status.success(),
        text,
    })
}

fn tee(
    from: impl io::Read + Send + 'static,
    to: Arc<Mutex<String>>,
) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        let mut from = BufReader::new(from);
        let mut line = Vec::new();
        while from.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            let text = without_colours(&String::from_utf8_lossy(&line));
            if let Ok(mut to) = to.lock() {
                to.push_str(&text);
            }
            let mut shown = io::stdout().lock();
            // Nobody left to read is no reason to stop the work.
            let _ = shown
                .write_all(text.as_bytes())
                .and_then(|()| shown.flush());
            line.clear();
        }
    })
}

/// Some programs colour their output whatever they are told.
fn without_colours(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            for following in characters.by_ref() {
                if following.is_ascii_alphabetic() {
                    break;
                }
            }
        } else {
            plain.push(character);
        }
    }
    plain
}

/// Runs a program without showing it; its standard output if it succeeded.
pub fn quiet(program: &str, args: &[&str]) -> Option<String> {
    let output = command(program, args).stdin(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The command line as a person would type it.
pub fn describe(command: &Command) -> String {
    let mut shown = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        shown.push(' ');
        shown.push_str(&argument.to_string_lossy());
    }
    shown
}

/// Keeps a step's output for later reading.
pub fn keep_log(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot make `{}`", folder.display()))?;
    }
    let mut file =
        File::create(path).with_context(|| format!("cannot write `{}`", path.display()))?;
    file.write_all(text.as_bytes())
        .with_context(|| format!("cannot write `{}`", path.display()))
}

/// Heading of a step.
pub fn heading(text: &str) {
    println!("\n── {text}");
}

/// Seconds since an instant, for people.
pub fn seconds(begun: Instant) -> String {
    show_seconds(begun.elapsed())
}

/// A length of time, for people.
pub fn show_seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::without_colours;

    #[test]
    fn colours_are_taken_out_and_nothing_else() {
        assert_eq!(
            without_colours("\u{1b}[1;32m预防\u{1b}[0m [ok]"),
            "预防 [ok]"
        );
    }
}
