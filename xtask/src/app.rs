//! Building, starting and stopping the program itself.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::repo;
use crate::shell;

/// It starts in under a second; a machine under load may need many.
const READY_WAIT: Duration = Duration::from_secs(60);

/// Password of all accounts of the demo, in `packs/demo/accounts.toml`.
const PASSWORD: &str = "Yufang-demo-2026";

/// `cargo build` of the program alone, in the development profile the demo runs on.
///
/// # Errors
/// When it does not compile; the compiler's message stands above.
pub fn build_or_stop() -> Result<()> {
    if shell::run(shell::command("cargo", &["build", "--package", "yufang"]))?.ok {
        Ok(())
    } else {
        bail!("the program could not be built; the reason stands above")
    }
}

/// Fills a fresh SQLite file with the published data, the signals in them and the demo's accounts.
///
/// # Errors
/// When the file cannot be made or the data cannot be loaded; the program's own message stands above.
pub fn load(database: &Path) -> Result<()> {
    fresh(database)?;
    let status = program(database)
        .args(["demo", "--no-serve"])
        .status()
        .with_context(|| format!("cannot start `{}`", repo::program().display()))?;
    if status.success() {
        Ok(())
    } else {
        bail!("the data could not be loaded ({status}); the reason stands above")
    }
}

/// The program with a loaded database, serving; ended when dropped.
pub struct Demo {
    child: Child,
    address: SocketAddr,
}

impl Demo {
    /// Starts serving; the program prints the accounts and its address.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(database: &Path, port: u16) -> Result<Demo> {
        Demo::spawn(program(database), port)
    }

    /// The same, with all it has to say in `server.log` beside the database.
    ///
    /// # Errors
    /// When it does not start or the log cannot be written.
    pub fn start_logged(database: &Path, port: u16) -> Result<Demo> {
        let log = database.with_file_name("server.log");
        let file =
            fs::File::create(&log).with_context(|| format!("cannot write `{}`", log.display()))?;
        let mut command = program(database);
        command.env("RUST_LOG", "debug").stderr(file);
        Demo::spawn(command, port)
    }

    fn spawn(mut command: Command, port: u16) -> Result<Demo> {
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let child = command
            .args(["demo", "--no-load", "--listen", &address.to_string()])
            .spawn()
            .with_context(|| format!("cannot start `{}`", repo::program().display()))?;
        Ok(Demo { child, address })
    }

    /// Waits until it answers.
    ///
    /// # Errors
    /// When it ends early or does not answer in time.
    pub fn ready(&mut self) -> Result<()> {
        let begun = Instant::now();
        while !is_ready(self.address) {
            if let Some(status) = self.child.try_wait()? {
                bail!("yufang ended before it was ready ({status}); its message stands above");
            }
            if begun.elapsed() > READY_WAIT {
                bail!(
                    "yufang did not answer on {} within {} s",
                    self.address,
                    READY_WAIT.as_secs()
                );
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    }

    /// Where a browser finds it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Signs in as one of the demo's accounts; the cookie that requests then carry.
    ///
    /// # Errors
    /// When the account is not let in.
    pub fn sign_in(&self, account: &str) -> Result<String> {
        let body = format!("{{\"username\":\"{account}\",\"password\":\"{PASSWORD}\"}}");
        let answer = exchange(
            self.address,
            &format!(
                "POST /api/session HTTP/1.1\r\nHost: {}\r\nX-Yufang: 1\r\nContent-Type: application/json\r\n\
                 Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
                self.address,
                body.len()
            ),
        )?;
        answer
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
            .and_then(|(_, value)| value.split(';').next())
            .map(str::to_owned)
            .with_context(|| {
                let status = answer.lines().next().unwrap_or_default();
                format!("`{account}` was not let in: {status}")
            })
    }

    /// Waits until somebody ends it.
    ///
    /// # Errors
    /// When it cannot be waited for.
    pub fn wait(&mut self) -> Result<ExitStatus> {
        Ok(self.child.wait()?)
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            // SIGTERM first: it closes its database properly.
            let _ = Command::new("kill")
                .arg(self.child.id().to_string())
                .status();
            let begun = Instant::now();
            while begun.elapsed() < Duration::from_secs(5)
                && matches!(self.child.try_wait(), Ok(None))
            {
                std::thread::sleep(Duration::from_millis(50));
            }
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

/// The program with a database and the repository's own packs and data, whatever the environment says.
fn program(database: &Path) -> Command {
    let mut command = Command::new(repo::program());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("YUFANG_") {
            command.env_remove(name);
        }
    }
    command
        .args([
            "--city",
            "demo",
            "--database",
            &format!("sqlite:{}", database.display()),
        ])
        .env(
            "YUFANG_KEYS",
            format!("file:{}", database.with_extension("key").display()),
        )
        .current_dir(repo::root())
        .stdin(Stdio::null());
    command
}

/// Removes an SQLite database with the files beside it, and makes its folder.
fn fresh(database: &Path) -> Result<()> {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let file = format!("{}{suffix}", database.display());
        match fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot remove `{file}`"));
            }
            _ => {}
        }
    }
    let folder = database.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))
}

/// The wanted port if nobody listens on it, any free one otherwise.
///
/// # Errors
/// When there is no free port at all.
pub fn free_port(wanted: u16) -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", wanted))
        .or_else(|_| TcpListener::bind(("127.0.0.1", 0)))?;
    Ok(listener.local_addr()?.port())
}

/// Whether `/readyz` answers 200.
fn is_ready(address: SocketAddr) -> bool {
    exchange(
        address,
        &format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"),
    )
    .is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

/// Sends one request, closing the connection after it, and reads the whole answer.
fn exchange(address: SocketAddr, request: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
