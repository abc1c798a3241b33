//! One PostgreSQL server in a folder of its own.

use std::fs;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::error::HarnessError;
use crate::programs::Programs;

/// Database user of the test server.
const DATABASE_USER: &str = "yufang";
/// Between looking for a free port and PostgreSQL taking it, somebody else may; then we look again.
const PORT_TRIES: u32 = 5;

/// What the watchdog does: wait for the owner ($1) or the server ($2) to go, then stop the server and remove its folder ($3).
///
/// SIGINT is PostgreSQL's fast shutdown: it ends open sessions instead of waiting for them.
/// The server removes `postmaster.pid` as its last act.
const WATCHDOG: &str = "\
while kill -0 \"$1\" 2>/dev/null && [ -e \"$3/data/postmaster.pid\" ]; do sleep 0.3; done
kill -INT \"$2\" 2>/dev/null
tries=0
while [ -e \"$3/data/postmaster.pid\" ] && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries+1)); done
rm -rf \"$3\"";

/// A running PostgreSQL that is stopped and removed when dropped or when its owner is gone.
#[derive(Debug)]
pub struct Server {
    url: String,
    postmaster: u32,
    watchdog: Child,
}

impl Server {
    /// Starts a server that lives no longer than the process `owner`.
    ///
    /// # Errors
    /// When PostgreSQL is not installed or does not start; the text says what it said.
    pub fn start(owner: u32) -> Result<Server, HarnessError> {
        static STARTED: AtomicU32 = AtomicU32::new(0);
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let folder =
            std::env::temp_dir().join(format!("yufang-postgres-{}-{number}", std::process::id()));
        // A process of an earlier boot may have had our number.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder)
            .map_err(|error| HarnessError::Io("make", folder.clone(), error))?;
        Self::start_in(&folder, owner)
    }

    /// Starts a server in an empty folder, which is removed with it.
    pub(crate) fn start_in(folder: &Path, owner: u32) -> Result<Server, HarnessError> {
        let started = Self::try_start(folder, owner);
        if started.is_err() {
            let _ = fs::remove_dir_all(folder);
        }
        started
    }

    fn try_start(folder: &Path, owner: u32) -> Result<Server, HarnessError> {
        let programs = Programs::find()?;
        if let Some(user) = programs.user {
            std::os::unix::fs::chown(folder, Some(user.uid), Some(user.gid))
                .map_err(|error| HarnessError::Io("hand over", folder.to_path_buf(), error))?;
        }
        let data = folder.join("data");
        initdb(&programs, &data)?;
        let mut port = free_port()?;
        let mut tries = 1;
        while let Err(error) = start_on(&programs, folder, port) {
            if tries == PORT_TRIES {
                return Err(error);
            }
            tries += 1;
            port = free_port()?;
        }
        let postmaster = postmaster(&data)?;
        Ok(Server {
            url: format!("postgres://{DATABASE_USER}@127.0.0.1:{port}/postgres"),
            postmaster,
            watchdog: watch(owner, postmaster, folder)?,
        })
    }

    /// `postgres://…` of the server's maintenance database; its user may make and drop databases.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Leaves the server to its watchdog, which stops it when the owner is gone.
    pub(crate) fn leave(self) -> String {
        let url = self.url.clone();
        std::mem::forget(self);
        url
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = Command::new("kill")
            .args(["-INT", &self.postmaster.to_string()])
            .stderr(Stdio::null())
            .status();
        // The watchdog sees that the server is gone, removes the folder and ends; after that nothing is left.
        let _ = self.watchdog.wait();
    }
}

fn watch(owner: u32, postmaster: u32, folder: &Path) -> Result<Child, HarnessError> {
    Command::new("sh")
        .args(["-c", WATCHDOG, "watchdog"])
        .arg(owner.to_string())
        .arg(postmaster.to_string())
        .arg(folder)
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // A group of its own, so that the terminal's Ctrl-C does not reach it.
        .process_group(0)
        .spawn()
        .map_err(|error| HarnessError::Io("start", PathBuf::from("sh"), error))
}

fn initdb(programs: &Programs, data: &Path) -> Result<(), HarnessError> {
    let output = programs
        .command("initdb")
        .arg("--pgdata")
        .arg(data)
        .args([
            "--username",
            DATABASE_USER,
            "--auth=trust",
            "--encoding=UTF8",
        ])
        .args(["--locale=C.UTF-8", "--no-sync"])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| HarnessError::Io("run", PathBuf::from("initdb"), error))?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(HarnessError::Failed("initdb", text))
}

fn start_on(programs: &Programs, folder: &Path, port: u16) -> Result<(), HarnessError> {
    let settings = [
        format!("-p {port}"),
        "-c listen_addresses=127.0.0.1".to_owned(),
        "-c unix_socket_directories=''".to_owned(),
        "-c fsync=off".to_owned(),
        "-c synchronous_commit=off".to_owned(),
        "-c full_page_writes=off".to_owned(),
        "-c max_connections=300".to_owned(),
        "-c shared_buffers=64MB".to_owned(),
        "-c timezone=UTC".to_owned(),
    ];
    let log = folder.join("server.log");
    // No pipes: the server inherits them and would keep them open for ever.
    let status = programs
        .command("pg_ctl")
        .args(["start", "--wait", "--timeout=60", "--pgdata"])
        .arg(folder.join("data"))
        .arg("--log")
        .arg(&log)
        .arg("--options")
        .arg(settings.join(" "))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(|error| HarnessError::Io("run", PathBuf::from("pg_ctl"), error))?;
    if status.success() {
        return Ok(());
    }
    let text = fs::read_to_string(&log).unwrap_or_default();
    Err(HarnessError::Failed("pg_ctl", text))
}

fn free_port() -> Result<u16, HarnessError> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| HarnessError::Io("listen on", PathBuf::from("127.0.0.1"), error))
}

/// The first line of `postmaster.pid` is the server's process number.
fn postmaster(data: &Path) -> Result<u32, HarnessError> {
    let file = data.join("postmaster.pid");
    let text =
        fs::read_to_string(&file).map_err(|error| HarnessError::Io("read", file.clone(), error))?;
    text.lines()
        .next()
        .and_then(|line| line.trim().parse().ok())
        .ok_or_else(|| {
            HarnessError::Failed(
                "pg_ctl",
                format!("`{}` holds no process number", file.display()),
            )
        })
}
