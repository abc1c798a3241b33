//! One server for all test processes of a run.

use std::fs;
use std::os::unix::process::parent_id;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::error::HarnessError;
use crate::server::Server;

const WAIT: Duration = Duration::from_secs(90);

/// Address of a PostgreSQL for tests.
///
/// That of `YUFANG_TEST_POSTGRES` if it is set, as under `cargo xtask test`.
/// Otherwise one server is started for the program that runs the tests (cargo-nextest starts a process per test,
/// `cargo test` one per crate): the first process that asks starts it, the others wait for its address,
/// and it goes when the runner goes.
///
/// # Errors
/// When PostgreSQL is not installed or does not start.
pub fn shared_url() -> Result<String, HarnessError> {
    if let Ok(url) = std::env::var("YUFANG_TEST_POSTGRES")
        && !url.is_empty()
    {
        return Ok(url);
    }
    // A process whose parent is already gone owns its server itself.
    let runner = match parent_id() {
        0 | 1 => std::process::id(),
        parent => parent,
    };
    let folder =
        std::env::temp_dir().join(format!("yufang-test-run-{runner}-{}", started_at(runner)));
    match fs::create_dir(&folder) {
        Ok(()) => {
            let url = Server::start_in(&folder, runner)?.leave();
            // Written beside and renamed, so that nobody reads half an address.
            let written = fs::write(folder.join("url.new"), &url)
                .and_then(|()| fs::rename(folder.join("url.new"), folder.join("url")));
            written.map_err(|error| HarnessError::Io("write", folder, error))?;
            Ok(url)
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => wait_for(folder),
        Err(error) => Err(HarnessError::Io("make", folder, error)),
    }
}

fn wait_for(folder: PathBuf) -> Result<String, HarnessError> {
    let begun = Instant::now();
    while begun.elapsed() < WAIT {
        if let Ok(url) = fs::read_to_string(folder.join("url")) {
            return Ok(url);
        }
        if !folder.exists() {
            // The process that was to start it could not; asking again gives its reason.
            return shared_url();
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Err(HarnessError::NeverReady(folder))
}

/// When the process began, in clock ticks since boot; tells two processes with the same number apart.
fn started_at(process: u32) -> String {
    fs::read_to_string(format!("/proc/{process}/stat"))
        .ok()
        .and_then(|stat| {
            // The program's name, in brackets, may hold spaces; the 22nd field is the 20th after it.
            let (_, rest) = stat.rsplit_once(')')?;
            rest.split_whitespace().nth(19).map(str::to_owned)
        })
        .unwrap_or_default()
}
